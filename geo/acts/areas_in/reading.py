"""The features of a boundary file that are to be a town's areas, and where they lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.analysis.coordinates import (
    Bounds,
    Recognised,
    metric_crs,
    recognise_crs,
    to_wgs84,
    transformed,
)
from geo.analysis.features import Feature, guess_columns, select_features, text_of
from geo.analysis.findings import Drawn
from geo.errors import DataError, Fault
from geo.files.shapes import Shapes

_REACH_DEG = 2.0
"""No municipality reaches farther from its middle; what does is in another system, or elsewhere."""

_NEAR_ZERO_DEG = 1.0
"""Around 0, 0 lies the sea, and what has no place."""


@dataclass(frozen=True)
class Reading:
    """How a boundary file is to be read; what is None is guessed.

    Attributes
    ----------
    name_column, code_column
        Columns of the areas' names and codes; an empty code column is none at all.
    select
        The town's features in a larger file: the beginning of their codes, or a list of names.
    crs
        (EPSG code, whether the numbers stand in the other order), as a person has said.
    source
        Where the boundaries come from; the file's name when nobody says.
    valid_from
        ISO date from which they hold.
    precision
        ``official``, or ``approximate`` for what somebody has drawn.
    """

    name_column: str | None = None
    code_column: str | None = None
    select: str | None = None
    crs: tuple[int, bool] | None = None
    source: str = ""
    valid_from: str | None = None
    precision: str = "official"


@dataclass(frozen=True)
class Brought:
    """The town's features of a file.

    Attributes
    ----------
    reading
        How the file was read, guesses filled in.
    rows
        Number, properties and geometry of each feature.
    recognised
        The reference system of the numbers; the code is known.
    there
        Geometries in EPSG:4326, None where there is none.
    metric
        EPSG code of a system in metres that fits the town.
    """

    reading: Reading
    rows: Sequence[Feature]
    recognised: Recognised
    there: NDArray[np.object_]
    metric: int

    def drawn(self) -> list[Drawn]:
        """Return the areas with their shapes in metres."""
        assert self.recognised.epsg is not None
        in_metres = transformed(
            [geometry for _, _, geometry in self.rows],
            self.recognised.epsg,
            self.metric,
            swapped=self.recognised.swapped,
        )
        name, code = self.reading.name_column, self.reading.code_column
        return [
            Drawn(_property(values, name), _property(values, code), shape)
            for (_, values, _), shape in zip(self.rows, in_metres, strict=True)
        ]


def brought(shapes: Shapes, reading: Reading, where: Bounds | None) -> Brought:
    """Return the features of a file that are to be a town's areas.

    Parameters
    ----------
    where
        Where the town lies in degrees, None for a new one.

    Raises
    ------
    DataError
        When nobody can tell which system the numbers are in, nothing has an outline, a column is
        not there, a selection finds nothing, or features lie far from the town.
    """
    reading = _filled(reading, shapes)
    rows = _selected(shapes, reading)
    geometries = [geometry for _, _, geometry in rows]
    known = [shape for shape in geometries if shape is not None]
    if not known:
        raise DataError(
            [Fault(shapes.name, None, None, "an outline", None, key="boundary.nothing")]
        )
    recognised = _recognised(shapes, known, reading, where)
    assert recognised.epsg is not None
    there = to_wgs84(geometries, recognised.epsg, recognised.swapped)
    _refuse_far(shapes, rows, there, where)
    return Brought(reading, rows, recognised, there, metric_crs(_bounds(there)))


def _filled(reading: Reading, shapes: Shapes) -> Reading:
    """Return a reading with the guesses in the place of what nobody has said."""
    name, code = guess_columns(shapes.columns, shapes.rows)
    asked = [column for column in (reading.name_column, reading.code_column) if column]
    if missing := [column for column in asked if column not in shapes.columns]:
        listed = ", ".join(shapes.columns)
        raise DataError(
            [Fault(shapes.name, None, None, f"one of the columns {listed}", column,
                   key="boundary.column", values={"columns": listed}) for column in missing]
        )  # fmt: skip
    return replace(
        reading,
        name_column=name if reading.name_column is None else reading.name_column,
        code_column=code if reading.code_column is None else reading.code_column,
        source=reading.source or shapes.name,
    )


def _selected(shapes: Shapes, reading: Reading) -> Sequence[Feature]:
    if not reading.select:
        return shapes.rows
    return select_features(
        shapes.rows,
        reading.select,
        name=reading.name_column or None,
        code=reading.code_column or None,
        file=shapes.name,
    )


def _recognised(
    shapes: Shapes, known: Sequence[BaseGeometry], reading: Reading, where: Bounds | None
) -> Recognised:
    if reading.crs is not None:
        return Recognised(*reading.crs, "said")
    found = recognise_crs(_bounds(known), shapes.crs, where)
    if found.epsg is None:
        expected = "a file that says its reference system"
        raise DataError([Fault(shapes.name, None, None, expected, None, key="boundary.no_crs")])
    return found


def _refuse_far(
    shapes: Shapes,
    rows: Sequence[Feature],
    there: NDArray[np.object_],
    where: Bounds | None,
) -> None:
    """Refuse a file that lies elsewhere, and features that no municipality can have.

    Of a file that lies partly in the town the rest is told as lying outside.
    """
    bounds = shapely.bounds(there)
    middles = np.column_stack([bounds[:, [0, 2]].mean(axis=1), bounds[:, [1, 3]].mean(axis=1)])
    if where is None:
        centre = np.nanmedian(middles, axis=0)
    else:
        centre = np.array([(where[0] + where[2]) / 2, (where[1] + where[3]) / 2])
    far = np.abs(bounds - np.tile(centre, 2)).max(axis=1) > _REACH_DEG
    far |= np.isinf(bounds).any(axis=1)
    wide = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) > _REACH_DEG
    placed = ~np.isnan(bounds).any(axis=1)
    nowhere = bool(np.hypot(*centre) < _NEAR_ZERO_DEG)
    refused = placed if nowhere or far[placed].all() else placed & (wide | (far & (where is None)))
    places = np.flatnonzero(refused).tolist()
    if places:
        raise DataError([far_away(shapes, rows[place][0], there[place]) for place in places])


def far_away(shapes: Shapes, number: int, there: BaseGeometry) -> Fault:
    """Return the fault of a feature that cannot be the town's; ``there`` is in EPSG:4326."""
    box = ", ".join(f"{side:.4f}" for side in shapely.bounds(there))
    expected = "a place in or near the town"
    return Fault(shapes.name, number, "geometry", expected, box, key="boundary.far", part="feature")


def _property(values: Mapping[str, Any], column: str | None) -> str:
    return text_of(values.get(column)) if column else ""


def _bounds(shapes: Sequence[BaseGeometry] | NDArray[np.object_]) -> Bounds:
    west, south, east, north = shapely.total_bounds(np.asarray(shapes, dtype=object)).tolist()
    return west, south, east, north
