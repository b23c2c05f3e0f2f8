"""Values as the history writes them: text that reads well and comes back as it was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Boolean, Integer, Table
from sqlalchemy.types import Double, TypeEngine

from geo.store.geometry import Geometry, from_blobs
from geo.store.tables import Keys

IDENTITY = ("fid", "id", "town", "version")
"""Columns that say which row it is; they are not part of what a record says."""


def content_columns(table: Table) -> list[str]:
    """Return the columns that the history follows."""
    return [column.name for column in table.columns if column.name not in IDENTITY]


def to_text(value: Any) -> str | None:
    """Return a value as the history writes it; nothing, no keys and no are all NULL."""
    if value is None or type(value) is str:
        return value
    if value == () or value is False:
        return None
    if isinstance(value, BaseGeometry):
        return str(shapely.to_wkt(value, rounding_precision=-1))
    if isinstance(value, tuple | list):
        return "|".join(value)
    return json.dumps(value) if isinstance(value, bool | int | float) else str(value)


@cache
def _type(table: Table, name: str) -> TypeEngine[Any]:
    return table.columns[name].type


def from_text(table: Table, name: str, text: str | None) -> Any:
    """Return the value of a column that the history wrote as ``text``."""
    kind = _type(table, name)
    if isinstance(kind, Keys):
        return tuple(text.split("|")) if text else ()
    if isinstance(kind, Boolean):
        return text in ("true", "1")
    if text is None:
        return None
    if isinstance(kind, Geometry):
        return _geometry(text)
    try:
        return int(text) if isinstance(kind, Integer) else _number(kind, text)
    except ValueError:  # a file takes any text for a number from other programs
        return text


def normal(table: Table, name: str, value: Any) -> Any:
    """Return a value as it comes back from the history and from the store: the same from both."""
    if isinstance(value, BaseGeometry):
        return shapely.force_2d(value)
    return from_text(table, name, to_text(value))


def _number(kind: Any, text: str) -> float | str:
    return float(text) if isinstance(kind, Double) else text


def _geometry(text: str) -> BaseGeometry:
    """Return a geometry from WKT, or from the bytes that an outside edit left as ``hex:``."""
    if not text.startswith("hex:"):
        return shapely.from_wkt(text)
    geometry: BaseGeometry = from_blobs([bytes.fromhex(text.removeprefix("hex:"))])[0]
    return shapely.set_srid(geometry, 0)


def to_json(values: Mapping[str, Any]) -> str:
    """Return a whole record as the history writes it: its filled columns."""
    texts = {name: to_text(value) for name, value in values.items()}
    return json.dumps(
        {name: text for name, text in texts.items() if text is not None}, ensure_ascii=False
    )


def from_json(table: Table, text: str) -> dict[str, Any]:
    """Return a whole record from what the history wrote."""
    texts = json.loads(text)
    return {
        name: from_text(table, name, _as_text(texts.get(name))) for name in content_columns(table)
    }


def _as_text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)
