"""The process apart: the only place where GDAL reads what somebody brought.

Run as a file by ``apart``, imported by nobody; it imports nothing of ours. It works in a folder
made for this one run, with one driver, and leaves two files there: ``answer.json`` says what was
found or why nothing was, ``features.json`` is a FeatureCollection that the caller checks like any
other. Whatever else goes wrong ends the process, and the caller knows what that means.
"""

from __future__ import annotations

import gc
import itertools
import json
import re
import struct
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

# ruff: noqa: E402
# pyogrio would load these, for a second or two, if it found them
sys.modules.update(dict.fromkeys(("pandas", "geopandas", "shapely", "pyarrow")))  # type: ignore[arg-type]

import numpy as np
import pyogrio
import pyogrio.core
import pyogrio.errors
import pyogrio.raw
import pyproj

_TYPES = ("", "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon",
          "GeometryCollection")  # fmt: skip
_POINT, _LINE, _POLYGON, _LAST = 1, 2, 3, 6
_WITH_Z = 0x80000000

_GDAL = (
    pyogrio.errors.CRSError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.DataSourceError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.FieldError,
    pyogrio.errors.GeometryError,
)
"""What pyogrio raises with GDAL's own words; the classes have no base of their own."""

_UNSURE = (0x00, 0x57)
"""Language bytes of a .dbf that say nothing, or only «as this Windows writes»."""


def main() -> None:
    """Read one file and write the answer."""
    gc.disable()  # millions of small lists and a short life
    asked = json.loads(sys.argv[1])
    _one_driver(asked["driver"])
    _bounded(asked)
    try:
        answer = _read(asked)
    except MemoryError:
        _refuse("memory")
    except UnicodeDecodeError:
        _refuse("encoding_table")
    except _GDAL as error:
        if not re.search("out of memory|cannot allocate", str(error), re.IGNORECASE):
            raise
        _refuse("memory")
    _write(answer)


def _write(answer: dict[str, Any]) -> None:
    Path("answer.json").write_text(json.dumps(answer), encoding="utf-8")


def _refuse(reason: str, found: object = None) -> NoReturn:
    _write({"refused": reason, "found": None if found is None else str(found)})
    raise SystemExit


def _one_driver(name: str) -> None:
    """Unload every driver but one; those that reach over the network are among the others."""
    others = ",".join(driver for driver in pyogrio.list_drivers() if driver != name)
    pyogrio.set_gdal_config_options({"OGR_SKIP": others})
    pyogrio.core._register_drivers()  # GDAL drops what is to be skipped while it registers
    if list(pyogrio.list_drivers()) != [name]:
        raise SystemExit("other drivers are still there")


def _bounded(asked: dict[str, Any]) -> None:
    """Set the system's own limits where it has them; the caller watches time and memory anyway."""
    if sys.platform == "win32":
        return
    import resource

    wanted = {
        resource.RLIMIT_CPU: asked["seconds"] + 1,
        resource.RLIMIT_FSIZE: asked["answer_bytes"],
        resource.RLIMIT_NOFILE: 32,
        resource.RLIMIT_CORE: 0,
    }
    usage = Path("/proc/self/statm")
    if usage.exists():  # elsewhere nobody says how much the libraries have mapped already
        mapped = int(usage.read_text().split()[0]) * resource.getpagesize()
        wanted[resource.RLIMIT_AS] = mapped + asked["memory_bytes"]
    for kind, most in wanted.items():
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # the system knows the name and not the limit
            continue


def _read(asked: dict[str, Any]) -> dict[str, Any]:
    file = asked["file"]
    layers = _layers(file)
    layer = asked["layer"] or (layers[0] if layers else None)
    if layer is None:
        _refuse("layer_none")
    if layer not in layers:
        _refuse("layer_unknown", layer)
    encoding, is_guessed = _encoding(Path(file).with_suffix(".dbf"))
    info = pyogrio.read_info(file, layer=layer, encoding=encoding)
    if info["features"] > asked["features"]:
        _refuse("features_many", info["features"])
    if len(info["fields"]) > asked["properties"]:
        _refuse("properties_many", len(info["fields"]))
    meta, _, shapes, fields = pyogrio.raw.read(
        file,
        layer=layer,
        encoding=encoding,
        max_features=asked["features"] + 1,
        datetime_as_string=True,
    )
    columns, dropped = _columns(meta, fields)
    _write_features(columns, shapes, asked["vertices"])
    return {
        "crs": _crs(meta["crs"]),
        "has_crs": bool(meta["crs"]),
        "columns": list(columns),
        "dropped": dropped,
        "layers": layers,
        "layer": layer,
        "encoding": encoding if is_guessed else None,
    }


def _columns(meta: dict[str, Any], fields: list[Any]) -> tuple[dict[str, list[Any]], list[str]]:
    """Return values by column, and the columns that hold neither text nor numbers."""
    columns: dict[str, list[Any]] = {}
    dropped = []
    described = zip(meta["fields"], fields, meta["ogr_types"], meta["ogr_subtypes"], strict=True)
    for name, values, kind, subtype in described:
        if kind == "OFTBinary":
            dropped.append(name)
        else:
            columns[_free(name, columns)] = _column(values, kind, subtype)
    return columns, dropped


