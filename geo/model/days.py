"""Which day it is where the map's people live."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

RIGA = ZoneInfo("Europe/Riga")


def today() -> date:
    """Return the day it is in Latvia, wherever the server stands."""
    return datetime.now(RIGA).date()


def local(moment: str) -> str:
    """Return an ISO 8601 moment in UTC as day and minute in Latvia: ``2026-11-22 20:47``."""
    return datetime.fromisoformat(moment).astimezone(RIGA).strftime("%Y-%m-%d %H:%M")


def first_day(text: str) -> str:
    """Return the first day that an ISO date, possibly only a year or a month, can mean."""
    return text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text


def last_day(text: str) -> str:
    """Return a day that nothing meant by an ISO date, year or month comes after."""
    return text + "-12-31"[len(text) - 4 :] if len(text) < 10 else text
