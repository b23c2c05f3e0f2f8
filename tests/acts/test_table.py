"""The list as a table: exactly what is filtered, in the order of the list."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime

import pytest

from geo.acts.look import look
from geo.acts.snapshot import Snapshot, snapshot
from geo.acts.table import file_name, table_of
from geo.analysis.choice import SORTS, Choice
from geo.model.taxonomy import KINDS
from geo.settings import LANGUAGES
from geo.store import Store
from geo.words import words
from tests.awkward import CENTRE, TEXTS, TOWN, put, record


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


def test_a_place_is_a_name_and_its_precision_stands_beside_it(store: Store) -> None:
    put(store, "resource",
        record("resource", "a", name_lv="Pie apkaimes", area="krizi"),
        record("resource", "b", name_lv="Nezin kur"),
        record("resource", "c", name_lv="Visur", precision="municipality"),
        record("resource", "d", name_lv="Tieši", precision="exact", geom=CENTRE))  # fmt: skip
    rows = read(snapshot(store, TOWN, "public"), Choice())
    found = {row["Nosaukums"]: (row["Vieta"], row["Vietas precizitāte"]) for row in rows}
    assert {name: found[name] for name in ("Pie apkaimes", "Nezin kur", "Visur", "Tieši")} == {
        "Pie apkaimes": ("Križi", "Tikai apkaime vai pagasts"),
        "Nezin kur": ("", "vieta nav zināma"),
        "Visur": ("", "Visa pašvaldība"),
        "Tieši": ("Centrs", "Precīza vieta"),
    }
    assert not any("aptuvena" in place for place, _ in found.values())


@pytest.mark.parametrize(
    ("choice", "language", "names"),
    [
        (Choice(), "lv", ("kopienas-karte-2026-11-22.csv",) * 2),
        (Choice(area=("krizi",)), "lv",
         ("kopienas-karte-križi-2026-11-22.csv", "kopienas-karte-krizi-2026-11-22.csv")),
        (Choice(q="bērni & dārzi", target=("seniors",)), "ru",
         ("karta-soobshchestva-bērni-dārzi-пожилые-люди-2026-11-22.csv",
          "karta-soobshchestva-berni-darzi-pozilie-ljudi-2026-11-22.csv")),
        (Choice(hours="Tu-14:00"), "en",
         ("community-map-open-on-tuesday-at-14-00-2026-11-22.csv",) * 2),
    ],
)  # fmt: skip
def test_the_file_is_called_by_its_filters_and_its_day(
    town: Snapshot, choice: Choice, language: str, names: tuple[str, str]
) -> None:
    view = look(town, choice, language, now=datetime(2026, 11, 22, 12, 0))
    assert file_name(view) == names


@pytest.mark.parametrize("text", [*TEXTS, "x" * 200, "../../etc/passwd", 'a"; b=c', "名前"])
def test_a_file_name_is_letters_digits_and_hyphens_whatever_is_searched_for(
    town: Snapshot, text: str
) -> None:
    """A04."""
    own, plain = file_name(look(town, Choice(q=text), "lv"))
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.csv", plain)
    assert re.fullmatch(r"[\w-]+\.csv", own)
    assert len(own) < 100


def test_nothing_found_is_a_heading_alone(town: Snapshot) -> None:
    assert read(town, Choice(q="nekas tads te nav")) == []
