"""CSV tables: strict in, safe for a spreadsheet out."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.errors import Fault
from geo.model.fields import Field, parse, vocabulary_keys

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


@dataclass(frozen=True)
class Row:
    """One row of a table as text, with the line a spreadsheet shows beside it."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Unreadable:
    """A row that could not be read as one: its cells as they stand there, and why."""

    number: int
    cells: tuple[str, ...]
    fault: Fault

    @property
    def text(self) -> str:
        """Return the row as one text."""
        return " | ".join(self.cells)


def read_table(path: Path, faults: list[Fault], fields: Sequence[Field] = ()) -> list[Row]:
    """Return the rows of a UTF-8, comma-separated file; what is wrong is added to ``faults``.

    A row with too many or too few cells is reported, never shifted. Where ``fields`` are given,
    the header has their names: all that are required, and no other.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        faults.append(Fault(path.name, None, None, "the file", None))
        return []
    except UnicodeDecodeError:
        faults.append(Fault(path.name, None, None, "text in UTF-8", "another encoding"))
        return []
    if "\x00" in text:
        faults.append(Fault(path.name, None, None, "text without NUL bytes", "a NUL byte"))
        return []
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        faults.append(Fault(path.name, None, None, "a well-formed CSV table", str(error)))
        return []
    if not lines or not any(lines[0]):
        faults.append(Fault(path.name, 1, None, "a header row", None))
        return []
    header, *body = lines
    if len(set(header)) < len(header):
        faults.append(Fault(path.name, 1, None, "each column once", ", ".join(header)))
        return []
    if fields:
        faults += _header_faults(path.name, header, fields)
    rows = []
    for number, cells in enumerate(body, start=2):
        if len(cells) != len(header):
            found = f"{len(cells)} cells"
            faults.append(Fault(path.name, number, None, f"{len(header)} cells", found))
        else:
            rows.append(Row(number, dict(zip(header, cells, strict=True))))
    return rows


def _header_faults(file: str, header: Sequence[str], fields: Sequence[Field]) -> list[Fault]:
    """Return which columns are missing or unknown: a misspelt one would lose all it holds."""
    names = {field.name for field in fields}
    missing = [field.name for field in fields if field.required and field.name not in header]
    unknown = [name for name in header if name not in names]
    return [
        *(Fault(file, 1, name, "this column", None) for name in missing),
        *(Fault(file, 1, name, "a known column", name) for name in unknown),
    ]


def parse_rows(
    rows: Iterable[Row],
    fields: Sequence[Field],
    taxonomy_keys: dict[str, set[str]],
    *,
    file: str,
    faults: list[Fault],
) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield each row's number and its values by field name; wrong cells are reported and None."""
    for row in rows:
        values: dict[str, object] = {}
        for field in fields:
            text = row.cells.get(field.name, "")
            try:
                value = parse(field, text)
            except ValueError as expected:
                faults.append(Fault(file, row.number, field.name, str(expected), text))
                value = None
            if field.required and field.name in row.cells and value in (None, ()):
                faults.append(Fault(file, row.number, field.name, "a value", None))
            allowed = vocabulary_keys(field, taxonomy_keys)
            if allowed is not None and value is not None:
                keys = value if isinstance(value, tuple) else (value,)
                for key in keys:
                    if key not in allowed:
                        expected_key = f"a known key of {field.vocabulary}"
                        faults.append(Fault(file, row.number, field.name, expected_key, str(key)))
            values[field.name] = value
        yield row.number, values


def write_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV table that spreadsheets of Latvian desks open well.

    Semicolons, a byte-order mark, CRLF. A cell that a spreadsheet would run as a formula is
    given a leading apostrophe.
    """
    cells = ([safe_text(cell) for cell in row] for row in rows)
    text = separated_text(header, cells, separator=";")
    return b"\xef\xbb\xbf" + text.encode("utf-8", errors="replace")


def separated_text(header: Sequence[str], rows: Iterable[Sequence[str]], *, separator: str) -> str:
    """Return a table as text with CRLF, its cells as they are."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet would run a text, also once its apostrophes are taken off."""
    return text.lstrip("'").startswith(_FORMULA_STARTS)


def safe_text(cell: object) -> str:
    """Return what a cell of a CSV table says so that no spreadsheet runs it; see ``own_text``."""
    missing = cell is None or cell != cell  # NaN is not itself
    text = "" if missing else str(cell).replace("\x00", "")
    # an apostrophe of the text's own gets one more: whoever takes one off finds the text again
    return f"'{text}" if is_formula(text) else text


def own_text(cell: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and is_formula(cell) else cell


def without_entities(cell: str) -> str:
    """Return a cell with the characters that entities of HTML such as ``&scaron;`` stand for."""
    return _ENTITY.sub(lambda entity: html.unescape(entity.group()), cell) if "&" in cell else cell


def has_entities(text: str) -> bool:
    """Return whether a file was made by a web page: some entity of HTML stands for a letter."""
    return any(html.unescape(entity.group())[0].isalpha() for entity in _ENTITY.finditer(text))
