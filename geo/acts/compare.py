"""Two or three areas side by side: the same lines for each, no winner and no rank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.acts.card.area import population_words
from geo.acts.gaps import gaps_of
from geo.acts.look import View, look
from geo.acts.matrix import Cell, km_words, matrix_of
from geo.acts.snapshot import Snapshot
from geo.analysis.choice import Choice
from geo.files.table import write_table
from geo.model.taxonomy import KINDS, TYPE_OF_KIND
from geo.words import Words, collation_key

MOST = 3
"""More areas than this no screen shows side by side."""

_RESOURCE, _GROUP = (KINDS.index(kind) for kind in ("resource", "group"))


@dataclass(frozen=True)
class Row:
    """What one line says of each area; ``states`` are those of the gap matrix, else empty."""

    label: str
    cells: tuple[str, ...]
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """Lines of one subject, under the same title as on the areas' own pages."""

    title: str
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True)
class Comparison:
    """Areas as (key, name), and what is said of them, part by part."""

    areas: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]


def compare(
    town: Snapshot, areas: Sequence[str], say: Words, *, as_asked: bool = False
) -> Comparison:
    """Return the lines of two or three areas; unknown and further ones are left out.

    Parameters
    ----------
    as_asked
        Keep the order of ``areas``; otherwise areas stand by the alphabet.
    """
    keys = [key for key in dict.fromkeys(areas) if key in town.area_rows][:MOST]
    if not as_asked:
        keys.sort(key=lambda key: collation_key(town.area_name(key, say.language)))
    if not keys:
        return Comparison((), ())
    view = look(town, Choice(kind=KINDS), say.language)
    parts = (_people, _strong, _active, _needed, _far, _under_way, _asked)
    return Comparison(
        tuple((key, town.area_name(key, say.language)) for key in keys),
        tuple(part(view, keys) for part in parts),
    )


def comparison_csv(found: Comparison, say: Words) -> bytes:
    """Return the lines as a table with a column for each area."""
    header = [say("compare.part"), say("compare.line"), *(name for _, name in found.areas)]
    return write_table(header, _csv_rows(found))


def _csv_rows(found: Comparison) -> Iterator[list[Any]]:
    for part in found.parts:
        for row in part.rows:
            yield [part.title, row.label, *row.cells]


def _people(view: View, keys: Sequence[str]) -> Part:
    say, rows = view.words, [view.snapshot.area_rows[key] for key in keys]
    official = [row["precision"] == "official" for row in rows]
    border = (say(f"export.{'official' if one else 'approximate'}") for one in official)
    return Part(
        say("profile.people"),
        (
            Row(say("card.population"), tuple(population_words(view, row) for row in rows)),
            Row(say("compare.boundary"), tuple(border)),
        ),
    )


def _strong(view: View, keys: Sequence[str]) -> Part:
    taxonomy, vocabulary = view.snapshot.taxonomy, TYPE_OF_KIND["resource"]
    counts = _counts(view, keys, _RESOURCE)
    rows = [Row(view.words("compare.all"), _said(view, counts.sum(axis=1)))]
    for code, (name, key) in enumerate(view.snapshot.records.types):
        if name == vocabulary and counts[:, code].any():
            label = taxonomy.label(vocabulary, key, view.language)
            rows.append(Row(label, _said(view, counts[:, code])))
    return Part(view.words("card.strong"), tuple(rows), view.words("compare.records_note"))


def _active(view: View, keys: Sequence[str]) -> Part:
    records, names = view.snapshot.records, view.snapshot.names(view.language)
    named = []
    for key in keys:
        rows = np.flatnonzero(_of_area(view, key) & (records.kind == _GROUP))
        own = sorted((names[row] for row in rows.tolist()), key=collation_key)
        named.append("; ".join(own) or view.words("compare.nothing"))
    counts = _counts(view, keys, _GROUP).sum(axis=1)
    return Part(
        view.words("card.active"),
        (
            Row(view.words("kind.group"), _said(view, counts)),
            Row(view.words("compare.names"), tuple(named)),
        ),
    )


def _needed(view: View, keys: Sequence[str]) -> Part:
    """Return the needs that any of the areas has noted: how many statements, how near an answer."""
    matrix = matrix_of(view.snapshot, view.words, keys)
    rows = []
    for (_, need), cells in zip(matrix.needs, matrix.rows, strict=True):
        own = cells[:-1]  # the town's cell is not compared
        if any(cell.noted for cell in own):
            texts = (
                _need(view, cell) if cell.noted else view.words("matrix.quiet") for cell in own
            )
            rows.append(Row(need, tuple(texts), tuple(cell.state for cell in own)))
    return Part(view.words("card.needed"), tuple(rows), view.words("card.situation"))


def _need(view: View, cell: Cell) -> str:
    """Return how many statements there are, and what answers: in the area, or how far away."""
    said = view.words("compare.need", n=cell.noted, state=cell.word)
    return f"{said}, {cell.away}" if cell.away else said


def _far(view: View, keys: Sequence[str]) -> Part:
    """Return how far the nearest record of each category is from each area."""
    gaps, taxonomy = gaps_of(view.snapshot), view.snapshot.taxonomy
    codes = [view.snapshot.records.areas.index(key) for key in keys]
    rows = []
    for key, figures in gaps.categories.items():
        away = [float(figures.nearest_m[code]) for code in codes]
        texts = (km_words(one if np.isfinite(one) else None, view.words) for one in away)
        label = taxonomy.label(TYPE_OF_KIND["resource"], key, view.language)
        rows.append(Row(label, tuple(texts)))
    return Part(view.words("compare.nearest"), tuple(rows), view.words("gap.straight"))


def _under_way(view: View, keys: Sequence[str]) -> Part:
    activities = view.snapshot.activities
    dates = [sorted(map(str, activities["date"][activities["area"] == key])) for key in keys]
    last = (view.words.date(own[-1]) if own else view.words("no_data.word") for own in dates)
    return Part(
        view.words("card.timeline"),
        (
            Row(view.words("export.activity"), _said(view, [len(own) for own in dates])),
            Row(view.words("compare.last"), tuple(last)),
        ),
    )


def _asked(view: View, keys: Sequence[str]) -> Part:
    taxonomy, proposals = view.snapshot.taxonomy, view.snapshot.proposals
    rows = []
    for term in taxonomy.of("proposal_status"):
        mask = proposals["status"] == term.key
        counts = [int((mask & (proposals["area"] == key)).sum()) for key in keys]
        rows.append(Row(term.label.get(view.language, term.key), _said(view, counts)))
    return Part(view.words("card.asked"), tuple(rows))


def _of_area(view: View, key: str) -> Any:
    """Return which records are in an area, or are groups that name it among several."""
    records = view.snapshot.records
    several = np.array([key in keys for keys in view.snapshot.several_areas], dtype=bool)
    return (records.area == records.areas.index(key)) | several


def _counts(view: View, keys: Sequence[str], kind: int) -> Any:
    """Return how many records of a kind each area has, by type."""
    records = view.snapshot.records
    return np.stack(
        [
            np.bincount(
                records.type[_of_area(view, key) & (records.kind == kind)],
                minlength=len(records.types),
            )
            for key in keys
        ]
    )


def _said(view: View, counts: Any) -> tuple[str, ...]:
    """Return counts in words: where nothing is recorded, that is said instead of a nought."""
    return tuple(
        view.words.number(int(count)) if count else view.words("compare.nothing")
        for count in counts
    )
