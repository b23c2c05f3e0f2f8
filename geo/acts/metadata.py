"""What a file that leaves is: title, date, publisher, licence, filter, sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from geo.acts.look import View
from geo.acts.panel import option_word
from geo.analysis.choice import MANY
from geo.model.outgoing import LEVEL, Table, plain_text
from geo.model.taxonomy import KINDS
from geo.words import Words


def metadata(
    view: View, tables: Sequence[Table], areas: Table, *, file: str, today: date
) -> dict[str, Any]:
    """Return what a file of some tables is, as plain data; sentences are in the view's language."""
    say, town = view.words, view.snapshot
    counts = {table.kind: len(table.rows) for table in tables}
    placed = sum(shape is not None for table in tables for shape in table.shapes)
    sources = Counter(row["source"] for table in tables for row in table.rows)
    return {
        "title": say("app.title", town=town.town_name(view.language)),
        "file": file,
        "date": today.isoformat(),
        "language": view.language,
        "publisher": _fact(view, "publisher", "note") or town.town_name(view.language),
        "licence": licences(view),
        "level": LEVEL,
        "filter": {"address": view.choice.address(), "words": _filter_words(view)},
        "revision": town.revision,
        "rows": {**counts, "total": sum(counts.values())},
        "places": {"exact": placed, "withheld_or_unknown": sum(counts.values()) - placed},
        "boundaries": {
            "areas": len(areas.rows),
            "precision": dict(Counter(row["precision"] for row in areas.rows)),
        },
        "sources": [
            {"source": source, "rows": count} for source, count in sources.most_common() if source
        ],
    }


def licences(view: View) -> dict[str, str]:
    """Return under which terms records and boundaries may be used, as the town states it."""
    unknown = view.words("export.licence_unknown")
    boundary = view.snapshot.boundary
    own = boundary.get("licence") if boundary else _fact(view, "licence", "boundaries")
    return {
        "records": _fact(view, "licence", "records") or unknown,
        "boundaries": own or unknown,
    }


def about(meta: Mapping[str, Any], say: Words) -> list[tuple[str, str]]:
    """Return the metadata in words, as pairs for people to read."""
    rows, places, boundaries = meta["rows"], meta["places"], meta["boundaries"]
    precision = ", ".join(
        f"{say('export.official' if key == 'official' else 'export.approximate')}: "
        f"{say.number(count)}"
        for key, count in boundaries["precision"].items()
    )
    kinds = ", ".join(
        f"{say(f'kind.{kind}') if kind in KINDS else say(f'export.{kind}')}: {say.number(count)}"
        for kind, count in rows.items()
        if kind != "total"
    )
    pairs = [
        ("title", meta["title"]),
        ("date", say.date(meta["date"])),
        ("publisher", meta["publisher"]),
        ("licence_records", meta["licence"]["records"]),
        ("licence_boundaries", meta["licence"]["boundaries"]),
        ("filter", "; ".join(meta["filter"]["words"])),
        ("rows", f"{say.number(rows['total'])} ({kinds})" if kinds else say.number(rows["total"])),
        (
            "places",
            say(
                "export.places_text",
                exact=say.number(places["exact"]),
                others=say.number(places["withheld_or_unknown"]),
            ),
        ),
        ("boundaries", precision),
        ("revision", str(meta["revision"])),
        *(("source", f"{source['source']} ({source['rows']})") for source in meta["sources"]),
    ]
    return [(say(f"export.{name}"), text) for name, text in pairs]


def _filter_words(view: View) -> list[str]:
    """Return the choice in words; where anything is left out, the kinds that are on are said."""
    say, choice = view.words, view.choice
    if set(view.shown.kinds) == set(KINDS) and not replace(choice, kind=()).filtered:
        return [say("export.everything")]
    words = [f"{say('search.label')}: {plain_text(choice.q)}"] if choice.q.strip() else []
    for name in MANY:
        keys = view.shown.kinds if name == "kind" else choice.keys(name)
        if keys:
            labels = ", ".join(option_word(view, name, key) for key in keys)
            words.append(f"{say(f'filter.{name}')}: {labels}")
    return words


def _fact(view: View, table: str, name: str) -> str | None:
    """Return a sentence of the town's facts, in the view's language or in Latvian."""
    facts = view.snapshot.town.get(table)
    if not isinstance(facts, Mapping):
        return None
    return plain_text(facts.get(f"{name}_{view.language}")) or plain_text(facts.get(f"{name}_lv"))
