"""What leaves: the store's columns, a few labels, and values that every form of file can carry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model.fields import FIELDS, parse
from geo.model.outgoing import KINDS_OUT, LABEL_OF, WITHHELD, as_text, fields_out, plain_text


@pytest.mark.parametrize("kind", KINDS_OUT)
def test_every_column_of_the_store_leaves_but_those_withheld(kind: str) -> None:
    names = [field.name for field in fields_out(kind)]
    assert len(set(names)) == len(names)
    own = [field.name for field in FIELDS[kind] if field.name not in WITHHELD]
    assert [name for name in own if name not in names] == []
    assert not {*WITHHELD} & set(names)
    assert {"id", "precision", "source", "source_date"} <= set(names)


@pytest.mark.parametrize("kind", ["problem", "proposal"])
def test_what_never_has_a_place_has_no_column_for_one(kind: str) -> None:
    """P10."""
    assert not {"lat", "lon"} & {field.name for field in fields_out(kind)}


def test_all_kinds_together_have_no_more_columns_than_a_reader_of_tables_takes() -> None:
    together = {field.name for kind in KINDS_OUT for field in fields_out(kind)}
    assert len(together | {"kind", "kind_label"}) <= 100


def test_a_label_stands_beside_the_key_it_says() -> None:
    names = [field.name for field in fields_out("resource")]
    assert names[names.index("category") + 1] == LABEL_OF["category"] == "type_label"
    assert names[names.index("area") + 1] == "area_label"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), ("", ""), (0, "0"), (True, "yes"), (False, "no"), ((), ""), (("a", "b"), "a|b"),
        (26.0, "26"), (26.52137, "26.52137"), (26.123456789, "26.1234568"), (-0.5, "-0.5"),
        ("NA", "NA"), (" x ", " x "),
    ],
)  # fmt: skip
def test_a_value_is_text_as_files_write_it(value: object, text: str) -> None:
    assert as_text(value) == text


@given(st.text())
def test_a_plain_text_holds_nothing_that_a_file_cannot_carry(text: str) -> None:
    found = plain_text(text)
    assert found is None or (found.encode("utf-8") and "\x00" not in found)
    assert plain_text(found) == found
    if text and "\x00" not in text and text.isprintable():
        assert found == text


@pytest.mark.parametrize("nothing", [None, "", "\x00", 1, float("nan"), ("a",)])
def test_what_is_no_text_is_no_data(nothing: object) -> None:
    assert plain_text(nothing) is None


def test_a_lone_surrogate_becomes_a_question_mark() -> None:
    assert plain_text("x\ud800y") == "x?y"


def test_values_are_read_back_by_the_model() -> None:
    for field in FIELDS["group"]:
        if field.form == "keys":
            assert parse(field, as_text(("a", "b"))) == ("a", "b")
        if field.form == "whole":
            assert parse(field, as_text(12)) == 12
        if field.form == "yes":
            assert parse(field, as_text(False)) is False
