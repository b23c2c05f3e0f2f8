"""Cards show links and relations from both sides, in words, and only to whom may see both ends."""

from __future__ import annotations

from typing import Any

import pytest

from geo.acts import companions, record
from geo.acts.card import card_of
from geo.acts.history import history_of
from geo.acts.look import look
from geo.acts.record import Desk
from geo.acts.rules import relations_of
from geo.acts.snapshot import snapshot
from geo.analysis.choice import Choice
from geo.settings import LANGUAGES
from geo.store import Store
from geo.words import words
from tests.acts.beside import (
    CHOIR,
    CONCERT,
    HALL,
    MESSAGE,
    NEED,
    TOWN,
    WISH,
    desk_of,
    noted,
    public,
)

Line = dict[str, Any]


@pytest.fixture
def desk(store: Store) -> Desk:
    return desk_of(store)


def card(desk: Desk, opened: str, language: str = "lv", level: str = "internal") -> dict[str, Any]:
    town = snapshot(desk.store, TOWN, level)
    found = card_of(look(town, Choice(open=opened), language))
    assert found is not None
    return found


def lines(card: dict[str, Any], title: str) -> list[Line]:
    return [line for part in card["sections"] if part["title"] == title for line in part["lines"]]


# --- links -------------------------------------------------------------------------------------


def test_linked_records_lead_to_each_other_from_both_sides(desk: Desk) -> None:
    choir, need = noted(desk, "group", CHOIR), noted(desk, "problem", NEED)
    concert = noted(desk, "activity", CONCERT, links=(choir, need))
    wish = noted(desk, "proposal", WISH, links=(concert, need))
    message = noted(desk, "outreach", MESSAGE, links=(choir,))
    opened = {
        one: [line["open"] for line in lines(card(desk, one), "Saistītie ieraksti")]
        for one in (choir, need, concert, wish, message)
    }
    assert opened == {
        choir: [message],  # the concert stands in its timeline
        need: [wish],
        concert: [choir, need, wish],
        wish: [need, concert],
        message: [choir],
    }
    happened = lines(card(desk, choir), "Kas notiek")
    assert [(line["text"], line["open"]) for line in happened] == [(CONCERT["name_lv"], concert)]


def test_a_need_names_the_activity_that_it_is_linked_with_whichever_side_said_so(
    desk: Desk,
) -> None:
    concert = noted(desk, "activity", CONCERT)
    need = noted(desk, "problem", NEED, links=(concert,))
    assert [line["open"] for line in lines(card(desk, need), "Kas notiek")] == [concert]


def test_linked_needs_are_told_apart_by_their_own_words(desk: Desk) -> None:
    first = noted(desk, "problem", NEED, statement_lv="Pirmā vajadzība")
    second = noted(desk, "problem", NEED, statement_lv="Otrā vajadzība")
    concert = noted(desk, "activity", CONCERT, links=(first, second))
    texts = [line["text"] for line in lines(card(desk, concert), "Saistītie ieraksti")]
    assert texts == ["Otrā vajadzība", "Pirmā vajadzība"]


def test_a_link_to_a_record_that_is_hidden_is_not_even_counted(desk: Desk) -> None:
    choir = noted(desk, "group", CHOIR, name_lv="Zzyzxslepenais koris")
    need = noted(desk, "problem", NEED, links=(choir,))
    bare = noted(desk, "problem", NEED)
    for one in (need, bare):
        public(desk, "problem", one)
    same = card(desk, bare, level="public")
    assert card(desk, need, level="public") == same
    public(desk, "group", choir)
    assert card(desk, need, level="public") != same
    record.lower(desk, "group", choir)
    assert card(desk, need, level="public") == same


