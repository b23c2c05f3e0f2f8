"""A town as a viewer may see it: read once for a revision, named, ordered and searchable."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pytest

from geo.acts.snapshot import Snapshot, snapshot
from geo.analysis.choice import SORTS
from geo.model.levels import LEVELS
from geo.settings import LANGUAGES
from geo.store import Store
from geo.words import collation_key, fold
from tests.awkward import CENTRE, TOWN, put, record


def found(town: Snapshot, asked: str) -> set[str]:
    mask = town.search.mask(fold(asked))
    return {str(key) for key in town.records.frame["key"][mask]}


def test_a_town_is_read_once_for_each_revision_and_level(store: Store) -> None:
    first = snapshot(store, TOWN, "public")
    assert snapshot(store, TOWN, "public") is first
    assert snapshot(store, TOWN, "internal") is not first
    put(store, "group", record("group", "k"))
    second = snapshot(store, TOWN, "public")
    assert second is not first
    assert second.revision == first.revision + 1
    assert len(second.records) == len(first.records) + 1


@pytest.mark.parametrize("level", LEVELS)
def test_a_town_holds_what_its_viewer_may_see(store: Store, level: str) -> None:
    seen = snapshot(store, TOWN, level).records.frame["level"]
    assert set(seen) <= set(LEVELS[: LEVELS.index(level) + 1])
    assert set(seen) == set(LEVELS[: LEVELS.index(level) + 1]) - {"partners"}  # the data has none


def test_areas_stand_in_latvian_order(town: Snapshot) -> None:
    names = list(town.areas["name_lv"])
    assert names == sorted(names, key=collation_key)
    assert names.index("Cietoksnis") < names.index("Čerepova") < names.index("Dzelzceļnieks")
    assert names.index("Križi") < names.index("Ķīmija") < names.index("Ļiginišķi")


def test_the_middle_of_the_town_is_latitude_first(town: Snapshot) -> None:
    lat, lon = town.centre
    assert 55.8 < lat < 56.0
    assert 26.4 < lon < 26.7


@pytest.mark.parametrize(
    "asked",
    ["krizi", "Križi", "КРИЖИ", "крижи", unicodedata.normalize("NFD", "Križi"), " križi  "],
)
def test_an_area_is_found_however_it_is_typed(town: Snapshot, asked: str) -> None:
    """U04, T12."""
    assert town.areas_found(fold(asked)) == ["krizi"]
    assert found(town, asked) == found(town, "krizi") != set()


def test_an_area_is_found_by_its_alias(town: Snapshot) -> None:
    assert town.areas_found(fold("City centre")) == ["centrs"]
    assert town.areas_found("") == []
    assert town.areas_found("nekas tads") == []


def test_a_record_is_found_by_name_address_type_and_area_in_any_language(store: Store) -> None:
    put(
        store,
        "resource",
        record("resource", "k", name_lv="Šūpoles", name_ru="Качели", name_en="Swings",
               address="Qwerty iela 5", category="mutual_help", area="krizi",
               summary_lv="Xylofons"),
    )  # fmt: skip
    town = snapshot(store, TOWN, "public")
    for asked in ("supoles", "качели", "SWINGS", "qwerty 5", "xylofons", "qwerty križi"):
        assert found(town, asked) == {"k"}, asked
    assert "k" in found(town, "Savstarpēja palīdzība")
    assert "k" in found(town, "крижи")
    assert found(town, "qwerty centrs") == set()


def test_names_fall_back_to_latvian(store: Store) -> None:
    put(store, "resource", record("resource", "k", name_lv="Tikai latviski", name_en=""))
    town = snapshot(store, TOWN, "public")
    row = list(town.records.frame["key"]).index("k")
    assert [town.names(lang)[row] for lang in LANGUAGES] == ["Tikai latviski"] * 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_order_ranks_every_record(town: Snapshot, language: str) -> None:
    ranks = town.ranks(language)
    assert set(ranks) == set(SORTS)
    assert {len(rank) for rank in ranks.values()} == {len(town.records)}


def in_order(town: Snapshot, sort: str, language: str) -> list[int]:
    return np.argsort(town.ranks(language)[sort], kind="stable").tolist()


@pytest.mark.parametrize("language", LANGUAGES)
def test_orders_are_what_they_are_called(town: Snapshot, language: str) -> None:
    names = [collation_key(name) for name in town.names(language)]
    records = town.records
    by_name = in_order(town, "name", language)
    assert [names[row] for row in by_name] == sorted(names)
    by_kind = in_order(town, "kind", language)
    assert [(records.kind[row], names[row]) for row in by_kind] == sorted(
        (code, name) for code, name in zip(records.kind, names, strict=True)
    )
    dates = [text if isinstance(text, str) else "" for text in records.frame["source_date"]]
    by_date = in_order(town, "date", language)
    assert [dates[row] for row in by_date] == sorted(dates, reverse=True)
    areas = [
        collation_key(town.area_name(records.areas[code], language)) if code >= 0 else None
        for code in records.area
    ]
    by_area = [areas[row] for row in in_order(town, "area", language)]
    stated = [area for area in by_area if area is not None]
    assert stated == sorted(stated)
    assert by_area == stated + [None] * (len(by_area) - len(stated))  # no area: last


@pytest.mark.parametrize(
    "name",
    ["", "record", "records-lv", "records-internal", "names", "names-", "names-xx", "names-lv-lv",
     "areas-lv", "words-", "words-../lv", "base.json", "__class__", "internal"],
)  # fmt: skip
def test_a_layer_that_does_not_exist_is_none(town: Snapshot, name: str) -> None:
    assert town.layer(name) is None


def test_each_layer_is_made_once(town: Snapshot) -> None:
    for name in ("base", "areas", "records", "names-lv", "words-ru"):
        layer = town.layer(name)
        assert layer is not None
        assert layer.name == name
        assert town.layer(name) is layer


def test_two_on_one_spot_are_two(store: Store) -> None:
    rows = [record("resource", key, precision="exact", geom=CENTRE) for key in ("a", "b")]
    put(store, "resource", *rows)
    records = snapshot(store, TOWN, "public").records
    here = records.frame[records.frame["key"].isin(["a", "b"])]
    assert here["lon"].tolist() == [CENTRE.x, CENTRE.x]
    assert here["area"].tolist() == ["centrs", "centrs"]


def test_a_store_has_its_own_towns(store: Store, tmp_path: Path) -> None:
    empty = Store(f"sqlite:///{(tmp_path / 'other.gpkg').as_posix()}", create=True)
    assert empty.towns() == {}
    assert list(store.towns()) == [TOWN]
    empty.close()
