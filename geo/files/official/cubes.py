"""Tables of the Central Statistical Bureau, in the forms its database and its open data have.

Forms and where they were seen (2026-11):

- ``json-stat2`` and ``json-stat`` of the database (json-stat.org; its dimensions AREA, AGE, SEX,
  AgeGroup, TIME, ContentsCode with values ``LV``, ``LVRIG15``, ``Y15-64``, ``T`` ``M`` ``F`` in
  public programs that ask for IRD040, IRD081 and IRS051; names of areas begin with dots);
- ``json`` of the database (PxWeb API v1 by Statistics Sweden: ``columns`` with type d, t, c,
  ``data`` with ``key`` and ``values``);
- the CSV that a person saves from the table: a title line, then names of the variables in one of
  the languages and years as columns (public programs skip one line and split at ``;``);
- long CSV of the open data portal (fields of IRV030_01 as the portal explains them: NUMB, NUMB_X,
  PC, PC_X, TIME, AREA, SEX and the table's own).

Not seen: a whole file of each. Columns and dimensions that are not known are taken for further
variables, of which only the total is read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import prod
from typing import Any

from geo.errors import DataError, Fault
from geo.files.faults import file_fault
from geo.files.strict_json import read_json
from geo.model.limits import Limits

AREA, AGE, SEX, TIME, CONTENTS, GRID = "area", "age", "sex", "time", "contents", "grid"
"""Variables whose meaning is known."""

_NAMES = {
    AREA: ("area", "territorial unit", "teritoriālā vienība"),
    GRID: ("grid", "id"),
    AGE: ("age", "agegroup", "age group", "vecums", "vecuma grupa"),
    SEX: ("sex", "gender", "dzimums"),
    TIME: ("time", "time period", "laika periods"),
    CONTENTS: ("contentscode",),
}
_ROLES = {name: role for role, names in _NAMES.items() for name in names}
_VALUES = ("numb", "total")
_FLAGS = ("numb_x",)
_LEFT_OUT = ("pc", "pc_x")
_FURTHER = ("ethnicity", "tautība", "indicator", "rādītājs", "citizen")
"""Variables by which other tables are told apart; any further one is treated likewise."""

_TOTAL = {"total", "t", "tot", "pavisam", "kopā", "всего"}
_TITLES = 10
_MOST_CELLS = 5_000_000
"""More than the database gives at a time (300 000); a file could claim any number."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_SHARE = re.compile(r"%|per cent|īpatsvar|percent", re.IGNORECASE)
_UPDATED = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")


@dataclass(frozen=True)
class Statement:
    """One number of a table, with what it is about.

    Attributes
    ----------
    row
        Where it stands: line of a CSV, place from 1 in the others.
    codes, labels
        Code and name of each known variable's value; where a file has only one, both are it.
    value, flag
        As published; the flag is the Bureau's code of a special value.
    """

    row: int
    codes: Mapping[str, str]
    labels: Mapping[str, str]
    value: str
    flag: str = ""


@dataclass(frozen=True)
class Cube:
    """What a table says, and when it was last updated as far as it tells."""

    statements: Iterator[Statement]
    date: str | None = None
    has_flags: bool = False


def read_cube(file: str, data: bytes, limits: Limits) -> Cube:
    """Return a table's numbers, only the totals of variables that are not known, no shares.

    Raises
    ------
    DataError
        When it has none of the forms above. A broken row is raised while walking through.
    """
    if len(data) > limits.file_bytes:
        raise DataError([file_fault("fault.size", file, found=len(data), most=limits.file_bytes)])
    if not data.strip():
        raise DataError([file_fault("fault.empty", file)])
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _from_json(file, read_json(file, data, limits))
    return _from_text(file, _text(file, data))


def _role(name: str) -> str:
    """Return what a variable is: known by its role, any other by its own name."""
    plain = name.strip().casefold()
    return _ROLES.get(plain, plain)


def _is_wanted(codes: Mapping[str, str], labels: Mapping[str, str]) -> bool:
    """Return whether a number is a count of people of every kind but sex and age."""
    for role, code in codes.items():
        if role in (AREA, GRID, AGE, SEX, TIME):
            continue
        label = labels[role].strip().casefold()
        if role == CONTENTS:
            if _SHARE.search(label):
                return False
        elif not {code.strip().casefold(), label} & _TOTAL:
            return False
    return True


# --- JSON ---------------------------------------------------------------------------------------


def _from_json(file: str, document: Any) -> Cube:
    try:
        if "columns" in document:
            return Cube(iter(list(_from_px(document))))
        return _from_stat(document.get("dataset", document))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise DataError([file_fault("fault.official_json", file)]) from None


def _from_px(document: Mapping[str, Any]) -> Iterator[Statement]:
    columns = document["columns"]
    roles = [_role(column["code"]) for column in columns if column["type"] != "c"]
    for row, line in enumerate(document["data"], start=1):
        codes = dict(zip(roles, map(str, line["key"]), strict=True))
        if _is_wanted(codes, codes):
            yield Statement(row, codes, codes, str(line["values"][0]))


