"""Which area a place lies in: the one rule for the map, for imports and for new boundaries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

NOWHERE = -1
"""Area code of a record that no area is known for, or that is for the whole municipality."""


def point_area(
    points: Sequence[BaseGeometry | None] | npt.NDArray[np.object_],
    areas: Sequence[BaseGeometry | None] | npt.NDArray[np.object_],
) -> npt.NDArray[np.int32]:
    """Return for each point the place of its area in ``areas``, ``NOWHERE`` for none.

    A point on a border that areas share, or where areas overlap, belongs to the first of them in
    the order given: each point is counted once, and the counts of all areas add up to the total.
    Both are in the same reference system; missing points and shapes hit nothing.
    """
    found = np.full(len(points), NOWHERE, dtype=np.int32)
    if len(points) and len(areas):
        tree = shapely.STRtree(np.asarray(areas, dtype=object))
        of_point, hit = tree.query(np.asarray(points, dtype=object), predicate="intersects")
        last_first = np.lexsort((-hit, of_point))  # so that the first area is written last
        found[of_point[last_first]] = hit[last_first]
    return found
