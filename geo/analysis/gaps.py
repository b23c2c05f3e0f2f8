"""What an area lacks for each need: how much answers it, how near, for whom, how current.

Figures are of one question each; nothing is added up to a score and no area is ranked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from geo.analysis.reach import Ground, Points, Shares, nearest, shares, work_out
from geo.analysis.supply import Supply, acting
from geo.model.opening import open_hours, openness, week_minute
from geo.model.records import Mask, Records
from geo.model.taxonomy import KINDS, TYPE_OF_KIND, Taxonomy

RADII_M = (500, 1000)
"""How far is *near*: a five and a ten minutes' walk in a straight line."""

EVERYBODY = "all_residents"

_PROBLEM = KINDS.index("problem")


@dataclass(frozen=True)
class Figures:
    """All figures of one question (a need, or one category) for every area.

    Attributes
    ----------
    columns
        The columns of ``Supply`` that answer the question.
    count, old
        Records that answer it by area; ``old`` rest on an old source.
    nearest_m
        Straight-line metres from the area's anchor to the nearest; infinite without any.
    nearest_row
        The record's row, −1 without any.
    near
        For each radius of ``RADII_M`` the shares of area and residents; the last entry of each is
        the whole town's.
    placeless
        Answering records in the whole town without an exact place: no distance counts them.
    """

    columns: tuple[int, ...]
    count: npt.NDArray[np.int64]
    old: npt.NDArray[np.int64]
    nearest_m: npt.NDArray[np.float64]
    nearest_row: npt.NDArray[np.intp]
    near: Mapping[int, Shares]
    placeless: int

    @property
    def known(self) -> bool:
        """Return whether any record at all answers the question; without one there is no data."""
        return bool(self.count.sum() or self.placeless or np.isfinite(self.nearest_m).any())


def figures(ground: Ground, supply: Supply, types: Sequence[tuple[str, str]]) -> Figures:
    """Return the figures of what answers by any of some types.

    Parameters
    ----------
    types
        (vocabulary, key) of categories and kinds of group.
    """
    columns = tuple(supply.columns(types))
    places = [supply.points[column] for column in columns]
    away, row = _nearest(ground, supply, columns)
    return Figures(
        columns=columns,
        count=supply.count[:, list(columns)].sum(axis=1),
        old=supply.old[:, list(columns)].sum(axis=1),
        nearest_m=away,
        nearest_row=row,
        near={radius: shares(ground, places, radius) for radius in RADII_M},
        placeless=int(supply.placeless[list(columns)].sum()),
    )


def by_need(ground: Ground, supply: Supply, taxonomy: Taxonomy) -> dict[str, Figures]:
    """Return the figures of every type of need, through the crosswalk of what answers it."""
    answers = {(answer.kind, answer.key) for answer in taxonomy.answers}
    work_out([supply.points[column] for column in supply.columns(sorted(answers))], RADII_M)
    return {
        key: figures(ground, supply, sorted(taxonomy.types_answering([key])))
        for key in taxonomy.keys(TYPE_OF_KIND["problem"])
    }


def by_category(ground: Ground, supply: Supply, taxonomy: Taxonomy) -> dict[str, Figures]:
    """Return the figures of every category of resource."""
    vocabulary = TYPE_OF_KIND["resource"]
    return {
        term.key: figures(ground, supply, [(vocabulary, term.key)])
        for term in taxonomy.of(vocabulary)
        if not term.hidden
    }


def needs_noted(records: Records) -> dict[str, npt.NDArray[np.int64]]:
    """Return for each type of need that is noted how many statements each area has.

    The last entry counts statements about the whole municipality.
    """
    silent = [code for code, key in enumerate(records.statuses) if key == "closed"]
    mask = (records.kind == _PROBLEM) & ~np.isin(records.status, silent)
    found = {}
    for code in np.unique(records.type[mask]).tolist():
        counted = np.bincount(
            records.area[mask & (records.type == code)] + 1, minlength=len(records.areas) + 1
        )
        found[records.types[code][1]] = np.append(counted[1:], counted[0])
    return found


def answering(
    records: Records, ground: Ground, found: Figures, supply: Supply, area: int, *, within_m: float
) -> Mask:
    """Return which records answer in an area: those in it, and those near its anchor."""
    codes = [records.types.index(supply.types[column]) for column in found.columns]
    mask = acting(records) & np.isin(records.type, codes)
    near = np.zeros(len(records), dtype=bool)
    for column in found.columns:
        away = np.hypot(*(supply.points[column] - ground.anchors[area]).T)
        near[supply.rows[column][away <= within_m]] = True
    return np.asarray(mask & ((records.area == area) | near))


def left_out(records: Records, needs: Mask, answers: Mask) -> tuple[str, ...]:
    """Return the target groups that needs name and no answer is for.

    An answer that names no target group is for everybody, as is one for all residents.
    """
    everybody = sum(1 << place for place, key in enumerate(records.targets) if key == EVERYBODY)
    open_to_all = (records.target[answers] == 0) | (records.target[answers] & everybody != 0)
    if open_to_all.any():
        return ()
    wanted = np.bitwise_or.reduce(records.target[needs], initial=0)
    served = np.bitwise_or.reduce(records.target[answers], initial=0)
    missing = int(wanted) & ~int(served)
    return tuple(key for place, key in enumerate(records.targets) if missing >> place & 1)


def open_at(records: Records, rows: Mask, moment: datetime) -> tuple[int, int]:
    """Return how many records are open at a local time, and of how many nobody knows."""
    texts: list[object] = []
    if "opening" in records.frame:
        texts = records.frame["opening"].to_numpy(dtype=object)[rows].tolist()
    known = [hours for text in texts if (hours := open_hours(text))]
    is_now = sum(openness(hours, week_minute(moment)).is_open for hours in known)
    return is_now, int(np.count_nonzero(rows)) - len(known)


def _nearest(
    ground: Ground, supply: Supply, columns: Sequence[int]
) -> tuple[Points, npt.NDArray[np.intp]]:
    away = np.full(len(ground.shapes), np.inf)
    row = np.full(len(ground.shapes), -1, dtype=np.intp)
    for column in columns:
        there, which = nearest(ground, supply.points[column])
        if len(supply.rows[column]):
            closer = there < away
            row = np.where(closer, supply.rows[column][which], row)
            away = np.minimum(there, away)
    return away, row
