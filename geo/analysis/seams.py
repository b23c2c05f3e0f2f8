"""Where areas do not fit together: overlaps, gaps, leftovers, borders that nearly meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import shapely
from shapely.geometry.base import BaseGeometry

from geo.analysis.faces import Faces, Owners
from geo.analysis.findings import NEEDS_YES, Finding, is_narrow

_SMALL_M2 = 10_000.0
"""What is wide may still be a slip up to a hectare, and up to ``NEEDS_YES`` of the area."""

_DUST_M = 0.01
"""Borders less than a centimetre apart are meant to be one."""

_BOTH_SIDES = 0.25
"""A gap that opens outwards lies between two areas: the shorter of the two borders is at least this
share of the longer."""

_AS_LONG = 0.99
"""A border with this share of the longest is as long."""

_Standing = Mapping[int, tuple[float, ...]]
"""For each area its size in m², then what tells it from another of that size in any order."""


def seams(faces: Faces) -> list[Finding]:
    """Return every place where areas do not fit together, with the proposed repair.

    Whether a repair needs a yes is not decided here: that depends on all the repairs of an area.
    """
    standing = _standing(faces)
    dust: list[list[int]] = []
    overlaps: list[list[int]] = []
    gaps: list[list[int]] = []
    for part in _odd_parts(faces):
        if _is_dust(faces.union(part)):
            dust.append(part)
        else:
            (overlaps if faces.owners[part[0]] else gaps).append(part)
    gives = _gives(faces, dust, standing)
    found = [*_overlaps(faces, overlaps, standing), *_gaps(faces, gaps, standing)]
    after = list(faces.owners)
    for given in (gives, *(finding.gives for finding in found)):
        _take(after, given)
    gives |= _dust_left(faces, after, standing)
    if gives:
        areas = {area for face in gives for area in faces.owners[face]} | set(gives.values())
        unmatched = _finding("unmatched", faces, [[face] for face in gives], areas)
        found.append(replace(unmatched, repair="give", gives=gives))
    while slivers := _slivers(faces, after, standing):
        for sliver in slivers:
            _take(after, sliver.gives)
        *others, last = slivers
        left = _dust_left(faces, after, standing)
        found += [*others, replace(last, gives={**last.gives, **left})]
    return found


def changes(faces: Faces, gives: Mapping[int, int]) -> dict[int, float]:
    """Return how many square metres each area gains or loses when faces get a new owner."""
    changed: dict[int, float] = defaultdict(float)
    for face, owner in gives.items():
        for area in faces.owners[face] ^ {owner}:
            changed[area] += faces.area_m2([face])
    return dict(changed)


def _take(owners: list[frozenset[int]], gives: Mapping[int, int]) -> None:
    for face, owner in gives.items():
        owners[face] = frozenset({owner})


def _odd_parts(faces: Faces) -> list[list[int]]:
    """Return the parts of the plane that several areas share, or that none has between areas."""
    of_owners: dict[frozenset[int], list[int]] = defaultdict(list)
    for face, owners in enumerate(faces.owners):
        if len(owners) != 1:
            of_owners[owners].append(face)
    parts = [part for together in of_owners.values() for part in faces.parts(together)]
    return [part for part in parts if not _is_bend(faces, part)]


def _is_bend(faces: Faces, part: Sequence[int]) -> bool:
    """Return whether nobody owns a part and it does not lie between two areas."""
    if faces.owners[part[0]]:
        return False
    borders = faces.borders_with(part, faces.owners)
    first, second = [*sorted(borders.values(), reverse=True), 0.0, 0.0][:2]
    return not borders or (_opens(faces, part) and second < _BOTH_SIDES * first)


def _opens(faces: Faces, part: Sequence[int]) -> bool:
    """Return whether a part has a side that no face borders on."""
    inside = set(part)
    closed_m = sum(
        length
        for face in part
        for other, length in faces.borders[face].items()
        if other not in inside
    )
    return bool(faces.union(part).length - closed_m > _DUST_M)


def _overlaps(faces: Faces, parts: Sequence[list[int]], standing: _Standing) -> list[Finding]:
    grouped: dict[tuple[frozenset[int], bool], list[list[int]]] = defaultdict(list)
    for part in parts:
        areas = faces.owners[part[0]]
        least_m2 = min(standing[area][0] for area in areas)
        grouped[areas, _is_slip(faces, part, least_m2)].append(part)
    return _told("overlap", faces, grouped, standing)


def _gaps(faces: Faces, parts: Sequence[list[int]], standing: _Standing) -> list[Finding]:
    grouped: dict[tuple[frozenset[int], bool], list[list[int]]] = defaultdict(list)
    for part in parts:
        beside = _ranked(faces.borders_with(part, faces.owners), standing)
        is_slip = _is_slip(faces, part, standing[beside[0]][0])
        grouped[frozenset(beside[:2]), is_slip].append(part)
    return _told("gap", faces, grouped, standing)


def _told(
    kind: str,
    faces: Faces,
    grouped: Mapping[tuple[frozenset[int], bool], Sequence[Sequence[int]]],
    standing: _Standing,
) -> list[Finding]:
    """Return one finding for all slips between the same areas, one for all that is no slip."""
    found = []
    for (areas, is_slip), parts in grouped.items():
        finding = _finding(kind, faces, parts, areas)
        share = finding.size_m2 / min(standing[area][0] for area in areas)
        finding = replace(finding, change_share=share)
        if is_slip:
            gives = _gives(faces, parts, standing)
            finding = replace(finding, repair="give", gives=gives)
        found.append(finding)
    return found


def _slivers(faces: Faces, owners: Owners, standing: _Standing) -> list[Finding]:
    """Return the narrow parts of areas that lie beside others."""
    found = []
    for area, parts in _leftovers(faces, owners, standing).items():
        sliver = _finding("sliver", faces, [part for part, _ in parts], {area})
        gives = {face: receiver for part, receiver in parts for face in part}
        found.append(replace(sliver, repair="give", gives=gives))
    return found


def _dust_left(faces: Faces, owners: list[frozenset[int]], standing: _Standing) -> dict[int, int]:
    """Give away, in ``owners`` too, the leftovers that nobody can see; return what was given."""
    given: dict[int, int] = {}
    while gives := {
        face: receiver
        for parts in _leftovers(faces, owners, standing).values()
        for part, receiver in parts
        if _is_dust(faces.union(part))
        for face in part
    }:
        _take(owners, gives)
        given |= gives
    return given


def _leftovers(
    faces: Faces, owners: Owners, standing: _Standing
) -> dict[int, list[tuple[list[int], int]]]:
    """Return the narrow parts that only one area has, each with the area that should have it.

    That is one whose own wider part lies beside: what is given joins it, so that giving ends.
    """
    of_area: dict[int, list[int]] = defaultdict(list)
    for face, areas in enumerate(owners):
        for area in areas:
            of_area[area].append(face)
    narrow = [
        (area, part)
        for area, own in of_area.items()
        for part in faces.parts(own)
        if all(len(owners[face]) == 1 for face in part) and is_narrow(faces.union(part))
    ]
    wide = list(owners)
    for _, part in narrow:
        for face in part:
            wide[face] = frozenset()
    found: dict[int, list[tuple[list[int], int]]] = defaultdict(list)
    for area, part in narrow:
        borders = faces.borders_with(part, wide)
        borders.pop(area, None)
        if borders:
            found[area].append((part, _ranked(borders, standing)[0]))
    return found


def _finding(
    kind: str, faces: Faces, parts: Sequence[Sequence[int]], areas: Iterable[int]
) -> Finding:
    together = [face for part in parts for face in part]
    where, size = faces.union(together), faces.area_m2(together)
    return Finding(kind, tuple(sorted(areas)), where, size, places=len(parts))


def _gives(faces: Faces, parts: Iterable[Sequence[int]], standing: _Standing) -> dict[int, int]:
    """Return the new owner of each face: the area with the longest border to its part.

    Of an overlap only the areas that share it can be the owner.
    """
    gives: dict[int, int] = {}
    for part in parts:
        borders = faces.borders_with(part, faces.owners)
        own = faces.owners[part[0]] or borders.keys()
        ranked = _ranked({area: borders.get(area, 0.0) for area in own}, standing)
        gives |= dict.fromkeys(part, ranked[0])
    return gives


def _ranked(borders: Mapping[int, float], standing: _Standing) -> list[int]:
    """Return areas by the length of their border, in an order that no numbering changes.

    The two sides of a slip are hardly ever of the same length to the millimetre: where one is
    nearly as long as the longest, the larger area comes first.
    """
    longest = max(borders.values(), default=0.0)

    def weight(area: int) -> tuple[float, tuple[float, ...]]:
        length = borders[area]
        return (longest if length >= _AS_LONG * longest else length), standing[area]

    return sorted(borders, key=weight, reverse=True)


def _standing(faces: Faces) -> dict[int, tuple[float, ...]]:
    of_area: dict[int, list[int]] = defaultdict(list)
    for face, owners in enumerate(faces.owners):
        for area in owners:
            of_area[area].append(face)
    return {
        area: (round(faces.area_m2(own), 1), *shapely.total_bounds(faces.shapes[own]).round(2))
        for area, own in of_area.items()
    }


def _is_slip(faces: Faces, part: Sequence[int], beside_m2: float) -> bool:
    """Return whether a gap or an overlap is a slip of the hand and not a place."""
    if faces.area_m2(part) <= min(_SMALL_M2, NEEDS_YES * beside_m2):
        return True
    return is_narrow(faces.union(part))


def _is_dust(shape: BaseGeometry) -> bool:
    return bool(2 * shape.area < _DUST_M * shape.length)
