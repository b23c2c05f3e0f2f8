"""A table comes in whatever its form; no row is shifted, cut or lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import DataError
from geo.files.sheet import REASON, Sheet, read_folder, read_pasted, read_sheet
from geo.files.table import write_table
from geo.model.limits import Limits
from tests.awkward import TEXTS
from tests.files import made
from tests.files.tables import HEADER, JOINED_HSDS, ROWS, csv_file, workbook, zipped

LIMITS = Limits()


def read(data: bytes, name: str = "saraksts.csv", limits: Limits = LIMITS) -> Sheet:
    return read_sheet(name, data, limits)


def refused(data: bytes, limits: Limits = LIMITS) -> tuple[str | None, int | None]:
    """Return the key and the row of the one reason why a file is refused."""
    with pytest.raises(DataError) as error:
        read_sheet("x.csv", data, limits)
    (fault,) = error.value.faults
    return fault.key, fault.row


def cells(sheet: Sheet) -> list[tuple[str, ...]]:
    return [tuple(row.cells.values()) for row in sheet.rows]


def note(sheet: Sheet, key: str) -> dict[str, str]:
    return next(dict(one.values) for one in sheet.notes if one.key == key)


EXPECTED = [tuple(row.split(";")) for row in ROWS]


@pytest.mark.parametrize(
    ("encoding", "called"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1257", "Windows-1257"),
    ],
)
def test_t01_t02_letters_are_right_in_every_encoding(encoding: str, called: str) -> None:
    sheet = read(csv_file(HEADER, *ROWS, encoding=encoding))
    assert cells(sheet) == EXPECTED
    assert note(sheet, "note.read_as") == {"encoding": called, "separator": ";"}


def test_t01_russian_letters_of_windows_are_no_latvian_ones() -> None:
    text = ("Название;Район", "Библиотека «Гаёк»;Крижи", "Дом культуры;Химия")
    sheet = read(csv_file(*text, encoding="cp1251"))
    assert sheet.header == ("Название", "Район")
    assert cells(sheet)[0] == ("Библиотека «Гаёк»", "Крижи")


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_t03_the_separator_is_found(separator: str) -> None:
    lines = (line.replace(";", separator) for line in (HEADER, *ROWS))
    sheet = read(csv_file(*lines))
    assert (sheet.separator, cells(sheet)) == (separator, EXPECTED)


def test_t03_decimal_commas_do_not_part_cells() -> None:
    sheet = read(csv_file("Vieta;lat;lon", "A;56,1;26,1", "B;56,2;26,2"))
    assert cells(sheet) == [("A", "56,1", "26,1"), ("B", "56,2", "26,2")]


def test_t03_commas_in_addresses_do_not_outweigh_semicolons() -> None:
    sheet = read(csv_file("Nosaukums;Adrese", "A;Rīgas iela 1, Daugavpils, LV-5401", "B;x"))
    assert sheet.header == ("Nosaukums", "Adrese")


def test_a_spreadsheet_may_say_its_separator() -> None:
    sheet = read(csv_file("sep=,", "a,b;c", "1,2;3"))
    assert (sheet.header, cells(sheet)) == (("a", "b;c"), [("1", "2;3")])
    assert [row.number for row in sheet.rows] == [3]


def test_t04_a_row_with_too_many_or_too_few_cells_is_set_aside_and_the_others_go_on() -> None:
    sheet = read(csv_file("a;b;c", "1;2;3", "1;2", "1;2;3;4", "7;8;9"))
    assert cells(sheet) == [("1", "2", "3"), ("7", "8", "9")]
    assert [(row.number, row.cells, row.fault.key) for row in sheet.unreadable] == [
        (3, ("1", "2"), "fault.cells"),
        (4, ("1", "2", "3", "4"), "fault.cells"),
    ]
    assert len(sheet) == 4


def test_t04_empty_cells_at_the_end_are_no_cells_too_many() -> None:
    sheet = read(csv_file("a;b", "1;2;;", ";;", "3;4"))
    assert (cells(sheet), sheet.unreadable) == ([("1", "2"), ("3", "4")], ())


def test_t04_a_row_with_quotes_in_disorder_is_set_aside_as_it_stands() -> None:
    sheet = read(csv_file("a;b", '"SIA "Rasa"";x', "c;d"))
    assert cells(sheet) == [("c", "d")]
    (row,) = sheet.unreadable
    assert (row.number, row.text, row.fault.key) == (2, '"SIA "Rasa"";x', "fault.quote")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('a;b\n1;2\n"open;3\n4;5\n', ("fault.quote_open", 3)),
        ("a;b\n1;\x002\n", ("fault.table_nul", None)),
        ("a;b\n1;" + "x" * 1_000_000 + "\n", ("fault.cell_long", 2)),
    ],
)
def test_t05_what_nobody_can_divide_into_rows_is_refused(
    content: str, reason: tuple[str, int | None]
) -> None:
    assert refused(content.encode()) == reason


def test_t05_a_text_above_the_limit_is_set_aside_with_its_row() -> None:
    sheet = read(csv_file("a;b", "1;" + "x" * 4001, "1;" + "x" * 4000))
    assert [row.number for row in sheet.rows] == [3]
    assert [row.fault.key for row in sheet.unreadable] == ["fault.text_long"]


def test_t06_columns_of_one_name_or_none_are_told_apart() -> None:
    sheet = read(csv_file("Nosaukums;;Nosaukums;Nosaukums (2);", "a;b;c;d;"))
    assert sheet.header == ("Nosaukums", "(2)", "Nosaukums (2)", "Nosaukums (2) (2)")
    assert cells(sheet) == [("a", "b", "c", "d")]
    assert "(2)" in note(sheet, "note.renamed")["columns"]


@pytest.mark.parametrize("text", TEXTS)
def test_t07_what_was_exported_comes_back_as_it_was(text: str) -> None:
    sheet = read(write_table(["a", "b"], [[text, "x"], ["y", text]]))
    assert cells(sheet) == [(text, "x"), ("y", text)]


@given(st.lists(st.tuples(st.text(), st.text(min_size=1)), min_size=1))
def test_t07_any_text_that_was_exported_comes_back(pairs: list[tuple[str, str]]) -> None:
    def carried(text: str) -> str:
        return text.replace("\x00", "").encode("utf-8", "replace").decode()

    sheet = read(write_table(["kind", "kind_label"], pairs))
    said = [tuple(carried(text) for text in pair) for pair in pairs]
    assert cells(sheet) == [pair for pair in said if any(pair)]


def test_t08_no_text_is_taken_for_anything_else() -> None:
    texts = ("NA", "null", "0652", "+371 65400000", "1e5", "TRUE", " x ", "01.02.2003")
    sheet = read(csv_file(*(f"{text};x" for text in ("a", *texts))))
    assert tuple(row[0] for row in cells(sheet)) == texts


def test_codes_of_web_pages_become_letters_and_that_is_said() -> None:
    line = '"Van&scaron;u tilts &quot;x&quot; &amp;&#353;";AT&T'
    sheet = read(csv_file("a;b", line))
    assert cells(sheet) == [('Vanšu tilts "x" &š', "AT&T")]
    assert note(sheet, "note.entities") == {}


def test_codes_stay_where_nothing_says_that_a_web_page_wrote_them() -> None:
    assert cells(read(csv_file("a\tb", "&lt;b&gt;\tR&amp;D"))) == [("&lt;b&gt;", "R&amp;D")]


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    sheet = read(csv_file("a;b", '"two\nlines";1', "", "c;2"))
    assert [(row.number, row.cells["a"]) for row in sheet.rows] == [(2, "two\nlines"), (4, "c")]


def test_a_title_above_the_names_of_columns_is_no_row() -> None:
    sheet = read(csv_file("Biedrību saraksts;;", ";;", "Nosaukums;Veids;Adrese", "A;b;c", "D;e;f"))
    assert sheet.header == ("Nosaukums", "Veids", "Adrese")
    assert [row.number for row in sheet.rows] == [4, 5]
    assert note(sheet, "note.above") == {"row": "3"}


def test_a_list_of_one_column_has_no_separator() -> None:
    sheet = read(csv_file("Nosaukums", "Klubs", "Skola"))
    assert cells(sheet) == [("Klubs",), ("Skola",)]


def test_pasted_cells_are_a_table() -> None:
    sheet = read_pasted("Nosaukums\tVeids\nKlubs\tKopa\n", LIMITS)
    assert (sheet.form, sheet.header, cells(sheet)) == (
        "csv",
        ("Nosaukums", "Veids"),
        [("Klubs", "Kopa")],
    )
    with pytest.raises(DataError):
        read_pasted("  \n", LIMITS)


def test_a_column_of_reasons_is_no_part_of_a_row() -> None:
    sheet = read(csv_file(f"{REASON}Kāpēc;a;b", "tāpēc;1;2", "tāpēc;1"))
    assert (sheet.header, cells(sheet)) == (("a", "b"), [("1", "2")])
    assert sheet.unreadable[0].cells == ("1",)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "fault.empty"),
        (b" \r\n ", "fault.empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook", "fault.table_old"),
        (b"%PDF-1.7", "fault.table"),
        (b"<OGRVRTDataSource><SrcDataSource>/x.csv</SrcDataSource>", "fault.table"),
        (b"<!DOCTYPE html><table>", "fault.table"),
        (b"a;b\n\x81\x8d;\x90", "fault.table_encoding"),
        (b";;\n;;\n", "fault.header"),
        (b'{"some": "thing"}', "fault.services"),
        (b"PK\x03\x04 no archive", "fault.zip_broken"),
        (zipped({"readme.txt": b"x"}), "fault.services"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_is_no_table_is_refused_with_its_own_sentence(data: bytes, key: str) -> None:
    assert refused(data)[0] == key


def test_limits_hold_before_anything_is_built() -> None:
    few = replace(LIMITS, rows=3, properties=2, file_bytes=60)
    assert refused(csv_file("a;b", "1;2", "1;2", "1;2", "1;2"), few)[0] == "fault.rows_many"
    assert refused(csv_file("a;b;c", "1;2;3"), few)[0] == "fault.properties_many"
    assert refused(csv_file("a;b", "x" * 60), few)[0] == "fault.size"
    assert len(read(csv_file("a;b", "1;2", "1;2", "1;2"), limits=few)) == 3


def test_points_of_a_geometry_file_have_columns_of_their_own() -> None:
    data = made.collection(
        made.feature(made.point(26.05, 56.05), name="A", count=3, open=True),
        made.feature(None, name="B", count=None, open=None),
        made.feature(made.polygon(made.SQUARE), name="C", count=1.5, open=False),
    )
    sheet = read(data)
    assert sheet.form == "geojson"
    assert sheet.header == ("name", "count", "open", "lat", "lon")
    assert cells(sheet)[:2] == [
        ("A", "3", "yes", "56.05", "26.05"),
        ("B", "", "", "", ""),
    ]
    lat, lon = (float(text) for text in cells(sheet)[2][3:])
    assert (56.0 < lat < 56.1, 26.0 < lon < 26.1) == (True, True)
    assert note(sheet, "note.drawn") == {"count": "1"}


def test_metres_that_a_file_names_become_degrees() -> None:
    data = made.collection(
        made.feature(made.point(500000.0, 312000.0), name="On the middle meridian"),
        crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3059"}},
    )
    (row,) = cells(read(data))
    assert row[2] == "24"  # LKS-92 counts its 500 km from there
    assert 56.94 < float(row[1]) < 56.96


def test_services_come_as_a_folder_or_as_a_zip(tmp_path: Path) -> None:
    for name, content in JOINED_HSDS.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "notes.csv").write_bytes(b"")
    folder = read_folder(tmp_path, LIMITS)
    packed = read(zipped({f"data/{name}": content for name, content in JOINED_HSDS.items()}))
    assert cells(folder) == cells(packed)
    assert (folder.form, len(folder)) == ("hsds", 2)
    assert note(folder, "note.tables") == {"tables": "notes.csv"}


def test_a_broken_row_of_a_services_table_is_told_with_its_table() -> None:
    broken = {**JOINED_HSDS, "services.csv": JOINED_HSDS["services.csv"] + b"t,a\n"}
    (row,) = read(zipped(broken)).unreadable
    assert (row.fault.file, row.fault.row, row.cells) == ("services.csv", 3, ("t", "a"))


def test_the_name_of_a_file_says_nothing_of_its_form() -> None:
    assert read(workbook(["a", "b"], [1, 2]), name="saraksts.csv").form == "xlsx"
    assert read(csv_file("a;b", "1;2"), name="saraksts.xlsx").form == "csv"


def test_a_hostile_file_name_is_only_ever_shown() -> None:
    sheet = read(csv_file("a;b", "1;2"), name="../../<b>CON\n" + "x" * 300 + ".csv")
    assert not set("/<>\n") & set(sheet.name)
    assert len(sheet.name) <= 80
