"""From what a row says to the record that it would be."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from geo.acts.arrivals.labels import labels_of
from geo.acts.forms import Place, personal_findings, placed
from geo.acts.snapshot import Snapshot
from geo.analysis.columns import LAT, PLACE
from geo.analysis.columns import Mapping as ColumnMapping
from geo.analysis.places import HERE, OUTSIDE, SWAPPED, Spot, locate
from geo.analysis.rows import Read, RowReader
from geo.errors import Fault
from geo.files.sheet import Sheet
from geo.model.check import cross_faults
from geo.model.fields import FIELDS, LANGUAGES
from geo.model.forms import START
from geo.model.levels import DEFAULT_LEVEL
from geo.model.placing import NOWHERE
from geo.model.publishing import is_sensitive
from geo.store.values import to_text
from geo.words import fold

Progress = Callable[[float], None]

EVERY = 500
"""After so many rows somebody is told how far it is, and may stop it."""

_EMPTY = (None, (), "")
_NAME_SHOWN = 100
_DEGREES = 7  # about 1 cm, as files are written
_LKS92 = 3059

_IDENTIFYING = {
    "resource": ("name_lv", "address"),
    "group": ("name_lv", "registration"),
    "problem": ("problem_type", "statement_lv"),
    "activity": ("name_lv", "date"),
    "proposal": ("statement_lv",),
}
"""By what a row is known again where its source has no ids; where it is counts too."""

_WITHOUT_POINT = ("problem", "proposal")
"""Kinds whose coordinates only say the area and are then dropped."""

EXPECTED = {
    "fault.required": "a value",
    "fault.place_swapped": "latitude before longitude: they seem to stand the other way round",
    "fault.place_outside": "a place in or beside the town",
    "fault.area_outside": "a place inside one of the areas",
    "fault.area_missing": "an area, or a place inside one",
    "fault.order": "a date that does not come before the one it follows",
    "fault.five": "at most five fields of activity",
    "fault.id_twice": "each id once in the file",
    "fault.row_twice": "each thing once in the file",
    "fault.duplicate": "something that is not recorded yet",
    "fault.personal_data": "no personal data",
    "fault.sensitive_scope": "the whole municipality for a sensitive need",
    "fault.lowered": "a public record within the rules of publishing",
    "fault.taken_out": "a record that is in use",
}
"""What each fault of a row as a whole expects, in English."""


class AddressMatch(Protocol):
    """Where an address is; ``precision`` is ``exact`` for a building, else it says the area."""

    @property
    def lat(self) -> float:
        """Return degrees north."""

    @property
    def lon(self) -> float:
        """Return degrees east."""

    @property
    def precision(self) -> str:
        """Return how precise the place is."""


class AddressIndex(Protocol):
    """What finds the place of an address without asking anybody abroad."""

    def find(self, text: str) -> AddressMatch | None:
        """Return where an address is, None where that is not known."""


@dataclass
class Draft:
    """A row on its way to a verdict.

    Attributes
    ----------
    values
        The whole record as a new one would be.
    own_id, identity
        The source's id, and by what the row is known again: that id or what identifies it.
    said
        The columns that the file speaks of; only they can change a record that is here.
    derived
        Those of them that only follow from where the row is.
    """

    number: int
    kind: str
    values: dict[str, Any]
    own_id: str
    faults: list[Fault]
    identity: str = ""
    said: set[str] = field(default_factory=set)
    derived: set[str] = field(default_factory=set)
    place: Place = field(default_factory=lambda: Place("unknown"))
    warnings: list[Fault] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return what the row is called, for a list."""
        said = self.values.get("name_lv") or self.values.get("statement_lv") or ""
        return str(said)[:_NAME_SHOWN]


