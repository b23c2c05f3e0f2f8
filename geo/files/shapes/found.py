"""What a geometry file holds once it was read and found sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Note:
    """Something the reader did that a person should know.

    Attributes
    ----------
    key
        Key of the sentence.
    values
        What the sentence needs.
    """

    key: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Shapes:
    """The features of one file, checked for form only: what lies where is for others to judge.

    Attributes
    ----------
    name
        File name without a folder, fit to be shown.
    form
        ``geojson``, ``gpkg`` or ``shp``.
    columns
        Property names in the file's order.
    rows
        Feature number from 1, properties by column (text, number, truth value or None; what a
        feature does not say is None), and its geometry: two-dimensional, (x, y) in the file's own
        reference system, possibly invalid (self-crossing rings are returned as they are), never
        empty; None where the feature has no place.
    crs
        ``EPSG:`` and a number; None where the file does not say, or says what nobody knows.
    notes
        What was done on the way.
    layers
        Names of all layers that could have been read, where the form has layers.
    """

    name: str
    form: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, Any], BaseGeometry | None], ...]
    crs: str | None
    notes: tuple[Note, ...]
    layers: tuple[str, ...] = ()


def listed(numbers: list[int]) -> str:
    """Return feature numbers as a person lists them, the first ten at most."""
    shown = ", ".join(str(number) for number in numbers[:10])
    return f"{shown} …" if len(numbers) > 10 else shown
