"""Older stores become newer ones without losing anything; newer ones are refused."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from geo.errors import StoreDamaged
from geo.store import Change, Edit, Store, schema
from geo.store.engine import engine_for
from geo.store.migrations.versions.v0002_editing import RENAMED
from tests.awkward import TOWN, put, record
from tests.store.other_program import outside, read
from tests.store.server import Server

STEP_1 = Path(__file__).with_name("step1.gpkg.gz")
"""A file as the first release made it, with a few records of each kind and one later edit."""

STEP_1_TABLES = ("resource", "group", "problem", "area", "base", "town", "term", "answer", "change")


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    path = tmp_path / "karte.gpkg"
    path.write_bytes(gzip.decompress(STEP_1.read_bytes()))
    return path


def url(path: Path) -> str:
    return f"sqlite:///{path.as_posix()}"


def rows(path: Path) -> dict[str, list[dict[str, Any]]]:
    with closing(sqlite3.connect(path)) as file:
        file.row_factory = sqlite3.Row
        return {
            name: [dict(row) for row in file.execute(f'SELECT * FROM "{name}" ORDER BY 1')]
            for name in STEP_1_TABLES
        }


def at_first(url_of: str, *, fill: bool = True) -> None:
    """Make a store as the first migration does, and put what the first release would."""
    engine = engine_for(url_of)
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA application_id = 1196444487")
        schema.upgrade(connection, "0001")
        if fill:
            connection.exec_driver_sql(
                "INSERT INTO town (key, facts) VALUES ('daugavpils', '{\"key\": \"daugavpils\"}')"
            )
            connection.exec_driver_sql(
                "INSERT INTO problem (id, town, version, key, problem_type, scope, statement_lv,"
                " methods, status, source, level) VALUES ('p', 'daugavpils', 1, 'p', 'mobility',"
                " 'area', 'x', 'survey', 'noticed', 's', 'public')"
            )
            connection.exec_driver_sql(
                "INSERT INTO change (at, who, act, kind, record, new_value) VALUES"
                " ('2025-01-01T00:00:00.000Z', 'data', 'load', 'problem', 'p',"
                ' \'{"key": "p", "problem_type": "mobility", "scope": "area", "statement_lv": "x",'
                ' "methods": "survey", "status": "noticed", "source": "s", "level": "public"}\')'
            )
    engine.dispose()


def test_a_file_of_the_first_release_opens_with_all_it_held(old_file: Path) -> None:
    before = rows(old_file)
    store = Store(url(old_file))
    after = rows(old_file)
    for name, old in before.items():
        assert len(after[name]) == len(old)
        names = RENAMED if name == "area" else {}
        for then, now in zip(old, after[name], strict=True):
            if name == "change" and then["kind"] == "area":
                continue  # its words name columns that have other names now
            assert {column: now[names.get(column, column)] for column in then} == then, name
    assert store.first_broken_seal() is None
    assert {row["seal"] is None for row in store.changes()} == {False}
    assert store.disagreements() == []
    assert store.problems_found() == []
    assert store.towns()[TOWN]["key"] == TOWN
    store.close()


def test_the_file_as_it_was_is_kept_beside_it(old_file: Path) -> None:
    before = rows(old_file)
    Store(url(old_file)).close()
    kept = old_file.with_name("karte.gpkg.before-0003")
    assert rows(kept) == before
    with closing(sqlite3.connect(kept)) as file:
        assert file.execute("SELECT value FROM about WHERE key = 'schema'").fetchone() == ("1",)
    # The second start finds nothing to do.
    kept.unlink()
    Store(url(old_file)).close()
    assert not kept.exists()


def test_a_migrated_file_is_written_as_a_new_one(old_file: Path) -> None:
    store = Store(url(old_file))
    put(store, "resource", {**record("resource", "k"), "key": None, "id": "no-key"})
    put(store, "activity", {"id": "a", "activity_type": "event", "name_lv": "Koncerts",
                            "date": "2026-11-21", "source": "s", "level": "internal"})  # fmt: skip
    outside(store, "UPDATE \"group\" SET name_lv = 'Outside'")
    assert {row["who"] for row in store.changes()} >= {"outside", "tests"}
    assert store.disagreements() == []
    assert store.problems_found() == []
    store.close()


def shape_of_file(path: Path) -> dict[str, Any]:
    with closing(sqlite3.connect(path)) as file:
        names = [
            name
            for (name,) in file.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL"
                " AND name NOT LIKE 'sqlite_%'"
            )
        ]
        found: dict[str, Any] = {
            name: {tuple(row[1:]) for row in file.execute(f'PRAGMA table_info("{name}")')}
            for name in names
        }
        found["triggers"] = set(
            file.execute("SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'trigger'")
        )
        found["indexes"] = set(
            file.execute("SELECT tbl_name, sql FROM sqlite_schema WHERE type = 'index'")
        )
        found["contents"] = set(
            file.execute("SELECT table_name, data_type, identifier, srs_id FROM gpkg_contents")
        )
        for name in ("gpkg_geometry_columns", "gpkg_extensions", "gpkg_spatial_ref_sys"):
            found[f"{name} rows"] = set(file.execute(f"SELECT * FROM {name}"))
        return found


def test_a_migrated_file_has_the_shape_of_a_new_one(old_file: Path, tmp_path: Path) -> None:
    """When this fails, a column was added to the model and to no migration."""
    Store(url(old_file)).close()
    new = tmp_path / "new.gpkg"
    Store(url(new), create=True).close()
    migrated, fresh = shape_of_file(old_file), shape_of_file(new)
    assert migrated.keys() == fresh.keys()
    for name, shape in fresh.items():
        assert migrated[name] == shape, name


def test_the_first_migration_makes_the_tables_of_the_first_release(
    old_file: Path, tmp_path: Path
) -> None:
    new = tmp_path / "first.gpkg"
    sqlite3.connect(new).close()
    at_first(url(new), fill=False)
    real, made = shape_of_file(old_file), shape_of_file(new)
    for name in STEP_1_TABLES:
        assert made[name] == real[name], name
    assert made["contents"] == real["contents"]
    assert made["gpkg_extensions rows"] == real["gpkg_extensions rows"]


def test_a_migration_keeps_every_record_on_both_engines(place: str) -> None:
    if place.startswith("sqlite"):
        sqlite3.connect(place.removeprefix("sqlite:///")).close()
    at_first(place)
    store = Store(place)
    found = store.record("problem", "p")
    assert found is not None and found["methods"] == ("survey",) and found["version"] == 1
    assert store.first_broken_seal() is None
    assert store.disagreements() == []
    put(store, "problem", {**record("problem", "x"), "key": None, "id": "no-key"})
    outside(store, "UPDATE problem SET status = 'eased' WHERE id = 'p'")
    assert store.changes()[-1]["who"] == "outside"
    assert store.disagreements() == []
    store.close()


def test_a_store_of_the_second_release_keeps_areas_and_their_history(place: str) -> None:
    if place.startswith("sqlite"):
        sqlite3.connect(place.removeprefix("sqlite:///")).close()
    at_first(place, fill=False)
    engine = engine_for(place)
    with engine.begin() as connection:
        schema.upgrade(connection, "0002")
        connection.exec_driver_sql(
            "INSERT INTO area (id, town, version, key, name_lv, source, precision) VALUES"
            " ('a', 'daugavpils', 1, 'krizi', 'Križi', 's', 'approximate')"
        )
        connection.exec_driver_sql(
            "INSERT INTO change (at, who, act, kind, record, new_value) VALUES"
            " ('2025-01-01T00:00:00.000Z', 'data', 'load', 'area', 'a', '{\"key\": \"krizi\","
            ' "name_lv": "Križi", "source": "s", "precision": "approximate"}\')'
        )
    engine.dispose()
    store = Store(place)
    assert list(store.places("area", TOWN)["key"]) == ["krizi"]
    assert store.disagreements() == []
    store.write(TOWN, [Edit("area", "a", 1, {"retired": True})], Change("anna", "areas"))
    assert store.places("area", TOWN).empty
    assert store.disagreements() == []
    store.close()


def shape_on_server(address: str) -> dict[str, Any]:
    engine = engine_for(address)
    with engine.connect() as connection:
        look = sa.inspect(connection)
        found: dict[str, Any] = {
            name: (
                {
                    (column["name"], str(column["type"]), column["nullable"], column["default"])
                    for column in look.get_columns(name)
                },
                {tuple(item["column_names"]) for item in look.get_unique_constraints(name)},
                {tuple(item["column_names"]) for item in look.get_indexes(name)},
            )
            for name in look.get_table_names()
        }
        found["triggers"] = {
            tuple(row)
            for row in connection.exec_driver_sql(
                "SELECT tgname::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
            )
        }
        found["functions"] = {
            tuple(row)
            for row in connection.exec_driver_sql(
                "SELECT proname::text, prosrc FROM pg_proc WHERE proname LIKE 'outside%%'"
            )
        }
    engine.dispose()
    return found


@pytest.mark.filterwarnings("ignore:Did not recognize type 'geometry'")
def test_a_migrated_database_has_the_shape_of_a_new_one(server: Server) -> None:
    old, new = server.database(), server.database()
    at_first(old)
    Store(old).close()
    Store(new, create=True).close()
    assert shape_on_server(old) == shape_on_server(new)
    server.drop(old)
    server.drop(new)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE alembic_version SET version_num = '0099'", "UPDATE about SET value = '99'"
     " WHERE key = 'schema'"],
)  # fmt: skip
def test_a_newer_store_is_refused_and_says_so(either: Store, statement: str) -> None:
    outside(either, statement)
    revision = read(either, "SELECT max(id) FROM change")
    with pytest.raises(StoreDamaged, match="newer"):
        Store(either.url)
    assert read(either, "SELECT max(id) FROM change") == revision


def test_a_migration_cut_short_leaves_the_old_file(
    old_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(old_file)

    def fail(_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr("geo.store.outside.watch", fail)
        with pytest.raises(Exception, match="written just now"):
            Store(url(old_file))
    assert rows(old_file) == before
    store = Store(url(old_file))
    assert store.disagreements() == []
    store.put("problem", TOWN, [record("problem", "k")], Change("anna", "edit"))
    store.close()
