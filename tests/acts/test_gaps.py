"""Gaps in plain words: by the rules of each language, and never without what they rest on."""

from __future__ import annotations

import pytest
from pyproj import Transformer
from shapely import Point

from geo.acts.gaps import area_named, gaps_of, sentences
from geo.acts.snapshot import Snapshot, snapshot
from geo.settings import LANGUAGES
from geo.store import Store
from geo.words import words
from tests.awkward import TOWN, put, record

COUNTS = (0, 1, 2, 5, 11, 21)
VALUES = {"area": "Križi", "need": "Kopā būšana"}


@pytest.mark.parametrize(
    ("language", "golden"),
    [
        (
            "lv",
            [
                "Križi: apkaimē ir 0 ierakstu, kas atbild uz vajadzību „Kopā būšana”.",
                "Križi: apkaimē ir 1 ieraksts, kas atbild uz vajadzību „Kopā būšana”.",
                "Križi: apkaimē ir 2 ieraksti, kas atbild uz vajadzību „Kopā būšana”.",
                "Križi: apkaimē ir 5 ieraksti, kas atbild uz vajadzību „Kopā būšana”.",
                "Križi: apkaimē ir 11 ierakstu, kas atbild uz vajadzību „Kopā būšana”.",
                "Križi: apkaimē ir 21 ieraksts, kas atbild uz vajadzību „Kopā būšana”.",
            ],
        ),
        (
            "ru",
            [
                "Križi: 0 записей здесь отвечают на потребность «Kopā būšana».",
                "Križi: 1 запись здесь отвечает на потребность «Kopā būšana».",
                "Križi: 2 записи здесь отвечают на потребность «Kopā būšana».",
                "Križi: 5 записей здесь отвечают на потребность «Kopā būšana».",
                "Križi: 11 записей здесь отвечают на потребность «Kopā būšana».",
                "Križi: 21 запись здесь отвечает на потребность «Kopā būšana».",
            ],
        ),
        (
            "en",
            [
                "Križi: 0 records here answer the need “Kopā būšana”.",
                "Križi: 1 record here answers the need “Kopā būšana”.",
                "Križi: 2 records here answer the need “Kopā būšana”.",
                "Križi: 5 records here answer the need “Kopā būšana”.",
                "Križi: 11 records here answer the need “Kopā būšana”.",
                "Križi: 21 records here answer the need “Kopā būšana”.",
            ],
        ),
    ],
)
def test_a_count_takes_the_form_of_its_number(language: str, golden: list[str]) -> None:
    say = words(language)
    assert [say("gap.count", n=n, **VALUES) for n in COUNTS] == golden


@pytest.mark.parametrize(
    ("language", "golden"),
    [
        (
            "lv",
            [
                "0 atbildošu ierakstu precīza vieta nav zināma; attālumos to nav.",
                "1 atbildoša ieraksta precīza vieta nav zināma; attālumos tā nav.",
                "2 atbildošu ierakstu precīza vieta nav zināma; attālumos to nav.",
                "5 atbildošu ierakstu precīza vieta nav zināma; attālumos to nav.",
                "11 atbildošu ierakstu precīza vieta nav zināma; attālumos to nav.",
                "21 atbildoša ieraksta precīza vieta nav zināma; attālumos tā nav.",
            ],
        ),
        (
            "ru",
            [
                "У 0 отвечающих записей точное место неизвестно; в расстояния они не входят.",
                "У 1 отвечающей записи точное место неизвестно; в расстояния она не входит.",
                "У 2 отвечающих записей точное место неизвестно; в расстояния они не входят.",
                "У 5 отвечающих записей точное место неизвестно; в расстояния они не входят.",
                "У 11 отвечающих записей точное место неизвестно; в расстояния они не входят.",
                "У 21 отвечающей записи точное место неизвестно; в расстояния она не входит.",
            ],
        ),
        (
            "en",
            [
                "The exact place of 0 answering records is not known; no distance counts them.",
                "The exact place of 1 answering record is not known; no distance counts it.",
                "The exact place of 2 answering records is not known; no distance counts them.",
                "The exact place of 5 answering records is not known; no distance counts them.",
                "The exact place of 11 answering records is not known; no distance counts them.",
                "The exact place of 21 answering records is not known; no distance counts them.",
            ],
        ),
    ],
)
def test_what_has_no_place_is_counted_in_the_right_case(language: str, golden: list[str]) -> None:
    say = words(language)
    assert [say("gap.placeless", n=n) for n in COUNTS] == golden


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("lv", {1: "1 no šiem ierakstiem balstās", 21: "21 no šiem ierakstiem balstās"}),
        ("ru", {1: "1 из этих записей опирается", 5: "5 из этих записей опираются",
                21: "21 из этих записей опирается"}),
        ("en", {1: "1 of these records rests", 11: "11 of these records rest",
                21: "21 of these records rest"}),
    ],
)  # fmt: skip
def test_the_verb_agrees_with_the_number(language: str, forms: dict[int, str]) -> None:
    say = words(language)
    for number, begins in forms.items():
        assert say("gap.old", n=number, area="Križi").startswith(f"Križi: {begins}")


