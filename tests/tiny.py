"""A town of three square areas and eleven records, small enough to count by hand.

::

    lat 56.1 ┌──────────┬──────────┐
             │   west   │   east   │      away: a third area, nothing in it
    lat 56.0 └──────────┴──────────┘
          lon 26.0    26.1       26.2

========  ========  ==============  =====  ============  =========  ===========================
id        kind      type            area   target        status     else
========  ========  ==============  =====  ============  =========  ===========================
r-hall    resource  meeting_place   west   seniors       active     placed, no stated area
r-gym     resource  sport           east   youth,child   active     placed
r-border  resource  sport           west   youth         closed     placed on the shared border
r-old     resource  meeting_place   east   seniors       active     by area; source of 2010
r-lost    resource  meeting_place   —      —             planned    no place
g-choir   group     club            west   seniors       active     by area
g-town    group     council         —      all           active     municipality; said outdated
p-lonely  problem   loneliness      west   seniors       noticed
p-idle    problem   idle_time       —      youth         noticed    municipality; no date
p-none    problem   nothing_helps   east   —             noticed    nothing answers it
p-closed  problem   loneliness      —      seniors       closed
========  ========  ==============  =====  ============  =========  ===========================
"""

from __future__ import annotations

from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely import Point

from geo.model.records import Records, gather
from geo.model.taxonomy import Answer, Taxonomy, Term

TODAY = date(2026, 11, 22)


def term(kind: str, key: str, **values: Any) -> Term:
    label = {lang: f"{key} {lang}" for lang in ("lv", "ru", "en")}
    return Term(kind, key, label, {}, {}, **values)


TAXONOMY = Taxonomy(
    (
        term("resource_category", "meeting_place", asset_type="physical"),
        term("resource_category", "sport", asset_type="institutions"),
        term("group_kind", "club", asset_type="associations"),
        term("group_kind", "council", asset_type="associations"),
        term("problem_type", "loneliness"),
        term("problem_type", "idle_time"),
        term("problem_type", "nothing_helps"),
        term("target_group", "seniors"),
        term("target_group", "youth"),
        term("target_group", "children"),
        term("target_group", "all"),
    ),
    (
        Answer("loneliness", "resource_category", "meeting_place", 2, {}),
        Answer("loneliness", "group_kind", "club", 3, {}),
        Answer("idle_time", "resource_category", "sport", 3, {}),
    ),
)

AREAS = gpd.GeoDataFrame(
    {
        "key": ["west", "east", "away"],
        "geom": [
            shapely.box(26.0, 56.0, 26.1, 56.1),
            shapely.box(26.1, 56.0, 26.2, 56.1),
            shapely.box(26.5, 56.0, 26.6, 56.1),
        ],
    },
    geometry="geom",
    crs=4326,
)


def _row(identity: str, type_: str, **values: Any) -> dict[str, Any]:
    return {
        "id": identity,
        "type": type_,
        "name_lv": identity,
        "name_ru": None,
        "name_en": None,
        "area": None,
        "target_groups": (),
        "status": "active",
        "source_date": "2025",
        "outdated": False,
        "level": "public",
        **values,
    }


_ROWS = {
    "resource": (
        _row("r-hall", "meeting_place", target_groups=("seniors",), geom=Point(26.05, 56.05)),
        _row("r-gym", "sport", area="east", target_groups=("youth", "children"),
             geom=Point(26.15, 56.05)),
        _row("r-border", "sport", target_groups=("youth",), status="closed",
             geom=Point(26.1, 56.05)),
        _row("r-old", "meeting_place", area="east", target_groups=("seniors",), precision="area",
             source_date="2010"),
        _row("r-lost", "meeting_place", status="planned", precision="area"),
    ),
    "group": (
        _row("g-choir", "club", area="west", scope="area", target_groups=("seniors",)),
        _row("g-town", "council", scope="municipality", target_groups=("all",), outdated=True),
    ),
    "problem": (
        _row("p-lonely", "loneliness", area="west", scope="area", target_groups=("seniors",),
             status="noticed"),
        _row("p-idle", "idle_time", scope="municipality", target_groups=("youth",),
             status="noticed", source_date=None),
        _row("p-none", "nothing_helps", area="east", scope="area", status="noticed"),
        _row("p-closed", "loneliness", scope="municipality", target_groups=("seniors",),
             status="closed"),
    ),
}  # fmt: skip

_TYPE = {"resource": "category", "group": "group_kind", "problem": "problem_type"}


def table(kind: str, rows: tuple[dict[str, Any], ...] | None = None) -> pd.DataFrame:
    """Return the frame that a store would give."""
    rows = _ROWS[kind] if rows is None else rows
    names = ("id", "name_lv", "name_ru", "name_en", "area", "target_groups", "status",
             "source_date", "outdated", "level")  # fmt: skip
    data: dict[str, Any] = {
        name: pd.Series([row[name] for row in rows], dtype=object) for name in names
    }
    data["fid"] = pd.Series([row.get("fid", n) for n, row in enumerate(rows)], dtype=object)
    data["version"] = pd.Series([row.get("version", 1) for row in rows], dtype=object)
    data[_TYPE[kind]] = pd.Series([row["type"] for row in rows], dtype=object)
    if kind == "resource":
        places = [row.get("precision", "exact") for row in rows]
        data["precision"] = pd.Series(places, dtype=object)
    else:
        data["scope"] = pd.Series([row["scope"] for row in rows], dtype=object)
    if kind != "problem":
        data["geom"] = pd.Series([row.get("geom") for row in rows], dtype=object)
    return pd.DataFrame(data)


def tables() -> dict[str, pd.DataFrame]:
    return {kind: table(kind) for kind in _ROWS}


def tiny() -> Records:
    return gather(tables(), AREAS, TAXONOMY, today=TODAY)


def no_records() -> Records:
    return gather({kind: table(kind, ()) for kind in _ROWS}, AREAS, TAXONOMY, today=TODAY)
