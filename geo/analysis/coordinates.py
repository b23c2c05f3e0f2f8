"""Which reference system the numbers of a file are in, and the way to degrees and to metres."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

Bounds = tuple[float, float, float, float]

WGS84 = 4326
LKS92 = 3059
LATVIA: Bounds = (20.5, 55.5, 28.5, 58.3)
"""(west, south, east, north) in degrees, with a little of the neighbours."""

_TRIED = (WGS84, LKS92, 3857)
"""Degrees, LKS-92 and Web Mercator tell themselves apart by the size of their numbers. UTM is left
to be asked for: the same numbers lie in Latvia in zone 34 and in zone 35."""

_SAME_DEGREES = (4258, 4661)
"""ETRS89 and LKS-92 in degrees: within a metre of EPSG:4326."""

_NEAR_DEG = 0.1


@dataclass(frozen=True)
class Recognised:
    """What the numbers of a file seem to be.

    Attributes
    ----------
    epsg
        The reference system, None where a person has to say it.
    swapped
        Whether the numbers stand in the other order than (east, north) or (longitude, latitude).
    why
        ``said`` (the file names it), ``degrees`` or ``size`` (known by the size of the numbers),
        ``swapped`` (known so, in the other order), ``unknown``.
    """

    epsg: int | None
    swapped: bool
    why: str

    @property
    def is_sure(self) -> bool:
        """Return whether nobody needs to be asked."""
        return self.why in ("said", "degrees")


def recognise_crs(
    bounds: Bounds, said: str | None, town_bounds: Bounds | None = None
) -> Recognised:
    """Return the reference system in which the numbers of a file make sense.

    Parameters
    ----------
    bounds
        (least x, least y, greatest x, greatest y) of the numbers as they stand in the file.
    said
        What the file says of itself: ``EPSG:3059``, well-known text of a ``.prj`` file …
    town_bounds
        Where the town is known to lie, degrees; Latvia for a new town.
    """
    where = town_bounds or LATVIA
    stated = epsg_of(said)
    if stated is not None and _makes_sense(bounds, stated):
        here = _lies_in(bounds, stated, where, _NEAR_DEG)
        if not here and _lies_in(_turned(bounds), stated, where, _NEAR_DEG):
            return Recognised(stated, True, "swapped")
        return Recognised(stated, False, "said")
    for near_deg, epsg, swapped in itertools.product((0.0, _NEAR_DEG), _TRIED, (False, True)):
        if _lies_in(_turned(bounds) if swapped else bounds, epsg, where, near_deg):
            # what contradicts the file's own word is never taken silently
            plain = "size" if said or epsg != WGS84 else "degrees"
            return Recognised(epsg, swapped, "swapped" if swapped else plain)
    if _makes_sense(bounds, WGS84):
        return Recognised(WGS84, False, "degrees" if not said else "size")
    if _makes_sense(_turned(bounds), WGS84):
        return Recognised(WGS84, True, "swapped")
    return Recognised(None, False, "unknown")


def to_wgs84(
    geometries: Sequence[BaseGeometry | None] | npt.NDArray[np.object_],
    epsg: int,
    swapped: bool = False,
) -> npt.NDArray[np.object_]:
    """Return geometries in EPSG:4326, (longitude, latitude); missing ones stay None.

    Parameters
    ----------
    geometries
        In ``epsg``, x before y: east before north, longitude before latitude.
    swapped
        Whether the two stand the other way round in ``geometries``.
    """
    return transformed(geometries, epsg, WGS84, swapped=swapped)


def transformed(
    geometries: Sequence[BaseGeometry | None] | npt.NDArray[np.object_],
    source: int,
    target: int,
    *,
    swapped: bool = False,
) -> npt.NDArray[np.object_]:
    """Return geometries in another reference system, x before y on both sides."""
    shapes = np.asarray(geometries, dtype=object)

    def move(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        x, y = (xy[:, 1], xy[:, 0]) if swapped else (xy[:, 0], xy[:, 1])
        if source == target:
            return np.column_stack([x, y])
        return np.column_stack(_transformer(source, target).transform(x, y))

    moved: npt.NDArray[np.object_] = shapely.transform(shapely.force_2d(shapes), move)
    return moved


def metric_crs(bounds: Bounds) -> int:
    """Return the EPSG code of a system in metres that fits a town.

    LKS-92 in Latvia (errs by at most 0.46 m/km there), else the UTM zone of the middle.

    Parameters
    ----------
    bounds
        (west, south, east, north) in degrees.
    """
    lon, lat = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    west, south, east, north = LATVIA
    if west <= lon <= east and south <= lat <= north:
        return LKS92
    zone = min(int((lon + 180) // 6) + 1, 60)
    return (32600 if lat >= 0 else 32700) + zone


def epsg_of(said: str | None) -> int | None:
    """Return the EPSG code of a system that a file or a person names; None for no known one."""
    if not said:
        return None
    try:
        found: int | None = CRS.from_user_input(said).to_epsg(min_confidence=25)
    except CRSError:
        return None
    if found in _SAME_DEGREES or (found is None and said.upper().endswith("CRS84")):
        return WGS84
    return found


def _turned(bounds: Bounds) -> Bounds:
    return bounds[1], bounds[0], bounds[3], bounds[2]


def _makes_sense(bounds: Bounds, epsg: int) -> bool:
    """Return whether the numbers can be of a system at all: on the Earth, and back the same."""
    west, south, east, north = _in_degrees(bounds, epsg)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return False
    if epsg == WGS84:
        return True
    middle = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    there = _transformer(epsg, WGS84).transform(*middle)
    back = _transformer(WGS84, epsg).transform(*there)
    return math.dist(middle, back) < 1


def _lies_in(bounds: Bounds, epsg: int, where: Bounds, near_deg: float) -> bool:
    """Return whether the middle of the numbers, read in a system, lies in a part of the Earth."""
    west, south, east, north = _in_degrees(bounds, epsg)
    lon, lat = (west + east) / 2, (south + north) / 2
    return (
        where[0] - near_deg <= lon <= where[2] + near_deg
        and where[1] - near_deg <= lat <= where[3] + near_deg
        and north - south < 90  # the middle of the world is no place
    )


def _in_degrees(bounds: Bounds, epsg: int) -> Bounds:
    if epsg == WGS84:
        return bounds
    x, y = [bounds[0], bounds[2]], [bounds[1], bounds[3]]
    (west, east), (south, north) = _transformer(epsg, WGS84).transform(x, y)
    return west, south, east, north


@cache
def _transformer(source: int, target: int) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)
