"""A cell becomes a value of its field's form, or a sentence about what was expected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model.fields import FIELDS, TYPE_FIELD, Field, parse, vocabulary_keys, web_address
from tests.awkward import WEB

FORMS = ("text", "date", "whole", "number", "yes", "web", "key", "keys", "opening")


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        ("text", "  Križi ", "Križi"),
        ("text", "NA", "NA"),
        ("text", "null", "null"),
        ("text", "0652", "0652"),
        ("text", "+371 65400000", "+371 65400000"),
        ("text", '=HYPERLINK("x")', '=HYPERLINK("x")'),
        ("date", "2024", "2024"),
        ("date", "2024-10", "2024-10"),
        ("date", "2024-02-29", "2024-02-29"),
        ("whole", "0", 0),
        ("whole", "20992", 20992),
        ("whole", "007", 7),
        ("number", "55.8747", 55.8747),
        ("number", "-26", -26.0),
        ("yes", "yes", True),
        ("yes", "no", False),
        ("web", "https://socd.lv", "https://socd.lv"),
        ("web", "http://www.socd.lv/?p=5844", "http://www.socd.lv/?p=5844"),
        ("key", "seniors", "seniors"),
        ("keys", "seniors|youth", ("seniors", "youth")),
        ("keys", " seniors | | youth |", ("seniors", "youth")),
    ],
)
def test_a_cell_becomes_the_value_it_stands_for(form: str, text: str, value: object) -> None:
    found = parse(Field("x", form), text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("form", "value"),
    [("text", None), ("date", None), ("whole", None), ("number", None), ("web", None),
     ("key", None), ("yes", False), ("keys", ())],
)  # fmt: skip
@pytest.mark.parametrize("text", ["", "   ", "\t"])
def test_an_empty_cell_is_no_value(form: str, value: object, text: str) -> None:
    assert parse(Field("x", form), text) == value


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("date", "18.11.2022"),
        ("date", "11/18/2022"),
        ("date", "2024-02-31"),
        ("date", "2023-02-29"),
        ("date", "2024-13"),
        ("date", "2024-00"),
        ("date", "0000"),
        ("date", "24"),
        ("date", "2024-1-2"),
        ("date", "2024-10-02T10:00"),
        ("date", "20241002"),
        ("date", "٢٠٢٤"),
        ("whole", "1.0"),
        ("whole", "-1"),
        ("whole", "1e3"),
        ("whole", "20 992"),
        ("whole", "1" * 10),
        ("whole", "²"),
        ("whole", "nan"),
        ("number", "55,8747"),
        ("number", "NaN"),
        ("number", "inf"),
        ("number", "-Infinity"),
        ("number", "1e400"),
        ("number", "0x10"),
        ("number", "."),
        ("number", "5."),
        ("number", "1_000"),
        ("yes", "Yes"),
        ("yes", "1"),
        ("yes", "true"),
        ("yes", "jā"),
    ],
)
def test_a_cell_of_another_form_is_refused_with_what_was_expected(form: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse(Field("x", form), text)


@pytest.mark.parametrize("address", WEB)
def test_nobody_is_sent_to_an_address_that_is_not_plain_web(address: str) -> None:
    """X04."""
    with pytest.raises(ValueError, match="https://"):
        web_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://exa mple.lv/",
        "https://example.lv/a b",
        "https://example.lv/\njavascript:alert(1)",
        "https://example.lv/\ttab",
        "https://example.lv\\@evil.example",
        'https://example.lv/"onmouseover="alert(1)',
        "https://[",
        "http://a.lv|https://b.lv",
    ],
)
def test_an_address_with_signs_that_no_address_has_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        web_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://socd.lv",
        "HTTPS://SOCD.LV/",
        "http://www.socd.lv/?p=5844",
        "https://www.lsm.lv/raksts/daugavpili-attistis.a313636/",
        "https://lv.wikipedia.org/wiki/Kri%C5%BEi#V%C4%93sture",
        "https://lv.wikipedia.org/wiki/Križi",
        "https://example.lv:8443/a~b;c=(1),2",
    ],
)
def test_a_plain_web_address_stays_as_it_is(address: str) -> None:
    assert web_address(address) == address


def test_several_addresses_in_one_cell_are_each_checked() -> None:
    both = "http://www.socd.lv/?p=5844|http://www.socd.lv/?p=6542"
    assert parse(Field("source_url", "web"), both) == both
    with pytest.raises(ValueError, match="https://"):
        parse(Field("source_url", "web"), "https://socd.lv|javascript:alert(1)")


@given(form=st.sampled_from(FORMS), text=st.text())
def test_no_text_whatever_makes_anything_but_a_value_or_a_sentence(form: str, text: str) -> None:
    try:
        value = parse(Field("x", form), text)
    except ValueError as expected:
        assert str(expected)
    else:
        assert value is None or isinstance(value, (str, int, float, bool, tuple))
        assert value == value  # never NaN


@pytest.mark.parametrize("kind", FIELDS)
def test_every_column_of_a_kind_is_there_once(kind: str) -> None:
    names = [field.name for field in FIELDS[kind]]
    assert len(names) == len(set(names))
    assert {field.form for field in FIELDS[kind]} <= set(FORMS)


@pytest.mark.parametrize("kind", TYPE_FIELD)
def test_no_record_can_lack_its_key_type_source_status_or_level(kind: str) -> None:
    required = {field.name for field in FIELDS[kind] if field.required}
    assert required >= {TYPE_FIELD[kind], "source", "status", "level"}


def test_a_problem_has_no_column_for_a_point_an_address_or_a_person() -> None:
    """Field rules 3.3 and 3.4: area only."""
    names = {field.name for field in FIELDS["problem"]}
    assert names & {"lat", "lon", "address", "phone", "name_lv", "contact"} == set()


def test_a_key_may_be_one_of_its_vocabulary_only() -> None:
    known = {"bank": {"left", "right"}}
    assert vocabulary_keys(Field("b", "key", "bank"), known) == {"left", "right"}
    assert vocabulary_keys(Field("b", "key", "unheard"), known) == set()
    assert vocabulary_keys(Field("b"), known) is None


def test_the_levels_are_the_programs_own_whatever_the_taxonomy_says() -> None:
    field = Field("level", "key", "publication_level")
    known = {"publication_level": {"everybody"}}
    assert vocabulary_keys(field, known) == {"public", "partners", "internal"}
