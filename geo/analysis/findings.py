"""What can be found in a set of boundaries, and the set with some of the repairs done.

All shapes are in metres.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from geo.analysis.faces import Faces

NARROW_M = 10.0
"""What is nowhere wider is a slip of the hand and not a place. A choice of this project: about the
width of a street, below the drawing accuracy of generalised boundaries."""

NEEDS_YES = 0.01
"""Repairs that change an area by a greater share of it are done only when somebody says so."""

KINDS = (
    "bad_ring", "repeated_points", "no_outline", "no_name", "duplicate", "same_code", "same_shape",
    "overlap", "gap", "unmatched", "sliver", "outside", "exclave",
)  # fmt: skip
"""Every kind of finding, in the order in which they are told and repaired."""

MUST_GO = ("bad_ring", "duplicate", "same_code")
"""Kinds with which areas cannot be saved: no sound shape, or no key of their own."""


@dataclass(frozen=True)
class Drawn:
    """One area as a file draws it; the shape is in metres, None for none."""

    name: str
    code: str
    shape: BaseGeometry | None


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a set of boundaries, or worth knowing.

    Attributes
    ----------
    kind
        One of ``KINDS``.
    areas
        The areas concerned, by their place in the set that was examined.
    where
        What to draw, in metres; None where there is nothing to draw.
    size_m2
        How large it is.
    change_share
        The greatest share of an area that the repair changes, or that is concerned without one.
    repair
        What is proposed: ``redraw`` (sound rings), ``join`` (into one area), ``give`` (to the
        neighbour with the longest common border), ``leave_out``; None where nothing is proposed
        and it stays as it is.
    needs_yes
        Whether somebody has to agree to the repair first.
    places
        In how many places it was found.
    gives
        For ``give``: the new owner of each face.
    """

    kind: str
    areas: tuple[int, ...]
    where: BaseGeometry | None = None
    size_m2: float = 0.0
    change_share: float = 0.0
    repair: str | None = None
    needs_yes: bool = False
    places: int = 1
    gives: Mapping[int, int] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Examination:
    """A set of boundaries and all that was found in it.

    Attributes
    ----------
    areas
        As they were drawn.
    shapes
        Each area redrawn and joined as proposed; None for no outline and for what was joined to
        another.
    faces
        The plane cut along these shapes.
    findings
        In the order of ``KINDS``, the largest first.
    """

    areas: Sequence[Drawn]
    shapes: Sequence[BaseGeometry | None]
    faces: Faces
    findings: Sequence[Finding]

    @property
    def harmless(self) -> tuple[int, ...]:
        """Return the numbers of the findings whose repair nobody has to agree to."""
        return tuple(
            number
            for number, finding in enumerate(self.findings)
            if finding.repair and not finding.needs_yes
        )

    @property
    def repairable(self) -> tuple[int, ...]:
        """Return the numbers of the findings that have a repair."""
        return tuple(number for number, finding in enumerate(self.findings) if finding.repair)

    def after(self, accepted: Collection[int]) -> list[BaseGeometry | None]:
        """Return every area's shape with some repairs done, None for what is left out.

        Parameters
        ----------
        accepted
            Numbers of findings. What is not accepted stays as it was drawn.
        """
        done = [self.findings[number] for number in sorted(accepted)]
        gone = {area for one in done if one.repair == "leave_out" for area in one.areas}
        shapes = list(self.shapes)
        if any(finding.repair == "give" for finding in done):
            for area, faces in self._faces_after(done, gone).items():
                shapes[area] = self.faces.union(faces) if faces else None
        for number, finding in enumerate(self.findings):
            if finding.repair in ("redraw", "join") and number not in accepted:
                for area in finding.areas:
                    shapes[area] = self.areas[area].shape
        return [None if area in gone else shape for area, shape in enumerate(shapes)]

    def _faces_after(self, done: Sequence[Finding], gone: set[int]) -> dict[int, list[int]]:
        owners = list(self.faces.owners)
        for finding in done:
            for face, owner in finding.gives.items():
                if owner not in gone:
                    owners[face] = frozenset({owner})
        faces: dict[int, list[int]] = {area: [] for of in self.faces.owners for area in of}
        for face, of_face in enumerate(owners):
            for area in of_face:
                faces[area].append(face)
        return faces


def is_narrow(shape: BaseGeometry, width_m: float = NARROW_M) -> bool:
    """Return whether a shape is nowhere wider than so many metres."""
    if shape.area > width_m * shape.length / 2:  # no need to look: it is wider on the average
        return False
    return bool(shapely.is_empty(shapely.buffer(shape, -width_m / 2)))
