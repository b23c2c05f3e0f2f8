"""Honest edits by other programs enter the history, are marked and are sealed at the next start."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import uuid
from contextlib import closing
from typing import Any

import psycopg
import pytest
import shapely
from shapely import Point

from geo.store import Change, Store
from geo.store.outside import unwatch, watch
from geo.store.store import record_id
from tests.awkward import TOWN, put, record
from tests.store.other_program import outside, read

Row = dict[str, Any]


@pytest.fixture
def store(either: Store) -> Store:
    """Return a store with one record to be changed; every test here runs on both engines."""
    put(either, "group", record("group", "k", target_groups=("seniors", "youth")))
    put(either, "problem", record("problem", "p", methods=("group_work", "survey")))
    return either


GROUP, PROBLEM = record_id(TOWN, "group", "k"), record_id(TOWN, "problem", "p")


def new_rows(store: Store, revision: int) -> list[Row]:
    return store.changes(after=revision)


def told(rows: list[Row]) -> set[tuple[Any, ...]]:
    return {(row["field"], row["old_value"], row["new_value"]) for row in rows}


def sound(store: Store) -> bool:
    return store.first_broken_seal() is None and store.disagreements() == []


def test_an_update_is_one_row_a_changed_column_and_raises_the_version(store: Store) -> None:
    revision = store.revision()
    outside(
        store,
        'UPDATE "group" SET name_lv = ?, target_groups = ?, outdated = ?, reach_members = ?,'
        " phone = NULL WHERE key = 'k'",
        "Jauns", "seniors", True, 105,
    )  # fmt: skip
    rows = new_rows(store, revision)
    assert told(rows) == {
        ("name_lv", "Parasta grupa", "Jauns"),
        ("target_groups", "seniors|youth", "seniors"),
        ("outdated", None, "true"),
        ("reach_members", None, "105"),
    }
    for row in rows:
        assert (row["who"], row["act"], row["kind"]) == ("outside", "outside", "group")
        assert (row["record"], row["version"], row["seal"]) == (GROUP, 2, None)
        assert len(row["at"]) == 24 and row["at"].endswith("Z")
    found = store.record("group", GROUP)
    assert found is not None and found["version"] == 2
    assert sound(store)


def test_an_update_that_changes_nothing_is_no_change(store: Store) -> None:
    revision = store.revision()
    outside(store, "UPDATE \"group\" SET name_lv = name_lv, outdated = NULL WHERE key = 'k'")
    assert store.revision() == revision
    found = store.record("group", GROUP)
    assert found is not None and found["version"] == 1


def test_a_program_that_writes_back_an_old_version_still_raises_it(store: Store) -> None:
    """QGIS writes all columns as it read them, the version among them."""
    for name in ("a", "b", "c"):
        put(store, "group", record("group", "k", name_lv=name))
    outside(store, "UPDATE \"group\" SET name_lv = 'old', version = 1 WHERE key = 'k'")
    found = store.record("group", GROUP)
    assert found is not None and (found["name_lv"], found["version"]) == ("old", 5)
    assert sound(store)


def test_an_insert_gets_id_town_and_version_and_is_told_whole(store: Store) -> None:
    revision = store.revision()
    outside(
        store,
        "INSERT INTO problem (problem_type, scope, statement_lv, methods, status, source, level)"
        " VALUES ('mobility', 'area', 'Nav autobusa.', 'survey|walk', 'noticed', 'QGIS',"
        " 'internal')",
    )
    (row,) = new_rows(store, revision)
    assert (row["who"], row["kind"], row["field"], row["old_value"], row["version"]) == (
        "outside", "problem", None, None, 1,
    )  # fmt: skip
    assert str(uuid.UUID(row["record"])) == row["record"]
    assert json.loads(row["new_value"]) == {
        "problem_type": "mobility", "scope": "area", "statement_lv": "Nav autobusa.",
        "methods": "survey|walk", "status": "noticed", "source": "QGIS", "level": "internal",
    }  # fmt: skip
    found = store.record("problem", row["record"])
    assert found is not None
    assert (found["town"], found["version"], found["methods"]) == (TOWN, 1, ("survey", "walk"))
    assert sound(store)


def test_a_pasted_copy_with_a_version_is_noticed_all_the_same(store: Store) -> None:
    revision = store.revision()
    outside(
        store,
        "INSERT INTO problem (id, town, version, problem_type, scope, statement_lv, methods,"
        " status, source, level) VALUES ('pasted', ?, 7, 'mobility', 'area', 'x', 'survey',"
        " 'noticed', 'QGIS', 'internal')",
        TOWN,
    )
    (row,) = new_rows(store, revision)
    assert (row["record"], row["version"]) == ("pasted", 1)
    assert sound(store)


def test_a_deletion_is_told_with_all_that_was_there_and_can_be_read_as_of_then(
    store: Store,
) -> None:
    revision = store.revision()
    outside(store, "DELETE FROM problem WHERE key = 'p'")
    (row,) = new_rows(store, revision)
    assert (row["who"], row["record"], row["field"], row["new_value"]) == (
        "outside", PROBLEM, None, None,
    )  # fmt: skip
    assert json.loads(row["old_value"])["statement_lv"] == "Vajadzīga kopā būšana."
    then = store.as_of("problem", PROBLEM, revision)
    assert then is not None and then["methods"] == ("group_work", "survey")
    assert store.as_of("problem", PROBLEM, row["id"]) is None
    assert sound(store)


def test_a_record_cut_and_pasted_is_deleted_and_noted_anew(store: Store) -> None:
    columns = "id, town, version, key, problem_type, scope, statement_lv, methods, status, source"
    (values,) = read(store, f"SELECT {columns}, level FROM problem WHERE key = 'p'")
    outside(store, "DELETE FROM problem WHERE key = 'p'")
    outside(
        store,
        f"INSERT INTO problem ({columns}, level) VALUES ({', '.join('?' * 11)})",
        *values,
    )
    found = store.record("problem", PROBLEM)
    assert found is not None and found["version"] == 3  # after 1 and the deletion
    assert sound(store)


def test_id_and_town_stay_as_they_are(store: Store) -> None:
    for column in ("id", "town"):
        with pytest.raises((sqlite3.IntegrityError, psycopg.Error)):
            outside(store, f"UPDATE problem SET {column} = 'x' WHERE key = 'p'")
    assert sound(store)


def test_what_came_from_outside_is_sealed_at_the_next_start(store: Store) -> None:
    outside(store, "UPDATE problem SET status = 'eased' WHERE key = 'p'")
    assert [row["seal"] for row in store.changes()].count(None) == 1
    again = Store(store.url)
    assert [row["seal"] for row in again.changes()].count(None) == 0
    assert sound(again)
    again.close()


def test_what_came_from_outside_is_sealed_by_the_next_write(store: Store) -> None:
    outside(store, "UPDATE problem SET status = 'eased' WHERE key = 'p'")
    put(store, "group", record("group", "k", name_lv="Cita"))
    assert [row["seal"] for row in store.changes()].count(None) == 0
    assert sound(store)


def test_our_own_writes_are_not_taken_for_outside_ones(store: Store) -> None:
    assert "outside" not in {row["who"] for row in store.changes()}


def test_a_change_made_past_the_triggers_shows_as_a_disagreement(store: Store) -> None:
    with store.writing() as connection:
        unwatch(connection)
    outside(store, "UPDATE problem SET status = 'eased' WHERE key = 'p'")
    outside(store, "DELETE FROM \"group\" WHERE key = 'k'")
    with store.writing() as connection:
        watch(connection)
    assert store.disagreements() == [("group", GROUP), ("problem", PROBLEM)]


def test_an_editor_who_saw_the_record_before_gets_a_conflict_not_a_loss(store: Store) -> None:
    from geo.errors import Conflict
    from geo.store import Edit

    outside(store, "UPDATE problem SET status = 'eased' WHERE key = 'p'")
    with pytest.raises(Conflict):
        store.write(
            TOWN, [Edit("problem", PROBLEM, 1, {"status": "closed"})], Change("anna", "edit")
        )


QGIS = """
import sys, warnings
import geopandas, pyogrio, shapely
warnings.simplefilter("ignore")
frame = geopandas.GeoDataFrame(
    {"name_lv": ["No QGIS"], "category": ["meeting_place"], "precision": ["exact"],
     "status": ["active"], "source": ["QGIS"], "level": ["internal"], "outdated": [True]},
    geometry=[shapely.Point(26.5, 55.9)], crs=4326)
