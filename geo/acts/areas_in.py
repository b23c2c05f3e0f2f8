"""Boundaries that somebody brings: looked over, compared with the present ones, saved at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.acts.record import Desk
from geo.acts.towns import set_facts
from geo.analysis.boundaries import examine
from geo.analysis.coordinates import Recognised, metric_crs, recognise_crs, transformed
from geo.analysis.features import guess_columns, select_features, text_of
from geo.analysis.findings import MUST_GO, Drawn, Examination, Finding
from geo.analysis.replacing import (
    MOST_OF_IT,
    SAME_SHARE,
    AreaChange,
    area_changes,
    areas_of_points,
    neighbours,
    successors,
)
from geo.errors import DataError, Fault
from geo.files.faults import file_fault
from geo.files.shapes import Shapes
from geo.model.levels import DEFAULT_LEVEL
from geo.store import Change, Edit, Store, record_id
from geo.words import fold

_WGS84 = 4326
_FIGURES = ("population", "population_year", "population_min", "population_max",
            "population_source")  # fmt: skip
_SAYINGS = ("population_note", "bounds")
_MOVING = ("resource", "group", "problem", "activity", "proposal", "outreach")
_RANGE = (-180.0, -90.0, 180.0, 90.0)
_TOO_WIDE_DEG = 5.0
"""No town is wider: what is lies in another system or spans the world (about 300 km at 57° N)."""


@dataclass(frozen=True)
class Reading:
    """How a boundary file is to be read; None and empty texts are guessed.

    Attributes
    ----------
    epsg, swapped
        The reference system, and whether the axes stand the other way round.
    select
        The beginning of the codes, or names separated by commas; empty for all.
    precision
        ``official`` or ``approximate``.
    """

    name_column: str | None = None
    code_column: str | None = None
    epsg: int | None = None
    swapped: bool | None = None
    select: str = ""
    source: str = ""
    source_date: str | None = None
    licence: str = ""
    precision: str = "official"


@dataclass(frozen=True)
class Move:
    """A record that goes over to another area, or has none any more.

    ``why`` is ``place`` (its exact place lies there), ``most`` (most of its old area does),
    ``half`` (half of it does: worth a look) or ``decide`` (nobody knows: it has no area now).
    """

    kind: str
    id: str
    name: str
    old: str | None
    new: str | None
    why: str


@dataclass(frozen=True)
class Outcome:
    """What there would be after some repairs.

    Attributes
    ----------
    shapes
        Each area's shape by key, EPSG:4326.
    """

    shapes: Mapping[str, BaseGeometry]
    changes: Sequence[AreaChange]
    moves: Sequence[Move]
    edits: Sequence[Edit]


@dataclass(frozen=True)
class AreaPlan:
    """Boundaries ready to be saved: what was found in them and what saving would change.

    Attributes
    ----------
    crs
        What the numbers of the file are.
    metric
        EPSG of the town's system in metres.
    keys, names
        Of each area of ``examination``.
    """

    desk: Desk
    file: str
    reading: Reading
    crs: Recognised
    metric: int
    keys: Sequence[str]
    names: Sequence[str]
    examination: Examination
    present: gpd.GeoDataFrame

    @property
    def without_yes(self) -> tuple[int, ...]:
        """Return the repairs that nobody has to agree to."""
        return self.examination.harmless

    def hinders(self, accepted: Collection[int]) -> list[int]:
        """Return the findings with which the areas cannot be saved."""
        return [
            number
            for number, finding in enumerate(self.examination.findings)
            if finding.kind in MUST_GO and number not in accepted
        ]

    def mark(self, finding: Finding) -> BaseGeometry | None:
        """Return where a finding is to be drawn, EPSG:4326; None for nowhere."""
        if finding.where is None or finding.where.is_empty:
            return None
        drawn: BaseGeometry = transformed([finding.where], self.metric, _WGS84)[0]
        return drawn

    def outcome(self, accepted: Collection[int]) -> Outcome:
        """Return what saving with some repairs would change."""
        shapes: dict[str, BaseGeometry] = {}
        names: dict[str, str] = {}
        for key, name, shape in zip(
            self.keys, self.names, self.examination.after(accepted), strict=True
        ):
            if shape is not None and key not in shapes:
                shapes[key], names[key] = shape, name
        old = self._old
        return Outcome(
            shapes=self._degrees(shapes),
            changes=area_changes(old, {key: (names[key], shapes[key]) for key in shapes}),
            moves=(moves := self._moves(shapes)),
            edits=[*self._area_edits(shapes, names), *self._move_edits(moves)],
        )

    @cached_property
    def _old(self) -> dict[str, tuple[str, BaseGeometry]]:
        shapes = transformed(self.present.geometry.to_numpy(), _WGS84, self.metric)
        pairs = zip(self.present["name_lv"], shapes, strict=True)
        return dict(zip(self.present["key"], pairs, strict=True))

    def _degrees(self, shapes: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
        moved = transformed(list(shapes.values()), self.metric, _WGS84)
        return dict(zip(shapes, moved, strict=True))

    def _area_edits(
        self, shapes: Mapping[str, BaseGeometry], names: Mapping[str, str]
    ) -> list[Edit]:
        store, town, reading = self.desk.store, self.desk.town, self.reading
        set_key = fold(f"{reading.source_date or ''} {reading.source or self.file}")
        set_key = set_key.replace(" ", "-")
        sets = [
            Edit("boundary", one["id"], one["version"], {"retired": True})
            for one in store.boundaries(town)
            if not one["retired"] and one["key"] != set_key
        ]
        known = {one["key"]: one for one in store.boundaries(town)}.get(set_key)
        about = {
            "key": set_key,
            "title_lv": reading.source or self.file,
            "precision": reading.precision,
            "source": reading.source or self.file,
            "source_date": reading.source_date,
            "licence": reading.licence or None,
            "valid_from": reading.source_date,
            "retired": False,
        }
        identity = record_id(town, "boundary", set_key)
        edits = [*sets, Edit("boundary", identity, known["version"] if known else None, about)]
        beside, degrees = neighbours(shapes), self._degrees(shapes)
        for key in shapes:
            values = {
                "key": key,
                "name_lv": names[key],
                "source": reading.source or self.file,
                "precision": reading.precision,
                "boundary": set_key,
                "neighbours": beside[key],
                "geom": degrees[key],
                "retired": False,
            }
            edits.append(self._area_edit(key, values))
        gone = [key for key in self._old if key not in shapes]
        return edits + [self._area_edit(key, {"retired": True}) for key in gone]

    def _area_edit(self, key: str, values: dict[str, Any]) -> Edit:
        """Return the edit of one area; figures stay only where the place is the same."""
        store, town = self.desk.store, self.desk.town
        rows = self.present[self.present["key"] == key]
        identity = rows["id"].iloc[0] if len(rows) else record_id(town, "area", key)
        now = store.record("area", identity)
        if now is None:
            return Edit("area", identity, None, {"aliases": (), **values})
        shape = values.get("geom")
        if shape is not None and self._differs(key, shape):
            values = {**dict.fromkeys(_FIGURES), **values}
            for stem in _SAYINGS:
                values |= {f"{stem}_{lang}": None for lang in ("lv", "ru", "en")}
            anchor = now["anchor_lon"], now["anchor_lat"]
            if anchor[0] is not None and not shapely.contains_xy(shape, *anchor):
                values |= {"anchor_lon": None, "anchor_lat": None}
        if "name_lv" in values and now["name_lv"] != values["name_lv"]:
            values["aliases"] = tuple(dict.fromkeys((*now["aliases"], now["name_lv"])))
        return Edit("area", identity, now["version"], values)

    def _differs(self, key: str, shape: BaseGeometry) -> bool:
        if key not in self._old:
            return True
        before = self._old[key][1]
        after = transformed([shape], _WGS84, self.metric)[0]
        return bool(shapely.symmetric_difference(before, after).area >= SAME_SHARE * before.area)

    def _moves(self, shapes: Mapping[str, BaseGeometry]) -> list[Move]:
        old = {key: shape for key, (_, shape) in self._old.items()}
        after = successors(old, shapes)
        moves = []
        for kind in _MOVING:
            table = self.desk.store.records(kind, self.desk.town, self.desk.viewer.level)
            rows = [row for row in table.to_dict("records") if row["area"]]
            points = transformed([row.get("geom") for row in rows], _WGS84, self.metric)
            there = areas_of_points(points.tolist(), shapes)
            for row, point, place in zip(rows, points, there, strict=True):
                was = row["area"]
                if point is not None:
                    new, why = place, "place" if place else "decide"
                else:
                    new, share = after.get(was, (None, 0.0))
                    why = "most" if share >= MOST_OF_IT else "half" if new else "decide"
                if new != was:
                    moves.append(Move(kind, row["id"], _title(row), was, new, why))
        return moves

    def _move_edits(self, moves: Sequence[Move]) -> list[Edit]:
        """Return the edits of records; a statement about an area never widens by itself."""
        edits = []
        for move in moves:
            now = self.desk.store.record(move.kind, move.id)
            if now is None:
                continue
            values: dict[str, Any] = {"area": move.new}
            if move.new is None and "scope" in now and now["scope"] == "area":
                values |= {"scope": "municipality", "level": DEFAULT_LEVEL}
            edits.append(Edit(move.kind, move.id, now["version"], values))
        return edits


def plan_areas(desk: Desk, shapes: Shapes, reading: Reading | None = None) -> AreaPlan:
    """Return what a boundary file would bring to a town.

    Raises
    ------
    NotAllowed
        When this person may not change boundaries.
    DataError
        When the file's numbers are of no system that makes sense, a selection finds nothing, or
        nothing in it is an area; each names the file.
    """
    desk.allow("areas")
    wanted = reading or Reading()
    name, code = guess_columns(shapes.columns, shapes.rows)
    name, code = wanted.name_column or name, wanted.code_column or code
    rows: Sequence[Any] = shapes.rows
    if wanted.select:
        rows = select_features(rows, wanted.select, name=name, code=code, file=shapes.name)
    present = desk.store.places("area", desk.town)
    geometries = [geometry for _, _, geometry in rows]
    crs = _recognised(shapes, geometries, present, wanted)
    assert crs.epsg is not None
    degrees = transformed(geometries, crs.epsg, _WGS84, swapped=crs.swapped)
    bounds = _bounds(degrees)
    if not _is_a_town(bounds):
        raise DataError([_unknown_place(shapes.name, bounds)])
    metric = metric_crs(bounds)
    known = _known(present)
    drawn, keys = [], []
    for (number, values, _), shape in zip(
        rows, transformed(geometries, crs.epsg, metric, swapped=crs.swapped), strict=True
    ):
        called = text_of(values.get(name)) if name else ""
        coded = text_of(values.get(code)) if code else ""
        drawn.append(Drawn(called, coded, shape))
        own = fold(coded or called).replace(" ", "-") or f"{number}"
        keys.append(known.get(own) or known.get(fold(called)) or own)
    used = Reading(**{**wanted.__dict__, "name_column": name, "code_column": code})
    names = [one.name or one.code or key for one, key in zip(drawn, keys, strict=True)]
    return AreaPlan(desk, shapes.name, used, crs, metric, keys, names, examine(drawn), present)


def save_areas(
    plan: AreaPlan,
    accepted: Collection[int],
    *,
    progress: Callable[[float], None] = lambda _: None,
) -> str | None:
    """Save boundaries with some repairs as one act and return its batch.

    Raises
    ------
    DataError
        When a finding with which no area can be saved is left; nothing is written then.
    Conflict
        When somebody changed an area or a record meanwhile.
    """
    desk = plan.desk
    done = desk.allow("areas")
    left = plan.hinders(accepted)
    if left:
        names = [plan.names[area] for number in left
                 for area in plan.examination.findings[number].areas]  # fmt: skip
        raise DataError([file_fault("fault.unrepaired", plan.file, found=", ".join(names))])
    progress(0.2)
    outcome = plan.outcome(accepted)
    progress(0.7)
    batch = desk.store.write(
        desk.town, outcome.edits, done, progress=lambda part: progress(0.7 + 0.3 * part)
    )
    if desk.store.towns()[desk.town].get("crs_metric") != plan.metric:
        set_facts(desk, desk.town, crs_metric=plan.metric)
    return batch


def undo_areas(desk: Desk, batch: str) -> str | None:
    """Take saved boundaries back as one act; return its batch.

    Raises
    ------
    Conflict
        When somebody has changed one of the areas or records since.
    """
    done = Change(desk.allow("areas").who, "undo")
    return desk.store.write(desk.town, desk.store.reversal(batch), done)


def areas_as_of(store: Store, town: str, revision: int) -> gpd.GeoDataFrame:
    """Return a town's areas as they were at a revision, EPSG:4326: old reports stay true."""
    ids = store.places("area", town, retired=True)["id"]
    then = [store.as_of("area", identity, revision) for identity in ids]
    rows = [row for row in then if row is not None and not row["retired"]]
    return gpd.GeoDataFrame(rows, geometry="geom", crs=_WGS84)


