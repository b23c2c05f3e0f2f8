"""What an editor does with what stands beside a record: evidence, relations, consents.

Each act is one transaction with its history and returns the batch by which it can be undone. What
is no more than a change or a retirement of one of them is done as with any record.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from geo.acts import record
from geo.acts.record import Desk
from geo.acts.rules import WITH_CONTACT, find, lines_of, new_lines
from geo.errors import NotAllowed
from geo.model.consent import CONTACTS
from geo.model.evidence import first_lines
from geo.model.forms import COMPANIONS
from geo.model.levels import DEFAULT_LEVEL
from geo.store import Edit

TOWARDS_NEED = "could_help"
"""The one relation that may lead to a need; no relation begins at one."""


def add_evidence(desk: Desk, need: str, values: Mapping[str, Any]) -> str | None:
    """Add a line of evidence to a need; what a need without lines says becomes lines before it."""
    done = desk.allow("edit")
    now = desk.read("problem", need)
    before = [] if lines_of(desk.store, need) else first_lines(now)
    return desk.write(new_lines(need, [*before, _own("evidence", values)], now["level"]), done)


def change_evidence(desk: Desk, line: str, version: int, values: Mapping[str, Any]) -> str | None:
    """Change a line of evidence that its editor saw at a version.

    Raises
    ------
    Conflict
        When somebody else was quicker.
    """
    done = desk.allow("edit")
    desk.read("problem", desk.read("evidence", line)["problem"])
    return desk.write([Edit("evidence", line, version, _own("evidence", values))], done)


def retire_evidence(desk: Desk, line: str) -> str | None:
    """Take a line of evidence out of use.

    Raises
    ------
    NotAllowed
        When it is the need's last one: that one is changed, not retired.
    """
    done = desk.allow("retire")
    now = desk.read("evidence", line)
    if len(lines_of(desk.store, now["problem"])) < 2:
        raise NotAllowed("a need keeps its last line of evidence")
    return desk.write([Edit("evidence", line, now["version"], {"retired": True})], done)


def relate(desk: Desk, values: Mapping[str, Any]) -> str | None:
    """Note a relation between two records, internal until it is published.

    Raises
    ------
    NotAllowed
        When an end does not exist for this person, both are the same, or the kind does not lead
        from the one to the other.
    """
    own = _own("relation", values)
    kinds = []
    for end in (own["subject"], own["object"]):
        found = find(desk.store, end)
        if found is None or found[1]["town"] != desk.town:
            raise NotAllowed("no such record for this viewer")
        desk.read(found[0], end)
        kinds.append(found[0])
    to_need = kinds[1] == "problem" and own["relation_kind"] != TOWARDS_NEED
    if own["subject"] == own["object"] or kinds[0] == "problem" or to_need:
        raise NotAllowed("no such relation between these")
    return _note(desk, "relation", own)


def agree(desk: Desk, identity: str, values: Mapping[str, Any]) -> str | None:
    """Note that a contact of a record is a person's, and what the person has agreed to.

    Raises
    ------
    NotAllowed
        When the record does not exist for this person or has no such contact.
    """
    own = {**_own("consent", values), "record": identity}
    found = find(desk.store, identity)
    if found is None or found[0] not in WITH_CONTACT or own["contact"] not in CONTACTS:
        raise NotAllowed("no such contact for this viewer")
    desk.read(found[0], identity)
    return _note(desk, "consent", own)


def withdraw(desk: Desk, consent: str, today: date) -> str | None:
    """End a consent at once: from now on the contact is hidden from everybody."""
    version = desk.read("consent", consent)["version"]
    values = {"until": (today - timedelta(days=1)).isoformat()}
    return record.change(desk, "consent", consent, version, values)


def _note(desk: Desk, kind: str, own: Mapping[str, Any]) -> str | None:
    done = desk.allow("record")
    values = {**own, "level": DEFAULT_LEVEL, "retired": False}
    return desk.write([Edit(kind, str(uuid.uuid4()), None, values)], done)


def _own(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an editor may say of a companion."""
    return {name: values[name] for name in COMPANIONS[kind] if name in values}
