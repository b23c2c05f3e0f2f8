"""The card of a resource, a group or a need."""

from __future__ import annotations

from typing import Any

import numpy as np

from geo.acts.card.beside import beside, evidence
from geo.acts.card.help import helping, to_help
from geo.acts.card.lines import (
    Card,
    Line,
    answer_lines,
    happening,
    in_language,
    link,
    sign,
    text_of,
    to_desk,
)
from geo.acts.look import View, place_words, state_words, status_words, type_words
from geo.acts.open_times import open_facts
from geo.acts.timeline import timeline
from geo.model.placing import NOWHERE
from geo.model.records import is_community
from geo.model.taxonomy import KINDS


def record_card(view: View, row: int) -> Card:
    """Return the card of a record by its row."""
    say, snapshot = view.words, view.snapshot
    records = snapshot.records
    record = records.frame.iloc[row]
    kind = KINDS[records.kind[row]]
    vocabulary, type_key = records.types[records.type[row]]
    taxonomy, language = snapshot.taxonomy, view.language
    need = kind == "problem"
    targets = [taxonomy.label("target_group", key, language) for key in record["target_groups"]]
    identity = str(record["id"])
    # lines of evidence say it one by one; a need from a data file has only columns
    methods = () if identity in snapshot.companions.evidence else record.get("methods")
    methods = methods if isinstance(methods, tuple) else ()
    facts = [
        (say("card.for"), ", ".join(targets)),
        (say("card.place"), place_words(view, row)),
        (say("card.address"), text_of(record.get("address"))),
        (say("card.offers"), in_language(view, row, "offers")),
        (say("card.seeks"), in_language(view, row, "seeks")),
        (say("card.reach"), reach_words(view, record)),
        *open_facts(
            view, kind, text_of(record.get("opening")), in_language(view, row, "opening_note")
        ),
        (say("card.status"), status_words(view, row)),
        (say("card.methods"), ", ".join(
            taxonomy.label("research_method", key, language) for key in methods)),
        (say("card.period"), _period(view, text_of(record.get("period")))),
        (say("card.trend"), _trend(view, record)),
        (say("card.source_count"), methods and _number(view, record.get("source_count"))),
    ]  # fmt: skip
    return {
        "eyebrow": f"{say(f'kind_one.{kind}')} · {type_words(view, row)}",
        "title": snapshot.names(language)[row],
        "sign": sign(view, row),
        "tag": state_words(view, row),
        "lead": in_language(view, row, "statement" if need else "summary"),
        "facts": [pair for pair in facts if pair[1]],
        "actions": [
            *_to_area(view, row),
            *_to_page(view, row),
            *to_help(view, row),
            *to_desk(view),
        ],
        "sections": [
            section
            for section in (
                _contact(view, record),
                evidence(view, identity),
                _answered(view, row, type_key) if need else _answers(view, vocabulary, type_key),
                *helping(view, row),
                *beside(view, identity, but=("activity",)),
                *happening(view, timeline(view, record=identity), [], []),
                _record_sources(view, row, record),
            )
            if section["lines"] or section["note"]
        ],
    }


def _to_area(view: View, row: int) -> list[Line]:
    """Return the button that leads from a record to the card of its area."""
    code = view.snapshot.records.area[row]
    if code == NOWHERE:
        return []
    key = view.snapshot.records.areas[code]
    name = view.snapshot.area_name(key, view.language)
    return [{"label": view.words("card.to_area", area=name), "open": f"area:{key}"}]


def _to_page(view: View, row: int) -> list[Line]:
    """Return the button that leads from a community to its own page."""
    if not is_community(view.snapshot.records, row):
        return []
    return [{"label": view.words("card.to_community"), "page": True}]


def _contact(view: View, record: Any) -> dict[str, Any]:
    lines: list[Line] = []
    for phone in filter(None, text_of(record.get("phone")).split("|")):
        digits = "".join(letter for letter in phone if letter.isdigit() or letter == "+")
        lines.append({"text": phone, "href": f"tel:{digits}"})
    lines += [link(web) for web in text_of(record.get("web")).split("|") if web]
    return {"title": view.words("card.contact"), "lines": lines, "note": ""}


def _answered(view: View, row: int, problem_type: str) -> dict[str, Any]:
    records = view.snapshot.records
    area = records.area[row]
    where = records.area == area if area != NOWHERE else np.ones(len(records), dtype=bool)
    lines = answer_lines(view, problem_type, where, brief=False)
    if not any(line["count"] for line in lines):
        lines = []
    return {
        "title": view.words("card.answered_by"),
        "lines": lines,
        "note": "" if lines else view.words("card.answered_by_none"),
    }


def _answers(view: View, vocabulary: str, type_key: str) -> dict[str, Any]:
    taxonomy = view.snapshot.taxonomy
    needs = {a.problem_type for a in taxonomy.answers if (a.kind, a.key) == (vocabulary, type_key)}
    lines = [
        {"text": taxonomy.public_wording(key, view.language), "set": {"problem": [key]}}
        for key in taxonomy.keys("problem_type")
        if key in needs
    ]
    return {"title": view.words("card.answers"), "lines": lines, "note": "", "folded": True}


def _record_sources(view: View, row: int, record: Any) -> dict[str, Any]:
    say = view.words
    dated = text_of(record.get("source_date"))
    confidence = text_of(record.get("confidence"))
    pairs = [
        (say("card.note"), in_language(view, row, "note")),
        (say("card.source"), text_of(record.get("source"))),
        (say("card.source_date"), say.date(dated) if dated else say("no_data.word")),
        (say("card.confirmed"), _confirmed(view, record)),
        (say("card.confidence"), confidence
         and view.snapshot.taxonomy.label("confidence", confidence, view.language)),
    ]  # fmt: skip
    lines: list[Line] = [{"text": f"{name}: {text}", "quiet": True} for name, text in pairs if text]
    lines += [link(url) for url in text_of(record.get("source_url")).split("|") if url]
    return {"title": say("card.sources"), "lines": lines, "note": ""}


def _number(view: View, value: Any) -> str:
    return (
        view.words.number(int(value)) if isinstance(value, (int, float)) and value == value else ""
    )


def _trend(view: View, record: Any) -> str:
    """Return where a need is heading, nothing where nobody has said."""
    trend = text_of(record.get("trend"))
    known = trend and trend != "unknown"
    return view.snapshot.taxonomy.label("trend", trend, view.language) if known else ""


def reach_words(view: View, record: Any) -> str:
    """Return a group's reach as people say it: 105 of 328."""
    members, people = record.get("reach_members"), record.get("reach_population")
    if not _known(members) or not _known(people) or not people:
        return ""
    share = view.words.number(100 * members / people)
    numbers = {"members": view.words.number(members), "people": view.words.number(people)}
    return view.words("card.reach_of", **numbers, share=share)


def _known(value: Any) -> bool:
    return isinstance(value, int | float) and value == value  # NaN is not itself


def _confirmed(view: View, record: Any) -> str:
    day, role = text_of(record.get("confirmed_on")), text_of(record.get("confirmed_by"))
    if not day:
        return ""
    who = view.snapshot.taxonomy.label("role", role, view.language) if role else ""
    return ", ".join(filter(None, (view.words.date(day), who)))


def _period(view: View, text: str) -> str:
    """Return an ISO 8601 interval such as 2022-09/2023-03 as people write it."""
    return " – ".join(view.words.date(part) for part in text.split("/") if part)
