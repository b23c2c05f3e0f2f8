"""What every adapter of an official data set says of itself, and what it brings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from geo.errors import Fault
from geo.files.faults import file_fault
from geo.files.shapes import Note, Shapes
from geo.files.sheet import Sheet
from geo.files.table import Row
from geo.model.disclosure import Count
from geo.model.figures import EVERYBODY, Address, Cell
from geo.model.limits import Limits

AREAS, FIGURES, CELLS, ADDRESSES, RECORDS = "areas", "figures", "cells", "addresses", "records"
"""What a data set can bring."""


@dataclass(frozen=True)
class Areas:
    """Boundaries, with the columns that name them; which of them a town needs is not said here."""

    shapes: Shapes
    name_column: str
    code_column: str | None


@dataclass(frozen=True)
class Figure:
    """What the Bureau says of one of its areas.

    Attributes
    ----------
    code
        The Bureau's code of the area, an empty text where the file has names only.
    name
        Name of the area, an empty text where the file has codes only.
    """

    code: str
    name: str
    year: int
    count: Count
    sex: str = EVERYBODY
    age_from: int | None = None
    age_to: int | None = None


@dataclass(frozen=True)
class Figures:
    """Residents of areas, of the whole country as the file has them."""

    figures: tuple[Figure, ...]
    date: str | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Cells:
    """Cells of the grid; ``year`` of a cell is 0 where the file does not say it."""

    cells: tuple[Cell, ...]
    date: str | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Addresses:
    """Addresses of the whole country; they can be walked through once."""

    addresses: Iterable[Address]


@dataclass(frozen=True)
class Records:
    """Rows to be imported as records, of the whole country as the file has them.

    Attributes
    ----------
    sheet
        Only the columns that are needed; what else the file says, people's contacts above all, is
        not in it.
    mapping
        Which column says what: kind, columns, constants and id, as texts.
    code_column
        Column with the code of the address in the state register; None where rows have a place.
    """

    sheet: Sheet
    mapping: Mapping[str, Any]
    code_column: str | None = None


@dataclass(frozen=True)
class Adapter:
    """One official data set.

    Attributes
    ----------
    key
        Its name on the command line and in the catalogues.
    title, publisher
        What it is called and who publishes it, in Latvian.
    address
        The page to download it from; the program itself fetches nothing.
    licence
        As the publisher or the portal states it.
    brings
        ``areas``, ``figures``, ``cells``, ``addresses`` or ``records``.
    file
        Name of the file as it is published.
    read
        Gives what is in the bytes of such a file.
    largest
        Bytes such a file may have, where it is larger than other files that people bring.
    """

    key: str
    title: str
    publisher: str
    address: str
    licence: str
    brings: str
    file: str
    read: Callable[[bytes, Limits], Any]
    largest: int | None = None

    @property
    def source(self) -> str:
        """Return what stands as the source of everything it brings."""
        return f"{self.publisher}, „{self.title}”"

    def limits(self, limits: Limits) -> Limits:
        """Return the limits of such a file: those of any other, but for its size."""
        largest = max(limits.file_bytes, self.largest or 0)
        return replace(limits, file_bytes=largest)


def lacks_columns(file: str, needed: Iterable[str], found: Iterable[str]) -> Fault:
    """Return the fault of a file that is another than the published one."""
    return file_fault(
        "fault.official_columns", file, columns=", ".join(needed), found=", ".join(found)
    )


def with_columns(sheet: Sheet, rows: Iterable[Row], columns: Sequence[str]) -> Sheet:
    """Return a sheet of some of its rows with some of its columns; how many rows is noted.

    Of rows that could not be read only the number is kept: what stands in them may be of people.
    """
    kept = tuple(
        replace(row, cells={name: row.cells.get(name, "") for name in columns}) for row in rows
    )
    left_out = len(sheet.rows) - len(kept)
    notes = list(sheet.notes)
    if left_out:
        notes.append(Note("note.people_left_out", {"count": str(left_out)}))
    return replace(
        sheet,
        header=tuple(columns),
        rows=kept,
        unreadable=tuple(replace(row, cells=()) for row in sheet.unreadable),
        notes=tuple(notes),
    )
