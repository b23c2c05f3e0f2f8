"""GeoJSON that somebody brings: read whole and plainly, or refused with feature and reason."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely

from geo.errors import DataError, Fault
from geo.files.shapes import Note, Shapes, read_shapes, read_shapes_from
from geo.files.shapes.geometry import Drawing
from geo.model.limits import Limits
from geo.settings import LANGUAGES
from geo.words import fault_words, words
from tests.files.made import METRES, SQUARE, collection, feature, point, polygon

LIMITS = Limits()


def read(data: bytes, **limits: int) -> Shapes:
    return read_shapes("areas.geojson", data, Limits(**limits))


def refused(data: bytes, **limits: int) -> tuple[Fault, ...]:
    """Return the faults, each of which has a whole sentence in every language."""
    with pytest.raises(DataError) as raised:
        read(data, **limits)
    for fault in raised.value.faults:
        assert str(fault).startswith("areas.geojson")
        for language in LANGUAGES:
            sentence = fault_words(fault, words(language))
            assert sentence.startswith("areas.geojson")
            assert fault.row is None or str(fault.row) in sentence
            assert fault.key and fault.key not in sentence
    return raised.value.faults


def one_feature(geometry: Any, **properties: Any) -> bytes:
    """Return a collection whose second feature is to be looked at."""
    return collection(feature(point(26, 56)), feature(geometry, **properties))


def marked(text: str) -> bytes:
    """Return a collection whose second feature has ``text`` for its geometry."""
    return one_feature("GEOMETRY").replace(b'"GEOMETRY"', text.encode())


def keys(faults: tuple[Fault, ...]) -> list[tuple[str | None, int | None]]:
    return [(fault.key, fault.row) for fault in faults]


# --- what is read ------------------------------------------------------------------------------


def test_features_come_with_number_properties_and_geometry() -> None:
    found = read(collection(feature(polygon(SQUARE), nosaukums="Križi", skaits=3, jauns=True)))
    assert (found.name, found.form, found.crs, found.notes) == (
        "areas.geojson", "geojson", None, (),
    )  # fmt: skip
    assert found.columns == ("nosaukums", "skaits", "jauns")
    [(number, properties, geometry)] = found.rows
    assert number == 1
    assert properties == {"nosaukums": "Križi", "skaits": 3, "jauns": True}
    assert geometry is not None
    assert geometry.equals(shapely.box(26.0, 56.0, 26.1, 56.1))


@pytest.mark.parametrize(
    ("geometry", "wkt"),
    [
        (point(26, 56), "POINT (26 56)"),
        ({"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]}, "MULTIPOINT ((1 2), (3 4))"),
        ({"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, "LINESTRING (1 2, 3 4)"),
        ({"type": "MultiLineString", "coordinates": [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]},
         "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8))"),
        (polygon([[0, 0], [9, 0], [9, 9], [0, 0]], [[3, 1], [4, 1], [4, 2], [3, 1]]),
         "POLYGON ((0 0, 9 0, 9 9, 0 0), (3 1, 4 1, 4 2, 3 1))"),
        ({"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]},
         "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))"),
    ],
)  # fmt: skip
def test_every_type_of_geometry_is_built_as_it_is_written(
    geometry: dict[str, Any], wkt: str
) -> None:
    assert read(collection(feature(geometry))).rows[0][2] == shapely.from_wkt(wkt)


def test_columns_are_those_of_any_feature_in_order() -> None:
    found = read(collection(feature(None, a=1), feature(None, b=2, a=None)))
    assert found.columns == ("a", "b")
    assert [properties for _, properties, _ in found.rows] == [
        {"a": 1, "b": None},
        {"a": None, "b": 2},
    ]


def test_an_id_beside_the_properties_becomes_one_of_them() -> None:
    found = read(collection({**feature(None, a=1), "id": "x7"}, feature(None, id=8)))
    assert [properties["id"] for _, properties, _ in found.rows] == ["x7", 8]


def test_what_is_nested_or_too_large_for_a_table_is_kept_as_text() -> None:
    found = read(collection(feature(None, a={"b": ["ā", 1]}, n=2**64)))
    assert found.rows[0][1] == {"a": '{"b": ["ā", 1]}', "n": "18446744073709551616"}
    assert found.notes == (Note("note.nested", {"features": "1"}),)


@pytest.mark.parametrize("properties", [None, {}])
def test_a_feature_without_properties_is_a_feature(properties: Any) -> None:
    assert read(collection({**feature(point(1, 2)), "properties": properties})).rows[0][1] == {}


def test_g20_a_feature_without_a_place_is_kept() -> None:
    found = read(collection(feature(None, nosaukums="nekur"), feature(point(26, 56))))
    assert found.rows[0] == (1, {"nosaukums": "nekur"}, None)
    assert found.rows[1][2] == shapely.Point(26, 56)


def test_g19_a_part_that_lies_apart_is_kept() -> None:
    apart = [[x + 1, y] for x, y in SQUARE]
    both = {"type": "MultiPolygon", "coordinates": [[SQUARE], [apart]]}
    geometry = read(collection(feature(both))).rows[0][2]
    assert geometry is not None
    assert len(shapely.get_parts(geometry)) == 2
    assert geometry.bounds == (26.0, 56.0, 27.1, 56.1)


@pytest.mark.parametrize(
    "ring",
    [
        [[56.0, 26.0], [56.0, 26.1], [56.1, 26.1], [56.0, 26.0]],
        METRES,
        [[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]],
        [[0, 0], [0, 0], [0, 0], [0, 0]],
        [[26, 56], [26.1, 56.1], [26.1, 56], [26, 56.1], [26, 56]],
        [[26, 56], [26, 56], [26.1, 56], [26.1, 56.1], [26, 56]],
    ],
    ids=["G06 swapped", "G07 metres", "G18 world", "G18 zero", "G10 bow-tie", "G10 duplicates"],
)
def test_g06_g07_g10_g18_what_lies_where_is_for_others_to_judge(ring: Any) -> None:
    """Nothing is moved, swapped or repaired on the way: the preview shows it as it came."""
    found = read(collection(feature(polygon(ring))))
    assert found.crs is None
    assert found.rows[0][2] == shapely.Polygon(ring)


def test_g10_a_hole_outside_its_shell_is_returned_as_it_is() -> None:
    hole = [[27, 57], [27.1, 57], [27.1, 57.1], [27, 57]]
    geometry = read(collection(feature(polygon(SQUARE, hole)))).rows[0][2]
    assert geometry == shapely.Polygon(SQUARE, [hole])
    assert not geometry.is_valid


def test_g11_areas_that_overlap_are_both_there() -> None:
    found = read(collection(feature(polygon(SQUARE)), feature(polygon(SQUARE))))
    assert found.rows[0][2] == found.rows[1][2]


def test_a_byte_order_mark_and_white_space_are_no_trouble() -> None:
    assert len(read(b"\xef\xbb\xbf\n " + collection(feature(None))).rows) == 1


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        ("urn:ogc:def:crs:EPSG::4326", "EPSG:4326"),
        ("EPSG:4326", "EPSG:4326"),
        ("urn:ogc:def:crs:EPSG::3059", "EPSG:3059"),
        ("urn:ogc:def:crs:EPSG:6.9:3059", "EPSG:3059"),
        ("epsg:3059", "EPSG:3059"),
        ("http://www.opengis.net/def/crs/EPSG/0/3059", "EPSG:3059"),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "EPSG:4326"),
    ],
)
def test_g08_a_reference_system_that_is_known_is_said(name: str, crs: str) -> None:
    said = {"type": "name", "properties": {"name": name}}
    assert read(collection(feature(point(1, 2)), crs=said)).crs == crs


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "name", "properties": {"name": "EPSG:3301"}},
        {"type": "name", "properties": {"name": "EPSG:30590"}},
        {"type": "name", "properties": {"name": ["EPSG:3059"]}},
        {"type": "link", "properties": {"href": "http://127.0.0.1/crs"}},
        {"type": "name"},
        3059,
        [],
    ],
    ids=str,
)
def test_g08_another_reference_system_is_refused(crs: Any) -> None:
    faults = refused(collection(feature(point(1, 2)), crs=crs))
    assert [(fault.key, fault.column) for fault in faults] == [("fault.crs", "crs")]


def test_no_reference_system_is_none() -> None:
    assert read(collection(feature(point(1, 2)), crs=None)).crs is None


# --- what is refused ---------------------------------------------------------------------------

_STRANGERS = {
    "G01 VRT": '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{file}</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>",
    "G02 VRT": '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/vsicurl/{url}'
    "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
    "G02 WFS": "<OGRWFSDataSource><URL>{url}</URL></OGRWFSDataSource>",
    "G02 path": "/vsicurl/{url}",
    "A03 HTML": "<!doctype html><script>alert(1)</script>",
    "A03 SVG": '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "A03 PNG": "\x89PNG\r\n\x1a\n",
    "A06 KML": '<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">'
    '<!ENTITY c SYSTEM "file://{file}">]><kml><name>&b;&c;</name></kml>',
    "CSV": "key,name\na,b\n",
    "text": "null",
    "number": "5",
}


@pytest.fixture
def decoy() -> Iterator[socket.socket]:
    """A server that nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b" \n"], ids=["", "mark", "space"])