def _free(name: str, taken: Mapping[str, object]) -> str:
    """Return the name, numbered where a table has two columns of it."""
    numbers = itertools.count(2)
    free = name
    while free in taken:
        free = f"{name}_{next(numbers)}"
    return free


def _layers(file: str) -> list[str]:
    """Return the layers that can hold areas or places; those of unsaid type come last."""
    found = [(str(name), str(kind)) for name, kind in pyogrio.list_layers(file) if kind]
    fit = [name for name, kind in found if "Polygon" in kind or "Point" in kind]
    return fit + [name for name, kind in found if kind == "Unknown"]


def _encoding(table: Path) -> tuple[str | None, bool]:
    """Return the encoding of a shapefile's texts and whether it is a guess: UTF-8 if it can be.

    None leaves it to the table's language byte, and to GeoPackages, which have only one.
    """
    if not table.exists():
        return None, False
    named = table.with_suffix(".cpg")
    if named.exists() and (said := _codec(named.read_text("ascii", errors="replace"))):
        return said, False
    data = table.read_bytes()
    if len(data) < 32 or data[29] not in _UNSURE:
        return None, False
    (header,) = struct.unpack_from("<H", data, 8)
    texts = data[header:]
    try:
        texts.decode()
    except UnicodeDecodeError:
        return "cp1257", True
    return "utf-8", not texts.isascii()


def _codec(name: str) -> str | None:
    """Return Python's name of an encoding that a .cpg names in some way, None if unknown."""
    name = name.strip().lower()
    numbered = re.fullmatch(r"(?:ansi|oem|cp|windows)?[ _-]*(\d{3,5})", name)
    for candidate in (f"cp{numbered[1]}" if numbered else name, f"iso-{name}"):
        try:
            b"a".decode(candidate)
        except (LookupError, ValueError):
            continue
        return candidate
    return None


def _column(values: Any, kind: str, subtype: str) -> list[Any]:
    """Return a column's values; numbers that are missing come as NaN and leave as None."""
    found = values.tolist()
    if values.dtype.kind != "f":
        return [value.tolist() if isinstance(value, np.ndarray) else value for value in found]
    whole = bool if subtype == "OFSTBoolean" else int if kind.startswith("OFTInteger") else float
    return [None if value != value else whole(value) for value in found]


def _crs(said: str | None) -> str | None:
    """Return the code of a reference system, None where nobody gave it one."""
    try:
        code = pyproj.CRS.from_user_input(said).to_epsg() if said else None
    except pyproj.exceptions.CRSError:
        return None
    return f"EPSG:{code}" if code else None


def _write_features(columns: dict[str, list[Any]], shapes: Any, most_vertices: int) -> None:
    vertices = 0
    with Path("features.json").open("w", encoding="utf-8") as out:
        out.write('{"type": "FeatureCollection", "features": [')
        for row, shape in enumerate(shapes):
            geometry, count = _geometry(shape) if shape else (None, 0)
            vertices += count
            if vertices > most_vertices:
                _refuse("vertices_many", vertices)
            properties = {name: values[row] for name, values in columns.items()}
            feature = {"type": "Feature", "properties": properties, "geometry": geometry}
            out.write(("," if row else "") + json.dumps(feature))
        out.write("]}")


def _geometry(wkb: bytes) -> tuple[dict[str, Any] | None, int]:
    """Return a geometry as GeoJSON, None where it is empty, and how many vertices it has."""
    reading = _Wkb(wkb)
    kind, coordinates = reading.shape()
    if kind > _LAST:
        return {"type": _TYPES[kind] if kind < len(_TYPES) else f"WKB {kind}"}, 0
    is_nowhere = not coordinates or (kind == _POINT and coordinates[0] != coordinates[0])
    geometry = {"type": _TYPES[kind], "coordinates": coordinates}
    return None if is_nowhere else geometry, reading.vertices


class _Wkb:
    """Well-known binary as GDAL writes it, read from front to back."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0
        self.vertices = 0

    def shape(self) -> tuple[int, Any]:
        """Return the type's number and the coordinates as GeoJSON nests them, less empty parts."""
        order = "<" if self._data[self._at] else ">"
        self._at += 1
        code = self._number(order)
        kind = code % _WITH_Z % 1000
        width = 3 if code & _WITH_Z or code % _WITH_Z // 1000 == 1 else 2
        if kind > _LAST:
            return kind, None
        if kind == _POINT:
            return kind, self._places(f"{order}f8", width, 1)[0]
        count = self._number(order)
        if kind == _LINE:
            return kind, self._places(f"{order}f8", width, count)
        if kind == _POLYGON:
            rings = range(count)
            return kind, [self._places(f"{order}f8", width, self._number(order)) for _ in rings]
        parts = (self.shape()[1] for _ in range(count))
        return kind, [part for part in parts if part]

    def _number(self, order: str) -> int:
        (number,) = struct.unpack_from(f"{order}I", self._data, self._at)
        self._at += 4
        return int(number)

    def _places(self, dtype: str, width: int, count: int) -> list[list[float]]:
        numbers = np.frombuffer(self._data, dtype, width * count, self._at)
        self._at += numbers.nbytes
        self.vertices += count
        places: list[list[float]] = numbers.reshape(count, width).tolist()
        return places


if __name__ == "__main__":
    main()
