"""How a line tells of a record at a moment, to whom, and in which order lines stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from geo.acts.card import sign
from geo.acts.forms import area_at
from geo.acts.look import View
from geo.acts.record import Desk
from geo.model.clock import local_time
from geo.model.levels import LEVELS
from geo.model.placing import NOWHERE
from geo.model.publishing import is_sensitive
from geo.words import collation_key

Line = dict[str, Any]
Row = Mapping[Any, Any]

_MOST = 60


@dataclass(frozen=True)
class Subject:
    """A record as a line speaks of it; ``row`` is its place among the records on the map."""

    kind: str
    name: str
    area: str | None
    row: int | None = None


@dataclass(frozen=True)
class Told:
    """A line and by what it is sorted: a local time or day, or a quarter such as 2026-3."""

    when: str
    line: Line
    quarter: bool = False


@dataclass(frozen=True)
class Question:
    """What is asked: by whom, where (no area: the whole town), and since when."""

    desk: Desk
    view: View
    since: date

    @property
    def exact(self) -> bool:
        """Return whether whoever asks may know the minute of everything, and who it was."""
        return self.view.snapshot.level == LEVELS[-1]

    def within(self, area: str | None) -> bool:
        """Return whether what is in an area (None: in no one area) is asked about."""
        return self.view.open_area in (None, area)

    def told(self, subject: Subject, at: str, text: str, identity: str) -> Told:
        """Return the line that something became of a record at a moment (UTC)."""
        say, local = self.view.words, local_time(at, self.view.snapshot.zone)
        by_quarter = subject.kind == "problem" and not self.exact
        if by_quarter:
            when = quarter_of(local.date())
        else:
            when = local.isoformat() if self.exact else local.date().isoformat()
        day = say.date(local.date().isoformat()) + (f" {local:%H:%M}" if self.exact else "")
        line: Line = {"text": subject.name, "sub": text if by_quarter else f"{day} · {text}"}
        if subject.row is not None:
            line |= {"sign": sign(self.view, subject.row), "open": identity}
        return Told(when, line, by_quarter)

    def holds(self, told: Told) -> bool:
        """Return whether something is recent enough."""
        return told.when >= (quarter_of(self.since) if told.quarter else self.since.isoformat())

    @cached_property
    def _others(self) -> dict[str, Row]:
        snapshot = self.view.snapshot
        frames = (snapshot.activities, snapshot.proposals)
        return {row["id"]: row for frame in frames for row in frame.to_dict("records")}

    def seen(self, kind: str, identity: str) -> Subject | None:
        """Return a record as the viewer may see it now, None where there is none."""
        view = self.view
        records = view.snapshot.records
        row = records.row_of(identity)
        if row is not None:
            code = records.area[row]
            area = None if code == NOWHERE else records.areas[code]
            return Subject(kind, view.snapshot.names(view.language)[row], area, row)
        found = self._others.get(identity)
        return Subject(kind, name_of(view, found), found["area"]) if found else None

    def ever(self, kind: str, identity: str) -> Subject | None:
        """Return a record even if it is out of use or has no place on the map; for editors."""
        seen = self.seen(kind, identity)
        found = None if seen else self.desk.store.record(kind, identity)
        town = self.view.snapshot
        if found is None or found["town"] != self.desk.town:
            return seen
        point, area = found.get("geom"), found.get("area")
        if is_sensitive(kind, found, town.taxonomy):
            area = None
        elif area is None and point is not None:
            area = area_at(town, point.y, point.x)
        return Subject(kind, name_of(self.view, found), area)


def in_order(view: View, told: list[Told]) -> list[Line]:
    """Return lines from the newest; needs stand by name under quarters, which tells no day."""
    told = sorted(
        told,
        key=lambda one: (
            one.line.get("quiet", False), collation_key(one.line["text"]), one.line.get("open", "")
        ),
    )  # fmt: skip
    told.sort(key=lambda one: one.when, reverse=True)
    lines = [one.line for one in told if not one.quarter]
    if len(lines) > _MOST:
        more = view.words("since.more", n=len(lines) - _MOST)
        lines = [*lines[:_MOST], {"text": more, "quiet": True}]
    quarters: dict[str, list[Line]] = {}
    for one in told:
        if one.quarter:
            quarters.setdefault(one.when, []).append(one.line)
    for when, own in quarters.items():
        year, _, quarter = when.partition("-")
        lines += [{"heading": view.words("since.in_quarter", year=year, quarter=quarter)}, *own]
    return lines


def quarter_of(day: date) -> str:
    """Return the quarter of a day in a form that sorts: 2026-3."""
    return f"{day.year}-{(day.month + 2) // 3}"


def name_of(view: View, row: Row) -> str:
    """Return what a record of any kind is called in a line."""
    for stem in ("name", "statement", "message"):
        text = row.get(f"{stem}_{view.language}") or row.get(f"{stem}_lv")
        if isinstance(text, str):
            return text
    return ""
