"""Reads a geometry file that somebody brings; what it is, its content says and never its name."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from geo.errors import DataError
from geo.files.faults import file_fault
from geo.files.names import shown, shown_name
from geo.files.shapes.apart import Answer, read_apart
from geo.files.shapes.archive import NEEDED, PARTS, unzipped_shapefile
from geo.files.shapes.collection import Collection, read_collection
from geo.files.shapes.found import Note, Shapes, listed
from geo.files.strict_json import read_json
from geo.model.limits import Limits

_ZIP = b"PK\x03\x04"
_SQLITE = b"SQLite format 3\x00"
_SHP = b"\x00\x00\x27\x0a"
_UTF_8_MARK = b"\xef\xbb\xbf"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")

_LARGEST = 2**63 - 1
"""Above it, whole numbers are kept as text: neither tables nor databases hold them."""


def read_shapes(name: str, data: bytes, limits: Limits, *, layer: str | None = None) -> Shapes:
    """Return the features of a GeoJSON, a GeoPackage or a zipped shapefile.

    GeoJSON is read here; the other two only by a process apart, with one driver and limits of
    time and memory. A nested property is kept as its JSON text. Of several layers the first with
    polygons or points is read, or ``layer``.

    Raises
    ------
    DataError
        With everything that is wrong, by feature; nothing is read in part.
    """
    name = shown_name(name)
    if len(data) > limits.file_bytes:
        raise DataError([file_fault("fault.size", name, found=len(data), most=limits.file_bytes)])
    if not data.strip():
        raise DataError([file_fault("fault.empty", name)])
    if data.startswith(_ZIP):
        return _shapefile(name, unzipped_shapefile(name, data, limits), limits)
    if data.startswith(_SHP):
        raise DataError([file_fault("fault.shp_alone", name)])
    if data.startswith(_SQLITE):
        asked = read_apart(name, {".gpkg": data}, "GPKG", limits=limits, layer=layer)
        return _from_apart(name, "gpkg", asked, limits)
    text = data.removeprefix(_UTF_8_MARK).lstrip()
    if text[:1] not in (b"{", b"[") and not data.startswith(_UTF_16_MARKS):
        found = data[:20].decode("ascii", errors="replace")
        raise DataError([file_fault("fault.form", name, found=found)])
    found_there = _sound(name, read_collection(name, read_json(name, data, limits), limits))
    columns = dict.fromkeys(key for one in found_there.features for key in one.properties)
    return _shapes(name, "geojson", found_there, tuple(columns), crs=found_there.crs)


def read_shapes_from(path: Path, limits: Limits, *, layer: str | None = None) -> Shapes:
    """Return the features of a file on disk; a ``.shp`` is read with the parts beside it.

    Raises
    ------
    DataError
        As ``read_shapes``, and when there is no such file.
    """
    is_shapefile = path.suffix.lower() == ".shp"
    parts = {path.suffix.lower(): path}
    if is_shapefile and path.parent.is_dir():
        beside = [file for file in path.parent.iterdir() if file.stem == path.stem]
        parts |= {file.suffix.lower(): file for file in beside if file.suffix.lower() in PARTS}
    name = shown_name(path.name)
    most = limits.unpacked_bytes if is_shapefile else limits.file_bytes
    try:
        size = sum(file.stat().st_size for file in parts.values())
        if size > most:
            raise DataError([file_fault("fault.size", name, found=size, most=most)])
        data = {ending: file.read_bytes() for ending, file in parts.items()}
    except OSError:
        raise DataError([file_fault("fault.missing", name)]) from None
    if is_shapefile:
        return _shapefile(name, data, limits)
    return read_shapes(name, data[path.suffix.lower()], limits, layer=layer)


def _shapefile(name: str, parts: dict[str, bytes], limits: Limits) -> Shapes:
    if missing := [part for part in NEEDED if part not in parts]:
        raise DataError([file_fault("fault.shp_part", name, part=part) for part in missing])
    if not parts[".shp"].startswith(_SHP):
        raise DataError([file_fault("fault.unreadable", name)])
    opened_first = {".shp": parts[".shp"], **parts}
    asked = read_apart(name, opened_first, "ESRI Shapefile", limits=limits, layer=None)
    return _from_apart(name, "shp", asked, limits)


def _from_apart(name: str, form: str, asked: tuple[Answer, bytes], limits: Limits) -> Shapes:
    """Return what the process apart answered, checked like a GeoJSON that somebody brings."""
    answer, features = asked
    document = read_json(name, features, replace(limits, file_bytes=limits.unpacked_bytes))
    found = _sound(name, read_collection(name, document, limits))
    known = answer.crs if re.fullmatch(r"EPSG:\d{4,6}", answer.crs or "") else None
    notes = []
    if len(answer.layers) > 1:
        others = ", ".join(shown(other) for other in answer.layers if other != answer.layer)
        notes.append(Note("note.layer", {"layer": shown(answer.layer or ""), "others": others}))
    if answer.dropped:
        columns = ", ".join(shown(column) for column in answer.dropped)
        notes.append(Note("note.dropped", {"columns": columns}))
    if answer.encoding:
        notes.append(Note("note.encoding", {"encoding": shown(answer.encoding)}))
    if answer.has_crs and known is None:
        notes.append(Note("note.crs_unknown", {}))
    shapes = _shapes(name, form, found, tuple(answer.columns), crs=known)
    layers = tuple(answer.layers) if form == "gpkg" else ()
    return replace(shapes, notes=(*notes, *shapes.notes), layers=layers)


def _sound(name: str, collection: Collection) -> Collection:
    if collection.faults:
        raise DataError(collection.faults)
    if not collection.features:
        raise DataError([file_fault("fault.nothing_inside", name)])
    return collection


def _shapes(
    name: str, form: str, collection: Collection, columns: tuple[str, ...], *, crs: str | None
) -> Shapes:
    rows = tuple(
        (one.number, {key: _plain(one.properties.get(key)) for key in columns}, one.geometry)
        for one in collection.features
    )
    nested = [
        one.number
        for one in collection.features
        if any(isinstance(value, dict | list) for value in one.properties.values())
    ]
    notes = list(collection.notes())
    if nested:
        notes.append(Note("note.nested", {"features": listed(nested)}))
    return Shapes(name, form, columns, rows, crs, tuple(notes))


def _plain(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int) and abs(value) > _LARGEST:
        return str(value)
    return value
