"""Gaps in plain words: what an area lacks for each need, each sentence with what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from geo.acts.found import words_of_area
from geo.acts.snapshot import Snapshot
from geo.analysis.bridges import Water, nearest_way_m
from geo.analysis.gaps import (
    Figures,
    answering,
    by_category,
    by_need,
    left_out,
    needs_noted,
)
from geo.analysis.reach import Ground
from geo.analysis.supply import Supply, acting, supply
from geo.model.records import Mask
from geo.model.taxonomy import KINDS, TYPE_OF_KIND
from geo.words import Words, fold

_FAR_M = 1000
"""A category none of which is nearer than this is said to be far; a ten minutes' walk."""

_PROBLEM = KINDS.index("problem")


@dataclass(frozen=True)
class Sentence:
    """One statement and what it rests on.

    Attributes
    ----------
    problem_type, category
        What it speaks of; empty where it speaks of the other or of how things were computed.
    record_ids
        The records it was made from.
    distance_m
        Straight-line metres, None where it names no distance.
    """

    text: str
    problem_type: str = ""
    category: str = ""
    record_ids: tuple[str, ...] = ()
    distance_m: float | None = None


@dataclass(frozen=True)
class Gaps:
    """All figures of a town as one viewer may see it, worked out when they are asked for."""

    town: Snapshot

    @property
    def epsg(self) -> int:
        """Return the town's metric reference system."""
        return int(self.town.town.get("crs_metric", 3059))

    @cached_property
    def ground(self) -> Ground:
        """Return the areas in metres; the same object as long as the areas are the same."""
        return _ground(self.town, self.epsg)

    @cached_property
    def supply(self) -> Supply:
        """Return what acts, by type and area."""
        return supply(self.town.records, self.epsg)

    @cached_property
    def needs(self) -> dict[str, Figures]:
        """Return the figures of every type of need."""
        return by_need(self.ground, self.supply, self.town.taxonomy)

    @cached_property
    def categories(self) -> dict[str, Figures]:
        """Return the figures of every category of resource."""
        return by_category(self.ground, self.supply, self.town.taxonomy)

    @cached_property
    def noted(self) -> dict[str, npt.NDArray[np.int64]]:
        """Return how many statements of each type of need every area has, the town's last."""
        return needs_noted(self.town.records)

    @cached_property
    def water(self) -> Water:
        """Return the river and its bridges in metres."""
        base = self.town.base
        to_metres = _to_metres(self.epsg)
        rivers = [to_metres(shape) for shape in base.geometry[base["kind"] == "river"]]
        bridges = tuple(to_metres(shape) for shape in base.geometry[base["kind"] == "bridge"])
        return Water(shapely.union_all(rivers), bridges)


def gaps_of(town: Snapshot) -> Gaps:
    """Return the figures of a town; they are kept with it."""
    return town.once(("gaps", ""), lambda: Gaps(town))


def area_named(town: Snapshot, name: str) -> str | None:
    """Return the key of the area that a person calls by its key, name or another name of it."""
    wanted = fold(name)
    for key, row in town.area_rows.items():
        if name == key or (wanted and wanted in map(fold, words_of_area(row))):
            return key
    return None


def sentences(town: Snapshot, area: str, say: Words) -> list[Sentence]:
    """Return what an area lacks: first for each need noted there, then fields that are far away.

    Raises
    ------
    KeyError
        When the town has no such area.
    """
    gaps, code = gaps_of(town), town.records.areas.index(area)
    found = [
        line
        for key, noted in gaps.noted.items()
        if noted[code]
        for line in _of_need(gaps, key, code, say)
    ]
    found += [line for key in gaps.categories for line in _of_category(gaps, key, code, say)]
    if any(line.distance_m is not None for line in found):
        found.append(Sentence(say("gap.straight")))
    if town.areas["precision"].iloc[code] != "official":
        found.append(Sentence(say("gap.approximate")))
    return found


def _of_need(gaps: Gaps, key: str, code: int, say: Words) -> Iterator[Sentence]:
    town, figures = gaps.town, gaps.needs[key]
    words = {
        "area": town.area_name(town.records.areas[code], say.language),
        "need": town.taxonomy.short(TYPE_OF_KIND["problem"], key, say.language),
    }

    def line(said: str, ids: Any = (), distance: float | None = None, **values: Any) -> Sentence:
        text = say(f"gap.{said}", **words, **values)
        return Sentence(text, key, "", tuple(ids), distance)

    if not figures.known:
        yield line("unknown")
        return
    answers = answering(town.records, gaps.ground, figures, gaps.supply, code, within_m=_FAR_M)
    inside = _ids(town, answers & (town.records.area == code))
    count = int(figures.count[code])
    yield line("count", inside, n=count) if count else line("none")
    distance, row = figures.nearest_m[code], int(figures.nearest_row[code])
    if row < 0:
        yield line("nearest_unknown", _ids(town, _placeless(gaps, figures)))
    else:
        name, km = town.names(say.language)[row], say.number(distance / 1000, 1)
        nearest = [town.records.ids[row]]
        yield line("nearest", nearest, float(distance), km=km, name=name)
        yield from _over_bridge(gaps, key, code, row, say, words["area"])
        close, wide = (100 * figures.near[radius].area[code] for radius in (500, 1000))
        reaching = _ids(town, _placed(gaps, figures))
        yield line("near", reaching, close=say.number(close), wide=say.number(wide))
        for text in _of_residents(figures, code, say, words["area"]):
            yield Sentence(text, key, "", reaching)
    here = (town.records.kind == _PROBLEM) & (town.records.area == code)
    needs = here & (town.records.type == _type_code(gaps, key))
    if missing := left_out(town.records, needs, answers):
        labels = [town.taxonomy.short("target_group", one, say.language) for one in missing]
        yield line("left_out", _ids(town, needs), groups=", ".join(labels))
    if old := int(figures.old[code]):
        yield line("old", _ids(town, answers & town.records.old), n=old)
    if figures.placeless:
        yield line("placeless", _ids(town, _placeless(gaps, figures)), n=figures.placeless)


