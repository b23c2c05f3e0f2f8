"""A kept draft brings back words and place; what it cannot mean is left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import streamlit as st
from hypothesis import HealthCheck, given, settings, strategies

from geo.acts.forms import Place
from geo.model.fields import FIELDS
from geo.model.forms import PLACES
from geo.ui import keeper
from geo.ui.form import seed_known
from geo.ui.place import kept_place, restore_place

Places = strategies.one_of(
    strategies.builds(Place, strategies.just("municipality")),
    strategies.builds(Place, strategies.just("area"), strategies.sampled_from([None, "krizi"])),
    strategies.builds(
        Place,
        strategies.just("areas"),
        areas=strategies.lists(strategies.sampled_from(["krizi", "gajoks"]), unique=True).map(
            tuple
        ),
    ),
    strategies.builds(
        Place,
        strategies.just("exact"),
        lat=strategies.floats(55.5, 58.3),
        lon=strategies.floats(20.5, 28.5),
    ),
)


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Return what the controls say."""
    kept: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", kept)
    yield kept


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=Places)
def test_a_place_comes_back_from_the_browser_as_it_was_said(
    state: dict[str, Any], place: Place
) -> None:
    state.clear()
    restore_place(json.loads(json.dumps(kept_place(place))), "group", "new group 0")
    lat, lon = state.get("new group 0 spot", (None, None))
    again = Place(
        state["new group 0 how"],
        state["new group 0 area"],
        lat,
        lon,
        tuple(state["new group 0 areas"]),
    )
    assert again == place


@pytest.mark.parametrize(
    "kept",
    [None, "exact", {}, {"how": "bogus"}, {"how": "unknown"}, {"how": ["exact"]}],
    ids=str,
)
def test_a_place_that_the_kind_cannot_have_changes_nothing(
    state: dict[str, Any], kept: Any
) -> None:
    assert "unknown" not in PLACES["group"]
    restore_place(kept, "group", "p")
    assert state == {}


@pytest.mark.parametrize("spot", [None, [1], ["a", "b"], [None, None], {"lat": 1}])
def test_a_spot_that_is_none_stays_where_the_record_was(state: dict[str, Any], spot: Any) -> None:
    restore_place({"how": "exact", "spot": spot}, "resource", "p")
    assert state["p how"] == "exact"
    assert "p spot" not in state


def test_a_draft_is_put_back_once_and_what_is_not_a_field_is_handed_on(
    state: dict[str, Any],
) -> None:
    fields = tuple(f for f in FIELDS["activity"] if f.name in ("name_lv", "date", "links"))
    values = {"name_lv": "Koncerts", "date": "2026-11-21", "links": ["a"], "place": {"how": "x"}}
    state["keeper"] = {"draft": {"form": "new activity", "values": values}}
    assert keeper.restore("new activity", fields, "p") == {"place": {"how": "x"}}
    assert state["p name_lv"] == "Koncerts"
    assert state["p date"].isoformat() == "2026-11-21"
    assert state["p links"] == ["a"]
    assert keeper.restore("new activity", fields, "p") == {}
    assert keeper.restore("new group", fields, "q") == {}


def test_what_a_draft_chose_and_is_no_longer_there_is_left_out(state: dict[str, Any]) -> None:
    state["links"], state["category"] = ["gone", "here"], "gone"
    seed_known("links", [], {"here"})
    seed_known("category", "here", {"here"})
    seed_known("area", "here", {"here"})
    assert state == {"links": ["here"], "category": None, "area": "here"}
