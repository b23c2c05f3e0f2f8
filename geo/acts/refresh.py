"""What has changed in a town since it was read, where that is little enough to be put in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from geo.acts.seen import PLANS
from geo.model.taxonomy import KINDS
from geo.store import Store

MOST = 200
"""With more changes than this, reading the whole town is not much slower and always right."""

_TABLES = (*KINDS, *PLANS)
_PARENT = {"evidence": "problem", "consent": "record"}
"""What changes with a companion: the column that names its record."""

_OTHERS = ("relation", "source", "cell", "address")
"""What changes no record."""


@dataclass(frozen=True)
class Changed:
    """Records that have changed.

    Attributes
    ----------
    ids
        All of them, also those that are gone or not for this viewer.
    tables
        For each kind of record that a snapshot holds, those that the viewer may see now.
    """

    ids: frozenset[str]
    tables: Mapping[str, pd.DataFrame]


def changed_since(store: Store, town: str, level: str, revision: int) -> Changed | None:
    """Return what has changed in a town after a revision, None where it must be read whole."""
    touched = store.touched(revision, at_most=MOST)
    if touched is None or not {kind for kind, _ in touched} <= {*_TABLES, *_PARENT, *_OTHERS}:
        return None
    ids = frozenset(identity for _, identity in touched)
    for kind, identity in touched:
        if kind in _PARENT:
            parents = _parents(store, kind, identity, revision)
            if parents is None:
                return None
            ids |= parents
    return Changed(ids, {kind: store.records(kind, town, level, ids=ids) for kind in _TABLES})


def _parents(store: Store, kind: str, identity: str, revision: int) -> set[str] | None:
    """Return the records a companion is of now or was of, None where it is gone altogether."""
    now = store.record(kind, identity)
    if now is None:
        return None
    told = store.changes(record=identity, after=revision)
    return {
        now[_PARENT[kind]],
        *(row["old_value"] for row in told if row["field"] == _PARENT[kind]),
    }


def put_in_place(table: pd.DataFrame, came: pd.DataFrame, gone: frozenset[str]) -> pd.DataFrame:
    """Return a table of the store without some rows and with others, in the store's order."""
    leaving = table["id"].isin(gone)
    if not leaving.any() and came.empty:
        return table
    return pd.concat([table[~leaving], came]).sort_values("fid", ignore_index=True)
