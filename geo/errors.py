"""What can go wrong that a person can act on.

::

    GeoError
    ├── DataError        a file says something that cannot be right (all its problems at once)
    ├── StoreError       the store cannot be opened, read or written
    │   ├── StoreMissing     there is no store yet
    │   └── StoreDamaged     the file is not, or no longer, a store of ours
    ├── SettingError     a setting names something that does not exist
    ├── Conflict         somebody else changed the record first
    ├── NotReady         a record may not be published as it is, with every reason
    ├── NotAllowed       the viewer may not see or do this
    └── Cancelled        somebody stopped what was under way; nothing of it was written
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where.

    Attributes
    ----------
    file
        File name without a folder: a person never sees a path.
    row
        Line in the file as a spreadsheet counts it (the header is 1), or None for the whole file.
    column
        Column or property name, or None.
    expected
        What would have been right, in English for the command line.
    found
        What stands there, shortened; None where nothing was found.
    key
        Key of the sentence that says it in a person's language; None where nobody wrote one.
    values
        What that sentence needs beside ``found``; whole numbers are written as its language does.
    part
        What ``row`` counts: the rows of a table or, from 1, the features of a geometry file.
    """

    file: str
    row: int | None
    column: str | None
    expected: str
    found: str | None
    key: str | None = field(default=None, kw_only=True)
    values: Mapping[str, str | int] = field(default_factory=dict, kw_only=True, hash=False)
    part: Literal["row", "feature"] = field(default="row", kw_only=True)

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}, {self.part} {self.row}"
        if self.column:
            place += f", {self.column}"
        found = "nothing" if self.found is None else repr(self.found[:80])
        return f"{place}: expected {self.expected}, found {found}"


class GeoError(Exception):
    """Base of everything a person can be told about in one sentence."""

    key = "error.other"
    """Key of the translated sentence."""


class DataError(GeoError):
    """A file holds something that cannot be right; ``faults`` lists all of it."""

    key = "error.data"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class StoreError(GeoError):
    """The store cannot be opened, read or written."""

    key = "error.store"


class StoreMissing(StoreError):
    """There is no store at the place the settings name."""

    key = "error.store_missing"


class StoreDamaged(StoreError):
    """The file is not, or no longer, a store of this program."""

    key = "error.store_damaged"


class SettingError(GeoError):
    """A setting names something that does not exist."""

    key = "error.setting"


class Conflict(GeoError):
    """Somebody else changed the record first; both versions are at hand.

    Attributes
    ----------
    mine
        What the second editor wanted to write.
    theirs
        What stands in the store now, None where the record is gone.
    """

    key = "error.conflict"

    def __init__(
        self, kind: str, id_: str, mine: dict[str, Any], theirs: dict[str, Any] | None
    ) -> None:
        self.kind, self.id, self.mine, self.theirs = kind, id_, mine, theirs
        super().__init__(f"{kind} {id_} was changed by somebody else")


class NotReady(GeoError):
    """A record may not be published as it is; ``reasons`` are keys of sentences."""

    key = "error.not_ready"

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(", ".join(reasons))


class NotAllowed(GeoError):
    """The viewer may not see or do this."""

    key = "error.not_allowed"


class Cancelled(GeoError):
    """Somebody stopped what was under way; nothing of it was written."""

    key = "error.cancelled"
