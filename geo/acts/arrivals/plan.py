"""From a sheet to a plan: what every row would do, before anything is written."""

from __future__ import annotations

import json
import unicodedata
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shapely.geometry import Point

from geo.acts.alike import Namesakes
from geo.acts.arrivals.drafts import EVERY, EXPECTED, AddressIndex, Draft, Drafting, Progress
from geo.acts.arrivals.verdicts import (
    CHANGED,
    DUPLICATE,
    NEW,
    RESTORED,
    SAME,
    UNUSABLE,
    Changed,
    Plan,
    Verdict,
)
from geo.acts.record import Desk
from geo.acts.snapshot import Snapshot
from geo.analysis.columns import Mapping as ColumnMapping
from geo.errors import Fault
from geo.files.sheet import Sheet
from geo.model.fields import FIELDS
from geo.model.levels import DEFAULT_LEVEL
from geo.model.publishing import hindrances
from geo.store import Edit, record_id
from geo.store.values import to_text

_ALIKE_KINDS = ("resource", "group")
_IMPORT, _UNDO = "import", "undo"
_SAME_DEG = 1e-6
"""Files give a place with six or seven decimals: a tenth of a metre is no change."""


def plan_records(
    desk: Desk,
    town: Snapshot,
    sheet: Sheet,
    mapping: ColumnMapping,
    *,
    today: date,
    addresses: AddressIndex | None = None,
    progress: Progress = lambda _: None,
) -> Plan:
    """Return what importing a sheet would do: a verdict for each row, and nothing written.

    A row is the record of its source's own id, or of what identifies it where there are no ids.
    What people have changed here since the last import stays, unless the file says something new.

    Parameters
    ----------
    town
        The town as somebody at this desk may see it.
    addresses
        Finds the place of rows that have an address and no coordinates.
    progress
        Told how much is done, from 0 to 1; what it raises (``Cancelled``) stops everything.

    Raises
    ------
    NotAllowed
        When this person may not import.
    DataError
        When the mapping itself says something that cannot be.
    """
    desk.allow(_IMPORT)
    drafting = Drafting(town, sheet, mapping, today, addresses)
    drafts, unknown = drafting.drafts(lambda done: progress(done / 2))
    judge = _Judge(desk, town, drafting.source, drafts)
    verdicts = []
    for done, draft in enumerate(drafts):
        if done % EVERY == 0:
            progress(0.5 + done / len(drafts) / 2)
        verdicts.append(judge.verdict(draft))
    return Plan(desk.town, drafting.source, sheet, mapping, tuple(verdicts), unknown)


class _Judge:
    """Knows what is in the store already, and what rows before have said."""

    def __init__(self, desk: Desk, town: Snapshot, source: str, drafts: Sequence[Draft]) -> None:
        self._town = town
        sound = [draft for draft in drafts if not draft.faults]
        here = _records_of_own(desk, sound)
        self._ids = {
            draft.number: draft.own_id
            if (draft.kind, draft.own_id) in here
            else record_id(desk.town, draft.kind, f"{source}/{draft.identity}")
            for draft in sound
        }
        self._known: dict[tuple[str, str], dict[str, Any]] = {}
        self._history: dict[str, _History] = {}
        for kind in {draft.kind for draft in sound}:
            ids = [self._ids[draft.number] for draft in sound if draft.kind == kind]
            found = desk.store.found(kind, list(dict.fromkeys(ids)))
            self._known |= {(kind, identity): row for identity, row in found.items()}
        self._differing = {draft.number: self._compared(draft) for draft in sound}
        for kind in {draft.kind for draft in sound}:
            touched = [
                self._ids[draft.number]
                for draft in sound
                if draft.kind == kind and self._differing[draft.number] is not None
            ]
            told = desk.store.changes_of(kind, list(dict.fromkeys(touched)))
            self._history |= {identity: _History.of(rows) for identity, rows in told.items()}
        self._namesakes = {kind: Namesakes(town, kind) for kind in _ALIKE_KINDS}
        self._in_file = set(self._ids.values())
        self._seen: dict[str, Draft] = {}

    def verdict(self, draft: Draft) -> Verdict:
        """Return what is to become of a row."""
        if draft.faults:
            return _verdict(draft, UNUSABLE, faults=draft.faults)
        identity = self._ids[draft.number]
        if identity in self._seen:
            return self._again(draft, identity, self._seen[identity])
        self._seen[identity] = draft
        now = self._known.get((draft.kind, identity))
        if now is None:
            return self._new(draft, identity)
        return self._known_already(draft, identity, now)

    def _again(self, draft: Draft, identity: str, first: Draft) -> Verdict:
        """Return the verdict on a row that the file has had already."""
        if all(_same(first.values.get(name), draft.values.get(name)) for name in draft.said):
            return _verdict(draft, SAME, id=identity, of_row=first.number)
        key = "fault.id_twice" if draft.own_id else "fault.row_twice"
        fault = _fault(draft, key, str(first.number), row=first.number)
        what = UNUSABLE if draft.own_id else DUPLICATE
        return _verdict(draft, what, of_row=first.number, faults=[fault])

    def _new(self, draft: Draft, identity: str) -> Verdict:
        edit = Edit(draft.kind, identity, None, draft.values)
        if draft.kind in self._namesakes:
            found = self._namesakes[draft.kind].like(draft.name, draft.place, but=self._in_file)
            if found:
                records = self._town.records
                fault = _fault(draft, "fault.duplicate", self._town.names("lv")[found[0]])
                of = str(records.ids[found[0]])
                return _verdict(draft, DUPLICATE, id=identity, of=of, faults=[fault], edit=edit)
        return _verdict(draft, NEW, id=identity, edit=edit)

    def _known_already(self, draft: Draft, identity: str, now: dict[str, Any]) -> Verdict:
        history = self._history.get(identity, _History({}, None))
        differing = self._differing[draft.number] or []
        new = {name: draft.values[name] for name in differing if history.is_news(name, draft)}
        if now["retired"] and history.retired_by != _UNDO:
            warning = _fault(draft, "fault.taken_out", None)
            return _verdict(draft, SAME, id=identity, warnings=[*draft.warnings, warning])
        warnings = list(draft.warnings)
        if now["level"] != DEFAULT_LEVEL and new and self._hindered(draft.kind, {**now, **new}):
            new["level"] = DEFAULT_LEVEL  # what was published must not slip out of the rules
            warnings.append(_fault(draft, "fault.lowered", None))
        fields = tuple(
            Changed(name, to_text(now[name]), to_text(value)) for name, value in new.items()
        )
        what = RESTORED if now["retired"] else CHANGED if new else SAME
        values = {**new, "retired": False} if now["retired"] else new
        edit = Edit(draft.kind, identity, now["version"], values) if values else None
        return _verdict(draft, what, id=identity, fields=fields, warnings=warnings, edit=edit)

    def _compared(self, draft: Draft) -> list[str] | None:
        """Return the columns that differ from a record that is here; None for none to look at."""
        now = self._known.get((draft.kind, self._ids[draft.number]))
        if now is None:
            return None
        differing = _differing(draft, now)
        return differing if differing or now["retired"] else None

    def _hindered(self, kind: str, values: Mapping[str, Any]) -> bool:
        area = self._town.area_rows.get(values.get("area") or "")
        return bool(hindrances(kind, values, area, self._town.taxonomy))


