"""XLSX: one sheet of records and one that says what they are. Nothing in it is a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from geo.files.out.union import union
from geo.files.table import is_formula
from geo.model.outgoing import Table, as_text

CELL_LIMIT = 32_767
"""Characters that a cell of the format holds at most; what is longer is cut."""

# ECMA-376, part 1, 22.9.2.19 (ST_Xstring): what XML cannot carry is written ``_xHHHH_``, and so
# is an underscore that would be read as the beginning of one.
_ESCAPED = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")

_WIDTHS = {"text": 28, "number": 12, "whole": 10, "date": 12, "yes": 8}
_WIDTH = 18


def xlsx_file(
    tables: Sequence[Table],
    kind_words: Mapping[str, str],
    *,
    titles: tuple[str, str],
    about: Iterable[tuple[str, str]],
) -> bytes:
    """Return a workbook.

    Parameters
    ----------
    titles
        Names of the two sheets.
    about
        Pairs of the second sheet: what, and its words.
    """
    book = Workbook(write_only=True)
    columns, rows = union(tables, kind_words)
    records = book.create_sheet(titles[0])
    records.freeze_panes = "A2"
    for place, column in enumerate(columns, start=1):
        width = _WIDTHS.get(column.form, _WIDTH)
        records.column_dimensions[get_column_letter(place)].width = width
    count = sum(len(table.rows) for table in tables)
    records.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count + 1}"
    records.append([_bold(records, column.name) for column in columns])
    for row in rows:
        records.append([_cell(records, value) for value in row])
    words = book.create_sheet(titles[1])
    words.column_dimensions["A"].width, words.column_dimensions["B"].width = 28, 100
    for name, text in about:
        words.append([_bold(words, name), _cell(words, text)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: WriteOnlyWorksheet, value: Any) -> Any:
    """Return what stands in a cell: a number, or a text whatever it looks like."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value if not isinstance(value, float) else round(value, 7)
    text = as_text(value)
    if not is_formula(text) and not text.startswith("#"):  # ``#N/A`` would be an error's value
        return _ESCAPED.sub(_escape, text)[:CELL_LIMIT] or None
    cell = WriteOnlyCell(sheet, _ESCAPED.sub(_escape, text))
    cell.data_type = "s"
    cell.quotePrefix = True  # stays a text also when somebody edits the cell
    return cell


def _bold(sheet: WriteOnlyWorksheet, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _escape(match: re.Match[str]) -> str:
    return f"_x{ord(match.group()):04X}_"
