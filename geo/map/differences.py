"""What differs between a layer that a browser holds and the present one: a few rows.

Of earlier layers one number a row is kept and none of their content, so that what was lowered or
retired is gone from here too: a difference can only say which rows to leave out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from geo.map.layers import Layer, Marks, plain_json

_MOST_ROWS = 1_000
"""A larger difference is no smaller than a compressed layer of a few thousand rows."""

_MOST_LAYERS = 8
_MOST_BYTES = 4_000_000
"""How much is kept of each layer's past: eight edits, five at 100,000 records. A page that has
slept longer fetches the whole layer."""


@dataclass(frozen=True)
class Past:
    """The last few layers of each name."""

    _marks: Mapping[str, Mapping[str, Marks]] = field(default_factory=dict)

    def with_layer(self, layer: Layer) -> Past:
        """Return the past with one more layer, the oldest of its name forgotten in time."""
        if layer.marks is None:
            return self
        older = {**self._marks.get(layer.name, {})}
        older.pop(layer.digest, None)
        newest = [*older.items(), (layer.digest, layer.marks)][-_MOST_LAYERS:]
        while len(newest) > 1 and sum(marks.nbytes for _, marks in newest) > _MOST_BYTES:
            del newest[0]
        return Past({**self._marks, layer.name: dict(newest)})

    def knows(self, name: str, digest: str) -> bool:
        """Return whether an earlier layer is still known."""
        return digest in self._marks.get(name, {})

    def difference(self, digest: str, now: Layer) -> bytes | None:
        """Return what turns an earlier layer into the present one, as JSON.

        ``removed`` are rows of the earlier layer to leave out, ``at`` the places of rows that come,
        ``columns`` their values, ``rows`` how many there are then. None where the earlier layer is
        not known or where the whole present one serves better.
        """
        then = self._marks.get(now.name, {}).get(digest)
        if then is None or now.marks is None:
            return None
        removed = np.flatnonzero(~np.isin(then, now.marks))
        at = np.flatnonzero(~np.isin(now.marks, then))
        if len(removed) + len(at) > _MOST_ROWS:
            return None
        if not np.array_equal(np.delete(then, removed), np.delete(now.marks, at)):
            return None  # what stays stands in another order
        content = {
            "removed": removed.tolist(),
            "at": at.tolist(),
            "columns": {name: column[at].tolist() for name, column in now.columns.items()},
            "rows": len(now.marks),
        }
        return plain_json(content)
