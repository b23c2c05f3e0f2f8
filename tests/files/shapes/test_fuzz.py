"""Whatever bytes come, they are read or refused with a reason, and nothing else happens."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import DataError
from geo.files.shapes import Shapes, read_shapes
from geo.model.limits import Limits
from geo.words import fault_words, words
from tests.files.made import SQUARE, collection, feature, point, polygon

LIMITS = Limits(file_bytes=100_000)
VALID = (
    collection(feature(polygon(SQUARE), nosaukums="Križi", skaits=3), feature(None)),
    collection(
        feature({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}, a=[1, {"b": None}]),
        feature({"type": "LineString", "coordinates": [[1, 2], [3, 4, 5]]}, a=1.5e3, b=True),
        crs={"type": "name", "properties": {"name": "EPSG:3059"}},
    ),
    collection(feature(point(26.5, 55.9)), {**feature(None), "id": 7}).decode().encode("utf-8-sig"),
)


def outcome(data: bytes) -> Shapes | DataError:
    """Return what came of it; every fault can be said, and what was read is plain."""
    try:
        found = read_shapes("a.geojson", data, LIMITS)
    except DataError as error:
        assert error.faults
        for fault in error.faults:
            assert fault.key
            assert fault_words(fault, words("lv")).encode()
        return error
    for _, properties, geometry in found.rows:
        assert tuple(properties) == found.columns
        assert {type(value) for value in properties.values()} <= {str, int, float, bool, type(None)}
        assert geometry is None or not (geometry.has_z or geometry.is_empty)
    return found


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    outcome(data)


@given(st.sampled_from([b"{", b"[", b"\xef\xbb\xbf{", b'{"type":']), st.binary(max_size=300))
def test_any_bytes_that_begin_like_geojson(begin: bytes, data: bytes) -> None:
    outcome(begin + data)


EDITS = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 12),
        st.one_of(
            st.binary(max_size=3),
            st.sampled_from(
                [b"[", b"]", b"{", b"}", b'"', b",", b":", b"\\", b"NaN", b"1e999", b"null", b"-",
                 b"\\ud800", b"\x00", b"[" * 40, b"true", b'"a":1,"a":2', b"9" * 400, b"e308"]
            ),
        ),
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


@settings(max_examples=400)
@given(st.sampled_from(VALID), EDITS)
def test_documents_that_were_sound_before_something_was_changed(
    data: bytes, edits: list[tuple[float, int, bytes]]
) -> None:
    for place, length, put in edits:
        at = int(place * len(data))
        data = data[:at] + put + data[at + length :]
    outcome(data)


SIGNS = st.characters(exclude_categories=())  # with halves of surrogate pairs
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(SIGNS, max_size=5)
    | st.sampled_from(["Feature", "Polygon", "Point", "type", "coordinates", "\ud800"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["type", "geometry", "properties", "coordinates", "id", "a"]), inner,
        max_size=4,
    ),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=300)
@given(
    JSON,
    st.sampled_from(
        ["geometry", "coordinates", "type", "properties", "property", "feature", "crs", "all"]
    ),
)
def test_any_json_in_any_place(value: Any, place: str) -> None:
    put = "VALUE"
    around = {
        "geometry": collection(feature(put)),
        "coordinates": collection(*(
            feature({"type": kind, "coordinates": put})
            for kind in ("Point", "LineString", "Polygon", "MultiPolygon")
        )),
        "type": collection({**feature(None), "type": put}, feature({"type": put})),
        "properties": collection({**feature(None), "properties": put}),
        "property": collection(feature(None, a=put)),
        "feature": collection(put),
        "crs": collection(feature(None), crs=put),
        "all": b'"VALUE"',
    }  # fmt: skip
    outcome(around[place].replace(b'"VALUE"', json.dumps(value).encode()))


NEARLY = st.recursive(
    st.floats(width=16) | st.integers(0, 3) | st.sampled_from(["1", "\ud800", True, None, 10**400]),
    lambda inner: st.lists(inner, min_size=1, max_size=5),
    max_leaves=30,
)


@settings(max_examples=300)
@given(NEARLY, st.sampled_from(["Point", "MultiPoint", "LineString", "Polygon", "MultiPolygon"]))
def test_what_is_nearly_coordinates(value: Any, kind: str) -> None:
    data = collection(feature({"type": kind, "coordinates": "VALUE"}))
    outcome(data.replace(b'"VALUE"', json.dumps(value).encode()))


@given(st.integers(1, 2000), st.sampled_from(["[", '{"a":', '[{"geometries":', '["]",']))
def test_nests_of_any_depth(depth: int, step: str) -> None:
    found = outcome(collection(feature("X")).replace(b'"X"', step.encode() * depth))
    assert isinstance(found, DataError)
    closed = "".join({"[": "]", "{": "}"}.get(sign, "") for sign in reversed(step))
    whole = f"{step * depth}1{closed * depth}" if step != '["]",' else "[" * depth + "]" * depth
    outcome(collection(feature(None, a="X")).replace(b'"X"', whole.encode()))


NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
POSITIONS = st.tuples(NUMBERS, NUMBERS)


@given(st.lists(POSITIONS, min_size=4, max_size=9), st.dictionaries(st.text(), st.text()))
def test_what_is_sound_is_read_to_the_last_bit(
    ring: list[tuple[float, float]], properties: dict[str, str]
) -> None:
    ring.append(ring[0])
    found = outcome(json.dumps(
        {"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": properties,
             "geometry": {"type": "Polygon", "coordinates": [ring]}}]}
    ).encode())  # fmt: skip
    if isinstance(found, DataError):
        assert {fault.key for fault in found.faults} == {"fault.text_broken"}
        return
    [(_, read, geometry)] = found.rows
    assert geometry is not None
    assert list(geometry.exterior.coords) == ring
    assert read == properties
