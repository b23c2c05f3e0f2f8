"""Opening times in a part of the OpenStreetMap notation: ``Mo-Fr 09:00-17:00; Sa 10:00-14:00``.

Enough to answer "open now"; what it cannot say stands in the note beside it. Moments are minutes of
the week: 0 is Monday at midnight, local time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
DAY = 24 * 60
WEEK = len(DAYS) * DAY

_TIME = r"([01]\d|2[0-3]):([0-5]\d)"
_SPAN = re.compile(rf"{_TIME}-({_TIME}|24:00)")
_ASKED = re.compile(rf"({'|'.join(DAYS)})-{_TIME}", re.ASCII)


@dataclass(frozen=True)
class Span:
    """Open from ``start`` to ``end`` on a weekday (0 is Monday), in minutes after midnight."""

    day: int
    start: int
    end: int


@dataclass(frozen=True)
class Openness:
    """Whether something is open, and the minute of the week until which that holds.

    ``until`` is None for what never changes.
    """

    is_open: bool
    until: int | None


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


def open_hours(text: object) -> tuple[tuple[int, int], ...]:
    """Return when it is open as (first, end) minutes of the week, apart and in order.

    What is no text, or a text that cannot be read, is not known: that gives nothing.
    """
    try:
        spans = parse_opening(text) if isinstance(text, str) else ()
    except ValueError:
        return ()
    joined: list[tuple[int, int]] = []
    for first, end in sorted((s.day * DAY + s.start, s.day * DAY + s.end) for s in spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((first, end))
    return tuple(joined)


def openness(hours: Iterable[tuple[int, int]], minute: int) -> Openness:
    """Return whether it is open at a minute of the week, and until when.

    ``hours`` are those of ``open_hours``; what is open over Sunday's midnight stays open on Monday.
    """
    hours = tuple(hours)
    for first, end in hours:
        if first <= minute < end:
            if end == WEEK and hours[0][0] == 0:
                end = hours[0][1]
            return Openness(True, None if (end - first) % WEEK == 0 else end % WEEK)
    starts = [first for first, _ in hours]
    return Openness(
        False, min((s for s in starts if s > minute), default=min(starts, default=None))
    )


def week_minute(moment: datetime) -> int:
    """Return the minute of the week of a local time."""
    return moment.weekday() * DAY + moment.hour * 60 + moment.minute


def asked_minute(text: str) -> int | None:
    """Return the minute of the week of a text such as ``Tu-14:00``, None for any other text."""
    match = _ASKED.fullmatch(text)
    if not match:
        return None
    day, hour, minute = match.groups()
    return DAYS.index(day) * DAY + int(hour) * 60 + int(minute)


def minute_text(minute: int) -> str:
    """Return a minute of the week as ``asked_minute`` reads it."""
    return f"{DAYS[minute // DAY]}-{clock(minute)}"


def clock(minute: int) -> str:
    """Return the time of day of a minute of the week: 09:00, 18:30."""
    hour, rest = divmod(minute % DAY, 60)
    return f"{hour:02}:{rest:02}"


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
