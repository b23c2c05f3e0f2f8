"""Areas side by side: the same lines, no winner, nothing that is not known."""

from __future__ import annotations

import csv
import io
import re

import pytest

from geo.acts.compare import MOST, compare, comparison_csv
from geo.acts.profile import profile
from geo.acts.snapshot import Snapshot
from geo.settings import LANGUAGES
from geo.words import words

LV = words("lv")


def test_areas_stand_by_the_latvian_alphabet_unless_they_are_asked_for_in_an_order(
    town: Snapshot,
) -> None:
    asked = ["kimija", "cerepova", "krizi"]
    names = [name for _, name in compare(town, asked, LV).areas]
    assert names == ["Čerepova", "Križi", "Ķīmija"]
    assert [key for key, _ in compare(town, asked, LV, as_asked=True).areas] == asked


def test_every_line_has_a_cell_for_every_area_that_is_never_empty(town: Snapshot) -> None:
    found = compare(town, ["krizi", "kimija", "gajoks"], LV)
    for part in found.parts:
        for row in part.rows:
            assert len(row.cells) == 3 and all(row.cells), row.label
            assert len(row.states) in (0, 3)


def test_an_area_says_the_same_alone_and_beside_others(town: Snapshot) -> None:
    beside = compare(town, ["krizi", "kimija"], LV)
    people = beside.parts[0].rows[0].cells[0]
    line = profile(town, "krizi", LV).section("people").lines[0]
    assert line.text == f"Iedzīvotāji: {people}"


def test_the_order_of_areas_changes_no_cell(town: Snapshot) -> None:
    one = compare(town, ["krizi", "kimija"], LV, as_asked=True)
    other = compare(town, ["kimija", "krizi"], LV, as_asked=True)
    for part, mirrored in zip(one.parts, other.parts, strict=True):
        assert {row.label: row.cells for row in part.rows} == {
            row.label: row.cells[::-1] for row in mirrored.rows
        }


def test_no_data_is_a_word_of_its_own_and_no_nought(town: Snapshot) -> None:
    cells = {cell for part in compare(town, ["krizi", "kimija"], LV).parts
             for row in part.rows for cell in row.cells}  # fmt: skip
    assert "nav datu" in cells and "nav ierakstu" in cells
    assert "0" not in cells


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_ranked_or_scored(town: Snapshot, language: str) -> None:
    """No place in an order, no sum of points, no more and less."""
    found = compare(town, ["krizi", "kimija"], words(language, town.unit))
    told = " ".join(cell for part in found.parts for row in part.rows for cell in row.cells)
    assert not re.search(r"№|#\d|\bscore\b|\brank|punkt[iu]\b|лучш|хуж|labāk|sliktāk", told)


def test_unknown_areas_and_more_than_three_are_left_out(town: Snapshot) -> None:
    keys = ["never", "krizi", "krizi", "kimija", "gajoks", "centrs"]
    assert len(compare(town, keys, LV).areas) == MOST
    assert compare(town, ["never"], LV).parts == ()


def test_the_table_has_a_column_for_each_area(town: Snapshot) -> None:
    found = compare(town, ["krizi", "kimija"], LV)
    text = comparison_csv(found, LV).decode("utf-8-sig")
    header, *rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert header[2:] == ["Križi", "Ķīmija"]
    assert len(rows) == sum(len(part.rows) for part in found.parts)
