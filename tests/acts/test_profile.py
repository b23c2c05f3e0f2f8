"""The page of an area or a community: its order, its honesty, and what it may show to whom."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, replace
from datetime import date

import pytest

from geo.acts.profile import Changed, Line, Profile, community, profile, profile_csv
from geo.acts.snapshot import Snapshot, snapshot
from geo.model.taxonomy import KINDS
from geo.settings import LANGUAGES
from geo.store import Store
from geo.store.store import record_id
from geo.words import words
from tests.acts.test_hidden import WORD, hide
from tests.awkward import TOWN, put, record

LV = words("lv")
ORDER = ["people", "strong", "active", "needed", "needed_town", "timeline", "gaps", "asked",
         "sources"]  # fmt: skip


def lines_of(one: Profile, key: str) -> list[Line]:
    return [line for line in one.section(key).lines if line.form != "heading"]


def proposal(**values: object) -> dict[str, object]:
    return {
        "statement_lv": "Soliņi pie pieturas", "status": "asked", "source": "tests, 2025",
        "level": "public", "links": (), **values,
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_stand_in_the_order_of_the_ministrys_study(town: Snapshot, language: str) -> None:
    one = profile(town, "krizi", words(language, town.unit))
    assert [part.key for part in one.sections] == ORDER
    assert all(part.title for part in one.sections)


def test_what_changed_stands_before_what_is_asked(town: Snapshot) -> None:
    told = Changed(date(2026, 1, 2), [{"heading": "2026"}, {"text": "Klubs", "sub": "publicēts"}])
    one = profile(town, "krizi", LV, changed=told)
    assert [part.key for part in one.sections][6:9] == ["gaps", "since", "asked"]
    assert one.section("since").title == "Kas mainījies kopš 02.01.2026."
    assert [(line.form, line.text) for line in one.section("since").lines] == [
        ("heading", "2026"), ("plain", "Klubs"),
    ]  # fmt: skip
    empty = profile(town, "krizi", LV, changed=Changed(date(2026, 1, 2), []))
    assert empty.section("since").note


def test_a_section_without_lines_says_so(town: Snapshot) -> None:
    for key in town.area_rows:
        for part in profile(town, key, LV).sections:
            assert part.lines or part.note, (key, part.key)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"population": 4, "population_min": None, "population_max": None}, "≤\xa010 (2024. g.)"),
        ({"population": 11, "population_min": None, "population_max": None}, "11 (2024. g.)"),
        (
            {"population": None, "population_min": 1, "population_max": 10},
            "no ≤\xa010 līdz ≤\xa010 (CSP, 2024 (LETA, press.lv))",
        ),
        ({"population": None, "population_min": None, "population_max": None}, "nav datu"),
    ],
)
def test_one_to_ten_people_are_never_counted(
    town: Snapshot, values: dict[str, int | None], said: str
) -> None:
    areas = town.areas.astype(dict.fromkeys(values, object))
    areas.loc[areas["key"] == "krizi", list(values)] = list(values.values())
    one = profile(replace(town, areas=areas), "krizi", LV)
    assert lines_of(one, "people")[0].text == f"Iedzīvotāji: {said}"


def test_every_resource_of_the_area_is_named_once(town: Snapshot) -> None:
    """Nothing is cut, however many there are."""
    code = town.records.areas.index("centrs")
    records = town.records
    own = (records.area == code) & (records.kind == KINDS.index("resource"))
    ids = [line.open for line in lines_of(profile(town, "centrs", LV), "strong")]
    assert sorted(ids) == sorted(records.ids[own])
    assert len(ids) > 10


def test_a_need_stands_with_how_it_is_known_and_what_answers_it(town: Snapshot) -> None:
    for line in lines_of(profile(town, "krizi", LV), "needed"):
        assert "Iedzīvotāja ziņa" in line.sub and "31.03.2023." in line.sub
        assert "1 neatkarīgs avots" in line.sub
        assert line.beside and line.open and line.sources


def test_a_need_that_nothing_answers_says_so(store: Store) -> None:
    row = record(
        "problem", "alone", scope="area", area="ligini", statement_lv="Vajadzīgs tulks.",
        problem_type="state_language_skills",
    )  # fmt: skip
    town = snapshot(store, TOWN, "public")
    area = next(key for key in town.area_rows if town.area_name(key, "lv") == "Ļiginišķi")
    put(store, "problem", {**row, "area": area})
    (line,) = lines_of(profile(snapshot(store, TOWN, "public"), area, LV), "needed")
    assert [one.text for one in line.beside] == [LV("card.answered_by_none")]


def test_a_group_of_several_areas_is_active_in_each(store: Store) -> None:
    put(
        store, "group",
        record("group", "both", name_lv="Izdomāta kopa", scope="areas", areas=("krizi", "kimija"),
               reach_members=105, reach_population=328, started="2019"),
    )  # fmt: skip
    town = snapshot(store, TOWN, "public")
    for key in ("krizi", "kimija"):
        found = {line.text: line for line in lines_of(profile(town, key, LV), "active")}
        assert "105 no 328 iedzīvotājiem (32 %)" in found["Izdomāta kopa"].sub
        assert "sāka darboties 2019" in found["Izdomāta kopa"].sub
    active = lines_of(profile(town, "gajoks", LV), "active")
    assert "Izdomāta kopa" not in {line.text for line in active}


def test_a_gap_can_be_opened_to_the_records_it_rests_on(town: Snapshot) -> None:
    told = [line for line in lines_of(profile(town, "krizi", LV), "gaps") if line.record_ids]
    assert len(told) > 5
    for line in told:
        named = [one for one in line.beside if one.open]
        assert {one.open for one in named} <= set(line.record_ids)
        more = [one.text for one in line.beside if not one.open]
        rest = len(line.record_ids) - len(named)
        assert more == ([f"vēl {rest}"] if rest else [])


def test_a_proposal_says_who_answers_what_it_costs_and_how_far_it_is(store: Store) -> None:
    rows = [
        proposal(id="p-1", area="krizi", department="Attīstības departaments",
                 cost_band="up_to_1000",
                 status="answered", asked_on="2026-02-01", answered_on="2026-03-05",
                 answer_lv="Plānots nākamgad."),
        proposal(id="p-2", statement_lv="Talka visā pilsētā"),
        proposal(id="p-3", area="kimija", statement_lv="Cita vieta"),
    ]  # fmt: skip
    put(store, "proposal", *rows)
    lines = profile(snapshot(store, TOWN, "public"), "krizi", LV).section("asked").lines
    assert [line.text for line in lines] == [
        "Soliņi pie pieturas", "Visai pašvaldībai", "Talka visā pilsētā",
    ]  # fmt: skip
    assert lines[0].sub == (
        "Atbildīgā struktūrvienība: Attīstības departaments · Izmaksas: Līdz 1000 EUR · "
        "Lūgts 01.02.2026. → Saņemta atbilde 05.03.2026. → Izdarīts: vēl nav · "
        "Atbilde: Plānots nākamgad."
    )
    assert "Atbildīgā struktūrvienība: nav datu" in lines[2].sub


def test_every_source_on_the_page_is_listed_once(town: Snapshot) -> None:
    one = profile(town, "krizi", LV)
    listed = [line.text for line in lines_of(one, "sources")]
    used = {source for part in one.sections for line in part.lines for source in line.sources}
    assert used and used <= set(listed)
    assert len(listed) == len(set(listed))


def test_only_a_group_of_more_than_one_area_has_a_page_of_its_own(town: Snapshot) -> None:
    groups = town.records.frame.query("kind == 'group'")
    found = {row["id"]: community(town, row["id"], LV) for row in groups.to_dict("records")}
    scopes = dict(zip(groups["id"], groups["scope"], strict=True))
    assert {scopes[identity] for identity, one in found.items() if one is None} == {"area"}
    page = next(one for one in found.values() if one is not None)
    assert page.record
    assert [part.key for part in page.sections] == [
        "who", "offers", "seeks", "answers", "timeline", "asked", "sources",
    ]  # fmt: skip
    assert community(town, "never-was", LV) is None


def test_the_table_of_a_page_has_each_line_with_its_records(town: Snapshot) -> None:
    one = profile(town, "krizi", LV)
    text = profile_csv(one, LV).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(rows) == sum(len(lines_of(one, part.key)) for part in one.sections)
    told = {row["Rinda"]: row for row in rows}
    for line in lines_of(one, "gaps"):
        assert told[line.text]["Ieraksti"] == "|".join(line.record_ids)


# --- who may read what (P01–P06) ---------------------------------------------------------------


def everything(town: Snapshot) -> str:
    pages = [
        asdict(profile(town, key, words(language, town.unit)))
        for key in town.area_rows
        for language in LANGUAGES
    ]
    return json.dumps(pages, ensure_ascii=False)


@pytest.mark.parametrize("level", ["partners", "internal"])
def test_the_public_reads_the_same_with_and_without_hidden_records(
    store: Store, level: str
) -> None:
    before = everything(snapshot(store, TOWN, "public"))
    hide(store, level)
    put(store, "proposal", proposal(id="p", area="centrs", statement_lv=WORD, level=level))
    after = everything(snapshot(store, TOWN, "public"))
    assert after == before
    assert WORD in everything(snapshot(store, TOWN, level)), "the test could fail"


def test_a_hidden_community_is_as_one_that_never_was(store: Store) -> None:
    hide(store, "internal")
    identity = record_id(TOWN, "group", "hidden-internal")
    assert community(snapshot(store, TOWN, "public"), identity, LV) is None
    assert community(snapshot(store, TOWN, "internal"), identity, LV) is not None
