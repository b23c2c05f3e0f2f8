"""Backup, restore, copy and the check of the history, by the commands a keeper types."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from geo.__main__ import main
from geo.errors import StoreError
from geo.store import Change, Store, copy_store
from geo.store.tables import metadata
from geo.store.values import to_text
from tests.awkward import TEXTS, TOWN, filled_with, put, put_hostile, record
from tests.store.other_program import outside, read
from tests.store.server import Server


@pytest.fixture
def store(either: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return the store of the settings, on each engine in turn."""
    monkeypatch.setenv("KARTE_STORE", either.url)
    monkeypatch.delenv("KARTE_DATA", raising=False)
    return either


def content(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return every value of every table, in an engine-neutral form."""
    found = {}
    with store.reading() as connection:
        for name, table in metadata.tables.items():
            result = connection.execute(sa.select(table).order_by(*table.primary_key.columns))
            places = [column == "geom" for column in table.columns.keys()]  # noqa: SIM118
            found[name] = [
                tuple(
                    wkb_of(value) if place else to_text(value)
                    for value, place in zip(row, places, strict=True)
                )
                for row in result
            ]
    return found


def wkb_of(blob: bytes | None) -> bytes | None:
    from geo.store.geometry import from_blobs

    return None if blob is None else bytes(from_blobs([blob])[0].wkb)


def opened(path: Path) -> Store:
    return Store(f"sqlite:///{path.as_posix()}")


# --- backup --------------------------------------------------------------------------------------


def test_a_backup_is_one_file_that_holds_everything(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put_hostile(store)
    outside(store, "DELETE FROM \"group\" WHERE key = 'awkward-1'")
    Store(store.url).close()  # seals
    target = tmp_path / "backups" / "b.gpkg"
    assert main(["backup", str(target)]) == 0
    assert [entry.name for entry in target.parent.iterdir()] == ["b.gpkg"]
    copy = opened(target)
    assert content(copy) == content(store)
    assert copy.first_broken_seal() is None
    copy.close()


def test_a_backup_never_takes_the_place_of_another_file(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "b.gpkg"
    target.write_text("precious", encoding="utf-8")
    assert main(["backup", str(target)]) == 1
    assert target.read_text(encoding="utf-8") == "precious"
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.endswith(".new")] == []


def test_a_backup_is_consistent_while_others_write(store: Store, tmp_path: Path) -> None:
    """R04."""
    stop = threading.Event()
    failed: list[BaseException] = []

    def write() -> None:
        own = Store(store.url)
        number = 0
        try:
            while not stop.is_set():
                number += 1
                put(own, "group", record("group", "busy", name_lv=f"Reize {number}"))
        except BaseException as error:
            failed.append(error)
        finally:
            own.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(5):
            assert main(["backup", str(tmp_path / f"b{number}.gpkg")]) == 0
    finally:
        stop.set()
        thread.join()
    assert failed == []
    for number in range(5):
        copy = opened(tmp_path / f"b{number}.gpkg")
        assert copy.first_broken_seal() is None
        assert copy.disagreements() == []
        copy.close()


# --- restore -------------------------------------------------------------------------------------


def test_a_restored_store_is_the_one_that_was_backed_up(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content(store)
    assert main(["backup", str(tmp_path / "b.gpkg")]) == 0
    put(store, "group", record("group", "later"))
    url = store.url
    store.close()
    assert main(["restore", str(tmp_path / "b.gpkg")]) == 0
    again = Store(url)
    assert content(again) == before
    put(again, "group", record("group", "after"))  # numbers go on where they were
    assert again.disagreements() == []
    again.close()
    aside = capsys.readouterr().out.split("kept as ")[1].strip()
    if store.file is not None:
        kept = opened(tmp_path / aside)
        assert "later" in set(kept.records("group", TOWN, "internal")["key"])
        kept.close()
    else:
        found = read(store, f"SELECT key FROM {aside}.\"group\" WHERE key = 'later'")
        assert found == [("later",)]


def test_a_backup_whose_history_fails_is_refused_unless_forced(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", str(tmp_path / "b.gpkg")]) == 0
    with closing(sqlite3.connect(tmp_path / "b.gpkg")) as file, file:
        file.execute("UPDATE change SET new_value = 'x' WHERE id = 7")
    before = content(store)
    url = store.url
    store.close()
    assert main(["restore", str(tmp_path / "b.gpkg")]) == 1
    assert "change 7" in capsys.readouterr().err
    again = Store(url)
    assert content(again) == before
    again.close()


def test_a_backup_whose_records_were_altered_can_be_forced(store: Store, tmp_path: Path) -> None:
    assert main(["backup", str(tmp_path / "b.gpkg")]) == 0
    with closing(sqlite3.connect(tmp_path / "b.gpkg")) as file, file:
        file.execute("DROP TRIGGER outside_problem_update")
        file.execute("UPDATE problem SET status = 'closed' WHERE fid = 1")
    url = store.url
    store.close()
    assert main(["restore", str(tmp_path / "b.gpkg")]) == 1
    assert main(["restore", "--force", str(tmp_path / "b.gpkg")]) == 0
    again = Store(url)
    assert len(again.disagreements()) == 1
    again.close()


@pytest.mark.parametrize("junk", [b"", b"not a store", None], ids=["empty", "text", "none"])
def test_what_is_no_store_is_never_restored(
    store: Store, tmp_path: Path, junk: bytes | None
) -> None:
    if junk is not None:
        (tmp_path / "b.gpkg").write_bytes(junk)
    before = content(store)
    url = store.url
    store.close()
    assert main(["restore", "--force", str(tmp_path / "b.gpkg")]) == 1
    again = Store(url)
    assert content(again) == before
    again.close()


def test_a_store_in_use_is_not_replaced(
    tmp_path: Path,
    real_store_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The running map would go on writing into the file that was set aside."""
    path = tmp_path / "karte.gpkg"
    shutil.copy(real_store_file, path)
    monkeypatch.setenv("KARTE_STORE", f"sqlite:///{path.as_posix()}")
    running = opened(path)
    put(running, "group", record("group", "k"))
    assert main(["backup", str(tmp_path / "b.gpkg")]) == 0
    assert main(["restore", str(tmp_path / "b.gpkg")]) == 1
    assert "stop it first" in capsys.readouterr().err
    put(running, "group", record("group", "l"))
    assert "l" in set(running.records("group", TOWN, "internal")["key"])
    running.close()
    assert main(["restore", str(tmp_path / "b.gpkg")]) == 0


def test_a_damaged_store_can_be_replaced_and_is_kept(
    tmp_path: Path, real_store_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(real_store_file, tmp_path / "b.gpkg")
    path = tmp_path / "home" / "karte.gpkg"
    path.parent.mkdir()
    path.write_bytes(b"damaged" * 1000)
    monkeypatch.setenv("KARTE_STORE", f"sqlite:///{path.as_posix()}")
    assert main(["restore", str(tmp_path / "b.gpkg")]) == 0
    opened(path).close()
    (aside,) = (other for other in path.parent.iterdir() if "before-restore" in other.name)
    assert aside.read_bytes() == b"damaged" * 1000


def test_a_backup_of_the_first_release_is_restored_and_brought_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R04: restore on another version."""
    import gzip

    from tests.store.test_migrations import STEP_1

    (tmp_path / "old.gpkg").write_bytes(gzip.decompress(STEP_1.read_bytes()))
    before = (tmp_path / "old.gpkg").read_bytes()
    path = tmp_path / "karte.gpkg"
    monkeypatch.setenv("KARTE_STORE", f"sqlite:///{path.as_posix()}")
    assert main(["restore", str(tmp_path / "old.gpkg")]) == 0
    assert (tmp_path / "old.gpkg").read_bytes() == before
    store = opened(path)
    assert store.disagreements() == []
    store.close()


# --- copy ----------------------------------------------------------------------------------------


def test_a_store_goes_to_the_server_and_back_without_loss(
    server: Server, tmp_path: Path, real_store_file: Path
) -> None:
    path = tmp_path / "karte.gpkg"
    shutil.copy(real_store_file, path)
    source = opened(path)
    put_hostile(source)
    put(source, "problem", *(filled_with("problem", text, f"p{i}") for i, text in enumerate(TEXTS)))
    outside(source, "DELETE FROM problem WHERE key = 'p1'")
    outside(source, "UPDATE \"group\" SET outdated = 1, name_lv = 'x' WHERE key = 'awkward-2'")
    Store(source.url).close()
    url, back = server.database(), f"sqlite:///{(tmp_path / 'back.gpkg').as_posix()}"
    assert main(["copy", str(path), url]) == 0
    assert main(["copy", url, back]) == 0
    there, again = Store(url), Store(back)
    assert content(there) == content(source)
    assert content(again) == content(source)
    for store in (there, again):
        assert store.first_broken_seal() is None
        assert store.disagreements() == []
        put(store, "group", record("group", "new"))
        assert store.revision() == source.revision() + 1
        store.close()
    source.close()
    server.drop(url)


def test_a_place_with_records_is_never_copied_over(either: Store, place: str) -> None:
    full = Store(place, create=True)
    full.put_town({"key": "riga"}, Change("anna", "edit"))
    with pytest.raises(StoreError):
        copy_store(either, place)
    assert list(full.towns()) == ["riga"]
    full.close()


def test_a_copy_cut_short_leaves_nothing(either: Store, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch, pytest.raises(StoreError):
        patch.setattr("geo.store.keeping._copy_rows", fail)
        copy_store(either, f"sqlite:///{(tmp_path / 'copy.gpkg').as_posix()}")
    assert not (tmp_path / "copy.gpkg").exists()


def fail(*_: object) -> None:
    raise sqlite3.OperationalError("disk I/O error")


# --- check ---------------------------------------------------------------------------------------


def test_a_sound_history_is_said_to_be_sound(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--history"]) == 0
    assert f"history: ok ({store.revision()} changes)" in capsys.readouterr().out


def test_honest_edits_from_outside_are_reported_apart_and_are_no_fault(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    outside(store, 'UPDATE "group" SET name_lv = name_lv || name_lv WHERE fid < 3')
    revision = store.revision()
    assert main(["check", "--history"]) == 0
    out = capsys.readouterr().out
    assert f"2 changes made outside the program: {revision - 1}, {revision}" in out
    assert "history: ok" in out


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE change SET new_value = 'x' WHERE id = 9", 9),
        ("UPDATE change SET who = 'x' WHERE id = 9", 9),
        ("DELETE FROM change WHERE id = 9", 10),
        ("DELETE FROM change WHERE id > 140", None),
        ("UPDATE change SET seal = NULL WHERE id = 9", 9),
    ],
)
def test_an_altered_or_removed_row_is_named(
    store: Store, statement: str, place: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    """R05."""
    revision = store.revision()
    outside(store, statement)
    assert main(["check", "--history"]) == 1
    assert f"history: change {place or revision} is not what" in capsys.readouterr().out


def test_the_check_never_shows_a_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "karte.gpkg").write_bytes(b"nothing")
    monkeypatch.setenv("KARTE_STORE", f"sqlite:///{(tmp_path / 'karte.gpkg').as_posix()}")
    assert main(["check", "--history"]) == 1
    assert "error: " in capsys.readouterr().err
