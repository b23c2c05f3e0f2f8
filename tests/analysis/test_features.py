from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from geo.analysis.features import Feature, guess_columns, select_features, text_of
from geo.errors import DataError


def rows(*values: dict[str, Any]) -> list[Feature]:
    return [(number, properties, None) for number, properties in enumerate(values, start=1)]


OFFICIAL = rows(
    {"Code": "0010001", "Name": "Kleisti"},
    {"Code": "0010002", "Name": "Jugla"},
    {"Code": "0250001", "Name": "Centrs"},
)


@pytest.mark.parametrize(
    ("columns", "guess"),
    [
        (("Code", "Name"), ("Name", "Code")),
        (("OBJECTID", "KODS", "NOSAUKUMS"), ("NOSAUKUMS", "KODS")),
        (("apkaime", "platiba"), ("apkaime", None)),
        (("atvk", "Novads"), ("Novads", "atvk")),
    ],
)
def test_columns_are_known_by_their_names_in_any_case(
    columns: tuple[str, ...], guess: tuple[str, str | None]
) -> None:
    features = rows(*({column: f"{column} {n}" for column in columns} for n in range(3)))
    assert guess_columns(columns, features) == guess


def test_without_a_known_name_the_texts_that_differ_most_are_names() -> None:
    features = rows(
        {"id": 1, "type": "apkaime", "b": "Križi"},
        {"id": 2, "type": "apkaime", "b": "Centrs"},
    )
    assert guess_columns(("id", "type", "b"), features) == ("b", None)


def test_numbers_are_no_names_and_nothing_is_guessed_from_nothing() -> None:
    assert guess_columns(("id",), rows({"id": 1}, {"id": 2})) == (None, None)
    assert guess_columns((), []) == (None, None)


def test_a_code_that_is_the_same_everywhere_is_no_code() -> None:
    features = rows(*({"code": "LV", "name": name} for name in "abc"))
    assert guess_columns(("code", "name"), features) == ("name", None)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (float("nan"), ""), (7.0, "7"), (7, "7"), ("  Vecā \n Forštate ", "Vecā Forštate"),
     (True, ""), (["a"], "")],
)  # fmt: skip
def test_a_property_is_one_clean_line(value: object, text: str) -> None:
    assert text_of(value) == text


def test_t12_both_forms_of_a_letter_are_one() -> None:
    assert text_of(unicodedata.normalize("NFD", "Križi")) == unicodedata.normalize("NFC", "Križi")


def numbers(select: str) -> list[int]:
    found = select_features(OFFICIAL, select, name="Name", code="Code", file="a.zip")
    return [number for number, _, _ in found]


def test_a_town_is_picked_by_the_beginning_of_its_codes() -> None:
    assert numbers("0010") == [1, 2]


def test_a_town_is_picked_by_names() -> None:
    assert numbers("centrs; JUGLA") == [2, 3]
    assert numbers(unicodedata.normalize("NFD", "Kleisti")) == [1]


def test_names_that_are_not_there_are_all_told() -> None:
    with pytest.raises(DataError) as refused:
        numbers("Jugla, Križi, Gajoks")
    assert [fault.found for fault in refused.value.faults] == ["Gajoks", "Križi"]
    with pytest.raises(DataError):
        numbers(" ; ")
