"""A GeoPackage made to be given away: tables of one's own, with the styles that QGIS shows.

It is made in memory and has nothing to do with the store's file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.store import geopackage
from geo.store.geometry import to_blob

_STYLES = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))
"""
"""The table in which QGIS itself keeps styles (``QgsOgrProviderMetadata::saveStyle``)."""

_TYPES = {"whole": "INTEGER", "number": "DOUBLE", "yes": "BOOLEAN"}


@dataclass(frozen=True)
class PackageLayer:
    """One table of the file.

    Attributes
    ----------
    name
        Name of the table; QGIS shows it.
    columns
        Form of each column by its name, as in ``geo.model.fields``; anything that is no number and
        no yes is text.
    rows
        Values in the order of the columns.
    shapes
        EPSG:4326, longitude first, one a row or None; None for a table without places.
    shape
        Type of the geometries, ``POINT`` or ``MULTIPOLYGON``, for instance.
    style
        QML of the layer's style, empty for none.
    """

    name: str
    columns: Mapping[str, str]
    rows: Sequence[Sequence[Any]]
    shapes: Sequence[BaseGeometry | None] | None = None
    shape: str = "POINT"
    style: str = ""


def package_file(layers: Sequence[PackageLayer]) -> bytes:
    """Return a GeoPackage (OGC 12-128r19) with a spatial index and a style for each layer."""
    with closing(sqlite3.connect(":memory:")) as connection:
        geopackage.mark(connection)
        geopackage.add_functions(connection)
        geopackage.add_contents(connection)
        for layer in layers:
            _write(connection, layer)
        connection.execute(_STYLES)
        geopackage.register(connection, "layer_styles", None)
        connection.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
            " f_geometry_column, styleName, styleQML, useAsDefault, description, owner)"
            " VALUES ('', '', ?, 'geom', ?, ?, 1, '', '')",
            [(layer.name, layer.name, layer.style) for layer in layers if layer.style],
        )
        connection.commit()
        return connection.serialize()


def _write(connection: sqlite3.Connection, layer: PackageLayer) -> None:
    columns = [
        f"{_quoted(name)} {_TYPES.get(form, 'TEXT')}" for name, form in layer.columns.items()
    ]
    placed = layer.shapes is not None
    connection.execute(
        f"CREATE TABLE {_quoted(layer.name)} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"
        f"{f', geom {layer.shape}' if placed else ''}{''.join(f', {c}' for c in columns)})"
    )
    names = ["geom"] if placed else []
    names += layer.columns
    rows: Any = layer.rows
    if layer.shapes is not None:
        blobs = (None if shape is None else to_blob(shape) for shape in layer.shapes)
        rows = ([blob, *row] for blob, row in zip(blobs, layer.rows, strict=True))
    # the index comes after the rows and is filled at once: its triggers would cost most of the time
    connection.executemany(
        f"INSERT INTO {_quoted(layer.name)} ({', '.join(map(_quoted, names))})"
        f" VALUES ({', '.join('?' * len(names))})",
        rows,
    )
    geopackage.register(connection, layer.name, layer.shape if placed else None)
    if layer.shapes is not None:
        _index(connection, layer.name, layer.shapes)


def _index(
    connection: sqlite3.Connection, name: str, shapes: Sequence[BaseGeometry | None]
) -> None:
    """Fill a layer's spatial index and say how far it reaches; ``fid`` counts from 1."""
    boxes = shapely.bounds(np.array(shapes, dtype=object)).reshape(-1, 4)
    connection.executemany(
        f"INSERT INTO {_quoted(f'rtree_{name}_geom')} VALUES (?, ?, ?, ?, ?)",
        [
            (fid, west, east, south, north)
            for fid, (west, south, east, north) in enumerate(boxes.tolist(), start=1)
            if west == west  # no place has no bounds
        ],
    )
    if np.isfinite(boxes).any():
        reach = [
            *np.nanmin(boxes[:, :2], axis=0).tolist(),
            *np.nanmax(boxes[:, 2:], axis=0).tolist(),
        ]
        connection.execute(
            "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?"
            " WHERE table_name = ?",
            [*reach, name],
        )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
