"""One set of areas in the place of another: what becomes of each area and of each record.

All shapes are in the same system, in metres.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.analysis.faces import GRID_M
from geo.model.placing import NOWHERE, point_area

SAME_SHARE = 0.01
"""Up to this share of difference an area is still the one that was counted: its figures stay."""

COVERS_SHARE = 0.8
"""An area with this much of an old one takes over what was known of the old one as a whole."""

Shapes = Mapping[str, BaseGeometry]
"""Areas by their keys, in the order in which a place on a border looks for its area."""


@dataclass(frozen=True)
class AreaChange:
    """What becomes of one area.

    Attributes
    ----------
    how
        ``new``, ``same`` (every corner to a millimetre), ``changed`` or ``gone``.
    share
        The symmetric difference of both shapes as a share of the old one.
    """

    key: str
    how: str
    share: float = 0.0

    @property
    def carries(self) -> bool:
        """Return whether counts made of the old area hold for the new one."""
        return self.how == "same" or (self.how == "changed" and self.share < SAME_SHARE)


@dataclass(frozen=True)
class Located:
    """Where a record is: its area, further areas, and an exact place in metres if it has one."""

    kind: str
    id: str
    area: str | None
    areas: tuple[str, ...] = ()
    point: BaseGeometry | None = None


@dataclass(frozen=True)
class Move:
    """A record that changes its area.

    Attributes
    ----------
    old, new
        The record before and after.
    why
        ``place`` (its exact place lies there), ``covered`` (that area covers its old one), or
        ``undecided``: no area takes the old one's place, so somebody has to say.
    """

    old: Located
    new: Located
    why: str


def area_changes(old: Shapes, new: Shapes) -> list[AreaChange]:
    """Return what becomes of each area: the new set in its order, then what is gone."""
    changes = []
    for key, shape in new.items():
        if key not in old:
            changes.append(AreaChange(key, "new"))
        elif shapely.equals_exact(old[key], shape, GRID_M, normalize=True):
            changes.append(AreaChange(key, "same"))
        else:
            differing = shapely.symmetric_difference(old[key], shape, grid_size=GRID_M).area
            changes.append(AreaChange(key, "changed", float(differing / old[key].area)))
    return changes + [AreaChange(key, "gone") for key in old if key not in new]


def successors(old: Shapes, new: Shapes) -> dict[str, str | None]:
    """Return which new area stands for each old one when no exact place is known.

    The one of the same key if the two overlap, else one that covers at least ``COVERS_SHARE`` of
    the old one; None where there is none.
    """
    keys = list(new)
    shapes = np.array(list(new.values()), dtype=object)
    found: dict[str, str | None] = {}
    for key, shape in old.items():
        shared = shapely.area(shapely.intersection(shapes, shape, grid_size=GRID_M))
        covered = shared / shape.area if len(keys) else shared
        if key in new and covered[keys.index(key)] > 0:
            found[key] = key
        elif len(keys) and covered.max() >= COVERS_SHARE:
            found[key] = keys[int(covered.argmax())]
        else:
            found[key] = None
    return found


def moves(
    records: Sequence[Located], new: Shapes, standing_for: Mapping[str, str | None]
) -> list[Move]:
    """Return the records that change their area, in the order given.

    Parameters
    ----------
    standing_for
        For each old area the new one that stands for it (``successors``). An area that is not
        among them is none of the town's and stays as it was written.
    """
    codes = point_area([record.point for record in records], list(new.values()))
    keys = list(new)
    found = []
    for record, code in zip(records, codes.tolist(), strict=True):
        area, why = record.area, "covered"
        if area is not None and code != NOWHERE:
            area, why = keys[code], "place"
        elif area is not None:
            area = standing_for.get(area, area)
        others = [standing_for.get(other, other) for other in record.areas]
        areas = tuple(dict.fromkeys(other for other in others if other is not None))
        if (area, areas) != (record.area, record.areas):
            lost = (area is None and record.area is not None) or None in others
            new_place = Located(record.kind, record.id, area, areas, record.point)
            found.append(Move(record, new_place, "undecided" if lost else why))
    return found
