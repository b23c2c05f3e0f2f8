"""One act may write many records; it can be watched, stopped, summed up and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from shapely import Point

from geo.errors import Cancelled, Conflict
from geo.store import Change, Edit, Store
from tests.awkward import TOWN, record

IMPORT = Change("anna", "import")
EDIT = Change("bruno", "edit")
IDS = [f"00000000-0000-0000-0000-{number:012}" for number in range(1200)]


@pytest.fixture
def store(either: Store) -> Store:
    """Return a store of one's own: every test here runs on both engines."""
    return either


def edits(*, version: int | None = None, **values: Any) -> list[Edit]:
    if version is not None:
        return [Edit("resource", identity, version, values) for identity in IDS]
    return [
        Edit("resource", identity, None,
             record("resource", identity, precision="exact", geom=Point(26.5, 55.9), **values))
        for identity in IDS
    ]  # fmt: skip


def test_many_records_are_written_and_changed_with_their_history(store: Store) -> None:
    store.write(TOWN, edits(), IMPORT)
    batch = store.write(TOWN, edits(version=1, phone="+371 65400000", cost="free"), EDIT)
    found = store.found("resource", IDS)
    assert {(row["version"], row["phone"], row["cost"]) for row in found.values()} == {
        (2, "+371 65400000", "free")
    }
    assert len(store.changes(batch=batch)) == 2 * len(IDS)
    assert store.first_broken_seal() is None
    assert store.disagreements() == []


def test_each_record_may_change_other_columns(store: Store) -> None:
    store.write(TOWN, edits(), IMPORT)
    mixed = [
        Edit("resource", identity, 1, {"phone": str(place)} if place % 2 else {"cost": "paid"})
        for place, identity in enumerate(IDS)
    ]
    store.write(TOWN, mixed, EDIT)
    found = store.found("resource", IDS)
    said = [(found[identity]["phone"], found[identity]["cost"]) for identity in IDS[:3]]
    assert said == [(None, "paid"), ("1", None), (None, "paid")]
    assert store.disagreements() == []


@pytest.mark.parametrize("version", [None, 1])
def test_one_record_twice_in_an_act_is_a_conflict(store: Store, version: int | None) -> None:
    if version is not None:
        store.write(TOWN, edits(), IMPORT)
    revision = store.revision()
    twice = edits(version=version, note_lv="x")[:1] * 2
    with pytest.raises(Conflict):
        store.write(TOWN, twice, EDIT)
    assert store.revision() == revision


def test_progress_grows_and_what_it_raises_stops_everything(store: Store) -> None:
    told: list[float] = []
    store.write(TOWN, edits(), IMPORT, progress=told.append)
    assert told == sorted(told) and told[0] == 0 and told[-1] < 1
    revision = store.revision()

    def stop(done: float) -> None:
        if done > 0.65:
            raise Cancelled

    with pytest.raises(Cancelled):
        store.write(TOWN, edits(version=1, note_lv="x"), EDIT, progress=stop)
    assert store.revision() == revision
    assert store.found("resource", IDS[:1])[IDS[0]]["note_lv"] is None


def test_an_act_is_summed_up_in_a_row_of_its_own(store: Store) -> None:
    batch = store.write(TOWN, edits()[:2], IMPORT, summary="two")
    assert [(row["batch"], row["new_value"]) for row in store.acts("import")] == [(batch, "two")]
    assert store.write(TOWN, edits(version=1)[:2], IMPORT, summary="nothing") is None
    assert len(store.acts("import")) == 1
    assert store.acts("edit") == []
    assert store.first_broken_seal() is None


def test_what_stands_of_an_act_can_be_taken_back(store: Store) -> None:
    batch = store.write(TOWN, edits(), IMPORT)
    store.write(TOWN, edits(version=1, note_lv="mine")[:3], EDIT)
    back, conflicts = store.reversals(batch or "")
    assert [conflict.id for conflict in conflicts] == IDS[:3]
    assert {edit.id for edit in back} == set(IDS[3:])
    assert {tuple(edit.values.items()) for edit in back} == {(("retired", True),)}
    store.write(TOWN, back, Change("anna", "undo"))
    assert store.reversals(batch or "")[0] == []
    assert len(store.records("resource", TOWN, "internal").query("id in @IDS")) == 3


def test_a_change_is_taken_back_column_by_column(store: Store) -> None:
    store.write(TOWN, edits()[:2], IMPORT)
    batch = store.write(TOWN, edits(version=1, phone="1", cost="free")[:2], IMPORT)
    store.write(TOWN, edits(version=2, note_lv="mine")[:1], EDIT)
    back, conflicts = store.reversals(batch or "")
    assert conflicts == []
    assert [edit.values for edit in back] == [{"phone": None, "cost": None}] * 2


def test_the_log_of_some_records_is_told_by_record(store: Store) -> None:
    store.write(TOWN, edits(), IMPORT)
    store.write(TOWN, edits(version=1, phone="1")[:1], EDIT)
    told = store.changes_of("resource", IDS[:2])
    assert [row["act"] for row in told[IDS[0]]] == ["import", "edit"]
    assert [row["act"] for row in told[IDS[1]]] == ["import"]
    assert store.changes_of("group", IDS[:2]) == {}
    assert store.found("resource", ["none"]) == {}
