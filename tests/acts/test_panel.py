"""What stands beside the map, as plain data."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest
from hypothesis import given

from geo.acts.look import look, look_at_address
from geo.acts.panel import panel_of
from geo.acts.snapshot import Snapshot
from geo.analysis.choice import MANY, SORTS, Choice
from geo.model.outgoing import FORMS_OUT
from geo.model.taxonomy import KINDS
from geo.settings import LANGUAGES
from tests.choices import CHOICES, REAL, Eye


@pytest.fixture
def eye(town: Snapshot) -> Eye:
    return Eye(town)


def panel(town: Snapshot, choice: Choice, language: str = "lv") -> dict:
    return panel_of(look(town, choice, language), "token")


def options(town: Snapshot, choice: Choice, name: str) -> dict[str, tuple[int, bool]]:
    (found,) = [part for part in panel(town, choice)["filters"] if part["name"] == name]
    return {key: (count, chosen) for key, _, count, chosen in found["options"]}


def test_every_filter_stands_there_in_its_order(town: Snapshot) -> None:
    assert [part["name"] for part in panel(town, Choice())["filters"]] == list(MANY)


def test_an_option_that_would_show_nothing_is_left_out_unless_it_is_chosen(
    town: Snapshot,
) -> None:
    counts = look(town, Choice(), "lv").shown.counts["area"]
    assert 0 in counts.values()
    assert options(town, Choice(), "area") == {
        key: (count, False) for key, count in counts.items() if count
    }
    nowhere = next(key for key, count in counts.items() if not count)
    assert options(town, Choice(area=(nowhere,)), "area")[nowhere] == (0, True)


def test_the_kinds_that_are_on_are_marked(town: Snapshot) -> None:
    assert {key: on for key, (_, on) in options(town, Choice(), "kind").items()} == {
        "resource": True, "group": True, "problem": False,
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_and_chip_is_a_word_not_a_key(town: Snapshot, language: str) -> None:
    for part in panel(town, Choice(kind=KINDS), language)["filters"]:
        for key, word, *_ in part["options"]:
            assert word
            assert "_" not in word, (part["name"], key)


def test_each_chosen_key_is_a_chip(town: Snapshot) -> None:
    choice = Choice(
        area=("krizi", "centrs"), target=("seniors",), problem=("loneliness_exclusion",)
    )
    chips = panel(town, choice)["chips"]
    assert [(chip["name"], chip["key"]) for chip in chips] == [
        ("problem", "loneliness_exclusion"), ("for", "seniors"), ("area", "krizi"),
        ("area", "centrs"),
    ]  # fmt: skip
    assert chips[2]["label"] == "Križi"


def test_the_start_has_no_chips(town: Snapshot) -> None:
    assert panel(town, Choice())["chips"] == []


def test_the_list_says_which_part_of_how_many(town: Snapshot) -> None:
    total = len(look(town, Choice(), "lv").shown.order)
    first, second = panel(town, Choice())["list"], panel(town, Choice(page=2))["list"]
    assert first["range"] == f"1–50 no {total}"
    assert second["range"] == f"51–{total} no {total}"
    assert len(first["rows"]) + len(second["rows"]) == total
    assert (second["page"], second["pages"]) == (2, 2)


def test_the_list_says_why_it_is_empty(town: Snapshot) -> None:
    found = panel(town, Choice(q="nekas tads te nav"))["list"]
    assert found["rows"] == []
    assert (found["empty"], found["hint"]) == (
        "Nekas neatbilst izvēlei.",
        "Noņemiet kādu filtru vai meklējiet citus vārdus.",
    )


def test_every_order_can_be_chosen(town: Snapshot) -> None:
    listed = panel(town, Choice(sort="name"))["list"]
    assert [key for key, _ in listed["sorts"]] == list(SORTS)
    assert listed["sort"] == "name"


def test_a_place_that_is_searched_for_is_offered(town: Snapshot) -> None:
    assert panel(town, Choice(q="krizi"))["places"] == [{"key": "krizi", "name": "Križi"}]
    assert panel(town, Choice())["places"] == []


@REAL
@given(choice=CHOICES)
def test_the_address_of_a_download_asks_for_the_same_view(eye: Eye, choice: Choice) -> None:
    view = look(eye.town, choice, "ru")
    query = panel_of(view, "t")["list"]["downloads"]["query"]
    asked = parse_qs(query, keep_blank_values=True)
    assert asked["lang"] == ["ru"]
    again = look_at_address(eye.town, asked, "ru")
    assert again.shown.order.tolist() == view.shown.order.tolist()


def test_the_list_can_be_had_in_every_form(town: Snapshot) -> None:
    forms = panel(town, Choice())["list"]["downloads"]["forms"]
    assert [(form, path) for form, _, path in forms] == [
        ("list", "list.csv"),
        *((form, f"export/{form}") for form in FORMS_OUT),
    ]
    assert len({word for _, word, _ in forms}) == len(forms)


@REAL
@given(choice=CHOICES)
def test_a_panel_is_plain_data_without_nan(eye: Eye, choice: Choice) -> None:
    assert json.dumps(panel_of(look(eye.town, choice, "en"), "t"), allow_nan=False)


def test_a_need_in_the_list_says_what_answers_it(town: Snapshot) -> None:
    # by type, so that nothing else stands on the page
    rows = panel(town, Choice(kind=("problem",), problem=("weak_dialogue",)))["list"]["rows"]
    needs = [row for row in rows if row[3][0] == KINDS.index("problem")]
    assert needs
    assert all("Uz to atbild" in row[2] or "trūkst" in row[2] for row in needs)
