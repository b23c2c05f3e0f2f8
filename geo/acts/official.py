"""Official data come in from a downloaded file: what would change is said first, then done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import geopandas as gpd

from geo.acts.record import Desk
from geo.analysis.addresses import in_place
from geo.analysis.figures import areas_meant, cells_inside, places_inside
from geo.errors import DataError, NotReady
from geo.files.faults import file_fault
from geo.files.names import shown_name
from geo.files.official import Adapter
from geo.files.official.adapter import ADDRESSES, CELLS, FIGURES, Addresses, Cells, Figures
from geo.model.disclosure import total
from geo.model.fields import LANGUAGES
from geo.model.figures import Address, Cell, Origin, Residents
from geo.model.limits import Limits
from geo.words import Words, fold

_ACT = "import"
_CODES = "csb-codes"
"""What the store calls the codes of areas among the sources whose reading it remembers."""

_NAMED = 10
"""So many names are listed; the others are counted."""


@dataclass(frozen=True)
class Line:
    """One sentence about a plan.

    Attributes
    ----------
    key
        Key of the sentence.
    values
        What it needs; numbers are written as its language does.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, say: Words) -> str:
        """Return the sentence in a language."""
        written = {
            name: say.number(value) if isinstance(value, int) else value
            for name, value in self.values.items()
        }
        return say(self.key, **written)


@dataclass(frozen=True)
class OfficialPlan:
    """What a file of an official data set would bring.

    Attributes
    ----------
    lines
        What a person should know before saying yes.
    is_news
        Whether anything would change.
    rows
        What would be written: residents, cells or addresses.
    codes
        Area by the Bureau's code, remembered for files that have codes and no names.
    """

    adapter: Adapter
    town: str
    origin: Origin
    lines: tuple[Line, ...]
    is_news: bool
    rows: tuple[Residents, ...] | tuple[Cell, ...] | tuple[Address, ...]
    codes: Mapping[str, str] = field(default_factory=dict, kw_only=True)


def read_official(path: Path, adapter: Adapter, limits: Limits) -> bytes:
    """Return the bytes of a downloaded file; its size is looked at before it is read.

    Raises
    ------
    DataError
        When there is no such file, or it is larger than such a file may be.
    """
    most = adapter.limits(limits).file_bytes
    try:
        size = path.stat().st_size
        if size > most:
            raise DataError(
                [file_fault("fault.size", shown_name(path.name), found=size, most=most)]
            )
        return path.read_bytes()
    except OSError:
        raise DataError([file_fault("fault.missing", shown_name(path.name))]) from None


def plan_official(
    desk: Desk,
    adapter: Adapter,
    data: bytes,
    limits: Limits,
    *,
    year: int | None = None,
    date: str | None = None,
) -> OfficialPlan:
    """Return what a downloaded file of figures, cells or addresses would change; write nothing.

    Parameters
    ----------
    year
        Of the figures, where the file does not say it.
    date
        Of the file, ISO, where it does not say it.

    Raises
    ------
    NotAllowed
        When this person may not import.
    DataError
        When the file is another than the published one, with every fault.
    NotReady
        When nothing in it can be of this town, with the reason.
    """
    desk.allow(_ACT)
    plans: Mapping[str, Any] = {
        FIGURES: _plan_figures,
        CELLS: _plan_cells,
        ADDRESSES: _plan_addresses,
    }
    brought = adapter.read(data, adapter.limits(limits))
    said = date or getattr(brought, "date", None)
    origin = Origin(adapter.key, adapter.source, adapter.licence, said)
    plan: OfficialPlan = plans[adapter.brings](desk, adapter, brought, origin, year)
    notes = tuple(Line(note.key, note.values) for note in getattr(brought, "notes", ()))
    return replace(plan, lines=plan.lines + notes)


def commit_official(desk: Desk, plan: OfficialPlan) -> bool:
    """Write what a plan says, and return whether anything changed.

    Which area a code means is remembered for files that have codes and no names.

    Raises
    ------
    NotAllowed
        When this person may not import.
    """
    done = desk.allow(_ACT)
    put: Mapping[str, Any] = {
        FIGURES: desk.store.put_figures,
        CELLS: desk.store.put_cells,
        ADDRESSES: desk.store.put_addresses,
    }
    if plan.codes:
        desk.store.put_source(plan.town, _CODES, plan.codes, done)
    written: bool = put[plan.adapter.brings](plan.town, plan.rows, plan.origin, done)
    return written


# --- residents of areas -------------------------------------------------------------------------


