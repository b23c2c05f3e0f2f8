from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from geo.acts import record
from geo.acts.alike import likely_duplicates
from geo.acts.forms import (
    Place,
    area_at,
    linkable,
    personal_findings,
    place_faults,
    place_of,
    placed,
    typed,
)
from geo.acts.history import field_word, history_of
from geo.acts.record import Desk
from geo.acts.snapshot import Snapshot, snapshot
from geo.acts.worklist import worklist
from geo.model.people import Viewer
from geo.settings import LANGUAGES
from geo.store import Store
from geo.words import words
from tests.acts.beside import CONCERT, HALL, NEED, WISH, desk_of, noted

KRIZI = Place("exact", "krizi", 55.943, 26.591)


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("resource", KRIZI),
        ("resource", Place("area", "krizi")),
        ("resource", Place("municipality")),
        ("group", Place("area", "krizi")),
        ("group", Place("municipality")),
        ("group", Place("areas", areas=("krizi", "gajoks"))),
        ("proposal", Place("municipality")),
        ("outreach", Place("area", "krizi")),
        ("problem", Place("area", "krizi")),
        ("problem", Place("municipality")),
        ("activity", KRIZI),
    ],
)
def test_a_place_comes_back_as_it_was_said(kind: str, place: Place) -> None:
    assert place_of(kind, placed(kind, place)) == place


def test_a_need_never_gets_a_point() -> None:
    assert "geom" not in placed("problem", KRIZI)


def test_an_exact_place_without_a_coordinate_is_not_exact() -> None:
    values = placed("resource", Place("exact"))
    assert (values["precision"], values["geom"]) == ("area", None)


@pytest.mark.parametrize(
    ("place", "field"),
    [
        (Place("exact"), "geom"),
        (Place("exact", lat=55.9, lon=26.6), None),
        (Place("area"), "area"),
        (Place("area", "krizi"), None),
        (Place("areas"), "areas"),
        (Place("areas", areas=("krizi",)), None),
        (Place("municipality"), None),
        (Place("unknown"), None),
    ],
)
def test_a_place_that_was_begun_is_said_to_its_end(place: Place, field: str | None) -> None:
    """A need whose area was forgotten must not become one of the whole municipality."""
    assert [fault.field for fault in place_faults(place)] == ([field] if field else [])


def test_what_can_be_linked_says_its_kind_and_where_a_name_alone_is_not_enough(
    store: Store,
) -> None:
    desk = desk_of(store)
    need, hall = noted(desk, "problem", NEED), noted(desk, "resource", HALL)
    concert, wish = noted(desk, "activity", CONCERT), noted(desk, "proposal", WISH)
    found = linkable(snapshot(store, "daugavpils", "internal"), "en")
    assert found[hall] == "Izdomātā zāle · Resource · Križi"
    assert found[need] == "Vajadzīga vieta, kur tikties. · Need"
    assert found[concert] == "Izdomātais koncerts · Activity"
    assert wish not in found
    kinds = [text.split(" · ")[1] for text in found.values()]
    assert kinds == sorted(kinds, key=["Resource", "Group", "Need", "Activity"].index)
    assert set(linkable(snapshot(store, "daugavpils", "internal"), "en", ("problem",))) < set(found)


def test_what_is_hidden_cannot_be_linked(store: Store) -> None:
    hall = noted(desk_of(store), "resource", HALL)
    assert hall not in linkable(snapshot(store, "daugavpils", "public"), "lv")


