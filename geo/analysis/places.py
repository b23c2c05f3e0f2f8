"""Where rows with coordinates are in a town: degrees or metres, in either order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from geo.model.check import NEAR_TOWN_DEG
from geo.model.placing import point_area

Numbers = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_DEGREES = 180.0


HERE, SWAPPED, OUTSIDE = "here", "swapped", "outside"


@dataclass(frozen=True)
class Spot:
    """Where one row is.

    Attributes
    ----------
    lat, lon
        Degrees, EPSG:4326.
    area
        Place of the area among the town's, ``NOWHERE`` for none.
    state
        ``here`` (in or beside the town), ``outside``, or ``swapped``: in the town only if latitude
        and longitude stood the other way round.
    """

    lat: float
    lon: float
    area: int
    state: str


def locate(
    places: Sequence[tuple[float, float] | None], areas: gpd.GeoDataFrame, crs_metric: int
) -> list[Spot | None]:
    """Return where rows are, None for those without a place.

    Parameters
    ----------
    places
        Two numbers a row: (latitude, longitude), or metres in either order.
    areas
        The town's areas, EPSG:4326, in their order.
    crs_metric
        EPSG code of the town's system in metres, LKS-92 (3059) in Latvia: that of numbers which
        can be no degrees.
    """
    numbers = [(np.nan, np.nan) if place is None else place for place in places]
    first, second = np.array(numbers, dtype=float).reshape(-1, 2).T
    lat, lon = first.copy(), second.copy()
    box = _box(areas)
    with np.errstate(invalid="ignore"):
        metric = (np.abs(first) > _DEGREES) | (np.abs(second) > _DEGREES)
    if metric.any():
        lat[metric], lon[metric] = _from_metres(first[metric], second[metric], box, crs_metric)
    here = _lies_in(lat, lon, box)
    swapped = ~here & ~metric & _lies_in(lon, lat, box)
    points = np.where(here, shapely.points(np.where(here, lon, 0), np.where(here, lat, 0)), None)
    area = point_area(points, areas.geometry.to_numpy())
    states = np.where(here, HERE, np.where(swapped, SWAPPED, OUTSIDE)).tolist()
    spots = zip(lat.tolist(), lon.tolist(), area.tolist(), states, strict=True)
    return [
        None if place is None else Spot(*spot) for place, spot in zip(places, spots, strict=True)
    ]


def _from_metres(
    first: Numbers, second: Numbers, box: Numbers, epsg: int
) -> tuple[Numbers, Numbers]:
    """Return degrees: surveyors write north first, programs east first; the town decides."""
    to_degrees = Transformer.from_crs(epsg, 4326, always_xy=True).transform
    lon, lat = to_degrees(second, first)
    other_lon, other_lat = to_degrees(first, second)
    other = ~_lies_in(lat, lon, box) & _lies_in(other_lat, other_lon, box)
    return np.where(other, other_lat, lat), np.where(other, other_lon, lon)


def _box(areas: gpd.GeoDataFrame) -> Numbers:
    """Return the town's bounds and a little around; a town without areas may be anywhere."""
    if not len(areas):
        return np.array([-180.0, -90.0, 180.0, 90.0])
    west, south, east, north = areas.total_bounds
    near = NEAR_TOWN_DEG
    return np.array([west - near, south - near, east + near, north + near])


def _lies_in(lat: Numbers, lon: Numbers, box: Numbers) -> Mask:
    west, south, east, north = box
    with np.errstate(invalid="ignore"):
        inside: Mask = (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
    return inside
