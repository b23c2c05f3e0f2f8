"""Figures and addresses in the store: whole data sets, noted once, on both engines."""

from __future__ import annotations

import json

import pytest

from geo.errors import StoreDamaged
from geo.model.disclosure import CONFIDENTIAL, FEW, MISSING, Count, people
from geo.model.figures import Address, Cell, Origin, Residents
from geo.store import Change, Store, backup, opened_copy
from tests.awkward import TOWN
from tests.store.other_program import outside

ANNA = Change("anna", "official")
TABLE = Origin("residents", "CSP, IRD081", "CC BY 4.0", "2025-07-07")
OTHER = Origin("ethnicity", "CSP, IRE071", "CC BY 4.0")
GRID = Origin("grid", "CSP, režģis", "CC BY 4.0", "2020")
REGISTER = Origin("addresses", "VZD, adrešu reģistrs", "CC BY 4.0", "2026")

FIGURES = [
    Residents("krizi", 2025, people(341)),
    Residents("krizi", 2025, people(180), sex="F"),
    Residents("krizi", 2025, people(60), age_from=65),
    Residents("ligin", 2025, Count(FEW)),
    Residents("dzintari", 2025, Count(CONFIDENTIAL)),
    Residents("kalkuni", 2025, Count(MISSING)),
]
CELLS = [
    Cell("100mX6580Y1950", 658000, 195000, 100, 2020, people(37)),
    Cell("100mX6581Y1950", 658100, 195000, 100, 2020, Count(FEW)),
]
ADDRESSES = [
    Address("100000001", "Rīgas iela 12, Daugavpils, LV-5401", 55.8711, 26.5177),
    Address("100000002", "„Torņi” 'x', Daugavpils; LV-5401", 55.8712, 26.5178),
]


def said(store: Store) -> list[Residents]:
    return [figure for figure, _ in store.figures(TOWN)]


def test_figures_come_back_as_they_were_with_what_is_no_number(either: Store) -> None:
    """P05: a code is never a number of people."""
    assert either.put_figures(TOWN, FIGURES, TABLE, ANNA)
    found = either.figures(TOWN)
    assert [figure for figure, _ in found] == FIGURES
    assert {origin for _, origin in found} == {TABLE}
    assert either.figures("riga") == []


def test_one_row_of_history_stands_for_a_whole_data_set(either: Store) -> None:
    before = either.revision()
    either.put_figures(TOWN, FIGURES, TABLE, ANNA)
    (row,) = either.changes(after=before)
    assert (row["who"], row["act"], row["kind"], row["record"]) == (
        "anna",
        "official",
        "residents",
        TOWN,
    )
    noted = json.loads(row["new_value"])
    assert (noted["rows"], noted["source"]) == (len(FIGURES), "CSP, IRD081")
    assert either.first_broken_seal() is None
    assert either.disagreements() == []


def test_the_same_file_twice_changes_nothing(either: Store) -> None:
    either.put_figures(TOWN, FIGURES, TABLE, ANNA)
    before = either.revision()
    assert not either.put_figures(TOWN, reversed(FIGURES), TABLE, ANNA)
    assert either.revision() == before


def test_a_later_file_takes_the_place_of_what_the_same_data_set_said(either: Store) -> None:
    either.put_figures(TOWN, FIGURES, TABLE, ANNA)
    newer = [Residents("krizi", 2025, people(350))]
    assert either.put_figures(TOWN, newer, TABLE, ANNA)
    assert said(either) == newer


def test_two_data_sets_stand_side_by_side_and_the_later_wins_where_both_speak(
    either: Store,
) -> None:
    either.put_figures(TOWN, FIGURES[:3], TABLE, ANNA)
    total = Residents("krizi", 2025, people(342))
    either.put_figures(TOWN, [total, Residents("grīva", 2025, people(2000))], OTHER, ANNA)
    found = {(one.area, one.sex, one.age_from): (one, origin) for one, origin in
             either.figures(TOWN)}  # fmt: skip
    assert found["krizi", "T", None] == (total, OTHER)
    assert found["krizi", "F", None] == (FIGURES[1], TABLE)
    assert len(found) == 4


