"""How a boundary file is read: which columns and features, and where on the Earth it lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.analysis.coordinates import Bounds, Recognised, recognise_crs
from geo.errors import DataError, Fault
from geo.files.faults import file_fault
from geo.files.shapes import Shapes

_RANGE = (-180.0, -90.0, 180.0, 90.0)
_TOO_WIDE_DEG = 5.0
"""No town is wider: what is lies in another system or spans the world (about 300 km at 57° N)."""

_NEAR_ZERO_DEG = 1.0
"""Around 0, 0 lies the sea, and whatever has no place."""


@dataclass(frozen=True)
class Reading:
    """How a boundary file is to be read; None and empty texts are guessed.

    Attributes
    ----------
    epsg, swapped
        The reference system, and whether the axes stand the other way round.
    select
        The beginning of the codes, or names separated by commas; empty for all.
    precision
        ``official`` or ``approximate``.
    """

    name_column: str | None = None
    code_column: str | None = None
    epsg: int | None = None
    swapped: bool | None = None
    select: str = ""
    source: str = ""
    source_date: str | None = None
    licence: str = ""
    precision: str = "official"


def recognised(
    shapes: Shapes,
    geometries: Sequence[BaseGeometry | None],
    present: gpd.GeoDataFrame,
    wanted: Reading,
) -> Recognised:
    """Return what the numbers are: as somebody said, else as they look.

    Raises
    ------
    DataError
        When nobody says it and they look like nothing.
    """
    bounds = bounds_of(geometries)
    if not np.isfinite(bounds).all():
        raise DataError([file_fault("fault.no_areas", shapes.name)])
    if wanted.epsg is not None:
        return Recognised(wanted.epsg, bool(wanted.swapped), "said")
    here = bounds_of(present.geometry.to_numpy()) if len(present) else None
    found = recognise_crs(bounds, shapes.crs, here)
    if found.epsg is None:
        raise DataError([_unknown_place(shapes.name, bounds)])
    if wanted.swapped is not None:
        found = Recognised(found.epsg, wanted.swapped, found.why)
    return found


def bounds_of(geometries: Sequence[BaseGeometry | None] | NDArray[np.object_]) -> Bounds:
    """Return (least x, least y, greatest x, greatest y), NaN where there is no geometry."""
    shapes = np.asarray(geometries, dtype=object)
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    return west, south, east, north


def refuse_no_town(file: str, bounds: Bounds) -> None:
    """Raise a ``DataError`` unless a town can lie within ``bounds``, degrees."""
    west, south, east, north = bounds
    inside = _RANGE[0] <= west and _RANGE[1] <= south and east <= _RANGE[2] and north <= _RANGE[3]
    wide = max(east - west, north - south) > _TOO_WIDE_DEG
    if not inside or wide or max(map(abs, bounds)) < _NEAR_ZERO_DEG:
        raise DataError([_unknown_place(file, bounds)])


def _unknown_place(file: str, bounds: Bounds) -> Fault:
    told = ", ".join(f"{side:g}" for side in bounds)
    return file_fault("fault.no_place", file, found=told)
