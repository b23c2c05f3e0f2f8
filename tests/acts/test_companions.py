"""Evidence, relations and consents: each act is one undoable batch, and the rules hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from geo.acts import companions, record
from geo.acts.record import Desk
from geo.acts.rules import consents_of, lines_of, relations_of
from geo.acts.snapshot import snapshot
from geo.errors import Conflict, NotAllowed, NotReady
from geo.model.people import PUBLIC, Viewer
from geo.store import Edit, Store
from tests.acts.beside import CHOIR, CONCERT, HALL, NEED, TOWN, desk_of, lines, noted, public

MORE = {"method": "group_work", "date": "2026-11-20", "source_count": 2, "source": "Domnīca"}
AGREED = {"contact": "phone", "shown_to": "public", "given_by": "group_leader",
          "given_on": "2026-11-01", "until": "2027-11-01"}  # fmt: skip


@pytest.fixture
def desk(store: Store) -> Desk:
    return desk_of(store)


def level(desk: Desk, kind: str, identity: str) -> str:
    return str(desk.read(kind, identity)["level"])


def seen_need(store: Store, need: str, viewer: str) -> dict[str, Any]:
    frame = snapshot(store, TOWN, viewer).records.frame
    return frame[frame["id"] == need].to_dict("records")[0]


# --- evidence ----------------------------------------------------------------------------------


def test_a_need_noted_with_two_methods_has_two_lines_from_the_same_act(desk: Desk) -> None:
    need, batch = record.note(desk, "problem", NEED)
    assert lines(desk, need) == [
        ("interviews", "2026-10-02", 4, "Pieraksts", "internal"),
        ("survey", "2026-10-02", None, "Pieraksts", "internal"),
    ]
    kinds = {row["kind"] for row in desk.store.changes(batch=batch)}
    assert kinds == {"problem", "evidence"}


def test_taking_back_a_note_takes_its_lines_and_bringing_it_back_brings_them(desk: Desk) -> None:
    need, batch = record.note(desk, "problem", NEED)
    before = lines(desk, need)
    assert batch is not None
    undone = record.undo(desk, batch)
    assert desk.read("problem", need)["retired"] is True
    assert lines(desk, need) == []
    assert undone is not None
    record.undo(desk, undone)
    assert lines(desk, need) == before


def test_a_line_more_counts_its_sources_its_method_and_its_day(desk: Desk) -> None:
    need = noted(desk, "problem", NEED)
    companions.add_evidence(desk, need, MORE)
    row = seen_need(desk.store, need, "internal")
    assert row["methods"] == ("interviews", "survey", "group_work")
    assert row["source_count"] == 6
    assert row["source_date"] == "2026-11-20"
    assert row["source"] == "Pieraksts; Domnīca"


def test_a_need_of_the_data_files_keeps_what_it_said_when_its_first_line_is_added(
    desk: Desk,
) -> None:
    table = desk.store.records("problem", TOWN, "public")
    own = table[table["source_url"].notna()].iloc[0]
    need = own["id"]
    batch = companions.add_evidence(desk, need, {**MORE, "method": "survey"})
    assert [row[0] for row in lines(desk, need)] == [*own["methods"], "survey"]
    assert seen_need(desk.store, need, "public")["methods"] == (*own["methods"], "survey")
    assert batch is not None
    record.undo(desk, batch)
    assert lines(desk, need) == []
    assert seen_need(desk.store, need, "public")["methods"] == own["methods"]


def test_a_line_is_changed_and_the_second_editor_sees_both_versions(desk: Desk) -> None:
    need = noted(desk, "problem", NEED)
    line = lines_of(desk.store, need)[0]
    companions.change_evidence(desk, line["id"], 1, {"source_count": 5})
    with pytest.raises(Conflict):
        companions.change_evidence(desk, line["id"], 1, {"source_count": 9})
    assert lines(desk, need)[0][2] == 5


def test_nothing_but_the_lines_own_columns_is_written(desk: Desk) -> None:
    need, other = noted(desk, "problem", NEED), noted(desk, "problem", NEED)
    companions.add_evidence(desk, need, {**MORE, "problem": other, "level": "public"})
    assert len(lines(desk, other)) == 2
    assert lines(desk, need)[-1][4] == "internal"


def test_a_line_is_retired_but_never_the_last(desk: Desk) -> None:
    need = noted(desk, "problem", NEED)
    first, second = lines_of(desk.store, need)
    companions.retire_evidence(desk, first["id"])
    assert [row[0] for row in lines(desk, need)] == ["survey"]
    with pytest.raises(NotAllowed):
        companions.retire_evidence(desk, second["id"])
    assert [row[0] for row in lines(desk, need)] == ["survey"]


def test_the_lines_are_published_and_lowered_with_their_need(desk: Desk) -> None:
    """P07."""
    need = noted(desk, "problem", NEED)
    public(desk, "problem", need)
    assert {row[4] for row in lines(desk, need)} == {"public"}
    companions.add_evidence(desk, need, MORE)
    assert lines(desk, need)[-1][4] == "public"
    record.lower(desk, "problem", need)
    assert {row[4] for row in lines(desk, need)} == {"internal"}


def test_a_retired_line_does_not_stay_wider_than_its_need(desk: Desk) -> None:
    need = noted(desk, "problem", NEED)
    public(desk, "problem", need)
    retired = companions.retire_evidence(desk, lines_of(desk.store, need)[1]["id"])
    record.lower(desk, "problem", need)
    assert retired is not None
    record.undo(desk, retired)
    assert {row[4] for row in lines(desk, need)} == {"internal"}


def test_a_line_left_wider_by_another_program_is_not_shown_without_its_need(desk: Desk) -> None:
    need = noted(desk, "problem", NEED)
    line = lines_of(desk.store, need)[0]
    wider = Edit("evidence", line["id"], line["version"], {"level": "public"})
    desk.store.write(TOWN, [wider], desk.allow("edit"))
    assert need not in snapshot(desk.store, TOWN, "public").companions.evidence


def test_a_need_that_loses_the_sources_it_was_published_by_is_lowered_in_the_same_act(
    desk: Desk,
) -> None:
    need = noted(desk, "problem", NEED)
    public(desk, "problem", need)
    line = lines_of(desk.store, need)[0]
    batch = companions.change_evidence(desk, line["id"], line["version"], {"source_count": 1})
    assert level(desk, "problem", need) == "internal"
    assert {row[4] for row in lines(desk, need)} == {"internal"}
    assert {row["kind"] for row in desk.store.changes(batch=batch)} == {"problem", "evidence"}


def test_a_line_with_personal_data_lowers_its_need(desk: Desk) -> None:
    """P09."""
    need = noted(desk, "problem", NEED)
    public(desk, "problem", need)
    companions.add_evidence(desk, need, {**MORE, "source": "Zvanīja no 26123456"})
    assert level(desk, "problem", need) == "internal"
    with pytest.raises(NotReady) as hindered:
        public(desk, "problem", need)
    assert hindered.value.reasons == ("publish.personal_data",)


def test_lines_added_up_make_a_need_ready_and_taking_one_back_lowers_it(desk: Desk) -> None:
    need = noted(desk, "problem", NEED, source_count=1)
    with pytest.raises(NotReady) as hindered:
        public(desk, "problem", need)
    assert hindered.value.reasons == ("publish.sources",)
    batch = companions.add_evidence(desk, need, MORE)
    public(desk, "problem", need)
    line = lines_of(desk.store, need)[-1]
    retired = companions.retire_evidence(desk, line["id"])
    assert level(desk, "problem", need) == "internal"
    assert retired is not None
    assert batch is not None


def test_a_need_published_by_others_is_not_lowered_by_better_evidence(desk: Desk) -> None:
    """The needs of the data files stand by their citation, some with one source only."""
    table = desk.store.records("problem", TOWN, "public")
    few = table[table["source_count"] == 1]["id"].iloc[0]
    companions.add_evidence(desk, few, MORE)
    assert level(desk, "problem", few) == "public"


# --- relations ---------------------------------------------------------------------------------


def test_a_relation_is_internal_until_both_ends_and_it_are_published(desk: Desk) -> None:
    hall, choir = noted(desk, "resource", HALL), noted(desk, "group", CHOIR)
    companions.relate(desk, {"relation_kind": "hosts", "subject": hall, "object": choir})
    (row,) = relations_of(desk.store, hall)
    assert row["level"] == "internal"
    with pytest.raises(NotReady) as hindered:
        public(desk, "relation", row["id"])
    assert hindered.value.reasons == ("publish.ends",)
    public(desk, "resource", hall)
    public(desk, "group", choir)
    assert hall not in snapshot(desk.store, TOWN, "public").companions.relations
    public(desk, "relation", row["id"])
    assert set(snapshot(desk.store, TOWN, "public").companions.relations) == {hall, choir}
    record.lower(desk, "group", choir)
    assert snapshot(desk.store, TOWN, "public").companions.relations == {}


def test_a_relation_can_be_taken_back_and_ended(desk: Desk) -> None:
    hall, choir = noted(desk, "resource", HALL), noted(desk, "group", CHOIR)
    values = {"relation_kind": "funds", "subject": hall, "object": choir, "since": "2024"}
    batch = companions.relate(desk, values)
    assert batch is not None
    undone = record.undo(desk, batch)
    assert relations_of(desk.store, choir) == []
    assert undone is not None
    record.undo(desk, undone)
    (row,) = relations_of(desk.store, choir)
    record.retire(desk, "relation", row["id"])
    assert relations_of(desk.store, choir) == []


@pytest.mark.parametrize(
    ("subject", "kind", "object_"),
    [
        ("hall", "hosts", "hall"),
        ("need", "could_help", "hall"),
        ("hall", "hosts", "need"),
        ("hall", "hosts", "concert"),
        ("nobody", "hosts", "hall"),
    ],
)
def test_a_relation_joins_two_records_that_can_have_it(
    desk: Desk, subject: str, kind: str, object_: str
) -> None:
    ids = {
        "hall": noted(desk, "resource", HALL),
        "need": noted(desk, "problem", NEED),
        "concert": noted(desk, "activity", CONCERT),
        "nobody": "no-such-id",
    }
    revision = desk.store.revision()
    with pytest.raises(NotAllowed):
        companions.relate(
            desk, {"relation_kind": kind, "subject": ids[subject], "object": ids[object_]}
        )
    assert desk.store.revision() == revision


def test_a_group_could_help_with_a_need(desk: Desk) -> None:
    choir, need = noted(desk, "group", CHOIR), noted(desk, "problem", NEED)
    companions.relate(desk, {"relation_kind": "could_help", "subject": choir, "object": need})
    assert len(relations_of(desk.store, need)) == 1


# --- consents ----------------------------------------------------------------------------------


def test_a_consent_is_noted_withdrawn_and_said_to_be_a_mistake(desk: Desk) -> None:
    hall = noted(desk, "resource", HALL, phone="+371 26123456")
    companions.agree(desk, hall, AGREED)
    (line,) = consents_of(desk.store, hall)
    assert line["level"] == "internal"
    companions.withdraw(desk, line["id"], date(2026, 11, 22))
    assert consents_of(desk.store, hall)[0]["until"] == "2026-11-21"
    record.retire(desk, "consent", line["id"])
    assert consents_of(desk.store, hall) == []


@pytest.mark.parametrize("contact", ["summary_lv", "+371 26123456", ""])
def test_a_consent_names_a_contact_of_the_record(desk: Desk, contact: str) -> None:
    hall = noted(desk, "resource", HALL)
    with pytest.raises(NotAllowed):
        companions.agree(desk, hall, {**AGREED, "contact": contact})
    with pytest.raises(NotAllowed):
        companions.agree(desk, noted(desk, "problem", NEED), AGREED)


def test_a_personal_contact_without_consent_keeps_a_record_from_being_published(
    desk: Desk,
) -> None:
    hall = noted(desk, "resource", HALL, phone="+371 26123456")
    companions.agree(desk, hall, {**AGREED, "given_on": "2024-01-01", "until": "2025-01-01"})
    with pytest.raises(NotReady) as hindered:
        public(desk, "resource", hall)
    assert hindered.value.reasons == ("publish.consent",)
    companions.agree(desk, hall, {**AGREED, "until": "2999-01-01"})
    public(desk, "resource", hall)
    assert level(desk, "resource", hall) == "public"


def test_a_public_record_stays_public_when_its_consent_ends_and_it_is_edited(desk: Desk) -> None:
    hall = noted(desk, "resource", HALL, phone="+371 26123456")
    public(desk, "resource", hall)
    companions.agree(desk, hall, {**AGREED, "until": "2026-11-02"})
    version = desk.read("resource", hall)["version"]
    record.change(desk, "resource", hall, version, {"summary_lv": "Jauns apraksts"})
    assert level(desk, "resource", hall) == "public"


# --- who may -----------------------------------------------------------------------------------


@pytest.mark.parametrize("viewer", [PUBLIC, Viewer("x", "partner"), Viewer("", "editor")])
def test_nobody_writes_beside_a_record_without_the_right_and_a_name(
    desk: Desk, viewer: Viewer
) -> None:
    hall, choir = noted(desk, "resource", HALL), noted(desk, "group", CHOIR)
    need = noted(desk, "problem", NEED)
    line = lines_of(desk.store, need)[0]["id"]
    companions.agree(desk, hall, AGREED)
    consent = consents_of(desk.store, hall)[0]["id"]
    revision = desk.store.revision()
    stranger = Desk(desk.store, TOWN, viewer)
    ends = {"relation_kind": "hosts", "subject": hall, "object": choir}
    for act in (
        lambda: companions.add_evidence(stranger, need, MORE),
        lambda: companions.change_evidence(stranger, line, 1, {"source_count": 0}),
        lambda: companions.retire_evidence(stranger, line),
        lambda: companions.relate(stranger, ends),
        lambda: companions.agree(stranger, hall, AGREED),
        lambda: companions.withdraw(stranger, consent, date(2026, 11, 22)),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert desk.store.revision() == revision


def test_the_history_of_every_act_is_sound(desk: Desk) -> None:
    need, hall = noted(desk, "problem", NEED), noted(desk, "resource", HALL)
    companions.add_evidence(desk, need, MORE)
    companions.relate(desk, {"relation_kind": "could_help", "subject": hall, "object": need})
    companions.agree(desk, hall, AGREED)
    assert desk.store.first_broken_seal() is None
    assert desk.store.disagreements() == []
