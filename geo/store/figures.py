"""Official figures and addresses: replaced a data set at a time, with one row of history each time.

The history says how many rows a town has then and their digest, so that a figure which was changed
otherwise is noticed. Taking back is bringing the file before once more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geo.model.disclosure import Count
from geo.model.figures import Address, Cell, Origin, Residents
from geo.store import writing
from geo.store.tables import FIGURE_TABLES, address, cell, change, residents
from geo.store.writing import Change

Row = dict[str, Any]

_CHUNK = 5000


def read_residents(
    connection: Connection, town: str, *, every_year: bool, area: str | None = None
) -> list[tuple[Residents, Origin]]:
    """Return what is known of residents: of each area's newest year or of every year."""
    query = sa.select(residents).where(residents.c.town == town).order_by(residents.c.fid)
    if area is not None:
        query = query.where(residents.c.area == area)
    if not every_year:
        newest = (
            sa.select(residents.c.area, sa.func.max(residents.c.year).label("year"))
            .where(residents.c.town == town)
            .group_by(residents.c.area)
            .subquery()
        )
        query = query.join(
            newest, (newest.c.area == residents.c.area) & (newest.c.year == residents.c.year)
        )
    rows = connection.execute(query).mappings()
    return [
        (
            Residents(
                row["area"], row["year"], _count(row), row["sex"], row["age_from"], row["age_to"]
            ),
            _origin(row),
        )
        for row in rows
    ]


def read_cells(connection: Connection, town: str) -> list[tuple[Cell, Origin]]:
    """Return the cells of the grid that lie in a town."""
    query = sa.select(cell).where(cell.c.town == town).order_by(cell.c.fid)
    return [
        (
            Cell(row["key"], row["east"], row["north"], row["size_m"], row["year"], _count(row)),
            _origin(row),
        )
        for row in connection.execute(query).mappings()
    ]


def read_addresses(connection: Connection, town: str) -> list[Address]:
    """Return a town's addresses."""
    query = sa.select(address.c.code, address.c.text, address.c.lat, address.c.lon)
    found = connection.execute(query.where(address.c.town == town).order_by(address.c.fid))
    return [Address(*row) for row in found]


def put_residents(
    connection: Connection,
    town: str,
    figures: Iterable[Residents],
    origin: Origin,
    change_of: Change,
) -> bool:
    """Write what a data set says of some years; return whether that was anything new.

    What the data set said of these years before is gone, and so is what another said of the same
    area, year, sex and age.
    """
    rows = [
        {
            "area": one.area,
            "sex": one.sex,
            "age_from": one.age_from,
            "age_to": one.age_to,
            **_counted(one.year, one.count, origin),
        }
        for one in figures
    ]
    identity = ("area", "year", "sex", "age_from", "age_to")
    return _replace(connection, residents, town, rows, identity, origin, change_of)


def put_cells(
    connection: Connection, town: str, cells: Iterable[Cell], origin: Origin, change_of: Change
) -> bool:
    """Write what a data set says of the cells in some years; return whether that was new."""
    rows = [
        {
            "key": one.key,
            "east": one.east,
            "north": one.north,
            "size_m": one.size_m,
            **_counted(one.year, one.count, origin),
        }
        for one in cells
    ]
    return _replace(connection, cell, town, rows, ("key", "year"), origin, change_of)


def put_addresses(
    connection: Connection,
    town: str,
    addresses: Iterable[Address],
    origin: Origin,
    change_of: Change,
) -> bool:
    """Write a town's addresses in the place of those it had; return whether anything is new."""
    rows = [
        {"code": one.code, "text": one.text, "lat": one.lat, "lon": one.lon} for one in addresses
    ]
    return _put(connection, address, town, rows, origin, change_of)


def brought(connection: Connection, town: str) -> dict[str, Row]:
    """Return what the history says of each table of figures that a town has: rows, source, date."""
    noted = connection.execute(
        sa.select(change.c.kind, change.c.new_value)
        .where(change.c.kind.in_(FIGURE_TABLES), change.c.record == town)
        .order_by(change.c.id)
    )
    return {kind: json.loads(text) for kind, text in noted}


def disagreements(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield table and town of all figures that are not what the history says was written."""
    for name, table in FIGURE_TABLES.items():
        noted = connection.execute(
            sa.select(change.c.record, change.c.new_value)
            .where(change.c.kind == name)
            .order_by(change.c.id)
        )
        said = {town: json.loads(text or "{}") for town, text in noted}
        there = connection.scalars(sa.select(table.c.town).distinct()).all()
        for town in sorted({*said, *there}):
            if _digest(_rows(connection, table, town)) != said.get(town, {}).get("digest"):
                yield name, town


def _replace(
    connection: Connection,
    table: sa.Table,
    town: str,
    rows: Sequence[Row],
    identity: Sequence[str],
    origin: Origin,
    change_of: Change,
) -> bool:
    years = {row["year"] for row in rows}

    def same(row: Row) -> tuple[Any, ...]:
        return tuple(row[name] for name in identity)

    new = {same(row): row for row in rows}
    kept = [
        row
        for row in _rows(connection, table, town)
        if not (row["dataset"] == origin.dataset and row["year"] in years) and same(row) not in new
    ]
    return _put(connection, table, town, [*kept, *new.values()], origin, change_of)


def _put(
    connection: Connection,
    table: sa.Table,
    town: str,
    rows: Sequence[Row],
    origin: Origin,
    change_of: Change,
) -> bool:
    before = _rows(connection, table, town)
    old, new = _digest(before), _digest(rows)
    if old == new:
        return False
    connection.execute(sa.delete(table).where(table.c.town == town))
    for start in range(0, len(rows), _CHUNK):
        part = [{"town": town, **row} for row in rows[start : start + _CHUNK]]
        connection.execute(sa.insert(table), part)
    summary = {
        "dataset": origin.dataset,
        "source": origin.source,
        "source_date": origin.date,
        "licence": origin.licence,
    }
    noted = writing.note(
        change_of,
        table.name,
        town,
        _json({"rows": len(before), "digest": old}) if before else None,
        _json({"rows": len(rows), "digest": new, **summary}),
    )
    writing.append(connection, [noted])
    return True


def _rows(connection: Connection, table: sa.Table, town: str) -> list[Row]:
    names = [column for column in table.columns if column.name not in ("fid", "town")]
    query = sa.select(*names).where(table.c.town == town).order_by(table.c.fid)
    return [dict(row) for row in connection.execute(query).mappings()]


def _digest(rows: Sequence[Row]) -> str:
    """Return a digest that does not depend on the order of rows."""
    lines = sorted(_json(row) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _json(values: Row) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def _counted(year: int, count: Count, origin: Origin) -> Row:
    return {
        "year": year,
        "value": count.number,
        "code": count.kind,
        "dataset": origin.dataset,
        "source": origin.source,
        "source_date": origin.date,
        "licence": origin.licence,
    }


def _count(row: sa.RowMapping) -> Count:
    return Count(row["code"], row["value"])


def _origin(row: sa.RowMapping) -> Origin:
    return Origin(row["dataset"], row["source"], row["licence"], row["source_date"])
