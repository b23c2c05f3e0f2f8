"""Every figure of tiny towns is counted on squared paper; laws hold for any town."""

from __future__ import annotations

import math
from datetime import datetime

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from geo.analysis.gaps import answering, figures, left_out, needs_noted, open_at
from geo.analysis.reach import Ground, nearest, shares
from geo.analysis.supply import acting, supply
from tests.analysis.squared import CLUB, CORNER, EPSG, SHOP, SPORT, ground, on_paper, records

WEST, EAST = box(0, 0, 1000, 1000), box(1000, 0, 3000, 1000)
TWO = {"west": WEST, "east": EAST}
CIRCLE = 0.994
"""A circle of 32 corners has this part of a circle's area."""


def at(*places: tuple[float, float]) -> np.ndarray:
    return np.array(places, dtype=float).reshape(-1, 2) + CORNER


def test_the_distance_runs_from_inside_the_area_in_a_straight_line() -> None:
    away, which = nearest(ground(WEST, EAST), at((500, 500), (2600, 500)))
    assert away.tolist() == [0.0, 600.0]
    assert which.tolist() == [0, 1]


def test_without_any_place_the_distance_is_infinite_and_nothing_is_reached() -> None:
    away, which = nearest(ground(WEST), at())
    assert away.tolist() == [math.inf] and which.tolist() == [-1]
    assert shares(ground(WEST), [at()], 500).area.tolist() == [0.0, 0.0]


def test_a_circle_inside_a_square_covers_its_part_of_it() -> None:
    found = shares(ground(WEST, EAST), [at((500, 500))], 500)
    part = math.pi * 500**2 / 1_000_000
    assert found.area[0] == pytest.approx(CIRCLE * part, abs=0.001)
    assert found.area[1] == pytest.approx(0, abs=1e-9)
    assert found.area[2] == pytest.approx(CIRCLE * part / 3, abs=0.001)


def test_a_circle_that_passes_a_border_covers_both_sides() -> None:
    found = shares(ground(WEST, EAST), [at((500, 500))], 1000)
    # beyond x = 1000: a strip of 366 m, full height, and the cap beyond x = 1366
    cap = 1000**2 * math.acos(0.8660254) - 866.0254 * 500
    assert found.area[0] == pytest.approx(1.0)
    assert found.area[1] == pytest.approx((366.0254 * 1000 + cap) / 2_000_000, rel=0.01)


def test_circles_that_overlap_are_counted_once() -> None:
    one = shares(ground(EAST), [at((2000, 500))], 300)
    same = shares(ground(EAST), [at((2000, 500), (2000, 500)), at((2000, 500))], 300)
    assert same.area.tolist() == one.area.tolist()


def test_an_exclave_belongs_to_its_area() -> None:
    exclave = shapely.union_all([box(0, 0, 100, 100), box(5000, 0, 5100, 100)])
    found = shares(ground(exclave), [at((5050, 50))], 500)
    assert found.area.tolist() == pytest.approx([0.5, 0.5])


def test_residents_are_counted_by_the_middle_of_their_cell() -> None:
    cells = at((50, 50), (950, 950), (2050, 50), (2950, 950))
    town = ground(
        WEST, EAST, cells=cells, cell_area=np.array([0, 0, 1, 1]),
        residents_min=np.array([30.0, 10, 60, 0]), residents_max=np.array([30.0, 10, 60, 0]),
    )  # fmt: skip
    found = shares(town, [at((50, 50))], 500)
    assert found.residents_min.tolist() == [0.75, 0.0, 0.3]
    assert found.residents_max.tolist() == [0.75, 0.0, 0.3]


def test_a_cell_of_one_to_ten_residents_makes_a_share_uncertain_and_is_never_five() -> None:
    cells = at((50, 50), (950, 950))
    town = ground(
        WEST, cells=cells, cell_area=np.array([0, 0]),
        residents_min=np.array([30.0, 1]), residents_max=np.array([30.0, 10]),
    )  # fmt: skip
    found = shares(town, [at((50, 50))], 500)
    assert (found.residents_min[0], found.residents_max[0]) == (30 / 40, 30 / 31)


