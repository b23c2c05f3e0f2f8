from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from geo.acts import record
from geo.acts.record import Desk
from geo.errors import Conflict, NotAllowed, NotReady
from geo.model.people import PUBLIC, Viewer
from geo.store import Store

BENCH: dict[str, Any] = {
    "name_lv": "Soliņš pie pieturas",
    "category": "public_space",
    "precision": "area",
    "area": "krizi",
    "status": "active",
    "source": "Pašu novērots",
    "source_date": "2026-11-22",
}
NEED: dict[str, Any] = {
    "problem_type": "substance_use",
    "scope": "municipality",
    "statement_lv": "Vajadzīgs atbalsts.",
    "methods": ("interviews",),
    "status": "noticed",
    "source": "Intervijas",
    "source_date": "2026-10",
    "source_count": 4,
}


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store, "daugavpils", Viewer("Redaktors", "editor"))


def _public_ids(store: Store, kind: str) -> set[str]:
    return set(store.records(kind, "daugavpils", "public")["id"])


def test_a_new_record_is_internal_whatever_is_asked(desk: Desk) -> None:
    identity, _ = record.note(desk, "resource", {**BENCH, "level": "public"})
    assert desk.read("resource", identity)["level"] == "internal"
    assert identity not in _public_ids(desk.store, "resource")


def test_publishing_and_lowering_act_at_once(desk: Desk) -> None:
    identity, _ = record.note(desk, "resource", BENCH)
    record.publish(desk, "resource", identity, 1, "public")
    assert identity in _public_ids(desk.store, "resource")
    record.lower(desk, "resource", identity)
    assert identity not in _public_ids(desk.store, "resource")


def test_whoever_saves_second_gets_both_versions_and_nothing_is_written(desk: Desk) -> None:
    identity, _ = record.note(desk, "resource", BENCH)
    record.change(desk, "resource", identity, 1, {"name_lv": "Pirmais"})
    with pytest.raises(Conflict) as conflict:
        record.change(desk, "resource", identity, 1, {"name_lv": "Otrais"})
    assert conflict.value.mine["name_lv"] == "Otrais"
    assert conflict.value.theirs is not None
    assert conflict.value.theirs["name_lv"] == "Pirmais"
    assert desk.read("resource", identity)["name_lv"] == "Pirmais"


def test_words_with_personal_data_are_not_published_and_lower_what_was(desk: Desk) -> None:
    identity, _ = record.note(desk, "resource", BENCH)
    record.publish(desk, "resource", identity, 1, "public")
    record.change(desk, "resource", identity, 2, {"summary_lv": "Zvanīt Annai 26123456"})
    assert identity not in _public_ids(desk.store, "resource")
    with pytest.raises(NotReady) as hindered:
        record.publish(desk, "resource", identity, 3, "public")
    assert hindered.value.reasons == ("publish.personal_data",)


def test_undo_takes_an_act_back_and_undo_of_undo_does_it_again(desk: Desk) -> None:
    identity, _ = record.note(desk, "resource", BENCH)
    batch = record.change(desk, "resource", identity, 1, {"name_lv": "Cits", "phone": "x"})
    assert batch is not None
    before = desk.read("resource", identity)
    undone = record.undo(desk, batch)
    assert undone is not None
    assert desk.read("resource", identity)["name_lv"] == BENCH["name_lv"]
    record.undo(desk, undone)
    after = desk.read("resource", identity)
    assert {**after, "version": 0} == {**before, "version": 0}


def test_undoing_a_new_record_retires_it_and_keeps_it(desk: Desk) -> None:
    identity, batch = record.note(desk, "resource", BENCH)
    assert batch is not None
    record.undo(desk, batch)
    assert desk.read("resource", identity)["retired"] is True
    assert identity not in set(desk.store.records("resource", "daugavpils", "internal")["id"])
    record.restore(desk, "resource", identity)
    assert identity in set(desk.store.records("resource", "daugavpils", "internal")["id"])


