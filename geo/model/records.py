"""All records of a town in one frame, with small integer codes beside it for quick questions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
from geo.model.splice import Splice
from geo.model.taxonomy import FAMILIES, KINDS, STATUS_OF_KIND, TYPE_OF_KIND, Taxonomy

Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int32]
Stamps = npt.NDArray[np.int64]

OLD_AFTER_YEARS = 5
"""A source this old makes a record *old*: it is shown faded and says so. A choice of this
project; the sources give no figure."""

_ROW_WISE = ("kind", "type", "area", "status", "target", "family", "old", "placed", "stamp")
"""The arrays of ``Records`` with one value a row."""


@dataclass(frozen=True)
class Records:
    """Every record a viewer may see: resources, then groups, then problems.

    Attributes
    ----------
    frame
        One row a record; all columns of the store's tables and ``kind``, ``type``, ``family``,
        ``precision``, ``lon``, ``lat``. ``lon``/``lat`` (degrees) are NaN without an exact place;
        ``area`` is an area key or None, ``area_stated`` the same as the record itself says it.
    areas
        Area keys in the order of the codes.
    types
        (vocabulary, key) in the order of the codes: the vocabulary's, then any others that occur.
    statuses
        Status keys in the order of the codes: the vocabularies', then any others that occur.
    targets
        Target groups in the order of the bits.
    family
        Each record's place in ``FAMILIES``, −1 for none.
    stamp
        A number for each record as it stands: another record, or the same one changed, has another.
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
    family: Codes
    old: Mask
    placed: Mask
    stamp: Stamps

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.frame)

    @property
    def arrays(self) -> dict[str, Any]:
        """Return all that has one value a row, but the frame, by its name here."""
        return {name: getattr(self, name) for name in _ROW_WISE}

    @property
    def vocabulary(self) -> tuple[tuple[Any, ...], ...]:
        """Return what the codes and bits stand for."""
        return self.areas, self.types, self.statuses, self.targets

    @cached_property
    def ids(self) -> npt.NDArray[np.object_]:
        """Return the record ids in row order."""
        return self.frame["id"].to_numpy(dtype=object)

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return dict(zip(self.ids.tolist(), range(len(self)), strict=True))

    def row_of(self, identity: str) -> int | None:
        """Return the row of a record, None where the viewer has no such record."""
        return self._row_of.get(identity)

    def type_codes(self, wanted: Sequence[tuple[str, str]]) -> Codes:
        """Return the codes of some types; unknown ones are left out."""
        place = {pair: code for code, pair in enumerate(self.types)}
        return np.array([place[pair] for pair in wanted if pair in place], dtype=np.int32)


def is_community(records: Records, row: int) -> bool:
    """Return whether a record is a group whose scope is not one area."""
    group = KINDS[records.kind[row]] == "group"
    return group and bool(records.frame["scope"].iloc[row] != "area")


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
    parts = [_columns(kind, tables[kind], taxonomy) for kind in KINDS]
    frame = pd.concat(parts, ignore_index=True)
    frame["area_stated"] = frame["area"]
    frame["area"] = _areas_of(frame, areas)
    area_keys = tuple(areas["key"])
    typed = list(zip(frame["kind"].map(TYPE_OF_KIND), frame["type"], strict=True))
    # a type that the vocabulary lacks shows its own key, never the word of another type
    types = _then_others(
        ((name, key) for name in TYPE_OF_KIND.values() for key in taxonomy.keys(name)), typed
    )
    statuses = _then_others(
        (key for name in STATUS_OF_KIND.values() for key in taxonomy.keys(name)), frame["status"]
    )
    targets = taxonomy.keys("target_group")
    records = Records(
        frame=frame,
        areas=area_keys,
        types=types,
        statuses=statuses,
        targets=targets,
        kind=_codes(frame["kind"], KINDS),
        type=_codes(typed, types),
        area=_codes(frame["area"], area_keys),
        status=_codes(frame["status"], statuses),
        target=_bits(frame["target_groups"], targets),
        family=_codes(frame["family"], FAMILIES),
        old=_old(frame, today),
        placed=frame["lon"].notna().to_numpy(dtype=bool),
        stamp=np.concatenate([_stamps(kind, tables[kind]) for kind in KINDS]),
    )
    rows = _in_runs(records)
    arrays = {name: array[rows] for name, array in records.arrays.items()}
    return replace(records, frame=frame.iloc[rows].reset_index(drop=True), **arrays)


