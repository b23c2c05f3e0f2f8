"""What stands beside a record on its card: evidence, relations, linked records."""

from __future__ import annotations

from typing import Any

from geo.acts.card.lines import Line, sign
from geo.acts.companion_words import evidence_words, relation_words, since_words
from geo.acts.look import View, place_words
from geo.words import collation_key


def evidence(view: View, identity: str) -> dict[str, Any]:
    """Return the section of what a need rests on, line by line."""
    lines = view.snapshot.companions.evidence.get(identity, ())
    texts = (evidence_words(view.snapshot, line, view.words) for line in lines)
    return {
        "title": view.words("card.evidence"),
        "lines": [{"text": text} for text in texts],
        "note": "",
    }


def beside(view: View, identity: str, *, but: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Return the sections of relations and links; ``but`` names kinds that are shown elsewhere."""
    titled = (
        ("card.relations", _relations(view, identity)),
        ("card.links", _links(view, identity, but)),
    )
    return [
        {"title": view.words(title), "lines": lines, "note": ""} for title, lines in titled if lines
    ]


def _relations(view: View, identity: str) -> list[Line]:
    snapshot = view.snapshot
    return [
        {
            "text": relation_words(snapshot, row, identity, view.words),
            "sub": since_words(row, view.words),
            "open": row["object"] if row["subject"] == identity else row["subject"],
        }
        for row in snapshot.companions.relations.get(identity, ())
    ]


def _links(view: View, identity: str, but: tuple[str, ...]) -> list[Line]:
    snapshot = view.snapshot
    titles = snapshot.titles(view.language)
    order = ("resource", "group", "problem", "activity", "proposal", "outreach")
    found = [
        (str(snapshot.kind_of(one)), one) for one in snapshot.companions.links.get(identity, ())
    ]
    found.sort(key=lambda pair: (order.index(pair[0]), collation_key(titles[pair[1]])))
    return [_link(view, kind, one) for kind, one in found if kind not in but]


def _link(view: View, kind: str, identity: str) -> Line:
    row = view.snapshot.records.row_of(identity)
    line = {"text": view.snapshot.titles(view.language)[identity], "open": identity}
    if row is None:
        return {**line, "sub": view.words(f"kinds.{kind}")}
    return {**line, "sub": place_words(view, row), "sign": sign(view, row)}
