"""The store keeps what was written, with its history, on a file and on a server."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import psycopg
import pytest
import shapely
from shapely import Point

from geo.acts.load import load
from geo.errors import StoreError, StoreMissing
from geo.files.town_folder import TownFolder
from geo.model.levels import LEVELS
from geo.model.taxonomy import Taxonomy, Term
from geo.store import Change, Edit, Store, shown
from geo.store.store import record_id
from tests.awkward import KINDS, TEXTS, TOWN, filled_with, put, record
from tests.store.other_program import outside
from tests.store.server import Server

ANNA = Change(who="anna", act="edit")


@pytest.fixture
def store(either: Store) -> Store:
    """Return a store of one's own: every test here runs on both engines."""
    return either


def changes(store: Store, after: int = 0) -> list[tuple[Any, ...]]:
    names = ("who", "act", "kind", "record", "field", "old_value", "new_value")
    return [tuple(row[name] for name in names) for row in store.changes(after=after)]


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


def test_one_area_can_be_read_alone(store: Store) -> None:
    (row,) = store.places("area", TOWN).query("key == 'krizi'").to_dict("records")
    del row["geom"]
    assert store.area(TOWN, "krizi") == row
    assert store.area(TOWN, "atlantis") is None
    assert store.area("atlantis", "krizi") is None


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


def test_what_somebody_wrote_comes_newest_first_and_may_be_heard_in_part(store: Store) -> None:
    written = list(store.written_by("data", ""))
    moments = [at for _, _, at in written]
    assert moments == sorted(moments, reverse=True)
    assert len(written) == len(store.changes())
    first = store.written_by("data", "")
    assert next(first) == written[0]
    first.close()
    assert list(store.written_by("nobody", "")) == []
    assert list(store.written_by("data", "2999-01-01T00:00:00.000Z")) == []


def test_changes_can_leave_somebody_out(store: Store) -> None:
    assert store.changes(but="data") == []
    put(store, "resource", record("resource", "x"))
    assert {row["who"] for row in store.changes(but="data")} == {"tests"}


def test_loading_twice_changes_nothing(store: Store, real_folder: TownFolder) -> None:
    """T10."""
    revision = store.revision()
    assert set(load(store, real_folder).values()) == {0}
    assert store.revision() == revision
    assert changes(store, revision) == []


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


def test_a_row_that_somebody_else_has_changed_stays(store: Store, real_folder: TownFolder) -> None:
    key = real_folder.rows["group"][0]["key"]
    outside(store, 'UPDATE "group" SET name_lv = ? WHERE key = ?', "Cilvēka labots", key)
    revision = store.revision()
    assert set(load(store, real_folder).values()) == {0}
    assert one(store, "group", key)["name_lv"] == "Cilvēka labots"
    assert store.revision() == revision


def test_the_other_rows_of_the_same_load_are_refreshed(store: Store) -> None:
    store.put("group", TOWN, [record("group", "a"), record("group", "b")], ANNA)
    outside(store, 'UPDATE "group" SET name_lv = ? WHERE key = ?', "Cilvēka labots", "a")
    news = [record("group", "a", name_lv="Jauns"), record("group", "b", name_lv="Jauns")]
    assert store.put("group", TOWN, news, ANNA) == 1
    assert one(store, "group", "a")["name_lv"] == "Cilvēka labots"
    assert one(store, "group", "b")["name_lv"] == "Jauns"


def test_the_revision_is_the_number_of_the_newest_change(store: Store) -> None:
    newest = store.changes()[-1]["id"]
    assert store.revision() == newest > 0
    put(store, "problem", record("problem", "k"))
    assert store.revision() == newest + 1


def test_an_empty_store_has_revision_nought(place: str) -> None:
    with pytest.raises(StoreMissing):
        Store(place)
    store = Store(place, create=True)
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


def test_a_town_written_after_an_outside_edit_leaves_a_sound_history(store: Store) -> None:
    outside(store, "UPDATE \"group\" SET name_lv = 'x' WHERE fid = 1")
    store.put_town({"key": "riga"}, ANNA)
    assert [row["seal"] for row in store.changes()].count(None) == 0
    assert store.first_broken_seal() is None


def test_a_writer_that_waits_too_long_for_another_program_is_told_so(
    server: Server, real_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.store.engine.BUSY_TIMEOUT_MS", 50)
    url = server.database(real_database)
    own = Store(url)
    with psycopg.connect(url.replace("+psycopg", "")) as other:
        other.execute("UPDATE \"group\" SET name_lv = 'x' WHERE fid = 1")
        with pytest.raises(StoreError, match="another program"):
            put(own, "group", record("group", "k"))
        assert len(own.records("group", TOWN, "public")) > 0  # reading still works
        other.rollback()
    put(own, "group", record("group", "k"))
    own.close()
    server.drop(url)


def test_an_address_never_shows_its_password() -> None:
    assert "geheim" not in shown("postgresql+psycopg://karte:geheim@localhost/karte")


def test_a_server_that_does_not_answer_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as raised:
        Store(f"postgresql+psycopg://karte:geheim@/karte?host={tmp_path.as_posix()}")
    assert raised.value.key == "error.store"
    assert "geheim" not in str(raised.value) and str(tmp_path) not in str(raised.value)


# --- what has changed --------------------------------------------------------------------------


def test_what_has_changed_after_a_revision_is_named_once(store: Store) -> None:
    put(store, "group", record("group", "a"), record("group", "b"))
    revision = store.revision()
    a, b = (record_id(TOWN, "group", key) for key in "ab")
    assert store.touched(revision, at_most=9) == set()
    put(store, "group", record("group", "a", name_lv="Cits", status="dormant"))
    put(store, "problem", record("problem", "a"))
    assert store.touched(revision, at_most=2) == {
        ("group", a), ("problem", record_id(TOWN, "problem", "a")),
    }  # fmt: skip
    assert store.touched(revision, at_most=1) is None
    outside(store, "UPDATE \"group\" SET name_lv = 'No malas' WHERE key = 'b'")
    assert ("group", b) in (store.touched(revision, at_most=9) or set())


def test_some_records_can_be_read_alone(store: Store) -> None:
    put(store, "group", record("group", "a"), record("group", "b", level="internal"))
    a, b = (record_id(TOWN, "group", key) for key in "ab")
    assert list(store.records("group", TOWN, "public", ids={a, b})["id"]) == [a]
    assert list(store.records("group", TOWN, "internal", ids=[b, a])["id"]) == [a, b]
    assert store.records("group", TOWN, "internal", ids=()).empty
    whole = store.records("group", TOWN, "public")
    assert list(store.records("group", TOWN, "public", ids=()).columns) == list(whole.columns)


def test_records_stand_in_the_order_in_which_they_were_first_written(store: Store) -> None:
    """A server moves a row that is changed; the order must not follow."""
    before = list(store.records("resource", TOWN, "internal")["id"])
    first = store.record("resource", before[0])
    assert first is not None
    store.write(TOWN, [Edit("resource", before[0], first["version"], {"name_lv": "X"})], ANNA)
    assert list(store.records("resource", TOWN, "internal")["id"]) == before
