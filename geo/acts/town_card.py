"""The card of the whole town: what no single area says."""

from __future__ import annotations

from typing import Any

from geo.acts.look import View
from geo.acts.timeline import asked
from geo.model.taxonomy import KINDS


def town_card(view: View) -> dict[str, Any]:
    """Return the card of the town, in the form of ``geo.acts.card``."""
    say, snapshot = view.words, view.snapshot
    counts = snapshot.records.frame["kind"].value_counts()
    people = snapshot.town.get("population", {})
    facts = [
        (say("card.population"), _people(view, people)),
        (say("search.areas"), say.number(len(snapshot.areas))),
        *((say(f"kind.{kind}"), say.number(int(counts.get(kind, 0)))) for kind in KINDS),
    ]
    wishes = asked(view, None)
    sources = [str(snapshot.town.get("publisher", {}).get(f"note_{view.language}", "")),
               str(people.get("source", ""))]  # fmt: skip
    return {
        "eyebrow": say("card.town"),
        "title": snapshot.town_name(view.language),
        "facts": [pair for pair in facts if pair[1]],
        "sections": [
            *([{"title": say("card.asked"), "lines": wishes, "note": ""}] if wishes else []),
            {
                "title": say("card.sources"),
                "lines": [{"text": text, "quiet": True} for text in sources if text],
                "note": "",
                "folded": True,
            },
        ],
    }


def _people(view: View, people: Any) -> str:
    if not isinstance(people, dict) or not people.get("value"):
        return ""
    count = view.words.number(people["value"])
    return view.words("card.population_known", count=count, year=str(people.get("date", ""))[:4])
