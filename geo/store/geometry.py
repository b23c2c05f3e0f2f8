"""One geometry column type: shapely in, shapely out, GeoPackage binary in the file.

The layout is that of OGC 12-128r19, clause 2.1.3: ``GP``, version, flags, SRS id, an optional
envelope, then well-known binary.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Dialect
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


def _wkb(blob: bytes) -> bytes:
    """Return the well-known binary inside a GeoPackage geometry of any envelope kind."""
    return blob[8 + _BOX_BYTES[(blob[3] >> 1) & 0b111] :]


def from_blobs(blobs: Sequence[bytes | None]) -> npt.NDArray[np.object_]:
    """Return the geometries of a whole column with one call; missing ones are None.

    Raises
    ------
    StoreDamaged
        When bytes are no geometry.
    """
    try:
        return _from_blobs(blobs)
    except (IndexError, TypeError, shapely.errors.ShapelyError) as error:
        raise StoreDamaged("a geometry in the store is damaged") from error


def _from_blobs(blobs: Sequence[bytes | None]) -> npt.NDArray[np.object_]:
    return shapely.from_wkb(  # type: ignore[no-any-return]
        np.array([None if blob is None else _wkb(blob) for blob in blobs], dtype=object)
    )


class Geometry(UserDefinedType[BaseGeometry]):
    """A geometry column in EPSG:4326, (longitude, latitude)."""

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
