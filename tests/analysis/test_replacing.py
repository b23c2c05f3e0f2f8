"""What becomes of areas when one set of boundaries takes the place of another; invented squares."""

from __future__ import annotations

import pytest
from shapely import Point, Polygon, box

from geo.analysis.replacing import (
    AreaChange,
    area_changes,
    areas_of_points,
    difference_share,
    neighbours,
    successors,
)

WEST, EAST = box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)
OLD = {"west": WEST, "east": EAST}


def test_an_area_is_new_the_same_changed_or_gone() -> None:
    old = {"west": ("West", WEST), "east": ("East", EAST), "south": ("South", box(0, -9, 9, 0))}
    new = {
        "west": ("West", WEST),
        "north": ("North", box(0, 1000, 1000, 2000)),
        "east": ("Far east", box(1000, 0, 2100, 1000)),
    }
    assert area_changes(old, new) == [
        AreaChange("west", "West", "same"),
        AreaChange("north", "North", "new"),
        AreaChange("east", "Far east", "changed", pytest.approx(0.1)),
        AreaChange("south", "South", "gone"),
    ]


@pytest.mark.parametrize(("shift", "share"), [(0, 0), (4, 0.008), (500, 1)])
def test_what_two_shapes_do_not_share_is_their_difference(shift: float, share: float) -> None:
    assert difference_share(WEST, box(shift, 0, 1000 + shift, 1000)) == pytest.approx(share)


def test_borders_that_nearly_coincide_are_no_difference() -> None:
    """GEOS without a grid takes these two for shapes that share nothing."""
    one = Polygon([(500, -0.1), (0, 0.3), (-0.1, 499.9), (0, 499.9), (399.98, 499.98),
                   (499.9, 499.9)])  # fmt: skip
    other = Polygon([(0, 0.3), (500, -0.1), (499.9, 500), (-0.1, 499.9)])
    assert difference_share(other, one) < 0.001


def test_an_area_is_followed_by_its_key_by_cover_or_by_none() -> None:
    new = {
        "west": box(0, 0, 10, 1000),  # small, but it is still called so
        "centre": box(10, 0, 1100, 1000),
        "far": box(1100, 0, 1590, 1000),
        "farther": box(1590, 0, 2000, 1000),
    }
    assert successors(OLD, new) == {"west": ("west", 1.0), "east": (None, pytest.approx(0.49))}
    new["far"] = box(1100, 0, 1990, 1000)
    assert successors(OLD, new)["east"] == ("far", pytest.approx(0.89))
    assert successors(OLD, {}) == {"west": (None, 0.0), "east": (None, 0.0)}


def test_a_key_that_now_names_another_place_is_not_followed() -> None:
    swapped = {"west": EAST, "east": WEST}
    assert successors(OLD, swapped) == {"west": ("east", 1.0), "east": ("west", 1.0)}


def test_g12_a_place_on_a_border_has_the_first_area_only() -> None:
    points = [Point(1000, 5), Point(5, 5), Point(-5, 5), None]
    assert areas_of_points(points, OLD) == ["west", "west", None, None]
    assert areas_of_points(points[:1], {"east": EAST, "west": WEST}) == ["east"]


def test_neighbours_share_more_than_a_corner() -> None:
    corner = {**OLD, "north": box(1000, 1000, 2000, 2000)}
    assert neighbours(corner) == {"west": ("east",), "east": ("west", "north"), "north": ("east",)}
