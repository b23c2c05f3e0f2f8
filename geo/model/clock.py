"""The town's own time: moments are kept in UTC, people live by the clock on their wall."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

USUAL_ZONE = "Europe/Riga"
"""Where a town does not say its time zone, or names one that does not exist."""


def zone_of(town: Mapping[str, Any]) -> ZoneInfo:
    """Return the time zone of a town's facts."""
    try:
        return ZoneInfo(str(town.get("timezone") or USUAL_ZONE))
    except (KeyError, ValueError, OSError):  # no such zone, no such name, a name that is a folder
        return ZoneInfo(USUAL_ZONE)


def local_now(zone: ZoneInfo) -> datetime:
    """Return the time on the wall now."""
    return datetime.now(zone).replace(tzinfo=None)


def local_time(moment: str, zone: ZoneInfo) -> datetime:
    """Return the time on the wall at a moment of the log (UTC, ISO 8601)."""
    return datetime.fromisoformat(moment).astimezone(zone).replace(tzinfo=None)


def day_begins(day: date, zone: ZoneInfo) -> str:
    """Return the moment at which a local day begins, as the log writes moments."""
    begins = datetime.combine(day, time(), zone).astimezone(UTC)
    return begins.strftime("%Y-%m-%dT%H:%M:%S.000Z")
