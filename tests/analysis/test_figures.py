"""The Bureau's areas are matched with the town's; cells and places are counted where they lie."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import shapely

from geo.analysis.figures import areas_meant, cells_inside, places_inside
from geo.model.disclosure import people
from geo.model.figures import Cell
from geo.words import fold


def area(key: str, name: str, *aliases: str) -> dict[str, Any]:
    return {"key": key, "name_lv": name, "name_ru": None, "name_en": "", "aliases": aliases}


TOWN = [
    area("centrs", "Centrs"),
    area("krizi", "Križi", "Крижи"),
    area("liginiski", "Ļiginišķi", "Liginišķi"),
]


def test_neighbourhoods_are_those_of_the_city_whose_names_fit_best() -> None:
    named = [
        ("LV", "Latvija"),
        ("LVRIG03", "Centrs"),
        ("LVDGV05", "Centrs"),
        ("LVDGV09", "Križi"),
        ("LVDGV12", "Liginiški"),
        ("LVVLM01", "Centrs"),
    ]
    assert areas_meant(named, TOWN, fold) == {
        ("LVDGV05", "Centrs"): "centrs",
        ("LVDGV09", "Križi"): "krizi",
        ("LVDGV12", "Liginiški"): "liginiski",
    }


def test_where_two_cities_fit_as_well_neither_is_meant() -> None:
    named = [("LVRIG03", "Centrs"), ("LVDGV05", "Centrs")]
    assert areas_meant(named, TOWN, fold) == {}


def test_a_code_that_the_town_knows_decides() -> None:
    named = [("LVRIG03", "Centrs"), ("LVDGV05", "Cits nosaukums")]
    town = [area("centrs", "Centrs", "LVDGV05"), area("0010015", "Latgale")]
    assert areas_meant(named, town, fold) == {("LVDGV05", "Cits nosaukums"): "centrs"}
    assert areas_meant([("0010015", "")], town, fold) == {("0010015", ""): "0010015"}


def test_parishes_are_meant_by_a_name_that_the_country_has_once() -> None:
    town = [area("naujene", "Naujenes pagasts"), area("sala", "Salas pagasts")]
    named = [
        ("LV0042450", "Naujenes pagasts"),
        ("LV0030100", "Salas pagasts (Jēkabpils novads)"),
        ("LV0030200", "Salas pagasts (Mārupes novads)"),
    ]
    assert areas_meant(named, town, fold) == {("LV0042450", "Naujenes pagasts"): "naujene"}


def test_a_table_without_codes_is_matched_by_names_that_stand_once() -> None:
    named = [("", "Centrs"), ("", "Križi"), ("", "Крижи")]
    assert areas_meant(named, TOWN, fold) == {("", "Centrs"): "centrs"}


def test_no_areas_and_no_figures_are_no_trouble() -> None:
    assert areas_meant([], TOWN, fold) == {}
    assert areas_meant([("LVDGV05", "Centrs")], [], fold) == {}


AREAS = gpd.GeoDataFrame(
    geometry=[shapely.box(26.50, 55.86, 26.53, 55.88), shapely.box(26.53, 55.86, 26.56, 55.88)],
    crs=4326,
)


def test_a_cell_counts_where_its_middle_lies() -> None:
    """Lon 26.5167, lat 55.8712 is about 657 460, 194 880 in LKS-92."""
    inside = Cell("a", 657_400, 194_800, 100, 2021, people(37))
    far = Cell("b", 313_500, 243_100, 100, 2021, people(5))
    assert cells_inside([far, inside], AREAS) == [inside]
    assert cells_inside([], AREAS) == []
    assert cells_inside([inside], AREAS.iloc[:0]) == []


def test_places_inside_are_told_by_latitude_and_longitude() -> None:
    assert places_inside([(55.87, 26.52), (26.52, 55.87), (55.87, 26.53)], AREAS) == [
        True,
        False,
        True,
    ]
    assert places_inside([], AREAS) == []
    assert places_inside([(55.87, 26.52)], AREAS.iloc[:0]) == [False]
