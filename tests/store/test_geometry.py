"""Geometry goes into the file as GeoPackage bytes and comes back as it was."""

from __future__ import annotations

import struct

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from geo.store.geometry import SRS_ID, from_blobs, to_blob

WITH_A_HOLE = shapely.from_wkt("POLYGON((0 0,9 0,9 9,0 9,0 0),(2 2,3 2,3 3,2 3,2 2))")
SHAPES = [
    Point(26.5361, 55.8714),
    shapely.from_wkt("LINESTRING(26 55,27 56,26.5 56.5)"),
    shapely.box(26.0, 55.0, 27.0, 56.0),
    WITH_A_HOLE,
    MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)]),
    shapely.from_wkt("MULTILINESTRING((0 0,1 1),(2 2,3 3))"),
    shapely.from_wkt("GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,1 1))"),
]
EMPTY = [
    shapely.from_wkt(f"{name} EMPTY") for name in ("POINT", "POLYGON", "LINESTRING", "MULTIPOLYGON")
]


@pytest.mark.parametrize("shape", [*SHAPES, *EMPTY], ids=lambda shape: shape.wkt[:24])
def test_a_geometry_comes_back_as_it_was(shape: BaseGeometry) -> None:
    back = from_blobs([to_blob(shape)])[0]
    assert back.geom_type == shape.geom_type
    assert back.is_empty == shape.is_empty
    assert shapely.equals_exact(back, shape) or shape.is_empty


def test_a_whole_column_comes_back_at_once_with_its_gaps() -> None:
    blobs = [to_blob(SHAPES[0]), None, to_blob(SHAPES[2])]
    back = from_blobs(blobs)
    assert isinstance(back, np.ndarray)
    assert (back[0], back[1], back[2]) == (SHAPES[0], None, SHAPES[2])


def test_no_geometries_are_an_empty_column() -> None:
    assert from_blobs([]).shape == (0,)


def test_the_header_is_that_of_the_standard() -> None:
    magic, version, flags, srs = struct.unpack("<2sBBi", to_blob(Point(1, 2))[:8])
    assert (magic, version, flags, srs) == (b"GP", 0, 0b1, SRS_ID)
    assert SRS_ID == 4326


def test_anything_but_a_point_carries_its_box_as_west_east_south_north() -> None:
    blob = to_blob(shapely.box(26.0, 55.0, 27.0, 56.0))
    assert blob[3] == 0b0000_0011
    assert struct.unpack("<4d", blob[8:40]) == (26.0, 27.0, 55.0, 56.0)
    assert shapely.from_wkb(blob[40:]) == shapely.box(26.0, 55.0, 27.0, 56.0)


@pytest.mark.parametrize("shape", EMPTY, ids=lambda shape: shape.wkt)
def test_an_empty_geometry_says_so_and_has_no_box(shape: BaseGeometry) -> None:
    assert to_blob(shape)[3] == 0b0001_0001


@pytest.mark.parametrize(
    ("kind", "box"),
    [(0, ()), (1, (26.0, 27.0, 55.0, 56.0)), (2, (26.0, 27.0, 55.0, 56.0, 0.0, 1.0)),
     (3, (26.0, 27.0, 55.0, 56.0, 0.0, 1.0)), (4, (26.0, 27.0, 55.0, 56.0, 0.0, 1.0, 0.0, 1.0))],
)  # fmt: skip
@pytest.mark.parametrize("order", ["<", ">"], ids=["little", "big"])
def test_every_kind_of_box_that_other_programs_write_is_read(
    kind: int, box: tuple[float, ...], order: str
) -> None:
    shape = shapely.box(26.0, 55.0, 27.0, 56.0)
    flags = (kind << 1) | (1 if order == "<" else 0)
    wkb = shapely.to_wkb(shape, byte_order=1 if order == "<" else 0)
    blob = struct.pack(f"{order}2sBBi{len(box)}d", b"GP", 0, flags, 4326, *box) + wkb
    assert from_blobs([blob])[0] == shape


def test_an_altitude_is_written_in_the_binary_of_the_standard() -> None:
    """ISO well-known binary (1001 for a point with z), not PostGIS's own."""
    blob = to_blob(Point(1, 2, 3))
    (code,) = struct.unpack("<I", blob[9:13])
    assert code in (1, 1001)
