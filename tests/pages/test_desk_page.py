"""The desk: short forms, what stands beside a record, and faults as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.acts import companions, record
from geo.acts.record import Desk
from geo.acts.rules import consents_of, lines_of, relations_of
from geo.model.forms import FIRST, KINDS_RECORDED
from geo.settings import LANGUAGES
from geo.store import Store
from geo.ui import viewer as who
from geo.ui.plain import plain
from geo.words import words
from tests.acts.beside import CHOIR, CONCERT, HALL, NEED, TOWN, desk_of, lines, noted, public
from tests.pages.conftest import Open, panel


@pytest.fixture
def at(open_app: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(who, "here", lambda: True)
    with closing(Store(f"sqlite:///{(tmp_path / 'karte.gpkg').as_posix()}")) as store:
        yield desk_of(store)


def page(open_app: Open, kind: str = "", identity: str = "", lang: str = "lv") -> AppTest:
    """Open the desk as an editor, at a record if one is named."""
    app = open_app(lang=lang)
    app.session_state["editor name"] = "Redaktore"
    if identity:
        app.query_params["kind"], app.query_params["id"] = kind, identity
    app.switch_page("pages/desk.py").run()
    assert not app.exception
    return app


def new(app: AppTest, kind: str) -> AppTest:
    """Choose what to record."""
    if kind != KINDS_RECORDED[0]:
        app.button_group(key="kind to record").set_value(kind).run()
    assert not app.exception
    return app


def control(app: AppTest, name: str, ending: str) -> Any:
    """Return the one control of a kind whose key ends so."""
    (found,) = [one for one in getattr(app, name) if (one.key or "").endswith(ending)]
    return found


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def submit(app: AppTest, prefix: str) -> AppTest:
    """Press the button of a form beside a record."""
    (found,) = [one for one in app.button if (one.key or "").startswith(f"FormSubmitter:{prefix}")]
    found.click().run()
    assert not app.exception
    return app


# --- short forms -------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS_RECORDED)
def test_every_form_opens_in_every_language_with_every_word_known(
    open_app: Open, at: Desk, kind: str, lang: str
) -> None:
    app = new(page(open_app, lang=lang), kind)
    for group in (app.text_input, app.text_area, app.selectbox, app.multiselect, app.date_input,
                  app.number_input, app.checkbox, app.radio):  # fmt: skip
        for one in group:
            assert "." not in one.label.split("(")[0], one.label  # a key instead of its words
    for name in FIRST[kind]:
        assert any((one.key or "").endswith(f" {name}") for one in all_controls(app)), name


def all_controls(app: AppTest) -> list[Any]:
    return [
        one
        for name in ("text_input", "text_area", "selectbox", "multiselect", "date_input",
                     "number_input")
        for one in getattr(app, name)
    ]  # fmt: skip


def test_a_need_noted_by_two_methods_has_two_lines_and_its_form_is_one_press_away(
    open_app: Open, at: Desk
) -> None:
    app = new(page(open_app), "problem")
    control(app, "selectbox", " problem_type").select("no_meeting_place")
    control(app, "text_area", " statement_lv").input("Vajadzīga vieta, kur tikties.")
    control(app, "multiselect", " methods").set_value(["interviews", "survey"])
    control(app, "selectbox", " area").select("krizi")
    press(app, "save new problem")
    (more,) = [one for one in app.button if (one.key or "").startswith("more ")]
    more.click().run()
    assert not app.exception
    identity = app.query_params["id"]
    assert [row[0] for row in lines(at, identity)] == ["interviews", "survey"]
    assert [one.label for one in app.expander if one.label.startswith("Pierādījumi")] == [
        "Pierādījumi (2)"
    ]
    assert not [one for one in app.multiselect if (one.key or "").endswith(" methods")]


def test_a_need_without_an_area_is_not_saved_as_one_of_the_whole_municipality(
    open_app: Open, at: Desk
) -> None:
    app = new(page(open_app), "problem")
    control(app, "selectbox", " problem_type").select("no_meeting_place")
    control(app, "text_area", " statement_lv").input("Vajadzīga vieta, kur tikties.")
    control(app, "multiselect", " methods").set_value(["survey"])
    revision = at.store.revision()
    press(app, "save new problem")
    assert [one.value for one in app.error] == ["Lūdzu, izlabojiet:\n- Apkaime: vajadzīga vērtība."]
    assert at.store.revision() == revision


@pytest.mark.parametrize("lang", LANGUAGES)
def test_faults_are_told_in_the_language_of_the_page(open_app: Open, at: Desk, lang: str) -> None:
    choir = noted(at, "group", CHOIR, started="2020-05-02")
    app = page(open_app, "group", choir, lang)
    control(app, "date_input", " ended").set_value("2020-05-01")
    control(app, "text_input", " web").input("javascript:alert(1)")
    areas = list(control(app, "multiselect", " activity_areas").options[:6])
    keys = [term.key for term in at.store.taxonomy().of("resource_category")][:6]
    assert len(areas) == 6
    control(app, "multiselect", " activity_areas").set_value(keys)
    press(app, f"save {choir} 1")
    say = words(lang)
    (told,) = [one.value for one in app.error]
    for field, reason in (("web", "web"), ("ended", "order"), ("activity_areas", "five")):
        assert say(f"form_fault.{reason}", field=say(f"field.{field}")) in told
    assert at.read("group", choir)["version"] == 1


# --- links -------------------------------------------------------------------------------------


def test_an_activity_is_linked_with_who_led_it_and_with_its_need_by_their_names(
    open_app: Open, at: Desk
) -> None:
    choir, need = noted(at, "group", CHOIR), noted(at, "problem", NEED)
    app = new(page(open_app), "activity")
    control(app, "text_input", " name_lv").input("Pagalma koncerts")
    control(app, "selectbox", " activity_type").select("concert_exhibition")
    links = control(app, "multiselect", " links")
    assert "Izdomātais koris · Grupa · Križi" in links.options
    links.set_value([choir, need])
    control(app, "selectbox", " area").select("krizi")
    press(app, "save new activity")
    row = at.store.records("activity", TOWN, "internal").iloc[0]
    assert row["links"] == (choir, need)


def test_a_link_to_a_record_out_of_use_is_kept_though_nobody_sees_it(
    open_app: Open, at: Desk
) -> None:
    choir, hall = noted(at, "group", CHOIR), noted(at, "resource", HALL)
    concert = noted(at, "activity", CONCERT, links=(choir, hall))
    record.retire(at, "group", choir)
    app = page(open_app, "activity", concert)
    assert control(app, "multiselect", " links").value == [hall]
    control(app, "text_input", " name_lv").input("Cits nosaukums")
    press(app, f"save {concert} 1")
    now = at.read("activity", concert)
    assert (now["name_lv"], now["links"]) == ("Cits nosaukums", (choir, hall))


# --- beside a record ---------------------------------------------------------------------------


def test_a_line_of_evidence_is_added_changed_and_retired_on_the_form(
    open_app: Open, at: Desk
) -> None:
    need = noted(at, "problem", NEED)
    app = page(open_app, "problem", need)
    adding = f"evidence {need} 0"
    control(app, "selectbox", f"{adding} method").select("group_work")
    control(app, "number_input", f"{adding} source_count").set_value(3)
    control(app, "text_input", f"{adding} source").input("Domnīca")
    submit(app, adding)
    assert [row[0] for row in lines(at, need)] == ["interviews", "survey", "group_work"]
    line = lines_of(at.store, need)[2]
    control(app, "number_input", f"{line['id']} 1 source_count").set_value(5)  # the second save
    submit(app, f"evidence {line['id']} 1")
    assert lines(at, need)[2][2] == 5
    press(app, f"drop {line['id']}")
    assert [row[0] for row in lines(at, need)] == ["interviews", "survey"]
    (undo,) = [one for one in app.button if (one.key or "").startswith("undo ")]
    undo.click().run()
    assert [row[0] for row in lines(at, need)] == ["interviews", "survey", "group_work"]


def test_whoever_saves_a_line_second_reads_the_others_words_and_decides(
    open_app: Open, at: Desk
) -> None:
    """C03: nothing is lost, whichever way they choose."""
    need = noted(at, "problem", NEED)
    line = lines_of(at.store, need)[0]["id"]
    app = page(open_app, "problem", need)
    colleague = desk_of(at.store, "Kolēģe")
    companions.change_evidence(colleague, line, 1, {"source": "Kolēģes [avots]"})
    control(app, "number_input", f"{line} 0 source_count").set_value(9)
    submit(app, f"evidence {line} 0")
    assert lines(at, need)[0][2:4] == (4, "Kolēģes [avots]")
    (told,) = [one.value for one in app.warning]
    assert plain("Kolēģes [avots]") in told
    assert control(app, "number_input", f"{line} 0 source_count").value == 9
    submit(app, f"evidence {line} 0")
    assert lines(at, need)[0][2:4] == (9, "Kolēģes [avots]")
    whose = [row["who"] for row in at.store.changes(record=line)]
    assert whose == ["Redaktors", "Kolēģe", "Redaktore"]


def test_a_line_without_its_method_is_told_and_not_written(open_app: Open, at: Desk) -> None:
    need = noted(at, "problem", NEED)
    app = page(open_app, "problem", need)
    submit(app, f"evidence {need} 0")
    assert [one.value for one in app.error] == [
        "Lūdzu, izlabojiet:\n- Izpētes metode: vajadzīga vērtība."
    ]
    assert len(lines(at, need)) == 2


def test_the_last_line_of_evidence_offers_no_way_to_take_it_out(open_app: Open, at: Desk) -> None:
    need = noted(at, "problem", NEED, methods=("survey",))
    app = page(open_app, "problem", need)
    assert not [one for one in app.button if (one.key or "").startswith("drop ")]


def test_words_being_typed_stay_while_something_is_added_beside_them(
    open_app: Open, at: Desk
) -> None:
    need = noted(at, "problem", NEED)
    app = page(open_app, "problem", need)
    control(app, "text_area", " statement_lv").input("Vēl nesaglabāti vārdi")
    adding = f"evidence {need} 0"
    control(app, "selectbox", f"{adding} method").select("documents")
    submit(app, adding)
    assert len(lines(at, need)) == 3
    assert control(app, "text_area", " statement_lv").value == "Vēl nesaglabāti vārdi"
    press(app, f"save {need} 1")
    assert at.read("problem", need)["statement_lv"] == "Vēl nesaglabāti vārdi"


def test_a_relation_is_added_published_and_ended_on_the_form_of_a_group(
    open_app: Open, at: Desk
) -> None:
    hall, choir = noted(at, "resource", HALL), noted(at, "group", CHOIR)
    for kind, identity in (("resource", hall), ("group", choir)):
        public(at, kind, identity)
    app = page(open_app, "group", choir)
    adding = f"relation {choir} 0"
    control(app, "selectbox", f"{adding} kind").select(("hosts", True))
    control(app, "selectbox", f"{adding} other").select(hall)
    control(app, "date_input", f"{adding} since").set_value("2019-09-01")
    submit(app, adding)
    (row,) = relations_of(at.store, choir)
    assert (row["subject"], row["object"], row["since"]) == (hall, choir, "2019-09-01")
    press(app, f"publish {row['id']}")
    assert relations_of(at.store, choir)[0]["level"] == "public"
    press(app, f"lower {row['id']}")
    assert relations_of(at.store, choir)[0]["level"] == "internal"
    press(app, f"end {row['id']}")
    assert relations_of(at.store, choir) == []


def test_towards_a_need_one_can_only_say_who_could_help(open_app: Open, at: Desk) -> None:
    need, choir = noted(at, "problem", NEED), noted(at, "group", CHOIR)
    app = page(open_app, "group", choir)
    adding = f"relation {choir} 0"
    control(app, "selectbox", f"{adding} kind").select(("funds", False))
    control(app, "selectbox", f"{adding} other").select(need)
    submit(app, adding)
    assert "vajadzībai var tikai norādīt" in app.error[0].value
    assert relations_of(at.store, choir) == []
    app = page(open_app, "problem", need)
    adding = f"relation {need} 0"
    assert control(app, "selectbox", f"{adding} kind").options == ["Palīdzēt šeit varētu"]
    control(app, "selectbox", f"{adding} kind").select(("could_help", True))
    control(app, "selectbox", f"{adding} other").select(choir)
    submit(app, adding)
    (row,) = relations_of(at.store, need)
    assert (row["relation_kind"], row["subject"]) == ("could_help", choir)


def test_a_personal_contact_is_ticked_agreed_hidden_when_it_ends_and_removed(
    open_app: Open, at: Desk
) -> None:
    hall = noted(at, "resource", HALL, phone="+371 26123456")
    app = page(open_app, "resource", hall)
    app.checkbox(key=f"personal phone {hall} 0").check().run()
    adding = "consent phone 0"
    control(app, "selectbox", f"{adding} given_by").select("group_leader")
    submit(app, adding)
    (line,) = consents_of(at.store, hall)
    assert (line["contact"], line["shown_to"]) == ("phone", "partners")
    assert control(app, "text_input", f"{hall} 1 phone").value == "+371 26123456"
    press(app, f"withdraw {line['id']}")
    assert not [one for one in app.text_input if (one.key or "").endswith(" phone")]
    control(app, "text_input", " name_lv").input("Cits nosaukums")
    press(app, f"save {hall} 1")
    assert at.read("resource", hall)["phone"] == "+371 26123456"  # hidden, not lost
    press(app, f"erase {line['id']}")
    assert at.read("resource", hall)["phone"] is None


def test_a_consent_cannot_end_before_it_was_given(open_app: Open, at: Desk) -> None:
    hall = noted(at, "resource", HALL, phone="+371 26123456")
    agreed = {"contact": "phone", "shown_to": "public", "given_by": "volunteer",
              "given_on": "2026-11-01", "until": "2027-11-01"}  # fmt: skip
    companions.agree(at, hall, agreed)
    (line,) = consents_of(at.store, hall)
    app = page(open_app, "resource", hall)
    control(app, "date_input", f"{line['id']} 0 until").set_value("2026-10-31")
    submit(app, f"consent {line['id']} 0")
    assert "nevar būt agrāks" in app.error[0].value
    assert consents_of(at.store, hall)[0]["until"] == "2027-11-01"


def test_a_need_lowered_by_its_evidence_says_that_it_is_no_longer_public(
    open_app: Open, at: Desk
) -> None:
    need = noted(at, "problem", NEED)
    public(at, "problem", need)
    line = lines_of(at.store, need)[0]
    app = page(open_app, "problem", need)
    assert not app.warning
    control(app, "number_input", f"{line['id']} 0 source_count").set_value(1)
    submit(app, f"evidence {line['id']} 0")
    assert "Šis ieraksts vairs nav publisks." in [one.value for one in app.warning]


# --- found again -------------------------------------------------------------------------------


def test_what_stands_on_no_map_is_found_again_on_the_desk(open_app: Open, at: Desk) -> None:
    concert = noted(at, "activity", CONCERT)
    app = new(page(open_app), "activity")
    assert "Jau pierakstīts (1)" in [one.label for one in app.expander]
    press(app, f"edit {concert}")
    assert app.title[0].value == "Labot ierakstu"
    assert control(app, "text_input", " name_lv").value == CONCERT["name_lv"]


def test_its_card_leads_to_its_form(open_app: Open, at: Desk) -> None:
    concert = noted(at, "activity", CONCERT)
    app = open_app(open=concert)
    assert (
        panel(app)["card"]["title"] == "Tāda ieraksta šeit nav. Iespējams, tas vairs nav publisks."
    )
    app.session_state["editor name"] = "Redaktore"
    app.run()
    assert panel(app)["card"]["title"] == CONCERT["name_lv"]


@pytest.mark.parametrize("kind", ["bogus", "area", "evidence", "consent", "change"])
def test_an_address_that_was_tampered_with_opens_no_form(
    open_app: Open, at: Desk, kind: str
) -> None:
    """X09."""
    app = page(open_app, kind, noted(at, "resource", HALL))
    assert [one.value for one in app.error] == ["Šo ierakstu jūs nevarat apskatīt."]
