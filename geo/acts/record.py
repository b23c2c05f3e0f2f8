"""What an editor does with a record: note, change, publish, lower, retire, restore, confirm, undo.

Every act asks for permission first, writes one transaction with its history, and returns the batch
by which it can be undone. The lines of evidence of a need are noted, published and lowered with it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geo.acts.rules import in_rules, new_lines, reasons_against
from geo.errors import Conflict, NotAllowed, NotReady
from geo.model.evidence import first_lines
from geo.model.levels import DEFAULT_LEVEL, LEVELS
from geo.model.people import Viewer
from geo.model.publishing import is_sensitive
from geo.store import Change, Edit, Store

_WITHOUT_LEVEL = ("area", "boundary")
"""What everybody may see and few may change."""


@dataclass(frozen=True)
class Desk:
    """Where an editor works: a store, a town, and who is working."""

    store: Store
    town: str
    viewer: Viewer

    def allow(self, act: str) -> Change:
        """Return what the history writes of an act.

        Raises
        ------
        NotAllowed
            When this person may not do it.
        """
        if not self.viewer.may(act) or not self.viewer.name:
            raise NotAllowed(f"{self.viewer.role} may not {act}")
        return Change(self.viewer.name, act)

    def read(self, kind: str, identity: str) -> dict[str, Any]:
        """Return a record as it stands.

        Raises
        ------
        NotAllowed
            When there is no such record or this person may not see it.
        """
        found = self.store.record(kind, identity)
        if found is None or LEVELS.index(found["level"]) > LEVELS.index(self.viewer.level):
            raise NotAllowed("no such record for this viewer")
        return found

    def write(
        self,
        edits: Sequence[Edit],
        done: Change,
        *,
        progress: Callable[[float], None] = lambda _: None,
    ) -> str | None:
        """Write edits, and what the rules add to them, in one transaction; return the batch."""
        ruled = in_rules(self.store, self.town, edits)
        return self.store.write(self.town, ruled, done, progress=progress)

    def reasons_against(
        self,
        kind: str,
        values: Mapping[str, Any],
        edits: Sequence[Edit] = (),
        *,
        widening: bool = False,
    ) -> list[str]:
        """Return why a record may not be public; see ``rules``."""
        return reasons_against(self.store, self.town, kind, values, edits, widening=widening)


def note(desk: Desk, kind: str, values: Mapping[str, Any]) -> tuple[str, str | None]:
    """Note a new record and return its id and the batch; it is internal whatever was asked."""
    change = desk.allow("record")
    identity = str(uuid.uuid4())
    own = {**values, "level": DEFAULT_LEVEL, "retired": False}
    edits = [Edit(kind, identity, None, own)]
    if kind == "problem":
        edits += new_lines(identity, first_lines(own), DEFAULT_LEVEL)
    return identity, desk.write(edits, change)


def change(
    desk: Desk, kind: str, identity: str, version: int, values: Mapping[str, Any]
) -> str | None:
    """Change a record that its editor saw at a version; return the batch.

    A public record that no longer meets the rules is lowered in the same act: what was published
    must not slip out of the rules by a later edit.

    Raises
    ------
    Conflict
        When somebody else was quicker; both versions are in the error and nothing is written.
    """
    done = desk.allow("edit")
    now = desk.read(kind, identity)
    own = {name: value for name, value in values.items() if name not in ("level", "retired")}
    if now["level"] != DEFAULT_LEVEL and desk.reasons_against(kind, {**now, **own}):
        own["level"] = DEFAULT_LEVEL
    return desk.write([Edit(kind, identity, version, own)], done)


def publish(desk: Desk, kind: str, identity: str, version: int, level: str) -> str | None:
    """Raise a record to a wider level; return the batch.

    Raises
    ------
    NotReady
        With every reason why it may not be published as it is.
    NotAllowed
        When a sensitive type lacks the approval of a second person.
    """
    done = desk.allow("publish")
    now = desk.read(kind, identity)
    if level == LEVELS[0] and (reasons := desk.reasons_against(kind, now, widening=True)):
        raise NotReady(reasons)
    values: dict[str, Any] = {"level": level}
    if is_sensitive(kind, now, desk.store.taxonomy()):
        asked = now.get("approved_by")
        if not asked:  # the first of two: the wish is noted, the level stays
            values = {"approved_by": desk.viewer.name}
        elif asked == desk.viewer.name or not desk.viewer.may("approve"):
            raise NotAllowed("a sensitive type takes the approval of a second person")
    return desk.write([Edit(kind, identity, version, values)], done)


def lower(desk: Desk, kind: str, identity: str, level: str = DEFAULT_LEVEL) -> str | None:
    """Lower a record at once, whatever version its editor saw: care cannot wait."""
    done = desk.allow("lower")
    values = {"level": level, **({"approved_by": None} if kind == "problem" else {})}
    return _set(desk, kind, identity, values, done)


def retire(desk: Desk, kind: str, identity: str) -> str | None:
    """Take a record out of use; nothing is deleted."""
    return _set(desk, kind, identity, {"retired": True}, desk.allow("retire"))


def restore(desk: Desk, kind: str, identity: str, revision: int | None = None) -> str | None:
    """Bring a record back into use, as it was at a revision if one is named.

    The level is not brought back: what was lowered stays lowered until it is published anew, and
    a public record whose older words may not be public is lowered.
    """
    done = desk.allow("restore")
    values: dict[str, Any] = {"retired": False}
    if revision is not None:
        then = desk.store.as_of(kind, identity, revision)
        if then is None:
            raise NotAllowed("the record did not exist then")
        now = desk.read(kind, identity)
        values = {**then, "level": now["level"], "retired": False}
        if now["level"] != DEFAULT_LEVEL and desk.reasons_against(kind, {**now, **values}):
            values["level"] = DEFAULT_LEVEL
    return _set(desk, kind, identity, values, done)


def confirm(
    desk: Desk, kind: str, identity: str, *, role: str, today: date, months: int = 12
) -> str | None:
    """Note that a record is still correct, and until when that holds."""
    done = desk.allow("confirm")
    values = {
        "confirmed_on": today.isoformat(),
        "confirmed_by": role,
        "confirm_by": months_after(today, months).isoformat(),
    }
    return _set(desk, kind, identity, values, done)


def undo(desk: Desk, batch: str) -> str | None:
    """Take an act back as a new act; return its batch.

    Where that would widen a level again, the rules of publishing hold as for any publishing; a
    need whose evidence is taken back is lowered where it no longer meets them. New boundaries are
    taken back only by somebody who may change areas.

    Raises
    ------
    Conflict
        When somebody has changed the same words since.
    NotReady, NotAllowed
        When taking back would publish what may not be published.
    """
    done = desk.allow("undo")
    edits = desk.store.reversal(batch)
    for edit in edits:
        if edit.kind in _WITHOUT_LEVEL:
            desk.allow("areas")
            continue
        now = desk.read(edit.kind, edit.id)
        level = edit.values.get("level", now["level"])
        if LEVELS.index(level) < LEVELS.index(now["level"]):
            then = {**now, **edit.values}
            reasons = desk.reasons_against(edit.kind, then, edits, widening=True)
            if reasons and level == LEVELS[0]:
                raise NotReady(reasons)
            if is_sensitive(edit.kind, then, desk.store.taxonomy()):
                raise NotAllowed("a sensitive type takes the approval of a second person")
    return desk.write(edits, done)


def months_after(day: date, months: int) -> date:
    """Return the day some months later; no day after the 28th, which every month has."""
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, min(day.day, 28))


def _set(
    desk: Desk, kind: str, identity: str, values: Mapping[str, Any], done: Change
) -> str | None:
    """Write values that do not depend on what others wrote; try again if they were quicker."""
    while True:
        version = desk.read(kind, identity)["version"]
        try:
            return desk.write([Edit(kind, identity, version, values)], done)
        except Conflict as conflict:
            if conflict.theirs is None:
                raise
