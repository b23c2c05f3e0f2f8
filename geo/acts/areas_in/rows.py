"""What the store is to say of each area of a new set: its key, its names, the figures it keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.acts.areas_in.present import Present, Row
from geo.analysis.findings import Drawn
from geo.model.fields import FIELDS, LANGUAGES
from geo.words import fold

_FIGURES = tuple(
    field.name
    for field in FIELDS["area"]
    if field.name.startswith(("population", "bounds_")) or field.name == "neighbours"
)
"""What was counted or described of one shape and holds for no other."""


@dataclass(frozen=True)
class Origin:
    """Where a set of boundaries comes from; written beside each of its areas.

    Attributes
    ----------
    key
        Key of the set.
    precision
        ``official`` or ``approximate``.
    valid_from
        ISO date, None where nobody says.
    """

    key: str
    source: str
    precision: str
    valid_from: str | None


def keys_of(
    drawn: Sequence[Drawn],
    shapes: Sequence[BaseGeometry | None],
    numbers: Sequence[int],
    now: Present,
) -> list[str | None]:
    """Return the key of each area that has a shape.

    An area keeps its key when its code is that key, or its name is one by which it is known; of
    several that claim one key the largest has it. Any other key is made from the code or the name.
    """
    keys: list[str | None] = [None] * len(drawn)
    claims = [claimed_key(area, now) for area in drawn]
    order = [place for place, shape in enumerate(shapes) if shape is not None]
    order.sort(key=lambda place: -shapely.area(shapes[place]))
    for place in order:
        if claims[place] not in keys:
            keys[place] = claims[place]
    for place in order:
        if keys[place] is None:
            stem = _slug(drawn[place].code) or _slug(drawn[place].name) or f"area-{numbers[place]}"
            taken = {*keys, *now.areas}
            others = (f"{stem}-{count}" for count in range(2, len(taken) + 3))
            keys[place] = next(key for key in (stem, *others) if key not in taken)
    return keys


def named(area: Drawn, number: int) -> str:
    """Return what an area is called: its name, else its code, else its number in the file."""
    return area.name or area.code or str(number)


def row_of(
    old: Row | None, name: str, shape: BaseGeometry, origin: Origin, *, carries: bool
) -> Row:
    """Return the columns that an area is to have; what it keeps is left out.

    Parameters
    ----------
    shape
        EPSG:4326.
    carries
        Whether its figures hold for the new shape.
    """
    middle = _middle(shape)
    row: Row = {
        "name_lv": name,
        "geom": shape,
        "precision": origin.precision,
        "boundary_confidence": None,
        "boundary": origin.key,
        "source": origin.source,
        "confidence": None,
        "retired": False,
        "anchor_lon": middle[0],
        "anchor_lat": middle[1],
    }
    if old is None:
        return row
    if not carries:
        row |= {column: () if column == "neighbours" else None for column in _FIGURES}
    if fold(name) not in _known_names(old):  # renamed, not only spelt otherwise
        row |= {f"name_{lang}": None for lang in LANGUAGES if lang != "lv"}
    if fold(name) != fold(old["name_lv"]):  # it is still found by the name people know
        row["aliases"] = tuple(dict.fromkeys([*old["aliases"], old["name_lv"]]))
    return row


def claimed_key(area: Drawn, now: Present) -> str | None:
    """Return the key of the present area that a drawn one continues, None for a new area."""
    for areas in (now.in_use, now.areas):
        if area.code and area.code in areas:
            return area.code
        if area.code and _slug(area.code) in areas:
            return _slug(area.code)
        for key, row in areas.items():
            if area.name and fold(area.name) in _known_names(row):
                return key
    return None


def _known_names(row: Mapping[str, Any]) -> set[str]:
    return {fold(name) for name in (*(row[f"name_{lang}"] or "" for lang in LANGUAGES),
                                    *row["aliases"])} - {""}  # fmt: skip


def _slug(text: str) -> str:
    return fold(text).replace(" ", "-")


def _middle(shape: BaseGeometry) -> tuple[float, float]:
    """Return (longitude, latitude) of a place inside the largest part."""
    largest = max(shapely.get_parts(shape), key=lambda part: float(part.area))
    point = shapely.point_on_surface(largest)
    return round(point.x, 6), round(point.y, 6)
