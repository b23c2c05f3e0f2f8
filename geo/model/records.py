"""All records of a town in one frame, with small integer codes beside it for quick questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.model.fields import LANGUAGES, TYPE_FIELD
from geo.model.placing import NOWHERE, point_area
from geo.model.taxonomy import FAMILIES, KINDS, TYPE_OF_KIND, Taxonomy

Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int32]

OLD_AFTER_YEARS = 5
"""A source this old makes a record *old*: it is shown faded and says so. A choice of this
project; the sources give no figure."""

_COLUMNS = (
    "id", "kind", "type", "family", "name_lv", "name_ru", "name_en", "area", "scope",
    "precision", "lon", "lat", "status", "target_groups", "source_date", "outdated",
)  # fmt: skip


@dataclass(frozen=True)
class Records:
    """Every record a viewer may see: resources, then groups, then problems.

    Attributes
    ----------
    frame
        One row a record; the columns of ``_COLUMNS`` and all columns of the store's tables.
        ``lon``/``lat`` (degrees) are NaN without an exact place; ``area`` is an area key or None,
        ``area_stated`` the same as the record itself says it.
    areas
        Area keys in the order of the codes.
    types
        (vocabulary, key) in the order of the codes: the vocabulary's, then any others that occur.
    statuses
        Status keys in the order of the codes.
    targets
        Target groups in the order of the bits.
    """

    frame: pd.DataFrame
    areas: tuple[str, ...]
    types: tuple[tuple[str, str], ...]
    statuses: tuple[str, ...]
    targets: tuple[str, ...]
    kind: Codes
    type: Codes
    area: Codes
    status: Codes
    target: npt.NDArray[np.uint32]
    old: Mask
    placed: Mask

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.frame)

    @cached_property
    def ids(self) -> npt.NDArray[np.object_]:
        """Return the record ids in row order."""
        return self.frame["id"].to_numpy(dtype=object)

    @cached_property
    def family(self) -> Codes:
        """Return each record's place in ``FAMILIES``, −1 for none."""
        return _codes(self.frame["family"], FAMILIES)

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {identity: row for row, identity in enumerate(self.ids)}

    def row_of(self, identity: str) -> int | None:
        """Return the row of a record, None where the viewer has no such record."""
        return self._row_of.get(identity)

    def type_codes(self, wanted: Sequence[tuple[str, str]]) -> Codes:
        """Return the codes of some types; unknown ones are left out."""
        place = {pair: code for code, pair in enumerate(self.types)}
        return np.array([place[pair] for pair in wanted if pair in place], dtype=np.int32)


def gather(
    tables: Mapping[str, pd.DataFrame],
    areas: gpd.GeoDataFrame,
    taxonomy: Taxonomy,
    *,
    today: date,
) -> Records:
    """Return all records of a town.

    Parameters
    ----------
    tables
        A frame for each kind as the store gives it (``geom`` in EPSG:4326 or None).
    areas
        The town's areas, EPSG:4326; a record with an exact place and no area takes the area it
        lies in (a place on a border takes the first in order).
    today
        The day against which sources are old.
    """
    parts = [_columns(kind, tables[kind], taxonomy) for kind in KINDS if len(tables[kind])]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(_COLUMNS))
    area_keys = tuple(areas["key"])
    frame["area_stated"] = frame["area"]
    frame["area"] = _areas_of(frame, areas)
    # a type that the vocabulary lacks shows its own key, never the word of another type
    types = tuple(
        dict.fromkeys(
            [
                *((name, key) for name in TYPE_OF_KIND.values() for key in taxonomy.keys(name)),
                *zip(frame["kind"].map(TYPE_OF_KIND), frame["type"], strict=True),
            ]
        )
    )
    statuses = tuple(dict.fromkeys(frame["status"]))
    targets = taxonomy.keys("target_group")
    frame = _in_runs(frame, types, area_keys, targets)
    vocabulary_of = frame["kind"].map(TYPE_OF_KIND)
    return Records(
        frame=frame,
        areas=area_keys,
        types=types,
        statuses=statuses,
        targets=targets,
        kind=_codes(frame["kind"], KINDS),
        type=_codes(list(zip(vocabulary_of, frame["type"], strict=True)), types),
        area=_codes(frame["area"], area_keys),
        status=_codes(frame["status"], statuses),
        target=_bits(frame["target_groups"], targets),
        old=_old(frame, today),
        placed=frame["lon"].notna().to_numpy(dtype=bool),
    )


