"""Records that may be the same thing: near one another and called alike."""

from __future__ import annotations

from collections.abc import Collection
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

from geo.acts.forms import Place
from geo.acts.snapshot import Snapshot
from geo.model.placing import NOWHERE
from geo.words import fold

_NEAR_M = 150.0
_ALIKE = 0.72
_METRES_PER_DEGREE = 111_320.0
_SHORTEST = 4
_STEM = 4
"""Words that begin alike may be one word: Latvian endings change."""

_MOST = 3
_COMPARED = 200
"""So many names are compared letter by letter; a town of thousands is narrowed by words first."""

Rows = npt.NDArray[np.intp]


class Namesakes:
    """The records of one kind in a town, ready to be asked which of them a new one may be."""

    def __init__(self, town: Snapshot, kind: str) -> None:
        records = town.records
        all_names = town.names("lv")
        rows = np.flatnonzero(records.frame["kind"].to_numpy() == kind)
        self._ids = records.ids
        self._names = {row: fold(all_names[row]) for row in rows.tolist()}
        self._area_of = {area: code for code, area in enumerate(records.areas)}
        self._area = records.area
        self._lon = records.frame["lon"].to_numpy(dtype=float)
        self._lat = records.frame["lat"].to_numpy(dtype=float)
        stems: dict[str, list[int]] = {}
        for row, name in self._names.items():
            for stem in _stems(name):
                stems.setdefault(stem, []).append(row)
        self._of_stem = {stem: np.array(of, dtype=np.intp) for stem, of in stems.items()}
        codes = self._area[rows]
        self._of_area = {code: rows[codes == code] for code in np.unique(codes).tolist()}

    def like(self, name: str, place: Place, *, but: Collection[str] = ()) -> list[int]:
        """Return rows of the records near a place and called alike, the most alike first.

        At most three; a name of less than four letters is like none. A place that is not known may
        be anywhere. ``but`` are ids of records that it is not.
        """
        folded = fold(name)
        if len(folded) < _SHORTEST:
            return []
        matcher = SequenceMatcher(None, "", folded)
        scores: list[tuple[float, int]] = []
        for row in self._near(self._candidates(folded, place), place)[:_COMPARED].tolist():
            other = self._names[row]
            if self._ids[row] in but or not other:
                continue
            matcher.set_seq1(other)
            if folded in other or other in folded:
                scores.append((matcher.ratio(), row))
            elif score := _ratio(matcher, len(folded), len(other)):
                scores.append((score, row))
        return [row for _, row in sorted(scores, reverse=True)[:_MOST]]

    def _candidates(self, folded: str, place: Place) -> Rows:
        """Return all rows of a small area, else those that share words, the most shared first."""
        code = self._area_of.get(place.area or "")
        if code is not None:
            parts = [self._of_area[each] for each in (code, NOWHERE) if each in self._of_area]
            if sum(map(len, parts)) <= _COMPARED:
                return np.concatenate([*parts, np.empty(0, dtype=np.intp)])
        shared = [self._of_stem[stem] for stem in _stems(folded) if stem in self._of_stem]
        if not shared:
            return np.empty(0, dtype=np.intp)
        rows, times = np.unique(np.concatenate(shared), return_counts=True)
        return rows[np.argsort(-times, kind="stable")]

    def _near(self, rows: Rows, place: Place) -> Rows:
        area = self._area[rows]
        code = self._area_of.get(place.area or "")
        near = np.ones(len(rows), dtype=bool)
        if code is not None:
            near = (area == NOWHERE) | (area == code)
        if place.lat is not None and place.lon is not None:
            east = (self._lon[rows] - place.lon) * np.cos(np.radians(place.lat))
            metres = np.hypot(east, self._lat[rows] - place.lat) * _METRES_PER_DEGREE
            near = np.where(np.isnan(metres), near, metres <= _NEAR_M)
        return rows[near]


def likely_duplicates(
    town: Snapshot, kind: str, name: str, place: Place, *, but: str | None = None
) -> list[int]:
    """Return rows of records that are near and alike, the most alike first, at most three."""
    return Namesakes(town, kind).like(name, place, but=() if but is None else (but,))


def _stems(folded: str) -> set[str]:
    """Return how the words of a folded name begin; a name of short words is one word."""
    words = [word for word in folded.split() if len(word) >= _STEM] or [folded]
    return {word[:_STEM] for word in words}


def _ratio(matcher: SequenceMatcher[str], one: int, other: int) -> float:
    """Return how alike two names of some lengths are, 0 below what counts; bounds come first."""
    if 2 * min(one, other) < _ALIKE * (one + other) or matcher.quick_ratio() < _ALIKE:
        return 0.0
    score = matcher.ratio()
    return score if score >= _ALIKE else 0.0
