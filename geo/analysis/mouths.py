"""Gaps between areas that open outwards, made into faces by a line across their mouth."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.analysis.faces import GRID_M, Faces, cut
from geo.analysis.findings import NARROW_M

_LONG = 40.0
"""Perimeter² / area of a gap that opens outwards: ten times as long as wide. A shorter one is a
bend of the outline."""

_MOUTH_M = 0.1
"""A gap that opens outwards and is narrower at its mouth is seen by nobody."""


def cut_with_mouths(shapes: Mapping[int, BaseGeometry]) -> Faces:
    """Return the faces that areas cut the plane into.

    A narrow gap between areas that opens outwards becomes a face by a line across its mouth.
    """
    faces = cut(shapes)
    owned = [face for face, owners in enumerate(faces.owners) if owners]
    parts = shapely.get_parts(faces.union(owned)) if owned else ()
    filled = shapely.union_all(shapely.polygons(shapely.get_exterior_ring(parts)))
    wide = shapely.buffer(filled, NARROW_M / 2, join_style="mitre")
    closed = shapely.buffer(wide, -NARROW_M / 2, join_style="mitre")
    gained = shapely.get_parts(shapely.difference(closed, filled, grid_size=GRID_M))
    wedges = [part for part in gained if part.length**2 > _LONG * part.area]
    if not wedges:
        return faces
    on_outline = shapely.buffer(shapely.boundary(filled), _MOUTH_M / 2)
    mouths = shapely.difference(shapely.boundary(wedges), on_outline)
    lines = shapely.get_parts(shapely.line_merge(mouths))
    inside = shapely.buffer(filled, -_MOUTH_M)
    return cut(shapes, [_between(line, inside) for line in lines if not line.is_empty])


def _between(line: BaseGeometry, inside: BaseGeometry) -> BaseGeometry:
    """Return a line led on at both ends until it is ``inside``: it surely crosses the borders."""
    corners = shapely.get_coordinates(line)
    ends = shapely.shortest_line(inside, shapely.points(corners[[0, -1]]))
    start, end = shapely.get_coordinates(shapely.get_point(ends, 0))
    return shapely.linestrings(np.vstack([start, corners, end]))
