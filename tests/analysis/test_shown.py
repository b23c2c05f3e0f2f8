"""Which records a choice shows, in which order, and how many every other option would show."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.acts.snapshot import Snapshot
from geo.analysis.choice import MANY, SORTS, Choice
from geo.analysis.shown import FILTERS, Search, Shown, show
from geo.model.records import Records, gather
from geo.model.taxonomy import KINDS, Answer
from tests import tiny
from tests.choices import CHOICES, KEYS, NARROWING, REAL, Eye

RECORDS = tiny.tiny()
EVERYTHING = KINDS


def ranks(records: Records) -> dict[str, np.ndarray]:
    return {sort: np.arange(len(records), dtype=np.int32) for sort in SORTS}


def shown_by(choice: Choice, found: np.ndarray | None = None) -> Shown:
    if found is None:
        found = np.ones(len(RECORDS), dtype=bool)
    return show(RECORDS, tiny.TAXONOMY, choice, found, ranks(RECORDS))


def ids(choice: Choice, found: np.ndarray | None = None) -> set[str]:
    return set(RECORDS.ids[shown_by(choice, found).mask])


RESOURCES = {"r-hall", "r-gym", "r-border", "r-old", "r-lost"}
GROUPS = {"g-choir", "g-town"}


def test_the_opening_view_is_what_is_strong_and_who_acts() -> None:
    assert ids(Choice()) == RESOURCES | GROUPS
    assert shown_by(Choice()).kinds == ("resource", "group")


@pytest.mark.parametrize(
    ("name", "keys", "expected"),
    [
        ("category", ("meeting_place",), {"r-hall", "r-old", "r-lost", "p-lonely", "p-closed"}),
        ("category", ("sport",), {"r-gym", "r-border", "p-idle"}),
        ("category", ("club",), {"g-choir", "p-lonely", "p-closed"}),
        ("category", ("council",), {"g-town"}),
        ("category", ("sport", "council"), {"r-gym", "r-border", "p-idle", "g-town"}),
        ("category", ("ghost",), set()),
        ("problem", ("loneliness",),
         {"p-lonely", "p-closed", "r-hall", "r-old", "r-lost", "g-choir"}),
        ("problem", ("idle_time",), {"p-idle", "r-gym", "r-border"}),
        ("problem", ("nothing_helps",), {"p-none"}),
        ("for", ("seniors",), {"r-hall", "r-old", "g-choir", "p-lonely", "p-closed"}),
        ("for", ("children", "all"), {"r-gym", "g-town"}),
        ("for", ("ghost",), set()),
        ("area", ("west",), {"r-hall", "r-border", "g-choir", "p-lonely"}),
        ("area", ("west", "east"),
         {"r-hall", "r-border", "g-choir", "p-lonely", "r-gym", "r-old", "p-none"}),
        ("area", ("away",), set()),
        ("status", ("active",), {"r-hall", "r-gym", "r-old", "g-choir", "g-town"}),
        ("status", ("closed", "planned"), {"r-border", "p-closed", "r-lost"}),
    ],
)  # fmt: skip
def test_a_filter_lets_through_exactly_these(
    name: str, keys: tuple[str, ...], expected: set[str]
) -> None:
    mask = FILTERS[name].mask(RECORDS, tiny.TAXONOMY, keys)
    assert set(RECORDS.ids[mask]) == expected
    assert ids(Choice(kind=EVERYTHING).with_keys(name, keys)) == expected


def test_different_filters_are_joined_by_and_keys_inside_one_by_or() -> None:
    choice = Choice(kind=EVERYTHING, area=("west", "east"), target=("youth",), status=("closed",))
    assert ids(choice) == {"r-border"}
    assert ids(replace(choice, target=("youth", "seniors"))) == {"r-border"}
    assert ids(replace(choice, status=("closed", "active"))) == {"r-border", "r-gym"}


def test_free_text_narrows_like_any_filter() -> None:
    found = np.isin(RECORDS.ids, ["r-hall", "r-gym", "p-lonely"])
    assert ids(Choice(area=("west",)), found) == {"r-hall"}
    assert ids(Choice(kind=EVERYTHING, area=("west",)), found) == {"r-hall", "p-lonely"}


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        # asked for alone, needs bring along what answers the needs that are there
        (Choice(kind=("problem",)),
         {"p-lonely", "p-closed", "p-idle", "p-none", "r-hall", "r-old", "r-lost", "g-choir",
          "r-gym", "r-border"}),
        (Choice(kind=("problem",), area=("west",)), {"p-lonely", "r-hall", "g-choir"}),
        (Choice(kind=("problem",), area=("east",)), {"p-none"}),
        (Choice(kind=("problem",), target=("youth",)), {"p-idle", "r-gym", "r-border"}),
        # asked for by type, needs come with their answers even while only the others are on
        (Choice(problem=("idle_time",)), {"p-idle", "r-gym", "r-border"}),
    ],
)  # fmt: skip
def test_needs_are_never_shown_alone(choice: Choice, expected: set[str]) -> None:
    assert ids(choice) == expected


def test_a_kind_that_is_off_is_not_shown() -> None:
    assert ids(Choice(kind=("group",))) == GROUPS
    assert ids(Choice(kind=("resource",), problem=("loneliness",))) == {"r-hall", "r-old", "r-lost"}


def test_counts_are_those_of_the_other_filters() -> None:
    counts = shown_by(Choice(area=("west",), target=("youth",))).counts
    assert counts["area"] == {"west": 1, "east": 1, "away": 0}  # youth anywhere
    assert counts["for"] == {"seniors": 2, "youth": 1, "children": 0, "all": 0}  # anybody in west
    assert counts["category"] == {"meeting_place": 0, "sport": 1, "club": 0, "council": 0}
    assert counts["status"] == {"planned": 0, "active": 0, "closed": 1, "noticed": 0}
    assert counts["kind"] == {"resource": 1, "group": 0, "problem": 0}
    assert counts["problem"] == {"loneliness": 0, "idle_time": 1, "nothing_helps": 0}


def test_the_counts_of_kinds_say_what_switching_a_kind_on_would_add() -> None:
    assert shown_by(Choice()).counts["kind"] == {"resource": 5, "group": 2, "problem": 4}
    assert shown_by(Choice(kind=("group",))).counts["kind"] == {
        "resource": 5, "group": 2, "problem": 4,
    }  # fmt: skip


def test_a_key_of_two_vocabularies_and_an_answer_to_nothing_known_are_counted_right() -> None:
    taxonomy = replace(
        tiny.TAXONOMY,
        terms=(*tiny.TAXONOMY.terms, tiny.term("group_kind", "sport", asset_type="associations")),
        answers=(*tiny.TAXONOMY.answers, Answer("idle_time", "group_kind", "ghost", 1, {})),
    )
    records = gather(tiny.tables(), tiny.AREAS, taxonomy, today=tiny.TODAY)
    found = np.ones(len(records), dtype=bool)
    choice = Choice(kind=EVERYTHING)
    counts = show(records, taxonomy, choice, found, ranks(records)).counts["category"]
    chosen = choice.with_keys("category", ("sport",))
    assert counts["sport"] == len(show(records, taxonomy, chosen, found, ranks(records)).order)


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize(
    "kinds",
    [(), ("resource",), ("group",), ("problem",), ("resource", "problem"), EVERYTHING],
    ids=lambda kinds: "+".join(kinds) or "opening",
)
def test_a_count_is_what_choosing_the_option_shows_in_the_tiny_town(
    name: str, kinds: tuple[str, ...]
) -> None:
    start = Choice(kind=kinds)
    others = [start, *(start.with_keys("for", [key]) for key in ("seniors", "youth"))]
    others += [start.with_keys("area", ["west"]), start.with_keys("problem", ["loneliness"])]
    for choice in others:
        if choice.keys(name):
            continue
        counts = shown_by(choice).counts[name]
        assert counts == {
            option: int(shown_by(choice.with_keys(name, [option])).mask.sum()) for option in counts
        }, choice


def test_what_is_shown_is_counted_by_kind() -> None:
    shown = shown_by(Choice(kind=("problem",), area=("west",)))
    assert shown.kind_counts(RECORDS) == {"resource": 1, "group": 1, "problem": 1}


def test_the_list_follows_the_rank_of_the_chosen_order() -> None:
    backwards = {**ranks(RECORDS), "name": np.arange(len(RECORDS), dtype=np.int32)[::-1].copy()}
    found = np.ones(len(RECORDS), dtype=bool)
    by_kind = show(RECORDS, tiny.TAXONOMY, Choice(), found, backwards)
    by_name = show(RECORDS, tiny.TAXONOMY, Choice(sort="name"), found, backwards)
    assert by_kind.order.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert by_name.order.tolist() == [6, 5, 4, 3, 2, 1, 0]


def test_nothing_found_shows_nothing_and_counts_nothing() -> None:
    shown = shown_by(Choice(kind=EVERYTHING), np.zeros(len(RECORDS), dtype=bool))
    assert not shown.mask.any()
    assert shown.order.tolist() == []
    assert {count for counts in shown.counts.values() for count in counts.values()} == {0}


def test_an_empty_town_shows_nothing_and_counts_nothing() -> None:
    """U07."""
    records = tiny.no_records()
    shown = show(records, tiny.TAXONOMY, Choice(), np.ones(0, dtype=bool), ranks(records))
    assert shown.order.tolist() == []
    assert shown.counts["kind"] == {"resource": 0, "group": 0, "problem": 0}
    assert shown.counts["area"] == {"west": 0, "east": 0, "away": 0}
    assert shown.kind_counts(records) == {"resource": 0, "group": 0, "problem": 0}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", [True, True, True]),
        ("krizi", [True, False, True]),
        ("krizi klubs", [False, False, True]),
        ("klubs krizi", [False, False, True]),
        ("riz", [True, False, True]),
        ("nekas", [False, False, False]),
        ("krizi nekas", [False, False, False]),
    ],
)
def test_a_search_finds_texts_with_every_word(asked: str, found: list[bool]) -> None:
    search = Search(("krizi skola", "centrs", "klubs krizi"))
    assert search.mask(asked).tolist() == found


# --- laws on the real town ---------------------------------------------------------------------


@pytest.fixture
def eye(town: Snapshot) -> Eye:
    return Eye(town)


def test_the_laws_are_tried_on_keys_that_the_town_has(eye: Eye) -> None:
    assert KEYS["category"] == tuple(
        key for vocabulary, key in eye.town.records.types if vocabulary != "problem_type"
    )
    assert KEYS["for"] == eye.town.records.targets
    assert set(KEYS["area"]) == set(eye.town.records.areas)
    assert len(set(KEYS["status"]) & set(eye.town.records.statuses)) >= 3


@pytest.mark.parametrize("name", NARROWING)
@REAL
@given(choice=CHOICES)
def test_a_count_is_what_choosing_the_option_would_show(
    eye: Eye, name: str, choice: Choice
) -> None:
    choice = choice.with_keys(name, ())
    counts = eye(choice).counts[name]
    shown = {option: int(eye(choice.with_keys(name, [option])).mask.sum()) for option in counts}
    assert counts == shown


@REAL
@given(choice=CHOICES)
def test_a_count_of_a_kind_is_how_many_of_it_are_there_when_it_is_on(
    eye: Eye, choice: Choice
) -> None:
    counts = eye(choice).counts["kind"]
    every = eye(choice.with_keys("kind", KINDS))
    assert counts == every.kind_counts(eye.town.records)


@REAL
@given(choice=CHOICES, names=st.permutations(MANY), dice=st.randoms(use_true_random=False))
def test_the_order_of_filters_and_of_keys_does_not_matter(
    eye: Eye, choice: Choice, names: list[str], dice: Random
) -> None:
    again = Choice(q=choice.q, sort=choice.sort)
    for name in names:
        keys = list(choice.keys(name))
        dice.shuffle(keys)
        again = again.with_keys(name, keys)
    one, other = eye(choice), eye(again)
    assert np.array_equal(one.mask, other.mask)
    assert np.array_equal(one.order, other.order)
    assert one.counts == other.counts


@REAL
@given(
    choice=CHOICES,
    option=st.sampled_from([(name, key) for name, keys in KEYS.items() for key in keys]),
)
def test_one_more_filter_never_shows_more(
    eye: Eye, choice: Choice, option: tuple[str, str]
) -> None:
    # asking for a need switches needs on, so the kinds are held still
    choice = choice if choice.kind else choice.with_keys("kind", KINDS)
    name, key = option
    wide = eye(choice.with_keys(name, ())).mask
    narrow = eye(choice.with_keys(name, [key])).mask
    assert not (narrow & ~wide).any()


@REAL
@given(choice=CHOICES)
def test_the_list_is_the_mask_whatever_the_order(eye: Eye, choice: Choice) -> None:
    for sort in SORTS:
        shown = eye(replace(choice, sort=sort))
        assert sorted(shown.order.tolist()) == np.flatnonzero(shown.mask).tolist()


@REAL
@given(choice=CHOICES)
def test_a_need_is_never_shown_without_its_answers(eye: Eye, choice: Choice) -> None:
    """Field rule 3.7: what answers the shown needs in the same places is shown beside them."""
    choice = choice.with_keys("kind", ("problem",))
    choice = replace(choice, q="", status=(), category=(), problem=())
    shown = eye(choice)
    records = eye.town.records
    present = {records.types[code][1] for code in records.type[shown.mask & (records.kind == 2)]}
    answering = records.type_codes(sorted(eye.town.taxonomy.types_answering(present)))
    everything = eye(choice.with_keys("kind", KINDS)).mask
    expected = everything & ((records.kind == 2) | np.isin(records.type, answering))
    assert np.array_equal(shown.mask, expected)


def test_the_sums_over_the_areas_and_nowhere_are_the_total(eye: Eye) -> None:
    shown = eye(Choice(kind=KINDS))
    nowhere = int((eye.town.records.area == -1).sum())
    assert sum(shown.counts["area"].values()) + nowhere == len(eye.town.records)
