"""Areas of a new set of boundaries: the key that each has, and what goes on from the old one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.analysis.findings import Drawn, Examination
from geo.model.fields import LANGUAGES
from geo.words import fold

_FIGURES = (
    "population", "population_year", "population_min", "population_max", "population_source",
    *(f"{stem}_{lang}" for stem in ("population_note", "bounds") for lang in LANGUAGES),
)  # fmt: skip
"""What was counted or described of one shape and holds for no other."""

Row = dict[str, Any]


def keys_of(
    examination: Examination, numbers: Sequence[int], present: gpd.GeoDataFrame
) -> list[str]:
    """Return the key of each area, no two the same.

    An area keeps its key when its code is that key, or its name is one by which it is known; of
    several that claim one key the largest has it. Any other key is made from the code, else from
    the name, else from the number of the feature.
    """
    known = _known(present)
    sizes = [0.0 if shape is None else float(shape.area) for shape in examination.shapes]
    keys: dict[int, str] = {}
    taken: set[str] = set()
    largest_first = sorted(range(len(sizes)), key=lambda place: (-sizes[place], place))
    for claiming in (True, False):  # whoever goes on has its key before anybody new
        for place in largest_first:
            area = examination.areas[place]
            key = _claimed(area, known) if claiming else _made(area, numbers[place], taken)
            if place not in keys and key is not None and key not in taken:
                keys[place] = key
                taken.add(key)
        taken |= set(present["key"])
    return [keys[place] for place in range(len(sizes))]


def continued(now: Mapping[str, Any], name: str, shape: BaseGeometry, *, differs: bool) -> Row:
    """Return what else changes of an area that goes on under another name or in another shape.

    Parameters
    ----------
    shape
        The new one, EPSG:4326.
    differs
        Whether it is another place, for which no figure was counted.
    """
    values: Row = {}
    if differs:
        values |= dict.fromkeys(_FIGURES)
        lon, lat = now["anchor_lon"], now["anchor_lat"]
        if lon is not None and not shapely.contains_xy(shape, lon, lat):
            values |= {"anchor_lon": None, "anchor_lat": None}
    if fold(name) not in _names(now):  # renamed, and not only spelt otherwise
        values |= {f"name_{lang}": None for lang in LANGUAGES if lang != "lv"}
    if name != now["name_lv"]:  # it is still found by the name that people know
        values["aliases"] = tuple(dict.fromkeys((*now["aliases"], now["name_lv"])))
    return values


def _known(present: gpd.GeoDataFrame) -> dict[str, str]:
    """Return the present areas' keys by every folded name, and by themselves."""
    rows = present.drop(columns="geom").to_dict("records")
    names = {name: row["key"] for row in rows for name in sorted(_names(row))}
    return names | {row["key"]: row["key"] for row in rows}


def _names(row: Mapping[Any, Any]) -> set[str]:
    names = (*(row[f"name_{lang}"] for lang in LANGUAGES), *row["aliases"])
    return {fold(name) for name in names if name}


def _claimed(area: Drawn, known: Mapping[str, str]) -> str | None:
    return known.get(area.code) or known.get(_slug(area.code)) or known.get(fold(area.name))


def _made(area: Drawn, number: int, taken: set[str]) -> str:
    stem = _slug(area.code) or _slug(area.name) or str(number)
    others = (f"{stem}-{count}" for count in range(2, len(taken) + 3))
    return next(key for key in (stem, *others) if key not in taken)


def _slug(text: str) -> str:
    return fold(text).replace(" ", "-")