def test_a_retired_record_is_linked_with_nobody_until_it_is_back(desk: Desk) -> None:
    choir = noted(desk, "group", CHOIR)
    need = noted(desk, "problem", NEED, links=(choir,))
    record.retire(desk, "group", choir)
    assert lines(card(desk, need), "Saistītie ieraksti") == []
    record.restore(desk, "group", choir)
    assert [line["open"] for line in lines(card(desk, need), "Saistītie ieraksti")] == [choir]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("lv", "Redaktors mainīja: Saistītie ieraksti — «(tukšs)» → «Izdomātā zāle»"),
        ("ru", "Redaktors: изменено поле Связанные записи — «(пусто)» → «Izdomātā zāle»"),
        ("en", "Redaktors changed Linked records: “(empty)” → “Izdomātā zāle”"),
    ],
)
def test_the_history_says_the_names_of_linked_records_to_whom_may_see_them(
    desk: Desk, language: str, sentence: str
) -> None:
    hall, concert = noted(desk, "resource", HALL), noted(desk, "activity", CONCERT)
    record.change(desk, "activity", concert, 1, {"links": (hall,)})
    say = words(language)
    newest = history_of(desk, snapshot(desk.store, TOWN, "internal"), "activity", concert, say)[0]
    assert newest.sentences == (sentence,)
    lower = history_of(desk, snapshot(desk.store, TOWN, "public"), "activity", concert, say)
    assert len(lower) == 1
    assert HALL["name_lv"] not in str(lower)
    assert hall not in str(lower)


# --- relations ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "language", "forth", "back"),
    [
        ("hosts", "lv", "Uzņem savās telpās", "Telpas dod"),
        ("hosts", "ru", "Принимает у себя", "Помещение предоставляет"),
        ("hosts", "en", "Hosts", "Is hosted by"),
        ("cooperates", "lv", "Sadarbojas ar", "Sadarbojas ar"),
        ("cooperates", "ru", "Сотрудничает с", "Сотрудничает с"),
        ("cooperates", "en", "Cooperates with", "Cooperates with"),
        ("funds", "lv", "Finansē", "Finansējumu dod"),
        ("funds", "ru", "Финансирует", "Финансирование даёт"),
        ("funds", "en", "Funds", "Is funded by"),
        ("could_help", "lv", "Varētu palīdzēt", "Palīdzēt šeit varētu"),
        ("could_help", "ru", "Могли бы помочь", "Здесь могли бы помочь"),
        ("could_help", "en", "Could help", "Could be helped by"),
    ],
)
def test_a_relation_reads_in_the_right_direction_at_each_end_and_says_since_when(
    desk: Desk, kind: str, language: str, forth: str, back: str
) -> None:
    hall, choir = noted(desk, "resource", HALL), noted(desk, "group", CHOIR)
    values = {"relation_kind": kind, "subject": hall, "object": choir, "since": "2019-09-01"}
    companions.relate(desk, values)
    title, since = words(language)("card.relations"), words(language).date("2019-09-01")
    (at_hall,) = lines(card(desk, hall, language), title)
    (at_choir,) = lines(card(desk, choir, language), title)
    assert (at_hall["text"], at_hall["open"]) == (f"{forth}: {CHOIR['name_lv']}", choir)
    assert (at_choir["text"], at_choir["open"]) == (f"{back}: {HALL['name_lv']}", hall)
    assert since in at_hall["sub"]
    assert at_hall["sub"] == at_choir["sub"]


def test_a_kind_of_relation_that_a_town_added_reads_both_ways(desk: Desk) -> None:
    hall, choir = noted(desk, "resource", HALL), noted(desk, "group", CHOIR)
    companions.relate(desk, {"relation_kind": "lends", "subject": hall, "object": choir})
    (at_hall,) = lines(card(desk, hall), "Sadarbība un atbalsts")
    (at_choir,) = lines(card(desk, choir), "Sadarbība un atbalsts")
    assert at_hall["text"] == "lends: Izdomātais koris"
    assert at_choir["text"] == "lends (pretējā virzienā): Izdomātā zāle"


def test_the_history_of_both_ends_tells_a_relation_and_its_end(desk: Desk) -> None:
    hall, choir = noted(desk, "resource", HALL), noted(desk, "group", CHOIR)
    companions.relate(desk, {"relation_kind": "hosts", "subject": hall, "object": choir})
    record.retire(desk, "relation", relations_of(desk.store, hall)[0]["id"])
    town = snapshot(desk.store, TOWN, "internal")
    ended, began, _ = history_of(desk, town, "group", choir, words("en"))
    assert began.sentences == ("Redaktors added it. Is hosted by: Izdomātā zāle",)
    assert ended.sentences == ("Redaktors took it out of use. Is hosted by: Izdomātā zāle",)
    assert not began.own
    record.retire(desk, "resource", hall)
    town = snapshot(desk.store, TOWN, "internal")
    assert HALL["name_lv"] not in str(history_of(desk, town, "group", choir, words("en")))