def merged(kept: Records, came: Records, gone: Collection[str]) -> tuple[Records, Splice]:
    """Return the records without some and with others, as if all had been gathered at once.

    Parameters
    ----------
    came
        Records of the same town, vocabulary and day.
    gone
        Ids to leave out; those of ``came`` must be among them.
    """
    stays = np.flatnonzero(~kept.frame["id"].isin(gone).to_numpy())
    if len(stays) == len(kept) and not len(came):
        return kept, Splice(len(kept), stays)
    loose = Splice(len(kept), np.append(stays, len(kept) + np.arange(len(came))))
    arrays: dict[str, Any] = {
        name: loose.array(array, came.arrays[name]) for name, array in kept.arrays.items()
    }
    rows = _in_runs(replace(kept, **arrays))
    splice = Splice(len(kept), loose.source[rows])
    arrays = {name: array[rows] for name, array in arrays.items()}
    return replace(kept, frame=splice.frame(kept.frame, came.frame), **arrays), splice


def _in_runs(records: Records) -> npt.NDArray[np.intp]:
    """Return the rows so ordered that most filters let whole runs through.

    A mask of runs travels in a few bytes: with 100,000 records no single filter needs more than
    3 kB, against 15 kB for target groups when records are ordered by kind, type and area.
    """
    keys = (records.stamp, records.area, records.target, records.status, records.type, records.kind)
    return np.lexsort(keys)


def _stamps(kind: str, table: pd.DataFrame) -> Stamps:
    fid, version = (table[name].to_numpy(dtype=np.int64) for name in ("fid", "version"))
    # 20 bits for the version, 40 for the row in its table, the kind above
    stamps: Stamps = KINDS.index(kind) << 60 | fid << 20 | version
    return stamps


def _then_others(known: Iterable[Any], found: Iterable[Any]) -> tuple[Any, ...]:
    """Return the known keys in their order, then all others that were found, sorted."""
    order = tuple(dict.fromkeys(known))
    return (*order, *sorted(set(found).difference(order), key=str))


def _columns(kind: str, table: pd.DataFrame, taxonomy: Taxonomy) -> pd.DataFrame:
    frame = table.drop(columns=["geom", "fid", "town"], errors="ignore").copy()
    frame["kind"] = _texts([kind] * len(table), table)
    frame["type"] = types = table[TYPE_FIELD[kind]]
    frame["family"] = _texts([taxonomy.family(TYPE_OF_KIND[kind], key) for key in types], table)
    if kind == "problem":
        for lang in LANGUAGES:
            wording = [taxonomy.public_wording(key, lang) for key in types]
            frame[f"name_{lang}"] = _texts(wording, table)
    if "geom" in table:
        points = table["geom"].to_numpy(dtype=object)
        frame["lon"], frame["lat"] = shapely.get_x(points), shapely.get_y(points)
    else:
        frame["lon"] = frame["lat"] = np.nan
    if kind == "group":
        scope = frame["scope"].replace({"areas": "area"})
        frame["precision"] = _texts(np.where(frame["lon"].notna(), "exact", scope).tolist(), table)
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


def _texts(values: Sequence[str | None], table: pd.DataFrame) -> pd.Series[Any]:
    """Return a column of texts that keeps its type, whatever it is joined with."""
    return pd.Series(values, index=table.index, dtype=object)


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
