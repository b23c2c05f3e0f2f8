"""Workbooks give their values; what else they may carry is refused or never looked at."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import pytest

from geo.errors import DataError
from geo.files.sheet import Sheet, read_sheet
from geo.files.workbook import cell_text, workbook_of
from geo.model.limits import Limits
from tests.awkward import TEXTS
from tests.files.tables import repacked, workbook

LIMITS = Limits()
_SHEET = "xl/worksheets/sheet1.xml"
_HEAD = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
    b'2006/main"><sheetData>'
)
_TAIL = b"</sheetData></worksheet>"


def read(data: bytes, limits: Limits = LIMITS) -> Sheet:
    return read_sheet("x.xlsx", data, limits)


def rows(sheet: Sheet) -> list[tuple[str, ...]]:
    return [tuple(row.cells.values()) for row in sheet.rows]


def notes(sheet: Sheet) -> dict[str, dict[str, str]]:
    return {note.key: dict(note.values) for note in sheet.notes}


def reasons(data: bytes, limits: Limits = LIMITS) -> list[str | None]:
    with pytest.raises(DataError) as error:
        read(data, limits)
    return [fault.key for fault in error.value.faults]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("NA", "NA"),
        ("+371 65400000", "+371 65400000"),
        (12.0, "12"),
        (56.95, "56.95"),
        (10**15, str(10**15)),
        (True, "yes"),
        (False, "no"),
        (datetime(2022, 11, 18), "2022-11-18"),
        (datetime(2022, 11, 18, 14, 30), "2022-11-18 14:30:00"),
        (date(2022, 11, 18), "2022-11-18"),
        (time(9, 30), "09:30:00"),
        ("two_x000D__x0009_signs", "two\r\tsigns"),
    ],
)
def test_every_value_is_text(value: Any, text: str) -> None:
    assert cell_text(value) == text


def test_a_list_is_read_with_dates_and_numbers_as_they_are_meant() -> None:
    sheet = read(workbook(["Nosaukums", "Datums", "Skaits"], ["Ķīmija", date(2022, 11, 18), 3.0]))
    assert sheet.header == ("Nosaukums", "Datums", "Skaits")
    assert rows(sheet) == [("Ķīmija", "2022-11-18", "3")]


def test_rows_keep_the_numbers_that_the_program_shows() -> None:
    sheet = read(workbook(["a", "b"], [], ["1", "2"], [None, None], ["3", None]))
    assert [(row.number, row.cells["b"]) for row in sheet.rows] == [(3, "2"), (5, "")]


def test_the_first_sheet_that_is_a_table_is_read_and_named() -> None:
    data = workbook(["Par sarakstu"], title="Info", Dati=[["a", "b"], ["1", "2"]])
    assert rows(read(data)) == [("1", "2")]
    assert notes(read(data))["note.sheet"] == {"sheet": "Dati"}


def test_t11_a_formula_is_what_it_last_gave() -> None:
    cell = b'<row r="1"><c r="A1" t="str"><v>a</v></c></row><row r="2">'
    cell += b'<c r="A2"><f>1+1</f><v>2</v></c></row>'
    data = repacked(workbook(["a"]), {_SHEET: _HEAD + cell + _TAIL})
    assert rows(read(data)) == [("2",)]
    assert "note.formulas" in notes(read(data))


@pytest.mark.parametrize(
    "changed",
    [
        {"xl/vbaProject.bin": b"macro"},
        {"[Content_Types].xml": b'<Types><Override ContentType="x.sheet.macroEnabled"/></Types>'},
    ],
)
def test_t11_a_workbook_with_macros_is_refused_whatever_it_is_called(
    changed: dict[str, bytes],
) -> None:
    assert reasons(repacked(workbook(["a"], ["1"]), changed)) == ["fault.macros"]


def test_t11_links_to_other_files_are_not_followed() -> None:
    link = b'<externalLink xmlns="x"><externalBook id="file:///etc/passwd"/></externalLink>'
    data = repacked(workbook(["a"], ["1"]), {"xl/externalLinks/externalLink1.xml": link})
    assert rows(read(data)) == [("1",)]


def test_t11_a_sheet_formatted_down_to_its_millionth_row_ends_where_its_rows_end() -> None:
    filled = b'<row r="1"><c t="str"><v>a</v></c></row><row r="2"><c t="str"><v>1</v></c></row>'
    empty = b"".join(b'<row r="%d" ht="15"/>' % number for number in range(3, 1000))
    far = b'<row r="999999999"><c t="str"><v>2</v></c></row>'
    data = repacked(workbook(["a"]), {_SHEET: _HEAD + filled + empty + far + _TAIL})
    sheet = read(data, replace(LIMITS, rows=500))
    assert rows(sheet) == [("1",)]
    assert notes(sheet)["note.empty_rows"] == {"row": "2"}


def test_t11_limits_hold() -> None:
    few = replace(LIMITS, rows=3, properties=2)
    assert reasons(workbook(["a"], *(["1"] for _ in range(4))), few) == ["fault.rows_many"]
    assert reasons(workbook(["a", "b", "c"], ["1"]), few) == ["fault.properties_many"]
    far = _HEAD + b'<row r="1"><c r="XFD1" t="str"><v>a</v></c></row>' + _TAIL
    assert reasons(repacked(workbook(["a"]), {_SHEET: far})) == ["fault.properties_many"]


def test_a01_an_archive_that_unpacks_to_far_more_is_refused() -> None:
    data = repacked(workbook(["a"]), {_SHEET: _HEAD + b" " * 30_000_000 + _TAIL})
    assert reasons(data) == ["fault.zip_ratio"]
    assert reasons(data, replace(LIMITS, unpacked_bytes=1_000_000)) == ["fault.zip_size"]


def test_a06_an_entity_is_never_expanded() -> None:
    bomb = _HEAD.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet')
    data = repacked(
        workbook(["a"]), {_SHEET: bomb + b'<row><c t="str"><v>&a;</v></c></row>' + _TAIL}
    )
    assert reasons(data) == ["fault.workbook"]


def test_r10_a_row_of_endless_cells_does_not_fill_the_memory() -> None:
    row = b"<row>" + b"<c/>" * 1_100_000 + b"</row>"
    data = repacked(workbook(["a"]), {_SHEET: _HEAD + row + _TAIL})
    assert reasons(data, replace(LIMITS, ratio=10_000)) == ["fault.workbook"]


def test_a_workbook_cannot_keep_us_busy() -> None:
    assert reasons(workbook(["a"], ["1"]), replace(LIMITS, seconds=0)) == ["fault.time"]


@pytest.mark.parametrize("name", ["../../x", "/etc/x", "a\\b"])
def test_a02_members_that_would_lead_elsewhere_are_refused(name: str) -> None:
    assert reasons(repacked(workbook(["a"], ["1"]), {name: b"x"})) == ["fault.zip_name"]


def test_a_damaged_workbook_is_refused() -> None:
    data = workbook(["a"], ["1"])
    assert reasons(data[: len(data) // 2]) == ["fault.zip_broken"]
    assert reasons(repacked(data, {_SHEET: b"<worksheet"})) == ["fault.workbook"]
    assert reasons(repacked(data, {"xl/workbook.xml": b"<x/>"})) != []
    assert reasons(workbook()) == ["fault.header"]


@pytest.mark.parametrize("text", [*TEXTS, "_x0041_ \x07", "#N/A", "'=1"])
def test_t07_no_text_that_we_write_is_a_formula_and_each_comes_back(text: str) -> None:
    data = workbook_of("Lapa", iter([["a", "b"], [text, "x"]]))
    assert rows(read(data)) == [(text, "x")]
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert b"<f>" not in archive.read(_SHEET)
