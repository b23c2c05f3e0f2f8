"""Schedules of directories of services (HSDS) as opening times in our notation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from geo.model.opening import DAYS

_CLOCK = re.compile(
    r"(\d{1,2})(?::(\d{2}))?(?::\d{2})?\s*([ap]\.?m\.?)?(?:Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE
)


def opening_times(schedules: Iterable[Mapping[str, str]]) -> tuple[str, str]:
    """Return opening times in our notation and what cannot be said in it in the file's words."""
    spans: dict[str, list[str]] = {}
    words = []
    for schedule in schedules:
        days = _days(schedule.get("weekday") or schedule.get("byday") or "")
        start, end = (_clock(schedule.get(name, "")) for name in ("opens_at", "closes_at"))
        if days and start and end and start < end:
            for day in days:
                spans.setdefault(day, []).append(f"{start}-{end}")
        else:
            said = (schedule.get(name) for name in ("weekday", "byday", "opens_at", "closes_at"))
            words.append(" ".join(filter(None, said)) or schedule.get("description", ""))
    days_of: dict[str, list[str]] = {}
    for day in DAYS:
        if day in spans:
            days_of.setdefault(",".join(sorted(spans[day])), []).append(day)
    opening = "; ".join(f"{_run(days)} {times}" for times, days in days_of.items())
    return opening, "; ".join(filter(None, words))


def _run(days: list[str]) -> str:
    """Return days as one writes them: ``Mo-Fr`` for a run, ``Mo,We`` for others."""
    places = [DAYS.index(day) for day in days]
    is_run = len(days) > 2 and places[-1] - places[0] == len(days) - 1
    return f"{days[0]}-{days[-1]}" if is_run else ",".join(days)


def _days(text: str) -> list[str]:
    """Return weekdays: ``Monday``, ``1`` or ``MO,TU`` as iCalendar writes them."""
    found = []
    for part in re.split(r"[,;\s]+", text.strip()):
        name = part[:2].capitalize()
        if re.fullmatch("[1-7]", part):
            name = DAYS[int(part) - 1]
        if name not in DAYS:
            return []
        found.append(name)
    return found


def _clock(text: str) -> str:
    match = _CLOCK.fullmatch(text.strip())
    if not match:
        return ""
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""