def test_an_area_without_residents_has_no_share_and_not_nought() -> None:
    assert np.isnan(shares(ground(WEST), [at((5, 5))], 500).residents_min).all()


def test_what_acts_counts_and_what_is_closed_planned_or_asleep_does_not() -> None:
    town = records(
        TWO,
        resource=[
            {"type": "meeting_place", "xy": (500, 500)},
            {"type": "meeting_place", "xy": (600, 500), "status": "closed"},
            {"type": "meeting_place", "xy": (700, 500), "status": "planned"},
            {"type": "meeting_place", "area": "west"},
            {"type": "sport", "xy": (2000, 500)},
        ],
        group=[
            {"type": "club", "area": "east", "status": "dormant"},
            {"type": "club", "area": "east"},
        ],
    )
    assert int(acting(town).sum()) == 4
    there = supply(town, EPSG)
    shop, sport, club = (there.columns([one])[0] for one in (SHOP, SPORT, CLUB))
    assert there.count[:, [shop, sport, club]].tolist() == [[2, 0, 0], [0, 1, 1]]
    assert there.placeless[[shop, sport, club]].tolist() == [1, 0, 1]
    assert there.points[shop].tolist() == pytest.approx([500 + CORNER[0], 500 + CORNER[1]]) or (
        np.allclose(there.points[shop], at((500, 500)), atol=0.01)
    )


def test_a_group_counts_in_every_area_it_names_and_once_in_each() -> None:
    town = records(TWO, group=[{"type": "club", "area": "west", "areas": ("west", "east")}])
    there = supply(town, EPSG)
    assert there.count[:, there.columns([CLUB])].tolist() == [[1], [1]]


def test_a_record_on_the_border_counts_in_one_area_only() -> None:
    there = supply(records(TWO, resource=[{"type": "sport", "xy": (1000, 500)}]), EPSG)
    assert int(there.count.sum()) == 1


def test_the_figures_of_a_need_name_the_nearest_of_what_answers_it() -> None:
    town = records(
        TWO,
        resource=[
            {"type": "meeting_place", "xy": (2600, 500)},
            {"type": "sport", "xy": (500, 500)},
        ],
        group=[{"type": "club", "area": "west"}],
    )
    found = figures(ground(WEST, EAST), supply(town, EPSG), [SHOP, CLUB])
    assert found.known
    assert found.count.tolist() == [1, 1]
    assert found.nearest_m.round(2).tolist() == [2100.0, 600.0]
    assert [town.ids[row] for row in found.nearest_row] == ["resource-000"] * 2
    assert found.placeless == 1


def test_no_data_is_no_zero() -> None:
    town = records(TWO, resource=[{"type": "sport", "xy": (500, 500)}])
    found = figures(ground(WEST, EAST), supply(town, EPSG), [SHOP])
    assert not found.known
    assert np.isinf(found.nearest_m).all() and found.nearest_row.tolist() == [-1, -1]


def test_needs_are_counted_by_type_and_area_with_those_of_the_whole_town_apart() -> None:
    town = records(
        TWO,
        problem=[
            {"type": "loneliness", "area": "west"},
            {"type": "loneliness"},
            {"type": "idle_time", "area": "east", "status": "closed"},
        ],
    )
    assert {key: counts.tolist() for key, counts in needs_noted(town).items()} == {
        "loneliness": [1, 0, 1]
    }


def test_people_whom_no_answer_is_for_are_named() -> None:
    town = records(
        TWO,
        resource=[{"type": "meeting_place", "xy": (500, 500), "target_groups": ("youth",)}],
        problem=[{"type": "loneliness", "area": "west", "target_groups": ("seniors", "youth")}],
    )
    needs, answers = town.kind == 2, town.kind == 0
    assert left_out(town, needs, answers) == ("seniors",)
    everybody = records(TWO, resource=[{"type": "meeting_place", "xy": (500, 500)}])
    assert left_out(everybody, everybody.kind == 2, everybody.kind == 0) == ()


