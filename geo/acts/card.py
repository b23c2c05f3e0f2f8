"""The card of an area or a record: what stands there, as lines that carry ids and no markup.

A card is plain data: ``title``, ``facts`` (pairs), ``sections`` of ``lines``. A line has a
``text`` and may have ``sub``, a ``sign`` (kind, family, state), and one thing it does: ``open`` a
record or area, ``set`` filters, or ``href``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from geo.acts.look import View, place_words, state_words, status_words, type_words
from geo.acts.residents import range_words, residents_section, residents_words
from geo.acts.timeline import asked, timeline
from geo.model.fields import web_address
from geo.model.levels import LEVELS
from geo.model.placing import NOWHERE
from geo.model.records import Mask
from geo.model.taxonomy import KINDS, TYPE_OF_KIND

Line = dict[str, Any]
Card = dict[str, Any]

_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_NAMES_A_CATEGORY = 3
_FEW = 10
_RESOURCE, _GROUP, _PROBLEM = (KINDS.index(kind) for kind in ("resource", "group", "problem"))


def card_of(view: View) -> Card | None:
    """Return the card of what is open, None where nothing is or the viewer may not see it."""
    if view.open_area is not None:
        return _area_card(view, view.open_area)
    if view.open_row is not None:
        return _record_card(view, view.open_row)
    if view.choice.open:
        return {"title": view.words("error.not_found"), "facts": [], "sections": []}
    return None


def sign(view: View, row: int) -> list[int]:
    """Return (kind, family, state) of a record, as the map draws it."""
    records = view.snapshot.records
    return [int(records.kind[row]), int(records.family[row]), int(view.states[row])]


def _area_card(view: View, key: str) -> Card:
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
        (say("card.population"), _population(view, area)),
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
            }
        ],
        "sections": [
            _strong(view, key, here),
            _active(view, here),
            _needed(view, here),
            _needed_in_town(view),
            *filter(None, [residents_section(area, say)]),
            *_happening(view, timeline(view, area=key), asked(view, key)),
            _area_sources(view, area),
        ],
    }


def _happening(view: View, events: list[Line], wishes: list[Line]) -> list[dict[str, Any]]:
    """Return what is under way and what is asked of the council, where there is any."""
    titled = (("card.timeline", events), ("card.asked", wishes))
    return [
        {"title": view.words(title), "lines": lines, "note": ""} for title, lines in titled if lines
    ]


def _population(view: View, area: Mapping[str, Any]) -> str:
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
        rows = _by_name(view, mine[np.isin(records.type[mine], code)])
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
    return _section(view, "card.strong", lines)


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
        for row in _by_name(view, np.flatnonzero(here & (records.kind == _GROUP)))
    ]
    return _section(view, "card.active", lines)


def _needed(view: View, here: Mask) -> dict[str, Any]:
    """Return the area's needs, each with what answers it; the town's needs are counted."""
    snapshot = view.snapshot
    records = snapshot.records
    lines: list[Line] = []
    for row in _by_name(view, np.flatnonzero(here & (records.kind == _PROBLEM))):
        lines.append(
            {
                "text": _in(view, row, "statement") or snapshot.names(view.language)[row],
                "sub": _evidence(view, row),
                "sign": sign(view, row),
                "open": records.ids[row],
            }
        )
        lines += _answer_lines(view, records.types[records.type[row]][1], here, brief=True)
    section = _section(view, "card.needed", lines)
    section["note"] = view.words("card.situation") if lines else section["note"]
    return section


def _needed_in_town(view: View) -> dict[str, Any]:
    """Return the needs of the whole municipality, folded: they hold here too."""
    records, names = view.snapshot.records, view.snapshot.names(view.language)
    rows = np.flatnonzero((records.kind == _PROBLEM) & (records.area == NOWHERE))
    lines = [
        {"text": names[row], "sign": sign(view, row), "open": records.ids[row]}
        for row in _by_name(view, rows)
    ]
    title = f"{view.words('card.needed_town')} ({view.words.number(len(lines))})"
    return {"title": title, "lines": lines, "note": "", "folded": True}


def _area_sources(view: View, area: Mapping[str, Any]) -> dict[str, Any]:
    say = view.words
    bounds = _of(area, "bounds", view.language)
    lines = [
        bounds and say("card.bounds", text=bounds),
        area["source"],
        area["population_source"],
        _of(area, "population_note", view.language),
        say("card.approximate_hint") if area["precision"] != "official" else None,
    ]
    return {
        "title": say("card.sources"),
        "lines": [{"text": text, "quiet": True} for text in dict.fromkeys(lines) if text],
        "note": "",
        "folded": True,
    }


def _record_card(view: View, row: int) -> Card:
    say, snapshot = view.words, view.snapshot
    records = snapshot.records
    record = records.frame.iloc[row]
    kind = KINDS[records.kind[row]]
    vocabulary, type_key = records.types[records.type[row]]
    taxonomy, language = snapshot.taxonomy, view.language
    need = kind == "problem"
    targets = [taxonomy.label("target_group", key, language) for key in record["target_groups"]]
    methods = record.get("methods")
    methods = methods if isinstance(methods, tuple) else ()
    facts = [
        (say("card.for"), ", ".join(targets)),
        (say("card.place"), place_words(view, row)),
        (say("card.address"), _text(record.get("address"))),
        (say("card.offers"), _in(view, row, "offers")),
        (say("card.seeks"), _in(view, row, "seeks")),
        (say("card.reach"), _reach(view, record)),
        (say("card.opening"), _in(view, row, "opening_note") or _text(record.get("opening"))),
        (say("card.status"), status_words(view, row)),
        (say("card.methods"), ", ".join(
            taxonomy.label("research_method", key, language) for key in methods)),
        (say("card.period"), _period(view, _text(record.get("period")))),
        (say("card.trend"), _trend(view, record)),
        (say("card.source_count"), need and _number(view, record.get("source_count"))),
    ]  # fmt: skip
    return {
        "eyebrow": f"{say(f'kind_one.{kind}')} · {type_words(view, row)}",
        "title": snapshot.names(language)[row],
        "sign": sign(view, row),
        "tag": state_words(view, row),
        "lead": _in(view, row, "statement" if need else "summary"),
        "facts": [pair for pair in facts if pair[1]],
        "actions": [*_to_area(view, row), *_to_desk(view)],
        "sections": [
            section
            for section in (
                _contact(view, record),
                _answered(view, row, type_key) if need else _answers(view, vocabulary, type_key),
                *_happening(view, timeline(view, record=str(record["id"])), []),
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


def _to_desk(view: View) -> list[Line]:
    """Return the button that leads to the form; whoever may see internal records may edit."""
    if view.snapshot.level != LEVELS[-1]:
        return []
    return [{"label": view.words("edit.edit"), "edit": True}]


def _contact(view: View, record: Any) -> dict[str, Any]:
    lines: list[Line] = []
    for phone in filter(None, _text(record.get("phone")).split("|")):
        digits = "".join(letter for letter in phone if letter.isdigit() or letter == "+")
        lines.append({"text": phone, "href": f"tel:{digits}"})
    lines += [_link(web) for web in _text(record.get("web")).split("|") if web]
    return {"title": view.words("card.contact"), "lines": lines, "note": ""}


def _link(address: str) -> Line:
    """Return a line that leads to an address, or only says it where it is not a plain web one."""
    try:
        return {"text": address, "href": web_address(address)}
    except ValueError:
        return {"text": address, "quiet": True}


def _answered(view: View, row: int, problem_type: str) -> dict[str, Any]:
    records = view.snapshot.records
    area = records.area[row]
    where = records.area == area if area != NOWHERE else np.ones(len(records), dtype=bool)
    lines = _answer_lines(view, problem_type, where, brief=False)
    if not any(line["count"] for line in lines):
        lines = []
    return {
        "title": view.words("card.answered_by"),
        "lines": lines,
        "note": "" if lines else view.words("card.answered_by_none"),
    }


def _answer_lines(view: View, problem_type: str, where: Mask, *, brief: bool) -> list[Line]:
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
    dated = _text(record.get("source_date"))
    confidence = _text(record.get("confidence"))
    pairs = [
        (say("card.note"), _in(view, row, "note")),
        (say("card.source"), _text(record.get("source"))),
        (say("card.source_date"), say.date(dated) if dated else say("no_data.word")),
        (say("card.confirmed"), _confirmed(view, record)),
        (say("card.confidence"), confidence
         and view.snapshot.taxonomy.label("confidence", confidence, view.language)),
    ]  # fmt: skip
    lines: list[Line] = [{"text": f"{name}: {text}", "quiet": True} for name, text in pairs if text]
    lines += [_link(url) for url in _text(record.get("source_url")).split("|") if url]
    return {"title": say("card.sources"), "lines": lines, "note": ""}


def _section(view: View, key: str, lines: list[Line]) -> dict[str, Any]:
    note = "" if lines else view.words(f"{key}_empty")
    return {"title": view.words(key), "lines": lines, "note": note}


def _evidence(view: View, row: int) -> str:
    """Return method, date and number of sources of a need in one line."""
    record = view.snapshot.records.frame.iloc[row]
    taxonomy = view.snapshot.taxonomy
    methods = [taxonomy.label("research_method", key, view.language) for key in record["methods"]]
    date = _text(record["source_date"])
    return " · ".join(filter(None, (", ".join(methods), date and view.words.date(date),
                                    _text(record["source"]))))  # fmt: skip


def _by_name(view: View, rows: Iterable[Any]) -> list[int]:
    rank = view.snapshot.ranks(view.language)["name"]
    return sorted((int(row) for row in rows), key=lambda row: int(rank[row]))


def _of(columns: Mapping[str, Any], stem: str, language: str) -> str:
    """Return a text of some columns in a language, else in Latvian."""
    return _text(columns.get(f"{stem}_{language}")) or _text(columns.get(f"{stem}_lv"))


def _in(view: View, row: int, stem: str) -> str:
    """Return a record's text in the language of the view, else in Latvian."""
    frame = view.snapshot.records.frame
    for name in (f"{stem}_{view.language}", f"{stem}_lv"):
        if name in frame and (text := _text(frame[name].iloc[row])):
            return text
    return ""


def _number(view: View, value: Any) -> str:
    return (
        view.words.number(int(value)) if isinstance(value, (int, float)) and value == value else ""
    )


def _trend(view: View, record: Any) -> str:
    """Return where a need is heading, nothing where nobody has said."""
    trend = _text(record.get("trend"))
    known = trend and trend != "unknown"
    return view.snapshot.taxonomy.label("trend", trend, view.language) if known else ""


def _reach(view: View, record: Any) -> str:
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
    day, role = _text(record.get("confirmed_on")), _text(record.get("confirmed_by"))
    if not day:
        return ""
    who = view.snapshot.taxonomy.label("role", role, view.language) if role else ""
    return ", ".join(filter(None, (view.words.date(day), who)))


def _period(view: View, text: str) -> str:
    """Return an ISO 8601 interval such as 2022-09/2023-03 as people write it."""
    return " – ".join(view.words.date(part) for part in text.split("/") if part)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
