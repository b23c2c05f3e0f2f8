"""The store keeps what was written, with its history, and never spoils a file that is not sound."""

from __future__ import annotations

import json
import random
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely import Point

from geo.acts.load import load, open_store
from geo.acts.snapshot import _read
from geo.errors import DataError, GeoError, StoreDamaged, StoreError, StoreMissing
from geo.files.town_folder import TownFolder
from geo.model.levels import LEVELS
from geo.model.taxonomy import Taxonomy, Term
from geo.settings import DATA, Settings
from geo.store import Change, Store, geopackage
from geo.store.store import record_id
from tests.awkward import KINDS, TEXTS, TOWN, filled_with, put, record

ANNA = Change(who="anna", act="edit")


def url(path: Path) -> str:
    return f"sqlite:///{path.as_posix()}"


def file_of(store: Store) -> Path:
    return Path(store.url.removeprefix("sqlite:///"))


def rows(store: Store, query: str, *arguments: Any) -> list[Any]:
    with closing(sqlite3.connect(file_of(store))) as connection:
        return connection.execute(query, arguments).fetchall()


def changes(store: Store, after: int = 0) -> list[tuple[Any, ...]]:
    return rows(
        store,
        "SELECT who, act, kind, record, field, old_value, new_value FROM change WHERE id > ?"
        " ORDER BY id",
        after,
    )


def one(store: Store, kind: str, key: str, level: str = "internal") -> dict[str, Any]:
    frame = store.records(kind, TOWN, level)
    (found,) = frame[frame["key"] == key].to_dict("records")
    return found


# --- what is written comes back ----------------------------------------------------------------


def test_the_whole_folder_comes_back_as_it_was(store: Store, real_folder: TownFolder) -> None:
    """X08: store equals data."""
    for kind in KINDS:
        frame = store.records(kind, TOWN, "internal")
        assert len(frame) == len(real_folder.rows[kind])
        found = {row["key"]: row for row in frame.to_dict("records")}
        for row in real_folder.rows[kind]:
            back = found[row["key"]]
            for name, value in row.items():
                if kind == "problem" and name == "geom":
                    assert value is None
                else:
                    assert back[name] == value, (kind, row["key"], name)


def test_areas_come_back_in_their_order_with_their_outlines(
    store: Store, real_folder: TownFolder
) -> None:
    areas = store.places("area", TOWN)
    assert list(areas["key"]) == [row["key"] for row in real_folder.rows["area"]]
    assert areas.crs.to_epsg() == 4326
    for back, row in zip(areas.geometry, real_folder.rows["area"], strict=True):
        assert shapely.equals_exact(back, row["geom"])


def test_the_vocabulary_comes_back_as_it_was(store: Store, real_folder: TownFolder) -> None:
    assert store.taxonomy() == real_folder.taxonomy


def test_the_towns_facts_come_back_as_they_were(store: Store, real_folder: TownFolder) -> None:
    assert store.towns() == {TOWN: real_folder.town}


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text)[:20])
@pytest.mark.parametrize("kind", KINDS)
def test_an_awkward_text_comes_back_letter_by_letter(store: Store, kind: str, text: str) -> None:
    """X01, X02, X06, T07, T08."""
    put(store, kind, filled_with(kind, text, "odd"))
    back = one(store, kind, "odd")
    for name in ("note_lv", "source"):
        assert back[name] == text


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE resource; --", '" OR 1=1 --', "%", "_", "\\", "?1", ":name"]
)
def test_sql_in_a_value_is_only_text(store: Store, text: str) -> None:
    """X07."""
    put(store, "resource", record("resource", text, name_lv=text))
    assert one(store, "resource", text)["name_lv"] == text
    assert len(store.records("resource", text, "internal")) == 0  # as a town
    assert len(store.records("resource", TOWN, text)) == len(
        store.records("resource", TOWN, "public")
    )


def test_an_unknown_town_has_no_records(store: Store) -> None:
    assert len(store.records("resource", "riga", "internal")) == 0
    assert len(store.places("area", "riga")) == 0


def test_a_row_has_the_same_id_in_every_store_made_from_the_same_data() -> None:
    assert record_id(TOWN, "resource", "x") == record_id(TOWN, "resource", "x")
    others = {record_id(TOWN, "group", "x"), record_id("riga", "resource", "x"),
              record_id(TOWN, "resource", "y")}  # fmt: skip
    assert record_id(TOWN, "resource", "x") not in others
    assert len(others) == 3
    assert str(uuid.UUID(record_id(TOWN, "resource", "x"))) == record_id(TOWN, "resource", "x")


