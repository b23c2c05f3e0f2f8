"""Boundaries that somebody brings: looked over, compared with the present ones, saved at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.acts.area_moves import Move, levels_kept, moved_records
from geo.acts.area_reading import Reading, bounds_of, recognised, refuse_no_town
from geo.acts.area_rows import continued, keys_of
from geo.acts.record import Desk
from geo.acts.towns import set_facts
from geo.analysis.boundaries import examine
from geo.analysis.coordinates import WGS84, Recognised, metric_crs, transformed
from geo.analysis.faces import GRID_M
from geo.analysis.features import guess_columns, select_features, text_of
from geo.analysis.findings import MUST_GO, Drawn, Examination, Finding
from geo.analysis.replacing import (
    SAME_SHARE,
    AreaChange,
    area_changes,
    difference_share,
    neighbours,
)
from geo.errors import DataError
from geo.files.faults import file_fault
from geo.files.shapes import Shapes
from geo.store import Change, Edit, Store, record_id
from geo.words import collation_key, fold

__all__ = [
    "AreaPlan",
    "Move",
    "Outcome",
    "Reading",
    "areas_as_of",
    "plan_areas",
    "save_areas",
    "undo_areas",
]

_NAMED = 5
Row = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What there would be after some repairs.

    Attributes
    ----------
    shapes
        Each area's shape by key, EPSG:4326.
    names
        Each area's name afterwards by key.
    lowered
        Kind and id of public needs that become internal: how many people live in the new shape of
        their area is not known.
    """

    shapes: Mapping[str, BaseGeometry]
    names: Mapping[str, str]
    changes: Sequence[AreaChange]
    moves: Sequence[Move]
    lowered: Sequence[tuple[str, str]]
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
    present
        The town's areas as they are now.
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
        drawn: BaseGeometry = transformed([finding.where], self.metric, WGS84)[0]
        return drawn

    def outcome(self, accepted: Collection[int]) -> Outcome:
        """Return what saving with some repairs would change."""
        after = self.examination.after(accepted)
        found = [
            (key, name, shape)
            for key, name, shape in zip(self.keys, self.names, after, strict=True)
            if shape is not None
        ]
        shapes = {key: shape for key, _, shape in found}
        names = {key: name for key, name, _ in found}
        degrees = self._degrees(shapes)
        stays = {key: self._old[key][1] for key in self._without_outline if key not in shapes}
        rows = self._rows(names, shapes, degrees)
        # the map looks for the area of a place in the order of names
        standing = {**shapes, **stays}
        told = {**{key: self._old[key][0] for key in stays}, **names}
        moved = moved_records(
            self.desk,
            {key: shape for key, (_, shape) in self._old.items()},
            {key: standing[key] for key in sorted(standing, key=lambda k: collation_key(told[k]))},
            metric=self.metric,
            said=rows,
        )
        return Outcome(
            shapes=degrees,
            names=told,
            changes=area_changes(
                {key: pair for key, pair in self._old.items() if key not in stays},
                {key: (names[key], shapes[key]) for key in shapes},
            ),
            moves=moved.moves,
            lowered=moved.lowered,
            edits=[*self._set_edits(), *self._area_edits(rows, stays), *moved.edits],
        )

    @property
    def _without_outline(self) -> list[str]:
        """Return the areas of the town that the file names and does not draw: they stay."""
        named = (
            self.keys[finding.areas[0]]
            for finding in self.examination.findings
            if finding.kind == "no_outline"
        )
        return [key for key in named if key in self._old]

    @cached_property
    def _old(self) -> dict[str, tuple[str, BaseGeometry]]:
        shapes = transformed(self.present.geometry.to_numpy(), WGS84, self.metric)
        pairs = zip(self.present["name_lv"], shapes, strict=True)
        return dict(zip(self.present["key"], pairs, strict=True))

    def _degrees(self, shapes: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
        moved = transformed(list(shapes.values()), self.metric, WGS84)
        return dict(zip(shapes, moved, strict=True))

    def _set_edits(self) -> list[Edit]:
        """Return the edits by which a new set of boundaries takes the place of the others."""
        store, town, reading = self.desk.store, self.desk.town, self.reading
        sets = {one["key"]: one for one in store.boundaries(town)}
        known = sets.pop(self._set, None)
        about = {
            "key": self._set,
            "title_lv": self._source,
            "precision": reading.precision,
            "source": self._source,
            "source_date": reading.source_date,
            "licence": reading.licence or None,
            "valid_from": reading.source_date,
            "retired": False,
        }
        identity = record_id(town, "boundary", self._set)
        return [
            *(Edit("boundary", one["id"], one["version"], {"retired": True})
              for one in sets.values() if not one["retired"]),
            Edit("boundary", identity, known["version"] if known else None, about),
        ]  # fmt: skip

    @property
    def _source(self) -> str:
        return self.reading.source or self.file

    @property
    def _set(self) -> str:
        """Return the key of the set of boundaries."""
        return fold(f"{self.reading.source_date or ''} {self._source}").replace(" ", "-")

    def _rows(
        self,
        names: Mapping[str, str],
        shapes: Mapping[str, BaseGeometry],
        degrees: Mapping[str, BaseGeometry],
    ) -> dict[str, Row]:
        """Return what is to be said of each area."""
        present = {row["key"]: row for row in self.present.to_dict("records")}
        beside = neighbours(shapes)
        rows: dict[str, Row] = {}
        for key, name in names.items():
            rows[key] = {
                "key": key,
                "name_lv": name,
                "source": self._source,
                "precision": self.reading.precision,
                "boundary": self._set,
                "neighbours": beside[key],
                "geom": degrees[key],
                "retired": False,
            }
            now = present.get(key)
            if now is not None:
                differs = difference_share(self._old[key][1], shapes[key]) >= SAME_SHARE
                rows[key] |= continued(now, name, degrees[key], differs=differs)
        return rows

    def _area_edits(self, rows: Mapping[str, Row], stays: Collection[str]) -> list[Edit]:
        """Return the edits of the areas that come, stay and go."""
        store, town = self.desk.store, self.desk.town
        every = store.places("area", town, retired=True)
        known = {row["key"]: row for row in every.drop(columns="geom").to_dict("records")}
        edits = []
        for key, values in rows.items():
            now = known.get(key)
            if now is None:
                edits.append(Edit("area", record_id(town, "area", key), None, values))
            elif now["retired"] is True:  # it comes back, and nothing is known of it as it is now
                fresh = continued(now, values["name_lv"], values["geom"], differs=True)
                edits.append(Edit("area", now["id"], now["version"], {**fresh, **values}))
            else:
                edits.append(Edit("area", now["id"], now["version"], values))
        gone = [key for key in self._old if key not in rows and key not in stays]
        return edits + [
            Edit("area", known[key]["id"], known[key]["version"], {"retired": True}) for key in gone
        ]


def plan_areas(desk: Desk, shapes: Shapes, reading: Reading | None = None) -> AreaPlan:
    """Return what a boundary file would bring to a town.

    Raises
    ------
    NotAllowed
        When this person may not change boundaries.
    DataError
        When the file's numbers are of no system that makes sense, a selection finds nothing,
        nothing in it is an area, or all of it lies outside the town; each names the file.
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
    crs = recognised(shapes, geometries, present, wanted)
    assert crs.epsg is not None
    degrees = transformed(geometries, crs.epsg, WGS84, swapped=crs.swapped)
    bounds = bounds_of(degrees)
    refuse_no_town(shapes.name, bounds)
    metric = metric_crs(bounds)
    in_metres = transformed(geometries, crs.epsg, metric, swapped=crs.swapped)
    drawn = [
        Drawn(_property(values, name), _property(values, code), shape)
        for (_, values, _), shape in zip(rows, in_metres, strict=True)
    ]
    now = transformed(present.geometry.to_numpy(), WGS84, metric)
    outline = shapely.union_all(now, grid_size=GRID_M) if len(now) else None
    examination = examine(drawn, outline=outline)
    _refuse_elsewhere(shapes.name, examination)
    keys = keys_of(examination, [number for number, _, _ in rows], present)
    used = Reading(**{**wanted.__dict__, "name_column": name, "code_column": code})
    names = [one.name or one.code or key for one, key in zip(drawn, keys, strict=True)]
    return AreaPlan(desk, shapes.name, used, crs, metric, keys, names, examination, present)


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
    batch = desk.write(outcome.edits, done, progress=lambda part: progress(0.7 + 0.3 * part))
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
    return desk.write(levels_kept(desk, desk.store.reversal(batch)), done)


def areas_as_of(store: Store, town: str, revision: int) -> gpd.GeoDataFrame:
    """Return a town's areas as they were at a revision, EPSG:4326: old reports stay true."""
    ids = store.places("area", town, retired=True)["id"]
    then = [store.as_of("area", identity, revision) for identity in ids]
    rows = [row for row in then if row is not None and not row["retired"]]
    return gpd.GeoDataFrame(rows, geometry="geom", crs=WGS84)


def _refuse_elsewhere(file: str, examination: Examination) -> None:
    """Refuse a file of which nothing lies in the town: all its areas would be gone."""
    shapes = examination.shapes
    apart = {one.areas[0] for one in examination.findings if one.repair == "leave_out"}
    placed = {place for place, shape in enumerate(shapes) if shape is not None}
    if placed <= apart:
        names = ", ".join(examination.areas[place].name for place in sorted(apart)[:_NAMED])
        key = "fault.elsewhere" if placed else "fault.no_areas"
        raise DataError([file_fault(key, file, found=names)])


def _property(values: Mapping[str, Any], column: str | None) -> str:
    return text_of(values.get(column)) if column else ""
