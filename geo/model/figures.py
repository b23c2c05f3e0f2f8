"""Figures of a town that are no records: residents of areas and of grid cells, and addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from geo.model.disclosure import Count

EVERYBODY, WOMEN, MEN = "T", "F", "M"
SEXES = (EVERYBODY, WOMEN, MEN)
"""The Bureau's codes for both sexes together, women and men."""

GRID_CRS = 3059
"""EPSG of the grid of cells: the Bureau's is drawn in LKS-92."""


@dataclass(frozen=True)
class Origin:
    """Where figures come from.

    Attributes
    ----------
    dataset
        Key of the official data set; what it says later takes the place of what it said.
    source
        What a person reads: publisher and title.
    date
        ISO date of the file, possibly only a year; None where nobody said.
    """

    dataset: str
    source: str
    licence: str
    date: str | None = None


@dataclass(frozen=True)
class Residents:
    """How many people of a sex and an age live somewhere at the beginning of a year.

    Attributes
    ----------
    area
        Key of the area.
    sex
        One of ``SEXES``.
    age_from, age_to
        Ages in whole years, both included; None and None for all ages, ``age_to`` None for an
        open end.
    """

    area: str
    year: int
    count: Count
    sex: str = EVERYBODY
    age_from: int | None = None
    age_to: int | None = None

    @property
    def is_whole(self) -> bool:
        """Return whether this is everybody of every age."""
        return self.sex == EVERYBODY and self.age_from is None and self.age_to is None


@dataclass(frozen=True)
class Cell:
    """How many people live in a square of the grid at the beginning of a year.

    Attributes
    ----------
    key
        The publisher's id, such as ``100mX3135Y2431``.
    east, north
        South-western corner in metres, EPSG ``GRID_CRS``.
    size_m
        Length of a side.
    """

    key: str
    east: int
    north: int
    size_m: int
    year: int
    count: Count


@dataclass(frozen=True)
class Address:
    """One address of the state register: a building or a plot to build on, never a flat.

    Attributes
    ----------
    code
        The register's code.
    text
        The whole address as the register writes it, with the postal code.
    lat, lon
        Degrees, EPSG:4326.
    """

    code: str
    text: str
    lat: float
    lon: float


Band = tuple[int, int | None]
"""Ages from and to, both included; None for an open end."""


def bands_without_overlap(bands: Iterable[Band]) -> tuple[Band, ...]:
    """Return as few bands as cover every age once, () where none do.

    Tables give ages in several ways at once: by five years, by fifteen, of working age. Parts that
    overlap must never be shown side by side.
    """
    by_start: dict[int, list[Band]] = {}
    for start, end in sorted(set(bands), key=lambda band: (band[0], band[1] is None, band[1] or 0)):
        if end is None or end >= start:
            by_start.setdefault(start, []).append((start, end))
    best: dict[int, tuple[Band, ...]] = {}
    for start in sorted(by_start, reverse=True):
        chains: list[tuple[Band, ...]] = []
        for band in by_start[start]:
            if band == (0, None):  # all ages: nothing is told apart
                continue
            if band[1] is None:
                chains.append((band,))
            elif band[1] + 1 in best:
                chains.append((band, *best[band[1] + 1]))
        if chains:
            best[start] = min(chains, key=len)
    return best.get(0, ())
