"""Ages told apart without overlap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model.disclosure import people
from geo.model.figures import Band, Residents, bands_without_overlap

FIVE_YEARS: list[Band] = [*((age, age + 4) for age in range(0, 85, 5)), (85, None)]


@pytest.mark.parametrize(
    ("bands", "expected"),
    [
        ([], ()),
        ([(0, None)], ()),
        ([(0, 14), (15, 64), (65, None)], ((0, 14), (15, 64), (65, None))),
        ([*FIVE_YEARS, (0, 14), (15, 64), (65, None)], ((0, 14), (15, 64), (65, None))),
        ([(0, 14), (10, 64), (65, None)], ()),
        ([(0, 14), (15, 64)], ()),
        ([(20, 10), (0, 19), (20, None)], ((0, 19), (20, None))),
    ],
)
def test_the_fewest_bands_that_cover_every_age_once(
    bands: list[Band], expected: tuple[Band, ...]
) -> None:
    assert bands_without_overlap(bands) == expected


@given(st.lists(st.tuples(st.integers(0, 20), st.none() | st.integers(0, 30))))
def test_whatever_the_bands_every_age_is_in_exactly_one_or_there_are_none(
    bands: list[Band],
) -> None:
    chosen = bands_without_overlap([*bands, *FIVE_YEARS[:2]])
    for age in range(120) if chosen else ():
        assert sum(low <= age and (high is None or age <= high) for low, high in chosen) == 1


def test_everybody_is_both_sexes_and_all_ages() -> None:
    assert Residents("krizi", 2025, people(300)).is_whole
    assert not Residents("krizi", 2025, people(100), sex="F").is_whole
    assert not Residents("krizi", 2025, people(100), age_from=65).is_whole
