"""Whatever bytes come, they are read or refused with a sentence; nothing else ever happens."""

from __future__ import annotations

import io
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import DataError
from geo.files.rejects import rejects
from geo.files.sheet import read_sheet
from geo.model.limits import Limits
from geo.words import fault_words, words
from tests.files import made
from tests.files.tables import (
    HEADER,
    JOINED_HSDS,
    NESTED_HSDS,
    OLD_HSDS,
    ROWS,
    as_json,
    csv_file,
    repacked,
    workbook,
    zipped,
)

LIMITS = Limits(rows=200, file_bytes=100_000, unpacked_bytes=1_000_000, seconds=2)

BOOK = workbook(HEADER.split(";"), *(row.split(";") for row in ROWS))
SEEDS = {
    "csv": csv_file(HEADER, *ROWS, '"two\nlines";"a ""b""";x'),
    "cp1257": csv_file(HEADER, *ROWS, encoding="cp1257"),
    "utf-16": csv_file(HEADER, *ROWS, encoding="utf-16"),
    "xlsx": BOOK,
    "hsds zip": zipped(JOINED_HSDS),
    "hsds": as_json(NESTED_HSDS),
    "geojson": made.collection(made.feature(made.point(26.05, 56.05), name="A")),
}


def told(data: bytes) -> None:
    """Read a file, write it back, and let every reason be said."""
    try:
        sheet = read_sheet("x", data, LIMITS)
    except DataError as error:
        for fault in error.faults:
            assert fault_words(fault, words("lv"))
        return
    numbers = {row.number: ["x"] for row in (*sheet.rows, *sheet.unreadable)}
    assert rejects(sheet, numbers, column="x")
    assert all(set(row.cells) == set(sheet.header) for row in sheet.rows)


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    told(data)


@given(st.text(alphabet="ab;,\t\"\n\r'=&; \x00š", max_size=200))
def test_any_text(text: str) -> None:
    told(text.encode())


@settings(max_examples=60)
@given(st.sampled_from(sorted(SEEDS)), st.integers(0, 2**32))
def test_files_with_some_bytes_changed(name: str, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(SEEDS[name])
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(data) + 1)
        how = chance.randrange(4)
        if how == 0:
            data[place : place + 1] = bytes([chance.randrange(256)])
        elif how == 1:
            del data[place : place + chance.randint(1, 40)]
        elif how == 2:
            data[place:place] = bytes(data[: chance.randint(1, 40)])
        else:
            del data[place:]
    told(bytes(data))


@settings(max_examples=60)
@given(
    st.sampled_from(
        [
            "xl/worksheets/sheet1.xml",
            "xl/workbook.xml",
            "xl/styles.xml",
            "xl/sharedStrings.xml",
            "[Content_Types].xml",
            "xl/_rels/workbook.xml.rels",
        ]
    ),
    st.integers(0, 2**32),
)
def test_workbooks_with_something_altered_inside(member: str, seed: int) -> None:
    """The archive is sound, so that the change reaches the reader of XML."""
    chance = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(BOOK)) as archive:
        data = bytearray(archive.read(member) if member in archive.namelist() else b"<x/>")
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(data) + 1)
        data[place : place + chance.randint(0, 3)] = chance.choice(
            [b"", b"<", b">", b'"', b"999999999", b"-1", b"&amp;", b"\xff", b"r", b"A1"]
        )
    told(repacked(BOOK, {member: bytes(data)}))


@pytest.mark.parametrize("part", sorted(OLD_HSDS))
def test_a_directory_may_lack_any_of_its_tables(part: str) -> None:
    told(zipped({name: content for name, content in OLD_HSDS.items() if name != part}))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "name", "services", "locations", "organization", "phones", "schedules",
                 "attributes", "contents", "service_at_locations", "location", "type", "features"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)  # fmt: skip


@given(_JSON)
def test_any_document(document: object) -> None:
    told(as_json(document))
