"""What must hold whoever writes: why a record may not be public, and what follows its level."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from geo.acts.residents import area_of
from geo.model.consent import lapsed_contacts
from geo.model.days import today
from geo.model.evidence import said_by
from geo.model.levels import DEFAULT_LEVEL, LEVELS
from geo.model.publishing import hindrances
from geo.store import Edit, Store

WITH_CONTACT = ("resource", "group")
"""The kinds whose contact may belong to a person."""

_ENDS = (*WITH_CONTACT, "problem")


def reasons_against(
    store: Store,
    town: str,
    kind: str,
    values: Mapping[str, Any],
    edits: Sequence[Edit] = (),
    *,
    widening: bool = False,
) -> list[str]:
    """Return why a record may not be public, as keys of sentences, after some edits.

    Edits count where they are of evidence or of areas.

    A personal contact without consent hinders only publishing (``widening``): it is hidden wherever
    it stands, so a record that is public already stays so.
    """
    area = _area(store, town, values["area"], edits) if values.get("area") else None
    lapsed: frozenset[str] = frozenset()
    if kind == "problem":
        values = {**values, **said_by(lines_of(store, values["id"], edits))}
    elif widening and kind in WITH_CONTACT:
        lapsed = lapsed_contacts(consents_of(store, values["id"]), today())
    reasons = hindrances(kind, values, area, store.taxonomy(), lapsed=lapsed)
    if kind == "relation":
        ends = [find(store, values[end]) for end in ("subject", "object")]
        if any(end is None or end[1]["level"] != LEVELS[0] for end in ends):
            reasons.append("publish.ends")
    return reasons


def in_rules(store: Store, town: str, edits: Sequence[Edit]) -> list[Edit]:
    """Return edits together with those that the rules add to them.

    A need whose evidence an act takes out of the rules of publishing is lowered in the same act,
    and the lines of a need take its level with it.
    """
    kept = {(edit.kind, edit.id): edit for edit in edits}
    needs = {_need_of(store, edit) for edit in edits if edit.kind == "evidence"}
    for need in sorted(needs):
        now = store.record("problem", need)
        if now is None or now["retired"] or now["level"] == DEFAULT_LEVEL:
            continue
        if ("problem", need) in kept:  # its level is part of the act, and was looked at there
            continue
        before = reasons_against(store, town, "problem", now)
        if set(reasons_against(store, town, "problem", now, edits)) - set(before):
            lowered = {"level": DEFAULT_LEVEL, "approved_by": None}
            kept["problem", need] = Edit("problem", need, now["version"], lowered)
    for edit in list(kept.values()):
        if edit.kind == "problem" and edit.version is not None and "level" in edit.values:
            for line in _all_lines(store, edit.id, edits).values():
                if line["level"] != edit.values["level"]:
                    own = kept.get(("evidence", line["id"]))
                    own = own or Edit("evidence", line["id"], line["version"], {})
                    level = {"level": edit.values["level"]}
                    kept["evidence", line["id"]] = replace(own, values={**own.values, **level})
    return list(kept.values())


def new_lines(need: str, lines: Iterable[Mapping[str, Any]], level: str) -> list[Edit]:
    """Return the edits that note lines of evidence of a need, at the level of the need."""
    own = {"problem": need, "level": level, "retired": False}
    return [Edit("evidence", str(uuid.uuid4()), None, {**line, **own}) for line in lines]


def lines_of(store: Store, need: str, edits: Sequence[Edit] = ()) -> list[dict[str, Any]]:
    """Return the lines of evidence of a need that are in use, as they are after some edits."""
    return [line for line in _all_lines(store, need, edits).values() if not line["retired"]]


def consents_of(store: Store, identity: str) -> list[dict[str, Any]]:
    """Return the consents in use for the personal contacts of a record."""
    lines = store.naming("consent", ("record",), identity)
    return [line for line in lines if not line["retired"]]


def relations_of(store: Store, identity: str) -> list[dict[str, Any]]:
    """Return the relations in use of a record, whichever end it is."""
    rows = store.naming("relation", ("subject", "object"), identity)
    return [row for row in rows if not row["retired"]]


def find(store: Store, identity: str) -> tuple[str, dict[str, Any]] | None:
    """Return kind and columns of a resource, group or need by its id alone."""
    for kind in _ENDS:
        found = store.record(kind, identity)
        if found is not None:
            return kind, found
    return None


def _area(store: Store, town: str, key: str, edits: Sequence[Edit]) -> dict[str, Any] | None:
    """Return what is said of an area and its residents after some edits; None for no area."""
    now = area_of(store, town, key)
    for edit in edits:
        if edit.kind == "area":
            area = store.record("area", edit.id)
            if area is not None and (area["town"], area["key"]) == (town, key):
                return {**area, **(now or {}), **edit.values}
    return now


def _all_lines(store: Store, need: str, edits: Sequence[Edit]) -> dict[str, dict[str, Any]]:
    lines = {line["id"]: line for line in store.naming("evidence", ("problem",), need)}
    for edit in edits:
        if edit.kind == "evidence" and (edit.id in lines or edit.values.get("problem") == need):
            lines[edit.id] = {"id": edit.id, **lines.get(edit.id, {}), **edit.values}
    return lines


def _need_of(store: Store, edit: Edit) -> str:
    if "problem" in edit.values:
        return str(edit.values["problem"])
    line = store.record("evidence", edit.id)
    return str(line["problem"]) if line else ""
