"""Opening times in words: for cards, for the chooser of a time, for its chip."""

from __future__ import annotations

import re
from typing import Any

from geo.acts.look import View
from geo.analysis.choice import NOW
from geo.model.fields import FIELDS
from geo.model.opening import DAY, DAYS, asked_minute, clock, open_hours, openness, week_minute
from geo.words import Words

_WITH_HOURS = {kind for kind, fields in FIELDS.items() if any(f.form == "opening" for f in fields)}
_DAY_WORD = re.compile("|".join(DAYS))


def open_facts(view: View, kind: str, opening: str, note: str) -> list[tuple[str, str]]:
    """Return what a card says of opening times, as pairs; of a kind that has none, nothing.

    Parameters
    ----------
    opening, note
        The times in the notation of ``geo.model.opening`` and as people wrote them; either may be
        empty.
    """
    if kind not in _WITH_HOURS:
        return []
    say = view.words
    hours = open_hours(opening)
    usual = (
        note or (times_in_words(view.words, opening) if hours else opening) or say("hours.unknown")
    )
    pairs = [(say("card.opening"), usual)]
    if not hours:
        return pairs
    minute = week_minute(view.now)
    now = openness(hours, minute)
    if now.until is None:
        state = say("hours.always")
    else:
        today = now.until // DAY == minute // DAY and now.until > minute
        day = "" if today else _on(view, now.until)
        at = {"day": day, "time": clock(now.until)}
        state = say("hours.open_until" if now.is_open else "hours.opens", **at)
    return [(say("hours.now"), " ".join(state.split())), *pairs]


def hours_filter(view: View) -> dict[str, Any] | None:
    """Return the chooser of a time, None where no record's times are known and none is asked."""
    if not view.snapshot.hours.known.any() and not view.choice.hours:
        return None
    say = view.words
    own = view.choice.hours not in ("", NOW)
    day, time = divmod(view.minute, DAY)
    return {
        "label": say("filter.hours"),
        "now": [NOW, say("hours.open_now"), view.open_now, view.choice.hours == NOW],
        "other": say("hours.other"),
        "days": [[key, say(f"hours.days.{key.lower()}"), key == DAYS[day]] for key in DAYS],
        "day": say("hours.day"),
        "time": say("hours.time"),
        "at": clock(time if own else time - time % 60),
        "show": say("hours.show"),
        "on": own,
    }


def hours_word(view: View) -> str:
    """Return the word for the chosen time, an empty text where none is chosen."""
    if not view.choice.hours:
        return ""
    minute = asked_minute(view.choice.hours)
    if minute is None:
        return view.words("hours.open_now")
    return view.words("hours.open_at", day=_on(view, minute), time=clock(minute))


def _on(view: View, minute: int) -> str:
    return view.words(f"hours.on.{DAYS[minute // DAY].lower()}")


def times_in_words(say: Words, opening: str) -> str:
    """Return opening times with the short names of days of a language."""
    named = _DAY_WORD.sub(lambda day: say(f"hours.short.{day[0].lower()}"), opening)
    return re.sub(r"(?<=\w)-(?=\w)", "\N{EN DASH}", named)
