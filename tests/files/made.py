"""Geometry files made by hand, byte by byte: two squares beside each other, invented."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

SQUARE = [[26.0, 56.0], [26.1, 56.0], [26.1, 56.1], [26.0, 56.1], [26.0, 56.0]]
METRES = [[650000.0, 190000.0], [650000.0, 191000.0], [651000.0, 191000.0],
          [651000.0, 190000.0], [650000.0, 190000.0]]  # fmt: skip
"""Clockwise, as shapefiles want outer rings; LKS-92."""

PRJ = (
    'PROJCS["LKS_1992_Latvia_TM",GEOGCS["GCS_LKS_1992",DATUM["D_Latvia_1992",SPHEROID["GRS_1980",'
    '6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],'
    'PARAMETER["False_Northing",-6000000.0],PARAMETER["Central_Meridian",24.0],'
    'PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


# --- GeoJSON -----------------------------------------------------------------------------------


def feature(geometry: Any, /, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def point(*coordinates: Any) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(coordinates)}


def collection(*features: Any, **members: Any) -> bytes:
    document = {"type": "FeatureCollection", **members, "features": features}
    return json.dumps(document, ensure_ascii=False).encode()


# --- GeoPackage --------------------------------------------------------------------------------


def blob(ring: Sequence[Sequence[float]] | bytes | None, srs: int = 3059) -> bytes | None:
    """Return a ring, or any well-known binary, as a GeoPackage stores it; None is no place."""
    if ring is None:
        return None
    head = b"GP\x00\x01" + struct.pack("<i", srs)
    return head + (ring if isinstance(ring, bytes) else wkb(ring))


def wkb(ring: Sequence[Sequence[float]]) -> bytes:
    """Return a polygon of one ring, or of none, as well-known binary."""
    kind = 1003 if ring and len(ring[0]) == 3 else 3
    numbers = [number for place in ring for number in place]
    rings = struct.pack(f"<II{len(numbers)}d", 1, len(ring), *numbers) if ring else bytes(4)
    return struct.pack("<BI", 1, kind) + rings


def gpkg(
    folder: Path,
    layers: Mapping[str, Iterable[tuple[str, Any]]],
    *script: str,
    kind: str = "POLYGON",
    srs: int = 3059,
) -> bytes:
    """Return a GeoPackage with a layer for each name, of (``nosaukums``, ring) rows."""
    path = folder / "made.gpkg"
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as db:
        db.executescript(_GPKG)
        for name, rows in layers.items():
            db.execute("INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
                       "VALUES (?, 'features', ?, ?)", (name, name, srs))  # fmt: skip
            db.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)",
                       (name, kind, srs))  # fmt: skip
            db.execute(f'CREATE TABLE "{name}" (fid INTEGER PRIMARY KEY, geom BLOB, '
                       "nosaukums TEXT, skaits INTEGER, photo BLOB, diena DATE)")  # fmt: skip
            for number, (label, ring) in enumerate(rows):
                db.execute(f'INSERT INTO "{name}" (geom, nosaukums, skaits) VALUES (?, ?, ?)',
                           (blob(ring, srs), label, number or None))  # fmt: skip
        for statement in script:
            db.executescript(statement)
    db.close()
    return path.read_bytes()


_GPKG = """
PRAGMA application_id = 0x47504B47;
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY,
    organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,
    definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES ('undefined', -1, 'NONE', -1, 'undefined', ''),
    ('undefined', 0, 'NONE', 0, 'undefined', ''), ('LKS-92', 3059, 'EPSG', 3059, 'undefined', '');
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
    identifier TEXT UNIQUE, description TEXT DEFAULT '',
    last_change DATETIME NOT NULL DEFAULT '2026-01-01T00:00:00.000Z',
    min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL PRIMARY KEY,
    column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
    z TINYINT NOT NULL, m TINYINT NOT NULL);
"""


# --- shapefile ---------------------------------------------------------------------------------


def shapefile(
    rows: Sequence[tuple[str, Sequence[Sequence[float]] | None]],
    *,
    encoding: str = "utf-8",
    language: int = 0,
    prj: str | None = PRJ,
    cpg: str | None = "UTF-8",
    columns: int = 1,
) -> dict[str, bytes]:
    """Return the parts of a shapefile of (``Name``, ring) rows by ending; None is a null shape.

    ``Name`` may stand in several columns.
    """
    records = [_polygon(ring) for _, ring in rows]
    shp, shx, offset = b"", b"", 50
    for number, record in enumerate(records, start=1):
        shp += struct.pack(">ii", number, len(record) // 2) + record
        shx += struct.pack(">ii", offset, len(record) // 2)
        offset += 4 + len(record) // 2
    table = b"".join(b" " + name.encode(encoding).ljust(40) * columns for name, _ in rows)
    field = struct.pack("<11sc4xBB14x", b"Name", b"C", 40, 0) * columns
    sizes = (33 + 32 * columns, 1 + 40 * columns)
    dbf = struct.pack("<BBBBIHH17xBxx", 3, 126, 1, 1, len(rows), *sizes, language)
    parts = {
        ".shp": _header(len(shp)) + shp,
        ".shx": _header(len(shx)) + shx,
        ".dbf": dbf + field + b"\r" + table + b"\x1a",
    }
    if prj is not None:
        parts[".prj"] = prj.encode()
    if cpg is not None:
        parts[".cpg"] = cpg.encode()
    return parts


def _header(size: int) -> bytes:
    box = (650000.0, 190000.0, 652000.0, 191000.0, 0.0, 0.0, 0.0, 0.0)
    return struct.pack(">i20xi", 9994, (100 + size) // 2) + struct.pack("<ii8d", 1000, 5, *box)


def _polygon(ring: Sequence[Sequence[float]] | None) -> bytes:
    if ring is None:
        return struct.pack("<i", 0)
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    numbers = [number for place in ring for number in place]
    box = (min(xs), min(ys), max(xs), max(ys))
    return struct.pack(f"<i4diii{len(numbers)}d", 5, *box, 1, len(ring), 0, *numbers)


def zipped(parts: Mapping[str, bytes], name: str = "Apkaimes") -> bytes:
    """Return an archive; a key that is an ending gets ``name`` before it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, data in parts.items():
            archive.writestr(f"{name}{key}" if key.startswith(".") else key, data)
    return out.getvalue()
