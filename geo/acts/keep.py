"""What a keeper does with a whole store: back up, restore, copy, check the history."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geo.errors import StoreDamaged, StoreError
from geo.store import Store, backup, copy_store, opened_copy, put_store
from geo.store.writing import OUTSIDE


@dataclass(frozen=True)
class HistoryReport:
    """What the history of a store is worth.

    Attributes
    ----------
    rows
        How many rows the log has.
    broken
        Number of the first row that is not what was sealed, None for a sound log.
    disagreements
        Kind and id of each record that does not say what its history says.
    outside
        Numbers of the rows that other programs wrote; honest ones are no fault.
    """

    rows: int
    broken: int | None
    disagreements: tuple[tuple[str, str], ...]
    outside: tuple[int, ...]

    @property
    def is_sound(self) -> bool:
        """Return whether the history can be relied on."""
        return self.broken is None and not self.disagreements

    @property
    def first_fault(self) -> str:
        """Return the first thing that is wrong, for a keeper; empty for a sound history."""
        if self.broken is not None:
            return f"change {self.broken} is not what was written, or one before it is missing"
        if self.disagreements:
            kind, identity = self.disagreements[0]
            return f"{kind} {identity} does not say what its history says"
        return ""


def check_history(store: Store) -> HistoryReport:
    """Return what the history of a store is worth.

    Raises
    ------
    StoreError
        When the store cannot be read.
    """
    rows = store.changes()
    broken = store.first_broken_seal()
    try:
        disagreements = tuple(store.disagreements())
    except StoreDamaged:
        if broken is None:
            raise
        disagreements = ()  # a log that was altered need not be readable
    outside = tuple(row["id"] for row in rows if row["who"] == OUTSIDE)
    return HistoryReport(len(rows), broken, disagreements, outside)


def back_up(url: str, file: Path) -> None:
    """Write the store as it is at this moment into a file; people may go on working.

    Raises
    ------
    StoreError
        When there is a file of that name, the store cannot be read or the file not written.
    """
    store = Store(url)
    try:
        backup(store, file)
    finally:
        store.close()


def restore(url: str, file: Path, *, force: bool = False) -> str | None:
    """Put a backup in the place of the store and return what the present one is called now.

    Raises
    ------
    StoreError
        When the backup's history fails and ``force`` is not asked for, when it is no store, or
        when the map is still running. The present store stays in its place then.
    """
    with opened_copy(file) as wanted:
        report = check_history(wanted)
        if not report.is_sound and not force:
            raise StoreError(f"the history of the backup fails: {report.first_fault}")
        return put_store(wanted, url)


def copy(url_from: str, url_to: str) -> int:
    """Copy a store, file or server, into an empty place and return the revision it has there.

    Raises
    ------
    StoreError
        When the target holds records already, or either cannot be opened.
    """
    source = Store(url_from)
    try:
        copy_store(source, url_to)
        return source.revision()
    finally:
        source.close()
