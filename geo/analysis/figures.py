"""Which of a town's areas the Bureau means, and which cells of its grid lie in the town. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.model.figures import GRID_CRS, Cell

Named = tuple[str, str]
"""Code and name by which the Bureau calls an area; one of them may be empty."""

_OF_A_CITY = re.compile(r"(LV[A-Z]{3}|\d{5})\d{2}")
"""Codes of neighbourhoods: a city's begin alike (``LVRIG15``, before 2024 ``0010015``)."""

_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")


def areas_meant(
    named: Iterable[Named],
    areas: Iterable[Mapping[str, Any]],
    fold: Callable[[str], str],
    *,
    codes: Mapping[str, str] = MappingProxyType({}),
) -> dict[Named, str]:
    """Return the key of the town's area for each area of the Bureau that is one of them.

    A code that is an area's key or alias, or is known to be an area's, decides. Otherwise names do:
    neighbourhoods are taken from the one city whose names fit most of the town's areas, since
    «Centrs» is in many; what is no neighbourhood only where the country has one of that name. What
    two areas could be meant by is left out.

    Parameters
    ----------
    areas
        ``key``, ``name_lv``, ``name_ru``, ``name_en`` and ``aliases`` of the town's areas.
    codes
        Area by a code that an earlier file gave a name to.
    """
    wanted = list(dict.fromkeys(named))
    by_code: dict[str, str] = {}
    by_name: dict[str, set[str]] = defaultdict(set)
    for area in areas:
        names = [area.get(f"name_{lang}") or "" for lang in ("lv", "ru", "en")]
        for name in (*names, *area["aliases"]):
            by_name[_plain(name, fold)].add(area["key"])
        for code in (area["key"], *area["aliases"]):
            by_code[code.casefold()] = area["key"]
    keys_here = set(by_code.values())
    by_code |= {code.casefold(): key for code, key in codes.items() if key in keys_here}
    meant = {one: by_code[one[0].casefold()] for one in wanted if one[0].casefold() in by_code}
    groups: dict[str, list[tuple[Named, str]]] = defaultdict(list)
    for one in wanted:
        keys = by_name.get(_plain(one[1], fold), set()) if one[1] else set()
        if one not in meant and len(keys) == 1:
            match = _OF_A_CITY.fullmatch(one[0])
            groups[match[1] if match else ""].append((one, next(iter(keys))))
    elsewhere = groups.pop("", [])
    cities = sorted(groups.values(), key=len, reverse=True)
    if cities and (len(cities) == 1 or len(cities[0]) > len(cities[1])):
        _add(meant, cities[0])
    _add(meant, elsewhere)
    return meant


def _add(meant: dict[Named, str], pairs: Sequence[tuple[Named, str]]) -> None:
    """Add the pairs whose area nothing else means."""
    taken = set(meant.values())
    times: dict[str, int] = defaultdict(int)
    for _, key in pairs:
        times[key] += 1
    for one, key in pairs:
        if key not in taken and times[key] == 1:
            meant[one] = key


def _plain(name: str, fold: Callable[[str], str]) -> str:
    return fold(_IN_BRACKETS.sub("", name))


def cells_inside(cells: Sequence[Cell], areas: gpd.GeoDataFrame) -> list[Cell]:
    """Return the cells whose middle lies in one of the areas (EPSG:4326), in their order."""
    if not cells or areas.empty:
        return []
    town = areas.geometry.to_crs(GRID_CRS).union_all()
    shapely.prepare(town)
    half = np.array([cell.size_m / 2 for cell in cells])
    east = np.array([cell.east for cell in cells]) + half
    north = np.array([cell.north for cell in cells]) + half
    inside = shapely.contains_xy(town, east, north)
    return [cell for cell, is_inside in zip(cells, inside, strict=True) if is_inside]


def places_inside(places: Sequence[tuple[float, float]], areas: gpd.GeoDataFrame) -> list[bool]:
    """Return for each (lat, lon) whether it lies in one of the areas (EPSG:4326)."""
    if not places or areas.empty:
        return [False] * len(places)
    town = areas.geometry.union_all()
    shapely.prepare(town)
    lat, lon = np.array(places).T
    return [bool(one) for one in shapely.intersects_xy(town, lon, lat)]
