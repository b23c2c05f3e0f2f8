"""The way over a bridge: a straight line that would cross water goes by the nearest bridge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

Place = tuple[float, float]


@dataclass(frozen=True)
class Water:
    """Rivers and the bridges over them, in metres.

    Attributes
    ----------
    river
        What nobody walks through; empty for a town without a river.
    bridges
        Lines from bank to bank.
    """

    river: BaseGeometry
    bridges: tuple[LineString, ...]


def way_m(start: Place, end: Place, water: Water) -> float:
    """Return the metres of the way: straight, or over the bridge that makes it shortest.

    A way that no bridge allows is infinite. A bend of the river beside the way to a bridge is not
    walked around: the figure is the least it can be.
    """
    if not _crosses(start, end, water):
        return float(np.hypot(end[0] - start[0], end[1] - start[1]))
    ways = [
        _length(start, near) + bridge.length + _length(far, end)
        for bridge in water.bridges
        for near, far in (_ends(bridge), _ends(bridge)[::-1])
        if not _crosses(start, near, water) and not _crosses(far, end, water)
    ]
    return min(ways, default=float("inf"))


def nearest_way_m(start: Place, places: npt.NDArray[np.float64], water: Water) -> tuple[float, int]:
    """Return the metres of the shortest way to any of the places, and which; (inf, −1) for none.

    No way is shorter than the straight line, so places are tried from the nearest on and the rest
    is left out as soon as even its straight line is longer.
    """
    away = np.hypot(*(places.reshape(-1, 2) - start).T)
    best, which = float("inf"), -1
    for place in np.argsort(away, kind="stable").tolist():
        if away[place] >= best:
            break
        way = way_m(start, (places[place, 0], places[place, 1]), water)
        if way < best:
            best, which = way, place
    return best, which


def _crosses(start: Place, end: Place, water: Water) -> bool:
    """Return whether a straight line passes through the river, its banks not counted."""
    if water.river.is_empty:
        return False
    wet = shapely.intersection(LineString([start, end]), water.river).length
    return bool(wet > _BANK_M)


_BANK_M = 30.0
"""The ends of bridges are drawn as exactly as the river: within this they stand on the bank."""


def _ends(bridge: LineString) -> tuple[Place, Place]:
    first, last = bridge.coords[0], bridge.coords[-1]
    return (first[0], first[1]), (last[0], last[1])


def _length(start: Place, end: Place) -> float:
    return float(np.hypot(end[0] - start[0], end[1] - start[1]))
