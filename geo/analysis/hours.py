"""Which records are open at a moment; what nobody knows is counted apart, never as closed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.model.opening import open_hours
from geo.model.records import Codes, Mask, Records
from geo.model.taxonomy import KINDS


@dataclass(frozen=True)
class Hours:
    """When records are open, as arrays that answer for all of them at once.

    Attributes
    ----------
    known
        Boolean by record row: opening times are known in a form that can be asked.
    timeless
        Boolean by record row: a need is no place, so no time narrows it.
    row, first, end
        One entry for each span: the record's row, minutes of the week.
    """

    known: Mask
    timeless: Mask
    row: Codes
    first: Codes
    end: Codes

    def passing(self, minute: int) -> Mask:
        """Return which records stay when asked what is open at a minute of the week."""
        mask = self.timeless.copy()
        mask[self.row[(self.first <= minute) & (minute < self.end)]] = True
        return mask

    @property
    def unknown(self) -> Mask:
        """Return the records of which nobody can say whether they are open."""
        return ~self.known & ~self.timeless


def hours_of(records: Records) -> Hours:
    """Return the opening times of all records; each text is read once, however often it occurs."""
    texts = records.frame["opening"] if "opening" in records.frame else [None] * len(records)
    read = {text: open_hours(text) for text in {t for t in texts if isinstance(t, str)}}
    spans = [
        (row, first, end)
        for row, text in enumerate(texts)
        if isinstance(text, str)
        for first, end in read[text]
    ]
    row, first, end = np.array(spans, dtype=np.int32).reshape(-1, 3).T
    known = np.zeros(len(records), dtype=bool)
    known[row] = True
    return Hours(known, records.kind == KINDS.index("problem"), row, first, end)
