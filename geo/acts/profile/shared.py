"""Lines that pages of areas and of communities share."""

from __future__ import annotations

from geo.acts.card.record import reach_words
from geo.acts.look import View, status_words
from geo.acts.profile.parts import Line, record_line, said_of


def group_line(view: View, row: int) -> Line:
    """Return a group with its kind, how it stands, since when, how many it reaches, its offers."""
    say, record = view.words, view.snapshot.records.frame.iloc[row]
    told = [view.snapshot.type_word(row, view.language), status_words(view, row), *life(view, row)]
    if reach := reach_words(view, record):
        told.append(f"{say('card.reach')}: {reach}")
    told += said_of(view, row, "offers", "rhythm")
    return record_line(view, row, sub=told)


def life(view: View, row: int) -> list[str]:
    """Return since when a group works, and until when, where that is known."""
    record, say = view.snapshot.records.frame.iloc[row], view.words
    days = [(name, record.get(name)) for name in ("started", "ended")]
    return [
        f"{say(f'timeline.{name}')} {say.date(day)}" for name, day in days if isinstance(day, str)
    ]
