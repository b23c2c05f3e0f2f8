"""A file that is not sound, or not ours, is never spoiled; what fails is an error of ours."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from geo.acts.load import open_store
from geo.acts.snapshot import _read
from geo.errors import DataError, GeoError, StoreDamaged, StoreError, StoreMissing
from geo.files.town_folder import TownFolder
from geo.model.days import today
from geo.settings import DATA, Settings
from geo.store import Change, Store, geopackage
from tests.awkward import TOWN, put, record

ANNA = Change(who="anna", act="edit")


def url(path: Path) -> str:
    return f"sqlite:///{path.as_posix()}"


def file_of(store: Store) -> Path:
    return Path(store.url.removeprefix("sqlite:///"))


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
    with_schema("4"),
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
        _read(store, TOWN, "public", (store.revision(), today()))
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
    monkeypatch.setattr("geo.store.engine.BUSY_TIMEOUT_MS", 50)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError) as raised:
            Store(url(path))
    assert raised.value.key == "error.store"


def test_a_writer_that_must_wait_too_long_is_told_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.store.engine.BUSY_TIMEOUT_MS", 50)
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
