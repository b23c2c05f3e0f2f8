"""Layers as columnar JSON, each under an address made from its content.

Coordinates travel as whole hundred-thousandths of a degree (about 1 m) and words in layers of
their own, so that a filter never sends a coordinate or a word twice.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.model.fields import LANGUAGES
from geo.model.records import Mask, Records
from geo.model.taxonomy import FAMILIES

_PER_DEGREE = 100_000
_GZIP_LEVEL = 6

STATES = ("current", "old", "planned", "closed")
"""How a sign is filled; the place in this order is its code."""

_CLOSED = ("closed", "ended")
_PLANNED = ("planned", "forming")


@dataclass(frozen=True)
class Layer:
    """One layer: its name, its JSON, the same compressed, and the digest that addresses it."""

    name: str
    body: bytes
    packed: bytes
    digest: str

    @property
    def address(self) -> str:
        """Return ``name.digest.json``."""
        return f"{self.name}.{self.digest}.json"


def _layer(name: str, content: Mapping[str, Any]) -> Layer:
    # allow_nan=False: one NaN would blank the map, so it must not get this far
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    digest = hashlib.sha256(body).hexdigest()[:16]
    return Layer(name, body, gzip.compress(body, _GZIP_LEVEL, mtime=0), digest)


def state_codes(records: Records) -> np.ndarray[Any, np.dtype[np.int8]]:
    """Return each record's place in ``STATES``."""
    codes = np.where(records.old, STATES.index("old"), STATES.index("current"))
    for statuses, state in ((_PLANNED, "planned"), (_CLOSED, "closed")):
        wanted = [code for code, key in enumerate(records.statuses) if key in statuses]
        codes = np.where(np.isin(records.status, wanted), STATES.index(state), codes)
    return codes.astype(np.int8)


def records_layer(records: Records) -> Layer:
    """Return the signs of all records with an exact place, in row order, without words."""
    rows = np.flatnonzero(records.placed)
    family = records.frame["family"].to_numpy(dtype=object)[rows]
    place = {key: code for code, key in enumerate(FAMILIES)}
    columns = {
        "lon": whole(records.frame["lon"].to_numpy(float)[rows]),
        "lat": whole(records.frame["lat"].to_numpy(float)[rows]),
        "kind": records.kind[rows].tolist(),
        "family": [place.get(key, -1) for key in family],
        "state": state_codes(records)[rows].tolist(),
    }
    return _layer("records", columns)


def names_layer(names: Sequence[str], records: Records, language: str) -> Layer:
    """Return the names beside ``records_layer``; ``names`` has one for every record."""
    rows = np.flatnonzero(records.placed)
    return _layer(f"names-{language}", {"name": [names[row] for row in rows.tolist()]})


def areas_layer(areas: gpd.GeoDataFrame) -> Layer:
    """Return the areas with their names in every language and where the name stands."""
    shapes = areas.geometry.to_numpy()
    labels = [label_place(geometry) for geometry in shapes]
    return _layer(
        "areas",
        {
            "key": list(areas["key"]),
            **{lang: _or_latvian(areas, lang) for lang in LANGUAGES},
            "approximate": [precision != "official" for precision in areas["precision"]],
            "label": labels,
            "shape": [rings(geometry) for geometry in shapes],
        },
    )


def base_layer(base: gpd.GeoDataFrame) -> Layer:
    """Return the town's own light base map."""
    return _layer(
        "base",
        {
            "kind": list(base["kind"]),
            **{lang: [_text(name) for name in base[f"name_{lang}"]] for lang in LANGUAGES},
            "shape": [rings(geometry) for geometry in base.geometry],
        },
    )


def words_layer(words: Mapping[str, str], language: str) -> Layer:
    """Return the words that the map itself shows in one language."""
    return _layer(f"words-{language}", words)


def pack_mask(mask: Mask) -> str:
    """Return a boolean per row as text: ``all``, ``none``, or base64 of deflated bits."""
    if mask.all():
        return "all"
    if not mask.any():
        return "none"
    bits = np.packbits(mask, bitorder="little").tobytes()
    return base64.b64encode(zlib.compress(bits, 9)).decode("ascii")


def whole(degrees: np.ndarray[Any, np.dtype[np.float64]]) -> list[int]:
    """Return degrees as whole hundred-thousandths."""
    found: list[int] = np.rint(degrees * _PER_DEGREE).astype(np.int64).tolist()
    return found


def _or_latvian(areas: gpd.GeoDataFrame, lang: str) -> list[str]:
    pairs = zip(areas[f"name_{lang}"], areas["name_lv"], strict=True)
    return [_text(name) or _text(latvian) or "" for name, latvian in pairs]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def label_place(geometry: BaseGeometry) -> list[int]:
    """Return a place well inside the largest part, as (lon, lat) in hundred-thousandths."""
    largest = max(shapely.get_parts(geometry), key=lambda part: float(part.area))
    # Degrees of longitude are about half as long as those of latitude at 56° N; stretching
    # makes the circle that is looked for a round one on the ground.
    stretched = shapely.transform(largest, lambda xy: xy * [0.56, 1.0])
    middle = shapely.maximum_inscribed_circle(stretched, tolerance=0.0005).coords[0]
    return whole(np.array([middle[0] / 0.56, middle[1]]))


def rings(geometry: BaseGeometry) -> list[list[int]]:
    """Return every line or ring as a flat list lon, lat, lon, lat … in hundred-thousandths."""
    parts = shapely.get_parts(geometry)
    rings: list[Any] = []
    for part in parts:
        if part.geom_type == "Polygon":
            rings += [part.exterior, *part.interiors]
        else:
            rings.append(part)
    return [whole(shapely.get_coordinates(ring).ravel()) for ring in rings]
