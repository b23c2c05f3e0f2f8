from __future__ import annotations

import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from geo.model.placing import NOWHERE, point_area

WEST, EAST = box(0, 0, 10, 10), box(10, 0, 20, 10)


def test_a_point_lies_in_the_area_around_it() -> None:
    points = [Point(5, 5), Point(15, 5), Point(25, 5), None]
    assert point_area(points, [WEST, EAST]).tolist() == [0, 1, NOWHERE, NOWHERE]


def test_g12_a_point_on_a_shared_border_belongs_to_the_first_area_only() -> None:
    on_border = [Point(10, 5), Point(10, 0)]
    assert point_area(on_border, [WEST, EAST]).tolist() == [0, 0]
    assert point_area(on_border, [EAST, WEST]).tolist() == [0, 0]


def test_g11_where_areas_overlap_a_point_belongs_to_the_first() -> None:
    wide = box(5, 0, 20, 10)
    assert point_area([Point(7, 5), Point(12, 5)], [WEST, wide]).tolist() == [0, 1]
    assert point_area([Point(7, 5), Point(12, 5)], [wide, WEST]).tolist() == [0, 0]


def test_an_area_without_a_shape_holds_nothing() -> None:
    assert point_area([Point(5, 5)], [None, WEST]).tolist() == [1]
    assert point_area([Point(5, 5)], []).tolist() == [NOWHERE]
    assert point_area([], [WEST]).tolist() == []


GRID = [box(x, y, x + 1, y + 1) for x in range(4) for y in range(4)]


halves_of_cells = st.tuples(st.integers(0, 8), st.integers(0, 8))


@given(st.lists(halves_of_cells, max_size=30), st.permutations(GRID))
def test_g12_the_counts_of_all_areas_add_up_to_the_total(
    halves: list[tuple[int, int]], areas: list[shapely.Polygon]
) -> None:
    points = [Point(x / 2, y / 2) for x, y in halves]  # corners, borders and middles
    codes = point_area(points, areas)
    assert NOWHERE not in codes
    for point, code in zip(points, codes, strict=True):
        assert areas[code].intersects(point)
        assert not any(area.intersects(point) for area in areas[:code])
