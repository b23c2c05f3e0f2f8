"""A choice lives in the address: what makes no sense there is ignored, what does comes back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.choice import MANY, SORTS, Choice

KEYS = st.lists(st.text(min_size=1), unique=True, max_size=60).map(tuple)
CHOICES = st.builds(
    Choice,
    q=st.text(max_size=200),
    kind=KEYS,
    category=KEYS,
    problem=KEYS,
    target=KEYS,
    area=KEYS,
    status=KEYS,
    hours=st.sampled_from(["", "now", "Mo-00:00", "Su-23:59"]),
    since=st.just("") | st.dates(date(2000, 1, 1), date(2100, 1, 1)).map(date.isoformat),
    sort=st.sampled_from(SORTS),
    page=st.integers(1, 999_999),
    open=st.text(max_size=200),
)


def as_query(address: dict[str, Any]) -> dict[str, list[str]]:
    """Return an address as a browser hands it back: every value a list of texts."""
    return {
        name: list(value) if isinstance(value, tuple) else [value]
        for name, value in address.items()
    }


@given(CHOICES)
def test_a_choice_comes_back_from_its_address(choice: Choice) -> None:
    assert Choice.from_address(as_query(choice.address())) == choice


def test_the_choice_at_the_start_has_no_address() -> None:
    assert Choice().address() == {}
    assert Choice.from_address({}) == Choice()


def test_an_address_reads_well() -> None:
    choice = Choice(q="krizi", target=("seniors", "youth"), area=("krizi",), page=2, open="area:x")
    assert choice.address() == {
        "q": "krizi", "for": ("seniors", "youth"), "area": ("krizi",), "page": "2",
        "open": "area:x",
    }  # fmt: skip


@given(
    st.dictionaries(
        st.sampled_from(
            [*MANY, "target", "q", "sort", "page", "open", "hours", "since", "level", "lang", "x"]
        )
        | st.text(),
        st.lists(st.text(), max_size=5),
    )
)
def test_no_address_whatever_makes_anything_but_a_choice(query: dict[str, list[str]]) -> None:
    """X09."""
    choice = Choice.from_address(query)
    assert choice.sort in SORTS
    assert choice.page >= 1
    assert len(choice.q) <= 200
    assert len(choice.open) <= 200
    for name in MANY:
        assert len(choice.keys(name)) <= 60
        assert len(set(choice.keys(name))) == len(choice.keys(name))
    assert Choice.from_address(as_query(choice.address())) == choice


@pytest.mark.parametrize(
    "query",
    [
        {"level": ["internal"]},
        {"viewer": ["internal"], "role": ["admin"]},
        {"town": ["riga"]},
        {"target": ["seniors"]},  # the name of the field, not of the filter
        {"sort": ["level"]},
        {"sort": [""]},
        {"page": ["-1"]},
        {"page": ["0"]},
        {"page": ["1e9"]},
        {"page": ["9999999"]},
        {"page": ["²"]},
        {"page": ["٣"]},
        {"page": [""]},
        {"page": []},
        {"kind": []},
        {"hours": ["Now"]},
        {"hours": ["Tu-24:00"]},
        {"hours": ["Xx-10:00"]},
        {"since": ["1999-12-31"]},
        {"since": ["2026-02-30"]},
        {"since": ["20261001"]},
        {"since": ["2026-10"]},
        {"since": ["yesterday"]},
    ],
    ids=str,
)
def test_what_makes_no_sense_in_an_address_is_ignored(query: dict[str, list[str]]) -> None:
    """X09."""
    assert Choice.from_address(query) == Choice()


def test_an_endless_address_is_cut() -> None:
    choice = Choice.from_address(
        {"q": ["x" * 10_000], "open": ["y" * 10_000], "area": [str(n) for n in range(10_000)]}
    )
    assert (len(choice.q), len(choice.open), len(choice.area)) == (200, 200, 60)


def test_the_last_of_several_values_counts_where_one_is_asked_for() -> None:
    assert Choice.from_address({"sort": ["name", "area"], "q": ["a", "b"]}) == Choice(
        q="b", sort="area"
    )


def test_unknown_keys_are_left_out() -> None:
    choice = Choice(kind=("resource", "ghost"), target=("seniors", "ghost"), area=("ghost",), q="x")
    known = {"kind": {"resource"}, "for": {"seniors"}, "area": {"krizi"}}
    assert choice.known(known) == Choice(kind=("resource",), target=("seniors",), q="x")


def test_setting_a_filter_goes_back_to_the_first_page() -> None:
    assert Choice(page=5, q="x").with_keys("for", ["seniors"]) == Choice(q="x", target=("seniors",))


@pytest.mark.parametrize(
    ("choice", "filtered"),
    [
        (Choice(), False),
        (Choice(sort="name", page=3, open="area:x"), False),
        (Choice(since="2026-10-01"), False),
        (Choice(q="x"), True),
        (Choice(hours="now"), True),
        *((Choice().with_keys(name, ["x"]), True) for name in MANY),
    ],
)
def test_a_choice_knows_whether_it_narrows(choice: Choice, filtered: bool) -> None:
    assert choice.filtered is filtered
