"""A town as it stands before new boundaries: its areas, and where its records are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.analysis.coordinates import WGS84, Bounds, transformed
from geo.analysis.moves import Located
from geo.model.fields import FIELDS
from geo.model.levels import LEVELS
from geo.store import Store
from geo.words import collation_key

Row = dict[str, Any]

WITH_AREA = tuple(
    kind
    for kind, fields in FIELDS.items()
    if any(field.name in ("area", "areas") for field in fields)
)
"""Kinds of record that name areas."""


@dataclass(frozen=True)
class Present:
    """A town before an import.

    Attributes
    ----------
    areas
        Every area it has ever had by its key, retired ones too, in the order in which the map
        looks for the area of a place: by name.
    records
        Every record that names an area, retired ones too, by kind and id.
    """

    areas: Mapping[str, Row]
    records: Mapping[tuple[str, str], Row]

    @cached_property
    def in_use(self) -> dict[str, Row]:
        """Return the areas that the map shows."""
        return {key: row for key, row in self.areas.items() if not row["retired"]}

    @cached_property
    def bounds(self) -> Bounds | None:
        """Return (west, south, east, north) of the areas in use in degrees, None for none."""
        shapes = [row["geom"] for row in self.in_use.values() if row["geom"] is not None]
        if not shapes:
            return None
        west, south, east, north = shapely.total_bounds(shapes).tolist()
        return west, south, east, north

    def shapes(self, metric: int) -> dict[str, BaseGeometry]:
        """Return the shapes of the areas in use in a system in metres."""
        rows = {key: row["geom"] for key, row in self.in_use.items() if row["geom"] is not None}
        return dict(zip(rows, transformed(list(rows.values()), WGS84, metric), strict=True))

    def located(self, metric: int) -> list[Located]:
        """Return where the records are, exact places in metres."""
        points = transformed([row.get("geom") for row in self.records.values()], WGS84, metric)
        return [
            Located(kind, identity, row.get("area"), row.get("areas") or (), point)
            for ((kind, identity), row), point in zip(self.records.items(), points, strict=True)
        ]


def present(store: Store, town: str) -> Present:
    """Return a town as it stands; a town that is not begun yet has nothing."""
    rows = _rows(store.places("area", town, also_retired=True))
    rows.sort(key=lambda row: collation_key(row["name_lv"]))
    records = {
        (kind, row["id"]): row
        for kind in WITH_AREA
        for row in _rows(store.records(kind, town, LEVELS[-1], also_retired=True))
    }
    return Present({row["key"]: row for row in rows}, records)


def _rows(frame: pd.DataFrame) -> list[Row]:
    plain = pd.DataFrame(frame).astype(object)
    return [
        {str(name): value for name, value in row.items()}
        for row in plain.where(plain.notna(), None).to_dict("records")
    ]
