"""Evidence, relations and consents in one line each, for cards, forms and the history alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.acts.snapshot import Snapshot
from geo.words import Words

Row = Mapping[str, Any]

_RELATIONS = ("hosts", "cooperates", "funds", "could_help")
"""The kinds whose two directions have words of their own; a town may add others."""


def evidence_words(town: Snapshot, line: Row, say: Words) -> str:
    """Return a line of evidence: method, date, number of sources, source."""
    count = line["source_count"]
    parts = [
        town.taxonomy.label("research_method", line["method"], say.language),
        say.date(line["date"]),
        None if count is None else say("card.sources_counted", n=int(count)),
        line["source"],
    ]
    return " · ".join(part for part in parts if part)


def relation_words(town: Snapshot, row: Row, beside: str, say: Words) -> str:
    """Return a relation as it reads beside one of its ends; empty where the other is not seen."""
    turned = row["subject"] != beside
    name = town.titles(say.language).get(row["subject"] if turned else row["object"])
    if name is None:
        return ""
    return f"{direction_words(town, row['relation_kind'], say, turned=turned)}: {name}"


def direction_words(town: Snapshot, kind: str, say: Words, *, turned: bool) -> str:
    """Return what a relation is called at its beginning, or ``turned`` at its other end."""
    if kind in _RELATIONS:
        return say(f"relation_turned.{kind}" if turned else f"relation.{kind}")
    label = town.taxonomy.label("relation_kind", kind, say.language)
    return say("relation.turned", kind=label) if turned else label


def since_words(row: Row, say: Words) -> str:
    """Return since when a relation is, an empty text where nobody has said."""
    return say("card.since", date=say.date(row["since"])) if row["since"] else ""


def consent_words(town: Snapshot, line: Row, say: Words) -> str:
    """Return a consent: which contact, for whose eyes, given by which role, from when to when."""
    label = town.taxonomy.label
    return say(
        "consent.line",
        contact=contact_word(line["contact"], say),
        whom=say(f"consent.to_{line['shown_to']}"),
        role=label("role", line["given_by"], say.language),
        since=say.date(line["given_on"]),
        until=say.date(line["until"]),
    )


def contact_word(name: str, say: Words) -> str:
    """Return the word for a contact column."""
    return say(f"consent.{name}") if name in ("phone", "web") else name