@pytest.mark.parametrize("which", _STRANGERS)
def test_g01_g02_a03_a06_what_is_not_geojson_is_refused_by_its_content(
    which: str, mark: bytes, decoy: socket.socket, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("key,name\nzelta-atslega,1\n", encoding="utf-8")
    url = f"http://127.0.0.1:{decoy.getsockname()[1]}/"
    text = _STRANGERS[which].format(file=secret, url=url)
    faults = refused(mark + text.encode("latin-1"))
    assert keys(faults) == [("fault.form", None)]
    assert "zelta" not in str(faults)
    with pytest.raises(BlockingIOError):
        decoy.accept()


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data.geojson",
        "file:///etc/passwd",
        "/vsizip//vsicurl/http://127.0.0.1/a.zip/a.shp",
        "/vsicurl/http://127.0.0.1/a.geojson",
        "gone.geojson",
        "gone.shp",
    ],
)
def test_g03_an_address_is_no_file(address: str) -> None:
    with pytest.raises(DataError) as raised:
        read_shapes_from(Path(address), LIMITS)
    assert {fault.key for fault in raised.value.faults} == {"fault.missing"}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e999"])
def test_g04_what_is_no_finite_number_names_its_feature(number: str) -> None:
    assert keys(refused(marked(f'{{"type":"Point","coordinates":[26,{number}]}}'))) == [
        ("fault.number", 2)
    ]
    in_property = one_feature(None, a="NUMBER").replace(b'"NUMBER"', number.encode())
    [fault] = refused(in_property)
    assert (fault.key, fault.row, fault.column) == ("fault.number", 2, "a")


