"""The store's file *is* a GeoPackage: other programs read every layer, and the index is kept."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from shapely import Point

from geo.files.town_folder import TownFolder
from geo.store import Store, geopackage
from geo.store.geometry import to_blob
from geo.store.tables import GEOMETRY_TABLES, metadata
from tests.awkward import put, record

SPATIAL = ("resource", "group", "activity", "area", "base")
TYPES = {"BOOLEAN", "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "INTEGER", "FLOAT", "DOUBLE", "REAL",
         "TEXT", "BLOB", "DATE", "DATETIME", "POINT", "GEOMETRY"}  # fmt: skip

READ_ALL = """
import json, sys, warnings
import pyogrio
warnings.simplefilter("ignore")
found = {}
for name, shape in pyogrio.list_layers(sys.argv[1]):
    info = pyogrio.read_info(sys.argv[1], layer=name)
    frame = pyogrio.read_dataframe(sys.argv[1], layer=name)
    near = None
    if shape is not None:
        box = (26.53, 55.87, 26.54, 55.88)
        near = len(pyogrio.read_dataframe(sys.argv[1], layer=name, bbox=box))
    found[str(name)] = {
        "shape": shape, "columns": [c for c in frame.columns if c != "geometry"],
        "rows": len(frame), "crs": info["crs"], "near": near,
        "fast": bool(info["capabilities"]["fast_spatial_filter"]),
    }
frame = pyogrio.read_dataframe(sys.argv[1], layer="resource")
one = frame[frame["key"] == sys.argv[2]].iloc[0]
found["one"] = [one["name_lv"], one.geometry.x, one.geometry.y]
print(json.dumps(found))
"""


@pytest.fixture
def file(tmp_path: Path, real_store_file: Path) -> Path:
    """Return a copy made as the design asks: through SQLite's own backup."""
    path = tmp_path / "copy.gpkg"
    with closing(sqlite3.connect(real_store_file)) as live, closing(sqlite3.connect(path)) as copy:
        live.backup(copy)
    return path


@pytest.fixture
def connection(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None)) as opened:
        geopackage.add_functions(opened)
        yield opened


def values(connection: sqlite3.Connection, query: str, *arguments: Any) -> list[Any]:
    return connection.execute(query, arguments).fetchall()


def test_the_file_says_that_it_is_a_geopackage(file: Path) -> None:
    head = file.read_bytes()[:100]
    assert head[:16] == b"SQLite format 3\x00"
    assert head[68:72] == b"GPKG"
    assert int.from_bytes(head[60:64], "big") == 10400  # version 1.4


def test_every_table_of_ours_stands_in_the_contents(connection: sqlite3.Connection) -> None:
    contents = values(connection, "SELECT table_name, data_type, srs_id FROM gpkg_contents")
    assert set(contents) == {
        (name, "features", 4326) if name in SPATIAL else (name, "attributes", None)
        for name in metadata.tables
    }
    assert set(GEOMETRY_TABLES) == set(SPATIAL)


def test_every_layer_names_its_geometry_and_system(connection: sqlite3.Connection) -> None:
    found = values(connection, "SELECT * FROM gpkg_geometry_columns")
    assert set(found) == {
        (name, "geom", "POINT" if name not in ("area", "base") else "GEOMETRY", 4326, 0, 0)
        for name in SPATIAL
    }
    systems = values(connection, "SELECT srs_id FROM gpkg_spatial_ref_sys")
    assert {srs for (srs,) in systems} >= {-1, 0, 4326}


def test_every_index_is_registered_as_an_extension(connection: sqlite3.Connection) -> None:
    found = values(
        connection, "SELECT table_name, column_name, extension_name, scope FROM gpkg_extensions"
    )
    assert set(found) == {(name, "geom", "gpkg_rtree_index", "write-only") for name in SPATIAL}


def test_columns_have_only_types_that_the_standard_names(connection: sqlite3.Connection) -> None:
    """Other readers drop a VARCHAR or JSON column without a word."""
    for name in metadata.tables:
        columns = values(connection, f'PRAGMA table_info("{name}")')
        assert {column[2].upper() for column in columns} <= TYPES, name


def test_moments_are_in_the_one_form_of_the_standard(connection: sqlite3.Connection) -> None:
    form = "____-__-__T__:__:__.___Z"
    for query in ("SELECT last_change FROM gpkg_contents", "SELECT at FROM change"):
        column = query.split()[1]
        odd = values(connection, f"{query} WHERE {column} NOT LIKE ?", form)
        assert odd == []


def test_nothing_in_the_file_refers_to_what_is_not_there(connection: sqlite3.Connection) -> None:
    assert values(connection, "PRAGMA foreign_key_check") == []
    assert values(connection, "PRAGMA integrity_check") == [("ok",)]


