"""Moments are kept in UTC; people live by the clock of their town."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from geo.model.clock import USUAL_ZONE, day_begins, local_time, zone_of

RIGA = zone_of({"timezone": "Europe/Riga"})


@pytest.mark.parametrize(
    ("moment", "local"),
    [
        ("2026-11-22T12:00:00.000Z", datetime(2026, 11, 22, 14, 0)),
        ("2026-07-01T21:30:00.000Z", datetime(2026, 7, 2, 0, 30)),
        ("2026-10-25T00:30:00.000Z", datetime(2026, 10, 25, 3, 30)),  # the clock goes back at four
        ("2026-10-25T01:30:00.000Z", datetime(2026, 10, 25, 3, 30)),
    ],
)
def test_a_moment_is_told_by_the_wall_clock(moment: str, local: datetime) -> None:
    """R06."""
    assert local_time(moment, RIGA) == local


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2026, 11, 22), "2026-11-21T22:00:00.000Z"),
        (date(2026, 7, 1), "2026-06-30T21:00:00.000Z"),
    ],
)
def test_a_day_begins_at_midnight_of_the_town(day: date, moment: str) -> None:
    assert day_begins(day, RIGA) == moment
    assert local_time(moment, RIGA) == datetime(day.year, day.month, day.day)


@pytest.mark.parametrize(
    "facts", [{}, {"timezone": None}, {"timezone": "Mars/Phobos"}, {"timezone": "../../etc"},
              {"timezone": "Europe"}, {"timezone": 3}], ids=str,
)  # fmt: skip
def test_a_town_without_a_usable_zone_has_the_usual_one(facts: dict[str, Any]) -> None:
    assert zone_of(facts).key == USUAL_ZONE
