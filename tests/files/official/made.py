"""Boundary files as they are published, made byte by byte: invented squares in LKS-92."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from tests.files.made import shapefile, zipped


def square(east: int, north: int, side: int = 1000) -> list[list[float]]:
    """Return a ring, clockwise as shapefiles want it."""
    return [
        [east, north], [east, north + side], [east + side, north + side], [east + side, north],
        [east, north],
    ]  # fmt: skip


def shapes(columns: Mapping[str, Sequence[str]], rings: Sequence[Any]) -> bytes:
    """Return a zipped shapefile with some columns of text."""
    parts = shapefile([("", ring) for ring in rings])
    parts[".dbf"] = table(columns)
    return zipped(parts)


def table(columns: Mapping[str, Sequence[str]]) -> bytes:
    """Return a dBase table of texts in UTF-8."""
    width = 40
    count = len(next(iter(columns.values())))
    fields = b"".join(
        struct.pack("<11sc4xBB14x", name.encode(), b"C", width, 0) for name in columns
    )
    rows = b"".join(
        b" " + b"".join(values[row].encode().ljust(width) for values in columns.values())
        for row in range(count)
    )
    size = 33 + 32 * len(columns)
    head = struct.pack("<BBBBIHH17xBxx", 3, 126, 1, 1, count, size, 1 + width * len(columns), 0)
    return head + fields + b"\r" + rows + b"\x1a"


def municipalities(names: Sequence[str], rings: Sequence[Any]) -> bytes:
    """Return the municipalities' GeoJSON, metres in EPSG:3059 with its ``crs`` member."""
    features = [
        {
            "type": "Feature",
            "properties": {"nosaukums": name},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for name, ring in zip(names, rings, strict=True)
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3059"}}
    document = {"type": "FeatureCollection", "name": "at", "crs": crs, "features": features}
    return json.dumps(document, ensure_ascii=False).encode()
