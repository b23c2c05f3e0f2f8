"""Records of an official data set: its rows about this town, imported as any table is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from geo.acts.addresses import address_index
from geo.acts.arrivals import plan_records
from geo.acts.arrivals.verdicts import CHANGED, DUPLICATE, NEW, RESTORED, SAME, UNUSABLE
from geo.acts.official.plan import Came, Line, OfficialPlan
from geo.acts.record import Desk
from geo.acts.snapshot import Snapshot, snapshot
from geo.analysis.addresses import names_place
from geo.analysis.cells import Unread, decimal
from geo.analysis.columns import LAT, LON, mapping_of
from geo.analysis.figures import places_inside
from geo.errors import NotReady
from geo.files.official.adapter import Records
from geo.files.sheet import Sheet
from geo.files.table import Row
from geo.model.days import today
from geo.model.fields import LANGUAGES
from geo.model.figures import Address
from geo.words import fold

_NOWHERE = (float("nan"), float("nan"))


def plan_rows(desk: Desk, came: Came) -> OfficialPlan:
    """Return what importing the rows about this town would do.

    A row is about the town when it lies in one of its areas, has the code of one of its addresses,
    or an address that names it.

    Raises
    ------
    NotReady
        When no row is about this town.
    DataError
        When its mapping says something that cannot be.
    """
    brought: Records = came.brought
    town = snapshot(desk.store, desk.town, desk.viewer.level)
    by_code = {}
    if brought.code_column:
        by_code = {address.code: address for address in desk.store.addresses(desk.town)}
    sheet = _placed(brought, by_code)
    mapping = mapping_of(_table(came), sheet.name)
    coded = {row.number for row in brought.sheet.rows if _code(brought, row) in by_code}
    here = tuple(_here(sheet, mapping.columns, town, coded))
    if not here:
        raise NotReady(["official.none_match"])
    index = address_index(desk.store, desk.town)
    own = replace(sheet, rows=here, unreadable=())
    plan = plan_records(desk, town, own, mapping, today=today(), addresses=index)
    lines = [Line("official.rows_here", {"here": len(here), "rows": len(sheet)})]
    if sheet.unreadable:
        lines.append(Line("official.rows_unreadable", {"rows": len(sheet.unreadable)}))
    if brought.code_column and not by_code:
        lines.append(Line("official.addresses_first"))
    counts = plan.counts
    told = {what: counts[what] for what in (CHANGED, SAME, DUPLICATE, UNUSABLE)}
    told[NEW] = counts[NEW] + counts[RESTORED]
    lines.append(Line("official.rows_changes", told))
    is_news = bool(plan.edits)
    return OfficialPlan(came.adapter, desk.town, came.origin, tuple(lines), is_news, records=plan)


def _table(came: Came) -> dict[str, Any]:
    """Return the mapping of a data set with where its records come from."""
    brought: Records = came.brought
    constants = {
        **brought.mapping.get("constants", {}),
        "source": f"{came.adapter.source} ({came.adapter.licence})",
    }
    if came.origin.date:
        constants["source_date"] = came.origin.date
    table = {**brought.mapping, "source": came.adapter.source, "constants": constants}
    if brought.code_column:
        table["columns"] = {**brought.mapping["columns"], LAT: LAT, LON: LON}
    return table


def _placed(brought: Records, by_code: Mapping[str, Address]) -> Sheet:
    """Return the rows with the places of the addresses that their codes name."""
    sheet = brought.sheet
    if not brought.code_column:
        return sheet
    rows = []
    for row in sheet.rows:
        address = by_code.get(_code(brought, row))
        place = ("", "") if address is None else (str(address.lat), str(address.lon))
        rows.append(replace(row, cells={**row.cells, LAT: place[0], LON: place[1]}))
    return replace(sheet, header=(*sheet.header, LAT, LON), rows=tuple(rows))


def _here(
    sheet: Sheet, columns: Mapping[str, str], town: Snapshot, coded: Collection[int]
) -> Iterator[Row]:
    """Yield the rows that are about a town; ``coded`` are numbers of rows known to be."""
    names = [str(town.town.get(f"name_{lang}") or "") for lang in LANGUAGES]
    places = [_place(row, columns) for row in sheet.rows]
    inside = places_inside(places, town.areas)
    for row, is_inside in zip(sheet.rows, inside, strict=True):
        address = row.cells.get(columns["address"], "")
        if is_inside or row.number in coded or names_place(address, names, fold):
            yield row


def _code(brought: Records, row: Row) -> str:
    return row.cells[brought.code_column] if brought.code_column else ""


def _place(row: Row, columns: Mapping[str, str]) -> tuple[float, float]:
    try:
        lat, lon = (decimal(row.cells.get(columns[name], "")) for name in (LAT, LON))
    except Unread:
        return _NOWHERE
    return lat, lon
