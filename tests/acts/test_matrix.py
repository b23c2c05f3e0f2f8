"""The gap matrix: states by rule, cells that add up, no word without its shape."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.acts.matrix import NEAR_M, STATES, matrix_csv, matrix_of, state_of
from geo.acts.snapshot import Snapshot
from geo.model.taxonomy import KINDS
from geo.settings import LANGUAGES
from geo.words import collation_key, words


@pytest.mark.parametrize(
    ("noted", "here", "nearest", "known", "state"),
    [
        (1, 0, NEAR_M + 1, True, "not_near"),
        (1, 0, NEAR_M, True, "near"),
        (1, 1, None, True, "near"),
        (2, 1, 9000, True, "near"),
        (0, 5, 10, True, "quiet"),
        (0, 0, None, False, "quiet"),
        (1, 0, None, True, "no_data"),
        (1, 0, None, False, "no_data"),
    ],
)
def test_a_state_is_what_its_figures_are(
    noted: int, here: int, nearest: float | None, known: bool, state: str
) -> None:
    assert state_of(noted, here, nearest, known=known) == state


@given(st.integers(1, 9), st.integers(0, 9), st.floats(0, 50_000), st.floats(0, 50_000))
def test_something_nearer_never_makes_a_gap(
    noted: int, here: int, one: float, other: float
) -> None:
    nearer, further = sorted((one, other))
    if state_of(noted, here, further, known=True) == "near":
        assert state_of(noted, here, nearer, known=True) == "near"


def test_statements_in_the_matrix_are_those_that_are_open(town: Snapshot) -> None:
    """Counted from the records themselves; every statement is of one area or of the whole town."""
    matrix = matrix_of(town, words("lv", town.unit))
    records = town.records
    noted = {
        (need, area): cells[place].noted
        for (need, _), cells in zip(matrix.needs, matrix.rows, strict=True)
        for place, (area, _) in enumerate(matrix.areas)
    }
    expected: dict[tuple[str, str], int] = {}
    for row in range(len(records)):
        status = records.statuses[records.status[row]]
        if KINDS[records.kind[row]] == "problem" and status != "closed":
            code = records.area[row]
            key = records.types[records.type[row]][1], records.areas[code] if code >= 0 else ""
            expected[key] = expected.get(key, 0) + 1
    assert {key: count for key, count in noted.items() if count} == expected
    assert sum(expected.values()) > 10


def test_areas_stand_by_the_latvian_alphabet_or_as_asked(town: Snapshot) -> None:
    say = words("lv", town.unit)
    names = [name for _, name in matrix_of(town, say).areas[:-1]]
    assert names == sorted(names, key=collation_key)
    asked = matrix_of(town, say, ["kimija", "krizi", "never"])
    assert [key for key, _ in asked.areas] == ["kimija", "krizi", ""]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cell_says_its_state_in_a_word_and_all_of_it_in_a_sentence(
    town: Snapshot, language: str
) -> None:
    say = words(language, town.unit)
    matrix = matrix_of(town, say)
    for (_, need), cells in zip(matrix.needs, matrix.rows, strict=True):
        for (_, area), cell in zip(matrix.areas, cells, strict=True):
            assert cell.state in STATES
            assert all(part in cell.text for part in (need, area, cell.word))


def test_a_distance_is_shown_only_where_nothing_in_the_area_answers(town: Snapshot) -> None:
    for cells in matrix_of(town, words("lv", town.unit)).rows:
        for cell in cells:
            assert bool(cell.away) == bool(
                cell.noted and not cell.here and cell.nearest_m is not None
            )


def test_the_table_has_a_row_for_every_cell(town: Snapshot) -> None:
    say = words("lv", town.unit)
    matrix = matrix_of(town, say)
    text = matrix_csv(matrix, say).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(rows) == len(matrix.needs) * len(matrix.areas)
    krizi = [row for row in rows if row["Apkaime"] == "Križi" and row["Vajadzība"] == "Kopā būšana"]
    assert [(row["Stāvoklis"], row["Pierakstīti izteikumi"]) for row in krizi] == [
        ("tuvumā ir", "1")
    ]


def test_a_town_without_areas_has_a_matrix_of_the_town_alone(town: Snapshot) -> None:
    assert [key for key, _ in matrix_of(town, words("lv"), []).areas] == [""]
