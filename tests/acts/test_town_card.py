"""The card of the whole town."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from geo.acts.look import look, patch_of
from geo.acts.panel import panel_of
from geo.acts.snapshot import Snapshot, snapshot
from geo.analysis.choice import Choice
from geo.settings import LANGUAGES
from geo.store import Change, Edit, Store

TOWN = "daugavpils"


def card(town: Snapshot, language: str = "lv") -> dict[str, Any]:
    view = look(town, Choice(open="town"), language)
    found: dict[str, Any] = panel_of(view, "")["card"]
    return found


@pytest.mark.parametrize(
    ("language", "title", "areas"),
    [("lv", "Daugavpils", "Apkaimes"), ("ru", "Даугавпилс", "Микрорайоны"),
     ("en", "Daugavpils", "Neighbourhoods")],
)  # fmt: skip
def test_it_names_the_town_its_people_and_what_is_on_the_map(
    town: Snapshot, language: str, title: str, areas: str
) -> None:
    found = card(town, language)
    facts = dict(found["facts"])
    counts = town.records.frame["kind"].value_counts()
    say = look(town, Choice(), language).words
    assert found["title"] == title
    assert facts[areas] == str(len(town.areas))
    assert facts[say("kind.resource")] == str(counts["resource"])
    assert facts[say("card.population")].startswith(say.number(78300))


def test_what_is_asked_for_the_whole_town_stands_here(store: Store) -> None:
    wish = {"statement_lv": "Soliņi visur", "status": "asked", "source": "x", "level": "public"}
    near = {**wish, "statement_lv": "Soliņš Križos", "area": "krizi"}
    edits = [Edit("proposal", "1", None, wish), Edit("proposal", "2", None, near)]
    store.write(TOWN, edits, Change("x", "record"))
    (asked, _) = card(snapshot(store, TOWN, "public"))["sections"]
    assert [line["text"] for line in asked["lines"]] == ["Soliņi visur"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_town_that_says_little_of_itself_still_has_a_card(town: Snapshot, language: str) -> None:
    bare = replace(town, town={"key": TOWN, **{f"name_{lang}": "X" for lang in LANGUAGES}})
    found = card(bare, language)
    assert found["title"] == "X"
    assert all(value for _, value in found["facts"])


def test_the_map_shows_the_same_while_the_town_is_open(town: Snapshot) -> None:
    whole = patch_of(look(town, Choice(open="town"), "lv"), "light")
    assert whole == patch_of(look(town, Choice(), "lv"), "light")
