"""The list as a table: exactly what is filtered, in the order of the list."""

from __future__ import annotations

import csv
import io

import pytest

from geo.acts.look import look
from geo.acts.snapshot import Snapshot
from geo.acts.table import table_of
from geo.analysis.choice import SORTS, Choice
from geo.model.taxonomy import KINDS
from geo.settings import LANGUAGES
from geo.words import words


def read(town: Snapshot, choice: Choice, language: str = "lv") -> list[dict[str, str]]:
    text = table_of(look(town, choice, language)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True))


def plain(text: str) -> str:
    return text.removeprefix("'")


@pytest.mark.parametrize("sort", SORTS)
def test_rows_are_those_of_the_list_in_its_order(town: Snapshot, sort: str) -> None:
    choice = Choice(kind=KINDS, sort=sort)
    names = [town.names("lv")[row] for row in look(town, choice, "lv").shown.order]
    assert [plain(row["Nosaukums"]) for row in read(town, choice)] == names
    assert len(names) == len(town.records)


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_and_words_are_in_the_language_of_the_view(town: Snapshot, language: str) -> None:
    say = words(language)
    rows = read(town, Choice(kind=KINDS), language)
    assert list(rows[0]) == [
        say(f"csv.{name}")
        for name in ("name", "kind", "type", "area", "precision", "address", "for", "status",
                     "phone", "web", "text", "source", "source_date", "lat", "lon")
    ]  # fmt: skip
    assert {row[say("csv.kind")] for row in rows} == {say(f"kind_one.{kind}") for kind in KINDS}


def test_only_an_exact_place_has_coordinates(town: Snapshot) -> None:
    """P10."""
    view = look(town, Choice(kind=KINDS), "lv")
    for row, cells in zip(view.shown.order, read(town, Choice(kind=KINDS)), strict=True):
        if town.records.placed[row]:
            record = town.records.frame.iloc[row]
            assert float(cells["Platums"]) == pytest.approx(record["lat"], abs=5e-6)
            assert float(cells["Garums"]) == pytest.approx(record["lon"], abs=5e-6)
        else:
            assert (cells["Platums"], cells["Garums"]) == ("", "")


def test_a_cell_is_what_the_record_says(town: Snapshot) -> None:
    by_name = {plain(row["Nosaukums"]): row for row in read(town, Choice(kind=KINDS))}
    service = town.records.frame[town.records.frame["key"] == "socialais-dienests"].iloc[0]
    cells = by_name[service["name_lv"]]
    assert cells["Adrese"] == service["address"]
    assert plain(cells["Tālrunis"]) == service["phone"]
    assert cells["Tīmekļa vietne"] == service["web"]
    assert cells["Apraksts"] == service["summary_lv"]
    assert cells["Avots"] == service["source"]
    assert "nan" not in {value.lower() for row in by_name.values() for value in row.values()}
    assert "None" not in {value for row in by_name.values() for value in row.values()}


def test_nothing_found_is_a_heading_alone(town: Snapshot) -> None:
    assert read(town, Choice(q="nekas tads te nav")) == []
