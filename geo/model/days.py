"""Days as records name them, and which day it is in Latvia."""

from __future__ import annotations

from datetime import date

from geo.model.clock import local_now, zone_of


def today() -> date:
    """Return the day it is in Latvia, wherever the server stands."""
    return local_now(zone_of({})).date()


def first_day(text: str) -> str:
    """Return the first day that an ISO date, possibly only a year or a month, can mean."""
    return text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text


def last_day(text: str) -> str:
    """Return a day that nothing meant by an ISO date, year or month comes after."""
    return text + "-12-31"[len(text) - 4 :] if len(text) < 10 else text
