"""Reference systems known by their numbers, and known answers of the way to degrees."""

from __future__ import annotations

import math

import pytest
import shapely
from shapely import Point, box

from geo.analysis.coordinates import Recognised, metric_crs, recognise_crs, to_wgs84, transformed

PRJ = (
    'PROJCS["LKS_1992_Latvia_TM",GEOGCS["GCS_LKS_1992",DATUM["D_Latvia_1992",SPHEROID["GRS_1980",'
    '6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],'
    'PARAMETER["False_Northing",-6000000.0],PARAMETER["Central_Meridian",24.0],'
    'PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
RIGA = (24.0, 56.8, 24.3, 57.1)
RIGA_LKS = (496_869.0, 303_000.0, 517_000.0, 327_000.0)


def turned(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = bounds
    return south, west, north, east


def test_degrees_in_latvia_need_no_question() -> None:
    assert recognise_crs(RIGA, None) == Recognised(4326, False, "degrees")
    assert recognise_crs(RIGA, "EPSG:4326") == Recognised(4326, False, "said")
    assert recognise_crs(RIGA, "urn:ogc:def:crs:OGC:1.3:CRS84").is_sure
    assert recognise_crs(RIGA, "EPSG:4258") == Recognised(4326, False, "said")


@pytest.mark.parametrize("said", [None, "EPSG:4326"])
def test_g06_latitude_before_longitude_is_noticed_and_asked_about(said: str | None) -> None:
    found = recognise_crs(turned(RIGA), said)
    assert found == Recognised(4326, True, "swapped")
    assert not found.is_sure


@pytest.mark.parametrize("said", [None, "EPSG:4326", "no system at all"])
def test_g07_lks92_is_known_by_the_size_of_its_numbers_and_asked_about(said: str | None) -> None:
    found = recognise_crs(RIGA_LKS, said)
    assert found == Recognised(3059, False, "size")
    assert not found.is_sure


@pytest.mark.parametrize("said", ["EPSG:3059", "urn:ogc:def:crs:EPSG::3059", PRJ])
def test_a_file_that_names_lks92_is_believed(said: str) -> None:
    assert recognise_crs(RIGA_LKS, said) == Recognised(3059, False, "said")


@pytest.mark.parametrize("said", [None, "EPSG:3059", PRJ])
def test_g07_northing_before_easting_is_noticed(said: str | None) -> None:
    """The official order of EPSG:3059 is northing, easting; some files keep to it."""
    assert recognise_crs(turned(RIGA_LKS), said) == Recognised(3059, True, "swapped")


def test_where_both_orders_lie_in_latvia_the_town_decides() -> None:
    ventspils = (21.5, 57.3, 21.65, 57.45)
    either = (363_000.0, 353_000.0, 364_000.0, 354_000.0)
    assert not recognise_crs(either, None).swapped
    assert recognise_crs(either, None, ventspils) == Recognised(3059, True, "swapped")


def test_web_mercator_is_known_by_its_size() -> None:
    mercator = (2_671_667.0, 7_710_000.0, 2_700_000.0, 7_800_000.0)
    assert recognise_crs(mercator, None) == Recognised(3857, False, "size")


def test_utm_could_be_two_zones_and_is_asked_for() -> None:
    assert recognise_crs((500_000.0, 6.31e6, 510_000.0, 6.32e6), None).epsg is None
    assert recognise_crs((500_000.0, 6.31e6, 510_000.0, 6.32e6), "EPSG:25835").epsg == 25835


@pytest.mark.parametrize("bounds", [(1.0, 2.0, 1e9, 1e9), (-4e7, -4e7, 4e7, 4e7)])
def test_numbers_of_no_known_system_are_asked_about(
    bounds: tuple[float, float, float, float],
) -> None:
    assert recognise_crs(bounds, None) == Recognised(None, False, "unknown")


def test_a_town_elsewhere_may_use_its_own_system() -> None:
    assert recognise_crs((26.6, 58.33, 26.8, 58.4), None) == Recognised(4326, False, "degrees")
    assert recognise_crs((-123.2, 49.2, -123.0, 49.3), None).epsg == 4326
    assert recognise_crs((49.2, -123.2, 49.3, -123.0), None) == Recognised(4326, True, "swapped")
    oslo = (590_000.0, 6.63e6, 610_000.0, 6.65e6)
    assert recognise_crs(oslo, "EPSG:25832") == Recognised(25832, False, "said")


# --- known answers -------------------------------------------------------------------------------


def meridian_m(lat: float) -> float:
    """Return the arc from the equator on GRS 80 by its series (third flattening n, to n⁴)."""
    a, f = 6_378_137.0, 1 / 298.257222101
    n, phi = f / (2 - f), math.radians(lat)
    return (a / (1 + n)) * (
        (1 + n**2 / 4 + n**4 / 64) * phi
        - (3 / 2) * (n - n**3 / 8) * math.sin(2 * phi)
        + (15 / 16) * (n**2 - n**4 / 4) * math.sin(4 * phi)
        - (35 / 48) * n**3 * math.sin(6 * phi)
        + (315 / 512) * n**4 * math.sin(8 * phi)
    )


@pytest.mark.parametrize("lat", [55.7, 56.95, 58.0])
def test_g07_on_the_central_meridian_the_answer_is_known(lat: float) -> None:
    """East 500 000 m; north 0.9996 of the arc less 6 000 000 m: the definition of LKS-92."""
    lks = Point(500_000, 0.9996 * meridian_m(lat) - 6_000_000)
    (there,) = to_wgs84([lks], 3059)
    assert (there.x, there.y) == pytest.approx((24, lat), abs=1e-8)
    (there,) = to_wgs84([Point(lks.y, lks.x)], 3059, swapped=True)
    assert (there.x, there.y) == pytest.approx((24, lat), abs=1e-8)


def test_g07_daugavpils_lies_east_of_the_meridian_and_south_of_riga() -> None:
    daugavpils, riga = to_wgs84([Point(658_000, 194_500), Point(506_500, 312_000)], 3059)
    assert (daugavpils.x, daugavpils.y) == pytest.approx((26.52, 55.87), abs=0.02)
    assert (riga.x, riga.y) == pytest.approx((24.107, 56.95), abs=0.01)


def test_g06_swapped_degrees_change_places() -> None:
    (there,) = to_wgs84([Point(56.95, 24.1)], 4326, swapped=True)
    assert (there.x, there.y) == (24.1, 56.95)


def test_there_and_back_is_the_same_place() -> None:
    area = box(658_000, 194_000, 659_000, 195_000)
    (there,) = transformed([area], 3059, 4326)
    (back,) = transformed([there], 4326, 3059)
    assert shapely.equals_exact(area, back, tolerance=1e-3)


def test_what_is_missing_stays_missing() -> None:
    assert to_wgs84([None, Point(500_000, 300_000)], 3059)[0] is None


def test_metres_fit_the_town() -> None:
    assert metric_crs((26.4, 55.8, 26.6, 56.0)) == 3059
    assert metric_crs((10.6, 59.8, 10.9, 60.0)) == 32632
    assert metric_crs((-58.5, -34.7, -58.3, -34.5)) == 32721
    assert metric_crs((179.5, 1.0, 180.0, 1.5)) == 32660
