"""What is to become of each row of a table, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from geo.acts.forms import Place
from geo.analysis.columns import Mapping as ColumnMapping
from geo.errors import Fault
from geo.files.sheet import Sheet
from geo.store import Edit

NEW, RESTORED, CHANGED, SAME = "new", "restored", "changed", "same"
DUPLICATE, UNUSABLE = "duplicate", "unusable"

VERDICTS = (NEW, RESTORED, CHANGED, SAME, DUPLICATE, UNUSABLE)
"""Every verdict there is; the first four count as imported, the last two as rejected."""

IMPORTED = (NEW, RESTORED, CHANGED, SAME)


@dataclass(frozen=True)
class Changed:
    """A field that the file says otherwise, as the history writes values."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Verdict:
    """What is to become of one row.

    Attributes
    ----------
    number
        The row as the file counts it.
    what
        One of ``VERDICTS``.
    name
        What the row is called, for a list.
    id
        Id of the record that it is or will be; None for a row that cannot be used.
    fields
        What changes in a record that is here already.
    of, of_row
        Id of the record, or number of the row, that it seems to repeat.
    faults
        Why it is not taken.
    warnings
        What somebody should look at though it is taken.
    place
        Where the record will be.
    edit
        What would be written; a duplicate has one for whoever decides that it is none.
    """

    number: int
    what: str
    kind: str
    name: str
    id: str | None = None
    fields: tuple[Changed, ...] = ()
    of: str | None = None
    of_row: int | None = None
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    place: Place = field(default_factory=lambda: Place("unknown"))
    edit: Edit | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Plan:
    """What an import would do; ``commit`` does it.

    Attributes
    ----------
    source
        What the source is called.
    verdicts
        One for each row that could be read as one, in the file's order.
    unknown
        For each field: how often each word occurs that no vocabulary knows. A person can say what
        they mean, in the values of the mapping.
    """

    town: str
    source: str
    sheet: Sheet
    mapping: ColumnMapping
    verdicts: tuple[Verdict, ...]
    unknown: Mapping[str, Mapping[str, int]]

    @property
    def read(self) -> int:
        """Return how many rows the file has."""
        return len(self.sheet)

    @property
    def imported(self) -> int:
        """Return how many rows are, or will be, in the store as the file says."""
        return sum(verdict.what in IMPORTED for verdict in self.verdicts)

    @property
    def rejected(self) -> int:
        """Return how many rows are not taken; each comes back with its reason."""
        return self.read - self.imported

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows have each verdict; rows that could not be read are unusable."""
        counted = Counter(verdict.what for verdict in self.verdicts)
        counted[UNUSABLE] += len(self.sheet.unreadable)
        return {what: counted[what] for what in VERDICTS}

    @property
    def edits(self) -> list[Edit]:
        """Return what would be written."""
        return [
            verdict.edit
            for verdict in self.verdicts
            if verdict.edit is not None and verdict.what in IMPORTED
        ]

    @property
    def absent(self) -> list[str]:
        """Return the columns that the mapping names and the file lacks."""
        named = [*self.mapping.columns.values(), self.mapping.id, self.mapping.kind_column]
        return [name for name in dict.fromkeys(named) if name and name not in self.sheet.header]

    @property
    def swapped(self) -> int:
        """Return in how many rows latitude and longitude seem to stand in each other's place."""
        return sum(
            any(fault.key == "fault.place_swapped" for fault in verdict.faults)
            for verdict in self.verdicts
        )

    def with_duplicates(self, numbers: Collection[int] | None = None) -> Plan:
        """Return the same plan that takes rows (None: all) which seem to repeat a record."""
        return replace(
            self,
            verdicts=tuple(
                replace(verdict, what=NEW, faults=())
                if verdict.what == DUPLICATE
                and verdict.edit is not None
                and (numbers is None or verdict.number in numbers)
                else verdict
                for verdict in self.verdicts
            ),
        )
