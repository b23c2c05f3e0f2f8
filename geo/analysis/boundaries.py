"""A set of boundaries looked over before it is saved: what is wrong, and what a repair would do.

All shapes are in metres.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo.analysis.faces import GRID_M, Faces
from geo.analysis.findings import KINDS, NARROW_M, NEEDS_YES, Drawn, Examination, Finding, is_narrow
from geo.analysis.mouths import cut_with_mouths
from geo.analysis.seams import changes, seams

_SAME_SHARE = 0.01
"""Two shapes that differ by less of their size are the same one drawn twice."""

_POLYGONAL = ("Polygon", "MultiPolygon")

_OUTSIDE_SHARE = 0.5
"""An area with more of it outside the town is said to lie outside: outlines are approximate."""


def examine(areas: Sequence[Drawn], *, outline: BaseGeometry | None = None) -> Examination:
    """Return what is wrong with a set of boundaries, each with a repair where there is one.

    Parameters
    ----------
    areas
        In metres; a shape may be broken, missing, or anything but a polygon.
    outline
        The town's outline in the same system, None where nobody knows it.
    """
    shapes = [_sound(area.shape) for area in areas]
    found = [finding for check in _ALONE for finding in check(areas, shapes)]
    found += _joins(areas, shapes)
    twins = _same_shapes(shapes)
    found += twins
    in_the_way = {finding.areas[1] for finding in twins}
    cut_up = {
        area: shape
        for area, shape in enumerate(shapes)
        if shape is not None and area not in in_the_way
    }
    faces = cut_with_mouths(cut_up)
    found += seams(faces)
    found += _unmatched(cut_up, found)
    found += _outside(shapes, outline)
    found += _exclaves(shapes)
    sizes = [0.0 if shape is None else float(shape.area) for shape in shapes]
    decided = _with_needs(found, faces, sizes)
    order = sorted(decided, key=lambda one: (KINDS.index(one.kind), -one.size_m2, one.areas))
    return Examination(tuple(areas), tuple(shapes), faces, tuple(order))


def _sound(shape: BaseGeometry | None) -> BaseGeometry | None:
    """Return a shape as polygons with sound rings; None for a shape without an inside."""
    if shape is None:
        return None
    flat = shapely.force_2d(shape) if shape.has_z else shape
    if not flat.is_valid:
        flat = shapely.make_valid(flat, method="structure", keep_collapsed=False)
    elif flat.geom_type in _POLYGONAL and not flat.is_empty:
        return _without_repeats(flat)
    parts = [
        part
        for part in shapely.get_parts(shapely.get_parts(flat))  # a collection may hold several
        if part.geom_type == "Polygon" and not part.is_empty
    ]
    if not parts:
        return None
    whole = parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
    if not whole.is_valid:  # parts that overlap or share a border
        whole = shapely.union_all(parts)
    return _without_repeats(whole)


def _without_repeats(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape without repeated corners; one that has none is returned itself."""
    tidy = shapely.remove_repeated_points(shape)
    return tidy if _corners(tidy) < _corners(shape) else shape


def _corners(shape: BaseGeometry) -> int:
    return int(shapely.get_num_coordinates(shape))


def _no_outlines(areas: Sequence[Drawn], shapes: Sequence[BaseGeometry | None]) -> list[Finding]:
    return [
        Finding("no_outline", (number,)) for number, shape in enumerate(shapes) if shape is None
    ]


def _no_names(areas: Sequence[Drawn], shapes: Sequence[BaseGeometry | None]) -> list[Finding]:
    return [
        Finding("no_name", (number,), shapes[number])
        for number, area in enumerate(areas)
        if not area.name
    ]


def _bad_rings(areas: Sequence[Drawn], shapes: Sequence[BaseGeometry | None]) -> list[Finding]:
    found = []
    for number, (area, shape) in enumerate(zip(areas, shapes, strict=True)):
        if area.shape is None or shape is None or area.shape.is_valid:
            continue
        change = abs(float(shape.area) - float(area.shape.area))
        found.append(
            Finding(
                "bad_ring",
                (number,),
                _place_of(shapely.is_valid_reason(area.shape)) or shape,
                change,
                change / float(shape.area),
                repair="redraw",
            )
        )
    return found


def _repeated_points(
    areas: Sequence[Drawn], shapes: Sequence[BaseGeometry | None]
) -> list[Finding]:
    found = []
    for number, (area, shape) in enumerate(zip(areas, shapes, strict=True)):
        if area.shape is None or shape is None or area.shape.geom_type not in _POLYGONAL:
            continue
        if not area.shape.is_valid:
            continue
        times = _corners(area.shape) - _corners(shape)
        if times > 0:
            found.append(
                Finding("repeated_points", (number,), shape, repair="redraw", places=times)
            )
    return found


_Check = Callable[[Sequence[Drawn], Sequence[BaseGeometry | None]], list[Finding]]
_ALONE: tuple[_Check, ...] = (_no_outlines, _no_names, _bad_rings, _repeated_points)
"""Checks of each area by itself."""


