"""The page of an area: people, strengths, groups, needs, what is under way, gaps, proposals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from geo.acts.card.area import evidence_words, population_words
from geo.acts.card.beside import evidence
from geo.acts.card.lines import by_name, in_language, of_columns, text_of
from geo.acts.gaps import gaps_of, sentences
from geo.acts.look import View, look, status_words
from geo.acts.profile.parts import (
    Line,
    Profile,
    Section,
    fact,
    line_of,
    record_line,
    records_beside,
    said_of,
    section,
    source_words,
)
from geo.acts.profile.proposals import proposal_lines
from geo.acts.profile.shared import group_line
from geo.acts.snapshot import Snapshot
from geo.acts.timeline import timeline
from geo.analysis.choice import Choice
from geo.analysis.gaps import answering
from geo.model.placing import NOWHERE
from geo.model.records import Mask
from geo.model.taxonomy import KINDS
from geo.words import Words

NEAR_M = 1000
_RESOURCE, _GROUP, _PROBLEM = (KINDS.index(kind) for kind in ("resource", "group", "problem"))


@dataclass(frozen=True)
class Changed:
    """What has changed since a day: lines with ``text`` and perhaps ``sub``, ``open``."""

    since: date
    lines: Sequence[Mapping[str, Any]]


def profile(town: Snapshot, area: str, say: Words, *, changed: Changed | None = None) -> Profile:
    """Return the page of an area as the viewer of a snapshot may see it.

    Raises
    ------
    KeyError
        When the town has no such area.
    """
    row = town.area_rows[area]
    view = look(town, Choice(open=f"area:{area}", kind=KINDS), say.language)
    here = town.records.area == town.records.areas.index(area)
    parts = (
        _people(view, row),
        _strong(view, here),
        _active(view, here | _named(view, area)),
        _needed(view, area, here),
        _needed_in_town(view),
        _under_way(view, area),
        _gaps(view, area),
        *([_since(view, changed)] if changed else []),
        section(view, "card.asked", proposal_lines(view, area)),
    )
    return Profile(
        key=area,
        title=town.area_name(area, say.language),
        eyebrow=say("profile.of_area", town=town.town_name(say.language)),
        tag=say("card.approximate") if row["precision"] != "official" else "",
        sections=(*parts, _sources(view, row, parts)),
    )


def _people(view: View, area: Mapping[str, Any]) -> Section:
    """Return who lives there, as far as anybody has published it (field rule 3.3)."""
    say, language = view.words, view.language
    bank = area["bank"] and view.snapshot.taxonomy.label("bank", area["bank"], language)
    lines = [
        fact(
            view,
            "card.population",
            population_words(view, area),
            sub=of_columns(area, "population_note", language),
            sources=tuple(filter(None, (area["population_source"],))),
        ),
        fact(view, "profile.ages", ""),
        Line(say("profile.unemployed")),
    ]
    if bank:
        lines.append(fact(view, "card.bank", bank))
    return section(view, "profile.people", lines, note=say("profile.people_note"))


def _strong(view: View, here: Mask) -> Section:
    """Return every resource of the area by category."""
    return section(view, "card.strong", _by_category(view, here))


def _by_category(view: View, here: Mask) -> Iterator[Line]:
    records, taxonomy = view.snapshot.records, view.snapshot.taxonomy
    mine = np.flatnonzero(here & (records.kind == _RESOURCE))
    for code, (vocabulary, key) in enumerate(records.types):
        rows = by_name(view, mine[records.type[mine] == code])
        if rows:
            label = taxonomy.label(vocabulary, key, view.language)
            yield Line(f"{label} ({view.words.number(len(rows))})", form="heading")
            for row in rows:
                address = text_of(view.snapshot.column("address")[row])
                told = (address, *said_of(view, row, "summary"))
                yield record_line(view, row, sub=told)


def _named(view: View, area: str) -> Mask:
    """Return which groups name the area among several."""
    return np.array([area in keys for keys in view.snapshot.several_areas], dtype=bool)


def _active(view: View, here: Mask) -> Section:
    rows = by_name(view, np.flatnonzero(here & (view.snapshot.records.kind == _GROUP)))
    return section(view, "card.active", (group_line(view, row) for row in rows))


def _needed(view: View, area: str, here: Mask) -> Section:
    """Return every statement with how it is known, and beside it what answers it here or near."""
    say, records = view.words, view.snapshot.records
    rows = by_name(view, np.flatnonzero(here & (records.kind == _PROBLEM)))
    lines = (
        Line(
            in_language(view, row, "statement") or view.snapshot.names(view.language)[row],
            " · ".join(filter(None, (_evidence(view, row), status_words(view, row)))),
            open=str(records.ids[row]),
            sign=(int(records.kind[row]), int(records.family[row]), int(view.states[row])),
            sources=(source_words(view, row),),
            beside=_answers(view, area, row),
        )
        for row in rows
    )
    return section(
        view, "card.needed", lines, note=say("card.situation"), aside=say("profile.answers")
    )


def _evidence(view: View, row: int) -> str:
    """Return method, date, source and number of sources, of each line of evidence if it has any."""
    records = view.snapshot.records
    lines = [str(line["text"]) for line in evidence(view, str(records.ids[row]))["lines"]]
    if lines:
        return "; ".join(lines)
    count = view.snapshot.column("source_count")[row]
    known = isinstance(count, int | float) and count == count  # NaN is not itself
    told = view.words("profile.source_count", n=int(count)) if known else ""
    return " · ".join(filter(None, (evidence_words(view, row), told)))


def _answers(view: View, area: str, row: int) -> tuple[Line, ...]:
    records, gaps = view.snapshot.records, gaps_of(view.snapshot)
    need = records.types[records.type[row]][1]
    code = records.areas.index(area)
    if need not in gaps.needs:
        return ()
    mask = answering(records, gaps.ground, gaps.needs[need], gaps.supply, code, within_m=NEAR_M)
    found = records_beside(view, [str(one) for one in records.ids[mask]])
    return found or (Line(view.words("card.answered_by_none"), form="quiet"),)


def _needed_in_town(view: View) -> Section:
    """Return the needs of the whole municipality: they hold here too."""
    records = view.snapshot.records
    rows = np.flatnonzero((records.kind == _PROBLEM) & (records.area == NOWHERE))
    lines = (record_line(view, row) for row in by_name(view, rows))
    return section(view, "profile.needed_town", lines)


def _under_way(view: View, area: str) -> Section:
    lines = timeline(view, area=area)
    return section(view, "card.timeline", (line_of(line) for line in lines))


def _gaps(view: View, area: str) -> Section:
    """Return the gaps in plain words, each with the records it rests on."""
    lines = (
        Line(
            one.text,
            record_ids=one.record_ids,
            beside=records_beside(view, one.record_ids),
            form="plain" if one.problem_type or one.category else "quiet",
        )
        for one in sentences(view.snapshot, area, view.words)
    )
    return section(
        view,
        "profile.gaps",
        lines,
        note=view.words("profile.gaps_note"),
        aside=view.words("profile.rests_on"),
    )


def _since(view: View, changed: Changed) -> Section:
    say = view.words
    title = say("profile.since", date=say.date(changed.since.isoformat()))
    lines = tuple(line_of(line) for line in changed.lines)
    return Section("since", title, lines, "" if lines else say("profile.since_empty"))


def _sources(view: View, area: Mapping[str, Any], parts: Iterable[Section]) -> Section:
    """Return every source that stands on the page, the area's own first, each once."""
    say, language = view.words, view.language
    bounds = of_columns(area, "bounds", language)
    approximate = area["precision"] != "official"
    own = [
        bounds and say("card.bounds", text=bounds),
        area["source"],
        say("card.approximate_hint") if approximate else "",
    ]
    told = [source for part in parts for line in part.lines for source in line.sources]
    return section(
        view,
        "card.sources",
        (Line(one, form="quiet") for one in dict.fromkeys([*own, *told]) if one),
    )
