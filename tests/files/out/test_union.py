"""CSV: one table for all kinds, safe for a spreadsheet, every text as it was."""

from __future__ import annotations

import csv
import io

from hypothesis import given, settings

from geo.files.out.union import csv_file
from geo.model.fields import Field, parse
from geo.model.outgoing import Table, as_text
from tests.outgoing import KIND_WORDS, read_csv, tables

SMALL = (
    Table("resource", (Field("id"), Field("a"), Field("b", "keys")),
          [{"id": "1", "a": "x", "b": ("k", "l")}]),
    Table("group", (Field("id"), Field("b", "keys"), Field("c", "whole")),
          [{"id": "2", "b": (), "c": 0}, {"id": "3", "b": (), "c": None}]),
)  # fmt: skip


def test_every_column_stands_once_and_every_row_says_its_kind() -> None:
    assert read_csv(csv_file(SMALL, KIND_WORDS)) == [
        {
            "kind": "resource",
            "kind_label": "the resource",
            "id": "1",
            "a": "x",
            "b": "k|l",
            "c": "",
        },
        {"kind": "group", "kind_label": "the group", "id": "2", "a": "", "b": "", "c": "0"},
        {"kind": "group", "kind_label": "the group", "id": "3", "a": "", "b": "", "c": ""},
    ]


def test_nothing_is_a_heading_alone() -> None:
    assert csv_file([], KIND_WORDS).decode("utf-8-sig") == "kind;kind_label\r\n"


@settings(max_examples=40)
@given(tables())
def test_every_text_of_every_column_comes_back(table: Table) -> None:
    """X08, T07, T08."""
    rows = read_csv(csv_file([table], KIND_WORDS))
    wanted = [{name: as_text(value) for name, value in row.items()} for row in table.rows]
    assert [{name: row[name] for name in table.rows[0]} for row in rows] == wanted


@settings(max_examples=40)
@given(tables())
def test_what_is_written_has_the_form_that_the_model_reads(table: Table) -> None:
    for row, cells in zip(table.rows, read_csv(csv_file([table], KIND_WORDS)), strict=True):
        for field in table.fields:
            if field.form in ("keys", "whole", "yes"):
                assert parse(field, cells[field.name]) == row[field.name]


@settings(max_examples=40)
@given(tables())
def test_no_cell_begins_as_a_formula(table: Table) -> None:
    """T07."""
    text = csv_file([table], KIND_WORDS).decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text, newline=""), delimiter=";")
             for cell in line]  # fmt: skip
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
