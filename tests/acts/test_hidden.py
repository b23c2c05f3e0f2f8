"""What is not public leaves no trace in anything the public gets (P04, P06, P07, P11)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from geo.acts.card import card_of
from geo.acts.look import look, patch_of
from geo.acts.panel import panel_of
from geo.acts.record import Desk
from geo.acts.since_section import since_section
from geo.acts.snapshot import Snapshot, snapshot
from geo.acts.table import table_of
from geo.analysis.choice import MANY, Choice
from geo.model.people import PUBLIC
from geo.model.taxonomy import KINDS
from geo.settings import LANGUAGES
from geo.store import Store
from geo.store.store import record_id
from tests.awkward import CENTRE, TOWN, filled_with, put

WORD = "Zzyzxslepenais"
NOW = datetime(2026, 11, 22, 12, 0)
LAYERS = (
    "base",
    "areas",
    "records",
    *(f"{n}-{lang}" for n in ("names", "words") for lang in LANGUAGES),
)
LOOKS = (
    Choice(),
    Choice(kind=KINDS),
    Choice(kind=KINDS, page=2),
    Choice(kind=("problem",)),
    Choice(q=WORD),
    Choice(q=WORD, kind=KINDS),
    Choice(area=("centrs",), kind=KINDS),
    Choice(problem=("loneliness_exclusion",)),
    Choice(target=("all_residents",), sort="name"),
    Choice(status=("active",), sort="date"),
    Choice(open="area:centrs"),
    Choice(open="town", since="2020-01-01"),
    Choice(open="area:centrs", since="2020-01-01"),
    Choice(hours="now", kind=KINDS),
    Choice(hours="Tu-14:00"),
)  # fmt: skip


def hide(store: Store, level: str) -> list[str]:
    """Put a record of each kind and return the ids."""
    for kind in KINDS:
        place: dict[str, Any] = {}
        if kind == "resource":
            place = {"geom": CENTRE, "precision": "exact"}
        if kind == "problem":
            place = {"scope": "area", "area": "centrs"}
        put(store, kind, filled_with(kind, WORD, f"hidden-{level}", level=level) | place)
    return [record_id(TOWN, kind, f"hidden-{level}") for kind in KINDS]


def everything(store: Store, level: str = "public") -> dict[str, Any]:
    """Return all that a viewer of a level can get of a town, in all languages."""
    town = snapshot(store, TOWN, level)
    desk = Desk(store, TOWN, PUBLIC)
    got: dict[str, Any] = {}
    for name in LAYERS:
        layer = town.layer(name)
        assert layer is not None
        got[name] = (layer.body, layer.digest)
    for language in LANGUAGES:
        for place, choice in enumerate(LOOKS):
            view = look(town, choice, language, now=NOW)
            patch = patch_of(view, "light")
            panel = panel_of(view, patch["token"], since=since_section(desk, view))
            got[f"{place}-{language}"] = (patch, panel, table_of(view), view.shown.counts)
    return got


@pytest.mark.parametrize("level", ["partners", "internal"])
def test_the_public_gets_the_same_with_and_without_a_hidden_record(
    store: Store, level: str
) -> None:
    """P06: no hit, no count difference, no hint in a size: nothing differs at all."""
    before = everything(store)
    hide(store, level)
    got = everything(store)
    for name, value in before.items():
        assert got[name] == value, name


@pytest.mark.parametrize("level", ["partners", "internal"])
def test_no_word_or_id_of_a_hidden_record_reaches_the_public(store: Store, level: str) -> None:
    """P11."""
    ids = hide(store, level)
    town = snapshot(store, TOWN, "public")
    got = everything(store)
    sent = b"\n".join(got[name][0] for name in LAYERS)
    for place in range(len(LOOKS)):
        for language in LANGUAGES:
            patch, panel, table, counts = got[f"{place}-{language}"]
            without_question = {**panel, "q": "", "list": {**panel["list"], "downloads": {}}}
            sent += json.dumps([patch, without_question, counts], ensure_ascii=False).encode()
            sent += table
    for secret in (WORD, WORD.casefold(), *ids):
        assert secret.encode() not in sent
        assert secret not in " ".join(town.search.texts)
        assert secret not in town.records.frame.to_string()


@pytest.mark.parametrize("level", ["partners", "internal"])
def test_the_word_would_be_found_if_it_were_public(store: Store, level: str) -> None:
    """The tests above can fail: a viewer of the level gets it all."""
    ids = hide(store, level)
    town = snapshot(store, TOWN, level)
    got = everything(store, level)
    assert WORD.encode() in got["names-lv"][0]
    assert WORD.encode() in got["1-lv"][2]
    assert set(ids) <= set(town.records.ids)


@pytest.mark.parametrize("level", ["partners", "internal"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hidden_record_asked_for_by_id_is_as_one_that_never_was(
    store: Store, level: str, language: str
) -> None:
    ids = hide(store, level)
    town = snapshot(store, TOWN, "public")
    for identity in ids:
        view = look(town, Choice(open=identity), language)
        never = look(town, Choice(open="never-was"), language)
        assert card_of(view) == card_of(never)
        assert patch_of(view, "light") == patch_of(never, "light")


def test_a_lowered_record_is_gone_at_the_next_look(store: Store) -> None:
    """P07: from page, layers, table and counts at once."""
    before = everything(store)
    hide(store, "public")
    assert WORD in snapshot(store, TOWN, "public").records.frame.to_string()
    hide(store, "internal")
    for kind in KINDS:
        row = filled_with(kind, WORD, "hidden-public", level="internal")
        put(store, kind, row)
    got = everything(store)
    assert got == before


def test_the_levels_of_shown_records_are_public_whatever_is_chosen(town: Snapshot) -> None:
    """X09: no filter, and no name in the address, reaches a level."""
    assert "level" not in MANY
    choice = Choice.from_address({"level": ["internal"], "kind": list(KINDS)})
    view = look(town, choice, "lv")
    assert set(town.records.frame["level"].iloc[view.shown.order]) == {"public"}
