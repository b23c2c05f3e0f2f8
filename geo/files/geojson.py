"""GeoJSON of the data folder: WGS 84, longitude first, names checked before geometry is built."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.errors import Fault

_BROKEN = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
    shapely.errors.ShapelyError,
)  # fmt: skip
"""What Python and shapely raise at something that is no feature."""

_WGS84 = ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326")
"""How other programs write the one reference system of GeoJSON (RFC 7946, section 4)."""


def read_features(path: Path, faults: list[Fault]) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """Return (properties, geometry) of each feature; what is wrong is added to ``faults``."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        faults.append(Fault(path.name, None, None, "the file", None))
        return []
    except ValueError:
        text = ""
    try:
        document = json.loads(text, parse_constant=_refuse, object_pairs_hook=_each_once)
        features = document["features"]
        if not isinstance(features, list):
            raise TypeError("features")
        crs = document["crs"]["properties"]["name"] if "crs" in document else None
    except _BROKEN:
        faults.append(Fault(path.name, None, None, "a GeoJSON FeatureCollection", "something else"))
        return []
    if crs is not None and crs not in _WGS84:
        faults.append(Fault(path.name, None, "crs", "WGS 84", str(crs)))
    found = []
    for number, feature in enumerate(features, start=1):
        try:
            _only_numbers(feature["geometry"]["coordinates"])
            geometry = shapely.force_2d(shape(feature["geometry"]))
            properties = dict(feature["properties"])
        except _BROKEN:
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
    elif type(coordinates) not in (int, float):
        raise TypeError("a coordinate is a number")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON; of a name that stands twice nobody can say which one is meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refuse(constant: str) -> float:
    raise ValueError(constant)
