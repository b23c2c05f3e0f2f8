"""What is open at a moment; what nobody knows is never counted as closed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.hours import Hours, hours_of
from geo.model.opening import WEEK, asked_minute, open_hours, openness
from geo.model.records import Records
from tests import tiny

OPENING = {
    "r-hall": "Mo-Fr 09:00-17:00",
    "r-gym": "Tu 10:00-12:00,13:00-22:00; Sa 10:00-14:00",
    "r-border": "vienmēr",  # what cannot be read is not known
    "r-old": "",
}


def records_with(opening: dict[str, str]) -> Records:
    records = tiny.tiny()
    texts = [opening.get(identity) for identity in records.ids]
    frame = records.frame.assign(opening=pd.Series(texts, dtype=object))
    return replace(records, frame=frame)


RECORDS = records_with(OPENING)
HOURS = hours_of(RECORDS)


def ids(mask: np.ndarray) -> set[str]:
    return set(RECORDS.ids[mask])


def passing(text: str) -> set[str]:
    minute = asked_minute(text)
    assert minute is not None
    return ids(HOURS.passing(minute))


NEEDS = {"p-lonely", "p-idle", "p-none", "p-closed"}


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("Mo-09:00", {"r-hall"}),
        ("Tu-11:59", {"r-hall", "r-gym"}),
        ("Tu-12:00", {"r-hall"}),
        ("Tu-21:00", {"r-gym"}),
        ("Sa-10:00", {"r-gym"}),
        ("Su-10:00", set()),
    ],
)
def test_what_is_open_stays_and_a_need_is_never_closed(moment: str, expected: set[str]) -> None:
    assert passing(moment) == expected | NEEDS


def test_unknown_is_neither_open_nor_closed_and_is_no_need() -> None:
    assert ids(HOURS.known) == {"r-hall", "r-gym"}
    assert ids(HOURS.unknown) == {"r-border", "r-old", "r-lost", "g-choir", "g-town"}


def test_a_town_without_opening_times_knows_none() -> None:
    for records in (tiny.tiny(), tiny.no_records()):
        hours = hours_of(records)
        assert not hours.known.any()
        assert not hours.unknown[records.kind == 2].any()


@given(st.integers(0, WEEK - 1))
def test_all_records_at_once_say_what_each_one_says(minute: int) -> None:
    hours: Hours = HOURS
    for row, identity in enumerate(RECORDS.ids):
        alone = openness(open_hours(OPENING.get(identity)), minute).is_open
        assert hours.passing(minute)[row] == (alone or identity in NEEDS)
        assert not (alone and hours.unknown[row])