def _from_stat(document: Mapping[str, Any]) -> Cube:
    dimensions = document["dimension"]
    names = document.get("id") or dimensions["id"]
    categories = [(_role(name), _category(dimensions[name]["category"])) for name in names]
    if prod(len(items) for _, items in categories) > _MOST_CELLS:
        raise ValueError("more cells than any table has")
    values = document["value"]
    if isinstance(values, dict):  # a sparse table says only what there is
        values = {int(place): value for place, value in values.items()}
    else:
        values = dict(enumerate(values))
    updated = str(document.get("updated") or "")[:10]

    def statements() -> Iterator[Statement]:
        for place, chosen in enumerate(product(*(items for _, items in categories))):
            codes = {role: code for (role, _), (code, _) in zip(categories, chosen, strict=True)}
            labels = {role: text for (role, _), (_, text) in zip(categories, chosen, strict=True)}
            if _is_wanted(codes, labels):
                value = values.get(place)
                yield Statement(place + 1, codes, labels, "" if value is None else f"{value}")

    return Cube(
        iter(list(statements())),
        updated if re.fullmatch(r"\d{4}-\d{2}-\d{2}", updated) else None,
    )


def _category(category: Mapping[str, Any]) -> list[tuple[str, str]]:
    labels = category.get("label") or {}
    index = category.get("index") or list(labels)
    codes = sorted(index, key=lambda code: index[code]) if isinstance(index, dict) else list(index)
    return [(code, str(labels.get(code, code))) for code in codes]


# --- CSV ----------------------------------------------------------------------------------------


def _text(file: str, data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1257", errors="replace")
    if "\x00" in text:
        raise DataError([file_fault("fault.text_broken", file)])
    return text


def _from_text(file: str, text: str) -> Cube:
    lines = io.StringIO(text, newline="")
    date, above = None, 0
    for line in islice(lines, _TITLES):  # titles, or a comment that says when it was made
        above += 1
        separator = max(";,\t", key=line.count)
        header = next(csv.reader([line], delimiter=separator), [])
        roles = [_role(name) for name in header]
        if AREA in roles or GRID in roles:
            break
        if said := _UPDATED.search(line):
            date = f"{said[3]}-{said[2]}-{said[1]}"
    else:
        found = text[:60].replace("\n", " ")
        raise DataError([file_fault("fault.official_columns", file, columns="AREA", found=found)])
    reader = csv.reader(lines, delimiter=separator, strict=True)
    is_long = any(role in _VALUES for role in roles)
    walk = (
        _long(file, roles, reader, above + 1)
        if is_long
        else _wide(file, header, roles, reader, above + 1)
    )
    return Cube(walk, date, has_flags=any(role in _FLAGS for role in roles))


def _rows(
    file: str, width: int, reader: Iterator[list[str]], first: int
) -> Iterator[tuple[int, list[str]]]:
    try:
        for row, cells in enumerate(reader, start=first):
            if not any(cells):
                continue
            if len(cells) != width:
                if len(cells) == 1:  # what stands below the table: sources and notes
                    continue
                raise DataError([_cells(file, row, width, len(cells))])
            yield row, cells
    except csv.Error as error:
        raise DataError([file_fault("fault.official_row", file, found=str(error))]) from None


def _cells(file: str, row: int, width: int, found: int) -> Fault:
    return file_fault("fault.official_row", file, row=row, found=f"{found} / {width}")


def _long(
    file: str, roles: Sequence[str], reader: Iterator[list[str]], first: int
) -> Iterator[Statement]:
    value = next(place for place, role in enumerate(roles) if role in _VALUES)
    flag = next((place for place, role in enumerate(roles) if role in _FLAGS), None)
    said = [
        (place, role)
        for place, role in enumerate(roles)
        if role not in (*_VALUES, *_FLAGS, *_LEFT_OUT)
    ]
    for row, cells in _rows(file, len(roles), reader, first):
        codes = {role: cells[place].strip() for place, role in said}
        if _is_wanted(codes, codes):
            yield Statement(row, codes, codes, cells[value], "" if flag is None else cells[flag])


def _wide(
    file: str,
    header: Sequence[str],
    roles: Sequence[str],
    reader: Iterator[list[str]],
    first: int,
) -> Iterator[Statement]:
    known = {*_ROLES.values(), *_FURTHER}
    said = [(place, role) for place, role in enumerate(roles) if role in known]
    counted = [
        (place, _year_in(name))
        for place, (name, role) in enumerate(zip(header, roles, strict=True))
        if role not in known and not _SHARE.search(name)
    ]
    for row, cells in _rows(file, len(header), reader, first):
        codes = {role: cells[place].strip() for place, role in said}
        if not _is_wanted(codes, codes):
            continue
        for place, year in counted:
            dated = {**codes, TIME: codes.get(TIME) or year}
            yield Statement(row, dated, dated, cells[place])


def _year_in(name: str) -> str:
    match = _YEAR.search(name)
    return match[0] if match else ""
