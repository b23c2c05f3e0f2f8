"""Lists stand in the order of a Latvian dictionary."""

from __future__ import annotations

import random
import unicodedata

import pytest

from geo.words import collation_key

IN_ORDER = [
    ["Centrs", "Cietoksnis", "Čerepova", "Dzintari"],
    ["Gajoks", "Grīva", "Ģimene", "Judovka"],
    ["Kalkūni", "Križi", "Ķīmija", "Liginišķi"],
    ["Ruģeļi", "Salas", "Šķūņi", "Vecstropi", "Zeme", "Žagars"],
    ["Kaza", "Kāzas", "Kazbeks"],  # a long vowel is the same letter
    ["kaza", "kāza", "kazas"],  # … and decides between equals only
    ["1. skola", "2. skola", "Abc"],
    ["Zeme", "Žagars", "Ābele".replace("Ā", "Я")],  # Cyrillic after Latin
    ["Vecā Forštate", "Vecstropi"],  # a space comes before every letter
]


@pytest.mark.parametrize("names", IN_ORDER, ids=lambda names: names[0])
def test_names_stand_as_in_a_latvian_dictionary(names: list[str]) -> None:
    shuffled = random.Random(7).sample(names, len(names))
    assert sorted(shuffled, key=collation_key) == names


def test_the_russian_alphabet_keeps_its_order() -> None:
    names = ["Больница", "Гимназия", "Дом", "Школа"]
    shuffled = random.Random(3).sample(names, len(names))
    assert sorted(shuffled, key=collation_key) == names


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_unicode_form_does_not_move_a_name(form: str) -> None:
    assert collation_key(unicodedata.normalize(form, "Ķīmija")) == collation_key("Ķīmija")


def test_quotation_marks_and_case_do_not_count() -> None:
    assert collation_key("„Saskarsme”") == collation_key("saskarsme")


def test_nothing_comes_first() -> None:
    assert sorted(["a", ""], key=collation_key) == ["", "a"]
