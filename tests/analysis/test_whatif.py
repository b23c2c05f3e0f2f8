"""What would change if a place came or closed, on squared paper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from geo.analysis.gaps import figures
from geo.analysis.supply import Supply, supply
from geo.analysis.whatif import PLANNED, differences, tried
from tests.analysis.squared import CORNER, EPSG, SHOP, ground, records

WEST, EAST = box(0, 0, 1000, 1000), box(1000, 0, 3000, 1000)
TWO = {"west": WEST, "east": EAST}
CELLS = {
    "cells": np.array([(500.0, 500.0), (2050.0, 50.0), (2950.0, 950.0)]) + CORNER,
    "cell_area": np.array([0, 1, 1]),
    "residents_min": np.array([30.0, 60, 10]),
    "residents_max": np.array([30.0, 60, 10]),
}
GROUND = ground(WEST, EAST, **CELLS)
NONE = np.empty((0, 2))
TOWN = records(
    TWO,
    resource=[
        {"type": "meeting_place", "xy": (500, 500)},
        {"type": "meeting_place", "area": "east", "source_date": "2010"},
        {"type": "meeting_place", "xy": (2900, 500), "status": "closed"},
    ],
)
NOW = supply(TOWN, EPSG)
COLUMN = NOW.types.index(SHOP)


def at(x: float, y: float) -> np.ndarray:
    return np.array([(x, y)]) + CORNER


def changed(then: Supply) -> list[tuple[float, float, float]]:
    """Return (nearer, land within 500 m, residents within 500 m) for each area and the town."""
    before, after = (figures(GROUND, one, [SHOP]) for one in (NOW, then))
    found = differences(before, after)
    return [(one.nearer_m, one.land[500], one.residents[500]) for one in found]


def test_a_planned_place_comes_nearer_and_reaches_more() -> None:
    then = tried(TOWN, NOW, type_=SHOP, place=at(2000, 500), area=1)
    west, east, town = changed(then)
    part = 0.994 * np.pi * 500**2 / 2_000_000
    assert west == (0.0, pytest.approx(0, abs=1e-9), 0.0)
    assert east == (
        pytest.approx(1500, abs=0.5),
        pytest.approx(part, abs=0.001),
        pytest.approx(60 / 70),
    )
    assert town[2] == pytest.approx(60 / 100)
    assert then.count[:, COLUMN].tolist() == [1, 2]
    assert then.rows[COLUMN].tolist()[-1] == PLANNED


def test_what_closes_is_counted_and_measured_no_more() -> None:
    then = tried(TOWN, NOW, type_=SHOP, place=NONE, area=-1, closed=[0, 1])
    assert then.count[:, COLUMN].tolist() == [0, 0]
    assert then.old[:, COLUMN].tolist() == [0, 0]
    assert then.placeless[COLUMN] == 0
    west, east, _ = changed(then)
    assert np.isnan([west[0], east[0]]).all()  # there is none to be nearer to
    assert west[2] == -1.0 and east[2] == 0.0


def test_what_is_closed_already_closes_nothing() -> None:
    then = tried(TOWN, NOW, type_=SHOP, place=NONE, area=-1, closed=[2])
    assert (then.count == NOW.count).all()
    assert np.nan_to_num(changed(then)).tolist() == np.zeros((3, 3)).tolist()
    assert not any(one.is_any for one in differences(*[figures(GROUND, NOW, [SHOP])] * 2))


def test_nothing_of_what_is_there_is_touched() -> None:
    before = replace(NOW, count=NOW.count.copy(), old=NOW.old.copy())
    tried(TOWN, NOW, type_=SHOP, place=at(2000, 500), area=1, closed=[0, 1])
    assert (NOW.count == before.count).all() and (NOW.old == before.old).all()
    assert len(NOW.rows[COLUMN]) == 1


@given(st.integers(0, 3000), st.integers(0, 1000))
def test_a_place_more_never_takes_anything_away(x: int, y: int) -> None:
    then = tried(TOWN, NOW, type_=SHOP, place=at(x, y), area=0 if x < 1000 else 1)
    for nearer, land, residents in changed(then):
        assert np.isnan(nearer) or nearer >= 0
        assert land >= -1e-9 and residents >= 0