def _over_bridge(
    gaps: Gaps, key: str, code: int, row: int, say: Words, area: str
) -> Iterator[Sentence]:
    """Yield the way over a bridge where the straight line to the nearest crosses the river."""
    figures, start = gaps.needs[key], gaps.ground.anchors[code]
    places = np.concatenate([gaps.supply.points[column] for column in figures.columns])
    rows = np.concatenate([gaps.supply.rows[column] for column in figures.columns])
    way, which = nearest_way_m((start[0], start[1]), places, gaps.water)
    if np.isfinite(way) and way > figures.nearest_m[code] + 50:
        text = say("gap.bridge", area=area, km=say.number(way / 1000, 1))
        yield Sentence(text, key, "", (str(gaps.town.records.ids[rows[which]]),), float(way))


def _of_residents(figures: Figures, code: int, say: Words, area: str) -> Iterator[str]:
    """Yield what share of residents is near, where the hectare grid is loaded."""
    least = 100 * figures.near[1000].residents_min[code]
    most = 100 * figures.near[1000].residents_max[code]
    if not np.isfinite(least):
        return
    low, high = say.number(least), say.number(most)
    if low == high:
        yield say("gap.residents", area=area, share=low)
    else:
        yield say("gap.residents_between", area=area, low=low, high=high)


def _of_category(gaps: Gaps, key: str, code: int, say: Words) -> Iterator[Sentence]:
    """Yield one sentence where nothing of a category is in the area or near it."""
    town, figures = gaps.town, gaps.categories[key]
    category = town.taxonomy.short(TYPE_OF_KIND["resource"], key, say.language)
    distance, row = figures.nearest_m[code], int(figures.nearest_row[code])
    if not figures.known:
        yield Sentence(say("gap.unknown_category", category=category), "", key)
    elif not figures.count[code] and row >= 0 and distance > _FAR_M:
        text = say(
            "gap.nearest_category",
            area=town.area_name(town.records.areas[code], say.language),
            category=category,
            km=say.number(distance / 1000, 1),
            name=town.names(say.language)[row],
        )
        yield Sentence(text, "", key, (str(town.records.ids[row]),), float(distance))


def _placed(gaps: Gaps, figures: Figures) -> Mask:
    """Return which records the distances of a question are measured to."""
    mask = np.zeros(len(gaps.town.records), dtype=bool)
    for column in figures.columns:
        mask[gaps.supply.rows[column]] = True
    return mask


def _placeless(gaps: Gaps, figures: Figures) -> Mask:
    """Return which records answer a question and have no exact place."""
    records = gaps.town.records
    codes = [records.types.index(gaps.supply.types[column]) for column in figures.columns]
    return np.asarray(acting(records) & np.isin(records.type, codes) & ~records.placed)


def _type_code(gaps: Gaps, key: str) -> int:
    return gaps.town.records.types.index((TYPE_OF_KIND["problem"], key))


def _ids(town: Snapshot, mask: Mask) -> tuple[str, ...]:
    return tuple(sorted(str(one) for one in town.records.ids[mask]))


_grounds: dict[str, tuple[tuple[Any, ...], Ground]] = {}


def _ground(town: Snapshot, epsg: int) -> Ground:
    """Return the areas in metres, kept while no area changes: figures are kept by it."""
    key = (epsg, *zip(town.areas["id"], town.areas["version"], strict=True))
    kept = _grounds.get(town.key)
    if kept is None or kept[0] != key:
        to_metres = _to_metres(epsg)
        shapes = np.array([to_metres(shape) for shape in town.areas.geometry], dtype=object)
        inside = shapely.get_coordinates(shapely.point_on_surface(shapes))
        anchors = shapely.points(town.areas[["anchor_lon", "anchor_lat"]].to_numpy(float))
        named = shapely.get_coordinates([to_metres(point) for point in anchors])
        known = ~np.isnan(town.areas["anchor_lon"].to_numpy(float))
        kept = (key, Ground(shapes, np.where(known[:, None], named, inside)))
        _grounds[town.key] = kept
    return kept[1]


def _to_metres(epsg: int) -> Any:
    transformer = Transformer.from_crs(4326, epsg, always_xy=True)
    return lambda shape: shapely.transform(shape, transformer.transform, interleaved=False)
