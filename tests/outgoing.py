"""Tables as they leave, made by hand and by hypothesis, and how each form is read back."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from shapely import Point

from geo.model.fields import Field
from geo.model.outgoing import Table, fields_out, plain_text
from tests.awkward import TEXTS

KIND_WORDS = {kind: f"the {kind}" for kind in ("resource", "group", "problem")}

HOSTILE = (
    *TEXTS, "'=1", "''+1", "'", "#N/A", "#VALUE!", "=", "_x0041_", "_x005F_", "a\x01b\x1f", "\r",
    "\r\n", " spaces ", "\ufffe\uffff", "0652", "1e5", "NA", "null", "TRUE", "yes", "2024-01-02",
    "x" * 4000, "{{ 7*7 }}", "\N{MODIFIER LETTER PRIME}", "😀", "\x85\u2028",
)  # fmt: skip

texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40)).map(plain_text)
keys = st.lists(st.sampled_from(["seniors", "youth", "ü", "-x"]), unique=True).map(tuple)
places = st.one_of(
    st.none(),
    st.tuples(st.floats(20.5, 28.5), st.floats(55.5, 58.3)).map(lambda xy: Point(xy)),
)
_VALUES = {
    "keys": keys,
    "yes": st.booleans(),
    "whole": st.one_of(st.none(), st.integers(0, 999_999_999)),
}


@st.composite
def tables(draw: st.DrawFn, kind: str = "resource") -> Table:
    """Return a table of a kind whose every column holds anything its form allows."""
    fields = fields_out(kind)
    rows, shapes = [], []
    for number in range(draw(st.integers(1, 3))):
        point = draw(places) if any(field.name == "lat" for field in fields) else None
        row: dict[str, Any] = {
            field.name: draw(_VALUES.get(field.form, texts))
            for field in fields
            if field.name not in ("lat", "lon", "id")
        }
        rows.append({**_place(fields, point), **row, "id": f"id-{number}"})
        shapes.append(point)
    placed = any(field.name == "lat" for field in fields)
    return Table(kind, fields, rows, tuple(shapes) if placed else ())


def _place(fields: tuple[Field, ...], point: Point | None) -> dict[str, float | None]:
    if not any(field.name == "lat" for field in fields):
        return {}
    return {"lat": point.y if point else None, "lon": point.x if point else None}


def read_csv(body: bytes) -> list[dict[str, str]]:
    """Return the rows as an import finds them: a spreadsheet's apostrophe is taken off."""
    lines = csv.reader(
        io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";", strict=True
    )
    header, *rows = [[re.sub(r"^'(?='*[=+\-@\t\r])", "", cell) for cell in line] for line in lines]
    assert len(set(header)) == len(header)
    return [dict(zip(header, row, strict=True)) for row in rows]


def read_xlsx(body: bytes, sheet: int = 0) -> list[dict[str, Any]]:
    """Return the rows of a sheet; no cell may be a formula or an error."""
    book = load_workbook(io.BytesIO(body))
    found = book.worksheets[sheet]
    cells = list(found.iter_rows())
    assert {cell.data_type for row in cells for cell in row} <= {"s", "n", "inlineStr"}
    header, *rows = [
        [unescape(c.value) if isinstance(c.value, str) else c.value for c in row] for row in cells
    ]
    return [dict(zip(header, row, strict=True)) for row in rows]


def read_geojson(body: bytes) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(body)["features"]
    return features


@contextmanager
def opened(body: bytes) -> Iterator[sqlite3.Connection]:
    """Open a GeoPackage from its bytes."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(body)
        connection.row_factory = sqlite3.Row
        yield connection
