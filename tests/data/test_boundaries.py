"""The drawn neighbourhoods of Daugavpils and the light base map under them."""

import csv
import json
import re
import shutil
import subprocess
import sys
import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Transformer
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

CHECKOUT = Path(__file__).resolve().parents[2]
TOWN = CHECKOUT / "data" / "daugavpils"
KNOWLEDGE = CHECKOUT.parent / "shared" / "daugavpils"

TO_METRES = Transformer.from_crs(4326, 3059, always_xy=True).transform

# Written degrees have six decimals, so a new corner on a straight side of the outline may lie half
# of the last decimal off it: 0.03 m east and 0.06 m north.
ROUNDING_M = 0.07
OFFICIAL_AREA_KM2 = 72.37

KEYS = {
    *("centrs", "esplanade", "cietoksnis", "dzelzcelnieks", "vecforstate", "jaunforstate"),
    *("ezermala", "videja-pogulanka", "vizbuli", "dzintari", "mezciems", "jaunbuve", "kimija"),
    *("gajoks", "cerepova", "rugeli", "jaunie-stropi", "vecstropi", "mazie-stropi", "krizi"),
    *("griva", "judovka", "liginiski", "niderkuni", "kalkuni"),
}
LEFT_BANK = {"griva", "judovka", "liginiski", "niderkuni", "kalkuni"}
STATED_PAIRS = [
    ("centrs", "esplanade"),
    ("centrs", "jaunbuve"),
    ("centrs", "gajoks"),
    ("centrs", "griva"),
    ("gajoks", "jaunbuve"),
    ("gajoks", "cerepova"),
    ("gajoks", "griva"),
    ("esplanade", "cietoksnis"),
    ("esplanade", "dzelzcelnieks"),
    ("jaunforstate", "vecforstate"),
    ("jaunforstate", "jaunbuve"),
    ("jaunforstate", "kimija"),
    ("mezciems", "dzintari"),
    ("mezciems", "vizbuli"),
    ("mezciems", "videja-pogulanka"),
]
# (longitude, latitude) of places a source puts in an area: stops that carry its name, landmarks.
NAMED_PLACES = [
    ("dzintari", 26.4671, 55.8992),
    ("mezciems", 26.4478, 55.9123),
    ("mezciems", 26.4874, 55.9152),
    ("rugeli", 26.6108, 55.8670),
    ("judovka", 26.5628, 55.8566),
    ("niderkuni", 26.4863, 55.8571),
    ("kalkuni", 26.4917, 55.8412),
    ("krizi", 26.5978, 55.9435),
    ("vecstropi", 26.6090, 55.8978),
    ("jaunie-stropi", 26.5775, 55.9175),
    ("esplanade", 26.5128, 55.8774),
    ("esplanade", 26.5167, 55.8749),
    ("cietoksnis", 26.5007, 55.8815),
    ("cietoksnis", 26.4950, 55.8848),
    ("centrs", 26.5240, 55.8711),
    ("jaunbuve", 26.5405, 55.8709),
    ("kimija", 26.5528, 55.8898),
    ("griva", 26.5027, 55.8645),
]


def collection(name: str) -> dict:
    return json.loads((TOWN / name).read_text(encoding="utf-8"))


def in_metres(geometry: BaseGeometry) -> BaseGeometry:
    return shapely.transform(geometry, TO_METRES, interleaved=False)


@pytest.fixture(scope="module")
def features() -> dict[str, dict]:
    return {each["properties"]["key"]: each for each in collection("areas.geojson")["features"]}


@pytest.fixture(scope="module")
def written(features: dict[str, dict]) -> dict[str, BaseGeometry]:
    """The areas in the degrees that the file holds."""
    return {key: shape(each["geometry"]) for key, each in features.items()}


