"""What would change if a resource came, or closed: a sandbox that saves nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from geo.analysis.gaps import RADII_M, Figures
from geo.analysis.reach import Points
from geo.analysis.supply import Supply, acting, memberships
from geo.model.records import Records

PLANNED = -2
"""The row of a place that is only tried out."""


def tried(
    records: Records,
    supply: Supply,
    *,
    type_: tuple[str, str],
    place: Points,
    area: int,
    closed: Collection[int] = (),
) -> Supply:
    """Return what there would be with one more place of a type and without some records.

    Parameters
    ----------
    place
        (x, y) of the planned place in metres, or no rows for none.
    area
        Code of the area it lies in, −1 for none.
    closed
        Rows of the records that close.
    """
    column = supply.types.index(type_)
    count, old, placeless = supply.count.copy(), supply.old.copy(), supply.placeless.copy()
    rows, points = list(supply.rows), list(supply.points)
    for one, (of_type, there) in enumerate(zip(rows, points, strict=True)):
        stays = ~np.isin(of_type, list(closed))
        rows[one], points[one] = of_type[stays], there[stays]
    gone = np.array([row for row in set(closed) if acting(records)[row]], dtype=np.intp)
    for row, code in zip(*memberships(records, gone), strict=True):
        count[code, _column(records, supply, row)] -= 1
        old[code, _column(records, supply, row)] -= records.old[row]
    for row in gone[~records.placed[gone]]:
        placeless[_column(records, supply, row)] -= 1
    if len(place):
        rows[column] = np.append(rows[column], PLANNED)
        points[column] = np.vstack([points[column], place.reshape(-1, 2)])
        if area >= 0:
            count[area, column] += 1
    return replace(
        supply, rows=tuple(rows), points=tuple(points), count=count, old=old, placeless=placeless
    )


def _column(records: Records, supply: Supply, row: int) -> int:
    return supply.types.index(records.types[records.type[row]])


@dataclass(frozen=True)
class Difference:
    """What changes for one area; shares are parts of one, the last area is the whole town.

    Attributes
    ----------
    nearer_m
        How much nearer the nearest is; NaN where there was none or is none.
    land
        For each radius, how much more of its land is within reach.
    residents
        The same of its residents, at least; NaN where no grid is loaded.
    """

    area: int
    nearer_m: float
    land: dict[int, float]
    residents: dict[int, float]

    @property
    def is_any(self) -> bool:
        """Return whether anything changes that can be seen in the figures."""
        seen = [*self.land.values(), *self.residents.values()]
        return any(abs(share) >= 0.005 for share in seen) or abs(self.nearer_m) >= 50


def differences(before: Figures, after: Figures) -> list[Difference]:
    """Return what changes, area by area in their order, then for the whole town."""
    with np.errstate(invalid="ignore"):
        nearer: npt.NDArray[np.float64] = before.nearest_m - after.nearest_m
    found = []
    for area in range(len(nearer) + 1):
        away = float(nearer[area]) if area < len(nearer) and np.isfinite(nearer[area]) else np.nan
        land, residents = (
            {
                radius: float(
                    getattr(after.near[radius], name)[area]
                    - getattr(before.near[radius], name)[area]
                )
                for radius in RADII_M
            }
            for name in ("area", "residents_min")
        )
        found.append(Difference(area, away, land, residents))
    return found
