"""GeoJSON of the data folder: WGS 84, longitude first, every feature with a valid geometry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import DataError, Fault
from geo.files.shapes.collection import read_collection
from geo.files.strict_json import read_json
from geo.model.limits import Limits

_WGS84 = "EPSG:4326"


def read_features(path: Path, faults: list[Fault]) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """Return (properties, geometry) of each feature; what is wrong is added to ``faults``."""
    limits = Limits()
    try:
        document = read_json(path.name, path.read_bytes(), limits)
        collection = read_collection(path.name, document, limits)
    except FileNotFoundError:
        faults.append(Fault(path.name, None, None, "the file", None))
        return []
    except DataError as error:
        faults.extend(error.faults)
        return []
    if collection.crs not in (None, _WGS84):
        faults.append(Fault(path.name, None, "crs", "WGS 84", collection.crs))
    wrong = list(collection.faults)
    found = []
    for feature in collection.features:
        is_open = feature.number in collection.opened
        unfit = ("a closed ring", "an open one") if is_open else _unfit(feature.geometry)
        if unfit:
            wrong.append(Fault(path.name, feature.number, "geometry", *unfit, part="feature"))
        if feature.geometry is not None:
            found.append((feature.properties, feature.geometry))
    faults += sorted(wrong, key=lambda fault: fault.row or 0)
    return found


def _unfit(geometry: BaseGeometry | None) -> tuple[str, str | None] | None:
    """Return what was expected instead of the geometry and what was found; None if it is fit."""
    if geometry is None:
        return "a feature with a geometry", None
    west, south, east, north = geometry.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return "longitude, latitude", f"{west}, {south} to {east}, {north}"
    return None if geometry.is_valid else ("a valid geometry", shapely.is_valid_reason(geometry))
