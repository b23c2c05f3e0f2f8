"""The plane cut along every boundary: faces that meet exactly and never overlap.

Each face knows which areas cover it. A gap is a face that none covers, an overlap one that several
cover; a repair gives a face another owner, and areas put together from faces fit without a seam.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

GRID_M = 0.001
"""Shapes are laid over one another on a grid of a millimetre: far below any survey, far above the
rounding of computed crossings. Without it GEOS 3.14 can give a wrong result for two borders that
nearly coincide (seen: the difference of two equal squares was a whole square)."""

Owners = Sequence[frozenset[int]]


@dataclass(frozen=True)
class Faces:
    """Faces of the plane in metres.

    Attributes
    ----------
    shapes
        Polygons with common corners along common borders.
    owners
        For each face the areas that cover it, none for a gap.
    borders
        For each face, its neighbours and the length of the common border in metres.
    """

    shapes: npt.NDArray[np.object_]
    owners: Owners
    borders: tuple[Mapping[int, float], ...]

    @cached_property
    def _sizes(self) -> list[float]:
        sizes: list[float] = shapely.area(self.shapes).tolist()
        return sizes

    def area_m2(self, faces: Sequence[int]) -> float:
        """Return the size of some faces together."""
        return sum(self._sizes[face] for face in faces)

    def union(self, faces: Sequence[int]) -> BaseGeometry:
        """Return some faces as one shape; their corners stay as they are."""
        if len(faces) == 1:
            return self.shapes[faces[0]]
        return shapely.coverage_union_all(self.shapes[list(faces)])

    def borders_with(self, faces: Sequence[int], owners: Owners) -> dict[int, float]:
        """Return how many metres of border some faces have with each area beside them."""
        lengths: dict[int, float] = defaultdict(float)
        inside = set(faces)
        for face in faces:
            for other, length in self.borders[face].items():
                if other not in inside:
                    for owner in owners[other]:
                        lengths[owner] += length
        return dict(lengths)

    def parts(self, faces: Sequence[int]) -> list[list[int]]:
        """Return faces in groups that hang together by borders."""
        left, groups = set(faces), []
        while left:
            group, edge = [], [left.pop()]
            while edge:
                face = edge.pop()
                group.append(face)
                beside = left & self.borders[face].keys()
                left -= beside
                edge += beside
            groups.append(sorted(group))
        return groups


def cut(shapes: Mapping[int, BaseGeometry], cuts: Sequence[BaseGeometry] = ()) -> Faces:
    """Return the faces that areas cut the plane into.

    Parameters
    ----------
    shapes
        Valid polygons by the number of their area, in metres.
    cuts
        Further lines to cut along.
    """
    numbers = np.array(list(shapes), dtype=np.intp)
    polygons = np.array(list(shapes.values()), dtype=object)
    faces = _cut_up(polygons, cuts)
    owners: list[set[int]] = [set() for _ in faces]
    if len(faces):
        tree = shapely.STRtree(polygons)
        inside = shapely.point_on_surface(faces)
        for face, area in zip(*tree.query(inside, predicate="intersects"), strict=True):
            owners[face].add(int(numbers[area]))
    return Faces(faces, tuple(frozenset(found) for found in owners), _borders(faces))


def _cut_up(
    polygons: npt.NDArray[np.object_], cuts: Sequence[BaseGeometry]
) -> npt.NDArray[np.object_]:
    outlines = shapely.boundary(polygons)
    if not cuts and shapely.coverage_is_valid(polygons):  # they fit; only holes are to be found
        whole = shapely.coverage_union_all(polygons)
        rings = shapely.get_parts(shapely.union_all(shapely.boundary(whole)))
        around = shapely.get_parts(shapely.polygonize(rings))
        empty = shapely.disjoint(shapely.point_on_surface(around), whole)
        found: npt.NDArray[np.object_] = np.append(shapely.get_parts(polygons), around[empty])
        return found
    lines = shapely.union_all([*outlines, *cuts], grid_size=GRID_M)
    found = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    return found


def _borders(faces: npt.NDArray[np.object_]) -> tuple[dict[int, float], ...]:
    """Return each face's neighbours with the metres of common border.

    Faces are cut from one network of lines, so a common edge has the same two corners in both.
    """
    rings, of_face = shapely.get_rings(faces, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    within = ring[1:] == ring[:-1]
    edges = np.hstack([corners[:-1], corners[1:]])[within]
    face = of_face[ring[:-1][within]]
    turned = (edges[:, 0] > edges[:, 2]) | (
        (edges[:, 0] == edges[:, 2]) & (edges[:, 1] > edges[:, 3])
    )
    edges[turned] = edges[turned][:, [2, 3, 0, 1]]
    order = np.lexsort(edges.T)
    edges, face = edges[order], face[order]
    twins = np.flatnonzero((edges[1:] == edges[:-1]).all(axis=1))
    lengths = np.hypot(*(edges[twins, 2:] - edges[twins, :2]).T)
    sides = np.sort(np.column_stack([face[twins], face[twins + 1]]), axis=1)
    pairs, of_pair = np.unique(sides, axis=0, return_inverse=True)
    found: list[dict[int, float]] = [{} for _ in faces]
    for (one, other), length in zip(
        pairs.tolist(), np.bincount(of_pair.ravel(), lengths).tolist(), strict=True
    ):
        if one != other:
            found[one][other] = found[other][one] = length
    return tuple(found)
