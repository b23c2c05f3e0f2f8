"""The gap matrix: needs by areas, and in each cell what is noted, what answers it, how near."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.acts.gaps import Gaps, gaps_of
from geo.acts.snapshot import Snapshot
from geo.files.table import write_table
from geo.model.taxonomy import TYPE_OF_KIND
from geo.words import Words

NEAR_M = 1000
"""Within this straight-line distance something is near; a ten minutes' walk."""

STATES = ("not_near", "near", "quiet", "no_data")
"""Noted and nothing near that answers; noted and something near does; nothing noted; nobody knows.

None is better than another: a need that nobody has noted is not a need that is not there.
"""

_NEED = TYPE_OF_KIND["problem"]


@dataclass(frozen=True)
class Cell:
    """One need in one area, or in the whole municipality.

    Attributes
    ----------
    state
        One of ``STATES``.
    noted
        Statements about this very area; for the town those about the whole municipality.
    here
        Acting records in the area that answer the need.
    nearest_m
        Straight-line metres from the area's anchor to the nearest one, None where that is unknown
        or, for the town, means nothing.
    word, text
        The state in a word; all of it in a sentence.
    away
        The distance in words where it is what the state rests on: nothing in the area itself.
    """

    state: str
    noted: int
    here: int
    nearest_m: float | None
    word: str
    text: str
    away: str = ""


@dataclass(frozen=True)
class Matrix:
    """Needs in the order of the vocabulary, areas in the order asked for, the town last.

    ``needs`` and ``areas`` are (key, word) pairs; the town's key is empty. ``rows`` has a row of
    cells for each need.
    """

    needs: tuple[tuple[str, str], ...]
    areas: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def noted(self) -> tuple[int, ...]:
        """Return which rows have anything noted."""
        return tuple(
            place for place, cells in enumerate(self.rows) if any(cell.noted for cell in cells)
        )


def matrix_of(town: Snapshot, say: Words, areas: Sequence[str] | None = None) -> Matrix:
    """Return the matrix of some areas, all of them in the order of their names if none is named."""
    keys = list(town.area_rows) if areas is None else [k for k in areas if k in town.area_rows]
    gaps = gaps_of(town)
    needs = tuple((key, town.taxonomy.short(_NEED, key, say.language)) for key in gaps.needs)
    named = ((key, town.area_name(key, say.language)) for key in keys)
    columns = (*named, ("", say("matrix.town")))
    return Matrix(
        needs=needs,
        areas=columns,
        rows=tuple(tuple(_cell(gaps, say, need, area) for area in columns) for need in needs),
    )


def state_of(noted: int, here: int, nearest_m: float | None, *, known: bool) -> str:
    """Return which of ``STATES`` some figures are; ``known``: whether any record answers at all."""
    if not noted:
        return "quiet"
    if here or (nearest_m is not None and nearest_m <= NEAR_M):
        return "near"
    return "not_near" if known and nearest_m is not None else "no_data"


def matrix_csv(matrix: Matrix, say: Words) -> bytes:
    """Return the matrix as a table with one row for each cell."""
    header = [say(f"matrix.{name}") for name in ("area", "need", "state", "noted", "here", "km")]
    return write_table(header, _csv_rows(matrix))


def _csv_rows(matrix: Matrix) -> Iterator[list[Any]]:
    for place, (_, area) in enumerate(matrix.areas):
        for (_, need), cells in zip(matrix.needs, matrix.rows, strict=True):
            cell = cells[place]
            km = "" if cell.nearest_m is None else f"{cell.nearest_m / 1000:.1f}"
            yield [area, need, cell.word, str(cell.noted), str(cell.here), km]


def _cell(gaps: Gaps, say: Words, need: tuple[str, str], area: tuple[str, str]) -> Cell:
    """Return the cell of a need and an area, or of the town where the area has no key.

    In the town's cell a record counts once however many areas it works in.
    """
    key, word = need
    figures, nearest = gaps.needs[key], None
    if area[0]:
        code = gaps.town.records.areas.index(area[0])
        here, away = int(figures.count[code]), float(figures.nearest_m[code])
        nearest = away if np.isfinite(away) else None
    else:
        code = -1
        here = figures.placeless + sum(len(gaps.supply.rows[one]) for one in figures.columns)
    noted = int(gaps.noted[key][code]) if key in gaps.noted else 0
    state = state_of(noted, here, nearest, known=figures.known)
    said = say("matrix.exists" if state == "near" and not area[0] else f"matrix.{state}")
    text = say(
        "matrix.cell" if area[0] else "matrix.cell_town", area=area[1], need=word, state=said,
        noted=say.number(noted), here=say.number(here), km=km_words(nearest, say),
    )  # fmt: skip
    far = "" if nearest is None or here or not noted else km_words(nearest, say)
    return Cell(state, noted, here, nearest, said, text, far)


def km_words(metres: float | None, say: Words) -> str:
    """Return a distance as people read it, rounded to 0.1 km; no data where it is unknown."""
    if metres is None:
        return say("no_data.word")
    return say("matrix.distance", km=say.number(metres / 1000, 1))