# --- levels ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("viewer", "seen"),
    [("public", 1), ("partners", 2), ("internal", 3), ("", 1), ("root", 1), ("Internal", 1)],
)
def test_a_viewer_gets_the_rows_up_to_their_level_and_no_other(
    store: Store, kind: str, viewer: str, seen: int
) -> None:
    put(store, kind, *(record(kind, f"k-{level}", level=level) for level in LEVELS))
    keys = set(store.records(kind, TOWN, viewer)["key"])
    assert {key for key in keys if key.startswith("k-")} == {
        f"k-{level}" for level in LEVELS[:seen]
    }
    assert set(store.records(kind, TOWN, viewer)["level"]) <= set(LEVELS[:seen])


def test_a_lowered_record_is_gone_at_the_next_question(store: Store) -> None:
    """P07."""
    put(store, "resource", record("resource", "k"))
    assert "k" in set(store.records("resource", TOWN, "public")["key"])
    put(store, "resource", record("resource", "k", level="internal"))
    assert "k" not in set(store.records("resource", TOWN, "public")["key"])


# --- history -----------------------------------------------------------------------------------


def test_loading_twice_changes_nothing(store: Store, real_folder: TownFolder) -> None:
    """T10."""
    before, revision = file_of(store).read_bytes(), store.revision()
    assert set(load(store, real_folder).values()) == {0}
    assert store.revision() == revision
    assert changes(store, revision) == []
    store.close()
    assert len(before) == len(file_of(store).read_bytes())


def test_a_new_row_is_one_change_with_all_it_holds(store: Store) -> None:
    revision = store.revision()
    row = record("resource", "k", geom=Point(26.5, 55.9), precision="exact", outdated=True)
    assert store.put("resource", TOWN, [row], ANNA) == 1
    ((who, act, kind, identity, field, old, new),) = changes(store, revision)
    assert (who, act, kind, field, old) == ("anna", "edit", "resource", None, None)
    assert identity == record_id(TOWN, "resource", "k")
    assert json.loads(new) == {
        "key": "k", "name_lv": "Parasts resurss", "category": "meeting_place", "precision": "exact",
        "status": "active", "target_groups": "all_residents", "source": "tests, 2025",
        "source_date": "2025-01-01", "confidence": "high", "level": "public", "outdated": "true",
        "geom": "POINT (26.5 55.9)",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "old", "new"),
    [
        ("name_lv", "Jauns", "Parasts resurss", "Jauns"),
        ("phone", "+371 65400000", None, "+371 65400000"),
        ("target_groups", ("seniors", "youth"), "all_residents", "seniors|youth"),
        ("target_groups", (), "all_residents", None),
        ("outdated", True, None, "true"),
        ("level", "internal", "public", "internal"),
        ("geom", Point(26.5, 55.9), None, "POINT (26.5 55.9)"),
    ],
)
def test_one_changed_field_is_one_change_with_both_values(
    store: Store, name: str, value: Any, old: str | None, new: str | None
) -> None:
    row = record("resource", "k")
    store.put("resource", TOWN, [row], ANNA)
    revision = store.revision()
    assert store.put("resource", TOWN, [{**row, name: value}], ANNA) == 1
    identity = record_id(TOWN, "resource", "k")
    assert changes(store, revision) == [("anna", "edit", "resource", identity, name, old, new)]
    back = one(store, "resource", "k")
    assert back[name] == value
    assert back["version"] == 2


def test_an_unchanged_row_is_no_change(store: Store) -> None:
    row = record("group", "k", target_groups=("seniors", "youth"))
    store.put("group", TOWN, [row], ANNA)
    revision = store.revision()
    assert store.put("group", TOWN, [row], ANNA) == 0
    assert store.revision() == revision
    assert one(store, "group", "k")["version"] == 1


def edit_by_hand(store: Store, kind: str, key: str, name_lv: str) -> None:
    """Change a row as another program would."""
    with closing(sqlite3.connect(file_of(store))) as connection, connection:
        connection.execute(f'UPDATE "{kind}" SET name_lv = ? WHERE key = ?', (name_lv, key))


def test_a_row_that_somebody_else_has_changed_stays(store: Store, real_folder: TownFolder) -> None:
    key = real_folder.rows["group"][0]["key"]
    edit_by_hand(store, "group", key, "Cilvēka labots")
    revision = store.revision()
    assert set(load(store, real_folder).values()) == {0}
    assert one(store, "group", key)["name_lv"] == "Cilvēka labots"
    assert store.revision() == revision