def place_near(town: Snapshot, area: str, metres: float) -> Point:
    """Return the place so far to the east of where an area's distances run from."""
    gaps = gaps_of(town)
    x, y = gaps.ground.anchors[town.records.areas.index(area)]
    to_degrees = Transformer.from_crs(gaps.epsg, 4326, always_xy=True)
    return Point(*to_degrees.transform(x + metres, y))


@pytest.mark.parametrize(
    ("language", "golden"),
    [
        ("lv", "Križi: tuvākais, kas atbild uz vajadzību „Kopā būšana” un kam zināma vieta, "
               "ir 0,9 km attālumā: Izdomāts klubs."),
        ("ru", "Крижи: ближайшее, что отвечает на потребность «Общение» и чьё место известно, "
               "— в 0,9 км: Izdomāts klubs."),
        ("en", "Križi: the nearest with a known place that answers the need “Company” is "
               "0.9 km away: Izdomāts klubs."),
    ],
)  # fmt: skip
def test_a_distance_is_said_to_a_tenth_of_a_kilometre(
    store: Store, town: Snapshot, language: str, golden: str
) -> None:
    """The club is invented."""
    where = place_near(town, "krizi", 930)
    put(
        store, "resource",
        record("resource", "club", name_lv="Izdomāts klubs", precision="exact", geom=where),
    )  # fmt: skip
    town = snapshot(store, TOWN, "public")
    found = {one.text: one for one in sentences(town, "krizi", words(language, town.unit))}
    assert golden in found
    assert found[golden].distance_m == pytest.approx(930, abs=1)
    (identity,) = found[golden].record_ids
    row = town.records.row_of(identity)
    assert row is not None and town.names("lv")[row] == "Izdomāts klubs"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_about_records_names_them(town: Snapshot, language: str) -> None:
    say = words(language, town.unit)
    unknown = {
        say(f"gap.{name}", need=short, category=short)
        for name in ("unknown", "unknown_category")
        for vocabulary in ("problem_type", "resource_category")
        for key in town.taxonomy.keys(vocabulary)
        for short in [town.taxonomy.short(vocabulary, key, language)]
    }
    told = [one for area in town.area_rows for one in sentences(town, area, say)]
    about = [one for one in told if one.problem_type or one.category]
    assert len(about) > 100
    none = say("gap.none", area="", need="").split(":")[1].strip("“”„«» .")[:12]
    silent = {one.text for one in about if not one.record_ids}
    assert {text for text in silent if text not in unknown and none not in text} == set()
    for one in told:
        assert all(town.records.row_of(identity) is not None for identity in one.record_ids)


@pytest.mark.parametrize("name", ["krizi", "Križi", "Крижи", "KRIZI", " križi "])
def test_an_area_is_found_by_any_of_its_names(town: Snapshot, name: str) -> None:
    assert area_named(town, name) == "krizi"


@pytest.mark.parametrize("name", ["", "...", "Nekur", "kriz"])
def test_what_is_no_area_is_none(town: Snapshot, name: str) -> None:
    assert area_named(town, name) is None
