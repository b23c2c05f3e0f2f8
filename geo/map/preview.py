"""What is not saved yet, drawn over the map: outlines, marks on them, points.

It travels inside the patch, once, and has no layer and no address of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from geo.map.layers import label_place, rings, whole

MOST_POINTS = 5000
"""More points than this are not drawn before they are saved; the table beside says them all."""

POINT_STATES = ("new", "changed", "same", "refused")
"""How a point is drawn; the place in this order is its code."""


def preview(
    *,
    outlines: Sequence[tuple[str, BaseGeometry]] = (),
    marks: Sequence[BaseGeometry] = (),
    points: Sequence[tuple[float, float, str]] = (),
) -> dict[str, Any]:
    """Return what the map draws.

    Parameters
    ----------
    outlines
        (name, polygon), EPSG:4326.
    marks
        Places to look at, numbered from 1 in their order; EPSG:4326, any type.
    points
        (longitude, latitude, one of ``POINT_STATES``).
    """
    shown = points[:MOST_POINTS]
    return {
        "names": [name for name, _ in outlines],
        "label": [label_place(shape) for _, shape in outlines],
        "outlines": [rings(shape) for _, shape in outlines],
        "marks": [rings(shape) for shape in marks],
        "lon": whole(np.array([lon for lon, _, _ in shown], dtype=float)),
        "lat": whole(np.array([lat for _, lat, _ in shown], dtype=float)),
        "state": [POINT_STATES.index(state) for _, _, state in shown],
    }
