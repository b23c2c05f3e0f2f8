"""What becomes of areas and records when one set of boundaries takes the place of another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from geo.analysis.moves import AreaChange, Located, area_changes, moves, successors

OLD = {"west": box(0, 0, 1000, 1000), "east": box(1000, 0, 2000, 1000)}


def test_an_area_is_new_the_same_changed_or_gone() -> None:
    new = {"west": OLD["west"], "north": box(0, 1000, 1000, 2000), "east": box(1000, 0, 2100, 1000)}
    assert area_changes({**OLD, "south": box(0, -9, 9, 0)}, new) == [
        AreaChange("west", "same"),
        AreaChange("north", "new"),
        AreaChange("east", "changed", pytest.approx(0.1)),
        AreaChange("south", "gone"),
    ]


@pytest.mark.parametrize(("shift", "carries"), [(0, True), (4, True), (6, False), (500, False)])
def test_figures_hold_only_while_the_area_is_nearly_the_same(shift: float, carries: bool) -> None:
    moved = {"west": box(shift, 0, 1000 + shift, 1000)}  # both ends differ
    (change, gone) = area_changes(OLD, moved)
    assert change.carries is carries
    assert not gone.carries


def test_the_same_corners_in_another_order_are_the_same_area() -> None:
    turned = {"west": box(0, 0, 1000, 1000, ccw=False)}
    assert area_changes({"west": OLD["west"]}, turned) == [AreaChange("west", "same")]


def test_an_area_is_followed_by_its_key_by_cover_or_by_none() -> None:
    new = {
        "west": box(0, 0, 10, 1000),  # small, but it is still called so
        "centre": box(10, 0, 1100, 1000),  # most of the old west, little of the old east
        "far": box(1100, 0, 1500, 1000),
        "farther": box(1500, 0, 2000, 1000),
    }
    assert successors(OLD, new) == {"west": "west", "east": None}
    new["centre"], new["far"] = box(10, 0, 1020, 1000), box(1020, 0, 1990, 1000)
    assert successors(OLD, new) == {"west": "west", "east": "far"}


def test_a_key_that_now_names_another_place_is_not_followed() -> None:
    swapped = {"west": OLD["east"], "east": OLD["west"]}
    assert successors(OLD, swapped) == {"west": "east", "east": "west"}
    assert successors(OLD, {}) == {"west": None, "east": None}


# --- records -------------------------------------------------------------------------------------

NEW = {"left": box(0, 0, 600, 1000), "right": box(600, 0, 2000, 1000)}


def moved(*records: Located) -> list[tuple[str | None, tuple[str, ...], str]]:
    found = moves(records, NEW, successors(OLD, NEW))
    return [(move.new.area, move.new.areas, move.why) for move in found]


def record(area: str | None, point: Point | None = None, areas: tuple[str, ...] = ()) -> Located:
    return Located("resource", "r", area, areas, point)


def test_an_exact_place_decides() -> None:
    assert moved(record("west", Point(500, 5))) == [("left", (), "place")]
    assert moved(record("west", Point(700, 5))) == [("right", (), "place")]


def test_without_a_place_the_area_that_covers_the_old_one_takes_over() -> None:
    assert moved(record("east")) == [("right", (), "covered")]


def test_where_no_area_takes_over_somebody_has_to_decide() -> None:
    assert moved(record("west")) == [(None, (), "undecided")]


def test_a_place_outside_every_area_goes_with_its_stated_area() -> None:
    assert moved(record("east", Point(9000, 9000))) == [("right", (), "covered")]


def test_a_record_without_an_area_keeps_to_its_place() -> None:
    assert moved(record(None, Point(500, 5)), record(None)) == []


def test_further_areas_follow_too() -> None:
    assert moved(record(None, None, ("east", "west"))) == [(None, ("right",), "undecided")]


def test_an_area_of_no_set_stays_as_it_was_written() -> None:
    assert moved(record("elsewhere")) == []


def test_nothing_moves_when_nothing_changes() -> None:
    records = [record("west", Point(5, 5)), record("east"), record(None, None, ("west", "east"))]
    assert moves(records, OLD, successors(OLD, OLD)) == []


def test_g12_a_place_on_a_border_goes_to_the_first_area_only() -> None:
    assert moved(record("west", Point(600, 5))) == [("left", (), "place")]


@given(
    st.lists(st.tuples(st.sampled_from(["west", "east", None]), st.integers(-1, 21)), max_size=20)
)
def test_r08_no_record_is_lost_and_none_is_counted_twice(
    places: list[tuple[str | None, int]],
) -> None:
    records = [
        Located("resource", str(number), area, (), Point(x * 100, 5) if x >= 0 else None)
        for number, (area, x) in enumerate(places)
    ]
    found = moves(records, NEW, successors(OLD, NEW))
    assert len({move.old.id for move in found}) == len(found)
    for move in found:
        assert move.new.area in {"left", "right", None}
        assert (move.new.area is None) == (move.why == "undecided")
    # whatever had an area either has one of the new ones or is told as undecided
    assert {move.old.id for move in found} == {one.id for one in records if one.area is not None}