@pytest.fixture(scope="module")
def areas(written: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """The areas in metres."""
    return {key: in_metres(geometry) for key, geometry in written.items()}


@pytest.fixture(scope="module")
def outline() -> BaseGeometry:
    return in_metres(shape(collection("outline.geojson")["features"][0]["geometry"]))


@pytest.fixture(scope="module")
def table() -> dict[str, dict[str, str]]:
    with (TOWN / "areas.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


def test_there_are_25_areas_with_known_keys(features: dict[str, dict]) -> None:
    assert len(collection("areas.geojson")["features"]) == 25
    assert set(features) == KEYS


def test_the_files_say_where_they_come_from() -> None:
    for name in ("areas.geojson", "base.geojson"):
        heading = collection(name)
        assert heading["licence"] == "ODbL 1.0"
        assert heading["attribution"] == (
            "© OpenStreetMap contributors (outline); drawn by the project"
        )
        assert heading["drawn"] == "2026-11-22"


def test_every_area_says_how_far_it_can_be_trusted(features: dict[str, dict]) -> None:
    for key, each in features.items():
        properties = each["properties"]
        assert properties["precision"] == "approximate", key
        assert properties["confidence"] in {"high", "medium", "low"}, key
        if properties["anchor"] is None:
            assert properties["confidence"] == "low", key


def test_every_geometry_is_valid(written: dict[str, BaseGeometry]) -> None:
    for key, geometry in written.items():
        assert geometry.is_valid, key
        assert geometry.geom_type in {"Polygon", "MultiPolygon"}, key
    for each in collection("base.geojson")["features"]:
        assert shape(each["geometry"]).is_valid, each["properties"]
        assert not shape(each["geometry"]).is_empty, each["properties"]


def test_neighbours_share_every_corner_so_there_is_no_overlap(
    written: dict[str, BaseGeometry],
) -> None:
    assert shapely.coverage_is_valid(list(written.values()))


def test_no_hole_is_left_between_areas(areas: dict[str, BaseGeometry]) -> None:
    union = shapely.coverage_union_all(list(areas.values()))
    assert [len(part.interiors) for part in shapely.get_parts(union)] == [0, 0]


def test_together_the_areas_are_the_outline(
    areas: dict[str, BaseGeometry], outline: BaseGeometry
) -> None:
    union = shapely.coverage_union_all(list(areas.values()))
    assert union.hausdorff_distance(outline) < ROUNDING_M
    assert union.symmetric_difference(outline).area < ROUNDING_M * outline.length / 2


def test_every_corner_of_the_outline_is_kept(written: dict[str, BaseGeometry]) -> None:
    outline = shape(collection("outline.geojson")["features"][0]["geometry"])
    corners = {tuple(corner) for corner in shapely.get_coordinates(outline)}
    drawn = {tuple(corner) for each in written.values() for corner in shapely.get_coordinates(each)}
    assert corners <= drawn


def test_the_total_area_is_close_to_the_official_one(areas: dict[str, BaseGeometry]) -> None:
    total_km2 = sum(geometry.area for geometry in areas.values()) / 1e6
    assert total_km2 == pytest.approx(OFFICIAL_AREA_KM2, rel=0.03)


def test_no_area_is_a_sliver(areas: dict[str, BaseGeometry]) -> None:
    for key, geometry in areas.items():
        assert geometry.geom_type == "Polygon", key
        assert 0.2e6 < geometry.area < 10e6, key
        # 1 for a circle, 0.79 for a square, under 0.1 for a thread or a star.
        assert 4 * np.pi * geometry.area / geometry.length**2 > 0.3, key


@pytest.mark.parametrize(("key", "lon", "lat"), NAMED_PLACES)
def test_named_places_lie_in_their_area(
    areas: dict[str, BaseGeometry], key: str, lon: float, lat: float
) -> None:
    assert areas[key].distance(Point(TO_METRES(lon, lat))) <= 100


def test_anchors_lie_in_their_area(
    features: dict[str, dict], areas: dict[str, BaseGeometry]
) -> None:
    for key, each in features.items():
        if each["properties"]["anchor"] is not None:
            assert areas[key].distance(Point(TO_METRES(*each["properties"]["anchor"]))) <= 100, key


@pytest.mark.parametrize(("one", "other"), STATED_PAIRS)
def test_stated_neighbours_touch_along_an_edge(
    areas: dict[str, BaseGeometry], one: str, other: str
) -> None:
    assert areas[one].boundary.intersection(areas[other].boundary).length > 100


def test_kalkuni_stands_apart(areas: dict[str, BaseGeometry], outline: BaseGeometry) -> None:
    others = [geometry for key, geometry in areas.items() if key != "kalkuni"]
    assert areas["kalkuni"].distance(shapely.union_all(others)) > 50
    assert len(shapely.get_parts(outline)) == 2


def test_the_daugava_parts_the_banks(
    areas: dict[str, BaseGeometry], table: dict[str, dict[str, str]]
) -> None:
    assert {key for key, row in table.items() if row["bank"] == "left"} == LEFT_BANK
    river = next(
        in_metres(shape(each["geometry"]))
        for each in collection("base.geojson")["features"]
        if each["properties"]["kind"] == "river"
    )
    for one, other in combinations(sorted(areas), 2):
        if (one in LEFT_BANK) == (other in LEFT_BANK) or areas[one].disjoint(areas[other]):
            continue
        shared = areas[one].boundary.intersection(areas[other].boundary)
        assert river.covers(shared), (one, other)
    bank_ends = {"griva": (26.5102, 55.8647), "centrs": (26.5136, 55.8669)}
    for key, end in bank_ends.items():
        assert areas[key].covers(Point(TO_METRES(*end))), key


def test_the_base_map_has_its_kinds_and_names() -> None:
    rows = [each["properties"] for each in collection("base.geojson")["features"]]
    kinds = {"outline", "river", "lake", "railway", "street", "bridge"}
    assert {row["kind"] for row in rows} == kinds
    for row in rows:
        assert set(row) == {"kind", "name_lv", "name_ru", "name_en", "precision"}
        names = [row["name_lv"], row["name_ru"], row["name_en"]]
        assert all(names) or not any(names), names
    assert ("Daugava", "Даугава") in {(row["name_lv"], row["name_ru"]) for row in rows}


def test_every_fact_of_the_drawing_names_its_source() -> None:
    facts = tomllib.loads((TOWN / "drawing.toml").read_text(encoding="utf-8"))
    for kind in ("lines", "lakes", "areas"):
        assert all(each["source"] for each in facts[kind])
    assert all(point["source"] for point in facts["points"].values())
    named = {stage for line in facts["lines"] for stage in line["path"] if isinstance(stage, str)}
    assert named == set(facts["points"])


def test_drawing_again_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("draw.py", "drawing.toml", "outline.geojson"):
        shutil.copy(TOWN / name, tmp_path)
    subprocess.run([sys.executable, str(tmp_path / "draw.py")], check=True, timeout=120)
    for name in ("areas.geojson", "base.geojson"):
        assert (tmp_path / name).read_bytes() == (TOWN / name).read_bytes(), name


def test_the_table_has_the_same_areas_and_confidence(
    table: dict[str, dict[str, str]], features: dict[str, dict]
) -> None:
    assert list(table) == list(features)
    for key, row in table.items():
        assert row["confidence"] == features[key]["properties"]["confidence"], key
        assert row["name_lv"] and row["name_ru"] and row["name_en"] and row["source"], key


def test_the_table_lists_the_stated_neighbours_both_ways(
    table: dict[str, dict[str, str]],
) -> None:
    listed = {
        (key, other)
        for key, row in table.items()
        for other in row["neighbours"].split("|")
        if other
    }
    assert listed == set(STATED_PAIRS) | {(other, one) for one, other in STATED_PAIRS}


def test_a_population_is_a_figure_or_a_range_never_both(
    table: dict[str, dict[str, str]],
) -> None:
    exact = {key: int(row["population"]) for key, row in table.items() if row["population"]}
    assert exact == {"jaunbuve": 20992, "kimija": 11459, "jaunforstate": 11083, "liginiski": 55}
    ranges = [
        (int(row["population_min"]), int(row["population_max"]))
        for key, row in table.items()
        if key not in exact
    ]
    assert (ranges.count((1026, 5789)), ranges.count((105, 957))) == (11, 10)
    assert not any(table[key]["population_min"] or table[key]["population_max"] for key in exact)


@pytest.mark.parametrize(("text", "filled"), [("bounds", 14), ("population_note", 24)])
def test_a_sentence_of_the_table_is_there_in_all_languages_or_in_none(
    table: dict[str, dict[str, str]], text: str, filled: int
) -> None:
    cyrillic = re.compile("[А-Яа-яЁё]")
    for key, row in table.items():
        lv, ru, en = (row[f"{text}_{language}"] for language in ("lv", "ru", "en"))
        assert bool(lv) == bool(ru) == bool(en), key
        assert not cyrillic.search(lv), key
        assert not ru or cyrillic.search(ru), key
    assert sum(bool(row[f"{text}_lv"]) for row in table.values()) == filled


def test_no_name_or_alias_means_two_areas(table: dict[str, dict[str, str]]) -> None:
    owners: dict[str, set[str]] = {}
    for key, row in table.items():
        spellings = [row["name_lv"], row["name_ru"], row["name_en"], *row["aliases"].split("|")]
        for spelling in filter(None, spellings):
            owners.setdefault(spelling.casefold(), set()).add(key)
    assert [spelling for spelling, keys in owners.items() if len(keys) > 1] == []


def knowledge(name: str) -> Path:
    """Return a file of the notes beside the checkout, or skip the test saying that it is absent."""
    path = KNOWLEDGE / name
    if not path.exists():
        pytest.skip(f"the notes beside the checkout have no {name}")
    return path


def test_the_outline_is_the_town_limit_less_the_neck(outline: BaseGeometry) -> None:
    source = json.loads(knowledge("city_boundary.geojson").read_text(encoding="utf-8"))
    limit = in_metres(shape(source["features"][0]["geometry"]))
    assert outline.difference(limit).area < 1
    assert 100 < limit.difference(outline).area < 2000


def test_stops_inside_the_limit_fall_in_an_area_and_none_in_the_water(
    areas: dict[str, BaseGeometry],
) -> None:
    with knowledge("transit_stops.csv").open(encoding="utf-8", newline="") as file:
        stops = [
            Point(TO_METRES(float(row["lon"]), float(row["lat"]))) for row in csv.DictReader(file)
        ]
    union = shapely.coverage_union_all(list(areas.values()))
    water = shapely.union_all(
        [
            in_metres(shape(each["geometry"]))
            for each in collection("base.geojson")["features"]
            if each["properties"]["kind"] in {"river", "lake"}
        ]
    )
    assert sum(union.covers(stop) for stop in stops) == 276
    assert not any(water.covers(stop) for stop in stops)
