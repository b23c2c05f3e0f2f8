"""Invented towns in metres: a sheet of squares, drawn well or by an unsteady hand."""

from __future__ import annotations

from collections.abc import Sequence

from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo.analysis.findings import Drawn

SIDE_M = 500.0


def drawn(*shapes: BaseGeometry | None) -> list[Drawn]:
    """Return areas a, b, c … with codes 0, 1, 2 …"""
    return [Drawn(chr(97 + place), str(place), shape) for place, shape in enumerate(shapes)]


def sheet(
    columns: int, rows: int, slips: Sequence[tuple[float, float]] = ((0.0, 0.0),)
) -> list[Drawn]:
    """Return squares whose corners are each off by the next slip, every square by its own."""
    areas, corner = [], 0
    for column in range(columns):
        for row in range(rows):
            ring = []
            for x, y in ((0, 0), (1, 0), (1, 1), (0, 1)):
                dx, dy = slips[corner % len(slips)]
                ring.append(((column + x) * SIDE_M + dx, (row + y) * SIDE_M + dy))
                corner += 1
            areas.append(Drawn(f"{column}.{row}", f"c{column}{row}", Polygon(ring)))
    return areas
