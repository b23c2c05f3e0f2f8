"""Which column is what: by name in three languages, by what stands in it, and as it was kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from geo.analysis.columns import KINDS_IN, Labels, Mapping, guess, keys_in, mapping_of
from geo.errors import DataError
from geo.words import fold

KEYS = {
    "resource_category": {
        fold(word): key
        for key, words in {
            "sport": ("sport", "Sports un aktīvā atpūta", "Спорт"),
            "food": ("food", "Pārtikas un lietu dalīšana", "Food, things"),
        }.items()
        for word in words
    },
    "record_status": {"active": "active", "aktivs": "active", "closed": "closed"},
    "target_group": {"seniori": "seniors", "jauniesi": "youth"},
    "area": {"krizi": "krizi", "centrs": "centrs"},
    "language": {"lv": "lv", "latviesu": "lv"},
}
LABELS = Labels(
    fold,
    {"category": ("Joma", "Область"), "area": ("Apkaime",)},
    KEYS,
    {"resource": "resource", "resurss": "resource", "group": "group", "grupa": "group"},
)


def guessed(header: str, *rows: str, kind: str = "resource") -> Mapping:
    names = header.split(";")
    cells = [dict(zip(names, row.split(";"), strict=True)) for row in rows]
    return guess(names, cells, kind, LABELS, source="tests")


def test_columns_are_known_by_their_latvian_names() -> None:
    mapping = guessed(
        "ID;Nosaukums;Joma;Adrese;Tālrunis;Mājaslapa;Platums;Garums;Statuss",
        "7;A;sport;Rīgas iela 1;65400000;a.lv;55,9;26,5;aktīvs",
        "8;B;food;Rīgas iela 2;65400001;b.lv;55,8;26,4;closed",
    )
    assert mapping.columns == {
        "name_lv": "Nosaukums",
        "category": "Joma",
        "address": "Adrese",
        "phone": "Tālrunis",
        "web": "Mājaslapa",
        "lat": "Platums",
        "lon": "Garums",
        "status": "Statuss",
    }
    assert (mapping.id, mapping.kind, mapping.source) == ("ID", "resource", "tests")


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("NOSAUKUMS", "name_lv"),
        ("Название", "name_lv"),
        ("name", "name_lv"),
        ("Область", "category"),
        ("name_ru", "name_ru"),
        ("Pakalpojuma adrese (faktiskā)", "address"),
    ],
)
def test_a_name_is_known_in_any_language_and_spelling(header: str, field: str) -> None:
    mapping = guessed(f"{header};cits", "Sports un aktīvā atpūta;1", "Спорт;2")
    assert mapping.columns.get(field) == header


def test_two_numbers_in_one_cell_are_a_place() -> None:
    mapping = guessed("Nosaukums;Kur", "A;56.9, 24.1", "B;56,8; 24,2".replace("; ", " "))
    assert mapping.columns["lat_lon"] == "Kur"


def test_a_column_is_known_by_its_words_where_its_name_says_nothing() -> None:
    mapping = guessed("Nosaukums;X1;X2", "A;Seniori, jaunieši;Centrs", "B;Seniori;Križi")
    assert mapping.columns == {"name_lv": "Nosaukums", "target_groups": "X1", "area": "X2"}


def test_a_name_that_promises_what_no_cell_holds_is_not_believed() -> None:
    mapping = guessed("Nosaukums;Valodas;lat;lon", "A;daudzas;ziemeļi;austrumi")
    assert mapping.columns == {"name_lv": "Nosaukums"}


def test_a_needed_column_is_kept_so_that_its_unknown_words_can_be_asked_about() -> None:
    mapping = guessed("Nosaukums;Kategorija", "A;Bibliotēka", "B;Klubs")
    assert mapping.columns["category"] == "Kategorija"


def test_a_column_called_as_the_field_is_that_field_even_when_empty() -> None:
    mapping = guessed("id;kind;name_lv;giver;status;status_label", "a;resource;A;;active;Aktīvs")
    assert mapping.columns == {"name_lv": "name_lv", "giver": "giver", "status": "status"}
    assert mapping.kind_column == "kind"


def test_ids_that_repeat_are_no_ids() -> None:
    assert guessed("Kods;Nosaukums", "1;A", "1;B", "1;C").id is None
    assert guessed("Kods;Nosaukums", "1;A", ";B").id is None
    assert guessed("Kods;Nosaukums", "1;A", "2;B", "2;B").id == "Kods"


def test_one_coordinate_is_no_place() -> None:
    assert guessed("Nosaukums;lat", "A;56,9").columns == {"name_lv": "Nosaukums"}


def test_a_sheet_without_rows_is_guessed_by_its_names() -> None:
    assert guessed("Nosaukums;Adrese").columns == {"name_lv": "Nosaukums", "address": "Adrese"}


@pytest.mark.parametrize(
    ("text", "keys", "unknown"),
    [
        ("Seniori", ["seniors"], []),
        ("seniori | jaunieši", ["seniors", "youth"], []),
        ("Seniori; Jaunieši", ["seniors", "youth"], []),
        ("Seniori, Jaunieši", ["seniors", "youth"], []),
        ("Seniori, kaķi", ["seniors"], ["kaķi"]),
    ],
)
def test_several_keys_in_one_cell(text: str, keys: list[str], unknown: list[str]) -> None:
    assert keys_in(text, KEYS["target_group"], fold) == (keys, unknown)


def test_a_word_with_a_comma_is_one_word() -> None:
    assert keys_in("Food, things", KEYS["resource_category"], fold) == (["food"], [])


MAPPING = Mapping(
    "problem",
    "reports",
    columns={"statement_lv": "Apraksts", "lat_lon": "Vieta"},
    values={"problem_type": {"Bedres": "poor_accessibility", "*": "other"}},
    constants={"methods": "resident_signal"},
    id="ID",
    date_order="mdy",
)


def test_what_is_kept_of_a_source_comes_back() -> None:
    assert mapping_of(json.loads(json.dumps(MAPPING.as_dict())), "kept") == MAPPING
    assert mapping_of(Mapping("group").as_dict(), "kept") == Mapping("group")


def test_latitude_and_longitude_can_change_places_and_back() -> None:
    assert MAPPING.turned().columns["lon_lat"] == "Vieta"
    assert MAPPING.turned().turned() == MAPPING
    apart = Mapping("resource", columns={"lat": "a", "lon": "b"})
    assert apart.turned().columns == {"lon": "a", "lat": "b"}


def test_the_meaning_of_words_can_be_added() -> None:
    more = MAPPING.with_values("problem_type", {"Cits": "other"})
    assert more.values["problem_type"] == {
        "Bedres": "poor_accessibility",
        "*": "other",
        "Cits": "other",
    }


@pytest.mark.parametrize(
    ("table", "places"),
    [
        ({}, ["kind"]),
        ({"kind": "area"}, ["kind"]),
        ({"kind": "group", "colour": 1}, ["colour"]),
        ({"kind": "group", "id": 1, "date_order": "ymd"}, ["id", "date_order"]),
        ({"kind": "group", "columns": "x"}, ["columns"]),
        ({"kind": "group", "columns": {"category": "Joma"}}, ["columns.category"]),
        ({"kind": "group", "constants": {"name_lv": 1}}, ["constants.name_lv"]),
        ({"kind": "problem", "values": {"problem_type": {"a": 1}}}, ["values.problem_type"]),
        ({"kind": "problem", "constants": {"level": "public"}}, ["constants.level"]),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_with_every_place(
    table: dict[str, Any], places: list[str]
) -> None:
    with pytest.raises(DataError) as error:
        mapping_of(table, "x.toml")
    assert [fault.column for fault in error.value.faults] == places


def test_every_kind_that_comes_in_can_be_mapped() -> None:
    for kind in KINDS_IN:
        assert mapping_of({"kind": kind, "columns": {"source": "Avots"}}, "x").kind == kind
