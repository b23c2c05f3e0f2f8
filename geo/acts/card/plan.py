"""The card of an activity, a proposal to the council or an item of the outreach plan."""

from __future__ import annotations

from typing import Any

from geo.acts.card.beside import beside
from geo.acts.card.lines import Card, of_columns, text_of, to_desk
from geo.acts.history import field_word, value_words
from geo.acts.look import View
from geo.model.forms import TITLE
from geo.store.values import to_text

_EYEBROW = {"activity": "activity_type", "proposal": "status", "outreach": "channel"}
_FACTS = {
    "activity": ("date", "area", "venue", "target_groups", "people", "volunteers", "result",
                 "next_step", "next_date"),
    "proposal": ("area", "department", "cost_band", "asked_on", "answered_on", "answer", "done_on"),
    "outreach": ("target_groups", "area", "place", "time", "language", "role", "due", "done"),
}  # fmt: skip
"""What each card says, in this order."""


def plan_card(view: View, row: dict[str, Any]) -> Card:
    """Return the card of a record that has no place on the map."""
    say, kind = view.words, row["kind"]
    facts = [(field_word(name, say), _said(view, row, name)) for name in _FACTS[kind]]
    area = row["area"] in view.snapshot.area_rows and row["area"]
    name = view.snapshot.area_name(row["area"], view.language)
    sources = [
        {"text": f"{say(f'card.{name}')}: {text}", "quiet": True}
        for name, text in (
            ("note", of_columns(row, "note", view.language)),
            ("source", text_of(row["source"])),
            ("source_date", say.date(text_of(row["source_date"]))),
        )
        if text
    ]
    return {
        "eyebrow": " · ".join(
            filter(None, (say(f"kinds.{kind}"), _said(view, row, _EYEBROW[kind])))
        ),
        "title": of_columns(row, TITLE[kind], view.language),
        "facts": [pair for pair in facts if pair[1]],
        "actions": [
            *([{"label": say("card.to_area", area=name), "open": f"area:{area}"}] if area else []),
            *to_desk(view),
        ],
        "sections": [
            *beside(view, row["id"]),
            {"title": say("card.sources"), "lines": sources, "note": ""},
        ],
    }


def _said(view: View, row: dict[str, Any], name: str) -> str:
    """Return a column in words, an empty text where it says nothing."""
    value = row[name] if name in row else of_columns(row, name, view.language)
    text = to_text(value)
    return value_words(view.snapshot, row["kind"], name, text, view.words) if text else ""