@dataclass(frozen=True)
class Drafting:
    """How the rows of one sheet become records of a town."""

    town: Snapshot
    sheet: Sheet
    mapping: ColumnMapping
    today: date
    addresses: AddressIndex | None = None

    @property
    def source(self) -> str:
        """Return what the source is called, the file's name where nobody says."""
        return self.mapping.source or Path(self.sheet.name).stem

    def drafts(self, progress: Progress) -> tuple[list[Draft], dict[str, dict[str, int]]]:
        """Return a draft for each row, and how often words occur that no vocabulary knows.

        Raises
        ------
        DataError
            When the mapping itself says something that cannot be.
        """
        reader = RowReader(self.mapping, labels_of(self.town), self.sheet.name)
        reads = []
        for done, row in enumerate(self.sheet.rows):
            if done % EVERY == 0:
                progress(done / len(self.sheet.rows))
            reads.append(reader.read(row.number, row.cells))
        places = [self._numbers(read) for read in reads]
        matches = [self._address(read, place) for read, place in zip(reads, places, strict=True)]
        places = [
            place if match is None else (match.lat, match.lon)
            for place, match in zip(places, matches, strict=True)
        ]
        metric = int(self.town.town.get("crs_metric", _LKS92))
        spots = locate(places, self.town.areas, metric)
        unknown: dict[str, dict[str, int]] = {}
        found = []
        for row, read, spot, match in zip(self.sheet.rows, reads, spots, matches, strict=True):
            for name, word in read.unknown:
                counted = unknown.setdefault(name, {})
                counted[word] = counted.get(word, 0) + 1
            found.append(self._draft(row.number, read, spot, match))
        return found, unknown

    def _numbers(self, read: Read) -> tuple[float, float] | None:
        return None if _is_wide(read) else read.place

    def _address(self, read: Read, place: tuple[float, float] | None) -> AddressMatch | None:
        text = read.values.get("address")
        if self.addresses is None or place is not None or not text or _is_wide(read):
            return None
        return self.addresses.find(text)

    def _draft(
        self, number: int, read: Read, spot: Spot | None, match: AddressMatch | None
    ) -> Draft:
        draft = Draft(number, read.kind, dict(read.values), read.own_id, read.faults)
        draft.said = set(read.values)
        if match is not None and spot is not None and spot.state != HERE:
            match = spot = None  # an address of the same words elsewhere
        draft.place = self._place(draft, read, spot, match)
        if draft.place.how != "unknown":  # where a file says nothing, it changes nothing
            draft.derived = set(placed(read.kind, draft.place)) - _filled(read.values)
            draft.said |= draft.derived
        self._complete(draft)
        draft.identity = self._identity(draft, read)
        for name, finding in personal_findings(draft.kind, draft.values):
            draft.warnings.append(self._fault("fault.personal_data", draft, name, finding.text))
        return draft

    def _place(
        self, draft: Draft, read: Read, spot: Spot | None, match: AddressMatch | None
    ) -> Place:
        """Return where the record is; what is wrong with its place is added to its faults."""
        said_area = draft.values.get("area")
        without_point = draft.kind in _WITHOUT_POINT
        if _is_wide(read):
            return Place("municipality")
        if spot is None or (without_point and said_area):
            return Place("area", said_area) if said_area else Place("unknown")
        area = said_area or (None if spot.area == NOWHERE else self._area_keys[spot.area])
        wrong = {SWAPPED: "fault.place_swapped", OUTSIDE: "fault.place_outside"}.get(spot.state)
        if without_point and area is None and wrong != "fault.place_swapped":
            wrong = "fault.area_outside"
        if wrong:
            column = next((name for name in PLACE if name in self.mapping.columns), LAT)
            numbers = None if read.place is None else ", ".join(map(str, read.place))
            draft.faults.append(self._fault(wrong, draft, column, numbers))
        imprecise = match is not None and match.precision != "exact"
        if without_point or imprecise or draft.values.get("precision") == "area":
            return Place("area", area) if area else Place("unknown")
        return Place("exact", area, round(spot.lat, _DEGREES), round(spot.lon, _DEGREES))

    @cached_property
    def _area_keys(self) -> list[str]:
        return [str(key) for key in self.town.areas["key"]]

    def _complete(self, draft: Draft) -> None:
        """Add what a new record has beside what the file says, and note what is missing."""
        values, kind = draft.values, draft.kind
        said = {name: values.get(name) for name in ("scope", "areas")}
        place = draft.place
        if kind == "resource" and not values.get("area"):
            place = replace(place, area=None)  # it follows from the place, also when borders move
        values |= placed(kind, place)
        if said["areas"]:
            values["areas"] = said["areas"]
        if (said["scope"] == "areas" and said["areas"]) or (
            said["scope"] == "municipality" and kind == "group"
        ):
            values |= {"scope": said["scope"], "area": None}
        defaults: dict[str, Any] = {**START.get(kind, {}), "source": self.source}
        if "source_date" not in values:  # a file that has such a column may leave it empty
            defaults["source_date"] = self.today.isoformat()
        if kind == "problem" and values.get("problem_type"):
            wording = self.town.taxonomy.public_wording(values["problem_type"], LANGUAGES[0])
            defaults["statement_lv"] = wording
        for name, value in defaults.items():
            if values.get(name) in _EMPTY:
                values[name] = value
                draft.said.discard(name)  # ours, not the file's
        values |= {"level": DEFAULT_LEVEL, "retired": False}
        if is_sensitive(kind, values, self.town.taxonomy):
            if values.get("area"):
                warning = self._fault("fault.sensitive_scope", draft, "scope", None)
                draft.warnings.append(warning)
            values |= {"scope": "municipality", "area": None}
        elif kind == "problem" and draft.place.how == "unknown":
            self._missing(draft, "fault.area_missing", "area")
        for one in FIELDS[kind]:
            if one.required and values.get(one.name) in _EMPTY:
                self._missing(draft, "fault.required", one.name)
        for name, wrong in cross_faults(values):
            key = {"order": "fault.order", "five": "fault.five"}[wrong]
            draft.faults.append(self._fault(key, draft, name, to_text(values[name])))

    def _missing(self, draft: Draft, key: str, name: str) -> None:
        """Note that something is missing, unless it is there and could not be read."""
        about = {*PLACE, name} if name == "area" else {name}
        if not any(fault.values.get("field") in about for fault in draft.faults):
            draft.faults.append(self._fault(key, draft, name, None))

    def _identity(self, draft: Draft, read: Read) -> str:
        if draft.own_id:
            return unicodedata.normalize("NFC", draft.own_id)
        where = draft.values.get("area") or "" if "area" in read.values else ""
        if read.place is not None:
            where = f"{read.place[0]:.4f} {read.place[1]:.4f}"
        said = [str(draft.values.get(name) or "") for name in _IDENTIFYING[draft.kind]]
        return "\n".join((*map(fold, said), where))

    def _fault(self, key: str, draft: Draft, name: str, found: str | None) -> Fault:
        column = self.mapping.columns.get(name, name)
        return Fault(
            self.sheet.name, draft.number, column, EXPECTED[key], found, key=key,
            values={"field": name},
        )  # fmt: skip


def _filled(values: Mapping[str, Any]) -> set[str]:
    return {name for name, value in values.items() if value not in _EMPTY}


def _is_wide(read: Read) -> bool:
    """Return whether a row is for the whole municipality, whatever coordinates it has."""
    if read.values.get("precision") == "municipality":
        return True
    is_placed = read.kind == "group" and read.place is not None  # a group may have an office
    return read.values.get("scope") == "municipality" and not is_placed
