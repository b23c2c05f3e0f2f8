"""A municipality that starts today has areas and no records: everything works and says so (U07)."""

from __future__ import annotations

import json

import pytest

from geo.acts.card import card_of
from geo.acts.choose import choose
from geo.acts.look import look, page_of, patch_of
from geo.acts.panel import panel_of
from geo.acts.snapshot import Snapshot, snapshot
from geo.acts.table import table_of
from geo.analysis.choice import MANY, SORTS, Choice
from geo.model.taxonomy import KINDS
from geo.settings import LANGUAGES
from geo.store import Store
from tests.awkward import KINDS as ALL_KINDS
from tests.awkward import TOWN, put, record


@pytest.fixture
def town(bare: Store) -> Snapshot:
    return snapshot(bare, TOWN, "public")


CHOICES = (
    Choice(),
    Choice(q="kaut kas"),
    *(Choice(sort=sort) for sort in SORTS),
    *(Choice(kind=(kind,)) for kind in KINDS),
    Choice(problem=("loneliness_exclusion",)),
    Choice(category=("meeting_place",), target=("seniors",), area=("krizi",), status=("active",)),
    Choice(page=7, open="no such id"),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: str(choice.address()))
def test_every_look_is_empty_and_whole(town: Snapshot, choice: Choice, language: str) -> None:
    view = look(town, choice, language)
    patch = patch_of(view, "dark")
    panel = panel_of(view, patch["token"])
    json.dumps([patch, panel], allow_nan=False)
    assert patch["mask"] in ("all", "none")
    assert (patch["loose"], patch["needs"]) == ([], [])
    assert patch["shown"] == {"resource": 0, "group": 0, "problem": 0}
    assert panel["list"]["rows"] == []
    assert (panel["list"]["page"], panel["list"]["pages"]) == (1, 1)
    assert len(table_of(view).splitlines()) == 1
    assert page_of(view, "x") == 1
    assert {n for counts in view.shown.counts.values() for n in counts.values()} <= {0}


def test_the_empty_list_says_that_nothing_is_there_yet(town: Snapshot) -> None:
    panel = panel_of(look(town, Choice(), "lv"), "t")["list"]
    assert (panel["empty"], panel["hint"]) == ("Šeit vēl nav ierakstu.", "")


def test_every_layer_is_whole(town: Snapshot) -> None:
    records = town.layer("records")
    assert records is not None
    assert json.loads(records.body) == {"lon": [], "lat": [], "kind": [], "family": [], "state": []}
    for name in ("areas", "base", "names-lv", "words-lv"):
        layer = town.layer(name)
        assert layer is not None
        json.loads(layer.body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_area_has_a_card_that_says_what_is_missing(town: Snapshot, language: str) -> None:
    for key in town.area_rows:
        found = card_of(look(town, Choice(open=f"area:{key}"), language))
        assert found is not None
        assert all(part["note"] for part in found["sections"][:3])


def test_every_click_is_answered(town: Snapshot) -> None:
    view = look(town, Choice(), "lv")
    for act in ({"q": "x"}, {"clear": True}, {"kind": "problem"}, {"page": 2}, {"sort": "date"},
                {"area": "krizi"}, {"open": "x"}, {"pick": 0, "layer": "records.x.json"},
                *({"set": {name: []}} for name in MANY)):  # fmt: skip
        look(town, choose(view, act), "lv")


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_the_first_record_of_any_kind_is_shown(bare: Store, kind: str) -> None:
    put(bare, kind, record(kind, "first"))
    town = snapshot(bare, TOWN, "public")
    for language in LANGUAGES:
        view = look(town, Choice(kind=KINDS), language)
        assert len(view.shown.order) == 1
        panel = panel_of(view, "t")
        assert len(panel["list"]["rows"]) == 1
        assert len(table_of(view).decode().splitlines()) == 2
        assert card_of(look(town, Choice(open=town.records.ids[0]), language)) is not None