@pytest.mark.parametrize(
    "coordinates",
    [
        ["26.5", "55.8"], ["26.5", 55.8], [True, False], [26.5, True], [None, None], None, [], [26],
        ["\ud800", 1], [26, 56, 1, 2], 26, "26,56", {"x": 26}, [[26, 56]], [10**400, 56], [[]],
    ],
    ids=lambda value: ascii(value)[:20],
)  # fmt: skip
def test_g05_coordinates_are_two_numbers(coordinates: Any) -> None:
    faults = refused(marked(json.dumps({"type": "Point", "coordinates": coordinates})))
    assert keys(faults) == [("fault.coordinates", 2)]
    assert faults[0].column == "geometry"


def test_g05_a_height_is_left_out_and_said() -> None:
    mixed = [[0, 0], [1, 0, 7], [1, 1], [0, 0, 9]]
    found = read(collection(feature(point(26, 56, 120)), feature(polygon(mixed))))
    assert found.notes == (Note("note.altitude", {"features": "1, 2"}),)
    assert found.rows[0][2] == shapely.Point(26, 56)
    assert found.rows[1][2] == shapely.Polygon([(0, 0), (1, 0), (1, 1), (0, 0)])


def test_g09_a_ring_that_is_merely_open_is_closed_and_said() -> None:
    found = read(collection(feature(polygon(SQUARE)), feature(polygon(SQUARE[:4]))))
    assert found.rows[0][2] == found.rows[1][2]
    assert found.notes == (Note("note.ring_closed", {"features": "2"}),)


