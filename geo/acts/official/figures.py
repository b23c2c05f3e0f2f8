"""Residents of areas, cells of the grid and addresses: what of a file is of this town."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from geo.acts.official.plan import Came, Line, OfficialPlan, areas_needed, listed
from geo.acts.record import Desk
from geo.analysis.addresses import in_place
from geo.analysis.figures import areas_meant, cells_inside, places_inside
from geo.errors import NotReady
from geo.files.official.adapter import Addresses, Cells, Figures
from geo.model.disclosure import total
from geo.model.fields import LANGUAGES
from geo.model.figures import Address, Origin, Residents
from geo.words import fold

CODES = "csb-codes"
"""What the store calls the codes of areas among the sources whose reading it remembers."""


# --- residents of areas -------------------------------------------------------------------------


def plan_figures(desk: Desk, came: Came) -> OfficialPlan:
    """Return what residents of areas would change.

    Raises
    ------
    NotReady
        When nothing in the file can be of this town.
    """
    brought: Figures = came.brought
    areas = areas_needed(desk)
    codes = desk.store.source(desk.town, CODES) or {}
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
        came.origin,
        set(years),
    )
    lines = [
        Line("official.areas_found", {"found": len(set(meant.values())), "areas": len(areas)}),
        *listed("official.areas_lost", lost),
        Line("official.years", {"years": ", ".join(map(str, years))}),
        Line(
            "official.total" if sum_.is_whole else "official.total_at_least",
            {"year": str(years[-1]), "people": sum_.number},
        ),
        changes,
    ]
    codes = codes | {code: key for (code, name), key in meant.items() if code and name}
    return OfficialPlan(
        came.adapter, desk.town, came.origin, tuple(lines), _is_news(changes), rows, codes=codes
    )


def _same(row: Residents) -> tuple[Any, ...]:
    return (row.area, row.year, row.sex, row.age_from, row.age_to)


# --- cells --------------------------------------------------------------------------------------


def plan_cells(desk: Desk, came: Came) -> OfficialPlan:
    """Return what cells of the grid would change.

    Raises
    ------
    NotReady
        When nothing in the file can be of this town.
    """
    brought: Cells = came.brought
    inside = cells_inside(brought.cells, areas_needed(desk))
    if not inside:
        raise NotReady(["official.none_match"])
    if came.year is None and not all(cell.year for cell in inside):
        raise NotReady(["official.year_needed"])
    rows = tuple(cell if cell.year else replace(cell, year=came.year or 0) for cell in inside)
    sum_ = total(cell.count for cell in rows)
    changes = _changes(
        {(row.key, row.year): row for row in rows},
        {(row.key, row.year): (row, of) for row, of in desk.store.cells(desk.town)},
        came.origin,
        {row.year for row in rows},
    )
    lines = [
        Line("official.cells", {"cells": len(rows)}),
        Line("official.years", {"years": ", ".join(sorted({str(row.year) for row in rows}))}),
        Line("official.cells_people", {"people": sum_.number}),
        changes,
    ]
    return OfficialPlan(came.adapter, desk.town, came.origin, tuple(lines), _is_news(changes), rows)


# --- addresses ----------------------------------------------------------------------------------


def plan_addresses(desk: Desk, came: Came) -> OfficialPlan:
    """Return what addresses would change.

    Raises
    ------
    NotReady
        When nothing in the file can be of this town.
    """
    brought: Addresses = came.brought
    rows = _of_town(desk, brought)
    if not rows:
        raise NotReady(["official.none_match"])
    changes = _changes(
        {row.code: row for row in rows},
        {row.code: (row, came.origin) for row in desk.store.addresses(desk.town)},
        came.origin,
        None,
    )
    lines = (Line("official.addresses", {"addresses": len(rows)}), changes)
    return OfficialPlan(came.adapter, desk.town, came.origin, lines, _is_news(changes), rows)


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


# --- all of them ---------------------------------------------------------------------------------


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
