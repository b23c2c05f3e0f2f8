"""Which records a choice shows, in which order, and how many every other option would show.

The filters are rows of one table: each has its name in the address, its mask and its options.
Masks of different filters are joined by *and*, keys inside a filter by *or*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from geo.analysis.choice import Choice
from geo.model.placing import NOWHERE
from geo.model.records import Codes, Mask, Records
from geo.model.taxonomy import KINDS, TYPE_OF_KIND, Taxonomy

Key = TypeVar("Key")

OPENING_KINDS = ("resource", "group")
"""What is strong and who acts come first; what is needed is asked for (field practice: assets
are the opening view)."""

_ANSWERERS = (TYPE_OF_KIND["resource"], TYPE_OF_KIND["group"])


@dataclass(frozen=True)
class Search:
    """Folded text of every record, ready to be searched: one string a row."""

    texts: tuple[str, ...]

    def mask(self, folded: str) -> Mask:
        """Return which records hold every word of a folded question."""
        words = folded.split()
        if not words:
            return np.ones(len(self.texts), dtype=bool)
        found = [all(word in text for word in words) for text in self.texts]
        return np.array(found, dtype=bool)


@dataclass(frozen=True)
class Shown:
    """What a choice shows.

    Attributes
    ----------
    mask
        Boolean by record row: the rows on the map and in the list.
    order
        Rows of the list from first to last.
    counts
        For each filter, how many records each option shows under the other filters.
    kinds
        Kinds that are on: the chosen ones or the opening ones.
    """

    mask: Mask
    order: npt.NDArray[np.intp]
    counts: Mapping[str, Mapping[str, int]]
    kinds: tuple[str, ...]

    def kind_counts(self, records: Records) -> dict[str, int]:
        """Return how many records of each kind are shown."""
        counted = np.bincount(records.kind[self.mask], minlength=len(KINDS))
        return dict(zip(KINDS, counted.tolist(), strict=True))


def show(
    records: Records,
    taxonomy: Taxonomy,
    choice: Choice,
    found: Mask,
    orders: Mapping[str, npt.NDArray[np.intp]],
) -> Shown:
    """Return what a choice shows.

    Parameters
    ----------
    found
        Which records the free text finds.
    orders
        For each sort, all rows in that order (Latvian collation and sorting are done once for a
        revision and language, not on every click).
    """
    masks = _masks(records, taxonomy, choice)
    kinds = kinds_on(choice)
    narrowed = _all_of(found, masks)
    mask = narrowed & _kind_mask(records, taxonomy, kinds, narrowed)
    counts = {}
    for name, filter_ in FILTERS.items():
        # asking for a need switches needs on, so its count must include them
        on = kinds_on(choice.with_keys(name, ("any",))) if name == "problem" else kinds
        others = _all_of(found, {other: m for other, m in masks.items() if other != name})
        counts[name] = filter_.count(records, taxonomy, others & _of_kinds(records, on))
        if on == ("problem",):  # each option brings along answers of its own
            for key in counts[name]:
                chosen = others & filter_.mask(records, taxonomy, (key,))
                beside = _kind_mask(records, taxonomy, on, chosen)
                counts[name][key] = int(np.count_nonzero(chosen & beside))
    counts["kind"] = _count_codes(records.kind[narrowed], KINDS)
    order = orders[choice.sort]
    order = order[mask[order]]
    if kinds == ("problem",) and choice.sort == "kind":  # what was asked for stands first
        needs = records.kind[order] == KINDS.index("problem")
        order = np.concatenate([order[needs], order[~needs]])
    return Shown(mask, order, counts, kinds)


def shown_mask(records: Records, taxonomy: Taxonomy, choice: Choice, found: Mask) -> Mask:
    """Return the rows that ``show`` would show, without their order and the counts."""
    narrowed = _all_of(found, _masks(records, taxonomy, choice))
    return narrowed & _kind_mask(records, taxonomy, kinds_on(choice), narrowed)


def _masks(records: Records, taxonomy: Taxonomy, choice: Choice) -> dict[str, Mask]:
    return {
        name: filter_.mask(records, taxonomy, choice.keys(name))
        for name, filter_ in FILTERS.items()
        if choice.keys(name)
    }


def _all_of(found: Mask, masks: Mapping[str, Mask]) -> Mask:
    narrowed = found.copy()
    for mask in masks.values():
        narrowed &= mask
    return narrowed


def kinds_on(choice: Choice) -> tuple[str, ...]:
    """Return the kinds that a choice switches on."""
    return choice.kind or (*OPENING_KINDS, *(("problem",) if choice.problem else ()))


def _of_kinds(records: Records, kinds: tuple[str, ...]) -> Mask:
    codes = [KINDS.index(kind) for kind in kinds if kind in KINDS]
    return np.asarray(np.isin(records.kind, codes), dtype=bool)


def _kind_mask(
    records: Records, taxonomy: Taxonomy, kinds: tuple[str, ...], narrowed: Mask
) -> Mask:
    """Return which records are of the kinds that are on.

    Needs are never shown alone: where they are the only kind asked for, what answers them comes
    with them.
    """
    mask = _of_kinds(records, kinds)
    if kinds == ("problem",):
        present = np.unique(records.type[narrowed & mask])
        mask |= _answering(records, taxonomy, [records.types[code][1] for code in present])
    return mask


def _answering(records: Records, taxonomy: Taxonomy, problem_types: list[str]) -> Mask:
    codes = records.type_codes(sorted(taxonomy.types_answering(problem_types)))
    return np.asarray(np.isin(records.type, codes), dtype=bool)


def _count_codes(codes: Codes, keys: tuple[Key, ...]) -> dict[Key, int]:
    counted = np.bincount(codes[codes != NOWHERE], minlength=len(keys))
    return dict(zip(keys, counted.tolist(), strict=True))


@dataclass(frozen=True)
class Filter:
    """One filter: which records its chosen keys let through, and its counts."""

    mask: Callable[[Records, Taxonomy, tuple[str, ...]], Mask]
    count: Callable[[Records, Taxonomy, Mask], dict[str, int]]


def _by_type(
    vocabularies: tuple[str, ...], types_of: Callable[[Taxonomy, str], set[tuple[str, str]]]
) -> Filter:
    """Return a filter whose every key stands for some types of record."""

    def mask(records: Records, taxonomy: Taxonomy, keys: tuple[str, ...]) -> Mask:
        types = {pair for key in keys for pair in types_of(taxonomy, key)}
        return np.asarray(np.isin(records.type, records.type_codes(sorted(types))), dtype=bool)

    def count(records: Records, taxonomy: Taxonomy, mask: Mask) -> dict[str, int]:
        counted = _count_codes(records.type[mask], records.types)
        return {
            key: sum(counted.get(pair, 0) for pair in types_of(taxonomy, key))
            for vocabulary in vocabularies
            for key in taxonomy.keys(vocabulary)
        }

    return Filter(mask, count)


def _types_of_category(taxonomy: Taxonomy, key: str) -> set[tuple[str, str]]:
    """Return the resources and groups of a category, and the needs that those answer."""
    own = {(vocabulary, key) for vocabulary in _ANSWERERS}
    needs = {a.problem_type for a in taxonomy.answers if (a.kind, a.key) in own}
    return own | {(TYPE_OF_KIND["problem"], need) for need in needs}


def _types_of_need(taxonomy: Taxonomy, key: str) -> set[tuple[str, str]]:
    """Return the statements of a need and everything that answers it."""
    return {(TYPE_OF_KIND["problem"], key)} | taxonomy.types_answering([key])


def _target_mask(records: Records, taxonomy: Taxonomy, keys: tuple[str, ...]) -> Mask:
    bits = sum(1 << records.targets.index(key) for key in keys if key in records.targets)
    return np.asarray((records.target & np.uint32(bits)) != 0, dtype=bool)


def _count_targets(records: Records, taxonomy: Taxonomy, mask: Mask) -> dict[str, int]:
    bits = records.target[mask]
    return {
        key: int(np.count_nonzero(bits & np.uint32(1 << place)))
        for place, key in enumerate(records.targets)
    }


FILTERS: dict[str, Filter] = {
    "category": _by_type(_ANSWERERS, _types_of_category),
    "problem": _by_type((TYPE_OF_KIND["problem"],), _types_of_need),
    "for": Filter(_target_mask, _count_targets),
    "area": Filter(
        lambda records, _, keys: np.isin(
            records.area, [records.areas.index(key) for key in keys if key in records.areas]
        ),
        lambda records, _, mask: _count_codes(records.area[mask], records.areas),
    ),
    "status": Filter(
        lambda records, _, keys: np.isin(
            records.status,
            [records.statuses.index(key) for key in keys if key in records.statuses],
        ),
        lambda records, _, mask: _count_codes(records.status[mask], records.statuses),
    ),
}
"""Every filter but ``kind`` (which also decides what the opening view is) and free text."""
