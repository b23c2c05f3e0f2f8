"""A geometry of GeoJSON: first looked at as numbers, only then built."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, NamedTuple

import msgspec
import numpy as np
import shapely
from msgspec import Meta
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.errors import DataError
from geo.files.faults import file_fault
from geo.files.strict_json import Twice

Line = NDArray[np.float64]
"""Positions of shape (n, 2), x first."""

_Position = Annotated[list[float], Meta(min_length=2, max_length=3)]
_Line = list[_Position]


UNFIT = (msgspec.ValidationError, OverflowError, UnicodeEncodeError)
"""What msgspec raises at a wrong shape, a number of 400 digits, and half of a surrogate pair."""


class _Kind(NamedTuple):
    """How coordinates of a type are nested (RFC 7946, section 3.1), and what they are to be."""

    form: Any
    polygons: Callable[[Any], list[list[Any]]]
    least: int
    too_short: str
    build: Callable[[list[list[Line]]], BaseGeometry]


_KINDS = {
    "Point": _Kind(
        _Position, lambda c: [[[c]]], 1, "fault.geometry_empty",
        lambda p: shapely.Point(p[0][0][0]),
    ),
    "MultiPoint": _Kind(
        _Line, lambda c: [[c]], 1, "fault.geometry_empty",
        lambda p: shapely.MultiPoint(p[0][0]),
    ),
    "LineString": _Kind(
        _Line, lambda c: [[c]], 2, "fault.line_short",
        lambda p: shapely.LineString(p[0][0]),
    ),
    "MultiLineString": _Kind(
        list[_Line], lambda c: [c], 2, "fault.line_short",
        lambda p: shapely.MultiLineString(p[0]),
    ),
    "Polygon": _Kind(
        list[_Line], lambda c: [c], 4, "fault.ring_short",
        lambda p: shapely.Polygon(p[0][0], p[0][1:]),
    ),
    "MultiPolygon": _Kind(
        list[list[_Line]], lambda c: c, 4, "fault.ring_short",
        lambda p: shapely.MultiPolygon([(rings[0], rings[1:]) for rings in p]),
    ),
}  # fmt: skip

TYPES = frozenset(_KINDS)
"""Geometry types that are read."""


@dataclass(frozen=True)
class Drawing:
    """A sound geometry as numbers, not built yet.

    Attributes
    ----------
    kind
        One of ``TYPES``.
    polygons
        Lines or rings by polygon; what is no polygon counts as one.
    vertices
        How many positions the file gives.
    was_open, was_raised
        Whether a ring was closed here, whether heights were left out.
    """

    kind: str
    polygons: list[list[Line]]
    vertices: int
    was_open: bool
    was_raised: bool

    def built(self) -> BaseGeometry:
        """Return the geometry; its rings may cross themselves."""
        return _KINDS[self.kind].build(self.polygons)


def draw(geometry: dict[str, Any], file: str, number: int) -> Drawing:
    """Return the numbers of a geometry.

    A ring of four positions or more that is merely not closed is closed: what it bounds is plain.

    Raises
    ------
    DataError
        With the first thing that is wrong.
    """
    fault = partial(file_fault, file=file, feature=number, column="geometry")
    if isinstance(geometry, Twice):
        raise DataError([fault("fault.name_twice", found=geometry.name)])
    name = geometry.get("type")
    kind = _KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise DataError([fault("fault.geometry_type", found=name)])
    coordinates = geometry.get("coordinates")
    try:
        polygons = kind.polygons(msgspec.convert(coordinates, kind.form))
    except UNFIT:
        found = json.dumps(coordinates)
        raise DataError([fault("fault.coordinates", found=found)]) from None
    if not polygons or not all(polygons):
        raise DataError([fault("fault.geometry_empty")])
    lines = [line for polygon in polygons for line in polygon]
    shortest = min(len(line) for line in lines)
    if shortest < kind.least:
        raise DataError([fault(kind.too_short, found=shortest)])
    flat = [[_flat(line) for line in rings] for rings in polygons]
    for line in (line for rings in flat for line in rings):
        if not np.isfinite(line).all():
            raise DataError([fault("fault.number", found=line[~np.isfinite(line)][0])])
    closed = [[_closed(ring) for ring in rings] for rings in flat] if kind.least == 4 else flat
    vertices = sum(len(line) for line in lines)
    return Drawing(
        kind=str(name),
        polygons=closed,
        vertices=vertices,
        was_open=sum(len(line) for rings in closed for line in rings) > vertices,
        was_raised=any(len(place) > 2 for line in lines for place in line),
    )


def _flat(line: list[list[float]]) -> Line:
    """Return positions without heights, which some positions of a line may have."""
    widths = {len(place) for place in line}
    return np.array(line if len(widths) == 1 else [place[:2] for place in line])[:, :2]


def _closed(ring: Line) -> Line:
    return ring if (ring[0] == ring[-1]).all() else np.concatenate([ring, ring[:1]])
