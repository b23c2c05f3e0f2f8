"""A FeatureCollection, checked feature by feature before any geometry is built.

The one gate of every geometry: GeoJSON that somebody brings, what the process apart answers for a
GeoPackage or a shapefile, and the files of the data folder all come through here.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
from shapely.geometry.base import BaseGeometry

from geo.errors import DataError, Fault
from geo.files.faults import file_fault
from geo.files.shapes.found import Note, listed
from geo.files.shapes.geometry import TYPES, UNFIT, Drawing, draw
from geo.files.strict_json import Twice
from geo.model.limits import Limits

_CRS = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?"
    r"(?:OGC[:/](?:[\d.]*[:/])?CRS84|EPSG[:/](?:[\d.]*[:/])?(?P<code>3059|4326))",
    re.IGNORECASE,
)
"""How programs write the systems that are read; x stands first in files, whatever the name says."""


class _Feature(msgspec.Struct, tag_field="type", tag="Feature"):
    """What RFC 7946 (section 3.2) asks of a feature."""

    geometry: dict[str, Any] | None
    properties: dict[str, Any] | None


@dataclass(frozen=True)
class Feature:
    """A feature of the file: its number from 1, its properties as JSON says them, its geometry."""

    number: int
    properties: dict[str, Any]
    geometry: BaseGeometry | None


@dataclass(frozen=True)
class Collection:
    """What could be read, and everything that is wrong with the rest.

    Attributes
    ----------
    features
        The features nothing is wrong with.
    crs
        ``EPSG:3059`` or ``EPSG:4326``; None where the file does not say.
    faults
        What is wrong, by feature.
    opened, raised
        Features with a ring that was closed here, and with heights that were left out.
    """

    crs: str | None = None
    features: list[Feature] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    raised: list[int] = field(default_factory=list)

    def notes(self) -> Iterator[Note]:
        """Yield what was changed on the way."""
        if self.opened:
            yield Note("note.ring_closed", {"features": listed(self.opened)})
        if self.raised:
            yield Note("note.altitude", {"features": listed(self.raised)})


def read_collection(name: str, document: Any, limits: Limits) -> Collection:
    """Return the features of a parsed GeoJSON document.

    An ``id`` beside the properties becomes a property where none has that name.

    Raises
    ------
    DataError
        When it is no FeatureCollection, names an unknown reference system or holds more than the
        limits allow. What is wrong with single features comes as ``faults``.
    """
    raw = _features(name, document)
    found = Collection(crs=_crs(name, document))
    if len(raw) > limits.features:
        fault = file_fault("fault.features_many", name, found=len(raw), most=limits.features)
        raise DataError([fault])
    drawings: list[tuple[int, dict[str, Any], Drawing | None]] = []
    names: set[str] = set()
    vertices = 0
    for number, one in enumerate(raw, start=1):
        try:
            properties, drawing = _sound(one, name, number, limits)
        except DataError as error:
            found.faults.extend(error.faults)
            continue
        names |= properties.keys()
        if len(names) > limits.properties:
            most = limits.properties
            fault = file_fault("fault.properties_many", name, feature=number, most=most)
            raise DataError([fault])
        vertices += drawing.vertices if drawing else 0
        if vertices > limits.vertices:
            fault = file_fault("fault.vertices_many", name, feature=number, most=limits.vertices)
            raise DataError([fault])
        drawings.append((number, properties, drawing))
    for number, properties, drawing in drawings:
        found.features.append(Feature(number, properties, drawing.built() if drawing else None))
    found.opened.extend(number for number, _, one in drawings if one and one.was_open)
    found.raised.extend(number for number, _, one in drawings if one and one.was_raised)
    return found


def _features(name: str, document: Any) -> list[Any]:
    if isinstance(document, Twice):
        raise DataError([file_fault("fault.name_twice", name, found=document.name)])
    type_ = document.get("type") if isinstance(document, dict) else None
    if type_ == "FeatureCollection" and isinstance(document.get("features"), list):
        features: list[Any] = document["features"]
        return features
    if isinstance(type_, str) and type_ in {*TYPES, "GeometryCollection", "Feature"}:
        raise DataError([file_fault("fault.geometry_bare", name, found=type_)])
    found = "FeatureCollection" if type_ == "FeatureCollection" else _short(document)
    raise DataError([file_fault("fault.collection", name, found=found)])


def _crs(name: str, document: dict[str, Any]) -> str | None:
    """Return what the ``crs`` member says, which older programs write (GeoJSON 2008)."""
    crs = document.get("crs")
    if crs is None:
        return None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    said = properties.get("name") if isinstance(properties, dict) else None
    match = _CRS.fullmatch(said) if isinstance(said, str) else None
    if match is None or isinstance(crs, Twice) or isinstance(properties, Twice):
        raise DataError([file_fault("fault.crs", name, column="crs", found=said or _short(crs))])
    return f"EPSG:{match['code'] or 4326}"


def _sound(
    raw: Any, file: str, number: int, limits: Limits
) -> tuple[dict[str, Any], Drawing | None]:
    """Return a feature's properties and geometry; raise ``DataError`` with all its faults."""
    try:
        msgspec.convert(raw, _Feature)
    except UNFIT:
        found = _short(raw)
        raise DataError([file_fault("fault.feature", file, feature=number, found=found)]) from None
    properties, geometry = raw["properties"] or {}, raw["geometry"]
    faults = [
        file_fault("fault.name_twice", file, feature=number, found=part.name)
        for part in (raw, properties)
        if isinstance(part, Twice)
    ]
    if type(raw.get("id")) in (str, int) and "id" not in properties:
        properties = {"id": raw["id"], **properties}
    faults += _property_faults(properties, file, number, limits)
    drawing = None
    if geometry is not None:
        try:
            drawing = draw(geometry, file, number)
        except DataError as error:
            faults += error.faults
    if faults:
        raise DataError(faults)
    return properties, drawing


def _property_faults(
    properties: dict[str, Any], file: str, number: int, limits: Limits
) -> Iterator[Fault]:
    for name, value in properties.items():
        for part in (name, *_parts(value)):
            wrong = _wrong(part, limits)
            if wrong is None:
                continue
            key, found = wrong
            values = {"most": limits.text_length} if key == "fault.text_long" else {}
            yield file_fault(key, file, feature=number, column=name, found=found, **values)


def _wrong(value: Any, limits: Limits) -> tuple[str, object] | None:
    """Return the fault's key and what was found, None where a value may stay."""
    if isinstance(value, Twice):
        return "fault.name_twice", value.name
    if isinstance(value, float) and not math.isfinite(value):
        return "fault.number", value
    if isinstance(value, str):
        if len(value) > limits.text_length:
            return "fault.text_long", value
        if "\x00" in value or not _is_writable(value):
            return "fault.text_broken", value
    return None


def _is_writable(text: str) -> bool:
    """Say whether UTF-8 can write it: half of a surrogate pair it cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _parts(value: Any) -> Iterator[Any]:
    """Yield a value, and what is nested in it; nesting was limited before."""
    yield value
    if isinstance(value, dict):
        for name, part in value.items():
            yield name
            yield from _parts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _parts(part)


def _short(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