def test_another_program_reads_every_layer_with_all_columns_and_the_index(
    file: Path, real_folder: TownFolder
) -> None:
    """In a child process and on a copy: pyogrio's own SQLite must never meet the live file."""
    known = next(row for row in real_folder.rows["resource"] if row["geom"] is not None)
    child = subprocess.run(
        [sys.executable, "-c", READ_ALL, str(file), known["key"]],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    found = json.loads(child.stdout)
    one = found.pop("one")
    assert one == [known["name_lv"], known["geom"].x, known["geom"].y]
    assert set(found) == set(metadata.tables)
    for name, table in metadata.tables.items():
        columns = [column.name for column in table.columns]
        expected = [column for column in columns if column not in ("fid", "geom")]
        if name in ("change", "about"):  # OGR takes an integer primary key for the feature's id
            expected = [column for column in expected if column != "id"]
        assert found[name]["columns"] == expected, name
        assert (found[name]["shape"] is not None) == (name in SPATIAL), name
    for kind in ("resource", "group", "problem", "area"):
        assert found[kind]["rows"] == len(real_folder.rows[kind])
    assert found["base"]["rows"] == len(real_folder.base)
    assert found["resource"]["near"] == sum(
        row["geom"] is not None
        and 26.53 <= row["geom"].x <= 26.54
        and 55.87 <= row["geom"].y <= 55.88
        for row in real_folder.rows["resource"]
    )
    assert {found[name]["fast"] for name in SPATIAL} == {True}
    assert {found[name]["crs"] for name in SPATIAL} == {"EPSG:4326"}


# --- the spatial index -------------------------------------------------------------------------


def boxes(connection: sqlite3.Connection, name: str) -> dict[int, tuple[float, ...]]:
    rows = values(connection, f'SELECT id, minx, maxx, miny, maxy FROM "rtree_{name}_geom"')
    return {row[0]: tuple(round(side, 4) for side in row[1:]) for row in rows}


def test_the_index_holds_every_placed_row_and_no_other(connection: sqlite3.Connection) -> None:
    for name in SPATIAL:
        placed = values(connection, f'SELECT fid FROM "{name}" WHERE geom IS NOT NULL')
        assert set(boxes(connection, name)) == {fid for (fid,) in placed}, name
    assert boxes(connection, "resource") != {}


def test_the_index_follows_what_the_store_writes(store: Store) -> None:
    place = Point(26.5, 55.9)
    put(store, "resource", record("resource", "new", precision="exact", geom=place))
    with closing(sqlite3.connect(store.url.removeprefix("sqlite:///"))) as connection:
        (fid,) = values(connection, "SELECT fid FROM resource WHERE key = 'new'")[0]
        assert boxes(connection, "resource")[fid] == (26.5, 26.5, 55.9, 55.9)
    put(store, "resource", record("resource", "new", precision="exact", geom=Point(26.6, 55.8)))
    with closing(sqlite3.connect(store.url.removeprefix("sqlite:///"))) as connection:
        assert boxes(connection, "resource")[fid] == (26.6, 26.6, 55.8, 55.8)
    put(store, "resource", record("resource", "new", precision="area", geom=None))
    with closing(sqlite3.connect(store.url.removeprefix("sqlite:///"))) as connection:
        assert fid not in boxes(connection, "resource")


HERE, THERE = to_blob(Point(26.5, 55.9)), to_blob(Point(26.6, 55.8))
EMPTY = to_blob(Point())
AT_HERE, AT_THERE = (26.5, 26.5, 55.9, 55.9), (26.6, 26.6, 55.8, 55.8)


def insert(connection: sqlite3.Connection, fid: int, blob: bytes | None) -> None:
    connection.execute(
        'INSERT INTO "group" (fid, id, town, version, key, name_lv, group_kind, scope, status,'
        " source, level, geom) VALUES (?,?,'t',1,'k','n','g','s','a','s','public',?)",
        (fid, f"id-{fid}", blob),
    )


@pytest.mark.parametrize(
    ("blob", "box"), [(HERE, AT_HERE), (None, None), (EMPTY, None)], ids=["place", "null", "empty"]
)
def test_an_insert_enters_the_index_if_it_has_a_place(
    connection: sqlite3.Connection, blob: bytes | None, box: tuple[float, ...] | None
) -> None:
    insert(connection, 9001, blob)
    assert boxes(connection, "group").get(9001) == box


@pytest.mark.parametrize("before", [HERE, None, EMPTY], ids=["place", "null", "empty"])
@pytest.mark.parametrize(
    ("after", "box"),
    [(THERE, AT_THERE), (None, None), (EMPTY, None)],
    ids=["to a place", "to null", "to empty"],
)
def test_the_index_follows_a_move(
    connection: sqlite3.Connection,
    before: bytes | None,
    after: bytes | None,
    box: tuple[float, ...] | None,
) -> None:
    insert(connection, 9001, before)
    connection.execute('UPDATE "group" SET geom = ? WHERE fid = 9001', (after,))
    assert boxes(connection, "group").get(9001) == box


@pytest.mark.parametrize("blob", [HERE, None], ids=["place", "null"])
def test_the_index_follows_a_row_that_is_numbered_anew(
    connection: sqlite3.Connection, blob: bytes | None
) -> None:
    insert(connection, 9001, blob)
    connection.execute('UPDATE "group" SET fid = 9002 WHERE fid = 9001')
    assert 9001 not in boxes(connection, "group")
    assert boxes(connection, "group").get(9002) == (AT_HERE if blob else None)


def test_the_index_forgets_what_is_deleted(connection: sqlite3.Connection) -> None:
    insert(connection, 9001, HERE)
    connection.execute('DELETE FROM "group" WHERE fid = 9001')
    assert 9001 not in boxes(connection, "group")
