"""Tables come in strictly, row by row, and go out safe for a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import Fault
from geo.files.table import Row, parse_rows, read_table, write_table
from geo.model.fields import Field
from tests.awkward import FORMULAS, TEXTS


def read(path: Path, content: bytes | str) -> tuple[list[Row], list[Fault]]:
    file = path / "things.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    faults: list[Fault] = []
    return read_table(file, faults), faults


def test_a_table_is_its_rows_as_text_with_the_line_a_spreadsheet_shows(tmp_path: Path) -> None:
    rows, faults = read(tmp_path, "key,name\na,Ķīmija\nb,Крижи\n")
    assert faults == []
    assert rows == [
        Row(2, {"key": "a", "name": "Ķīmija"}),
        Row(3, {"key": "b", "name": "Крижи"}),
    ]


def test_every_text_survives_unchanged(tmp_path: Path) -> None:
    """T08: nothing is taken for a number, a date or a missing value."""
    texts = ["NA", "null", "0652", "+371 65400000", "=1+1", " x ", "1e5", "2024-10-02", ""]
    rows, faults = read(tmp_path, "key\n" + "".join(f'"{text}"\n' for text in texts))
    assert faults == []
    assert [row.cells["key"] for row in rows] == texts


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    rows, faults = read(tmp_path, b"\xef\xbb\xbfkey\r\na\r\n")
    assert (faults, rows) == ([], [Row(2, {"key": "a"})])


def test_a_quoted_cell_may_hold_commas_quotes_and_lines(tmp_path: Path) -> None:
    rows, faults = read(tmp_path, 'key,text\na,"one, ""two""\nthree"\nb,x\n')
    assert faults == []
    assert rows[0].cells["text"] == 'one, "two"\nthree'
    assert rows[1].number == 3  # a spreadsheet counts rows, not lines of text


@pytest.mark.parametrize(
    ("line", "found"), [("b,1,2", "3 cells"), ("b", "1 cells"), ("", "0 cells"), ("b;1", "1 cells")]
)
def test_a_row_with_too_many_or_too_few_cells_is_named_and_never_shifted(
    tmp_path: Path, line: str, found: str
) -> None:
    """T04."""
    rows, faults = read(tmp_path, f"key,name\na,1\n{line}\nc,3\n")
    assert faults == [Fault("things.csv", 3, None, "2 cells", found)]
    assert [(row.number, row.cells["key"]) for row in rows] == [(2, "a"), (4, "c")]


@pytest.mark.parametrize(
    "content", ["Ķīmija".encode("windows-1257"), "key\nx".encode("utf-16"), b"key\n\xff\n"]
)
def test_a_file_that_is_not_utf8_is_refused_whole(tmp_path: Path, content: bytes) -> None:
    """T01, T02: never mojibake."""
    assert read(tmp_path, content) == (
        [],
        [Fault("things.csv", None, None, "text in UTF-8", "another encoding")],
    )


@pytest.mark.parametrize(
    "content",
    ['key,name\na,"open\nb,2\n', 'key\n"a"b\n', "key\n" + "x" * 200_000 + "\n"],
    ids=["unclosed quote", "text after a quote", "a cell of 200 kB"],
)
def test_a_table_that_is_not_well_formed_is_refused_whole(tmp_path: Path, content: str) -> None:
    """T05."""
    rows, faults = read(tmp_path, content)
    assert rows == []
    assert [(f.file, f.row, f.expected) for f in faults] == [
        ("things.csv", None, "a well-formed CSV table")
    ]


def test_a_nul_byte_is_refused(tmp_path: Path) -> None:
    """T05: since Python 3.11 the csv module lets NUL through."""
    rows, faults = read(tmp_path, b"key,name\na,x\x00y\n")
    assert rows == []
    assert [fault.file for fault in faults] == ["things.csv"]


def test_a_header_names_each_column_once(tmp_path: Path) -> None:
    """T06."""
    assert read(tmp_path, "key,name,key\na,b,c\n") == (
        [],
        [Fault("things.csv", 1, None, "each column once", "key, name, key")],
    )


@pytest.mark.parametrize("content", ["", "\n", "\n\n", "\ufeff"])
def test_a_table_without_a_header_is_refused(tmp_path: Path, content: str) -> None:
    rows, faults = read(tmp_path, content)
    assert rows == []
    assert [(f.row, f.expected) for f in faults] == [(1, "a header row")]


def test_a_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    assert read(tmp_path, "key,name\n") == ([], [])


def test_a_missing_file_is_named_without_its_folder(tmp_path: Path) -> None:
    faults: list[Fault] = []
    assert read_table(tmp_path / "gone.csv", faults) == []
    assert faults == [Fault("gone.csv", None, None, "the file", None)]
    assert str(tmp_path) not in str(faults[0])


FIELDS = (
    Field("key", required=True),
    Field("side", "key", "bank"),
    Field("for", "keys", "target"),
    Field("born", "whole"),
)
KNOWN = {"bank": {"left", "right"}, "target": {"old", "young"}}


def parsed(*rows: Row) -> tuple[list[tuple[int, dict[str, object]]], list[Fault]]:
    faults: list[Fault] = []
    return list(parse_rows(rows, FIELDS, KNOWN, file="t.csv", faults=faults)), faults


def test_a_row_becomes_values() -> None:
    row = Row(2, {"key": "a", "side": "left", "for": "old|young", "born": "1990"})
    assert parsed(row) == (
        [(2, {"key": "a", "side": "left", "for": ("old", "young"), "born": 1990})],
        [],
    )


def test_every_wrong_cell_of_every_row_is_reported_at_once() -> None:
    rows, faults = parsed(
        Row(2, {"key": "", "side": "lefft", "for": "old|odl", "born": "x"}),
        Row(5, {"key": "b", "side": "", "for": "", "born": "-1"}),
    )
    assert [(fault.row, fault.column, fault.found) for fault in faults] == [
        (2, "key", None),
        (2, "side", "lefft"),
        (2, "for", "odl"),
        (2, "born", "x"),
        (5, "born", "-1"),
    ]
    assert [number for number, _ in rows] == [2, 5]


@pytest.mark.parametrize("body", ["", "left\nright\n"])
def test_a_missing_needed_column_is_named_once_at_the_header(tmp_path: Path, body: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text(f"side\n{body}", encoding="utf-8")
    faults: list[Fault] = []
    rows = read_table(file, faults, FIELDS)
    assert [(fault.row, fault.column) for fault in faults] == [(1, "key")]
    list(parse_rows(rows, FIELDS, KNOWN, file="t.csv", faults=faults))
    assert len(faults) == 1


def test_a_misspelt_column_is_named_and_not_dropped(tmp_path: Path) -> None:
    """T06."""
    file = tmp_path / "t.csv"
    file.write_text("key,sied\na,left\n", encoding="utf-8")
    faults: list[Fault] = []
    read_table(file, faults, FIELDS)
    assert faults == [Fault("t.csv", 1, "sied", "a known column", "sied")]


# --- out ---------------------------------------------------------------------------------------


def read_back(table: bytes) -> list[list[str]]:
    text = table.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))


def test_a_table_opens_in_the_spreadsheets_of_latvian_desks() -> None:
    table = write_table(["Nosaukums", "Vieta"], [["Ķīmija", "Крижи"]])
    assert table == "\ufeffNosaukums;Vieta\r\nĶīmija;Крижи\r\n".encode()


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_a_spreadsheet_would_run_is_given_an_apostrophe(text: str) -> None:
    """T07."""
    assert read_back(write_table(["a"], [[text]]))[1] == [f"'{text}"]


@pytest.mark.parametrize("text", ["'=1", "''+1", "'-"])
def test_an_apostrophe_of_a_texts_own_is_told_apart_from_ours(text: str) -> None:
    """T07: whoever takes one apostrophe off finds the text again."""
    assert read_back(write_table(["a"], [[text]]))[1] == [f"'{text}"]
    assert read_back(write_table(["a"], [["'tis"], ["'"]]))[1:] == [["'tis"], ["'"]]


@pytest.mark.parametrize("start", "=+-@\t\r")
def test_a_nul_in_front_does_not_hide_a_formula(start: str) -> None:
    assert read_back(write_table(["a"], [[f"\x00{start}1"]]))[1] == [f"'{start}1"]


def test_a_nul_is_not_written() -> None:
    assert read_back(write_table(["a"], [["x\x00y"]]))[1] == ["xy"]


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan, np.float64("nan")])
def test_a_missing_value_is_an_empty_cell(missing: object) -> None:
    assert read_back(write_table(["a", "b"], [[missing, "x"]]))[1] == ["", "x"]


def test_no_rows_are_a_header_alone() -> None:
    assert read_back(write_table(["a", "b"], [])) == [["a", "b"]]


def test_a_lone_surrogate_does_not_break_the_table() -> None:
    assert read_back(write_table(["a"], [["x\ud800y"]]))[1] == ["x?y"]


def expected(text: str) -> str:
    text = text.replace("\x00", "")
    return f"'{text}" if re.match(r"'*[=+\-@\t\r]", text) else text


def test_awkward_texts_come_back_as_they_were() -> None:
    table = write_table(["a", "b"], [[text, "next"] for text in TEXTS])
    assert read_back(table)[1:] == [[expected(text), "next"] for text in TEXTS]


@given(st.lists(st.tuples(st.text(), st.text()), min_size=1))
def test_any_text_comes_back_as_it_was(rows: list[tuple[str, str]]) -> None:
    table = write_table(["a", "b"], rows)
    assert read_back(table)[1:] == [[expected(first), expected(last)] for first, last in rows]