def test_each_area_shows_its_newest_year_and_older_ones_are_kept(either: Store) -> None:
    old = [Residents("krizi", 2023, people(300)), Residents("griva", 2023, people(2000))]
    either.put_figures(TOWN, old, TABLE, ANNA)
    either.put_figures(TOWN, FIGURES[:1], TABLE, ANNA)
    assert {(one.area, one.year) for one in said(either)} == {("krizi", 2025), ("griva", 2023)}
    assert len(either.figures(TOWN, every_year=True)) == 3


def test_cells_and_addresses_come_back_as_they_were(either: Store) -> None:
    either.put_cells(TOWN, CELLS, GRID, ANNA)
    either.put_addresses(TOWN, ADDRESSES, REGISTER, ANNA)
    assert either.cells(TOWN) == [(one, GRID) for one in CELLS]
    assert either.addresses(TOWN) == ADDRESSES
    assert either.put_addresses(TOWN, ADDRESSES[:1], REGISTER, ANNA)
    assert either.addresses(TOWN) == ADDRESSES[:1]
    assert not either.put_cells(TOWN, CELLS, GRID, ANNA)
    assert either.disagreements() == []


def test_what_was_brought_names_its_source_and_date(either: Store) -> None:
    assert either.brought(TOWN) == {}
    either.put_addresses(TOWN, ADDRESSES, REGISTER, ANNA)
    brought = either.brought(TOWN)
    assert list(brought) == ["address"]
    assert (brought["address"]["rows"], brought["address"]["source_date"]) == (2, "2026")


def test_towns_do_not_meet(either: Store) -> None:
    either.put_figures(TOWN, FIGURES, TABLE, ANNA)
    either.put_figures("riga", FIGURES[:1], TABLE, ANNA)
    assert said(either) == FIGURES
    assert [one for one, _ in either.figures("riga")] == FIGURES[:1]


def test_a_figure_that_another_program_changed_is_noticed(either: Store) -> None:
    either.put_figures(TOWN, FIGURES, TABLE, ANNA)
    outside(either, "UPDATE residents SET value = 999 WHERE value = 341")
    assert either.disagreements() == [("residents", TOWN)]


def test_figures_that_nobody_noted_are_noticed(either: Store) -> None:
    outside(
        either,
        "INSERT INTO address (town, code, text, lat, lon) VALUES ('daugavpils', '1', 'x', 1, 2)",
    )
    assert either.disagreements() == [("address", TOWN)]


def test_a_code_that_does_not_exist_is_damage(either: Store) -> None:
    either.put_figures(TOWN, FIGURES, TABLE, ANNA)
    outside(either, "UPDATE residents SET code = 'five' WHERE value = 341")
    with pytest.raises(StoreDamaged):
        either.figures(TOWN)


def test_a_backup_holds_figures_and_addresses(either: Store, tmp_path) -> None:  # type: ignore[no-untyped-def]
    either.put_figures(TOWN, FIGURES, TABLE, ANNA)
    either.put_addresses(TOWN, ADDRESSES, REGISTER, ANNA)
    backup(either, tmp_path / "copy.gpkg")
    with opened_copy(tmp_path / "copy.gpkg") as copy:
        assert said(copy) == FIGURES
        assert copy.addresses(TOWN) == ADDRESSES
        assert copy.disagreements() == []


def test_figures_are_tables_of_the_geopackage(store: Store) -> None:
    with store.reading() as connection:
        names = (
            connection.exec_driver_sql(
                "SELECT table_name FROM gpkg_contents WHERE data_type = 'attributes'"
            )
            .scalars()
            .all()
        )
    assert {"residents", "cell", "address"} <= set(names)
