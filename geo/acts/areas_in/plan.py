"""An import of boundaries: planned from a file, looked at by a person, written as one act."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import shapely
from shapely.geometry.base import BaseGeometry

from geo.acts.areas_in.outcome import NewAreas, Outcome, outcome
from geo.acts.areas_in.present import present
from geo.acts.areas_in.reading import Reading, brought, far_away
from geo.acts.areas_in.rows import Origin
from geo.acts.record import Desk
from geo.analysis.boundaries import examine
from geo.analysis.coordinates import WGS84, Recognised, transformed
from geo.analysis.faces import GRID_M
from geo.analysis.findings import MUST_GO, Examination, Finding
from geo.errors import DataError, NotReady
from geo.files.shapes import Shapes
from geo.words import fold


@dataclass(frozen=True)
class AreaPlan:
    """What a file holds for a town, before anything is written.

    Attributes
    ----------
    file
        Name of the file, fit to be shown.
    columns
        The file's columns, to choose from.
    reading
        How the file was read, guesses filled in.
    recognised
        The reference system; where it ``is_sure`` nobody needs to be asked.
    metric
        EPSG code of the system in metres of all shapes here.
    numbers
        Feature number of each area.
    drawn
        Each area as the file has it, EPSG:4326.
    examination
        Areas, findings and repairs.
    """

    file: str
    columns: tuple[str, ...]
    reading: Reading
    recognised: Recognised
    metric: int
    numbers: tuple[int, ...]
    drawn: tuple[BaseGeometry | None, ...]
    examination: Examination

    @property
    def findings(self) -> Sequence[Finding]:
        """Return what was found in the set."""
        return self.examination.findings

    def shapes(self, accepted: Collection[int]) -> list[BaseGeometry | None]:
        """Return each area with some repairs done in EPSG:4326, None for what is left out.

        What no repair has touched is as the file has it, to the last digit.
        """
        after = self.examination.after(accepted)
        back = transformed(after, self.metric, WGS84)
        return [
            drawn if shape is area.shape else moved
            for shape, area, drawn, moved in zip(
                after, self.examination.areas, self.drawn, back, strict=True
            )
        ]

    def hindrances(self, accepted: Collection[int]) -> list[str]:
        """Return why areas cannot be saved so, as keys of sentences; nothing hinders if empty."""
        found = {
            f"boundary.must.{finding.kind}"
            for number, finding in enumerate(self.findings)
            if finding.kind in MUST_GO and number not in accepted
        }
        if not self.recognised.is_sure:
            found.add("boundary.must.crs")
        if not any(shape is not None for shape in self.examination.after(accepted)):
            found.add("boundary.must.empty")
        return sorted(found)

    def agreed(self) -> AreaPlan:
        """Return the plan after somebody has said that the reference system is the right one."""
        return replace(self, recognised=replace(self.recognised, why="said"))

    def outcome(self, desk: Desk, accepted: Collection[int]) -> Outcome:
        """Return what becomes of a town's areas and records, with some repairs done."""
        unseen = [
            finding.areas[0]
            for finding in self.examination.findings
            if finding.kind == "no_outline"
        ]
        shapes = self.shapes(accepted)
        new = NewAreas(self.examination.areas, self.numbers, shapes, unseen)
        source = self.reading.source
        key = f"{fold(source).replace(' ', '-')}-{_digest(shapes)}"
        origin = Origin(key, source, self.reading.precision, self.reading.valid_from)
        return outcome(desk.store, desk.town, new, origin, self.metric)


def plan_areas(desk: Desk, shapes: Shapes, reading: Reading | None = None) -> AreaPlan:
    """Return what the areas of a file would be to a town; nothing is written.

    Parameters
    ----------
    desk
        A town that is not begun yet has an empty key: it has no areas and no records.

    Raises
    ------
    NotAllowed
        When this person may not change areas.
    DataError
        When nobody can tell which system the numbers are in, nothing has an outline, a selection
        finds nothing, or features lie far from the town.
    """
    desk.allow("areas")
    now = present(desk.store, desk.town)
    found = brought(shapes, reading or Reading(), now.bounds)
    standing = list(now.shapes(found.metric).values())
    outline = shapely.union_all(standing, grid_size=GRID_M) if standing else None
    examination = examine(found.drawn(), outline=outline)
    apart = {finding.areas[0] for finding in examination.findings if finding.repair == "leave_out"}
    if all(shape is None or place in apart for place, shape in enumerate(examination.shapes)):
        rows, there = found.rows, found.there
        raise DataError([far_away(shapes, rows[place][0], there[place]) for place in sorted(apart)])
    return AreaPlan(
        file=shapes.name,
        columns=shapes.columns,
        reading=found.reading,
        recognised=found.recognised,
        metric=found.metric,
        numbers=tuple(number for number, _, _ in found.rows),
        drawn=tuple(found.there),
        examination=examination,
    )


def commit(desk: Desk, plan: AreaPlan, accepted: Collection[int]) -> str | None:
    """Save the areas of a plan with the repairs that were accepted; return the batch.

    Areas are added, changed and retired and records moved in one transaction, which can be undone
    as one act; None where the town is so already.

    Parameters
    ----------
    accepted
        Numbers of the findings whose repair somebody has agreed to, and of those that need no yes.

    Raises
    ------
    NotAllowed
        When this person may not change areas.
    NotReady
        When a finding stands with which areas cannot be saved, or nobody has said that the
        reference system is the right one.
    Conflict
        When somebody else changed an area or a record that moves at the same time.
    """
    done = desk.allow("areas")
    if reasons := plan.hindrances(accepted):
        raise NotReady(reasons)
    return desk.write(plan.outcome(desk, accepted).edits, done)


def _digest(shapes: Sequence[BaseGeometry | None]) -> str:
    """Return a few letters that tell one set of shapes from another."""
    content = b"".join(shapely.to_wkb(shape) for shape in shapes if shape is not None)
    return hashlib.sha256(content).hexdigest()[:8]
