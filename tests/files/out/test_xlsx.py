"""XLSX: numbers are numbers, everything else is text, and nothing is ever a formula."""

from __future__ import annotations

import io
import zipfile

from hypothesis import given, settings
from openpyxl import load_workbook

from geo.files.out.xlsx import CELL_LIMIT, xlsx_file
from geo.model.fields import Field
from geo.model.outgoing import Table, as_text
from tests.awkward import FORMULAS
from tests.outgoing import KIND_WORDS, read_xlsx, tables

ABOUT = [("Title", "Tiny town"), ("Source", "=1+1")]


def book(*tables: Table) -> bytes:
    return xlsx_file(tables, KIND_WORDS, titles=("Ieraksti", "Par datiem"), about=ABOUT)


def one(field: Field, value: object) -> Table:
    return Table("resource", (Field("id"), field), [{"id": "1", field.name: value}])


def test_a_second_sheet_says_what_the_first_one_is() -> None:
    found = load_workbook(io.BytesIO(book()))
    assert found.sheetnames == ["Ieraksti", "Par datiem"]
    assert [[cell.value for cell in row] for row in found["Par datiem"]] == [
        ["Title", "Tiny town"],
        ["Source", "=1+1"],
    ]
    assert found["Par datiem"]["B2"].data_type != "f"


def test_numbers_are_numbers_and_no_data_is_an_empty_cell() -> None:
    assert read_xlsx(book(one(Field("n", "whole"), 0)))[0]["n"] == 0
    assert read_xlsx(book(one(Field("n", "whole"), None)))[0]["n"] is None
    assert read_xlsx(book(one(Field("n", "number"), 55.87064)))[0]["n"] == 55.87064
    assert read_xlsx(book(one(Field("n", "yes"), True)))[0]["n"] == "yes"


def test_a_formula_is_a_text_that_stays_one_when_it_is_edited() -> None:
    """T07."""
    for text in FORMULAS:
        cell = load_workbook(io.BytesIO(book(one(Field("a"), text))))["Ieraksti"]["D2"]
        assert cell.data_type != "f"
        assert cell.quotePrefix


@settings(max_examples=60)
@given(tables())
def test_every_text_of_every_column_comes_back(table: Table) -> None:
    """X08."""
    rows = read_xlsx(book(table))
    for row, cells in zip(table.rows, rows, strict=True):
        for name, value in row.items():
            if isinstance(value, float):
                assert cells[name] == round(value, 7)
            else:
                assert as_text(cells[name]) == as_text(value), name


def test_a_text_longer_than_a_cell_may_be_is_cut_at_the_limit_of_the_format() -> None:
    assert len(read_xlsx(book(one(Field("a"), "x" * 40_000)))[0]["a"]) == CELL_LIMIT


def test_nothing_in_the_file_reaches_out() -> None:
    with zipfile.ZipFile(io.BytesIO(book(one(Field("a"), '=HYPERLINK("http://e.example")')))) as z:
        assert [name for name in z.namelist() if "external" in name.lower()] == []
        assert b"<f>" not in z.read("xl/worksheets/sheet1.xml")
