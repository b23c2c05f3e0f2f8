"""XLSX workbooks: the values of the first sheet that has any, as text.

Formulas count as what they gave when the workbook was last saved; macros are refused; links to
other files and whatever else a workbook may carry are never followed.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.reader.excel import ExcelReader

from geo.errors import DataError
from geo.files.archive import Archive
from geo.files.faults import file_fault
from geo.files.separated import Record
from geo.files.shapes.found import Note
from geo.model.limits import Limits

_MACROS = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
_FORMULA = re.compile(rb"<f[\s>/]")
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff]|[Ff]{3}[EeFf])_")
"""What XML cannot carry stands as ``_xHHHH_`` (ECMA-376, part 1, 22.9.2.19)."""

_TO_ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class Table:
    """The rows of one sheet that have something in them, and what to know of them."""

    records: list[Record]
    notes: list[Note]


def read_workbook(name: str, data: bytes, archive: Archive, limits: Limits) -> Table:
    """Return the rows of the first visible sheet that has two rows, else of the first with any.

    Raises
    ------
    DataError
        When the workbook has macros, is damaged or above the limits.
    """
    if any(member.endswith("vbaProject.bin") for member in archive.namelist()) or _MACROS.search(
        archive.read("[Content_Types].xml")
    ):
        raise DataError([file_fault("fault.macros", name)])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl leaves out, and dates that are none
            return _table(name, _workbook(data, archive), archive, limits)
    except (DataError, TimeoutError):
        raise
    except Exception:  # whatever a library meets in a workbook that somebody has altered
        raise DataError([file_fault("fault.workbook", name)]) from None


def _workbook(data: bytes, archive: Archive) -> Workbook:
    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.archive.close()
    reader.archive = archive  # the one that watches the time
    reader.read()
    return reader.wb


def _table(name: str, book: Workbook, archive: Archive, limits: Limits) -> Table:
    sheets: list[Any] = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    best: tuple[Any, list[Record], bool] | None = None
    for sheet in sheets:
        records, is_whole = _records(name, sheet, archive, limits)
        if records and best is None:
            best = sheet, records, is_whole
        if len(records) > 1:
            best = sheet, records, is_whole
            break
    if best is None:
        raise DataError([file_fault("fault.header", name)])
    sheet, records, is_whole = best
    notes = [Note("note.sheet", {"sheet": sheet.title})] if len(sheets) > 1 else []
    if not is_whole:
        notes.append(Note("note.empty_rows", {"row": str(records[-1][0])}))
    if _FORMULA.search(archive.read(sheet._worksheet_path)):
        notes.append(Note("note.formulas", {}))
    return Table(records, notes)


def _records(name: str, sheet: Any, archive: Archive, limits: Limits) -> tuple[list[Record], bool]:
    """Return the filled rows, and whether the sheet was read to its end.

    A sheet may be formatted down to its millionth row: as many empty rows in a row as a table may
    have are taken for its end.
    """
    sheet.reset_dimensions()  # what a sheet says of its own size need not be true
    records: list[Record] = []
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        if archive.is_late:
            raise TimeoutError
        cells = _trimmed(values)
        if len(cells) > limits.properties:
            fault = file_fault("fault.properties_many", name, row=number, most=limits.properties)
            raise DataError([fault])
        if cells:
            records.append((number, cells))
        elif number - (records[-1][0] if records else 0) > limits.rows:
            return records, False
        if len(records) > limits.rows + 1:
            raise DataError([file_fault("fault.rows_many", name, most=limits.rows)])
    return records, True


def _trimmed(values: tuple[Any, ...]) -> list[str]:
    last = len(values)
    while last and values[last - 1] in (None, ""):
        last -= 1
    return [cell_text(value) for value in values[:last]]


def cell_text(value: Any) -> str:
    """Return a cell's value as text: dates as ISO writes them, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def workbook_of(title: str, rows: Iterator[list[str]]) -> bytes:
    """Return an XLSX workbook of one sheet in which every cell is a text and none a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append([_text_cell(sheet, text) for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text_cell(sheet: Any, text: str) -> Any:
    written = text.encode("utf-8", "replace").decode("utf-8")
    written = _TO_ESCAPE.sub(lambda match: f"_x{ord(match.group()):04X}_", written)
    cell = WriteOnlyCell(sheet, written)
    cell.data_type = "s"
    cell.quotePrefix = True  # stays a text also when somebody edits the cell
    return cell