@pytest.mark.parametrize(
    ("geometry", "key"),
    [
        (polygon(SQUARE[:3]), "fault.ring_short"),
        (polygon([SQUARE[0], SQUARE[1], SQUARE[0]]), "fault.ring_short"),
        (polygon(SQUARE, []), "fault.ring_short"),
        (polygon([]), "fault.ring_short"),
        (polygon(), "fault.geometry_empty"),
        ({"type": "MultiPolygon", "coordinates": []}, "fault.geometry_empty"),
        ({"type": "MultiPolygon", "coordinates": [[SQUARE], []]}, "fault.geometry_empty"),
        ({"type": "MultiPoint", "coordinates": []}, "fault.geometry_empty"),
        ({"type": "LineString", "coordinates": [[1, 2]]}, "fault.line_short"),
        ({"type": "LineString", "coordinates": []}, "fault.line_short"),
        ({"type": "MultiLineString", "coordinates": []}, "fault.geometry_empty"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_g09_rings_and_lines_that_bound_nothing_are_refused(geometry: Any, key: str) -> None:
    assert keys(refused(one_feature(geometry))) == [(key, 2)]


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "GeometryCollection", "geometries": [point(26, 56)]},
        {"type": "Dot", "coordinates": [1, 2]},
        {"type": ["Point"], "coordinates": [1, 2]},
        {"coordinates": [1, 2]},
        {},
    ],
    ids=str,
)
def test_another_type_of_geometry_is_refused(geometry: Any) -> None:
    assert keys(refused(one_feature(geometry))) == [("fault.geometry_type", 2)]