@dataclass(frozen=True)
class _History:
    """What imports have said of a record before, as the history writes it.

    Attributes
    ----------
    told
        By column what the last import wrote there that nobody has taken back.
    retired_by
        The act that took the record out of use, None for none.
    """

    told: Mapping[str, str | None]
    retired_by: str | None

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]]) -> _History:
        """Return it from the log rows of a record, the oldest first."""
        told: dict[str, str | None] = {}
        retired_by = None
        for row in rows:
            for name, text in _columns(row):
                if row["act"] == _IMPORT:
                    told[name] = text
                elif row["act"] == _UNDO:
                    told.pop(name, None)
                if name == "retired":
                    retired_by = row["act"] if text == "true" else None
        return cls(told, retired_by)

    def is_news(self, name: str, draft: Draft) -> bool:
        """Return whether a file says something else than at the last import.

        An empty cell takes away only what an import has brought, never the words of people.
        """
        said = to_text(draft.values[name])
        if name not in self.told:
            return said is not None
        return not _same(self.told[name], said)


def _columns(row: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Yield the columns that a log row sets, with their texts; a new record sets all."""
    if row["field"] is not None:
        yield row["field"], row["new_value"]
        return
    said: dict[str, Any] = json.loads(row["new_value"] or "{}")
    for name in (*(one.name for one in FIELDS[row["kind"]]), "geom"):
        yield name, said.get(name)


def _records_of_own(desk: Desk, drafts: Sequence[Draft]) -> set[tuple[str, str]]:
    """Return kind and id of the town's records whose own ids stand in the file.

    So a file that was exported here finds its records again.
    """
    found = set()
    for kind in {draft.kind for draft in drafts}:
        ids = [draft.own_id for draft in drafts if draft.kind == kind and _is_uuid(draft.own_id)]
        rows = desk.store.found(kind, list(dict.fromkeys(ids)))
        found |= {(kind, one) for one, row in rows.items() if row["town"] == desk.town}
    return found


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _differing(draft: Draft, now: Mapping[str, Any]) -> list[str]:
    """Return the columns of which the file and the record say different things.

    What only follows from the place counts where the place is another.
    """
    found = [name for name in draft.said if not _same(now.get(name), draft.values.get(name))]
    has_point = draft.values.get("geom") is not None
    if has_point and "geom" not in found:
        return sorted(set(found) - draft.derived)
    return sorted(found)


def _same(one: Any, other: Any) -> bool:
    """Return whether two values say the same: Unicode form and blanks around it do not count."""
    if one == other:
        return True
    if isinstance(one, Point) and isinstance(other, Point):
        return bool(abs(one.x - other.x) < _SAME_DEG and abs(one.y - other.y) < _SAME_DEG)
    texts = [unicodedata.normalize("NFC", to_text(value) or "").strip() for value in (one, other)]
    return texts[0] == texts[1]


def _verdict(draft: Draft, what: str, **values: Any) -> Verdict:
    told: dict[str, Any] = {"warnings": draft.warnings, "place": draft.place, **values}
    told |= {name: tuple(told[name]) for name in ("faults", "warnings") if name in told}
    return Verdict(draft.number, what, draft.kind, draft.name, **told)


def _fault(draft: Draft, key: str, found: str | None, **values: int) -> Fault:
    return Fault("", draft.number, None, EXPECTED[key], found, key=key, values=values)
