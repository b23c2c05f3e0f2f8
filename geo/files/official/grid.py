"""Residents in cells of the grid of Latvia, by hectare in towns and by square kilometre elsewhere.

Central Statistical Bureau (CSP), https://data.gov.lv/dati/lv/dataset/iedzivotaji; CC BY 4.0 as the
portal states. Two forms, last seen described in November 2026:

- ``ID,Total`` under a line «# Pedejas izmainas/Last updated 13.01.2020.» with cells such as
  ``100mX3135Y2431``: first rows of ``Grid_LV_100_population_2019_PUBLIC.csv`` in two public
  programs. It has no year and no column of special values: 5 is one to ten.
- GRID, TIME, NUMB, NUMB_X: fields of the same publisher's dwellings in the grid as the portal
  explains them. A file of residents in this form was not seen.

The id gives the south-western corner in LKS-92, counted in sides of a cell. The European grid
(``CRS3035RES…``) is another data set and is refused.
"""

from __future__ import annotations

import re

from geo.errors import DataError, Fault
from geo.files.faults import file_fault
from geo.files.official.adapter import CELLS, Adapter, Cells, lacks_columns
from geo.files.official.cubes import AGE, GRID, SEX, TIME, Cube, Statement, read_cube
from geo.model.disclosure import FEW, Count, published
from geo.model.figures import Cell
from geo.model.limits import Limits

YEAR_UNSAID = 0
"""Year of a cell where the file does not say it."""

_CELL = re.compile(r"(\d{1,4})(k?m)X(\d{1,5})Y(\d{1,5})")
_SIDES = (100, 250, 500, 1000)
_ONE_TO_TEN = 5
_MOST_FAULTS = 50
_WHOLE = {"", "t", "total", "pavisam"}
_FILE = "grid"


def read_grid(data: bytes, limits: Limits) -> Cells:
    """Return how many people live in each cell of the country.

    Raises
    ------
    DataError
        When the file is another, or a row names no cell of the grid or no number of people; up to
        fifty rows are named.
    """
    cube = read_cube(_FILE, data, limits)
    faults: list[Fault] = []
    cells: dict[tuple[str, int], Cell] = {}
    for statement in cube.statements:
        if not {statement.codes.get(role, "").casefold() for role in (SEX, AGE)} <= _WHOLE:
            continue
        found = _cell(statement, cube)
        if isinstance(found, Cell):
            cells[found.key, found.year] = found
            continue
        faults.append(found)
        if len(faults) >= _MOST_FAULTS:
            break
    if faults:
        raise DataError(faults)
    if not cells:
        raise DataError([lacks_columns(_FILE, ("GRID", "TIME", "NUMB"), ())])
    return Cells(tuple(cells.values()), cube.date)


def _cell(statement: Statement, cube: Cube) -> Cell | Fault:
    key, row = statement.codes.get(GRID, "").strip(), statement.row
    match = _CELL.fullmatch(key)
    size = int(match[1]) * (1000 if match[2] == "km" else 1) if match else 0
    if match is None or size not in _SIDES:
        return file_fault("fault.official_cell", _FILE, row=row, column="GRID", found=key)
    year = statement.codes.get(TIME, "").strip()
    if year and not re.fullmatch(r"(19|20)\d{2}", year):
        return file_fault("fault.official_year", _FILE, row=row, column="TIME", found=year)
    try:
        count = published(statement.value, statement.flag)
    except ValueError:
        found = f"{statement.value} {statement.flag}".strip()
        return file_fault("fault.official_count", _FILE, row=row, column="NUMB", found=found)
    if not cube.has_flags and count.number == _ONE_TO_TEN:
        count = Count(FEW)
    said = int(year) if year else YEAR_UNSAID
    return Cell(key, int(match[3]) * size, int(match[4]) * size, size, said, count)


GRID_CELLS = Adapter(
    key="grid",
    title="Iedzīvotāji režģa šūnās",
    publisher="Centrālā statistikas pārvalde",
    address="https://data.gov.lv/dati/lv/dataset/iedzivotaji",
    licence="CC BY 4.0",
    brings=CELLS,
    file="Grid_LV_100_population_PUBLIC.csv",
    read=read_grid,
    largest=200_000_000,
)
