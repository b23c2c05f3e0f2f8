"""A click changes the choice; what the browser sends is checked, never trusted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.acts.choose import choose
from geo.acts.look import View, look, page_of, patch_of
from geo.acts.panel import panel_of
from geo.acts.snapshot import Snapshot
from geo.analysis.choice import MANY, SORTS, Choice
from geo.model.taxonomy import KINDS
from tests.analysis.test_choice import as_query
from tests.choices import REAL, Eye


@pytest.fixture
def eye(town: Snapshot) -> Eye:
    return Eye(town)


def seen(town: Snapshot, choice: Choice | None = None) -> View:
    return look(town, choice or Choice(), "lv")


START = Choice(q="x", area=("krizi",), sort="name", open="area:krizi")


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ({"q": "skola"}, replace(START, q="skola", open="")),
        ({"q": ""}, replace(START, q="", open="")),
        ({"toggle": ["for", "seniors"]}, replace(START, target=("seniors",))),
        ({"toggle": ["area", "krizi"]}, replace(START, area=())),
        ({"toggle": ["area", "centrs"]}, replace(START, area=("krizi", "centrs"))),
        ({"set": {"area": ["centrs"], "kind": []}}, replace(START, area=("centrs",))),
        ({"clear": True}, Choice(sort="name", open="area:krizi")),
        ({"sort": "date"}, replace(START, sort="date")),
        ({"area": "centrs"}, replace(START, open="area:centrs")),
        ({"open": ""}, replace(START, open="")),
        ({"open": "area:centrs"}, replace(START, open="area:centrs")),
        ({"kind": "problem"}, replace(START, kind=KINDS)),
        ({"toggle": ["kind", "group"]}, replace(START, kind=("resource",))),
        ({"hours": "now"}, replace(START, hours="now")),
        ({"hours": "Tu-14:00"}, replace(START, hours="Tu-14:00")),
        ({"toggle": ["hours", "now"]}, replace(START, hours="now")),
        ({"hours": "Tu-25:00"}, START),
        ({"since": "2026-10-01"}, replace(START, since="2026-10-01")),
        ({"toggle": ["since", "2026-10-01"]}, replace(START, since="2026-10-01")),
        ({"since": "2026-02-30"}, START),
        ({"since": "0202-10-01"}, START),
        ({"open": "town"}, replace(START, open="town")),
    ],
    ids=str,
)
def test_an_act_changes_what_it_says(town: Snapshot, act: dict[str, Any], expected: Choice) -> None:
    assert choose(seen(town, START), act) == expected


@pytest.mark.parametrize(
    "act", [{"q": "skola"}, {"toggle": ["for", "seniors"]}, {"clear": True}, {"sort": "date"},
            {"set": {"area": ["centrs"]}}, {"kind": "problem"}, {"hours": "now"}], ids=str,
)  # fmt: skip
def test_whatever_changes_the_list_goes_back_to_its_first_page(
    town: Snapshot, act: dict[str, Any]
) -> None:
    assert choose(seen(town, Choice(page=2)), act).page == 1


def test_what_is_chosen_is_taken_away_by_choosing_it_once_more(town: Snapshot) -> None:
    chosen = Choice(hours="Tu-14:00", since="2026-10-01", open="area:krizi")
    view = seen(town, chosen)
    assert choose(view, {"toggle": ["hours", "Tu-14:00"]}) == replace(chosen, hours="")
    assert choose(view, {"toggle": ["since", "2026-10-01"]}) == replace(chosen, since="")
    assert choose(view, {"hours": ""}) == replace(chosen, hours="")
    assert choose(view, {"clear": True}) == replace(chosen, hours="")


def test_showing_everything_closes_what_is_not_there(town: Snapshot) -> None:
    assert choose(seen(town, Choice(q="x", open="nobody")), {"clear": True}) == Choice()
    assert choose(seen(town, Choice(q="x", open="town")), {"clear": True}) == Choice(open="town")


def test_turning_a_page_stays_within_the_list(town: Snapshot) -> None:
    view = seen(town)
    assert view.pages == 2
    assert choose(view, {"page": 2}).page == 2
    assert choose(view, {"page": 0}).page == 1
    assert choose(view, {"page": -5}).page == 1
    assert choose(view, {"page": 10**30}).page == 2


@pytest.mark.parametrize("kind", ["resource", "group"])
def test_something_always_stays_on(town: Snapshot, kind: str) -> None:
    only = Choice(kind=(kind,))
    assert choose(seen(town, only), {"kind": kind}) == only


def test_switching_back_to_the_opening_kinds_is_the_start(town: Snapshot) -> None:
    assert choose(seen(town, Choice(kind=KINDS)), {"kind": "problem"}) == Choice()
    assert choose(seen(town, Choice(kind=("group",))), {"kind": "resource"}) == Choice()


def test_opening_a_record_turns_to_its_page(town: Snapshot) -> None:
    view = seen(town)
    last = town.records.ids[look(town, Choice(page=2), "lv").page_rows()[-1]]
    opened = choose(view, {"open": last})
    assert (opened.open, opened.page) == (last, 2)
    assert opened.page == page_of(view, last)


def test_a_picked_sign_opens_its_record(town: Snapshot) -> None:
    layer = town.layer("records")
    assert layer is not None
    placed = [i for i, here in zip(town.records.ids, town.records.placed, strict=True) if here]
    for place in (0, len(placed) - 1):
        act = {"pick": place, "layer": layer.address, "n": 7}
        assert choose(seen(town), act).open == placed[place]


@pytest.mark.parametrize(("place", "layer"), [(-1, None), (10_000, None), (0, "records.0.json"),
                                              (0, ""), (0, "areas")])  # fmt: skip
def test_a_pick_of_no_sign_or_an_older_layer_opens_nothing(
    town: Snapshot, place: int, layer: str | None
) -> None:
    known = town.layer("records")
    assert known is not None
    act = {"pick": place, "layer": known.address if layer is None else layer}
    assert choose(seen(town), act).open == ""


NONSENSE: list[Any] = [
    {},
    {"x": 1},
    {"q": None},
    {"q": ["a"]},
    {"clear": False},
    {"clear": "yes"},
    {"toggle": "for"},
    {"toggle": ["for"]},
    {"toggle": ["for", 1]},
    {"toggle": ["level", "internal"]},
    {"toggle": ["q", "x"]},
    {"toggle": ["area", "atlantis"]},
    {"toggle": ["for", "<script>"]},
    {"toggle": ["kind", "ghost"]},
    {"kind": "ghost"},
    {"kind": 1},
    {"set": []},
    {"set": {"level": ["internal"]}},
    {"set": {"area": "krizi"}},
    {"set": {"area": None}},
    {"set": {"page": [2]}},
    {"sort": "level"},
    {"sort": 1},
    {"page": "2"},
    {"page": 1.5},
    {"page": None},
    {"area": "atlantis"},
    {"area": ["krizi"]},
    {"pick": "0", "layer": "x"},
    {"pick": 0},
    {"open": 1},
    {"open": None},
    {"level": "internal"},
]


@pytest.mark.parametrize("act", NONSENSE, ids=str)
def test_an_act_that_makes_no_sense_is_none(town: Snapshot, act: Any) -> None:
    choice = Choice(area=("krizi",), open="area:krizi")
    assert choose(seen(town, choice), act) == choice


def test_a_set_of_unknown_keys_keeps_the_known_ones(town: Snapshot) -> None:
    act = {"set": {"area": ["krizi", "atlantis", 5, None], "for": ["ghost"]}}
    assert choose(seen(town), act) == Choice(area=("krizi",))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=8,
)
WORD = st.sampled_from(
    [*MANY, *KINDS, *SORTS, "krizi", "seniors", "active", "ghost", "", "area:krizi"]
)
ACTS = st.dictionaries(
    st.sampled_from(["q", "clear", "kind", "toggle", "set", "sort", "page", "area", "pick", "layer",
                     "open", "n", "level"]),
    JSON | WORD | st.lists(WORD | JSON, max_size=3) | st.dictionaries(WORD, JSON | st.lists(WORD)),
    max_size=3,
)  # fmt: skip


@REAL
@given(acts=st.lists(ACTS, min_size=1, max_size=4))
def test_no_acts_whatever_lead_anywhere_but_to_a_choice(eye: Eye, acts: list[Any]) -> None:
    choice = Choice()
    for act in acts:
        view = look(eye.town, choice, "ru")
        choice = choose(view, act)
        assert isinstance(choice, Choice)
        assert choice.sort in SORTS
        assert type(choice.page) is int
        assert Choice.from_address(as_query(choice.address())) == choice
        view = look(eye.town, choice, "ru")
        assert panel_of(view, patch_of(view, "light")["token"])["list"]["page"] >= 1


@pytest.mark.parametrize("act", [{"q": "\ud800"}, {"open": "\ud800"}, {"q": "\x00"}])
def test_half_a_letter_from_the_browser_does_not_break_the_page(
    town: Snapshot, act: dict[str, str]
) -> None:
    """JSON can carry a lone surrogate, which no address and no answer can."""
    view = look(town, choose(seen(town), act), "lv")
    panel = panel_of(view, patch_of(view, "light")["token"])
    assert panel["list"]["downloads"]["query"]
    str(panel).encode("utf-8")
