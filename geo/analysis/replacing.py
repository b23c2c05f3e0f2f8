"""One set of boundaries in the place of another: what becomes of each area and who moves where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.analysis.faces import GRID_M
from geo.model.placing import NOWHERE, point_area

SAME_SHARE = 0.01
"""An outline that differs by less of its size is the same place: its figures may stay."""

MOST_OF_IT = 0.8
"""An area that lies so far inside a new one goes over to it without a question."""

HALF = 0.5

Successor = tuple[str | None, float]
"""A new area that an old one goes over to, and how much of the old one lies there."""


@dataclass(frozen=True)
class AreaChange:
    """What becomes of one area.

    Attributes
    ----------
    status
        ``new``, ``same``, ``changed`` or ``gone``.
    share
        How much of its size differs, 0 to 1 and more; 0 for a new one and one that is gone.
    """

    key: str
    name: str
    status: str
    share: float = 0.0


def area_changes(
    old: Mapping[str, tuple[str, BaseGeometry]], new: Mapping[str, tuple[str, BaseGeometry]]
) -> list[AreaChange]:
    """Return what becomes of every area, those of the new set first, in their order.

    Parameters
    ----------
    old, new
        (name, shape in metres) by key.
    """
    found = []
    for key, (name, shape) in new.items():
        if key not in old:
            found.append(AreaChange(key, name, "new"))
            continue
        before = old[key][1]
        share = difference_share(before, shape)
        found.append(AreaChange(key, name, "same" if share < SAME_SHARE else "changed", share))
    gone = [AreaChange(key, name, "gone") for key, (name, _) in old.items() if key not in new]
    return found + gone


def difference_share(before: BaseGeometry, after: BaseGeometry) -> float:
    """Return how much of its size a shape differs from what it was."""
    differing = shapely.symmetric_difference(before, after, grid_size=GRID_M)
    return float(differing.area / before.area)


def successors(
    old: Mapping[str, BaseGeometry], new: Mapping[str, BaseGeometry]
) -> dict[str, Successor]:
    """Return for each old area the new one it goes over to, and how much of it lies there.

    An area that is still there goes over to itself, unless its key now names another place. None
    where no new one holds half of it.
    """
    keys, shapes = list(new), np.array(list(new.values()), dtype=object)
    found: dict[str, Successor] = {}
    for key, shape in old.items():
        shared = shapely.area(shapely.intersection(shapes, shape, grid_size=GRID_M)) / shape.area
        parts = dict(zip(keys, shared.tolist(), strict=True))
        if parts.get(key, 0.0) > 0:
            found[key] = (key, 1.0)
            continue
        best = max(keys, key=lambda one: parts[one], default=None)
        share = parts[best] if best is not None else 0.0
        found[key] = (best if share >= HALF else None, share)
    return found


def areas_of_points(
    points: Sequence[BaseGeometry | None], areas: Mapping[str, BaseGeometry]
) -> list[str | None]:
    """Return the key of the area that each place lies in, None for none."""
    keys = list(areas)
    codes = point_area(points, list(areas.values()))
    return [keys[code] if code != NOWHERE else None for code in codes.tolist()]


def neighbours(areas: Mapping[str, BaseGeometry]) -> dict[str, tuple[str, ...]]:
    """Return for each area those with which it shares more than a corner, in their order."""
    keys, shapes = list(areas), np.array(list(areas.values()), dtype=object)
    tree = shapely.STRtree(shapes)
    found: dict[str, list[int]] = {key: [] for key in keys}
    for one, other in zip(*tree.query(shapes, predicate="intersects"), strict=True):
        if one != other and shapely.intersection(shapes[one], shapes[other]).length > 0:
            found[keys[one]].append(int(other))
    return {key: tuple(keys[place] for place in sorted(of)) for key, of in found.items()}
