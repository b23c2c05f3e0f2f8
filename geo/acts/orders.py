"""The orders of the list: of all records at once, or carried on where a few rows have changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.model.placing import NOWHERE
from geo.model.records import Records
from geo.model.splice import Splice
from geo.words import collation_key

Orders = Mapping[str, npt.NDArray[np.intp]]
"""For each sort, all record rows from first to last."""


def orders_of(records: Records, names: Sequence[str], area_names: Sequence[str]) -> Orders:
    """Return every order; in each, records that are alike stand by name, then by row.

    Parameters
    ----------
    names
        One for every record.
    area_names
        One for every area code; records without an area stand last.
    """
    name = _places([collation_key(name) for name in names])
    areas = _places([collation_key(name) for name in area_names])
    area = np.append(areas, len(areas))[records.area]  # the last: no area
    newest = -_places([_text(date) for date in records.frame["source_date"]])
    return {
        "kind": np.lexsort((name, records.kind)),
        "name": np.argsort(name, kind="stable"),
        "area": np.lexsort((name, area)),
        "date": np.lexsort((name, newest)),
    }


def carried_on(
    orders: Orders,
    splice: Splice,
    records: Records,
    names: Sequence[str],
    area_names: Sequence[str],
) -> Orders:
    """Return what ``orders_of`` says of the records now, from what it said of those before."""
    areas = [collation_key(name) for name in area_names]
    dates = records.frame["source_date"].to_numpy(dtype=object)

    def by_name(row: int) -> tuple[Any, ...]:
        return collation_key(names[row]), row

    def by_area(row: int) -> tuple[Any, ...]:
        code = records.area[row]
        return code == NOWHERE, areas[code] if code != NOWHERE else (), *by_name(row)

    keys: dict[str, Callable[[int], tuple[Any, ...]]] = {
        "kind": lambda row: (records.kind[row], *by_name(row)),
        "name": by_name,
        "area": by_area,
        "date": lambda row: (_Backwards(_text(dates[row])), *by_name(row)),
    }
    return {
        sort: _with_those_that_came(order, splice, keys[sort]) for sort, order in orders.items()
    }


def _with_those_that_came(
    order: npt.NDArray[np.intp], splice: Splice, key: Callable[[int], tuple[Any, ...]]
) -> npt.NDArray[np.intp]:
    now = splice.now
    kept = now[order]
    kept = kept[kept >= 0]
    came = sorted(now[splice.before :].tolist(), key=key)
    return np.insert(kept, [bisect_left(kept, key(row), key=key) for row in came], came)


class _Backwards(str):
    """A text that sorts the other way round."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return str.__gt__(self, other)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _places(keys: Sequence[Any]) -> npt.NDArray[np.int32]:
    """Return the place of each key among the distinct keys in order."""
    order = {key: place for place, key in enumerate(sorted(set(keys)))}
    return np.array([order[key] for key in keys], dtype=np.int32)
