"""The page of a community: a group that works in several areas or in the whole municipality."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from geo.acts.card.beside import beside
from geo.acts.card.record import reach_words
from geo.acts.look import View, look, place_words, status_words, type_words
from geo.acts.profile.parts import (
    Line,
    Profile,
    Section,
    fact,
    line_of,
    record_line,
    said_of,
    section,
    source_words,
)
from geo.acts.profile.proposals import proposals_linked
from geo.acts.profile.shared import life
from geo.acts.snapshot import Snapshot
from geo.acts.timeline import timeline
from geo.analysis.choice import Choice
from geo.model.placing import NOWHERE
from geo.model.records import is_community
from geo.model.taxonomy import KINDS
from geo.words import Words

_PROBLEM = KINDS.index("problem")


def community(town: Snapshot, identity: str, say: Words) -> Profile | None:
    """Return the page of a community, None where the viewer sees no such community."""
    row = town.records.row_of(identity)
    if row is None or not is_community(town.records, row):
        return None
    view = look(town, Choice(open=identity, kind=KINDS), say.language)
    parts = (
        _people(view, row),
        section(
            view, "card.offers", (Line(text) for text in said_of(view, row, "offers", "summary"))
        ),
        section(view, "card.seeks", (Line(text) for text in said_of(view, row, "seeks"))),
        section(view, "card.answers", _needs(view, row), note=say("card.situation")),
        *_beside(view, identity),
        section(view, "card.timeline", map(line_of, timeline(view, record=identity))),
        section(view, "card.asked", proposals_linked(view, identity)),
    )
    sources = (Line(one, form="quiet") for one in (source_words(view, row),) if one)
    return Profile(
        key=identity,
        title=town.names(say.language)[row],
        eyebrow=type_words(view, row),
        tag=status_words(view, row),
        sections=(*parts, section(view, "card.sources", sources)),
        record=True,
    )


def _people(view: View, row: int) -> Section:
    taxonomy, record = view.snapshot.taxonomy, view.snapshot.records.frame.iloc[row]
    targets = (
        taxonomy.label("target_group", key, view.language) for key in record["target_groups"]
    )
    areas = (
        view.snapshot.area_name(key, view.language) for key in view.snapshot.several_areas[row]
    )
    lines = [
        fact(view, "card.for", ", ".join(targets)),
        fact(view, "card.place", ", ".join(areas) or place_words(view, row)),
        fact(view, "card.reach", reach_words(view, record)),
        *(Line(text) for text in life(view, row)),
    ]
    return section(view, "profile.who", lines)


def _beside(view: View, identity: str) -> Iterator[Section]:
    """Yield with whom it works and what it is linked with, where there is any."""
    for one in beside(view, identity, but=("activity", "proposal")):
        yield Section("beside", str(one["title"]), tuple(line_of(line) for line in one["lines"]))


def _needs(view: View, row: int) -> Iterator[Line]:
    """Yield the statements that such a group answers, those of its areas or of all."""
    records, taxonomy = view.snapshot.records, view.snapshot.taxonomy
    pair = records.types[records.type[row]]
    types = {one.problem_type for one in taxonomy.answers if (one.kind, one.key) == pair}
    codes = [records.areas.index(key) for key in view.snapshot.several_areas[row]]
    rank = view.snapshot.ranks(view.language)["name"]
    rows = np.flatnonzero(records.kind == _PROBLEM)
    for need in sorted(rows.tolist(), key=lambda one: int(rank[one])):
        if records.types[records.type[need]][1] in types and (
            not codes or records.area[need] in (*codes, NOWHERE)
        ):
            yield record_line(view, need, sub=(place_words(view, need),))