def test_the_other_rows_of_the_same_load_are_refreshed(store: Store) -> None:
    store.put("group", TOWN, [record("group", "a"), record("group", "b")], ANNA)
    edit_by_hand(store, "group", "a", "Cilvēka labots")
    news = [record("group", "a", name_lv="Jauns"), record("group", "b", name_lv="Jauns")]
    assert store.put("group", TOWN, news, ANNA) == 1
    assert one(store, "group", "a")["name_lv"] == "Cilvēka labots"
    assert one(store, "group", "b")["name_lv"] == "Jauns"


def test_the_revision_is_the_number_of_the_newest_change(store: Store) -> None:
    (newest,) = rows(store, "SELECT max(id) FROM change")[0]
    assert store.revision() == newest > 0
    put(store, "problem", record("problem", "k"))
    assert store.revision() == newest + 1


def test_an_empty_store_has_revision_nought(tmp_path: Path) -> None:
    store = Store(url(tmp_path / "karte.gpkg"), create=True)
    assert store.revision() == 0
    assert store.towns() == {}
    assert store.taxonomy() == Taxonomy(())
    assert len(store.records("resource", TOWN, "internal")) == 0
    assert store.problems_found() == []
    store.close()


def test_a_new_vocabulary_is_one_change_and_the_same_one_none(store: Store) -> None:
    revision = store.revision()
    store.put_taxonomy(store.taxonomy(), ANNA)
    assert store.revision() == revision
    smaller = Taxonomy((Term("bank", "left", {"lv": "Kreisais"}, {}, {}),))
    store.put_taxonomy(smaller, ANNA)
    assert store.revision() == revision + 1
    assert store.taxonomy() == smaller


def test_an_empty_vocabulary_can_be_written(store: Store) -> None:
    store.put_taxonomy(Taxonomy(()), ANNA)
    assert store.taxonomy() == Taxonomy(())


def test_rows_and_their_history_are_written_together_or_not_at_all(store: Store) -> None:
    """R01: the second row cannot be written, so neither is the first."""
    before = (store.revision(), len(store.records("resource", TOWN, "internal")))
    lacking = record("resource", "b", name_lv=None)
    with pytest.raises(StoreError):
        store.put("resource", TOWN, [record("resource", "a"), lacking], ANNA)
    assert (store.revision(), len(store.records("resource", TOWN, "internal"))) == before


def test_two_open_stores_see_what_the_other_writes(store: Store) -> None:
    other = Store(store.url)
    put(other, "group", record("group", "k"))
    assert one(store, "group", "k")["name_lv"] == "Parasta grupa"
    assert store.revision() == other.revision()
    other.close()


# --- files that are not a store ----------------------------------------------------------------


def text_file(path: Path, _: Path) -> None:
    path.write_text("key,name\na,b\n" * 50, encoding="utf-8")


def empty_file(path: Path, _: Path) -> None:
    path.write_bytes(b"")


def cut_file(path: Path, real: Path) -> None:
    path.write_bytes(real.read_bytes()[:5000])


def cut_header(path: Path, real: Path) -> None:
    path.write_bytes(real.read_bytes()[:60])


def overwritten_start(path: Path, real: Path) -> None:
    path.write_bytes(b"\x00" * 4096 + real.read_bytes()[4096:])


