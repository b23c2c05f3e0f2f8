"""The folded section of a card that tells what has changed, with its chooser of a day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from geo.acts.look import View
from geo.acts.record import Desk
from geo.acts.since import changed_since
from geo.analysis.choice import FIRST_DAY
from geo.model.levels import LEVELS

_MONTHS_BACK = {"month": 1, "quarter": 3, "year": 12}


def since_section(desk: Desk, view: View) -> dict[str, Any] | None:
    """Return the section for the open area or town, None where neither is open.

    Raises
    ------
    StoreError
        When the store cannot be read.
    """
    if view.open_area is None and not view.open_town:
        return None
    say, chosen, today = view.words, view.choice.since, view.now.date()
    lines = changed_since(desk, view, date.fromisoformat(chosen)) if chosen else []
    count = sum("heading" not in line for line in lines)
    title = say("since.title")
    if chosen:
        title = f"{say('since.title_from', date=say.date(chosen))} ({say.number(count)})"
    notes = []
    if chosen and not lines:
        notes.append(say("since.nothing"))
    if chosen and view.snapshot.level != LEVELS[-1]:
        notes.append(say("since.needs"))
    return {
        "title": title,
        "lines": lines,
        "note": " ".join(notes),
        "folded": True,
        "since": {
            "day": chosen,
            "first": FIRST_DAY,
            "last": today.isoformat(),
            "label": say("since.day"),
            "ways": [
                [day, say(f"since.{name}"), day == chosen]
                for name, months in _MONTHS_BACK.items()
                for day in [_months_before(today, months).isoformat()]
            ],
        },
    }


def _months_before(day: date, months: int) -> date:
    """Return the same day some months earlier, the last of its month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
