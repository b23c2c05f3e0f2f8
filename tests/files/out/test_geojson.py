"""GeoJSON as RFC 7946 wants it."""

from __future__ import annotations

import json

import shapely
from hypothesis import given, settings
from shapely import Point
from shapely.geometry import shape

from geo.files.out.geojson import geojson_file
from geo.model.fields import Field
from geo.model.outgoing import Table
from tests.outgoing import read_geojson, tables

ID = (Field("id"),)
# the outer ring runs with the clock and the hole against it: the wrong way round
WRONG = shapely.from_wkt("POLYGON ((0 0, 0 9, 9 9, 9 0, 0 0), (2 2, 4 2, 4 4, 2 4, 2 2))")


def made(*shapes: object) -> dict[str, object]:
    rows = [{"id": str(place)} for place in range(len(shapes))]
    text = geojson_file([Table("resource", ID, rows, shapes)])  # type: ignore[arg-type]
    found: dict[str, object] = json.loads(text)
    return found


def test_there_is_no_crs_and_a_box_around_everything() -> None:
    found = made(Point(26.5, 55.8), None, Point(26.7, 55.9))
    assert found["type"] == "FeatureCollection"
    assert "crs" not in found
    assert found["bbox"] == [26.5, 55.8, 26.7, 55.9]


def test_a_row_without_a_place_is_a_feature_with_a_null_geometry_and_no_box() -> None:
    found = made(None)
    assert found["features"] == [
        {"type": "Feature", "id": "0", "geometry": None,
         "properties": {"kind": "resource", "id": "0"}}
    ]  # fmt: skip
    assert "bbox" not in found


def test_degrees_have_seven_decimals_at_most() -> None:
    features = read_geojson(geojson_file([Table("resource", ID, [{"id": "1"}],
                                                [Point(26.123456789, 55.87654321)])]))  # fmt: skip
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [26.1234568, 55.8765432]}


def test_rings_follow_the_right_hand_rule() -> None:
    for outline in (WRONG, WRONG.reverse(), shapely.MultiPolygon([WRONG])):
        geometry = made(outline)["features"][0]["geometry"]  # type: ignore[index]
        for polygon in shapely.get_parts(shape(geometry)):
            assert shapely.is_ccw(polygon.exterior)
            assert [shapely.is_ccw(ring) for ring in polygon.interiors] == [False]
        assert shape(geometry).equals(outline)


@settings(max_examples=40)
@given(tables())
def test_every_value_of_every_column_comes_back(table: Table) -> None:
    """X08."""
    for row, place, feature in zip(
        table.rows, table.shapes, read_geojson(geojson_file([table])), strict=True
    ):
        wanted = {
            name: "|".join(value) or None if isinstance(value, tuple) else value
            for name, value in row.items()
            if name not in ("lat", "lon")
        }
        assert feature["properties"] == {"kind": "resource", **wanted}
        if place is None:
            assert feature["geometry"] is None
        else:
            assert shape(feature["geometry"]).distance(place) < 1e-6


@given(tables(kind="problem"))
def test_a_need_has_no_geometry(table: Table) -> None:
    assert {feature["geometry"] for feature in read_geojson(geojson_file([table]))} == {None}
