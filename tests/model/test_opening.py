from __future__ import annotations

from datetime import datetime

import pytest

from geo.model.opening import Span, is_open, parse_opening


def test_days_and_times_become_spans() -> None:
    assert parse_opening("Mo-Tu 09:00-12:00,13:00-17:00; Sa 10:00-14:00") == (
        Span(0, 540, 720), Span(0, 780, 1020), Span(1, 540, 720), Span(1, 780, 1020),
        Span(5, 600, 840),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["always", "Mo", "Mo 9-17", "Mo 25:00-26:00", "Fr-Mo 09:00-10:00", "Mo 17:00-09:00"]
)
def test_what_cannot_be_read_says_what_was_expected(text: str) -> None:
    with pytest.raises(ValueError, match=r"such as|from the earlier|after the start"):
        parse_opening(text)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 11, 23, 9, 0), True),
        (datetime(2026, 11, 23, 8, 59), False),
        (datetime(2026, 11, 23, 17, 0), False),
        (datetime(2026, 11, 22, 10, 0), False),
    ],
)
def test_open_from_the_first_minute_until_the_last(moment: datetime, expected: bool) -> None:
    assert is_open("Mo-Fr 09:00-17:00", moment) is expected
