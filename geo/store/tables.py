"""The tables, made from the columns that the model names.

Every table of a town's things carries ``fid`` (what the GeoPackage standard asks for), ``id``
(UUID), ``town`` and ``version``; every record carries its publication ``level``.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Dialect,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.types import Double, TypeEngine, UserDefinedType

from geo.model.fields import FIELDS, Field
from geo.store.geometry import geometry_column_type


class Keys(TypeDecorator[tuple[str, ...]]):
    """Several keys in one text column, separated by ``|`` so that people can read them in QGIS."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        """Return the keys as one text; no keys are NULL."""
        return "|".join(value) if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        """Return the keys; NULL is no keys."""
        return tuple(value.split("|")) if value else ()


class Moment(UserDefinedType[str]):
    """A UTC time as ISO 8601 text, in the one form the GeoPackage standard allows."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Return the standard's type name."""
        return "DATETIME"


_MOMENT = Moment().with_variant(Text(), "postgresql")

metadata = MetaData()

_TYPES: dict[str, type[TypeEngine[Any]]] = {
    "keys": Keys,
    "whole": Integer,
    "number": Double,
    "yes": Boolean,
}


def _column(field: Field) -> Column[Any]:
    return Column(
        field.name, _TYPES.get(field.form, Text)(), nullable=not field.required, quote=None
    )


def _town_table(name: str, *columns: Column[Any], shape: str | None = None) -> Table:
    geometry = [Column("geom", geometry_column_type(shape))] if shape else []
    return Table(
        name,
        metadata,
        Column("fid", Integer, primary_key=True, autoincrement=True),
        # Id and town may be left out by other programs; the triggers of `outside` fill them in.
        Column("id", Text, unique=True),
        Column("town", Text),
        # our own writes say a version of 1 or more; 0 tells the triggers of an outside insert
        Column("version", Integer, nullable=False, server_default="0"),
        *columns,
        *geometry,
        sqlite_autoincrement=True,
    )


def _columns(kind: str) -> list[Column[Any]]:
    return [_column(field) for field in FIELDS[kind]]


resource = _town_table("resource", *_columns("resource"), shape="POINT")
group = _town_table("group", *_columns("group"), shape="POINT")
problem = _town_table("problem", *_columns("problem"))  # a problem has no place but an area
activity = _town_table("activity", *_columns("activity"), shape="POINT")
proposal = _town_table("proposal", *_columns("proposal"))
outreach = _town_table("outreach", *_columns("outreach"))
evidence = _town_table("evidence", *_columns("evidence"))
relation = _town_table("relation", *_columns("relation"))
consent = _town_table("consent", *_columns("consent"))
area = _town_table(
    "area",
    *_columns("area"),
    Column("precision", Text, nullable=False),
    Column("boundary_confidence", Text),
    Column("boundary", Text),  # the set of boundaries it came with
    Column("retired", Boolean),
    Column("anchor_lon", Double),
    Column("anchor_lat", Double),
    shape="GEOMETRY",
)
boundary = _town_table("boundary", *_columns("boundary"))
base = _town_table(
    "base",
    Column("kind", Text, nullable=False),
    Column("name_lv", Text),
    Column("name_ru", Text),
    Column("name_en", Text),
    Column("precision", Text),
    shape="GEOMETRY",
)

RECORD_TABLES = {
    table.name: table
    for table in (
        resource, group, problem, activity, proposal, outreach, evidence, relation, consent,
    )
}  # fmt: skip
PLACE_TABLES = {"area": area, "base": base}
TOWN_TABLES = {**RECORD_TABLES, **PLACE_TABLES, "boundary": boundary}
GEOMETRY_TABLES = {
    name: table for name, table in metadata.tables.items() if "geom" in table.columns
}

town = Table(
    "town",
    metadata,
    Column("fid", Integer, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),
    Column("facts", Text, nullable=False),  # the table of town.toml as JSON
    sqlite_autoincrement=True,
)

term = Table(
    "term",
    metadata,
    Column("fid", Integer, primary_key=True, autoincrement=True),
    Column("place", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    *(Column(f"{name}_{lang}", Text) for name in ("label", "short", "public")
      for lang in ("lv", "ru", "en")),
    Column("asset_type", Text),
    Column("sensitive", Boolean, nullable=False),
    Column("hidden", Boolean, nullable=False),
    UniqueConstraint("kind", "key"),
    sqlite_autoincrement=True,
)  # fmt: skip

answer = Table(
    "answer",
    metadata,
    Column("fid", Integer, primary_key=True, autoincrement=True),
    Column("problem_type", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("weight", Integer, nullable=False),
    *(Column(f"reason_{lang}", Text) for lang in ("lv", "ru", "en")),
    UniqueConstraint("problem_type", "kind", "key"),
    sqlite_autoincrement=True,
)

source = Table(
    "source",
    metadata,
    Column("fid", Integer, primary_key=True, autoincrement=True),
    Column("town", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("mapping", Text, nullable=False),  # how its columns become ours, as JSON
    UniqueConstraint("town", "name"),
    sqlite_autoincrement=True,
)


def _figures_table(name: str, *columns: Column[Any]) -> Table:
    """Return a table of figures: replaced as a whole, with one row of history for all of it."""
    return Table(
        name,
        metadata,
        Column("fid", Integer, primary_key=True, autoincrement=True),
        Column("town", Text, nullable=False),
        *columns,
        Index(f"{name}_of_town", "town"),
        sqlite_autoincrement=True,
    )


def _counted() -> tuple[Column[Any], ...]:
    return (
        Column("year", Integer, nullable=False),
        Column("value", Integer),  # NULL unless the number is known
        Column("code", Text, nullable=False),  # number, few (1 to 10), confidential or missing
        Column("dataset", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("source_date", Text),
        Column("licence", Text, nullable=False),
    )


residents = _figures_table(
    "residents",
    Column("area", Text, nullable=False),
    Column("sex", Text, nullable=False),  # T, F, M
    Column("age_from", Integer),
    Column("age_to", Integer),
    *_counted(),
)
cell = _figures_table(
    "cell",
    Column("key", Text, nullable=False),
    Column("east", Integer, nullable=False),  # south-western corner, EPSG:3059
    Column("north", Integer, nullable=False),
    Column("size_m", Integer, nullable=False),
    *_counted(),
)
address = _figures_table(
    "address",
    Column("code", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("lat", Double, nullable=False),
    Column("lon", Double, nullable=False),
)
FIGURE_TABLES = {table.name: table for table in (residents, cell, address)}

change = Table(
    "change",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", _MOMENT, nullable=False),
    Column("who", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("batch", Text),  # what one act changed together
    Column("kind", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("version", Integer),  # of the record, after the change
    Column("field", Text),  # NULL: the whole record, as JSON
    Column("old_value", Text),
    Column("new_value", Text),
    Column("seal", Text),  # NULL: changed by another program and not sealed yet
    Index("change_of_record", "record"),
    sqlite_autoincrement=True,
)

about = Table(
    "about",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
