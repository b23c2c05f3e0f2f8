"""Who fits whom: helpers for a need, places where a group is needed, partners for a group.

Every match says why it is one and what speaks against it. The order follows what is said, in the
order of ``Match.order``; there is no score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.analysis.gaps import EVERYBODY
from geo.analysis.reach import Ground, Points
from geo.analysis.supply import acting, memberships
from geo.model.placing import NOWHERE
from geo.model.records import Records
from geo.model.taxonomy import KINDS, Taxonomy

FAR_M = 3000.0
"""Beyond this the way speaks against somebody."""

_STEM = 5
"""Latvian and Russian words bend at their ends: this many letters tell one from another."""

_TIES = {"offers_what_i_seek", "seeks_what_i_offer", "same_people", "same_area", "distance"}
"""What makes a partner; that somebody speaks Russian or costs nothing alone does not."""

_TOLD = ("opening", "languages", "cost", "confirmed_on")

_PROBLEM = KINDS.index("problem")


@dataclass(frozen=True)
class Reason:
    """Why somebody fits, or does not: the key of a sentence and what it needs."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """One record that fits.

    Attributes
    ----------
    row
        The record.
    reasons, against
        What speaks for it and against it.
    distance_m
        Straight-line metres from where it is asked for, None where either place is unknown.
    order
        What the list is ordered by: what is for other people is last; then how directly it answers,
        shared people, distance, id.
    """

    row: int
    reasons: tuple[Reason, ...]
    against: tuple[Reason, ...]
    distance_m: float | None
    order: tuple[Any, ...]


def helpers(
    records: Records, taxonomy: Taxonomy, ground: Ground, xy: Points, problem: int
) -> list[Match]:
    """Return who could answer a need, those that answer it most directly first.

    Parameters
    ----------
    xy
        Every record's place in metres, NaN without an exact one.
    problem
        The row of a problem statement.
    """
    _, kind = records.types[records.type[problem]]
    answers = {(one.kind, one.key): one for one in taxonomy.answers_to(kind)}
    area = int(records.area[problem])
    start = ground.anchors[area] if area != NOWHERE else None
    asked = _asked(records, int(records.target[problem]), start, area)
    found = []
    for row in np.flatnonzero(acting(records)).tolist():
        answer = answers.get(records.types[records.type[row]])
        if answer is None:
            continue
        reasons = [Reason("answers", {"weight": answer.weight, "reason": answer.reason})]
        match = _fit(records, row, asked, xy, reasons)
        found.append(_ordered(match, -answer.weight, records.ids[row]))
    return sorted(found, key=lambda one: one.order)


def needed(
    records: Records, taxonomy: Taxonomy, group: int
) -> list[tuple[int, tuple[int, ...], bool]]:
    """Return the areas whose needs a group answers.

    Returns
    -------
        (area code, rows of the statements, whether no other group of its kind works there) —
        first the areas that nobody of its kind serves, then in the order of the areas.
    """
    own = records.types[records.type[group]]
    served = taxonomy.problem_types_answered_by(own)
    needs = [
        row
        for row in np.flatnonzero(records.kind == _PROBLEM).tolist()
        if records.types[records.type[row]][1] in served
        and records.statuses[records.status[row]] != "closed"
        and records.area[row] != NOWHERE
        and _shares_people(records, row, group)
    ]
    others = acting(records) & (records.type == records.type[group])
    others[group] = False
    present = set(memberships(records, np.flatnonzero(others))[1].tolist())
    by_area: dict[int, list[int]] = {}
    for row in needs:
        by_area.setdefault(int(records.area[row]), []).append(row)
    found = [(area, tuple(rows), area not in present) for area, rows in by_area.items()]
    return sorted(found, key=lambda one: (not one[2], one[0]))


def partners(
    records: Records,
    xy: Points,
    *,
    start: npt.NDArray[np.float64] | None,
    area: int = NOWHERE,
    target: int = 0,
    texts: Mapping[int, tuple[frozenset[str], frozenset[str]]] | None = None,
    group: int | None = None,
    radius_m: float | None = None,
) -> list[Match]:
    """Return acting groups and resources near a place, or near a group, as partners.

    Parameters
    ----------
    start
        Where *near me* is, in metres; None where only an area or nothing is known.
    area
        Code of the area that is asked for; it is *near* whatever the distance.
    target
        Target groups that are asked for, as bits; 0 for everybody.
    texts
        For each row the stems of what it offers and of what it seeks (``stems``).
    group
        The group that looks for partners, if it is one.
    radius_m
        Only what is known to be this near, or is in the area; None for no limit.
    """
    said = texts or {}
    asked = _asked(records, target, start, area)
    found = []
    for row in np.flatnonzero(acting(records)).tolist():
        if row == group:
            continue
        reasons: list[Reason] = []
        if group is not None and group in said and row in said:
            mine, theirs = said[group], said[row]
            for key, words in (
                ("offers_what_i_seek", theirs[0] & mine[1]),
                ("seeks_what_i_offer", theirs[1] & mine[0]),
            ):
                if words:
                    reasons.append(Reason(key))
        exchange = len(reasons)
        match = _fit(records, row, asked, xy, reasons)
        far = match.distance_m is None or (radius_m is not None and match.distance_m > radius_m)
        tied = _TIES & {reason.key for reason in match.reasons}
        if tied and (row in asked.here or radius_m is None or not far):
            found.append(_ordered(match, -exchange, records.ids[row]))
    return sorted(found, key=lambda one: one.order)


def stems(folded: str) -> frozenset[str]:
    """Return the beginnings of a folded text's longer words: enough to see a common subject."""
    return frozenset(word[:_STEM] for word in folded.split() if len(word) >= _STEM)