def test_undo_never_overwrites_what_somebody_wrote_since(desk: Desk) -> None:
    identity, _ = record.note(desk, "resource", BENCH)
    batch = record.change(desk, "resource", identity, 1, {"name_lv": "Cits"})
    record.change(desk, "resource", identity, 2, {"name_lv": "Vēl cits"})
    assert batch is not None
    with pytest.raises(Conflict):
        record.undo(desk, batch)
    assert desk.read("resource", identity)["name_lv"] == "Vēl cits"


def test_undo_of_lowering_publishes_only_what_may_be_published(desk: Desk) -> None:
    identity, _ = record.note(desk, "resource", BENCH)
    record.publish(desk, "resource", identity, 1, "public")
    lowered = record.lower(desk, "resource", identity)
    record.change(desk, "resource", identity, 3, {"note_lv": "010190-12345"})
    assert lowered is not None
    with pytest.raises(NotReady):
        record.undo(desk, lowered)
    assert identity not in _public_ids(desk.store, "resource")


def test_any_version_can_be_brought_back_but_not_its_level(desk: Desk) -> None:
    identity, _ = record.note(desk, "resource", BENCH)
    record.publish(desk, "resource", identity, 1, "public")
    revision = desk.store.revision()
    record.change(desk, "resource", identity, 2, {"name_lv": "Cits"})
    record.lower(desk, "resource", identity)
    record.restore(desk, "resource", identity, revision)
    now = desk.read("resource", identity)
    assert (now["name_lv"], now["level"]) == (BENCH["name_lv"], "internal")


def test_a_sensitive_need_takes_two_people(store: Store) -> None:
    first = Desk(store, "daugavpils", Viewer("Pirmā", "editor"))
    second = Desk(store, "daugavpils", Viewer("Otrā", "approver"))
    identity, _ = record.note(first, "problem", NEED)
    record.publish(first, "problem", identity, 1, "public")
    assert identity not in _public_ids(store, "problem")
    with pytest.raises(NotAllowed):
        record.publish(first, "problem", identity, 2, "public")
    record.publish(second, "problem", identity, 2, "public")
    assert identity in _public_ids(store, "problem")


def test_whoever_works_alone_cannot_approve_what_they_asked_for(store: Store) -> None:
    alone = Desk(store, "daugavpils", Viewer("Viena", "approver", alone=True))
    identity, _ = record.note(alone, "problem", NEED)
    record.publish(alone, "problem", identity, 1, "public")
    other_name = Desk(store, "daugavpils", Viewer("Cits vārds", "approver", alone=True))
    with pytest.raises(NotAllowed):
        record.publish(other_name, "problem", identity, 2, "public")


@pytest.mark.parametrize("viewer", [PUBLIC, Viewer("x", "partner"), Viewer("", "editor")])
def test_nobody_writes_without_the_right_and_a_name(store: Store, viewer: Viewer) -> None:
    revision = store.revision()
    with pytest.raises(NotAllowed):
        record.note(Desk(store, "daugavpils", viewer), "resource", BENCH)
    assert store.revision() == revision


def test_an_internal_record_does_not_exist_for_a_public_viewer(desk: Desk) -> None:
    identity, _ = record.note(desk, "resource", BENCH)
    with pytest.raises(NotAllowed):
        Desk(desk.store, "daugavpils", PUBLIC).read("resource", identity)


def test_still_correct_is_noted_with_role_and_until_when(desk: Desk) -> None:
    identity, _ = record.note(desk, "resource", BENCH)
    record.confirm(desk, "resource", identity, role="manager", today=date(2026, 12, 31))
    now = desk.read("resource", identity)
    assert (now["confirmed_on"], now["confirmed_by"]) == ("2026-12-31", "manager")
    assert now["confirm_by"] == "2027-12-28"


def test_every_act_is_one_sealed_batch_of_the_history(desk: Desk) -> None:
    identity, noted = record.note(desk, "resource", BENCH)
    changed = record.change(desk, "resource", identity, 1, {"name_lv": "A", "name_ru": "Б"})
    rows = desk.store.changes(record=identity)
    assert [row["batch"] for row in rows] == [noted, changed, changed]
    assert {row["who"] for row in rows} == {"Redaktors"}
    assert desk.store.first_broken_seal() is None
