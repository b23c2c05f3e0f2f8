"""Who could help with a need, where a group is needed and with whom, in a few lines of its card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo.acts.card.lines import Line, sign
from geo.acts.helping import Helper, Near, partners_for, where_needed, who_can_help
from geo.acts.look import View
from geo.model.taxonomy import KINDS

_FIRST = 5
_REASONS = 3


def helping(view: View, row: int) -> list[dict[str, Any]]:
    """Return the sections of a need or a group; a resource has none."""
    town, say = view.snapshot, view.words
    identity, kind = str(town.records.ids[row]), KINDS[town.records.kind[row]]
    if kind == "problem":
        found = who_can_help(town, identity, say)
        return [_section(view, "help.who", helper_lines(view, found))]
    if kind != "group":
        return []
    wanted: list[Line] = [
        {"text": one.name, "sub": one.text, "open": f"area:{one.area}"}
        for one in where_needed(town, identity, say)
    ]
    others = helper_lines(view, partners_for(town, Near(group=identity), say))
    return [_section(view, "help.where", wanted), _section(view, "help.partners", others)]


def to_help(view: View, row: int) -> list[Line]:
    """Return the button that leads from a need or a group to the page with all of them."""
    kind = KINDS[view.snapshot.records.kind[row]]
    titles = {"problem": "help.title", "group": "help.title_group"}
    return [{"label": view.words(titles[kind]), "help": True}] if kind in titles else []


def helper_lines(view: View, found: Sequence[Helper]) -> list[Line]:
    """Return a line for each helper: its name and its first reasons."""
    return [
        {
            "text": one.name,
            "sub": " ".join(one.reasons[:_REASONS]),
            "sign": sign(view, one.row),
            "open": one.id,
        }
        for one in found
    ]


def _section(view: View, title: str, lines: list[Line]) -> dict[str, Any]:
    """Return the first lines, and how many more the page has."""
    say = view.words
    more: list[Line] = []
    if len(lines) > _FIRST:
        more = [{"text": say("help.more", n=say.number(len(lines))), "quiet": True}]
    return {
        "title": say(title),
        "lines": [*lines[:_FIRST], *more],
        "note": "" if lines else say(f"{title}_empty"),
        "folded": title != "help.who",
    }
