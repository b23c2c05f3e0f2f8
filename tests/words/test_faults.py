"""What is wrong in a file is said in a person's language, with file and place."""

from __future__ import annotations

import pytest

from geo.errors import Fault
from geo.words import Words, fault_words, words


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("lv", "a.csv, 3. rinda, aile «lat»: gaidīts: a number; atrasts: «x»"),
        ("ru", "a.csv, строка 3, столбец «lat»: ожидалось: a number; найдено: «x»"),
        ("en", "a.csv, row 3, column “lat”: expected a number, found “x”"),
    ],
)
def test_a_fault_without_a_sentence_names_file_row_and_column(language: str, sentence: str) -> None:
    assert fault_words(Fault("a.csv", 3, "lat", "a number", "x"), words(language)) == sentence


def test_a_fault_of_a_whole_file_where_nothing_stands() -> None:
    fault = Fault("a.csv", None, None, "the file", None)
    assert fault_words(fault, words("lv")) == "a.csv: gaidīts: the file; atrasts: «nekas»"


def test_a_feature_is_no_row() -> None:
    fault = Fault("a.geojson", 7, None, "a ring", "a line", part="feature")
    assert fault_words(fault, words("lv")).startswith("a.geojson, 7. objekts: ")
    assert str(fault) == "a.geojson, feature 7: expected a ring, found 'a line'"


def test_a_fault_with_a_key_says_its_own_sentence_with_numbers_of_the_language() -> None:
    say = Words("en", {"fault.many": "“{found}” is more than {most} of {what}"})
    fault = Fault(
        "a", None, None, "", "7 {x}", key="fault.many", values={"most": 1000, "what": "w"}
    )
    assert fault_words(fault, say) == "a: “7 {x}” is more than 1,000 of w"


def test_what_is_long_is_shortened() -> None:
    sentence = fault_words(Fault("a", None, None, "", "x" * 1000), words("en"))
    assert sentence == f"a: expected , found “{'x' * 80}”"


def test_faults_with_values_still_stand_in_sets() -> None:
    assert len({Fault("a", 1, None, "", "", values={"n": 1}) for _ in range(2)}) == 1