def test_an_answer_near_the_area_counts_as_near_and_one_far_away_does_not() -> None:
    town = records(TWO, resource=[{"type": "sport", "xy": (1100, 500)},
                                  {"type": "sport", "xy": (2900, 500)}])  # fmt: skip
    there, where = supply(town, EPSG), ground(WEST, EAST)
    near = answering(town, where, figures(where, there, [SPORT]), there, 0, within_m=1000)
    assert town.ids[near].tolist() == ["resource-000"]


def test_open_at_a_time_counts_the_unknown_apart() -> None:
    rows = [
        {"type": "sport", "xy": (1, 1), "opening": "Mo-Fr 09:00-17:00"},
        {"type": "sport", "xy": (2, 2), "opening": "Sa 09:00-17:00"},
        {"type": "sport", "xy": (3, 3), "opening": None},
    ]
    town = records(TWO, resource=rows)
    monday = datetime(2026, 11, 23, 10, 0)
    assert open_at(town, acting(town), monday) == (1, 1)


# --- laws ------------------------------------------------------------------------------------

PLACES = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 1000)), max_size=12)
RADIUS = st.sampled_from([200, 500, 1000])


@given(PLACES, st.tuples(st.integers(0, 3000), st.integers(0, 1000)), RADIUS)
def test_one_more_place_never_widens_a_gap(
    places: list[tuple[int, int]], more: tuple[int, int], radius: int
) -> None:
    town = ground(WEST, EAST)
    before, after = (shares(town, [at(*some)], radius) for some in (places, [*places, more]))
    assert (after.area >= before.area - 1e-9).all()
    assert (nearest(town, at(*places, more))[0] <= nearest(town, at(*places))[0]).all()


@given(PLACES, st.integers(-2000, 2000), st.integers(-2000, 2000), RADIUS)
def test_moving_everything_by_the_same_metres_changes_nothing(
    places: list[tuple[int, int]], east: int, north: int, radius: int
) -> None:
    here = ground(WEST, EAST)
    by = np.array((east, north))
    there = Ground(shapely.transform(here.shapes, lambda xy: xy + by), here.anchors + by)
    moved = at(*places) + by
    assert np.allclose(
        shares(here, [at(*places)], radius).area, shares(there, [moved], radius).area, atol=1e-9
    )
    if places:
        assert np.allclose(nearest(here, at(*places))[0], nearest(there, moved)[0])


@given(PLACES, RADIUS)
def test_the_shares_of_areas_add_up_to_the_towns(
    places: list[tuple[int, int]], radius: int
) -> None:
    town = ground(WEST, EAST)
    found = shares(town, [at(*places)], radius).area
    assert (found[:2] * town.sizes_m2).sum() == pytest.approx(found[2] * town.sizes_m2.sum())


@given(PLACES, RADIUS, st.randoms())
def test_the_order_of_places_does_not_matter(
    places: list[tuple[int, int]], radius: int, random: object
) -> None:
    mixed = list(places)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    town = ground(WEST, EAST)
    assert np.array_equal(
        shares(town, [at(*places)], radius).area, shares(town, [at(*mixed)], radius).area
    )


@given(
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 1000)), min_size=1, max_size=60), RADIUS
)
def test_leaving_out_circles_that_add_nothing_changes_nothing(
    places: list[tuple[int, int]], radius: int
) -> None:
    town = ground(WEST, EAST)
    circles = shapely.union_all([Point(xy).buffer(radius, quad_segs=8) for xy in at(*places)])
    plain = [circles.intersection(on_paper(shape)).area / shape.area for shape in (WEST, EAST)]
    assert shares(town, [at(*places)], radius).area[:2] == pytest.approx(plain, abs=1e-9)