pyogrio.write_dataframe(frame, sys.argv[1], layer="resource", append=True)
"""


def test_a_layer_can_be_added_to_as_qgis_does(tmp_path: Any, real_store_file: Any) -> None:
    """In a child process and on a file that nobody has open, through GDAL's own SQLite."""
    import shutil

    path = tmp_path / "karte.gpkg"
    shutil.copy(real_store_file, path)
    child = subprocess.run(
        [sys.executable, "-c", QGIS, str(path)], capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert child.returncode == 0, child.stderr
    store = Store(f"sqlite:///{path.as_posix()}")
    row = store.changes()[-1]
    assert (row["who"], row["kind"], row["field"], row["version"]) == (
        "outside", "resource", None, 1,
    )  # fmt: skip
    assert row["seal"] is not None
    found = store.record("resource", row["record"])
    assert found is not None
    assert (found["name_lv"], found["town"], found["outdated"]) == ("No QGIS", TOWN, True)
    assert found["geom"] == Point(26.5, 55.9)
    then = store.as_of("resource", row["record"], row["id"])
    assert then is not None and then["geom"] == Point(26.5, 55.9)
    assert sound(store)
    assert store.problems_found() == []
    store.close()


def test_a_move_is_told_by_the_bytes_and_can_be_taken_back(store: Store) -> None:
    put(store, "resource", record("resource", "r", precision="exact", geom=Point(26.5, 55.9)))
    identity = record_id(TOWN, "resource", "r")
    if store.file is None:
        outside(
            store,
            "UPDATE resource SET geom = ST_SetSRID(ST_MakePoint(26.6, 55.8), 4326) WHERE key = 'r'",
        )
    else:
        from geo.store import geopackage
        from geo.store.geometry import to_blob

        with closing(sqlite3.connect(store.file)) as file, file:
            geopackage.add_functions(file)
            file.execute(
                "UPDATE resource SET geom = ? WHERE key = 'r'", (to_blob(Point(26.6, 55.8)),)
            )
    row = store.changes()[-1]
    assert row["field"] == "geom"
    assert row["old_value"].startswith("hex:") and row["new_value"].startswith("hex:")
    assert sound(store)
    then = store.as_of("resource", identity, row["id"] - 1)
    assert then is not None and shapely.equals_exact(then["geom"], Point(26.5, 55.9))
    now = store.as_of("resource", identity, row["id"])
    assert now is not None and shapely.equals_exact(now["geom"], Point(26.6, 55.8))
