"""Cells of the grid as the Bureau publishes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import DataError
from geo.files.official.grid import YEAR_UNSAID, read_grid
from geo.model.disclosure import CONFIDENTIAL, FEW, MISSING, Count, people
from geo.model.figures import Cell
from geo.model.limits import Limits

PUBLISHED = Path(__file__).with_name("published")
LIMITS = Limits()


def test_the_older_form_has_no_year_and_five_is_one_to_ten() -> None:
    """P05."""
    found = read_grid((PUBLISHED / "Grid_LV_100_population_2019_PUBLIC.csv").read_bytes(), LIMITS)
    assert found.date == "2020-01-13"
    assert found.cells[:2] == (
        Cell("100mX6582Y1950", 658_200, 195_000, 100, YEAR_UNSAID, people(37)),
        Cell("100mX6583Y1950", 658_300, 195_000, 100, YEAR_UNSAID, Count(FEW)),
    )


def test_the_newer_form_has_codes_and_only_everybody_is_read() -> None:
    """P05."""
    cells = read_grid((PUBLISHED / "rezgis_100m.csv").read_bytes(), LIMITS).cells
    assert [(cell.year, cell.count) for cell in cells] == [
        (2021, people(37)),
        (2021, Count(FEW)),
        (2021, Count(CONFIDENTIAL)),
        (2021, Count(MISSING)),
    ]


def test_a_square_kilometre_is_told_by_its_id() -> None:
    (cell,) = read_grid(b"TIME,GRID,NUMB,NUMB_X\n2021,1kmX658Y195,1200,\n", LIMITS).cells
    assert (cell.east, cell.north, cell.size_m, cell.count) == (
        658_000,
        195_000,
        1000,
        people(1200),
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ID,Total\nCRS3035RES1000mN3456000E5123000,7\n", "fault.official_cell"),
        ("ID,Total\n100mX6582,7\n", "fault.official_cell"),
        ("ID,Total\n7mX6582Y1950,7\n", "fault.official_cell"),
        ("ID,Total\n100mX6582Y1950,many\n", "fault.official_count"),
        ("TIME,GRID,NUMB\nnow,100mX6582Y1950,7\n", "fault.official_year"),
        ("ID,Total\n", "fault.official_columns"),
        ("a,b\n1,2\n", "fault.official_columns"),
    ],
)
def test_another_grid_or_a_broken_row_is_named(text: str, key: str) -> None:
    with pytest.raises(DataError) as raised:
        read_grid(text.encode(), LIMITS)
    assert raised.value.faults[0].key == key


@given(st.text(alphabet='100mkXY123456789,\n" ', max_size=200))
def test_no_table_breaks_the_reader(text: str) -> None:
    try:
        read_grid(("ID,Total\n" + text).encode(), LIMITS)
    except DataError as error:
        assert error.faults
