"""How much of a town lies within a straight-line distance of the nearest of some places.

All coordinates are metres in the town's own reference system. What is worked out for some places is
kept by their coordinates, so that one changed record asks for its own type's part anew and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Points = npt.NDArray[np.float64]
"""Coordinates, one row (x, y) a place."""

QUARTER_STEPS = 8
"""A circle is drawn with this many steps a quarter; its area errs by 0.6 %, its radius by 0.5 %."""

_KEPT = 4096


@dataclass(frozen=True, eq=False)
class Ground:
    """The areas of a town, in metres.

    Attributes
    ----------
    shapes
        A polygon an area, in the order of the areas' codes.
    anchors
        Where an area's distances run from: its named middle, else a point inside it.
    cells
        The middles of the hectare cells with residents, none where no grid is loaded.
    cell_area
        The code of the area each cell's middle lies in, −1 for none.
    residents_min, residents_max
        Residents of each cell; they differ where only a band is published.
    """

    shapes: npt.NDArray[np.object_]
    anchors: Points
    cells: Points = field(default_factory=lambda: np.empty((0, 2)))
    cell_area: npt.NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    residents_min: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    residents_max: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty(0))

    @cached_property
    def sizes_m2(self) -> npt.NDArray[np.float64]:
        """Return the size of each area."""
        return np.asarray(shapely.area(self.shapes), dtype=float)


@dataclass(frozen=True)
class Shares:
    """What part of each area, and of its residents, lies within reach; NaN where nobody knows.

    The last row is the whole town. ``residents_min`` and ``residents_max`` differ where the grid
    publishes only a band for some cells.
    """

    area: npt.NDArray[np.float64]
    residents_min: npt.NDArray[np.float64]
    residents_max: npt.NDArray[np.float64]


def shares(ground: Ground, places: Sequence[Points], radius_m: float) -> Shares:
    """Return how much of the town lies within ``radius_m`` of any of the places.

    ``places`` come in parts (one a type of record), each of which is worked out once.
    """
    parts = tuple(sorted({_bytes(part) for part in places if len(part)}))
    return _shares(ground, parts, float(radius_m))


def work_out(places: Sequence[Points], radii_m: Sequence[float]) -> None:
    """Work out what lies within reach of each part of the places, on every processor at once.

    shapely lets other threads run while it draws circles; what is worked out is kept.
    """
    parts = {_bytes(part) for part in places if len(part)}
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda one: reach((one[0],), one[1]), product(parts, map(float, radii_m))))


def nearest(ground: Ground, places: Points) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.intp]]:
    """Return for each area the distance (m) to the nearest place and which one that is.

    Of several equally near ones it is the first; without places the distance is infinite and the
    place −1.
    """
    if not len(places):
        return np.full(len(ground.shapes), np.inf), np.full(len(ground.shapes), -1)
    return _nearest(ground, places.tobytes())


@lru_cache(_KEPT)
def _nearest(ground: Ground, places: bytes) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.intp]]:
    found = _points(places)
    away = np.hypot(
        ground.anchors[:, None, 0] - found[None, :, 0],
        ground.anchors[:, None, 1] - found[None, :, 1],
    )
    first = away.argmin(axis=1)
    return away[np.arange(len(away)), first], first


@lru_cache(_KEPT)
def _shares(ground: Ground, parts: tuple[bytes, ...], radius_m: float) -> Shares:
    reached = reach(parts, radius_m)
    inside = shapely.area(shapely.intersection(ground.shapes, reached))
    total = ground.sizes_m2.sum()
    area = np.append(inside / ground.sizes_m2, inside.sum() / total if total else np.nan)
    near = np.zeros(len(ground.cells), dtype=bool)
    if len(ground.cells) and parts:
        tree = shapely.STRtree(shapely.points(_points(b"".join(parts))))
        hits, _ = tree.query(shapely.points(ground.cells), predicate="dwithin", distance=radius_m)
        near[hits] = True
    return Shares(area, *_of_residents(ground, near))


def _of_residents(
    ground: Ground, near: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the least and the greatest share of residents that the bands allow."""
    count = len(ground.shapes)

    def summed(values: npt.NDArray[np.float64], mask: npt.NDArray[np.bool_]) -> Points:
        per_area = np.bincount(
            ground.cell_area[mask] + 1, weights=values[mask], minlength=count + 1
        )[1:]
        return np.append(per_area, per_area.sum())

    least_in, most_in = (summed(v, near) for v in (ground.residents_min, ground.residents_max))
    least_out, most_out = (summed(v, ~near) for v in (ground.residents_min, ground.residents_max))
    with np.errstate(invalid="ignore", divide="ignore"):
        return least_in / (least_in + most_out), most_in / (most_in + least_out)


@lru_cache(_KEPT)
def reach(parts: tuple[bytes, ...], radius_m: float) -> BaseGeometry:
    """Return everything within ``radius_m`` of the places, given as bytes of coordinates."""
    if len(parts) == 1:
        return _circles(_points(parts[0]), radius_m)
    return shapely.union_all([reach((part,), radius_m) for part in parts])


def _circles(places: Points, radius_m: float) -> BaseGeometry:
    """Return the union of circles; those that add nothing are left out before it is made.

    A coarse choice of places comes first. Whatever lies deeper in their union than one radius has
    its whole circle inside, so only places near the rim are left for the finer steps.
    """
    rest = np.unique(places, axis=0)
    whole: BaseGeometry = shapely.Polygon()
    for step in (radius_m, radius_m / 2, 0.0):
        if not len(rest):
            break
        chosen = _one_a_cell(rest, step) if step else np.ones(len(rest), dtype=bool)
        circles = shapely.buffer(shapely.points(rest[chosen]), radius_m, quad_segs=QUARTER_STEPS)
        whole = shapely.union_all([whole, shapely.union_all(circles)])
        rest = rest[~chosen]
        if len(rest):
            rim = whole.boundary
            shapely.prepare(whole)
            shapely.prepare(rim)
            deep = shapely.contains_xy(whole, rest) & ~shapely.dwithin(
                rim, shapely.points(rest), radius_m
            )
            rest = rest[~deep]
    return whole


def _one_a_cell(places: Points, size_m: float) -> npt.NDArray[np.bool_]:
    _, first = np.unique(np.floor(places / size_m), axis=0, return_index=True)
    chosen = np.zeros(len(places), dtype=bool)
    chosen[first] = True
    return chosen


def _bytes(places: Points) -> bytes:
    return np.unique(places, axis=0).tobytes()


def _points(places: bytes) -> Points:
    return np.frombuffer(places, dtype=np.float64).reshape(-1, 2)
