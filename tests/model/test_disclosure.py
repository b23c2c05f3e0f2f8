"""Small numbers of people are hidden, and no subtraction brings them back."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.model.disclosure import (
    AT_MOST,
    CONFIDENTIAL,
    FEW,
    MISSING,
    NUMBER,
    WITHHELD,
    Count,
    Shown,
    Total,
    breakdown,
    people,
    published,
    shown,
    total,
)

COUNTS = st.one_of(
    st.integers(0, 60).map(people),
    st.sampled_from([Count(FEW), Count(CONFIDENTIAL), Count(MISSING)]),
)
SIZES = st.lists(st.integers(0, 40), min_size=1, max_size=6)


# --- what the Bureau publishes ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        ("5", "77", Count(FEW)),
        ("", "10", Count(CONFIDENTIAL)),
        ("123", "20", Count(MISSING)),
        ("0", "", people(0)),
        ("11459", "", people(11459)),
        ("11\N{NO-BREAK SPACE}459", "", people(11459)),
        ("...", "", Count(MISSING)),
        ("…", "", Count(MISSING)),
        ("", "", Count(MISSING)),
        ("-", "", Count(MISSING)),
    ],
)
def test_the_codes_of_the_bureau_mean_what_it_says(value: str, code: str, expected: Count) -> None:
    """P05."""
    assert published(value, code) == expected


@pytest.mark.parametrize(("value", "code"), [("5", "78"), ("five", ""), ("-5", ""), ("5.5", "")])
def test_anything_else_is_no_count(value: str, code: str) -> None:
    with pytest.raises(ValueError):
        published(value, code)


@pytest.mark.parametrize(
    ("kind", "number"), [(NUMBER, None), (NUMBER, -1), (FEW, 5), (MISSING, 0), ("five", None)]
)
def test_a_code_never_carries_a_number(kind: str, number: int | None) -> None:
    with pytest.raises(ValueError):
        Count(kind, number)


# --- one count ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, Shown(NUMBER, 0)),
        (1, Shown(AT_MOST, 10)),
        (5, Shown(AT_MOST, 10)),
        (10, Shown(AT_MOST, 10)),
        (11, Shown(NUMBER, 11)),
    ],
)
def test_one_to_ten_people_are_never_counted_out(number: int, expected: Shown) -> None:
    """P01."""
    assert shown(people(number)) == expected


def test_what_is_no_number_is_said_as_what_it_is() -> None:
    assert shown(Count(FEW)) == Shown(AT_MOST, 10)
    assert shown(Count(CONFIDENTIAL)) == Shown(CONFIDENTIAL)
    assert shown(Count(MISSING)) == Shown(MISSING)


def says_no_more(less: Shown, more: Shown) -> bool:
    """Return whether ``less`` tells nobody anything that ``more`` did not."""
    if less.kind == AT_MOST and more.kind in (AT_MOST, NUMBER):
        return (less.number or 0) >= (more.number or 0)
    return less == more


@given(COUNTS, st.integers(1, 40), st.integers(0, 40))
def test_a_higher_threshold_never_shows_more_of_a_count(
    count: Count, threshold: int, more: int
) -> None:
    assert says_no_more(shown(count, threshold + more), shown(count, threshold))


# --- sums ---------------------------------------------------------------------------------------


def test_a_sum_with_an_unknown_part_says_at_least_and_takes_nobody_for_five() -> None:
    """P05."""
    assert total([people(100), people(200)]) == Total(300, is_whole=True)
    assert total([people(100), Count(FEW), people(200)]) == Total(300, is_whole=False)
    assert total([people(100), people(7)]) == Total(100, is_whole=False)
    assert total([Count(CONFIDENTIAL), Count(MISSING)]) == Total(0, is_whole=False)
    assert total([]) == Total(0, is_whole=True)


@given(st.lists(COUNTS), st.integers(1, 40), st.integers(0, 40))
def test_a_sum_never_says_more_people_than_there_can_be(
    counts: list[Count], threshold: int, more: int
) -> None:
    most = sum(count.number or 0 for count in counts)
    low, high = total(counts, threshold + more), total(counts, threshold)
    assert low.number <= high.number <= most
    assert high.is_whole or not low.is_whole


# --- parts of a whole ---------------------------------------------------------------------------


def test_parts_are_shown_from_eleven_people_on() -> None:
    """P01."""
    hidden = (Shown(WITHHELD), Shown(WITHHELD))
    assert breakdown(people(10), [people(10), people(0)]) == hidden
    assert breakdown(Count(FEW), [people(30), people(20)]) == hidden
    assert breakdown(people(50), [people(30), people(20)]) == (
        Shown(NUMBER, 30),
        Shown(NUMBER, 20),
    )


def test_beside_one_hidden_part_the_next_smallest_is_hidden() -> None:
    """P02."""
    said = breakdown(people(97), [people(4), people(60), people(33), people(0)])
    assert said == (
        Shown(WITHHELD),
        Shown(NUMBER, 60),
        Shown(WITHHELD),
        Shown(NUMBER, 0),
    )


def test_hidden_parts_that_together_are_few_take_another_with_them() -> None:
    said = breakdown(people(62), [people(1), people(1), people(20), people(40)])
    assert [one.kind for one in said] == [WITHHELD, WITHHELD, WITHHELD, NUMBER]


def test_an_unknown_part_is_hidden_and_is_not_worked_out_from_the_rest() -> None:
    said = breakdown(people(100), [Count(CONFIDENTIAL), people(50), people(30)])
    assert [one.kind for one in said] == [WITHHELD, NUMBER, WITHHELD]


def test_parts_that_overlap_are_not_shown() -> None:
    assert set(breakdown(people(50), [people(40), people(30)])) == {Shown(WITHHELD)}


@given(SIZES, st.integers(2, 15), st.integers(0, 15))
def test_a_higher_threshold_never_shows_more_of_the_parts(
    sizes: list[int], threshold: int, more: int
) -> None:
    whole, parts = people(sum(sizes)), [people(size) for size in sizes]
    low, high = breakdown(whole, parts, threshold + more), breakdown(whole, parts, threshold)
    assert all(one == other or one.kind == WITHHELD for one, other in zip(low, high, strict=True))


@given(st.lists(st.integers(0, 14), min_size=1, max_size=3), st.integers(2, 11))
def test_no_subtraction_gives_a_hidden_part_away(sizes: list[int], threshold: int) -> None:
    """P03: whoever knows the whole and what is shown finds two answers for each hidden part."""
    said = breakdown(people(sum(sizes)), [people(size) for size in sizes], threshold)
    hidden = [place for place, one in enumerate(said) if one.kind == WITHHELD]
    assume(hidden and sum(sizes) >= threshold)
    left = sum(sizes) - sum(one.number or 0 for one in said)
    some_are_shown = len(hidden) < len(sizes)  # then a hidden part is known to be somebody
    least = 1 if some_are_shown else 0
    answers = [
        one for one in product(range(least, left + 1), repeat=len(hidden)) if sum(one) == left
    ]
    for place in range(len(hidden)):
        assert len({one[place] for one in answers}) > 1


@given(st.lists(COUNTS, min_size=1, max_size=6), st.integers(0, 300))
def test_a_number_that_is_shown_is_the_number_itself(counts: list[Count], whole: int) -> None:
    for count, one in zip(counts, breakdown(people(whole), counts), strict=True):
        assert one == Shown(WITHHELD) or one == Shown(NUMBER, count.number)
        assert one.kind == WITHHELD or not 1 <= (count.number or 0) <= 10