@pytest.mark.parametrize(
    "broken",
    [
        None, 5, "feature", [], {}, feature("POINT (26 56)"), feature([26, 56]),
        {"type": "Feature", "geometry": None}, {"type": "Feature", "properties": {}},
        {"type": "Feature", "geometry": None, "properties": 5},
        {"type": "Point", "coordinates": [26, 56]},
        {"type": "feature", "geometry": None, "properties": {}},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_feature_is_named_and_the_others_are_still_checked(broken: Any) -> None:
    faults = refused(collection(feature(None), broken, feature(point("a"))))
    assert keys(faults) == [("fault.feature", 2), ("fault.coordinates", 3)]


def test_half_of_a_surrogate_pair_is_refused_wherever_it_stands() -> None:
    data = one_feature(point(1, 2)).replace(
        b'"type": "Feature", "prop', b'"type": "\\ud800", "prop'
    )
    assert keys(refused(data)) == [("fault.feature", 1), ("fault.feature", 2)]
    named = marked('{"\\ud800": 1, "type": "\\ud800"}')
    assert keys(refused(named)) == [("fault.geometry_type", 2)]


def test_a_feature_tells_all_that_is_wrong_with_it() -> None:
    faults = refused(one_feature(point(1), a="x" * 4001, b="y\x00"))
    assert [(fault.key, fault.column) for fault in faults] == [
        ("fault.text_long", "a"), ("fault.text_broken", "b"), ("fault.coordinates", "geometry"),
    ]  # fmt: skip


@pytest.fixture
def nothing_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    def built(_: Drawing) -> None:
        raise AssertionError("a geometry was built")

    monkeypatch.setattr(Drawing, "built", built)


def vertices(count: int, rings: int = 1) -> bytes:
    ring = ",".join(["[0,0]"] * (count // rings))
    one = f'{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}'  # noqa: E501
    return f'{{"type":"FeatureCollection","features":[{",".join([one] * rings)}]}}'.encode()


@pytest.mark.usefixtures("nothing_is_built")
@pytest.mark.parametrize("rings", [1, 101], ids=["one ring", "many"])
def test_g13_more_than_a_million_vertices_are_refused_before_anything_is_built(rings: int) -> None:
    data = vertices(1_000_001 // rings * rings + rings, rings)
    assert len(data) < LIMITS.file_bytes
    assert [fault.key for fault in refused(data)] == ["fault.vertices_many"]


@pytest.mark.usefixtures("nothing_is_built")
def test_g13_fifty_thousand_features_are_refused_before_anything_is_built() -> None:
    data = collection(*[feature(point(26, 56))] * 50_000)
    faults = refused(data)
    assert keys(faults) == [("fault.features_many", None)]
    assert faults[0].found == "50000"


@pytest.mark.usefixtures("nothing_is_built")
def test_g13_the_limit_itself_is_said_with_the_feature_that_passes_it() -> None:
    data = collection(feature(polygon(SQUARE)), feature(polygon(SQUARE)), feature(point(1, 2)))
    assert keys(refused(data, vertices=10)) == [("fault.vertices_many", None)]
    bare = collection(*[feature({"type": "MultiPoint", "coordinates": [[1, 2, 3]] * 5})] * 2)
    assert [fault.key for fault in refused(bare, vertices=9)] == ["fault.vertices_many"]


def test_g13_what_reaches_the_limit_and_no_more_is_read() -> None:
    data = collection(feature(polygon(SQUARE)), feature(polygon(SQUARE)))
    assert len(read(data, vertices=10, features=2, file_bytes=len(data)).rows) == 2
    assert keys(refused(data, features=1)) == [("fault.features_many", None)]
    assert keys(refused(data, file_bytes=len(data) - 1)) == [("fault.size", None)]


_DEEP = 10_000


@pytest.mark.parametrize(
    "text",
    [
        "[" * _DEEP,
        "[" * _DEEP + "]" * _DEEP,
        '{"features":' * _DEEP + "1" + "}" * _DEEP,
        marked('{"type":"Polygon","coordinates":' + "[" * _DEEP + "]" * _DEEP + "}").decode(),
        marked('{"type":"GeometryCollection","geometries":[' * _DEEP + "]}" * _DEEP).decode(),
        one_feature(None, a="DEEP").decode().replace('"DEEP"', "[" * _DEEP + "]" * _DEEP),
        one_feature(None, a="DEEP").decode().replace('"DEEP"', '{"a":' * 40 + "1" + "}" * 40),
    ],
    ids=lambda text: text[:20],
)
def test_g14_what_is_nested_too_deep_is_refused_before_it_is_parsed(text: str) -> None:
    assert keys(refused(text.encode())) == [("fault.nesting", None)]


def test_g14_brackets_in_texts_do_not_count() -> None:
    texts = {"a": "[" * 100, "b": '\\"' + "{" * 100, "c": "[{\\"}
    assert read(collection(feature(None, **texts))).rows[0][1] == texts


@pytest.mark.parametrize(
    "twice",
    [
        b'{"type":"Feature","properties":{"a":1,"a":2},"geometry":null}',
        b'{"type":"Feature","properties":{"x":{"a":1,"a":2}},"geometry":null}',
        b'{"type":"Feature","properties":{"x":[{"a":1,"a":2}]},"geometry":null}',
        b'{"type":"Feature","properties":{},"geometry":null,"a":1,"a":2}',
        b'{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2],'
        b'"a":1,"a":2}}',
    ],
)
def test_g15_a_name_that_stands_twice_names_its_feature(twice: bytes) -> None:
    data = collection(feature(None), "TWICE").replace(b'"TWICE"', twice)
    faults = refused(data)
    assert [(fault.key, fault.row, fault.found) for fault in faults] == [
        ("fault.name_twice", 2, "a")
    ]


def test_g15_a_name_that_stands_twice_around_the_features_is_refused() -> None:
    assert keys(refused(b'{"type":"FeatureCollection","features":[],"features":[]}')) == [
        ("fault.name_twice", None)
    ]
    twice = b'"crs":{"type":"name","properties":{"name":"EPSG:3059","name":"EPSG:4326"}},"features"'
    data = collection(feature(None)).replace(b'"features"', twice)
    assert keys(refused(data)) == [("fault.crs", None)]


def test_g15_names_that_mean_something_elsewhere_are_plain_properties() -> None:
    names = {"geometry": 1, "id": 2, "__proto__": 3, "type": 4, "properties": 5, "": 6, "fid": 7}
    found = read(collection(feature(point(26, 56), **names)))
    assert found.rows[0][1] == names
    assert found.rows[0][2] == shapely.Point(26, 56)


_EMPTY = {
    "nothing": (b"", "fault.empty"),
    "white space": (b" \n\t", "fault.empty"),
    "{}": (b"{}", "fault.collection"),
    "[]": (b"[]", "fault.collection"),
    "a list": (b'[{"type":"Feature"}]', "fault.collection"),
    "bare geometry": (json.dumps(point(26, 56)).encode(), "fault.geometry_bare"),
    "bare feature": (json.dumps(feature(None)).encode(), "fault.geometry_bare"),
    "no list": (b'{"type":"FeatureCollection","features":{"a":1}}', "fault.collection"),
    "TopoJSON": (b'{"type":"Topology","objects":{}}', "fault.collection"),
    "empty collection": (collection(), "fault.nothing_inside"),
    "truncated": (collection(feature(polygon(SQUARE)))[:-20], "fault.truncated"),
    "truncated text": (collection(feature(None, a="bcd"))[:-25], "fault.truncated"),
    "mistake": (collection(feature(None)).replace(b":", b"=", 1), "fault.json"),
    "many digits": (one_feature(None, a="N").replace(b'"N"', b"9" * 5000), "fault.number"),
    "UTF-16": (collection(feature(None)).decode().encode("utf-16"), "fault.encoding"),
    "UTF-16, no mark": (collection(feature(None)).decode().encode("utf-16-le"), "fault.encoding"),
    "Windows-1257": (collection(feature(None, a="ķ")).decode().encode("cp1257"), "fault.encoding"),
}


@pytest.mark.parametrize("which", _EMPTY)
def test_g16_each_way_of_holding_nothing_has_its_own_reason(which: str) -> None:
    data, key = _EMPTY[which]
    assert keys(refused(data)) == [(key, None)]


def test_g16_the_reasons_differ_in_every_language() -> None:
    faults = [refused(data)[0] for data, _ in _EMPTY.values()]
    reasons = {key for _, key in _EMPTY.values()}
    for language in LANGUAGES:
        say = words(language)
        assert len({say(fault.key or "") for fault in faults}) == len(reasons) == 8


def test_g04_a_number_of_thousands_of_digits_is_shown_shortened() -> None:
    [fault] = refused(_EMPTY["many digits"][0])
    assert fault.found == "9" * 80


def test_a_mistake_is_found_by_line_and_character() -> None:
    [fault] = refused(b'{"type": "FeatureCollection",\n "features": oops}')
    assert (fault.values["line"], fault.values["character"]) == (2, 14)
    assert fault.found == "oops}"


def test_texts_too_long_or_that_nobody_can_write_are_refused() -> None:
    assert read(one_feature(None, a="ā" * 4000)).rows[1][1]["a"] == "ā" * 4000
    for text, key in (("ā" * 4001, "long"), ("a\x00", "broken"), ("SURROGATE", "broken")):
        data = one_feature(None, a=text).replace(b"SURROGATE", b"\\ud800")
        assert keys(refused(data)) == [(f"fault.text_{key}", 2)]
        as_name = one_feature(None, **{text: 1}).replace(b"SURROGATE", b"\\ud800")
        assert keys(refused(as_name)) == [(f"fault.text_{key}", 2)]


def test_more_properties_than_a_table_may_have_are_refused() -> None:
    wide = {f"a{number}": number for number in range(100)}
    assert len(read(collection(feature(None, **wide))).columns) == 100
    assert keys(refused(collection(feature(None, **wide), feature(None, b=1)))) == [
        ("fault.properties_many", 2)
    ]


@pytest.mark.parametrize("name", ["../../etc/x<y>.geojson", "C:\\folder\\x<y>.geojson"])
def test_a04_messages_name_the_file_as_it_may_be_shown(name: str) -> None:
    with pytest.raises(DataError) as raised:
        read_shapes(name, b"", LIMITS)
    assert raised.value.faults[0].file == "x y .geojson"


def test_a_file_on_disk_is_read_by_its_content(tmp_path: Path) -> None:
    file = tmp_path / "areas.txt"
    file.write_bytes(collection(feature(point(1, 2))))
    found = read_shapes_from(file, LIMITS)
    assert (found.name, found.form, len(found.rows)) == ("areas.txt", "geojson", 1)
    with pytest.raises(DataError) as raised:
        read_shapes_from(file, Limits(file_bytes=3))
    assert raised.value.faults[0].key == "fault.size"
    with pytest.raises(DataError):
        read_shapes_from(tmp_path, LIMITS)