def _place_of(reason: str) -> Point | None:
    """Return the place that GEOS names: ``Self-intersection[5 5]``."""
    found = re.search(r"\[(\S+) (\S+)\]", reason)
    return Point(float(found[1]), float(found[2])) if found else None


def _joins(areas: Sequence[Drawn], shapes: list[BaseGeometry | None]) -> list[Finding]:
    """Return the areas that come more than once, and join their shapes into the first of them.

    The same code is the same area when the name is the same too; without codes the name decides.
    """
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, area in enumerate(areas):
        if (area.code or area.name) and shapes[number] is not None:
            key = ("code", area.code) if area.code else ("name", area.name.casefold())
            groups[key].append(number)
    found = []
    for group in groups.values():
        if len(group) < 2:
            continue
        where = shapely.union_all([shapes[number] for number in group], grid_size=GRID_M)
        size = float(sum(shapely.area(shapes[number]) for number in group))
        if len({areas[number].name.casefold() for number in group}) > 1:
            found.append(Finding("same_code", tuple(group), where, size, 1.0))
            continue
        first, *others = group
        shapes[first] = where
        for number in others:
            shapes[number] = None
        found.append(Finding("duplicate", tuple(group), where, size, 1.0, "join", True, len(group)))
    return found


def _same_shapes(shapes: Sequence[BaseGeometry | None]) -> list[Finding]:
    """Return pairs of areas that lie on top of one another."""
    known = np.array([shape if shape is not None else None for shape in shapes], dtype=object)
    tree = shapely.STRtree(known)
    found = []
    taken: set[int] = set()
    for first, second in np.transpose(tree.query(known, predicate="intersects")).tolist():
        one, other = known[first], known[second]
        if first >= second or {first, second} & taken:
            continue
        size = max(one.area, other.area)
        apart = shapely.distance(one.centroid, other.centroid)
        if min(one.area, other.area) < (1 - _SAME_SHARE) * size or apart > 0.1 * size**0.5:
            continue  # a quick look: the exact one is slow
        if shapely.symmetric_difference(one, other, grid_size=GRID_M).area <= _SAME_SHARE * size:
            found.append(Finding("same_shape", (first, second), one, float(size), 1.0))
            taken.add(second)
    return found


def _unmatched(shapes: dict[int, BaseGeometry], found: Sequence[Finding]) -> list[Finding]:
    """Return borders that lie on one line and have other corners; nobody sees the difference."""
    if any(finding.kind in ("overlap", "gap", "sliver", "unmatched") for finding in found):
        return []
    known = np.array(list(shapes.values()), dtype=object)
    edges = shapely.coverage_invalid_edges(known)
    bad = np.flatnonzero(~shapely.is_empty(edges))
    if not len(bad):
        return []
    concerned = tuple(list(shapes)[place] for place in bad)
    return [Finding("unmatched", concerned, shapely.union_all(edges[bad]), repair="give")]


def _outside(shapes: Sequence[BaseGeometry | None], outline: BaseGeometry | None) -> list[Finding]:
    found = []
    for number, shape in enumerate(shapes):
        if outline is None or shape is None:
            continue
        beyond = shapely.difference(shape, outline, grid_size=GRID_M)
        share = float(beyond.area / shape.area)
        if shapely.distance(shape, outline) > NARROW_M:
            found.append(
                Finding("outside", (number,), shape, float(shape.area), 1.0, "leave_out", True)
            )
        elif share > _OUTSIDE_SHARE:
            found.append(Finding("outside", (number,), beyond, float(beyond.area), share))
    return found


def _exclaves(shapes: Sequence[BaseGeometry | None]) -> list[Finding]:
    """Return areas of several parts; they stay whole."""
    found = []
    for number, shape in enumerate(shapes):
        parts = [part for part in shapely.get_parts(shape) if not is_narrow(part)]
        if len(parts) > 1:
            apart = sorted(parts, key=lambda part: float(part.area))[:-1]
            size = sum(float(part.area) for part in apart)
            found.append(
                Finding("exclave", (number,), shapely.multipolygons(apart), size, places=len(parts))
            )
    return found


def _with_needs(found: Sequence[Finding], faces: Faces, sizes: Sequence[float]) -> list[Finding]:
    """Return the findings with the share of an area that each repair changes.

    Small repairs add up: where all of them together change an area by more than ``NEEDS_YES``,
    each of them needs a yes.
    """
    of_finding = [
        changes(faces, finding.gives)
        if finding.repair == "give"
        else {finding.areas[0]: finding.size_m2}
        if finding.kind == "bad_ring"
        else {}
        for finding in found
    ]
    total: dict[int, float] = defaultdict(float)
    for changed in of_finding:
        for area, m2 in changed.items():
            total[area] += m2
    decided = []
    for finding, changed in zip(found, of_finding, strict=True):
        if changed:
            share = max(m2 / sizes[area] for area, m2 in changed.items())
            needs = any(total[area] > NEEDS_YES * sizes[area] for area in changed)
            finding = replace(finding, change_share=share, needs_yes=needs)
        decided.append(finding)
    return decided
