"""Who can help, where a group is needed, who could be a partner, in three languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.acts import record
from geo.acts.asking import link, note_asked
from geo.acts.card import card_of
from geo.acts.helping import (
    Near,
    distance_words,
    introduction,
    near_named,
    partners_for,
    where_needed,
    who_can_help,
)
from geo.acts.look import look
from geo.acts.record import Desk
from geo.acts.snapshot import Snapshot, snapshot
from geo.analysis.choice import Choice
from geo.errors import NotAllowed
from geo.model.people import PUBLIC, Viewer
from geo.settings import LANGUAGES
from geo.store import Store
from geo.words import words
from tests.conftest import TOWN

LV = words("lv")
NEED = "krizi-kopigas-nodarbibas"


def by_key(town: Snapshot, key: str) -> str:
    return str(town.records.frame.set_index("key").loc[key, "id"])


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store, TOWN, Viewer("Redaktore", "editor"))


# --- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (0, "50 m"), (74, "50 m"), (76, "100 m"), (611, "600 m"), (949, "950 m"),
        (974, "950 m"), (976, "1,0 km"), (1049, "1,0 km"), (1151, "1,2 km"), (5240, "5,2 km"),
    ],
)  # fmt: skip
def test_a_distance_is_said_to_fifty_metres_and_from_a_kilometre_to_a_hundred(
    metres: float, said: str
) -> None:
    assert distance_words(metres, LV) == said


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("lv", 1, "Te pierakstīta 1 vajadzība"), ("lv", 2, "Te pierakstītas 2 vajadzības"),
        ("lv", 11, "Te pierakstītas 11 vajadzību"), ("lv", 21, "Te pierakstīta 21 vajadzība"),
        ("ru", 1, "Здесь записана 1 потребность"), ("ru", 2, "Здесь записаны 2 потребности"),
        ("ru", 5, "Здесь записано 5 потребностей"), ("ru", 21, "Здесь записана 21 потребность"),
        ("en", 1, "1 need that"), ("en", 2, "2 needs that"),
    ],
)  # fmt: skip
def test_needs_are_counted_in_the_right_form(language: str, number: int, said: str) -> None:
    assert words(language)("help.needs", n=number).startswith(said)


# --- who can help -------------------------------------------------------------------------------


def test_a_need_of_seniors_is_answered_first_by_who_is_for_seniors(town: Snapshot) -> None:
    found = who_can_help(town, by_key(town, NEED), LV)
    assert found[0].reasons[1] == "Tiem pašiem cilvēkiem: Seniori."
    others = ["Paredzēts citiem cilvēkiem." in one.against for one in found]
    assert others == sorted(others) and any(others)  # those for other people stand last


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_helper_of_every_need_has_reasons_in_whole_sentences(
    town: Snapshot, language: str
) -> None:
    say = words(language, town.unit)
    needs = town.records.frame.query("kind == 'problem'")["id"]
    for need in needs:
        for one in who_can_help(town, need, say):
            assert one.reasons
            assert all(text.endswith(".") and "help." not in text
                       for text in (*one.reasons, *one.against)), one  # fmt: skip


def test_what_is_no_need_has_no_helpers_and_what_is_no_group_is_needed_nowhere(
    town: Snapshot,
) -> None:
    need = by_key(town, NEED)
    group = str(town.records.frame.query("kind == 'group'")["id"].iloc[0])
    assert who_can_help(town, group, LV) == who_can_help(town, "never-was", LV) == []
    assert where_needed(town, need, LV) == where_needed(town, "never-was", LV) == []


def test_the_public_is_told_the_same_whatever_internal_records_there_are(
    store: Store, desk: Desk, town: Snapshot
) -> None:
    """The answer is a function of public records alone."""
    need = by_key(town, NEED)
    group = str(town.records.frame.query("kind == 'group'")["id"].iloc[0])
    helpers = who_can_help(town, need, LV)
    before = [
        helpers,
        where_needed(town, group, LV),
        partners_for(town, Near(group=group), LV),
    ]
    values = {"name_lv": "Slepens klubs", "group_kind": "interest_club", "scope": "area",
              "area": "krizi", "target_groups": ("seniors",), "status": "active",
              "offers_lv": "vingrošana", "source": "izdomāts", "source_date": "2026"}  # fmt: skip
    record.note(desk, "group", values)
    link(desk, need, helpers[0].id)
    now = snapshot(store, TOWN, "public")
    assert now.revision > town.revision
    after = [
        who_can_help(now, need, LV),
        where_needed(now, group, LV),
        partners_for(now, Near(group=group), LV),
    ]
    assert after == before
    inside = who_can_help(snapshot(store, TOWN, "internal"), need, LV)
    assert "Slepens klubs" in [one.name for one in inside]


# --- near a place -------------------------------------------------------------------------------


def test_an_address_is_read_as_far_as_it_makes_sense(town: Snapshot) -> None:
    said = {"near": "area:krizi", "for": "seniors", "radius": "1000"}
    assert near_named(town, said) == Near(area="krizi", target="seniors", radius_m=1000)
    assert near_named(town, {"near": "55.87,26.52"}) == Near(place=(55.87, 26.52))
    nonsense = {"near": "area:atlantis", "for": "<b>", "radius": "-1"}
    assert near_named(town, nonsense) == Near()


def test_near_an_area_only_what_is_there_or_within_the_radius_is_listed(town: Snapshot) -> None:
    near = Near(area="krizi", target="seniors", radius_m=1000)
    for one in partners_for(town, near, LV):
        assert "Tepat." in one.reasons or (one.distance_m or 0) <= 1000
        assert "Paredzēts citiem cilvēkiem." not in one.against
    wider = {one.id for one in partners_for(town, replace(near, radius_m=5000), LV)}
    assert {one.id for one in partners_for(town, near, LV)} <= wider


# --- a text to write ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "begins"),
    [("lv", "Labdien!"), ("ru", "Здравствуйте!"), ("en", "Good day!")],
)
def test_the_text_names_the_need_and_whom_it_is_for(
    town: Snapshot, language: str, begins: str
) -> None:
    say, need = words(language, town.unit), by_key(town, NEED)
    helper = who_can_help(town, need, say)[0]
    text = introduction(town, helper.id, say, need=need)
    assert text.startswith(begins)
    assert town.titles(language)[need] in text and helper.name in text


def test_no_text_speaks_of_what_is_not_public(store: Store, desk: Desk, town: Snapshot) -> None:
    need = by_key(town, NEED)
    helper = who_can_help(town, need, LV)[0].id
    record.lower(desk, "problem", need)
    inside = snapshot(store, TOWN, "internal")
    assert introduction(inside, helper, LV, need=need) == ""
    assert introduction(inside, "never-was", LV, need=need) == ""


# --- link and ask -------------------------------------------------------------------------------


def test_a_helper_is_linked_once_and_the_link_can_be_taken_back(store: Store, desk: Desk) -> None:
    town = snapshot(store, TOWN, "internal")
    need = by_key(town, NEED)
    helper = who_can_help(town, need, LV)[0]
    assert not helper.linked
    batch = link(desk, need, helper.id)
    assert batch is not None and link(desk, need, helper.id) is None
    assert who_can_help(snapshot(store, TOWN, "internal"), need, LV)[0].linked
    record.undo(desk, batch)
    assert not who_can_help(snapshot(store, TOWN, "internal"), need, LV)[0].linked


def test_that_somebody_was_asked_is_noted_inside(store: Store, desk: Desk) -> None:
    town = snapshot(store, TOWN, "internal")
    need = by_key(town, NEED)
    helper = who_can_help(town, need, LV)[0]
    note_asked(desk, town, need, helper.id)
    now = snapshot(store, TOWN, "internal")
    assert who_can_help(now, need, LV)[0].asked
    assert now.outreach["message_lv"].tolist()[-1] == f"Pajautāts par palīdzību: {helper.name}"
    assert set(now.outreach["level"]) == {"internal"}
    assert snapshot(store, TOWN, "public").outreach.empty


def test_only_an_editor_links_and_asks(store: Store, town: Snapshot) -> None:
    need = by_key(town, NEED)
    helper = who_can_help(town, need, LV)[0].id
    for viewer in (PUBLIC, Viewer("Partneris", "partner")):
        with pytest.raises(NotAllowed):
            link(Desk(store, TOWN, viewer), need, helper)
        with pytest.raises(NotAllowed):
            note_asked(Desk(store, TOWN, viewer), town, need, helper)


# --- the card -----------------------------------------------------------------------------------


def test_the_card_of_a_need_names_five_who_could_help_and_leads_to_all(town: Snapshot) -> None:
    need = by_key(town, NEED)
    card = card_of(look(town, Choice(open=need), "lv"))
    assert card is not None
    (part,) = [one for one in card["sections"] if one["title"] == "Kas varētu palīdzēt"]
    found = who_can_help(town, need, LV)
    assert [line["text"] for line in part["lines"][:5]] == [one.name for one in found[:5]]
    assert part["lines"][5]["text"] == f"Visi lapā ({len(found)})"
    assert {"label": "Kas varētu palīdzēt", "help": True} in card["actions"]


def test_the_card_of_a_group_says_where_it_is_needed_and_with_whom(town: Snapshot) -> None:
    group = str(town.records.frame.query("kind == 'group' and area == 'krizi'")["id"].iloc[0])
    card = card_of(look(town, Choice(open=group), "lv"))
    assert card is not None
    titles = [one["title"] for one in card["sections"]]
    assert titles.index("Kur esam vajadzīgi") < titles.index("Iespējamie partneri")


def test_a_town_without_records_has_nobody_to_name_and_says_no_more(bare: Store) -> None:
    town = snapshot(bare, TOWN, "public")
    assert who_can_help(town, "any", LV) == []
    assert partners_for(town, Near(area="krizi"), LV) == []
