"""What is asked of the council: each proposal with who answers for it and how far it has come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from geo.acts.look import View
from geo.acts.profile.parts import Line

STEPS = ("asked", "answered", "done")
"""The way of a proposal; the day of each step stands in the column ``<step>_on``."""


def proposal_lines(view: View, area: str) -> Iterator[Line]:
    """Yield the proposals of an area, then those of the whole municipality."""
    rows = view.snapshot.proposals.to_dict("records")
    yield from (_proposal(view, row) for row in rows if row["area"] == area)
    common = [row for row in rows if row["area"] is None]
    if common:
        yield Line(view.words("card.needed_town"), form="heading")
        yield from (_proposal(view, row) for row in common)


def proposals_linked(view: View, identity: str) -> Iterator[Line]:
    """Yield the proposals that are linked with a record."""
    linked = view.snapshot.companions.links.get(identity, ())
    for row in view.snapshot.proposals.to_dict("records"):
        if row["id"] in linked:
            yield _proposal(view, row)


def _proposal(view: View, row: Any) -> Line:
    say, taxonomy, language = view.words, view.snapshot.taxonomy, view.language
    cost = row["cost_band"] and taxonomy.label("cost_band", row["cost_band"], language)
    told = [
        f"{say('field.department')}: {row['department'] or say('no_data.word')}",
        f"{say('field.cost_band')}: {cost or say('no_data.word')}",
        steps(view, row),
    ]
    if answer := in_columns(row, "answer", language):
        told.append(f"{say('field.answer')}: {answer}")
    dated = row["source_date"] and say.date(row["source_date"])
    source = f"{row['source']} ({dated or say('profile.undated')})" if row["source"] else ""
    return Line(
        in_columns(row, "statement", language),
        " · ".join(told),
        open=str(row["id"]),
        sources=tuple(filter(None, (source,))),
    )


def steps(view: View, row: Any) -> str:
    """Return how far a proposal has come: Asked 01.02. → Answered 03.04. → Done: not yet."""
    taxonomy, say = view.snapshot.taxonomy, view.words
    reached = STEPS.index(row["status"]) if row["status"] in STEPS else 0
    told = []
    for place, step in enumerate(STEPS):
        word = taxonomy.label("proposal_status", step, view.language)
        day = row[f"{step}_on"]
        if place <= reached or day:
            told.append(f"{word} {say.date(day)}" if day else word)
        else:
            told.append(f"{word}: {say('profile.not_yet')}")
    return " → ".join(told)


def in_columns(row: Any, stem: str, language: str) -> str:
    """Return a text in a language, else in Latvian, else an empty one."""
    return row.get(f"{stem}_{language}") or row.get(f"{stem}_lv") or ""
