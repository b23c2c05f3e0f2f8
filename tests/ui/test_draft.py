"""A kept draft brings back words and place; what it cannot mean is left out."""

from __future__ import annotations

import json
from typing import Any

import pytest
import streamlit as st
from hypothesis import given, strategies

from geo.acts.forms import Place
from geo.model.fields import FIELDS
from geo.model.forms import PLACES
from geo.ui import keeper
from geo.ui.place import kept_place, place_kept

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
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return what the session holds."""
    kept: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", kept)
    return kept


@given(place=Places)
def test_a_place_comes_back_from_the_browser_as_it_was_said(place: Place) -> None:
    assert place_kept(json.loads(json.dumps(kept_place(place))), "group") == place


@pytest.mark.parametrize(
    "kept",
    [None, "exact", [], {}, {"how": "bogus"}, {"how": "unknown"}, {"how": ["exact"]}],
    ids=str,
)
def test_a_place_that_the_kind_cannot_have_is_none(kept: Any) -> None:
    assert "unknown" not in PLACES["group"]
    assert place_kept(kept, "group") is None


@pytest.mark.parametrize("spot", [None, [1], ["a", "b"], [None, None], {"lat": 1}, 7])
def test_a_spot_that_is_none_is_still_to_be_said(spot: Any) -> None:
    assert place_kept({"how": "exact", "spot": spot, "areas": 3}, "resource") == Place("exact")


def draft(form: str, **values: Any) -> dict[str, Any]:
    return {"draft": {"form": form, "values": values}}


def test_a_draft_is_what_the_form_begins_with_until_the_form_is_done(
    state: dict[str, Any],
) -> None:
    assert keeper.restore("new group", "new group 0") == {}
    state["keeper"] = draft("new group", name_lv="Koris", place={"how": "area"})
    for _ in range(2):  # the page is drawn anew at every act
        assert keeper.restore("new group", "new group 0")["name_lv"] == "Koris"
    assert keeper.restore("new group", "new group 1") == {}, "the next group begins empty"
    assert keeper.restore("new resource", "new resource 1") == {}


@pytest.mark.parametrize("kept", [None, "x", {}, {"draft": None}, {"draft": {"form": "new group"}}])
def test_what_is_no_draft_restores_nothing(state: dict[str, Any], kept: Any) -> None:
    state["keeper"] = kept
    assert keeper.restore("new group", "new group 0") == {}


def test_what_a_control_could_not_say_is_left_out_of_a_draft() -> None:
    fields = FIELDS["activity"]
    good = {"name_lv": "K", "date": "2026-11-21", "links": ["a"], "people": 3, "outdated": True,
            "result_lv": None}  # fmt: skip
    assert keeper.fitting(fields, good) == good
    bad = {"name_lv": 3, "date": "2026-13-21", "links": "a", "people": -1, "outdated": "yes",
           "target_groups": [1], "volunteers": True, "bogus": "x"}  # fmt: skip
    assert keeper.fitting(fields, bad) == {}
