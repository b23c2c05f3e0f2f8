"""The rows that were not taken, as a file of the same form with the reason beside each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from geo.files.encoding import encoded
from geo.files.sheet import PLACE, REASON, Sheet
from geo.files.table import Row, Unreadable, safe_text, separated_text
from geo.files.workbook import workbook_of

ENDINGS = {"xlsx": "xlsx", "geojson": "geojson"}
"""Ending of the file of rejected rows for each form; any other form gives CSV."""


def rejects(sheet: Sheet, reasons: Mapping[int, Sequence[str]], *, column: str) -> bytes:
    """Return a file of the rows that have reasons, as they were, ready to correct and load again.

    Parameters
    ----------
    reasons
        Sentences by number of the row, unreadable rows among them; a row without any is left out.
    column
        Name of the column of reasons. It stands first, so that a row of too many or too few cells
        stays one until somebody has corrected it; ``read_sheet`` leaves it out again.
    """
    rows: list[Row | Unreadable] = [*sheet.rows, *sheet.unreadable]
    rows.sort(key=lambda row: row.number)
    told = [(row, "; ".join(reasons[row.number])) for row in rows if reasons.get(row.number)]
    reason = f"{REASON}{column}"
    if sheet.form == "geojson":
        return _collection(sheet, told, reason)
    header = [reason, *sheet.header]
    cells = ([why, *_cells(sheet, row)] for row, why in told)
    if sheet.form == "xlsx":
        return workbook_of(_title(column), _with(header, cells))
    is_csv = sheet.form == "csv"
    separator = sheet.separator if is_csv else ";"
    safe = ([safe_text(cell) for cell in row] for row in cells)
    text = separated_text(header, safe, separator=separator)
    return encoded(text, sheet.encoding if is_csv else "utf-8-sig")


def _cells(sheet: Sheet, row: Row | Unreadable) -> list[str]:
    if isinstance(row, Unreadable):
        return list(row.cells)
    return [row.cells[name] for name in sheet.header]


def _with(header: list[str], rows: Iterator[list[str]]) -> Iterator[list[str]]:
    yield header
    yield from rows


def _title(text: str) -> str:
    """Return a text as the name of a sheet: 31 signs, none of those that mean something there."""
    return "".join(" " if sign in r"[]:*?/\'" else sign for sign in text)[:31].strip() or "1"


def _collection(sheet: Sheet, told: Sequence[tuple[Row | Unreadable, str]], reason: str) -> bytes:
    features = []
    for row, why in told:
        cells = dict(zip(sheet.header, _cells(sheet, row), strict=False))
        lat, lon = (cells.pop(name, "") for name in PLACE)
        geometry = {"type": "Point", "coordinates": [float(lon), float(lat)]} if lat else None
        properties = {reason: why, **cells}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False).encode("utf-8", errors="replace")
