"""Columns written as words, as the migrations list them: ``name``, ``name!`` and ``name:whole``."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import Double, TypeEngine

from geo.store.geometry import geometry_column_type

_TYPES: dict[str, type[TypeEngine[Any]]] = {
    "": sa.Text,
    "whole": sa.Integer,
    "number": Double,
    "yes": sa.Boolean,
}


def columns(words: str) -> list[sa.Column[Any]]:
    """Return the columns that ``words`` list; ``!`` marks one that is always filled."""
    return [_column(word) for word in words.split()]


def numbered(name: str = "fid") -> sa.Column[Any]:
    """Return the column that numbers the rows."""
    return sa.Column(name, sa.Integer, primary_key=True, autoincrement=True)


def place(shape: str | None) -> list[sa.Column[Any]]:
    """Return the geometry column of a shape, nothing for a table without places."""
    return [] if shape is None else [sa.Column("geom", geometry_column_type(shape))]


def _column(word: str) -> sa.Column[Any]:
    name, _, form = word.rstrip("!").partition(":")
    return sa.Column(name, _TYPES[form](), nullable=not word.endswith("!"))
