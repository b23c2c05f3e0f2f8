"""Layers: columns that line up, whole hundred-thousandths of a degree, an address from content."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zlib
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Point

from geo.acts.snapshot import Snapshot, snapshot
from geo.map.layers import (
    STATES,
    Layer,
    areas_layer,
    base_layer,
    names_layer,
    pack_mask,
    records_layer,
    state_codes,
    words_layer,
)
from geo.model.records import gather
from geo.model.taxonomy import FAMILIES, KINDS
from geo.settings import LANGUAGES
from geo.store import Store
from tests import tiny
from tests.awkward import TEXTS, TOWN, put, record

LAYERS = (
    "base",
    "areas",
    "records",
    *(f"{n}-{lang}" for n in ("names", "words") for lang in LANGUAGES),
)


def content(layer: Layer | None) -> dict[str, Any]:
    assert layer is not None
    found: dict[str, Any] = json.loads(layer.body, parse_constant=pytest.fail)
    return found


def named_areas(shapes: list[Any], **columns: Any) -> gpd.GeoDataFrame:
    many = len(shapes)
    data = {
        "key": [f"k{n}" for n in range(many)],
        "name_lv": [f"L{n}" for n in range(many)],
        "name_ru": [None] * many,
        "name_en": [float("nan")] * many,
        "precision": ["approximate"] * many,
        **columns,
        "geom": shapes,
    }
    return gpd.GeoDataFrame(data, geometry="geom", crs=4326)


# --- signs -------------------------------------------------------------------------------------


def test_the_signs_of_the_tiny_town() -> None:
    assert content(records_layer(tiny.tiny())) == {
        "lon": [2605000, 2615000, 2610000],  # r-hall, r-gym, r-border
        "lat": [5605000, 5605000, 5605000],
        "kind": [0, 0, 0],
        "family": [FAMILIES.index("physical"), *[FAMILIES.index("institutions")] * 2],
        "state": [STATES.index("current"), STATES.index("current"), STATES.index("closed")],
    }


def test_names_stand_beside_the_signs() -> None:
    records = tiny.tiny()
    names = [f"name of {identity}" for identity in records.ids]
    assert content(names_layer(names, records, "lv")) == {
        "name": ["name of r-hall", "name of r-gym", "name of r-border"]
    }


def test_a_sign_is_filled_by_what_the_record_is_now() -> None:
    records = tiny.tiny()
    states = dict(zip(records.ids, (STATES[code] for code in state_codes(records)), strict=True))
    assert states == {
        "r-lost": "planned",
        "r-hall": "current",
        "r-old": "old",
        "r-border": "closed",
        "r-gym": "current",
        "g-choir": "current",
        "g-town": "old",
        "p-closed": "closed",
        "p-lonely": "current",
        "p-idle": "old",
        "p-none": "current",
    }


@pytest.mark.parametrize(
    ("status", "state"),
    [("ended", "closed"), ("closed", "closed"), ("forming", "planned"), ("planned", "planned"),
     ("dormant", "old"), ("paused", "old"), ("active", "old")],
)  # fmt: skip
def test_closed_and_planned_are_seen_before_old(status: str, state: str) -> None:
    tables = tiny.tables()
    tables["group"]["status"] = pd.Series([status, status], dtype=object)
    tables["group"]["source_date"] = pd.Series(["2001", "2001"], dtype=object)
    records = gather(tables, tiny.AREAS, tiny.TAXONOMY, today=tiny.TODAY)
    codes = state_codes(records)[records.kind == KINDS.index("group")]
    assert {STATES[code] for code in codes} == {state}


def test_coordinates_are_rounded_to_about_a_metre() -> None:
    tables = tiny.tables()
    tables["resource"]["geom"] = pd.Series(
        [Point(26.123454, 56.0000049), Point(26.1234551, 55.99999501), *[Point(26, 56)] * 3],
        dtype=object,
    )
    tables["resource"]["precision"] = pd.Series(["exact"] * 5, dtype=object)
    found = content(records_layer(gather(tables, tiny.AREAS, tiny.TAXONOMY, today=tiny.TODAY)))
    pairs = set(zip(found["lon"], found["lat"], strict=True))
    assert {(2612345, 5600000), (2612346, 5600000)} <= pairs


def test_a_family_that_nobody_knows_is_drawn_without_one() -> None:
    tables = tiny.tables()
    tables["resource"].loc[0, "category"] = "vanished"
    records = gather(tables, tiny.AREAS, tiny.TAXONOMY, today=tiny.TODAY)
    assert -1 in content(records_layer(records))["family"]


def test_no_records_are_empty_columns() -> None:
    found = content(records_layer(tiny.no_records()))
    assert found == {"lon": [], "lat": [], "kind": [], "family": [], "state": []}
    assert content(names_layer([], tiny.no_records(), "lv")) == {"name": []}


# --- areas and base ----------------------------------------------------------------------------

SQUARE = shapely.box(26.0, 56.0, 26.1, 56.1)


def test_an_area_is_its_rings_flat_longitude_first() -> None:
    found = content(areas_layer(named_areas([SQUARE])))
    ring = found["shape"][0][0]
    assert len(ring) == 10
    assert set(ring[0::2]) == {2600000, 2610000}
    assert set(ring[1::2]) == {5600000, 5610000}
    assert ring[:2] == ring[-2:]


def test_parts_and_holes_are_rings_of_their_own() -> None:
    holed = SQUARE.difference(shapely.box(26.04, 56.04, 26.06, 56.06))
    apart = MultiPolygon([holed, shapely.box(27, 57, 27.1, 57.1)])
    found = content(areas_layer(named_areas([apart])))
    assert sorted(len(ring) for ring in found["shape"][0]) == [10, 10, 10]


def test_a_name_falls_back_to_latvian() -> None:
    found = content(areas_layer(named_areas([SQUARE])))
    assert (found["lv"], found["ru"], found["en"]) == (["L0"], ["L0"], ["L0"])


def test_only_an_official_boundary_is_not_approximate() -> None:
    found = content(
        areas_layer(named_areas([SQUARE] * 3, precision=["official", "approximate", None]))
    )
    assert found["approximate"] == [False, True, True]


@pytest.mark.parametrize(
    ("shape", "largest"),
    [
        (SQUARE, SQUARE),
        (MultiPolygon([shapely.box(27, 57, 27.01, 57.01), SQUARE]), SQUARE),
        (shapely.from_wkt("POLYGON((0 0,9 0,9 1,1 1,1 8,9 8,9 9,0 9,0 0))"), None),
    ],
    ids=["square", "exclave", "horseshoe"],
)
def test_a_name_stands_well_inside_the_largest_part(shape: Any, largest: Any) -> None:
    """G19."""
    ((x, y),) = content(areas_layer(named_areas([shape])))["label"]
    place = Point(x / 100_000, y / 100_000)
    part = largest or shape
    assert part.contains(place)
    assert part.exterior.distance(place) > 0.4 * (part.area**0.5) * 0.2


def test_the_real_areas_line_up(town: Snapshot) -> None:
    found = content(town.layer("areas"))
    assert {name: len(column) for name, column in found.items()} == dict.fromkeys(found, 25)
    assert found["key"] == list(town.areas["key"])
    for (x, y), geometry in zip(found["label"], town.areas.geometry, strict=True):
        assert geometry.contains(Point(x / 100_000, y / 100_000))


def test_the_real_base_lines_up(town: Snapshot) -> None:
    found = content(town.layer("base"))
    assert {len(column) for column in found.values()} == {len(town.base)}
    assert set(found) == {"kind", *LANGUAGES, "shape"}


def test_a_line_of_the_base_map_is_one_piece() -> None:
    line = shapely.from_wkt("LINESTRING(26 56,26.5 56.5)")
    base = gpd.GeoDataFrame(
        {"kind": ["river"], "name_lv": ["Daugava"], "name_ru": [None], "name_en": [float("nan")],
         "geom": [line]}, geometry="geom", crs=4326,
    )  # fmt: skip
    assert content(base_layer(base)) == {
        "kind": ["river"], "lv": ["Daugava"], "ru": [None], "en": [None],
        "shape": [[[2600000, 5600000, 2650000, 5650000]]],
    }  # fmt: skip


# --- what holds for every layer ----------------------------------------------------------------


@pytest.mark.parametrize("name", LAYERS)
def test_columns_of_the_real_layers_line_up_and_hold_no_nan(town: Snapshot, name: str) -> None:
    found = content(town.layer(name))
    if not name.startswith("words"):
        assert len({len(column) for column in found.values()}) == 1
    assert "NaN" not in json.dumps(found)


def test_the_signs_of_the_real_town_are_whole_hundred_thousandths(town: Snapshot) -> None:
    found = content(town.layer("records"))
    placed = town.records.frame[town.records.placed]
    assert found["lon"] == [round(x * 100_000) for x in placed["lon"]]
    assert found["lat"] == [round(y * 100_000) for y in placed["lat"]]
    assert all(type(number) is int for column in found.values() for number in column)
    names = content(town.layer("names-ru"))["name"]
    rows = np.flatnonzero(town.records.placed)
    assert names == [town.names("ru")[row] for row in rows]


@pytest.mark.parametrize("name", LAYERS)
def test_the_address_is_made_from_the_content(town: Snapshot, name: str) -> None:
    layer = town.layer(name)
    assert layer is not None
    assert layer.digest == hashlib.sha256(layer.body).hexdigest()[:16]
    assert layer.address == f"{name}.{layer.digest}.json"
    assert gzip.decompress(layer.packed) == layer.body


def test_the_address_changes_with_the_content_and_only_then(store: Store) -> None:
    def addresses() -> dict[str, str]:
        town = snapshot(store, TOWN, "public")
        return {name: layer.address for name in LAYERS if (layer := town.layer(name))}

    start = addresses()
    put(store, "group", record("group", "g"))  # has no place: no layer shows it
    assert addresses() == start
    place = {"precision": "exact", "geom": Point(26.52137, 55.87064)}
    put(store, "resource", record("resource", "r", **place))
    added = addresses()
    changed = {name for name in LAYERS if added[name] != start[name]}
    assert changed == {"records", *(f"names-{lang}" for lang in LANGUAGES)}
    put(store, "resource", record("resource", "r", name_en="Renamed", **place))
    renamed = addresses()
    assert {name for name in LAYERS if renamed[name] != added[name]} == {"names-en"}


def test_packing_is_the_same_every_time() -> None:
    """A time in the gzip header would make equal layers differ."""
    one, other = (words_layer({"a": "b"}, "lv") for _ in range(2))
    assert one == other
    assert one.packed[4:8] == b"\0\0\0\0"


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_nan_never_gets_into_a_layer(number: float) -> None:
    """It would blank the map."""
    with pytest.raises(ValueError, match="JSON"):
        words_layer({"a": number}, "lv")  # type: ignore[dict-item]


def test_words_are_exact_whatever_they_hold() -> None:
    """X03."""
    words = {str(place): text for place, text in enumerate(TEXTS)}
    assert content(words_layer(words, "lv")) == words


# --- masks -------------------------------------------------------------------------------------


def unpack(text: str, size: int) -> list[bool]:
    if text in ("all", "none"):
        return [text == "all"] * size
    packed = np.frombuffer(zlib.decompress(base64.b64decode(text)), dtype=np.uint8)
    bits = np.unpackbits(packed, bitorder="little")
    assert not bits[size:].any()
    return [bool(bit) for bit in bits[:size]]


@given(st.lists(st.booleans()))
def test_a_mask_comes_back_as_it_was(mask: list[bool]) -> None:
    assert unpack(pack_mask(np.array(mask, dtype=bool)), len(mask)) == mask


@pytest.mark.parametrize(
    ("mask", "text"), [([True] * 9, "all"), ([False] * 9, "none"), ([], "all")]
)
def test_everything_and_nothing_have_names(mask: list[bool], text: str) -> None:
    assert pack_mask(np.array(mask, dtype=bool)) == text


def test_a_mask_of_runs_is_short_for_ten_thousand_rows() -> None:
    mask = np.zeros(10_000, dtype=bool)
    mask[2_000:3_500] = mask[7_000:7_100] = True
    assert len(pack_mask(mask)) < 80
