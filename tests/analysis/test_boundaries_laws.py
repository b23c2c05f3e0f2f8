"""What holds for every set of boundaries, however it was drawn."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

from geo.analysis.boundaries import examine
from geo.analysis.faces import GRID_M
from geo.analysis.findings import NEEDS_YES, Drawn, Examination
from tests.analysis.drawn import sheet

_GRID_M2 = 10.0
"""Corners on a grid of a millimetre move a border of some kilometres by less than this."""


def _sheets(unit_m: float) -> st.SearchStrategy[list[Drawn]]:
    """Return sheets whose corners are off by up to four metres either way."""
    off = st.integers(-round(4 / unit_m), round(4 / unit_m)).map(lambda units: units * unit_m)
    slips = st.lists(st.tuples(off, off), min_size=4, max_size=40)
    return st.builds(sheet, st.integers(1, 2), st.integers(1, 3), slips)


sheets, coarse_sheets = _sheets(0.1), _sheets(1.0)
few = settings(max_examples=25)


def told(examination: Examination) -> dict[tuple[object, ...], object]:
    """Return the size of each finding without the numbers of areas, and without mere rounding."""
    return {
        (
            finding.kind,
            tuple(sorted(examination.areas[area].name for area in finding.areas)),
            finding.repair,
            finding.places,
        ): pytest.approx(finding.size_m2, abs=_GRID_M2)
        for finding in examination.findings
        if finding.kind != "unmatched"
    }


def repaired(examination: Examination) -> dict[str, BaseGeometry | None]:
    shapes = examination.after(examination.repairable)
    return {area.name: shape for area, shape in zip(examination.areas, shapes, strict=True)}


def difference_m2(one: BaseGeometry | None, other: BaseGeometry | None) -> float:
    return float(shapely.symmetric_difference(one, other, grid_size=GRID_M).area)


def area_of(shapes: object) -> float:
    known = [shape for shape in shapes if shape is not None]
    return float(shapely.union_all(known, grid_size=GRID_M).area)


@few
@given(sheets, st.randoms(use_true_random=False))
def test_the_order_of_areas_does_not_matter(areas: list[Drawn], random: object) -> None:
    mixed = list(areas)
    random.shuffle(mixed)
    one, other = examine(areas), examine(mixed)
    assert told(one) == told(other)
    first, second = repaired(one), repaired(other)
    for name, shape in first.items():
        assert difference_m2(shape, second[name]) < 0.01


@few
@given(coarse_sheets, st.integers(-5000, 5000), st.integers(-5000, 5000))
def test_moving_a_town_by_metres_changes_nothing(areas: list[Drawn], east: int, north: int) -> None:
    moved = [Drawn(area.name, area.code, translate(area.shape, east, north)) for area in areas]
    one, other = examine(areas), examine(moved)
    assert told(one) == told(other)
    second = repaired(other)
    for name, shape in repaired(one).items():
        back = translate(second[name], -east, -north)
        assert difference_m2(shape, back) < _GRID_M2


@few
@given(sheets)
def test_a_repaired_set_needs_no_repair(areas: list[Drawn]) -> None:
    shapes = repaired(examine(areas))
    again = examine([Drawn(area.name, area.code, shapes[area.name]) for area in areas])
    assert again.repairable == ()


@few
@given(sheets)
def test_repairs_lose_no_more_than_they_say(areas: list[Drawn]) -> None:
    examination = examine(areas)
    said = sum(
        finding.size_m2 for finding in examination.findings if finding.kind in ("gap", "bad_ring")
    )
    before = area_of(examination.shapes)
    after = area_of(repaired(examination).values())
    assert before - _GRID_M2 <= after <= before + said + _GRID_M2


@few
@given(sheets)
def test_areas_without_overlaps_add_up_to_the_whole(areas: list[Drawn]) -> None:
    examination = examine(areas)
    shapes = [shape for shape in repaired(examination).values() if shape is not None]
    stays = any(one.kind == "overlap" and not one.repair for one in examination.findings)
    assert not stays  # slips of the hand are narrow, so they all have a repair
    assert sum(shape.area for shape in shapes) == pytest.approx(area_of(shapes))
    assert shapely.coverage_is_valid(shapes)


@few
@given(sheets)
def test_repairs_that_need_no_yes_change_no_area_by_more_than_a_hundredth(
    areas: list[Drawn],
) -> None:
    examination = examine(areas)
    for area, shape in zip(areas, examination.after(examination.harmless), strict=True):
        assert area.shape is not None
        assert shape is not None
        changed = difference_m2(area.shape, shape)
        assert changed <= NEEDS_YES * area.shape.area + _GRID_M2


@few
@given(sheets)
def test_nothing_is_changed_before_somebody_agrees(areas: list[Drawn]) -> None:
    shapes = examine(areas).after(())
    assert all(shape.equals_exact(area.shape) for area, shape in zip(areas, shapes, strict=True))