@dataclass(frozen=True)
class _Asked:
    """For whom and where somebody is asked for.

    Attributes
    ----------
    here
        The rows of the records in the area.
    told
        Columns that speak for a record by themselves.
    """

    target: int
    start: npt.NDArray[np.float64] | None
    here: frozenset[int]
    told: Mapping[str, npt.NDArray[np.object_]]


def _asked(
    records: Records, target: int, start: npt.NDArray[np.float64] | None, area: int
) -> _Asked:
    names = [name for name in _TOLD if name in records.frame]
    told = {name: records.frame[name].to_numpy(dtype=object) for name in names}
    return _Asked(target, start, _rows_in(records, area), told)


def _fit(records: Records, row: int, asked: _Asked, xy: Points, reasons: Iterable[Reason]) -> Match:
    """Return what speaks for a record and against it, wherever it is asked for."""
    speaks, against = list(reasons), []
    own, shared = int(records.target[row]), int(records.target[row]) & asked.target
    if shared:
        groups = [key for place, key in enumerate(records.targets) if shared >> place & 1]
        speaks.append(Reason("same_people", {"groups": groups}))
    elif asked.target and own and not own & _everybody(records):
        against.append(Reason("other_people"))
    distance = None
    if asked.start is not None and not np.isnan(xy[row]).any():
        distance = float(np.hypot(*(xy[row] - asked.start)))
    if row in asked.here:
        speaks.append(Reason("same_area"))
    if distance is not None:
        far = distance > FAR_M
        said = Reason("far" if far else "distance", {"distance_m": distance})
        (against if far else speaks).append(said)
    elif row not in asked.here:
        against += _without_place(records, row)
    for name, column in asked.told.items():
        value = column[row]
        if isinstance(value, str | tuple) and value and (name != "cost" or value == "free"):
            speaks.append(Reason(name, {"value": value}))
    if records.old[row]:
        against.append(Reason("old"))
    return Match(row, tuple(speaks), tuple(against), distance, ())


def _without_place(records: Records, row: int) -> list[Reason]:
    """Return what is not known of a place that no distance can be measured to."""
    if records.placed[row] or records.frame["precision"].iloc[row] == "municipality":
        return []
    known = records.area[row] != NOWHERE
    return [Reason("only_area", {"area": int(records.area[row])}) if known else Reason("no_place")]


def _rows_in(records: Records, area: int) -> frozenset[int]:
    """Return the rows of the records in an area, with groups that name it among several."""
    if area == NOWHERE:
        return frozenset()
    rows, codes = memberships(records, np.arange(len(records)))
    return frozenset(rows[codes == area].tolist())


def _everybody(records: Records) -> int:
    return sum(1 << place for place, key in enumerate(records.targets) if key == EVERYBODY)


def _ordered(match: Match, directness: float, identity: Any) -> Match:
    keys = {reason.key for reason in match.reasons}
    far = match.distance_m if match.distance_m is not None else float("inf")
    others = "other_people" in {reason.key for reason in match.against}
    near = 0 if "same_area" in keys else 1
    return Match(
        match.row,
        match.reasons,
        match.against,
        match.distance_m,
        (others, directness, -("same_people" in keys), near, far, str(identity)),
    )


def _shares_people(records: Records, need: int, group: int) -> bool:
    """Return whether a group is for the people of a need; one that names nobody is for all."""
    wanted, served = int(records.target[need]), int(records.target[group])
    return not wanted or not served or bool((wanted | _everybody(records)) & served)