def _recognised(
    shapes: Shapes,
    geometries: Sequence[BaseGeometry | None],
    present: gpd.GeoDataFrame,
    wanted: Reading,
) -> Recognised:
    """Return what the numbers are: as somebody said, else as they look.

    Raises
    ------
    DataError
        When nobody says it and they look like nothing.
    """
    bounds = _bounds(geometries)
    if not np.isfinite(bounds).all():
        raise DataError([file_fault("fault.no_areas", shapes.name)])
    if wanted.epsg is not None:
        return Recognised(wanted.epsg, bool(wanted.swapped), "said")
    here = tuple(present.total_bounds.tolist()) if len(present) else None
    found = recognise_crs(bounds, shapes.crs, here)
    if found.epsg is None:
        raise DataError([_unknown_place(shapes.name, bounds)])
    if wanted.swapped is not None:
        found = Recognised(found.epsg, wanted.swapped, found.why)
    return found


def _unknown_place(file: str, bounds: tuple[float, float, float, float]) -> Fault:
    told = ", ".join(f"{side:g}" for side in bounds)
    return file_fault("fault.no_place", file, found=told)


def _bounds(geometries: Any) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds(np.asarray(geometries, dtype=object)).tolist()
    return west, south, east, north


def _is_a_town(bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    inside = _RANGE[0] <= west and _RANGE[1] <= south and east <= _RANGE[2] and north <= _RANGE[3]
    return inside and east - west <= _TOO_WIDE_DEG and north - south <= _TOO_WIDE_DEG


def _known(present: gpd.GeoDataFrame) -> dict[str, str]:
    """Return the present areas' keys by key and by every folded name."""
    found: dict[str, str] = {}
    for row in present.to_dict("records"):
        names = (row["name_lv"], row["name_ru"], row["name_en"], *row["aliases"])
        found |= {fold(name): row["key"] for name in names if name} | {row["key"]: row["key"]}
    return found


def _title(row: Mapping[Any, Any]) -> str:
    names = ("name_lv", "statement_lv", "message_lv")
    return next((str(row[name]) for name in names if row.get(name)), "")
