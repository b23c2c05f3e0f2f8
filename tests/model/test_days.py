"""The day is Latvia's, wherever the server stands (R06)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from geo.model import clock, days


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        ("2026-11-22T21:59:59", date(2026, 11, 22)),
        ("2026-11-22T22:00:00", date(2026, 11, 23)),
        ("2026-07-01T20:59:59", date(2026, 7, 1)),
        ("2026-07-01T21:00:00", date(2026, 7, 2)),
    ],
)
def test_the_day_changes_at_midnight_in_riga_in_winter_and_in_summer(
    monkeypatch: pytest.MonkeyPatch, utc: str, day: date
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime.fromisoformat(utc).replace(tzinfo=UTC).astimezone(tz)  # type: ignore[arg-type]

    monkeypatch.setattr(clock, "datetime", Clock)
    assert days.today() == day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-31"),
        ("2024-02-10", "2024-02-10", "2024-02-10"),
    ],
)
def test_a_year_or_a_month_has_a_first_and_a_last_day(text: str, first: str, last: str) -> None:
    assert (days.first_day(text), days.last_day(text)) == (first, last)
