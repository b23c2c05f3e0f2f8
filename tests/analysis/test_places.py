"""Rows with coordinates are found in the town, whichever way their numbers stand."""

from __future__ import annotations

import geopandas as gpd
import pytest
from pyproj import Transformer

from geo.analysis.places import HERE, OUTSIDE, SWAPPED, Spot, locate
from geo.model.placing import NOWHERE
from tests.tiny import AREAS

EAST, NORTH = Transformer.from_crs(4326, 3059, always_xy=True).transform(26.05, 56.05)


def one(*place: float, areas: gpd.GeoDataFrame = AREAS) -> Spot:
    (spot,) = locate([(place[0], place[1])], areas, 3059)
    assert spot is not None
    return spot


def test_degrees_with_latitude_first() -> None:
    assert one(56.05, 26.05) == Spot(56.05, 26.05, 0, HERE)


@pytest.mark.parametrize("metres", [(EAST, NORTH), (NORTH, EAST)])
def test_metres_in_either_order(metres: tuple[float, float]) -> None:
    spot = one(*metres)
    assert (round(spot.lat, 6), round(spot.lon, 6)) == (56.05, 26.05)
    assert (spot.area, spot.state) == (0, HERE)


def test_swapped_degrees_are_noticed_and_never_turned_silently() -> None:
    assert one(26.05, 56.05) == Spot(26.05, 56.05, NOWHERE, SWAPPED)


def test_a_place_between_areas_is_in_the_town_and_in_none_of_them() -> None:
    assert one(56.05, 26.3) == Spot(56.05, 26.3, NOWHERE, HERE)


def test_a_place_just_beside_the_town_is_still_there() -> None:
    assert one(56.105, 26.05).state == HERE
    assert one(56.2, 26.05).state == OUTSIDE
    assert one(0, 0).state == OUTSIDE
    assert one(1e9, 1e9).state == OUTSIDE


def test_a_shared_border_belongs_to_the_first_area() -> None:
    assert one(56.05, 26.1).area == 0


def test_a_row_without_a_place_has_none() -> None:
    assert locate([None, (56.05, 26.15), None], AREAS, 3059) == [
        None,
        Spot(56.05, 26.15, 1, HERE),
        None,
    ]
    assert locate([], AREAS, 3059) == []


def test_a_town_without_areas_may_be_anywhere() -> None:
    assert one(-37.8, 145.0, areas=AREAS.iloc[:0]) == Spot(-37.8, 145.0, NOWHERE, HERE)
