"""Opening times in a part of the OpenStreetMap notation: ``Mo-Fr 09:00-17:00; Sa 10:00-14:00``.

Enough to answer "open now"; what it cannot say stands in the note beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")

_TIME = r"([01]\d|2[0-3]):([0-5]\d)"
_SPAN = re.compile(rf"{_TIME}-({_TIME}|24:00)")


@dataclass(frozen=True)
class Span:
    """Open from ``start`` to ``end`` on a weekday (0 is Monday), in minutes after midnight."""

    day: int
    start: int
    end: int


def parse_opening(text: str) -> tuple[Span, ...]:
    """Return the spans that a text names, in its order.

    Raises
    ------
    ValueError
        When it is not of this notation; the message says what was expected.
    """
    spans: list[Span] = []
    for rule in filter(None, (part.strip() for part in text.split(";"))):
        days, _, times = rule.partition(" ")
        if not times.strip():
            raise ValueError("opening times such as Mo-Fr 09:00-17:00; Sa 10:00-14:00")
        for day in _days(days):
            spans += [Span(day, *_minutes(time.strip())) for time in times.split(",")]
    return tuple(spans)


def is_open(text: str, moment: datetime) -> bool:
    """Return whether it is open at a local time; a text that cannot be read is not open."""
    try:
        spans = parse_opening(text)
    except ValueError:
        return False
    minute = moment.hour * 60 + moment.minute
    return any(span.day == moment.weekday() and span.start <= minute < span.end for span in spans)


def _days(text: str) -> list[int]:
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last and last not in DAYS):
            raise ValueError("weekdays such as Mo-Fr or Sa,Su")
        start, end = DAYS.index(first), DAYS.index(last or first)
        if end < start:
            raise ValueError("weekdays from the earlier to the later")
        found += range(start, end + 1)
    return found


def _minutes(text: str) -> tuple[int, int]:
    match = _SPAN.fullmatch(text)
    if not match:
        raise ValueError("times such as 09:00-17:00")
    start_text, end_text = text.split("-")
    start, end = (int(part[:2]) * 60 + int(part[3:]) for part in (start_text, end_text))
    if end <= start:
        raise ValueError("an end after the start")
    return start, end
