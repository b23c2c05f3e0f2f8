"""GeoJSON of the data folder: WGS 84, longitude first, every fault names its feature."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry.base import BaseGeometry

from geo.errors import Fault
from geo.files.geojson import read_features

SQUARE = [[[26.0, 56.0], [26.1, 56.0], [26.1, 56.1], [26.0, 56.1], [26.0, 56.0]]]


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": rings}


def point(*coordinates: Any) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(coordinates)}


def collection(*features: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def read(
    folder: Path, text: str | bytes
) -> tuple[list[tuple[dict[str, Any], BaseGeometry]], list[Fault]]:
    file = folder / "areas.geojson"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    faults: list[Fault] = []
    return read_features(file, faults), faults


def test_features_come_with_their_properties_longitude_first(tmp_path: Path) -> None:
    found, faults = read(tmp_path, collection(feature(polygon(SQUARE), key="krizi", n=1)))
    assert faults == []
    assert found[0][0] == {"key": "krizi", "n": 1}
    assert found[0][1].bounds == (26.0, 56.0, 26.1, 56.1)


def test_a_part_that_lies_apart_is_kept(tmp_path: Path) -> None:
    """G19: Kalkūni lies apart from the city."""
    apart = [[[x + 1, y] for x, y in SQUARE[0]]]
    shape = {"type": "MultiPolygon", "coordinates": [SQUARE, apart]}
    found, faults = read(tmp_path, collection(feature(shape)))
    assert faults == []
    assert found[0][1].bounds == (26.0, 56.0, 27.1, 56.1)
    assert len(found[0][1].geoms) == 2


def test_an_empty_collection_has_no_features_and_no_faults(tmp_path: Path) -> None:
    assert read(tmp_path, collection()) == ([], [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "5",
        '"FeatureCollection"',
        json.dumps(point(26, 56)),
        '{"type": "FeatureCollection", "features": 5}',
        '{"type": "FeatureCollection", "features": null}',
        '{"type": "FeatureCollection", "features": {"a": 1}}',
        '{"type": "FeatureCollection", "features": "ab"}',
        collection(feature(polygon(SQUARE)))[:-20],
        "key,name\na,b\n",
        b"\xff\xfe\x00",
        collection(feature(point(26, 56))).encode("utf-16"),
        "[" * 100_000,
        '{"features":' * 20_000,
        "<OGRVRTDataSource></OGRVRTDataSource>",
        '{"type": "FeatureCollection", "features": [], "crs": 3059}',
    ],
    ids=lambda text: repr(text[:34]),
)
def test_anything_but_a_collection_is_one_fault_of_the_file(
    tmp_path: Path, text: str | bytes
) -> None:
    """G01, G14, G16."""
    found, faults = read(tmp_path, text)
    assert found == []
    assert [(f.file, f.row) for f in faults if f.key] == [("areas.geojson", None)]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("where", ["coordinate", "property"])
def test_what_is_no_number_of_json_is_refused(tmp_path: Path, number: str, where: str) -> None:
    """G04."""
    text = collection(feature(point(26.5, 55.5), n=55.5))
    old, new = {
        "coordinate": ("[26.5, 55.5]", f"[26.5, {number}]"),
        "property": ('"n": 55.5', f'"n": {number}'),
    }[where]
    text = text.replace(old, new)
    assert number in text
    found, faults = read(tmp_path, text)
    assert found == []
    assert [fault.file for fault in faults] == ["areas.geojson"]


@pytest.mark.parametrize(
    "geometry",
    [
        point(26.0, "1e400"),
        point(200.0, 56.0),
        point(26.0, 91.0),
        point(56.0, 126.0),
        point(653_000.0, 190_000.0),
        polygon([[[x, y + 60] for x, y in SQUARE[0]]]),
    ],
    ids=["1e400", "longitude 200", "latitude 91", "swapped", "LKS-92", "polygon over the pole"],
)
def test_a_coordinate_out_of_this_world_names_its_feature(
    tmp_path: Path, geometry: dict[str, Any]
) -> None:
    """G04, G06, G07, G18."""
    text = collection(feature(point(26, 56)), feature(geometry)).replace('"1e400"', "1e400")
    _, faults = read(tmp_path, text)
    assert [(f.file, f.row, f.column) for f in faults] == [("areas.geojson", 2, "geometry")]


@pytest.mark.parametrize(
    "broken",
    [
        None,
        5,
        "feature",
        [],
        {},
        feature(None),
        feature({}),
        feature("POINT (26 56)"),
        feature({"type": "Point"}),
        feature({"type": "Dot", "coordinates": [26, 56]}),
        feature(point()),
        feature(point(26)),
        feature(point(None, None)),
        feature(point("a", "b")),
        feature(point(26, 56, 1, 2, 3)),
        feature(polygon([])),
        feature(polygon([[]])),
        feature(polygon([SQUARE[0][:2]])),
        feature(polygon([[[26, 56], [26.1, 56.1], [26.1, 56], [26, 56.1], [26, 56]]])),
        feature({"type": "GeometryCollection", "geometries": []}),
        feature({"type": "GeometryCollection", "geometries": [point("26", "56")]}),
        feature(point(10**400, 56)),
        feature({"type": "MultiPolygon", "coordinates": []}),
        {"type": "Feature", "geometry": point(26, 56), "properties": 5},
        {"type": "Feature", "geometry": point(26, 56)},
    ],
    ids=lambda broken: json.dumps(broken)[:60],
)
def test_a_feature_that_cannot_be_is_named_and_the_others_are_still_checked(
    tmp_path: Path, broken: Any
) -> None:
    """G05, G09, G10, G16, G20."""
    _, faults = read(tmp_path, collection(feature(point(26, 56)), broken, feature(point(26, 99))))
    assert [(f.file, f.row) for f in faults] == [("areas.geojson", 2), ("areas.geojson", 3)]
    assert faults[0].column in (None, "geometry")


def test_a_name_that_stands_twice_names_its_feature(tmp_path: Path) -> None:
    """G15: nobody can say which of the two is meant."""
    text = collection(feature(point(26, 56)), feature(point(26, 56), key="a"))
    found, faults = read(tmp_path, text.replace('"key"', '"key": "b", "key"'))
    assert [properties for properties, _ in found] == [{}]
    assert [(f.row, f.found) for f in faults] == [(2, "key")]


def test_an_open_ring_is_refused_in_the_data_folder(tmp_path: Path) -> None:
    """G09: whoever brings a file may have it closed; what is kept here is right."""
    _, faults = read(tmp_path, collection(feature(polygon([SQUARE[0][:4]]))))
    assert [(f.row, f.expected) for f in faults] == [(1, "a closed ring")]


@pytest.mark.parametrize("coordinates", [["26.5", "55.8"], [True, False], ["26.5", 55.8]])
def test_coordinates_are_numbers_not_texts(tmp_path: Path, coordinates: list[Any]) -> None:
    """G05: neither a silent null geometry nor a guess."""
    _, faults = read(tmp_path, collection(feature(point(*coordinates))))
    assert [(f.row, f.column) for f in faults] == [(1, "geometry")]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", []),
        ("EPSG:4326", []),
        ("EPSG:3059", [("crs", "EPSG:3059")]),
        ([4326], [("crs", "[4326]")]),
    ],
)
def test_another_reference_system_is_refused(
    tmp_path: Path, name: Any, wrong: list[tuple[str, str]]
) -> None:
    """G08."""
    document = json.loads(collection(feature(point(26, 56))))
    document["crs"] = {"type": "name", "properties": {"name": name}}
    _, faults = read(tmp_path, json.dumps(document))
    assert [(fault.column, fault.found) for fault in faults] == wrong


def test_an_altitude_is_not_kept(tmp_path: Path) -> None:
    """G05: the store's layers are flat."""
    found, faults = read(tmp_path, collection(feature(point(26, 56, 120))))
    assert faults == []
    assert not found[0][1].has_z
    assert found[0][1].coords[0] == (26.0, 56.0)


def test_collections_in_collections_do_not_exhaust_the_stack(tmp_path: Path) -> None:
    """G14."""
    text = '{"type":"GeometryCollection","geometries":['
    deep = text * 300 + json.dumps(point(26, 56)) + "]}" * 300
    _, faults = read(tmp_path, collection(feature("X")).replace('"X"', deep))
    assert {fault.file for fault in faults} <= {"areas.geojson"}


def test_a_missing_file_is_named_without_its_folder(tmp_path: Path) -> None:
    faults: list[Fault] = []
    assert read_features(tmp_path / "gone.geojson", faults) == []
    assert faults == [Fault("gone.geojson", None, None, "the file", None)]
