"""Tables as text: which separator, and the rows with what could not be read as one."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from geo.errors import DataError
from geo.files.faults import file_fault
from geo.files.table import Unreadable

SEPARATORS = (";", ",", "\t")
_LOOKED_AT = 65_536
_SAID = "sep="
"""The first line by which spreadsheets tell one another the separator."""

Record = tuple[int, list[str]]


def separator_of(text: str) -> str:
    """Return the separator by which most rows have as many cells as the first.

    A text of one column has none; it is read with the first of ``SEPARATORS``.
    """
    if text.startswith(_SAID) and text[4:5] in (*SEPARATORS, "|"):
        return text[4]
    return max(SEPARATORS, key=lambda separator: _score(text[:_LOOKED_AT], separator))


def read_records(
    name: str, text: str, separator: str, *, most: int
) -> tuple[list[Record], list[Unreadable]]:
    """Return the rows as cells, and the rows whose quotes are broken; blank lines are neither.

    Rows are numbered as a spreadsheet shows them, the first is 1. Of what has more rows than
    ``most`` the rest is not read: the caller refuses it.

    Raises
    ------
    DataError
        When a quote is never closed or a cell is far too long: nobody can say where the next row
        begins.
    """
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    records: list[Record] = []
    unreadable: list[Unreadable] = []
    number = 0
    while len(records) + len(unreadable) <= most:
        lines.taken.clear()
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raw = "".join(lines.taken).rstrip("\r\n")
            if "limit" in str(error) or "unexpected end" in str(error):
                key = "fault.quote_open" if "unexpected end" in str(error) else "fault.cell_long"
                raise DataError([file_fault(key, name, row=number, found=raw)]) from None
            fault = file_fault("fault.quote", name, row=number, found=raw)
            unreadable.append(Unreadable(number, (raw,), fault))
            continue
        if number == 1 and text.startswith(_SAID) and "".join(lines.taken).strip()[5:] == "":
            continue
        if any(cells):
            records.append((number, cells))
    return records, unreadable


def _score(text: str, separator: str) -> tuple[float, float, int]:
    """Return how well a separator fits: rows as wide as the first, as the most, and how wide."""
    try:
        rows = [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if row
        ]
    except csv.Error:
        rows = []
    widths = Counter(len(row) for row in rows)
    if not rows or max(widths) == 1:
        return 0, 0, 0
    first = len(rows[0])
    width, most = max(widths.items(), key=lambda item: (item[0] > 1, item[1]))
    return (widths[first] / len(rows) if first > 1 else 0, most / len(rows), width)


class _Lines:
    """The lines of a text, remembering those that the row being read has taken."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.taken.append(line)
        return line
