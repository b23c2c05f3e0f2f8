"""GeoJSON of the data folder: WGS 84, longitude first, names checked before geometry is built."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.errors import Fault


def read_features(path: Path, faults: list[Fault]) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """Return (properties, geometry) of each feature; what is wrong is added to ``faults``."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse)
        features = document["features"]
        if not isinstance(features, list):
            raise TypeError("features")
    except FileNotFoundError:
        faults.append(Fault(path.name, None, None, "the file", None))
        return []
    except (ValueError, KeyError, TypeError, RecursionError):
        faults.append(Fault(path.name, None, None, "a GeoJSON FeatureCollection", "something else"))
        return []
    found = []
    for number, feature in enumerate(features, start=1):
        try:
            _only_numbers(feature["geometry"].get("coordinates"))
            geometry = shapely.force_2d(shape(feature["geometry"]))
            properties = dict(feature["properties"])
        except (
            KeyError,
            TypeError,
            ValueError,
            AttributeError,
            RecursionError,
            shapely.errors.ShapelyError,
        ):
            faults.append(Fault(path.name, number, "geometry", "a feature with a geometry", None))
            continue
        west, south, east, north = geometry.bounds if not geometry.is_empty else (0, 0, 0, 0)
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            box = f"{west}, {south} to {east}, {north}"
            faults.append(Fault(path.name, number, "geometry", "longitude, latitude", box))
        elif geometry.is_empty or not geometry.is_valid:
            reason = shapely.is_valid_reason(geometry)
            faults.append(Fault(path.name, number, "geometry", "a valid geometry", reason))
        found.append((properties, geometry))
    return found


def _only_numbers(coordinates: Any) -> None:
    """Refuse texts and truth values, which shapely would take for numbers."""
    if isinstance(coordinates, list):
        if coordinates and not isinstance(coordinates[0], list) and len(coordinates) not in (2, 3):
            raise ValueError("a position has two numbers")
        for part in coordinates:
            _only_numbers(part)
    elif coordinates is not None and type(coordinates) not in (int, float):
        raise TypeError("a coordinate is a number")


def _refuse(constant: str) -> float:
    raise ValueError(constant)
