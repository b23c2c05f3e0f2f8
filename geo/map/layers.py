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
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.model.fields import LANGUAGES
from geo.model.records import Mask, Records, Stamps

Marks = npt.NDArray[np.uint64]

_PER_DEGREE = 100_000
_GZIP_LEVEL = 6

STATES = ("current", "old", "planned", "closed")
"""How a sign is filled; the place in this order is its code."""

_CLOSED = ("closed", "ended")
_PLANNED = ("planned", "forming")


@dataclass(frozen=True)
class Layer:
    """One layer: its name, its JSON, and the digest of it that addresses it.

    Attributes
    ----------
    columns, stamps
        The values of a layer with a row for each sign, and ``Records.stamp`` of those rows; empty
        and None for any other layer.
    """

    name: str
    body: bytes
    digest: str
    columns: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict, compare=False)
    stamps: Stamps | None = field(default=None, compare=False)

    @property
    def address(self) -> str:
        """Return ``name.digest.json``."""
        return f"{self.name}.{self.digest}.json"

    @cached_property
    def packed(self) -> bytes:
        """Return the JSON compressed; made when somebody takes it, for most take a difference."""
        return gzip.compress(self.body, _GZIP_LEVEL, mtime=0)

    @cached_property
    def marks(self) -> Marks | None:
        """Return a number for each row by which it is known again if nothing in it has changed."""
        if self.stamps is None:
            return None
        marks: Marks = pd.util.hash_array(self.stamps)
        for column in self.columns.values():
            marks = marks * np.uint64(31) + pd.util.hash_array(column, categorize=False)
        return marks


def plain_json(content: Mapping[str, Any]) -> bytes:
    """Return JSON without a needless sign, as a browser writes it too.

    Raises
    ------
    ValueError
        For a NaN: one would blank the map, so it must not get this far.
    """
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _layer(
    name: str,
    content: Mapping[str, Any],
    columns: Mapping[str, npt.NDArray[Any]] | None = None,
    stamps: Stamps | None = None,
) -> Layer:
    body = plain_json(content)
    digest = hashlib.sha256(body).hexdigest()[:16]
    return Layer(name, body, digest, columns or {}, stamps)


def _rows_layer(name: str, columns: Mapping[str, npt.NDArray[Any]], stamps: Stamps) -> Layer:
    content = {key: column.tolist() for key, column in columns.items()}
    return _layer(name, content, columns, stamps)


def state_codes(records: Records) -> npt.NDArray[np.int8]:
    """Return each record's place in ``STATES``."""
    codes = np.where(records.old, STATES.index("old"), STATES.index("current"))
    for statuses, state in ((_PLANNED, "planned"), (_CLOSED, "closed")):
        wanted = [code for code, key in enumerate(records.statuses) if key in statuses]
        codes = np.where(np.isin(records.status, wanted), STATES.index(state), codes)
    return codes.astype(np.int8)


def records_layer(records: Records) -> Layer:
    """Return the signs of all records with an exact place, in row order, without words."""
    rows = np.flatnonzero(records.placed)
    columns: dict[str, npt.NDArray[Any]] = {
        "lon": _rounded(records.frame["lon"].to_numpy(float)[rows]),
        "lat": _rounded(records.frame["lat"].to_numpy(float)[rows]),
        "kind": records.kind[rows],
        "family": records.family[rows],
        "state": state_codes(records)[rows],
    }
    return _rows_layer("records", columns, records.stamp[rows])


def names_layer(names: Sequence[str], records: Records, language: str) -> Layer:
    """Return the names beside ``records_layer``; ``names`` has one for every record."""
    rows = np.flatnonzero(records.placed)
    column = np.array(names, dtype=object)[rows]
    return _rows_layer(f"names-{language}", {"name": column}, records.stamp[rows])


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


def whole(degrees: npt.NDArray[np.float64]) -> list[int]:
    """Return degrees as whole hundred-thousandths."""
    found: list[int] = _rounded(degrees).tolist()
    return found


def _rounded(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    return np.rint(degrees * _PER_DEGREE).astype(np.int64)


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
