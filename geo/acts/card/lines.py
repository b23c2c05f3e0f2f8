"""What the lines of every card are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from geo.acts.look import View
from geo.model.fields import web_address
from geo.model.levels import LEVELS
from geo.model.records import Mask

Line = dict[str, Any]
Card = dict[str, Any]


def sign(view: View, row: int) -> list[int]:
    """Return (kind, family, state) of a record, as the map draws it."""
    records = view.snapshot.records
    return [int(records.kind[row]), int(records.family[row]), int(view.states[row])]


def section(view: View, key: str, lines: list[Line]) -> dict[str, Any]:
    """Return a section that says so where it has no lines."""
    note = "" if lines else view.words(f"{key}_empty")
    return {"title": view.words(key), "lines": lines, "note": note}


def happening(
    view: View, events: list[Line], wishes: list[Line], plan: list[Line]
) -> list[dict[str, Any]]:
    """Return what is under way, asked of the council and planned, where there is any."""
    titled = (("card.timeline", events), ("card.asked", wishes), ("card.outreach", plan))
    return [
        {"title": view.words(title), "lines": lines, "note": ""} for title, lines in titled if lines
    ]


def answer_lines(view: View, problem_type: str, where: Mask, *, brief: bool) -> list[Line]:
    """Return what answers a problem type: how many here and in the whole town, and why."""
    snapshot = view.snapshot
    records = snapshot.records
    lines: list[Line] = []
    for answer in snapshot.taxonomy.answers_to(problem_type):
        code = records.type_codes([(answer.kind, answer.key)])
        everywhere = np.isin(records.type, code)
        count, total = int(np.count_nonzero(everywhere & where)), int(np.count_nonzero(everywhere))
        if brief and not count:
            continue
        label = snapshot.taxonomy.label(answer.kind, answer.key, view.language)
        lines.append(
            {
                "text": label,
                "count": count if brief else total,
                "sub": "" if brief else answer.reason.get(view.language, ""),
                # a line that would lead to an empty list leads nowhere
                **({"set": {"category": [answer.key], "problem": [], "kind": []}} if total else {}),
                "quiet": not total,
                "indent": brief,
            }
        )
    if brief and not lines:
        return [{"text": view.words("card.answered_by_none"), "quiet": True, "indent": True}]
    if brief:
        lines.insert(0, {"text": view.words("card.answered_by"), "quiet": True, "indent": True})
    return lines


def link(address: str) -> Line:
    """Return a line that leads to an address, or only says it where it is not a plain web one."""
    try:
        return {"text": address, "href": web_address(address)}
    except ValueError:
        return {"text": address, "quiet": True}


def by_name(view: View, rows: Iterable[Any]) -> list[int]:
    """Return record rows in the order of their names."""
    rank = view.snapshot.ranks(view.language)["name"]
    return sorted((int(row) for row in rows), key=lambda row: int(rank[row]))


def of_columns(columns: Mapping[str, Any], stem: str, language: str) -> str:
    """Return a text of some columns in a language, else in Latvian."""
    return text_of(columns.get(f"{stem}_{language}")) or text_of(columns.get(f"{stem}_lv"))


def in_language(view: View, row: int, stem: str) -> str:
    """Return a record's text in the language of the view, else in Latvian."""
    for name in (f"{stem}_{view.language}", f"{stem}_lv"):
        column = view.snapshot.column(name)
        if column and (text := text_of(column[row])):
            return text
    return ""


def text_of(value: Any) -> str:
    """Return a column's text, an empty one where the column has none."""
    return value if isinstance(value, str) else ""


def to_desk(view: View) -> list[Line]:
    """Return the button that leads to the form; whoever may see internal records may edit."""
    if view.snapshot.level != LEVELS[-1]:
        return []
    return [{"label": view.words("edit.edit"), "edit": True}]
