"""Who fits whom, on squared paper: reasons by value, the order, and the laws of both."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from geo.analysis.matching import Match, helpers, needed, partners, stems
from geo.analysis.reach import Points
from geo.analysis.supply import supply
from geo.model.placing import NOWHERE
from geo.model.records import Records
from tests.analysis.squared import CORNER, EPSG, ground, records
from tests.tiny import TAXONOMY

WEST, EAST = box(0, 0, 1000, 1000), box(1000, 0, 3000, 1000)
TWO = {"west": WEST, "east": EAST}
GROUND = ground(WEST, EAST)
NEED = {"type": "loneliness", "area": "west", "target_groups": ("seniors",)}
HALL: dict[str, Any] = {"type": "meeting_place", "xy": (500, 1100)}


def metres(town: Records) -> Points:
    """Return every record's place in metres, NaN without one."""
    xy = np.full((len(town), 2), np.nan)
    found = supply(town, EPSG)
    for rows, points in zip(found.rows, found.points, strict=True):
        xy[rows] = points
    return xy


def who(town: Records, need: str = "problem-000") -> list[Match]:
    row = town.row_of(need)
    assert row is not None
    return helpers(town, TAXONOMY, GROUND, metres(town), row)


def ids(town: Records, found: list[Match]) -> list[str]:
    return [str(town.ids[one.row]) for one in found]


def keys(one: Match) -> tuple[list[str], list[str]]:
    return [reason.key for reason in one.reasons], [reason.key for reason in one.against]


# --- who can help -------------------------------------------------------------------------------


def test_a_helper_says_all_that_speaks_for_it() -> None:
    hall = {
        **HALL, "target_groups": ("seniors", "youth"), "languages": ("ru",), "cost": "free",
        "opening": "Tu 10:00-12:00", "confirmed_on": "2026-05-01",
    }  # fmt: skip
    town = records(TWO, resource=[hall], problem=[NEED])
    (one,) = who(town)
    assert keys(one) == (
        ["answers", "same_people", "distance", "opening", "languages", "cost", "confirmed_on"],
        [],
    )
    assert one.reasons[1].values == {"groups": ["seniors"]}
    assert one.distance_m == pytest.approx(600, abs=0.5)


def test_what_costs_money_is_not_said_to_be_free() -> None:
    town = records(TWO, resource=[{**HALL, "cost": "paid"}], problem=[NEED])
    assert "cost" not in keys(who(town)[0])[0]


def test_a_helper_says_all_that_speaks_against_it() -> None:
    far = {"type": "meeting_place", "xy": (500, 3501), "target_groups": ("youth",),
           "source_date": "2010"}  # fmt: skip
    town = records(TWO, resource=[far], problem=[NEED])
    assert keys(who(town)[0]) == (["answers"], ["other_people", "far", "old"])


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({"area": "west"}, (["answers", "same_area"], [])),
        ({"area": "east"}, (["answers"], ["only_area"])),
        ({}, (["answers"], ["no_place"])),
        ({"precision": "municipality"}, (["answers"], [])),
    ],
)
def test_without_an_exact_place_it_is_said_what_is_known(
    place: dict[str, Any], said: tuple[list[str], list[str]]
) -> None:
    town = records(TWO, resource=[{"type": "meeting_place", **place}], problem=[NEED])
    assert keys(who(town)[0]) == said


def test_what_answers_most_directly_is_first_and_what_is_for_others_last() -> None:
    town = records(
        TWO,
        resource=[HALL, {**HALL, "xy": (500, 600)}, {**HALL, "target_groups": ("seniors",)}],
        group=[{"type": "club", "area": "east"}, {"type": "club", "target_groups": ("youth",)}],
        problem=[NEED],
    )
    assert ids(town, who(town)) == [
        "group-000", "resource-002", "resource-001", "resource-000", "group-001"
    ]  # fmt: skip


def test_what_does_not_act_or_does_not_answer_helps_nobody() -> None:
    town = records(
        TWO,
        resource=[{**HALL, "status": "closed"}, {"type": "sport", "xy": (500, 500)}],
        problem=[NEED, {"type": "nothing_helps", "area": "east"}],
    )
    assert who(town) == who(town, "problem-001") == []


