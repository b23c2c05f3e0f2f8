"""From what an editor typed to the values of a record, with faults and warnings beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from shapely.geometry import Point

from geo.acts.snapshot import Snapshot
from geo.model.check import cross_faults
from geo.model.fields import FIELDS, Field, parse
from geo.model.forms import LINKED_KINDS, PLACES, START
from geo.model.privacy import Finding, personal_data
from geo.words import collation_key, words

_NEEDED_IN_FORMS = {("problem", "source_date")}
"""Needed of whoever writes, though a file may lack it: a line of evidence has a date."""


@dataclass(frozen=True)
class Place:
    """Where an editor says a record is: one of exact, area, areas, municipality, unknown."""

    how: str
    area: str | None = None
    lat: float | None = None
    lon: float | None = None
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldFault:
    """A field that cannot be saved as it is.

    Attributes
    ----------
    reason
        Key of the sentence under ``form_fault``: ``required``, the form that was expected
        (``date``, ``whole``, ``web``, ``opening``), or what ``cross_faults`` found.
    """

    field: str
    reason: str


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
        several = "areas" if place.how == "areas" else "municipality"
        values["scope"] = "area" if values["area"] else several
    if "areas" in names:
        values["areas"] = place.areas if place.how == "areas" else ()
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
    if values.get("scope") == "areas":
        return Place("areas", areas=tuple(values.get("areas") or ()))
    wide = "municipality" in (values.get("precision"), values.get("scope"))
    return Place("municipality" if wide or "unknown" not in PLACES[kind] else "unknown")


def place_faults(place: Place) -> list[FieldFault]:
    """Return what is still to be said of a place that was begun."""
    missing = {
        "exact": ("geom", place.lat is None or place.lon is None),
        "area": ("area", not place.area),
        "areas": ("areas", not place.areas),
    }
    field, is_missing = missing.get(place.how, ("", False))
    return [FieldFault(field, "required")] if is_missing else []


def linkable(
    town: Snapshot, language: str, kinds: Collection[str] = LINKED_KINDS
) -> dict[str, str]:
    """Return the ids of the records that can be linked and what each is called, in their order.

    A name alone may be that of several: its kind, and a need's or a group's area, stand beside it.
    """
    say = words(language, town.unit)
    titles = town.titles(language)
    found = []
    for identity, title in titles.items():
        kind = town.kind_of(identity) or ""
        if kind in kinds:
            row = town.records.row_of(identity)
            area = town.records.frame["area"].iloc[row] if row is not None else None
            parts = (title, say(f"kinds.{kind}"), town.area_name(area, language))
            order = (LINKED_KINDS.index(kind), collation_key(title))
            found.append((order, identity, " · ".join(part for part in parts if part)))
    return {identity: text for _, identity, text in sorted(found, key=lambda one: one[0])}


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
        except ValueError:
            faults.append(FieldFault(field.name, field.form))
            continue
        needed = field.required or (kind, field.name) in _NEEDED_IN_FORMS
        if needed and values[field.name] in (None, (), ""):
            faults.append(FieldFault(field.name, "required"))
    faults += [FieldFault(name, reason) for name, reason in cross_faults(values)]
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
