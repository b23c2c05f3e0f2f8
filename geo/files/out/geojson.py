"""GeoJSON as RFC 7946 has it: WGS 84, longitude first, no ``crs``, the right-hand rule."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.model.outgoing import Table, as_text

DECIMALS = 7
"""About 1 cm; RFC 7946, section 11.2, finds six enough."""

_PLACE = ("lat", "lon")


def geojson_file(tables: Sequence[Table]) -> bytes:
    """Return one FeatureCollection; a row without a place is a feature without a geometry.

    Properties are those of the row's kind, and ``kind``; several keys are one text, as in CSV.
    """
    features = [
        _feature(table.kind, row, table.shapes[place] if table.shapes else None)
        for table in tables
        for place, row in enumerate(table.rows)
    ]
    shapes = [shape for table in tables for shape in table.shapes if shape is not None]
    collection: dict[str, Any] = {"type": "FeatureCollection"}
    if shapes:
        collection["bbox"] = np.round(shapely.total_bounds(shapes), DECIMALS).tolist()
    collection["features"] = features
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def _feature(kind: str, row: Any, shape: BaseGeometry | None) -> dict[str, Any]:
    properties = {
        name: as_text(value) or None if isinstance(value, tuple) else value
        for name, value in row.items()
        if name not in _PLACE
    }
    return {
        "type": "Feature",
        "id": row.get("id") or row["key"],
        "geometry": None if shape is None else _geometry(shape),
        "properties": {"kind": kind, **properties},
    }


def _geometry(shape: BaseGeometry) -> dict[str, Any]:
    rounded = shapely.transform(shape, lambda xy: np.round(xy, DECIMALS))
    geometry: dict[str, Any] = mapping(shapely.orient_polygons(rounded))
    return geometry
