from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model.opening import (
    DAY,
    DAYS,
    WEEK,
    Openness,
    Span,
    asked_minute,
    minute_text,
    open_hours,
    openness,
    parse_opening,
    week_minute,
)

SPANS = st.lists(
    st.tuples(st.sampled_from(DAYS), st.integers(0, 23), st.integers(1, 24)).filter(
        lambda span: span[1] < span[2]
    ),
    min_size=1,
    max_size=8,
)


def test_days_and_times_become_spans() -> None:
    assert parse_opening("Mo-Tu 09:00-12:00,13:00-17:00; Sa 10:00-14:00") == (
        Span(0, 540, 720), Span(0, 780, 1020), Span(1, 540, 720), Span(1, 780, 1020),
        Span(5, 600, 840),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["always", "Mo", "Mo 9-17", "Mo 25:00-26:00", "Fr-Mo 09:00-10:00", "Mo 17:00-09:00"]
)
def test_what_cannot_be_read_says_what_was_expected_and_is_not_known(text: str) -> None:
    with pytest.raises(ValueError, match=r"such as|from the earlier|after the start"):
        parse_opening(text)
    assert open_hours(text) == ()


@pytest.mark.parametrize("nothing", [None, float("nan"), "", " ; "])
def test_nothing_said_is_not_known(nothing: object) -> None:
    assert open_hours(nothing) == ()


@pytest.mark.parametrize(
    ("text", "moment", "expected"),
    [
        ("Mo-Fr 09:00-17:00", "Mo-09:00", (True, "Mo-17:00")),
        ("Mo-Fr 09:00-17:00", "Mo-08:59", (False, "Mo-09:00")),
        ("Mo-Fr 09:00-17:00", "Mo-17:00", (False, "Tu-09:00")),
        ("Mo-Fr 09:00-17:00", "Fr-17:00", (False, "Mo-09:00")),
        ("Mo-Fr 09:00-17:00", "Su-10:00", (False, "Mo-09:00")),
        # one span ends where the next begins: it does not close in between
        ("Mo 09:00-12:00,12:00-17:00", "Mo-10:00", (True, "Mo-17:00")),
        ("Fr 20:00-24:00; Sa 00:00-02:00", "Fr-23:00", (True, "Sa-02:00")),
        ("Su 20:00-24:00; Mo 00:00-02:00", "Su-23:00", (True, "Mo-02:00")),
        ("Mo-Su 00:00-24:00", "We-03:00", (True, None)),
    ],
)
def test_it_says_whether_it_is_open_and_until_when(
    text: str, moment: str, expected: tuple[bool, str | None]
) -> None:
    minute = asked_minute(moment)
    assert minute is not None
    found = openness(open_hours(text), minute)
    until = None if found.until is None else minute_text(found.until)
    assert (found.is_open, until) == expected


@given(SPANS, st.integers(0, WEEK - 1))
def test_it_is_open_exactly_within_its_spans_and_until_is_when_that_ends(
    spans: list[tuple[str, int, int]], minute: int
) -> None:
    text = "; ".join(f"{day} {start:02}:00-{end:02}:00" for day, start, end in spans)
    within = {
        DAYS.index(day) * DAY + minute
        for day, start, end in spans
        for minute in range(start * 60, end * 60)
    }
    hours = open_hours(text)
    found = openness(hours, minute)
    assert found.is_open == (minute in within)
    until = minute
    while found.until is not None and until % WEEK != found.until:
        assert openness(hours, until % WEEK).is_open == found.is_open
        until += 1
    if found.until is not None:
        assert openness(hours, found.until).is_open != found.is_open


def test_what_nobody_knows_is_never_open_and_never_opens() -> None:
    assert openness((), 0) == Openness(False, None)


def test_a_moment_is_a_minute_of_its_week() -> None:
    assert week_minute(datetime(2026, 11, 24, 14, 5)) == asked_minute("Tu-14:05")


@pytest.mark.parametrize("text", ["now", "", "Tu", "Tu-14", "Tu-24:00", "tu-14:00", "Tu-1٤:00"])
def test_a_text_of_another_form_asks_for_no_time(text: str) -> None:
    assert asked_minute(text) is None