def _plan_figures(
    desk: Desk, adapter: Adapter, brought: Figures, origin: Origin, _: int | None
) -> OfficialPlan:
    areas = _areas(desk)
    codes = desk.store.source(desk.town, _CODES) or {}
    named = ((one.code, one.name) for one in brought.figures)
    meant = areas_meant(named, areas.to_dict("records"), fold, codes=codes)
    if not meant:
        raise NotReady(["official.none_match"])
    rows = tuple(
        Residents(meant[one.code, one.name], one.year, one.count, one.sex, one.age_from, one.age_to)
        for one in brought.figures
        if (one.code, one.name) in meant
    )
    years = sorted({row.year for row in rows})
    lost = [
        name
        for key, name in zip(areas["key"], areas["name_lv"], strict=True)
        if key not in set(meant.values())
    ]
    newest = [row.count for row in rows if row.is_whole and row.year == years[-1]]
    sum_ = total(newest)
    changes = _changes(
        {_same(row): row for row in rows},
        {_same(row): (row, of) for row, of in desk.store.figures(desk.town, every_year=True)},
        origin,
        set(years),
    )
    lines = [
        Line("official.areas_found", {"found": len(set(meant.values())), "areas": len(areas)}),
        *_named("official.areas_lost", lost),
        Line("official.years", {"years": ", ".join(map(str, years))}),
        Line(
            "official.total" if sum_.is_whole else "official.total_at_least",
            {"year": str(years[-1]), "people": sum_.number},
        ),
        changes,
    ]
    codes = codes | {code: key for (code, name), key in meant.items() if code and name}
    return OfficialPlan(
        adapter, desk.town, origin, tuple(lines), _is_news(changes), rows, codes=codes
    )


def _same(row: Residents) -> tuple[Any, ...]:
    return (row.area, row.year, row.sex, row.age_from, row.age_to)


# --- cells --------------------------------------------------------------------------------------


def _plan_cells(
    desk: Desk, adapter: Adapter, brought: Cells, origin: Origin, year: int | None
) -> OfficialPlan:
    inside = cells_inside(brought.cells, _areas(desk))
    if not inside:
        raise NotReady(["official.none_match"])
    if year is None and not all(cell.year for cell in inside):
        raise NotReady(["official.year_needed"])
    rows = tuple(cell if cell.year else replace(cell, year=year or 0) for cell in inside)
    sum_ = total(cell.count for cell in rows)
    changes = _changes(
        {(row.key, row.year): row for row in rows},
        {(row.key, row.year): (row, of) for row, of in desk.store.cells(desk.town)},
        origin,
        {row.year for row in rows},
    )
    lines = [
        Line("official.cells", {"cells": len(rows)}),
        Line("official.years", {"years": ", ".join(sorted({str(row.year) for row in rows}))}),
        Line("official.cells_people", {"people": sum_.number}),
        changes,
    ]
    return OfficialPlan(adapter, desk.town, origin, tuple(lines), _is_news(changes), rows)


# --- addresses ----------------------------------------------------------------------------------


def _plan_addresses(
    desk: Desk, adapter: Adapter, brought: Addresses, origin: Origin, _: int | None
) -> OfficialPlan:
    rows = _of_town(desk, brought)
    if not rows:
        raise NotReady(["official.none_match"])
    changes = _changes(
        {row.code: row for row in rows},
        {row.code: (row, origin) for row in desk.store.addresses(desk.town)},
        origin,
        None,
    )
    lines = (Line("official.addresses", {"addresses": len(rows)}), changes)
    return OfficialPlan(adapter, desk.town, origin, lines, _is_news(changes), rows)


def _of_town(desk: Desk, brought: Addresses) -> tuple[Address, ...]:
    """Return the addresses whose text names the town, else those that lie inside its areas."""
    facts = desk.store.towns()[desk.town]
    names = [str(facts.get(f"name_{lang}") or "") for lang in LANGUAGES]
    areas = desk.store.places("area", desk.town)
    west, south, east, north = areas.total_bounds if len(areas) else (0, 0, 0, 0)
    named: list[Address] = []
    near: list[Address] = []
    for address, is_named in in_place(brought.addresses, names, fold):
        if is_named:
            named.append(address)
        elif not named and south <= address.lat <= north and west <= address.lon <= east:
            near.append(address)
    if named:
        return tuple(named)
    inside = places_inside([(one.lat, one.lon) for one in near], areas)
    return tuple(one for one, is_inside in zip(near, inside, strict=True) if is_inside)


# --- all of them --------------------------------------------------------------------------------


def _areas(desk: Desk) -> gpd.GeoDataFrame:
    areas = desk.store.places("area", desk.town)
    if areas.empty:
        raise NotReady(["official.no_areas"])
    return areas


def _changes(
    new: Mapping[Any, Any],
    old: Mapping[Any, tuple[Any, Origin]],
    origin: Origin,
    years: set[int] | None,
) -> Line:
    """Return how many rows are new, changed, the same, and no longer said by this data set.

    The same number from another file is changed: where it comes from is part of it.
    """
    counts = Counter({"new": 0, "changed": 0, "same": 0, "gone": 0})
    for key, row in new.items():
        if key not in old:
            counts["new"] += 1
        else:
            counts["same" if old[key] == (row, origin) else "changed"] += 1
    counts["gone"] = sum(
        key not in new and of.dataset == origin.dataset and (years is None or row.year in years)
        for key, (row, of) in old.items()
    )
    return Line("official.changes", dict(counts))


def _is_news(changes: Line) -> bool:
    return any(changes.values[name] for name in ("new", "changed", "gone"))


def _named(key: str, names: list[str]) -> list[Line]:
    if not names:
        return []
    more = f" … +{len(names) - _NAMED}" if len(names) > _NAMED else ""
    return [Line(key, {"names": ", ".join(sorted(names)[:_NAMED]) + more})]