def other_database(path: Path, _: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE notes (text TEXT)")


def other_geopackage(path: Path, _: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        geopackage.mark(connection)
        connection.execute("CREATE TABLE gpkg_contents (table_name TEXT)")
        connection.commit()


def other_database_with_an_about_table(path: Path, _: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE about (key TEXT, value TEXT)")
        connection.execute("INSERT INTO about VALUES ('schema', '1')")


def with_schema(value: str | None) -> Callable[[Path, Path], None]:
    def change_schema(path: Path, real: Path) -> None:
        path.write_bytes(real.read_bytes())
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("DELETE FROM about WHERE key = 'schema'")
            if value is not None:
                connection.execute("INSERT INTO about VALUES ('schema', ?)", (value,))

    change_schema.__name__ = f"schema_{value}"
    return change_schema


NOT_A_STORE = [
    text_file,
    empty_file,
    cut_file,
    cut_header,
    overwritten_start,
    other_database,
    other_geopackage,
    other_database_with_an_about_table,
    with_schema("0"),
    with_schema("1"),
    with_schema("3"),
    with_schema(None),
]


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("spoil", NOT_A_STORE, ids=lambda spoil: spoil.__name__)
def test_a_file_that_is_not_our_store_is_refused_and_left_as_it_was(
    tmp_path: Path, real_store_file: Path, spoil: Callable[[Path, Path], None], create: bool
) -> None:
    """R03: never overwritten, never written into."""
    path = tmp_path / "karte.gpkg"
    spoil(path, real_store_file)
    before = path.read_bytes()
    with pytest.raises(StoreDamaged) as raised:
        Store(url(path), create=create)
    assert str(tmp_path) not in str(raised.value)
    assert path.read_bytes() == before


@pytest.mark.parametrize("spoil", NOT_A_STORE, ids=lambda spoil: spoil.__name__)
def test_nobody_makes_a_new_store_over_a_damaged_one(
    tmp_path: Path, real_store_file: Path, spoil: Callable[[Path, Path], None]
) -> None:
    path = tmp_path / "karte.gpkg"
    spoil(path, real_store_file)
    before = path.read_bytes()
    with pytest.raises(StoreDamaged):
        open_store(Settings(url(path), DATA, TOWN, "lv", None))
    assert path.read_bytes() == before


def read_everything(path: Path) -> None:
    store = Store(url(path))
    try:
        _read(store, TOWN, "public", store.revision())
        store.problems_found()
    finally:
        store.close()


@pytest.mark.parametrize("seed", range(40))
def test_a_flipped_bit_is_an_error_of_ours_or_harmless(
    tmp_path: Path, real_store_file: Path, seed: int
) -> None:
    """G17, R03."""
    dice = random.Random(seed)
    content = bytearray(real_store_file.read_bytes())
    for _ in range(20):
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    path = tmp_path / "karte.gpkg"
    path.write_bytes(content)
    try:
        read_everything(path)
    except GeoError as error:
        assert str(tmp_path) not in str(error)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
def test_a_file_cut_short_is_an_error_of_ours(
    tmp_path: Path, real_store_file: Path, part: float
) -> None:
    content = real_store_file.read_bytes()
    path = tmp_path / "karte.gpkg"
    path.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(StoreError):
        read_everything(path)


@pytest.mark.parametrize("blob", [b"", b"GP", b"GP\x00\x01\xe6\x10\x00\x00", b"junk" * 10])
def test_a_geometry_that_is_none_is_an_error_of_ours(store: Store, blob: bytes) -> None:
    with closing(sqlite3.connect(file_of(store))) as connection, connection:
        connection.execute("DROP TRIGGER rtree_area_geom_update6")
        connection.execute("DROP TRIGGER rtree_area_geom_update2")
        connection.execute("DROP TRIGGER rtree_area_geom_update7")
        connection.execute("DROP TRIGGER rtree_area_geom_update4")
        connection.execute("DROP TRIGGER rtree_area_geom_update5")
        connection.execute("UPDATE area SET geom = ? WHERE key = 'krizi'", (blob,))
    with pytest.raises(StoreDamaged):
        store.places("area", TOWN)


def test_facts_of_a_town_that_are_no_json_are_an_error_of_ours(store: Store) -> None:
    with closing(sqlite3.connect(file_of(store))) as connection, connection:
        connection.execute("UPDATE town SET facts = '{'")
    with pytest.raises(StoreDamaged):
        store.towns()


def test_damage_met_while_writing_is_an_error_of_ours(
    tmp_path: Path, real_store_file: Path
) -> None:
    content = bytearray(real_store_file.read_bytes())
    with closing(sqlite3.connect(real_store_file)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'resource'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content[(root - 1) * size : root * size] = b"\xff" * size
    path = tmp_path / "karte.gpkg"
    path.write_bytes(content)
    store = Store(url(path))
    with pytest.raises(StoreDamaged):
        put(store, "resource", record("resource", "k"))
    store.close()


# --- places that cannot be written or read -----------------------------------------------------


def test_a_missing_store_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        Store(url(tmp_path / "karte.gpkg"))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_an_error_of_ours(tmp_path: Path) -> None:
    """R02: a file stands where the folder should be (a root user is refused nothing else)."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError) as raised:
        Store(url(tmp_path / "file" / "karte.gpkg"), create=True)
    assert raised.value.key == "error.store"
    assert str(tmp_path) not in str(raised.value)


def test_a_folder_where_the_file_should_be_is_an_error_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "karte.gpkg"
    path.mkdir()
    with pytest.raises(StoreError):
        Store(url(path), create=True)
    assert path.is_dir()


def test_a_store_that_another_program_holds_is_busy_not_damaged(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person who is told to restore a backup would lose data for nothing."""
    path = file_of(store)
    store.close()
    monkeypatch.setattr("geo.store.engine._BUSY_TIMEOUT_MS", 50)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError) as raised:
            Store(url(path))
    assert raised.value.key == "error.store"


def test_a_writer_that_must_wait_too_long_is_told_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.store.engine._BUSY_TIMEOUT_MS", 50)
    own = Store(store.url)
    with closing(sqlite3.connect(file_of(store), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as raised:
            put(own, "group", record("group", "k"))
    assert raised.value.key == "error.store"
    assert len(own.records("group", TOWN, "public")) > 0  # reading still works
    own.close()


@pytest.mark.parametrize(
    "address",
    ["", "karte.gpkg", "mysql://localhost/x", "postgresql://localhost/x", "nonsense://x", "sqlite"],
)
def test_an_address_of_something_else_is_an_error_of_ours(address: str) -> None:
    with pytest.raises(StoreError):
        Store(address)


def test_a_store_in_a_new_folder_is_made_with_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b č" / "karte.gpkg"
    Store(url(path), create=True).close()
    assert path.read_bytes()[68:72] == b"GPKG"


@pytest.mark.parametrize(
    "failure",
    [OSError(28, "No space left on device"), sqlite3.OperationalError("disk I/O error")],
    ids=["disk full", "input or output"],
)
@pytest.mark.parametrize("step", ["mark", "describe"])
def test_a_creation_cut_short_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception, step: str
) -> None:
    """R01, R02."""

    def fail(_: object) -> None:
        raise failure

    with monkeypatch.context() as patch:
        patch.setattr(geopackage, step, fail)
        with pytest.raises(StoreError) as raised:
            Store(url(tmp_path / "karte.gpkg"), create=True)
        assert str(tmp_path) not in str(raised.value)
    assert list(tmp_path.iterdir()) == []
    Store(url(tmp_path / "karte.gpkg"), create=True).close()


def test_tables_that_cannot_be_made_are_an_error_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full while SQLAlchemy writes, so the error is one of SQLAlchemy's."""
    monkeypatch.setattr(
        geopackage, "mark", lambda connection: connection.execute("PRAGMA query_only = ON")
    )
    with pytest.raises(StoreError):
        Store(url(tmp_path / "karte.gpkg"), create=True)
    assert list(tmp_path.iterdir()) == []


def test_a_quicker_process_keeps_its_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes second opens the store of the first and does not replace it."""
    path = tmp_path / "karte.gpkg"
    describe = geopackage.describe

    def describe_while_another_creates(connection: sqlite3.Connection) -> None:
        describe(connection)
        monkeypatch.setattr(geopackage, "describe", describe)
        first = Store(url(path), create=True)
        first.put_town({"key": "first"}, ANNA)
        first.close()

    monkeypatch.setattr(geopackage, "describe", describe_while_another_creates)
    second = Store(url(path), create=True)
    assert list(second.towns()) == ["first"]
    second.close()
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.endswith(".new")] == []


# --- open_store --------------------------------------------------------------------------------


def settings_for(path: Path, data: Path = DATA) -> Settings:
    return Settings(url(path), data, TOWN, "lv", None)


def test_the_first_start_makes_the_store_from_the_data(tmp_path: Path) -> None:
    store = open_store(settings_for(tmp_path / "karte.gpkg"))
    assert list(store.towns()) == [TOWN]
    assert len(store.places("area", TOWN)) == 25
    store.close()


def test_the_second_start_changes_nothing(store: Store) -> None:
    revision = store.revision()
    again = open_store(settings_for(file_of(store)))
    assert again.revision() == revision
    again.close()


def test_a_load_cut_short_is_finished_at_the_next_start(
    tmp_path: Path, real_folder: TownFolder
) -> None:
    """R01: the town is written last, so a store without it is not whole."""
    path = tmp_path / "karte.gpkg"
    half = Store(url(path), create=True)
    half.put_taxonomy(real_folder.taxonomy, Change("data", "load"))
    half.close()
    store = open_store(settings_for(path))
    assert list(store.towns()) == [TOWN]
    assert len(store.records("resource", TOWN, "internal")) == len(real_folder.rows["resource"])
    store.close()


def test_faulty_data_make_no_store(tmp_path: Path) -> None:
    (tmp_path / "data" / TOWN).mkdir(parents=True)
    with pytest.raises(DataError):
        open_store(settings_for(tmp_path / "karte.gpkg", tmp_path / "data"))
    assert not (tmp_path / "karte.gpkg").exists()
