"""A row says the values of a record; whatever it says otherwise is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.analysis.columns import Mapping
from geo.analysis.rows import Read, RowReader
from geo.errors import DataError
from tests.analysis.test_columns import LABELS

MAPPING = Mapping(
    "resource",
    columns={
        "name_lv": "Nosaukums",
        "category": "Joma",
        "target_groups": "Kam",
        "area": "Apkaime",
        "opening": "Laiks",
        "opening_note_lv": "Piezīme",
        "source_date": "Datums",
        "web": "Web",
        "outdated": "Vecs",
        "lat": "Y",
        "lon": "X",
    },
    id="Nr",
)


def read(mapping: Mapping = MAPPING, **cells: str) -> Read:
    return RowReader(mapping, LABELS, "x.csv").read(7, cells)


def faults(found: Read) -> list[tuple[str | None, str | None, str | None]]:
    return [(fault.key, fault.column, fault.found) for fault in found.faults]


def test_every_cell_becomes_its_value() -> None:
    found = read(
        Nr=" 12 ", Nosaukums="NA", Joma="Sports un aktīvā atpūta", Kam="seniori; JAUNIEŠI",
        Apkaime="Krizi", Laiks="P-Pk 9-17", Datums="18.11.2022.", Web="a.example", Vecs="nē",
        Y="56,05", X="26,05",
    )  # fmt: skip
    assert found.values == {
        "name_lv": "NA",
        "category": "sport",
        "target_groups": ("seniors", "youth"),
        "area": "krizi",
        "opening": "Mo-Fr 09:00-17:00",
        "opening_note_lv": None,
        "source_date": "2022-11-18",
        "web": "https://a.example",
        "outdated": False,
    }
    assert (found.kind, found.own_id, found.place, found.faults) == (
        "resource",
        "12",
        (56.05, 26.05),
        [],
    )


def test_empty_cells_say_nothing() -> None:
    found = read()
    assert set(found.values.values()) == {None, (), False}
    assert (found.place, found.own_id, found.faults) == (None, "", [])


def test_a_dash_is_nothing_but_in_a_text() -> None:
    found = read(Nosaukums="-", Joma="–", Datums="—", Y="-", X="-")
    assert (found.values["name_lv"], found.values["category"], found.place) == ("-", None, None)
    assert found.faults == []


def test_every_fault_names_row_column_and_what_stands_there() -> None:
    found = read(Nosaukums="A", Joma="kaķi", Datums="31.02.2022", Web="x y", Apkaime="Nekur")
    assert faults(found) == [
        ("fault.word", "Joma", "kaķi"),
        ("fault.area", "Apkaime", "Nekur"),
        ("fault.web", "Web", "x y"),
        ("fault.date_none", "Datums", "31.02.2022"),
    ]
    assert {fault.row for fault in found.faults} == {7}
    assert found.unknown == [("category", "kaķi"), ("area", "Nekur")]


def test_a_person_says_what_unknown_words_mean() -> None:
    said = replace(MAPPING, values={"category": {"Kaķi": "food", "*": "sport"}})
    assert read(said, Joma="KAKI").values["category"] == "food"
    assert read(said, Joma="suņi").values["category"] == "sport"
    assert read(said, Joma="Pārtikas un lietu dalīšana").values["category"] == "food"


def test_constants_fill_what_is_empty_only() -> None:
    said = replace(MAPPING, constants={"category": "food", "source": "Saraksts"})
    assert read(said, Joma="sport").values["category"] == "sport"
    assert read(said).values["category"] == "food"
    assert read(said).values["source"] == "Saraksts"


def test_opening_times_beyond_our_notation_stay_as_words() -> None:
    found = read(Laiks="pēc vienošanās", Piezīme="ieeja no pagalma")
    assert found.values["opening"] is None
    assert found.values["opening_note_lv"] == "pēc vienošanās; ieeja no pagalma"
    assert found.faults == []


@pytest.mark.parametrize(
    ("y", "x", "key"),
    [("56,05", "", "fault.place_half"), ("56,05", "austrumi", "fault.decimal")],
)
def test_half_a_place_is_a_fault(y: str, x: str, key: str) -> None:
    found = read(Y=y, X=x)
    assert (found.place, [fault.key for fault in found.faults]) == (None, [key])


@pytest.mark.parametrize(("field", "place"), [("lat_lon", (1.5, 2.5)), ("lon_lat", (2.5, 1.5))])
def test_a_place_in_one_cell(field: str, place: tuple[float, float]) -> None:
    assert read(Mapping("resource", columns={field: "Kur"}), Kur="1,5; 2,5").place == place


def test_a_column_can_say_the_kind_of_each_row() -> None:
    mixed = Mapping("resource", columns={"name_lv": "N"}, kind_column="Kas")
    assert read(mixed, N="A", Kas="Grupa").kind == "group"
    assert read(mixed, N="A").kind == "resource"
    assert faults(read(mixed, N="A", Kas="sapnis")) == [("fault.kind", "Kas", "sapnis")]


@pytest.mark.parametrize(
    "mapping",
    [
        Mapping("resource", constants={"category": "kaķi"}),
        Mapping("resource", constants={"source_date": "kādreiz"}),
        Mapping("resource", values={"category": {"a": "kaķi"}}),
    ],
)
def test_a_mapping_cannot_say_what_no_row_could(mapping: Mapping) -> None:
    with pytest.raises(DataError):
        RowReader(mapping, LABELS, "x.csv")
