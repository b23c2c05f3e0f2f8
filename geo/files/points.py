"""Where the features of a geometry file are, as the texts of two columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

WGS84 = "EPSG:4326"
_DEGREES = 7  # about 1 cm
_METRES = 2


def placed(geometries: Sequence[BaseGeometry | None], crs: str | None) -> list[tuple[str, str]]:
    """Return (latitude, longitude) of each feature as text, empty for one without a place.

    A line or an outline is where a point inside of it is. Where the file does not say its reference
    system, the numbers stay as they are, y before x.
    """
    shapes = np.array([_sound(geometry) for geometry in geometries], dtype=object)
    points = shapely.point_on_surface(shapes)
    x, y = shapely.get_x(points), shapely.get_y(points)
    if crs is not None and crs != WGS84:
        x, y = Transformer.from_crs(CRS(crs), WGS84, always_xy=True).transform(x, y)
    return [
        (_text(lat), _text(lon)) if np.isfinite([lat, lon]).all() else ("", "")
        for lat, lon in zip(y, x, strict=True)
    ]


def _sound(geometry: BaseGeometry | None) -> BaseGeometry | None:
    if geometry is None or geometry.is_valid:
        return geometry
    repaired: BaseGeometry = shapely.make_valid(geometry)
    return repaired


def _text(number: float) -> str:
    return f"{number:.{_DEGREES if abs(number) <= 180 else _METRES}f}".rstrip("0").rstrip(".")
