"""Towns on squared paper: one square is a metre wide, so that every figure can be counted by hand.

The paper lies in LKS-92 (EPSG:3059) with its corner at a round place in Daugavpils. Everything
here is invented.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from geo.analysis.reach import Ground
from geo.model.records import Records, gather
from tests.tiny import TAXONOMY

EPSG = 3059
CORNER = (650_000.0, 200_000.0)
_TO_DEGREES = Transformer.from_crs(EPSG, 4326, always_xy=True)

SHOP, SPORT = ("resource_category", "meeting_place"), ("resource_category", "sport")
CLUB = ("group_kind", "club")


def on_paper(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape drawn from the corner of the paper in metres of the reference system."""
    return shapely.transform(shape, lambda xy: xy + CORNER)


def ground(*shapes: BaseGeometry, **cells: Any) -> Ground:
    """Return areas drawn on the paper; distances run from a point inside each."""
    placed = np.array([on_paper(shape) for shape in shapes], dtype=object)
    anchors = shapely.get_coordinates(shapely.point_on_surface(placed))
    return Ground(placed, anchors, **cells)


def records(areas: dict[str, BaseGeometry], **kinds: list[dict[str, Any]]) -> Records:
    """Return records of a town; a row names its ``xy`` on the paper or its ``area``."""
    to_degrees = lambda shape: shapely.transform(  # noqa: E731
        on_paper(shape), _TO_DEGREES.transform, interleaved=False
    )
    frame = gpd.GeoDataFrame(
        {"key": list(areas), "geom": [to_degrees(shape) for shape in areas.values()]},
        geometry="geom",
        crs=4326,
    )
    tables = {
        kind: _table(kind, [_row(kind, place, row, to_degrees) for place, row in enumerate(rows)])
        for kind, rows in {"resource": [], "group": [], "problem": [], **kinds}.items()
    }
    return gather(tables, frame, TAXONOMY, today=date(2026, 11, 22))


def _table(kind: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return a table that has its columns even where it has no rows."""
    return pd.DataFrame(rows or [_row(kind, 0, {"type": None}, None)]).iloc[: len(rows)]


def _row(kind: str, number: int, row: dict[str, Any], to_degrees: Any) -> dict[str, Any]:
    type_field = {"resource": "category", "group": "group_kind", "problem": "problem_type"}[kind]
    xy = row.get("xy")
    return {
        "id": f"{kind}-{number:03}",
        "fid": number + 1,
        "version": 1,
        "name_lv": f"{kind} {number}",
        "name_ru": None,
        "name_en": None,
        "area": None,
        "target_groups": (),
        "status": "noticed" if kind == "problem" else "active",
        "source_date": "2026",
        "outdated": False,
        "level": "public",
        "scope": "area" if row.get("area") else "municipality",
        "precision": "exact" if xy else "area",
        "geom": to_degrees(shapely.Point(xy)) if xy else None,
        **{type_field if name == "type" else name: value for name, value in row.items()
           if name != "xy"},
    }  # fmt: skip