# --- evidence ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("lv", ["Intervijas · 02.10.2026. · 4 avoti · Pieraksts",
                "Anketēšana · 02.10.2026. · Pieraksts"]),
        ("ru", ["Интервью · 02.10.2026 · 4 источника · Pieraksts",
                "Анкетирование · 02.10.2026 · Pieraksts"]),
        ("en", ["Interviews · 2 October 2026 · 4 sources · Pieraksts",
                "Questionnaire survey · 2 October 2026 · Pieraksts"]),
    ],
)  # fmt: skip
def test_a_need_shows_its_evidence_line_by_line(
    desk: Desk, language: str, texts: list[str]
) -> None:
    need = noted(desk, "problem", NEED)
    found = card(desk, need, language)
    shown = lines(found, words(language)("card.evidence"))
    assert [line["text"] for line in shown] == texts
    assert words(language)("card.methods") not in dict(found["facts"])  # not said twice


def test_the_history_of_a_need_tells_its_evidence_in_the_act_it_belongs_to(desk: Desk) -> None:
    need = noted(desk, "problem", NEED)
    public(desk, "problem", need)
    town = snapshot(desk.store, TOWN, "internal")
    published, noted_ = history_of(desk, town, "problem", need, words("en"))
    assert noted_.sentences == (
        "Redaktors recorded it",
        "Redaktors added it. Evidence: Interviews · 2 October 2026 · 4 sources · Pieraksts",
        "Redaktors added it. Evidence: Questionnaire survey · 2 October 2026 · Pieraksts",
    )
    assert noted_.own
    assert len(published.sentences) == 1


# --- what has no place on the map --------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "values", "title"),
    [
        ("activity", CONCERT, CONCERT["name_lv"]),
        ("proposal", WISH, WISH["statement_lv"]),
        ("outreach", MESSAGE, MESSAGE["message_lv"]),
    ],
)
def test_what_stands_on_no_map_has_a_card_and_is_edited_from_it(
    desk: Desk, language: str, kind: str, values: dict[str, Any], title: str
) -> None:
    found = card(desk, noted(desk, kind, values), language)
    assert found["title"] == title
    assert found["eyebrow"].startswith(words(language)(f"kinds.{kind}"))
    assert found["actions"][-1] == {"label": words(language)("edit.edit"), "edit": True}
    hidden = card(desk, noted(desk, kind, values), language, level="public")
    assert hidden == card(desk, "never-was", language, level="public")


def test_an_area_shows_what_happens_what_is_asked_and_what_is_planned(desk: Desk) -> None:
    concert = noted(desk, "activity", CONCERT)
    wish = noted(desk, "proposal", WISH, area="krizi")
    message = noted(desk, "outreach", MESSAGE, due="2026-12-01", target_groups=("seniors",))
    found = card(desk, "area:krizi")
    assert [line["open"] for line in lines(found, "Kas notiek")] == [concert]
    assert [line["open"] for line in lines(found, "Kas lūgts domei")] == [wish]
    (plan,) = lines(found, "Uzrunāšanas plāns")
    assert (plan["open"], plan["sub"]) == (message, "Seniori · Līdz 01.12.2026.")


def test_a_group_of_several_areas_stands_in_each_of_them(desk: Desk) -> None:
    several = {"scope": "areas", "area": None, "areas": ("krizi", "gajoks")}
    choir = noted(desk, "group", CHOIR, **several)
    for area in ("krizi", "gajoks"):
        active = lines(card(desk, f"area:{area}"), "Kas šeit darbojas")
        assert choir in [line["open"] for line in active]
    assert choir not in str(card(desk, "area:centrs")["sections"])
    assert dict(card(desk, choir)["facts"])["Vieta"] == "Križi, Gajoks"
