"""From what an editor typed to the values of a record, with faults and warnings beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapely.geometry import Point

from geo.acts.snapshot import Snapshot
from geo.model.fields import FIELDS, Field, parse
from geo.model.forms import START
from geo.model.privacy import Finding, personal_data


@dataclass(frozen=True)
class Place:
    """Where an editor says a record is: one of exact, area, municipality, unknown."""

    how: str
    area: str | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True)
class FieldFault:
    """A field that cannot be saved as it is; ``expected`` is empty where a value is missing."""

    field: str
    expected: str


def start_values(kind: str, source: str, today: str) -> dict[str, Any]:
    """Return what a new form says before anybody typed."""
    start = {**START.get(kind, {}), "source": source, "source_date": today}
    return {**start, "date": today} if kind == "activity" else start


def placed(kind: str, place: Place) -> dict[str, Any]:
    """Return the columns by which a place is stored."""
    names = {field.name for field in FIELDS[kind]}
    exact = place.how == "exact" and place.lat is not None and place.lon is not None
    values: dict[str, Any] = {"area": place.area if place.how in ("exact", "area") else None}
    if "precision" in names:
        precision = {"exact": "exact" if exact else "area", "municipality": "municipality"}
        values["precision"] = precision.get(place.how, "area")
    if "scope" in names:
        values["scope"] = "area" if values["area"] else "municipality"
    if kind in ("resource", "group", "activity"):
        values["geom"] = Point(place.lon, place.lat) if exact else None
    return values


def place_of(kind: str, values: Mapping[str, Any]) -> Place:
    """Return where a stored record is."""
    point, area = values.get("geom"), values.get("area")
    if point is not None:
        return Place("exact", area, float(point.y), float(point.x))
    if area:
        return Place("area", area)
    wide = "municipality" in (values.get("precision"), values.get("scope"))
    return Place("municipality" if wide else "unknown")


def area_at(town: Snapshot, lat: float, lon: float) -> str | None:
    """Return the key of the area a place lies in; on a border the first in order."""
    hits = town.areas.index[town.areas.geometry.intersects(Point(lon, lat))]
    return str(town.areas["key"].iloc[hits[0]]) if len(hits) else None


def typed(kind: str, texts: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldFault]]:
    """Return the values of what was typed, and what cannot be saved as it is."""
    values: dict[str, Any] = {}
    faults: list[FieldFault] = []
    for field in FIELDS[kind]:
        if field.name not in texts:
            continue
        try:
            values[field.name] = _value(field, texts[field.name])
        except ValueError as expected:
            faults.append(FieldFault(field.name, str(expected)))
            continue
        if field.required and values[field.name] in (None, (), ""):
            faults.append(FieldFault(field.name, ""))
    return values, faults


def personal_findings(kind: str, values: Mapping[str, Any]) -> list[tuple[str, Finding]]:
    """Return (field, finding) for every spot of free text that looks like personal data.

    The organisation's own phone has a field of its own and is not looked at.
    """
    free = {f.name for f in FIELDS[kind] if f.form == "text" and f.vocabulary is None} - {"phone"}
    return [
        (name, finding)
        for name, value in values.items()
        if name in free and isinstance(value, str)
        for finding in personal_data(value)
    ]


def _value(field: Field, given: Any) -> Any:
    """Return the value of a widget's answer: text is read strictly, the rest is checked."""
    if given is None or isinstance(given, bool):
        return given
    if isinstance(given, list | tuple):
        return tuple(str(key) for key in given)
    if isinstance(given, int):
        return parse(field, str(given))
    return parse(field, str(given).replace("\x00", ""))