def _in_runs(
    frame: pd.DataFrame,
    types: Sequence[tuple[str, str]],
    areas: Sequence[str],
    targets: Sequence[str],
) -> pd.DataFrame:
    """Return the records so ordered that most filters let whole runs through.

    A mask of runs travels in a few bytes: with 100,000 records no single filter needs more than
    3 kB, against 15 kB for target groups when records are ordered by kind, type and area.
    """
    vocabulary_of = frame["kind"].map(TYPE_OF_KIND)
    type_codes = _codes(list(zip(vocabulary_of, frame["type"], strict=True)), types)
    order = np.lexsort(
        (
            _codes(frame["area"], areas),
            _bits(frame["target_groups"], targets),
            _codes(frame["status"], sorted(set(frame["status"]))),
            type_codes,
            _codes(frame["kind"], KINDS),
        )
    )
    return frame.iloc[order].reset_index(drop=True)


def _columns(kind: str, table: pd.DataFrame, taxonomy: Taxonomy) -> pd.DataFrame:
    frame = table.drop(columns=["geom", "fid", "town"], errors="ignore").copy()
    frame["kind"] = kind
    frame["type"] = table[TYPE_FIELD[kind]]
    frame["family"] = [taxonomy.family(TYPE_OF_KIND[kind], key) for key in frame["type"]]
    if kind == "problem":
        for lang in LANGUAGES:
            frame[f"name_{lang}"] = [taxonomy.public_wording(key, lang) for key in frame["type"]]
    if "geom" in table:
        points = table["geom"].to_numpy(dtype=object)
        frame["lon"], frame["lat"] = shapely.get_x(points), shapely.get_y(points)
    else:
        frame["lon"] = frame["lat"] = np.nan
    if kind == "group":
        frame["precision"] = np.where(
            frame["lon"].notna(), "exact", frame["scope"].replace({"areas": "area"})
        )
    elif kind == "problem":
        terms = [taxonomy.term(TYPE_OF_KIND[kind], key) for key in frame["type"]]
        sensitive = np.array([term is not None and term.sensitive for term in terms], dtype=bool)
        frame["scope"] = frame["scope"].mask(sensitive, "municipality")
        frame["area"] = frame["area"].mask(sensitive, None)
        frame["precision"] = frame["scope"]
    # Another program may leave a place on what must stay town-wide, or a point on what must stay
    # approximate.
    frame.loc[frame["precision"] != "exact", ["lon", "lat"]] = np.nan
    return frame


def _areas_of(frame: pd.DataFrame, areas: gpd.GeoDataFrame) -> pd.Series[Any]:
    """Return each record's area: the stated one, else the one its exact place lies in."""
    stated = frame["area"].astype(object).where(frame["area"].notna(), None).to_numpy(copy=True)
    placed = frame["lon"].notna().to_numpy() & np.array([area is None for area in stated], bool)
    rows = np.flatnonzero(placed)
    if len(rows) and len(areas):
        points = shapely.points(
            frame["lon"].to_numpy(float)[rows], frame["lat"].to_numpy(float)[rows]
        )
        codes = point_area(points, areas.geometry.to_numpy())
        inside = codes != NOWHERE
        stated[rows[inside]] = areas["key"].to_numpy(dtype=object)[codes[inside]]
    return pd.Series(stated, index=frame.index, dtype=object)


def _codes(values: Sequence[Any] | pd.Series[Any], order: Sequence[Any]) -> Codes:
    place = {value: code for code, value in enumerate(order)}
    return np.array([place.get(value, NOWHERE) for value in values], dtype=np.int32)


def _bits(values: Sequence[Any] | pd.Series[Any], order: Sequence[str]) -> npt.NDArray[np.uint32]:
    bit = {key: 1 << place for place, key in enumerate(order)}
    return np.array([sum(bit.get(key, 0) for key in keys) for keys in values], dtype=np.uint32)


def _old(frame: pd.DataFrame, today: date) -> Mask:
    """Return which records rest on an old source or are said to be out of date.

    A source without a date is old: nobody can say it is not. What somebody has confirmed is
    current until the day it is to be confirmed again, whatever its source.
    """
    limit = f"{today.year - OLD_AFTER_YEARS}-{today:%m-%d}"
    dates = frame["source_date"].fillna("").astype(str)
    # the last day that a year or a month can mean
    stale = np.array([not t or t + "-12-31"[len(t) - 4 :] < limit for t in dates], dtype=bool)
    said = np.array([value is True for value in frame["outdated"]], dtype=bool)
    confirmed = np.zeros(len(frame), dtype=bool)
    if "confirm_by" in frame:
        until = frame["confirm_by"].fillna("").astype(str)
        confirmed = np.array([text >= today.isoformat() for text in until], dtype=bool)
    return np.asarray((stale | said) & ~confirmed, dtype=bool)
