"""What leaves as files: which columns of which kinds, and their values as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapely.geometry.base import BaseGeometry

from geo.model.fields import FIELDS, TYPE_FIELD, Field
from geo.model.levels import LEVELS
from geo.model.taxonomy import KINDS

LEVEL = LEVELS[0]
"""The one level that leaves: partners and staff read on the screen (field rule 3.5)."""

KINDS_OUT = (*KINDS, "activity", "proposal")

FORMS_OUT = ("xlsx", "csv", "geojson", "gpkg", "hsds")
"""Forms of file, the most asked for first; the names stand in addresses and commands."""

WITHHELD = ("level", "approved_by", "retired")
"""Who approved is the house's own matter; what is not public, or is retired, does not leave."""

LABEL_OF = {
    **dict.fromkeys((*TYPE_FIELD.values(), "activity_type"), "type_label"),
    **{name: f"{name}_label" for name in ("target_groups", "precision", "area", "status")},
}
"""Columns that also leave in words, and the column that says them.

Not every key has one: readers of tables, ours among them, take a hundred columns at most, and all
kinds stand in one table.
"""

_PRECISION = Field("precision", "key", "location_precision")
_FAMILY = Field("family", "key", "asset_type")
_PLACE = (Field("lat", "number"), Field("lon", "number"))
_PLACED = ("resource", "group", "activity")
_WITH_FAMILY = ("resource", "group")


@dataclass(frozen=True)
class Table:
    """Rows of one kind as they leave.

    Attributes
    ----------
    kind
        One of ``KINDS_OUT``, or ``area``.
    fields
        The columns in their order; a label is a text field.
    rows
        Values by column: text, whole number, float, bool, tuple of keys, or None for no data. No
        text holds a NUL or a lone surrogate: no form of file can carry them.
    shapes
        EPSG:4326, longitude first, one a row or None; empty for a kind that never has a place.
    """

    kind: str
    fields: tuple[Field, ...]
    rows: Sequence[Mapping[str, Any]]
    shapes: Sequence[BaseGeometry | None] = ()


def fields_out(kind: str) -> tuple[Field, ...]:
    """Return the columns of a kind that leave: those of the store, their labels and the place."""
    own = [field for field in FIELDS[kind] if field.name not in WITHHELD]
    if _PRECISION.name not in (field.name for field in own):
        own.append(_PRECISION)
    if kind in _WITH_FAMILY:
        own.append(_FAMILY)
    columns = [Field("id", required=True)]
    for field in own:
        columns.append(field)
        if field.name in LABEL_OF:
            columns.append(Field(LABEL_OF[field.name]))
        if field.name == "area" and kind in _PLACED:
            columns += _PLACE
    return tuple(columns)


def plain_text(value: Any) -> str | None:
    """Return a text without what no file can carry: NUL goes, a lone surrogate becomes ``?``.

    Anything that is no text, or an empty one, is None: no data.
    """
    if not isinstance(value, str):
        return None
    return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8") or None


def as_text(value: Any) -> str:
    """Return a value as text that ``geo.model.fields.parse`` reads back; no data is empty.

    Degrees have seven decimals at most, about 1 cm.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "|".join(value)
    if isinstance(value, float):
        return f"{value:.7f}".rstrip("0").rstrip(".")
    return str(value)
