"""One geometry column type: shapely in, shapely out, on both engines.

A file holds GeoPackage binary, laid out as in OGC 12-128r19, clause 2.1.3: ``GP``, version, flags,
SRS id, an optional envelope, then well-known binary. PostGIS gets and gives well-known binary.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Dialect, func
from sqlalchemy.sql import ColumnElement
from sqlalchemy.types import TypeEngine, UserDefinedType

from geo.errors import StoreDamaged

SRS_ID = 4326

_LITTLE_ENDIAN = 0b0000_0001
_WITH_BOX = 0b0000_0010
_EMPTY = 0b0001_0000
_HEADER = struct.Struct("<2sBBi")
_BOX = struct.Struct("<4d")
_BOX_BYTES = (0, 32, 48, 48, 64)


def to_blob(geometry: BaseGeometry) -> bytes:
    """Return a GeoPackage geometry; anything but a point carries its box for quick looks."""
    wkb: bytes = shapely.to_wkb(geometry, byte_order=1, flavor="iso")
    if geometry.is_empty:
        return _HEADER.pack(b"GP", 0, _LITTLE_ENDIAN | _EMPTY, SRS_ID) + wkb
    if geometry.geom_type == "Point":
        return _HEADER.pack(b"GP", 0, _LITTLE_ENDIAN, SRS_ID) + wkb
    west, south, east, north = geometry.bounds
    box = _BOX.pack(west, east, south, north)
    return _HEADER.pack(b"GP", 0, _LITTLE_ENDIAN | _WITH_BOX, SRS_ID) + box + wkb


def to_ewkb(geometry: BaseGeometry) -> str:
    """Return what PostGIS takes for a geometry, in hexadecimal digits."""
    return str(shapely.to_wkb(shapely.set_srid(geometry, SRS_ID), hex=True, include_srid=True))


def _wkb(blob: bytes) -> bytes:
    """Return the well-known binary in ``blob``, which may begin with a GeoPackage header."""
    if blob[:2] != b"GP":
        return blob
    box = (blob[3] >> 1) & 0b111 if len(blob) > _HEADER.size else len(_BOX_BYTES)
    if box >= len(_BOX_BYTES):
        raise StoreDamaged("the store holds a geometry that is none")
    return blob[_HEADER.size + _BOX_BYTES[box] :]


def from_blobs(blobs: Sequence[bytes | None]) -> npt.NDArray[np.object_]:
    """Return the geometries of a whole column with one call; missing ones are None.

    Raises
    ------
    StoreDamaged
        When one of them is no geometry.
    """
    try:
        return shapely.from_wkb(  # type: ignore[no-any-return]
            np.array([None if blob is None else _wkb(blob) for blob in blobs], dtype=object)
        )
    except (shapely.errors.ShapelyError, TypeError) as error:
        raise StoreDamaged("the store holds a geometry that is none") from error


class Geometry(UserDefinedType[BaseGeometry]):
    """A geometry column in EPSG:4326, (longitude, latitude), as a GeoPackage has it."""

    cache_ok = True

    def __init__(self, shape: str = "GEOMETRY") -> None:
        self.shape = shape

    def get_col_spec(self, **_: Any) -> str:
        """Return the column type as the GeoPackage standard names it."""
        return self.shape

    def bind_processor(self, dialect: Dialect) -> Any:
        """Return what turns a geometry into the stored bytes."""
        return lambda value: None if value is None else to_blob(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        """Return nothing: whole columns are turned at once by ``from_blobs``."""

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        """Return this type: a geometry is only ever compared with a geometry."""
        return self


class PostgisGeometry(Geometry):
    """The same column on PostGIS."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Return the column type as PostGIS names it."""
        return f"geometry({self.shape}, {SRS_ID})"

    def bind_processor(self, dialect: Dialect) -> Any:
        """Return what turns a geometry into PostGIS's own binary."""
        return lambda value: None if value is None else to_ewkb(value)

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Ask for well-known binary instead of its hexadecimal digits."""
        return func.ST_AsBinary(column, type_=self)


def geometry_column_type(shape: str) -> Geometry:
    """Return the type of a geometry column on whichever engine."""
    return Geometry(shape).with_variant(PostgisGeometry(shape), "postgresql")