@given(st.permutations(range(4)))
def test_the_order_of_the_records_changes_no_answer(order: list[int]) -> None:
    rows = [
        {**HALL, "id": "a"},
        {**HALL, "id": "b", "xy": (100, 100)},
        {**HALL, "id": "c", "target_groups": ("seniors",)},
        {"id": "d", "type": "meeting_place", "area": "east"},
    ]
    town = records(TWO, resource=rows, problem=[NEED])
    turned = records(TWO, resource=[rows[place] for place in order], problem=[NEED])
    assert ids(turned, who(turned)) == ids(town, who(town)) == ["c", "b", "a", "d"]
    assert [keys(one) for one in who(turned)] == [keys(one) for one in who(town)]


# --- where a group is needed --------------------------------------------------------------------


def test_a_group_is_needed_first_where_nobody_of_its_kind_works() -> None:
    town = records(
        TWO,
        group=[{"type": "club", "target_groups": ("seniors",)}, {"type": "club", "area": "west"}],
        problem=[
            NEED, {**NEED, "area": "east"}, {**NEED, "area": "east"},
            {**NEED, "area": "east", "status": "closed"},
            {**NEED, "area": "east", "target_groups": ("youth",)},
            {"type": "idle_time", "area": "east"},
        ],
    )  # fmt: skip
    group = town.row_of("group-000")
    assert group is not None
    found = [
        (area, [str(town.ids[row]) for row in rows], alone)
        for area, rows, alone in needed(town, TAXONOMY, group)
    ]
    assert found == [
        (1, ["problem-001", "problem-002"], True),
        (0, ["problem-000"], False),
    ]


# --- partners -----------------------------------------------------------------------------------


def near(town: Records, **asked: Any) -> list[Match]:
    return partners(town, metres(town), **asked)


def test_within_a_radius_only_what_is_known_to_be_near_or_is_in_the_area() -> None:
    town = records(
        TWO,
        resource=[
            {"type": "sport", "xy": (500, 900)}, {"type": "sport", "xy": (500, 1100)},
            {"type": "sport", "area": "west"}, {"type": "sport", "area": "east"},
        ],
    )  # fmt: skip
    start = np.array([500.0, 500.0]) + CORNER
    assert ids(town, near(town, start=start, radius_m=500)) == ["resource-000"]
    found = near(town, start=start, radius_m=500, area=0)
    assert ids(town, found) == ["resource-000", "resource-002"]


def test_who_offers_what_a_group_seeks_and_seeks_what_it_offers_is_first() -> None:
    town = records(
        TWO,
        group=[{"type": "club", "area": "west"}, {"type": "council", "area": "west"},
               {"type": "council", "area": "east"}],
    )  # fmt: skip
    row = [town.row_of(f"group-00{number}") for number in range(3)]
    texts = {
        row[0]: (stems("music lessons"), stems("a large hall for concerts")),
        row[1]: (frozenset[str](), frozenset[str]()),
        row[2]: (stems("concert hall"), stems("musical evenings")),
    }
    found = near(town, start=None, area=0, group=row[0], texts=texts)
    assert ids(town, found) == ["group-002", "group-001"]
    assert keys(found[0])[0][:1] == ["offers_what_i_seek"]


def test_beginnings_of_longer_words_tell_a_common_subject() -> None:
    assert stems("vingrosana un vingrosanas telpas") == {"vingr", "telpa"}
    assert stems("") == frozenset()


@given(st.floats(100, 5000), st.floats(0, 5000))
def test_a_greater_radius_never_leaves_anybody_out(radius: float, more: float) -> None:
    rows = [{"type": "sport", "xy": (x, 500)} for x in range(0, 5000, 500)]
    town = records(TWO, resource=rows)
    start = np.array(CORNER)
    found = set(ids(town, near(town, start=start, radius_m=radius)))
    assert found <= set(ids(town, near(town, start=start, radius_m=radius + more)))


def test_nowhere_is_no_area_that_records_without_one_share() -> None:
    town = records(TWO, resource=[{"type": "sport"}])
    assert near(town, start=None, area=NOWHERE) == []
