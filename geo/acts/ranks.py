"""Every record's place in each order of the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.acts.searching import texts_of
from geo.model.records import Records
from geo.words import collation_key

Ranks = npt.NDArray[np.int32]


def ranks_of(records: Records, names: Sequence[str], area_names: Sequence[str]) -> dict[str, Ranks]:
    """Return each record's place by kind, name, area and date; the newest source comes first.

    ``area_names`` are in the order of the area codes; records without an area come last.
    """
    by_name = _places([collation_key(name) for name in names])
    area_place = np.append(_places([collation_key(name) for name in area_names]), len(area_names))
    newest = -_places(texts_of(records.frame["source_date"]))
    return {
        "kind": _places_of_columns(by_name, records.kind),
        "name": by_name,
        "area": _places_of_columns(by_name, area_place[records.area]),
        "date": _places_of_columns(by_name, newest),
    }


def _places(keys: Sequence[Any]) -> Ranks:
    """Return the place of each key among the distinct keys in order."""
    order = {key: place for place, key in enumerate(sorted(set(keys)))}
    return np.array([order[key] for key in keys], dtype=np.int32)


def _places_of_columns(*columns: Ranks) -> Ranks:
    """Return each row's place when sorted by the last column, then by those before it."""
    places = np.empty(len(columns[0]), dtype=np.int32)
    places[np.lexsort(columns)] = np.arange(len(columns[0]), dtype=np.int32)
    return places
