"""Search finds a name however a person types it (U04, T12, X06)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.words import fold


@pytest.mark.parametrize(
    "typed",
    [
        "krizi",
        "Križi",
        "KRIŽI",
        "Крижи",
        "КРИЖИ",
        unicodedata.normalize("NFD", "Križi"),
        unicodedata.normalize("NFD", "КРИЖИ"),
        "  križi ",
        "Kri\N{ZERO WIDTH SPACE}ži",
        "Kri\N{SOFT HYPHEN}ži",
        "Kri\N{ZERO WIDTH JOINER}z\N{COMBINING CARON}i",
        "\N{RIGHT-TO-LEFT OVERRIDE}Križi\N{POP DIRECTIONAL FORMATTING}",
        "«Križi»",
    ],
)
def test_every_way_to_type_krizi_is_the_same(typed: str) -> None:
    assert fold(typed) == "krizi"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        (" \t\n ", ""),
        ("Ķīmija", "kimija"),
        ("Ģimeņu šņorīte ļoti žilbst", "gimenu snorite loti zilbst"),
        ("Jaunā Forštate", "jauna forstate"),
        ("Новая Форштадт", "novaja forstadt"),
        ("Химия", "himija"),
        ("ёлка", "elka"),
        ("йод", "jod"),
        ("объезд", "obezd"),
        ("Rīgas iela 22-5", "rigas iela 22 5"),
        ("Straße", "strasse"),
        ("\N{LATIN SMALL LIGATURE FI}lma", "filma"),
    ],
)
def test_a_name_folds_to_plain_small_letters(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_different_names_stay_different() -> None:
    names = ["Centrs", "Esplanāde", "Ķīmija", "Vizbuļi", "Križi", "Ruģeļi", "Grīva"]
    assert len({fold(name) for name in names}) == len(names)


def test_two_hundred_combining_marks_on_one_letter_are_only_that_letter() -> None:
    zalgo = "K" + "\N{COMBINING CARON}\N{COMBINING CEDILLA}" * 100 + "rizi"
    assert fold(zalgo) == "krizi"


def test_nothing_invisible_is_left() -> None:
    folded = fold("a\N{ZERO WIDTH SPACE}b\N{LEFT-TO-RIGHT ISOLATE}c\N{ZERO WIDTH NO-BREAK SPACE}d")
    assert folded == "abcd"


@pytest.mark.parametrize(
    ("sign", "typed"),
    [("skola № 5", "skola no 5"), ("20 ℃", "20 c"), ("ѐ", "е")],
)
def test_a_sign_meets_the_letters_it_stands_for(sign: str, typed: str) -> None:
    assert fold(sign) == fold(typed)


@given(st.text())
@example("№")
@example("ѐ")
@example("Križi")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_words_are_parted_by_single_spaces(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())


@given(st.text(alphabet="aābcčdeēfgģhiījkķlļmnņoprsštuūvzž АБВГДЕЁЖЗИЙклмнопрстуфхцчшщъыьэюя"))
def test_case_and_unicode_form_do_not_matter(text: str) -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert fold(unicodedata.normalize(form, text.upper())) == fold(text.lower())