@pytest.mark.parametrize(
    ("kind", "texts", "fault"),
    [
        ("group", {"started": "2020-01-02", "ended": "2020-01-01"}, ("ended", "order")),
        ("proposal", {"asked_on": "2026-03-01", "done_on": "2026-02-01"}, ("done_on", "order")),
        ("group", {"activity_areas": list("abcdef")}, ("activity_areas", "five")),
        ("problem", {"source_date": None}, ("source_date", "required")),
        ("resource", {"source_date": "2024-13"}, ("source_date", "date")),
        ("resource", {"opening": "pa rītiem"}, ("opening", "opening")),
        ("consent", {"given_on": "2026-03-01", "until": "2026-02-01"}, ("until", "order")),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_of_a_form_is_a_sentence_about_a_field(
    kind: str, texts: dict[str, Any], fault: tuple[str, str], language: str
) -> None:
    _, faults = typed(kind, texts)
    assert [(one.field, one.reason) for one in faults] == [fault]
    say = words(language)
    sentence = say(f"form_fault.{fault[1]}", field=field_word(fault[0], say))
    assert sentence.startswith(field_word(fault[0], say))
    assert "form_fault" not in sentence


def test_the_area_is_found_from_the_place(town: Snapshot) -> None:
    assert area_at(town, 55.943, 26.591) == "krizi"
    assert area_at(town, 56.9, 24.1) is None


def test_what_was_typed_is_read_and_every_fault_is_named() -> None:
    texts = {
        "name_lv": "  ", "category": "sport_recreation", "web": "javascript:alert(1)",
        "opening": "Mo-Fr 09:00-17:00", "target_groups": ["seniors"],
    }  # fmt: skip
    values, faults = typed("resource", texts)
    assert {fault.field: fault.reason for fault in faults} == {
        "name_lv": "required",
        "web": "web",
    }
    assert values["target_groups"] == ("seniors",)
    assert values["opening"] == "Mo-Fr 09:00-17:00"


def test_dates_codes_and_the_organisations_phone_are_no_personal_data() -> None:
    values = {"source_date": "2026-11-22", "phone": "+371 65423700", "summary_lv": "26123456"}
    assert [name for name, _ in personal_findings("resource", values)] == ["summary_lv"]


def test_a_name_that_is_near_and_alike_is_offered(town: Snapshot) -> None:
    name = "Daugavpils 10 vidusskola"
    near = Place("exact", "jaunbuve", 55.8735, 26.5407)
    far = Place("exact", "krizi", 55.943, 26.591)
    found = [town.names("lv")[row] for row in likely_duplicates(town, "resource", name, near)]
    assert found[0] == "Daugavpils 10. vidusskola"
    elsewhere = [town.names("lv")[row] for row in likely_duplicates(town, "resource", name, far)]
    assert "Daugavpils 10. vidusskola" not in elsewhere


def test_what_was_confirmed_leaves_the_worklist_and_is_current_again(store: Store) -> None:
    desk = Desk(store, "daugavpils", Viewer("Redaktors", "editor"))
    today = date(2026, 11, 22)
    before = snapshot(store, "daugavpils", "internal")
    first = worklist(before, today)[0]
    identity = str(before.records.ids[first.row])
    kind = str(before.records.frame["kind"].iloc[first.row])
    record.confirm(desk, kind, identity, role="manager", today=date.today())
    after = snapshot(store, "daugavpils", "internal")
    assert identity not in {str(after.records.ids[due.row]) for due in worklist(after, today)}
    row = after.records.row_of(identity)
    assert row is not None
    assert not after.records.old[row]


def test_the_worklist_starts_with_what_is_due_longest(town: Snapshot) -> None:
    due = worklist(town, date(2026, 11, 22))
    since = [item.since or "" for item in due]
    assert since == sorted(since)
    assert len(due) == 30


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("lv", "Redaktors mainīja: Nosaukums — «Soliņš» → «Sols»"),
        ("ru", "Redaktors: изменено поле Название — «Soliņš» → «Sols»"),
        ("en", "Redaktors changed Name: “Soliņš” → “Sols”"),
    ],
)
def test_the_history_reads_as_sentences(store: Store, language: str, sentence: str) -> None:
    desk = Desk(store, "daugavpils", Viewer("Redaktors", "editor"))
    bench: dict[str, Any] = {
        "name_lv": "Soliņš", "category": "public_space", "precision": "area", "area": "krizi",
        "status": "active", "source": "Pašu novērots",
    }  # fmt: skip
    identity, _ = record.note(desk, "resource", bench)
    record.change(desk, "resource", identity, 1, {"name_lv": "Sols"})
    town = snapshot(store, "daugavpils", "internal")
    newest, oldest = history_of(desk, town, "resource", identity, words(language))
    assert newest.sentences == (sentence,)
    assert len(oldest.sentences) == 1
