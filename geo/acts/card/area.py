"""The card of an area: what is strong here, who is active, what is needed, what happens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from geo.acts.card.lines import (
    Card,
    Line,
    answer_lines,
    by_name,
    happening,
    in_language,
    of_columns,
    section,
    sign,
    text_of,
)
from geo.acts.look import View, state_words, status_words
from geo.acts.residents import range_words, residents_section, residents_words
from geo.acts.timeline import asked, planned, timeline
from geo.model.placing import NOWHERE
from geo.model.records import Mask
from geo.model.taxonomy import KINDS, TYPE_OF_KIND

_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_NAMES_A_CATEGORY = 3
_FEW = 10
_RESOURCE, _GROUP, _PROBLEM = (KINDS.index(kind) for kind in ("resource", "group", "problem"))


def area_card(view: View, key: str) -> Card:
    """Return the card of an area by its key."""
    say, snapshot = view.words, view.snapshot
    area = snapshot.area_rows[key]
    here = snapshot.records.area == snapshot.records.areas.index(key)
    bank = area["bank"] and snapshot.taxonomy.label("bank", area["bank"], view.language)
    cyrillic = view.language == "ru"
    aliases = [
        alias
        for alias in area["aliases"]
        if alias != area[f"name_{view.language}"] and bool(_CYRILLIC.search(alias)) == cyrillic
    ]
    facts = [
        (say("card.population"), population_words(view, area)),
        (say("card.bank"), bank or say("no_data.word")),
        (say("card.aliases"), ", ".join(aliases)),
    ]
    only = view.choice.area == (key,)
    return {
        "title": snapshot.area_name(key, view.language),
        "tag": say("card.approximate") if area["precision"] != "official" else "",
        "tag_hint": say("card.approximate_hint"),
        "facts": [pair for pair in facts if pair[1]],
        "actions": [
            {
                "label": say("card.all" if only else "card.only"),
                "set": {"area": [] if only else [key]},
                "on": only,
            },
            {"label": say("card.to_page"), "page": True},
        ],
        "sections": [
            _strong(view, key, here),
            _active(view, here | _also(view, key)),
            _needed(view, here),
            _needed_in_town(view),
            *filter(None, [residents_section(area, say)]),
            *happening(view, timeline(view, area=key), asked(view, key), planned(view, key)),
            _area_sources(view, area),
        ],
    }


def population_words(view: View, area: Mapping[str, Any]) -> str:
    """Return how many people live in an area, a range or that there are no data."""
    say = view.words
    official = residents_words(area, say)
    if official is not None:
        return official
    if area["population"] is not None:
        count = _people(view, area["population"])
        return say("card.population_known", count=count, year=area["population_year"])
    low, high = area["population_min"], area["population_max"]
    if low is not None and high is not None:
        about = range_words(area, say)
        low, high = _people(view, low), _people(view, high)
        return say("card.population_range", low=low, high=high, about=about)
    return say("no_data.word")


def _people(view: View, number: int) -> str:
    """Return how many people there are; one to ten are never counted (field rule 3.3)."""
    return f"≤\N{NO-BREAK SPACE}{_FEW}" if 1 <= number <= _FEW else view.words.number(number)


def _strong(view: View, key: str, here: Mask) -> dict[str, Any]:
    """Return the area's resources, category by category."""
    snapshot = view.snapshot
    records = snapshot.records
    lines: list[Line] = []
    names = snapshot.names(view.language)
    mine = np.flatnonzero(here & (records.kind == _RESOURCE))
    for category in snapshot.taxonomy.keys(TYPE_OF_KIND["resource"]):
        code = records.type_codes([(TYPE_OF_KIND["resource"], category)])
        rows = by_name(view, mine[np.isin(records.type[mine], code)])
        if not rows:
            continue
        label = snapshot.taxonomy.label(TYPE_OF_KIND["resource"], category, view.language)
        lines.append({"heading": label, "count": len(rows)})
        lines += [
            {"text": names[row], "sub": state_words(view, row), "sign": sign(view, row),
             "open": records.ids[row]}
            for row in rows[:_NAMES_A_CATEGORY]
        ]  # fmt: skip
        if len(rows) > _NAMES_A_CATEGORY:
            more = view.words.number(len(rows) - _NAMES_A_CATEGORY)
            lines.append(
                {
                    "text": view.words("card.more", count=more),
                    "set": {"area": [key], "category": [category], "kind": ["resource"]},
                }
            )
    return section(view, "card.strong", lines)


def _also(view: View, key: str) -> Mask:
    """Return which records work in an area among several."""
    return np.array([key in keys for keys in view.snapshot.several_areas], dtype=bool)


def _active(view: View, here: Mask) -> dict[str, Any]:
    records, names = view.snapshot.records, view.snapshot.names(view.language)
    lines = [
        {
            "text": names[row],
            "sub": ", ".join(
                filter(None, (view.snapshot.type_word(row, view.language), status_words(view, row)))
            ),
            "sign": sign(view, row),
            "open": records.ids[row],
        }
        for row in by_name(view, np.flatnonzero(here & (records.kind == _GROUP)))
    ]
    return section(view, "card.active", lines)


def _needed(view: View, here: Mask) -> dict[str, Any]:
    """Return the area's needs, each with what answers it; the town's needs are counted."""
    snapshot = view.snapshot
    records = snapshot.records
    lines: list[Line] = []
    for row in by_name(view, np.flatnonzero(here & (records.kind == _PROBLEM))):
        lines.append(
            {
                "text": in_language(view, row, "statement") or snapshot.names(view.language)[row],
                "sub": evidence_words(view, row),
                "sign": sign(view, row),
                "open": records.ids[row],
            }
        )
        lines += answer_lines(view, records.types[records.type[row]][1], here, brief=True)
    needed = section(view, "card.needed", lines)
    return {**needed, "note": view.words("card.situation")} if lines else needed


def _needed_in_town(view: View) -> dict[str, Any]:
    """Return the needs of the whole municipality, folded: they hold here too."""
    records, names = view.snapshot.records, view.snapshot.names(view.language)
    rows = np.flatnonzero((records.kind == _PROBLEM) & (records.area == NOWHERE))
    lines = [
        {"text": names[row], "sign": sign(view, row), "open": records.ids[row]}
        for row in by_name(view, rows)
    ]
    title = f"{view.words('card.needed_town')} ({view.words.number(len(lines))})"
    return {"title": title, "lines": lines, "note": "", "folded": True}


def _area_sources(view: View, area: Mapping[str, Any]) -> dict[str, Any]:
    say = view.words
    bounds = of_columns(area, "bounds", view.language)
    lines = [
        bounds and say("card.bounds", text=bounds),
        area["source"],
        area["population_source"],
        of_columns(area, "population_note", view.language),
        say("card.approximate_hint") if area["precision"] != "official" else None,
    ]
    return {
        "title": say("card.sources"),
        "lines": [{"text": text, "quiet": True} for text in dict.fromkeys(lines) if text],
        "note": "",
        "folded": True,
    }


def evidence_words(view: View, row: int) -> str:
    """Return method, date and number of sources of a need in one line."""
    record = view.snapshot.records.frame.iloc[row]
    taxonomy = view.snapshot.taxonomy
    methods = [taxonomy.label("research_method", key, view.language) for key in record["methods"]]
    date = text_of(record["source_date"])
    return " · ".join(filter(None, (", ".join(methods), date and view.words.date(date),
                                    text_of(record["source"]))))  # fmt: skip
