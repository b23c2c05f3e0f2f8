"""What was not taken comes back as a file of the same form, ready to correct and load again."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.files.rejects import rejects
from geo.files.sheet import Sheet, read_sheet
from geo.model.limits import Limits
from tests.awkward import TEXTS
from tests.files import made
from tests.files.tables import JOINED_HSDS, csv_file, workbook, zipped

LIMITS = Limits()
WHY = "Kāpēc"


def read(data: bytes) -> Sheet:
    return read_sheet("x", data, LIMITS)


def again(sheet: Sheet) -> Sheet:
    """Return the sheet read from the rejects of all rows."""
    numbers = [row.number for row in (*sheet.rows, *sheet.unreadable)]
    return read(rejects(sheet, {number: ["tāpēc"] for number in numbers}, column=WHY))


def cells(sheet: Sheet) -> list[tuple[str, ...]]:
    return [tuple(row.cells.values()) for row in sheet.rows]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1257"])
def test_csv_keeps_separator_and_encoding(separator: str, encoding: str) -> None:
    lines = (line.replace(";", separator) for line in ("a;b", "Ž;1", "Ķ;2"))
    sheet = read(csv_file(*lines, encoding=encoding))
    back = rejects(sheet, {3: ["nav vietas", "nav jomas"]}, column=WHY)
    table = list(csv.reader(io.StringIO(back.decode(encoding), newline=""), delimiter=separator))
    assert table == [["! Kāpēc", "a", "b"], ["nav vietas; nav jomas", "Ķ", "2"]]
    reread = read(back)
    assert (reread.separator, reread.encoding) == (separator, encoding)
    assert cells(reread) == [("Ķ", "2")]


def test_letters_that_an_encoding_lacks_are_not_lost() -> None:
    sheet = read(csv_file("a;b", "Ž;1", encoding="cp1257"))
    back = rejects(sheet, {2: ["нет места"]}, column=WHY)
    assert "нет места" in back.decode("utf-8-sig")


def test_rows_that_could_not_be_read_stay_as_they_are() -> None:
    sheet = read(csv_file("a;b", "1;2;3", "1", '"x"y;2', "4;5"))
    reread = again(sheet)
    assert [row.cells for row in reread.unreadable] == [row.cells for row in sheet.unreadable]
    assert [row.cells for row in again(reread).unreadable] == [
        row.cells for row in sheet.unreadable
    ]
    assert cells(reread) == [("4", "5")]


def test_a_corrected_row_is_readable() -> None:
    back = rejects(read(csv_file("a;b", "1;2;3")), {2: ["par daudz"]}, column=WHY)
    corrected = back.decode("utf-8-sig").replace("1;2;3", "1;2").encode()
    assert cells(read(corrected)) == [("1", "2")]


def test_a_workbook_comes_back_as_one() -> None:
    sheet = read(workbook(["a", "b"], ["=x", 1.5], ["2", None]))
    back = rejects(sheet, {2: ["tāpēc"]}, column="Kāpēc [nav]")
    reread = read(back)
    assert reread.form == "xlsx"
    assert cells(reread) == [("=x", "1.5")] or cells(reread) == [("", "1.5")]


def test_features_come_back_with_their_place() -> None:
    sheet = read(
        made.collection(
            made.feature(made.point(26.05, 56.05), name="A"), made.feature(None, name="B")
        )
    )
    document = json.loads(rejects(sheet, {1: ["tāpēc"], 2: ["arī"]}, column=WHY))
    assert document["features"][0] == {
        "type": "Feature",
        "properties": {"! Kāpēc": "tāpēc", "name": "A"},
        "geometry": {"type": "Point", "coordinates": [26.05, 56.05]},
    }
    assert cells(again(sheet)) == cells(sheet)


def test_services_come_back_as_a_table() -> None:
    sheet = read(zipped(JOINED_HSDS))
    assert again(sheet).form == "csv"
    assert cells(again(sheet)) == cells(sheet)


def test_nothing_rejected_is_a_header_alone() -> None:
    assert rejects(read(csv_file("a;b", "1;2")), {}, column=WHY).decode() == "! Kāpēc;a;b\r\n"


@given(st.lists(st.tuples(st.sampled_from(TEXTS) | st.text(), st.text()), min_size=1))
def test_whatever_was_read_comes_back(pairs: list[tuple[str, str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([("a", "b"), *pairs])
    text = out.getvalue().replace("\x00", "")
    sheet = read(("\ufeff" + text).encode("utf-8", "replace"))
    if sheet.rows:
        assert cells(again(sheet)) == cells(sheet)
