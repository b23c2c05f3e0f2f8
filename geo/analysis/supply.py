"""What answers what, where: the records that act, by type and area, in metres.

A record *acts* unless it is closed, ended, planned, paused or dormant. It counts in the area it is
in; a group that names several areas counts in each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

from geo.analysis.reach import Points
from geo.model.placing import NOWHERE
from geo.model.records import Mask, Records
from geo.model.taxonomy import KINDS, TYPE_OF_KIND

NOT_ACTING = ("closed", "ended", "planned", "paused", "dormant")
_PROBLEM = KINDS.index("problem")

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Supply:
    """Acting resources and groups of a town.

    Attributes
    ----------
    types
        (vocabulary, key) in the order of the columns.
    rows
        For each type the rows of its records with an exact place, in the order of their ids.
    points
        For each type their coordinates in metres, in the same order.
    count, old
        Records by area and type; ``old`` rest on an old source.
    placeless
        Records of each type without an exact place: no distance counts them.
    """

    types: tuple[tuple[str, str], ...]
    rows: tuple[npt.NDArray[np.intp], ...]
    points: tuple[Points, ...]
    count: Counts
    old: Counts
    placeless: Counts

    def columns(self, wanted: Sequence[tuple[str, str]]) -> list[int]:
        """Return the columns of some types; unknown ones are left out."""
        place = {pair: column for column, pair in enumerate(self.types)}
        return sorted(place[pair] for pair in set(wanted) if pair in place)


def acting(records: Records) -> Mask:
    """Return which resources and groups act now."""
    silent = [code for code, key in enumerate(records.statuses) if key in NOT_ACTING]
    return np.asarray((records.kind != _PROBLEM) & ~np.isin(records.status, silent))


def supply(records: Records, epsg: int) -> Supply:
    """Return the acting records by type and area.

    Parameters
    ----------
    epsg
        The town's metric reference system.
    """
    mask = acting(records)
    answering = [
        code for code, (vocabulary, _) in enumerate(records.types)
        if vocabulary != TYPE_OF_KIND["problem"]
    ]  # fmt: skip
    column_of = np.full(len(records.types), -1)
    column_of[answering] = np.arange(len(answering))
    columns = column_of[records.type]
    placed = np.flatnonzero(mask & records.placed)
    placed = placed[np.argsort(records.ids[placed].astype(str), kind="stable")]
    xy = _metres(records, placed, epsg)
    rows = tuple(placed[columns[placed] == column] for column in range(len(answering)))
    points = tuple(xy[columns[placed] == column] for column in range(len(answering)))
    shape = (len(records.areas), len(answering))
    row_of, area_of = memberships(records, np.flatnonzero(mask))
    return Supply(
        types=tuple(records.types[code] for code in answering),
        rows=rows,
        points=points,
        count=_table(area_of, columns[row_of], shape),
        old=_table(
            area_of[records.old[row_of]], columns[row_of][records.old[row_of]], shape
        ),
        placeless=np.bincount(columns[mask & ~records.placed], minlength=len(answering)),
    )  # fmt: skip


def _metres(records: Records, rows: npt.NDArray[np.intp], epsg: int) -> Points:
    to_metres = Transformer.from_crs(4326, epsg, always_xy=True)
    lon, lat = (records.frame[name].to_numpy(float)[rows] for name in ("lon", "lat"))
    x, y = to_metres.transform(lon, lat)
    return np.column_stack([x, y]).reshape(-1, 2)


def memberships(
    records: Records, rows: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.int32]]:
    """Return rows and area codes, pair by pair: the area a record is in, those a group names."""
    code = {key: place for place, key in enumerate(records.areas)}
    pairs = [np.column_stack([rows, records.area[rows]])]
    if "areas" in records.frame:
        named = records.frame["areas"].to_numpy(dtype=object)
        groups = rows[records.kind[rows] == KINDS.index("group")].tolist()
        pairs += [
            np.array([[row, code[key]]])
            for row in groups
            if isinstance(named[row], tuple)
            for key in named[row]
            if key in code
        ]
    found = np.unique(np.concatenate(pairs), axis=0)
    found = found[found[:, 1] != NOWHERE]
    return found[:, 0].astype(np.intp), found[:, 1].astype(np.int32)


def _table(
    areas: npt.NDArray[np.int32], columns: npt.NDArray[np.intp], shape: tuple[int, int]
) -> Counts:
    flat = np.bincount(areas * shape[1] + columns, minlength=shape[0] * shape[1])
    return flat.reshape(shape)
