"""Tables that people bring: one sheet of text, whatever the form of the file.

The form is known by the content, never by the name. Everything is text; a row is never shifted: one
that has too many or too few cells is set aside with its reason, and the others go on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from geo.errors import DataError, Fault
from geo.files.archive import opened
from geo.files.encoding import NAMES, decoded
from geo.files.faults import file_fault
from geo.files.names import shown_name
from geo.files.points import placed
from geo.files.separated import Record, read_records, separator_of
from geo.files.services import COLUMNS, flattened, read_services, service_tables
from geo.files.shapes import read_shapes
from geo.files.shapes.found import Note
from geo.files.table import Row, Unreadable, has_entities, own_text, without_entities
from geo.files.workbook import cell_text, read_workbook
from geo.model.limits import Limits

REASON = "! "
"""With this begins the name of the column that holds reasons; it is no part of a row."""

PLACE = ("lat", "lon")
"""Columns that hold the place of a row of a geometry file."""

_TITLE_LINES = 10
_SHAPES = re.compile(rb'"type"\s*:\s*"(Feature|Topology|Point|Multi|Line|Polygon|Geometry)')
_EXPORTED = {"kind", "kind_label"}
"""Columns of the tables that are exported here: what stands in those is never a code of HTML."""

_SIGNS = {"\t": "Tab"}


@dataclass(frozen=True)
class Sheet:
    """A table that somebody brought.

    Attributes
    ----------
    name
        The file's name, fit to be shown.
    form
        ``csv``, ``xlsx``, ``hsds``, ``geojson`` or ``gpkg``.
    header
        Names of the columns, each once.
    rows
        Text by column, numbered as the file shows its rows.
    unreadable
        Rows that could not be read as such.
    notes
        What a person should know of how it was read: encoding, separator, sheet …
    encoding, separator
        Of a CSV file, by which its rejected rows are written again.
    """

    name: str
    form: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    unreadable: tuple[Unreadable, ...] = ()
    notes: tuple[Note, ...] = ()
    encoding: str = field(default="utf-8-sig", kw_only=True)
    separator: str = field(default=";", kw_only=True)

    def __len__(self) -> int:
        """Return how many rows the file has, readable or not."""
        return len(self.rows) + len(self.unreadable)


def read_sheet(name: str, data: bytes, limits: Limits) -> Sheet:
    """Return the table in a file.

    CSV (``;`` ``,`` or tab; UTF-8, UTF-16, Windows-1257), XLSX, HSDS as JSON or as a zip of CSV
    tables, GeoJSON, GeoPackage and zipped shapefiles; ``lat`` and ``lon`` are columns of the last.

    Raises
    ------
    DataError
        When the file cannot be read as a whole, or is above the limits.
    """
    name = shown_name(name)
    if len(data) > limits.file_bytes:
        raise DataError([file_fault("fault.size", name, found=len(data), most=limits.file_bytes)])
    if not data.strip():
        raise DataError([file_fault("fault.empty", name)])
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(b"PK\x03\x04"):
        return _from_archive(name, data, limits)
    if data.startswith(b"SQLite format 3\x00"):
        return _of_shapes(name, data, limits)
    if data.startswith(b"\xd0\xcf\x11\xe0"):  # XLS, or an XLSX behind a password
        raise DataError([file_fault("fault.table_old", name)])
    if start.startswith((b"{", b"[")):
        return _from_json(name, data, limits)
    if start.startswith((b"<", b"%PDF", b"PK")):
        raise DataError([file_fault("fault.table", name, found=start[:20].decode("latin-1"))])
    return _from_text(name, data, limits)


def read_pasted(text: str, limits: Limits, *, name: str = "") -> Sheet:
    """Return the table that somebody pasted from a spreadsheet or a CSV file.

    Parameters
    ----------
    name
        What it is to be called where a file would have its name.

    Raises
    ------
    DataError
        As ``read_sheet``.
    """
    data = text.encode("utf-8", errors="replace")
    if len(data) > limits.file_bytes:
        raise DataError([file_fault("fault.size", name, found=len(data), most=limits.file_bytes)])
    if not text.strip():
        raise DataError([file_fault("fault.empty", name)])
    return _from_text(name, data, limits)


def read_folder(path: Path, limits: Limits) -> Sheet:
    """Return the services in a folder of HSDS tables.

    Raises
    ------
    DataError
        When there are none, or they are above the limits.
    """
    name = shown_name(path.name)
    files = sorted(path.glob("*.csv"))[: limits.members]
    if sum(file.stat().st_size for file in files) > limits.file_bytes:
        raise DataError([file_fault("fault.size", name, most=limits.file_bytes)])
    return _of_tables(name, {file.name: file.read_bytes() for file in files}, limits)


def _from_archive(name: str, data: bytes, limits: Limits) -> Sheet:
    with opened(name, data, limits) as archive:
        members = archive.namelist()
        if "xl/workbook.xml" in members:
            table = read_workbook(name, data, archive, limits)
            return _sheet(name, "xlsx", table.records, limits=limits, notes=table.notes)
        if any(member.lower().endswith(".shp") for member in members):
            return _of_shapes(name, data, limits)
        tables = {
            Path(member).name: archive.read(member)
            for member in members
            if member.lower().endswith(".csv")
        }
    return _of_tables(name, tables, limits)


def _from_json(name: str, data: bytes, limits: Limits) -> Sheet:
    if _SHAPES.search(data):
        return _of_shapes(name, data, limits)
    return _of_services(name, read_services(name, data, limits), limits)


def _of_tables(name: str, files: Mapping[str, bytes], limits: Limits) -> Sheet:
    """Return the services in some CSV tables; a row that cannot be read is told with its table."""
    known = service_tables(files)
    if not known:
        raise DataError([file_fault("fault.services", name, found=", ".join(sorted(files)))])
    sheets = {file: _from_text(file, files[file], limits) for file in known}
    tables = {
        known[file]: [dict(row.cells) for row in sheet.rows] for file, sheet in sheets.items()
    }
    unreadable = [row for sheet in sheets.values() for row in sheet.unreadable]
    unused = sorted(set(files) - set(known))
    notes = [Note("note.tables", {"tables": ", ".join(unused)})] if unused else []
    return _of_services(name, flattened(tables), limits, unreadable=unreadable, notes=notes)


def _of_services(
    name: str,
    rows: list[dict[str, str]],
    limits: Limits,
    *,
    unreadable: Sequence[Unreadable] = (),
    notes: Sequence[Note] = (),
) -> Sheet:
    header = [column for column in COLUMNS if any(row[column] for row in rows)]
    if not header:
        raise DataError([file_fault("fault.services", name)])
    records = [(1, header)]
    records += [
        (number, [row[column] for column in header]) for number, row in enumerate(rows, start=2)
    ]
    return _sheet(name, "hsds", records, limits=limits, unreadable=unreadable, notes=notes)


def _of_shapes(name: str, data: bytes, limits: Limits) -> Sheet:
    """Return the features of a geometry file with their place in columns of their own."""
    shapes = read_shapes(name, data, replace(limits, features=limits.rows))
    columns = [column for column in shapes.columns if column not in PLACE]
    points = placed([geometry for _, _, geometry in shapes.rows], shapes.crs)
    records: list[Record] = [(0, [*columns, *PLACE])]
    for (number, properties, _), point in zip(shapes.rows, points, strict=True):
        records.append((number, [*(cell_text(properties[name]) for name in columns), *point]))
    shown = (geometry for *_, geometry in shapes.rows if geometry is not None)
    drawn = sum(geometry.geom_type != "Point" for geometry in shown)
    notes = [*shapes.notes, *([Note("note.drawn", {"count": str(drawn)})] if drawn else [])]
    return _sheet(name, shapes.form, records, limits=limits, notes=notes)


def _from_text(name: str, data: bytes, limits: Limits) -> Sheet:
    try:
        text, encoding = decoded(data)
    except UnicodeDecodeError:
        raise DataError([file_fault("fault.table_encoding", name)]) from None
    if "\x00" in text:
        raise DataError([file_fault("fault.table_nul", name)])
    separator = separator_of(text)
    most = limits.rows + _TITLE_LINES + 1
    records, unreadable = read_records(name, text, separator, most=most)
    said = {"encoding": NAMES[encoding], "separator": _SIGNS.get(separator, separator)}
    notes = [Note("note.read_as", said)]
    clean = own_text
    is_ours = bool(records) and set(records[0][1]) >= _EXPORTED
    if has_entities(text) and not is_ours:
        notes.append(Note("note.entities", {}))
        clean = _own_text_without_entities
    records = [(number, [clean(cell) for cell in cells]) for number, cells in records]
    sheet = _sheet(name, "csv", records, limits=limits, unreadable=unreadable, notes=notes)
    return replace(sheet, encoding=encoding, separator=separator)


def _sheet(
    name: str,
    form: str,
    records: Sequence[Record],
    *,
    limits: Limits,
    unreadable: Sequence[Unreadable] = (),
    notes: Sequence[Note] = (),
) -> Sheet:
    """Return rows under the names of the first that is a header; what does not fit is set aside."""
    place = _header_place(records)
    if place is None:
        raise DataError([file_fault("fault.header", name, row=1)])
    if records[place][1][0].startswith(REASON):  # also a row of too few cells begins with it
        records = [(number, cells[1:]) for number, cells in records]
    above, header, body = records[:place], records[place][1], records[place + 1 :]
    if form == "xlsx":  # a workbook does not say where a row ends
        width = max(len(cells) for _, cells in records[place:])
        header = header + [""] * (width - len(header))
        body = [(number, cells + [""] * (width - len(cells))) for number, cells in body]
    if len(header) > limits.properties:
        fault = file_fault("fault.properties_many", name, found=len(header), most=limits.properties)
        raise DataError([fault])
    if len(body) + len(unreadable) > limits.rows:
        raise DataError([file_fault("fault.rows_many", name, most=limits.rows)])
    names, kept = _names(header, body)
    told = list(notes)
    if above:
        told.append(Note("note.above", {"row": str(records[place][0])}))
    if renamed := [new for new, old in zip(names, header, strict=True) if new != old.strip()]:
        told.append(Note("note.renamed", {"columns": ", ".join(renamed)}))
    rows: list[Row] = []
    aside = list(unreadable)
    for number, said in body:
        cells = said
        while len(cells) > len(header) and not cells[-1]:
            cells = cells[:-1]
        wrong = _row_fault(name, number, cells, len(header), limits)
        if wrong is not None:
            aside.append(Unreadable(number, tuple(cells), wrong))
        else:
            rows.append(Row(number, {names[column]: cells[column] for column in kept}))
    columns = tuple(names[column] for column in kept)
    aside.sort(key=lambda row: row.number)
    return Sheet(name, form, columns, tuple(rows), tuple(aside), tuple(told))


def _header_place(records: Sequence[Record]) -> int | None:
    """Return the place of the header: below a title, the first row with more than one cell."""
    if not records:
        return None
    widths = sorted(len([cell for cell in cells if cell]) for _, cells in records)
    if widths[len(widths) // 2] > 1:
        for place, (_, cells) in enumerate(records[:_TITLE_LINES]):
            if sum(bool(cell.strip()) for cell in cells) > 1:
                return place
    return 0


def _names(header: Sequence[str], body: Sequence[Record]) -> tuple[list[str], list[int]]:
    """Return a name for every column, each once, and the places of those that are part of a row.

    A column of reasons is none of a row's, and one without a name counts only if it says something.
    """
    names: list[str] = []
    kept: list[int] = []
    for place, given in enumerate(header):
        name = stem = given.strip() or f"({place + 1})"
        count = 1
        while name in names:
            count += 1
            name = f"{stem} ({count})"
        names.append(name)
        said = given.strip() or any(len(cells) > place and cells[place] for _, cells in body)
        if said and not given.startswith(REASON):
            kept.append(place)
    return names, kept


def _row_fault(
    name: str, number: int, cells: Sequence[str], width: int, limits: Limits
) -> Fault | None:
    if len(cells) != width:
        return file_fault("fault.cells", name, row=number, found=len(cells), most=width)
    longest = max(cells, key=len, default="")
    if len(longest) > limits.text_length:
        most = limits.text_length
        return file_fault("fault.text_long", name, row=number, found=longest, most=most)
    return None


def _own_text_without_entities(cell: str) -> str:
    return without_entities(own_text(cell))
