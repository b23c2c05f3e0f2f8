"""Residents as the Central Statistical Bureau publishes them, in each form of its tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import DataError
from geo.files.official.adapter import Figure
from geo.files.official.residents import ages_of, area_of, read_residents
from geo.model.disclosure import CONFIDENTIAL, FEW, MISSING, Count, people
from geo.model.limits import Limits

PUBLISHED = Path(__file__).with_name("published")
LIMITS = Limits()


def read(name: str) -> dict[tuple[object, ...], Figure]:
    figures = read_residents(name, (PUBLISHED / name).read_bytes(), LIMITS).figures
    return {
        (one.code, one.name, one.year, one.sex, one.age_from, one.age_to): one for one in figures
    }


def test_the_table_as_a_person_saves_it_has_years_as_columns() -> None:
    """IRD081."""
    figures = read("IRD081.csv")
    assert figures["LVDGV05", "Centrs", 2025, "T", None, None].count == people(400)
    assert figures["LVDGV05", "Centrs", 2024, "T", None, None].count == people(402)
    assert figures["LVDGV05", "Centrs", 2025, "F", None, None].count == people(220)
    assert figures["LVDGV05", "Centrs", 2025, "T", 0, 14].count == people(60)
    assert figures["LVDGV05", "Centrs", 2025, "T", 65, None].count == people(100)
    assert figures["LVDGV12", "Ļiginišķi", 2025, "T", None, None].count == Count(MISSING)
    assert figures["LVRIG03", "Centrs", 2025, "T", None, None].count == people(2990)
    assert len(figures) == 20


def test_ages_that_are_no_years_are_left_out_and_named() -> None:
    found = read_residents("x", (PUBLISHED / "IRD081.csv").read_bytes(), LIMITS)
    (note,) = found.notes
    assert (note.key, note.values["ages"]) == ("note.ages_left_out", "Darbspējas vecumā")


@pytest.mark.parametrize("name", ["IRE071.json-stat2.json", "IRE071.json", "IRE071.csv"])
def test_of_the_table_by_ethnicity_only_totals_are_read(name: str) -> None:
    figures = read(name)
    assert len(figures) == 10  # five areas in two years
    by_code = {(one.code, one.year): one.count for one in figures.values()}
    assert by_code["LVDGV05", 2025] == people(401)
    assert by_code["LVDGV12", 2025] == Count(MISSING)
    assert by_code["LVRIG15", 2024] == people(5600)
    assert {(one.sex, one.age_from, one.age_to) for one in figures.values()} == {("T", None, None)}


def test_the_date_of_a_table_is_known_where_it_says_it() -> None:
    data = (PUBLISHED / "IRE071.json-stat2.json").read_bytes()
    assert read_residents("x", data, LIMITS).date == "2025-07-07"


def test_codes_of_open_data_are_no_numbers() -> None:
    """P05."""
    figures = read("iedzivotaji.csv")
    counts = {(code, age): one.count for (code, _, _, sex, age, _), one in figures.items()
              if sex == "T"}  # fmt: skip
    assert counts["LVDGV12", None] == Count(FEW)
    assert counts["LVDGV12", 0] == Count(CONFIDENTIAL)
    assert counts["LVDGV13", None] == Count(MISSING)
    assert figures["LVDGV05", "", 2025, "T", 0, 14].count == people(60)


def test_a_five_without_a_code_stands_for_one_to_ten() -> None:
    """P05: older open data have no column of special values."""
    text = b"TIME,AREA,NUMB\n2020,LVDGV12,5\n2020,LVDGV05,50\n"
    counts = [one.count for one in read_residents("x", text, LIMITS).figures]
    assert counts == [Count(FEW), people(50)]


def test_further_variables_and_shares_are_left_out() -> None:
    text = (
        "TIME,AREA,SEX,CITIZEN,NUMB,NUMB_X,PC,PC_X\n"
        "2022,LV0005000,T,TOTAL,78850,,100,\n"
        "2022,LV0005000,T,CITIZ_LV,50000,,63.4,\n"
    )
    (figure,) = read_residents("irv030_01.csv", text.encode(), LIMITS).figures
    assert (figure.code, figure.count) == ("LV0005000", people(78850))


@pytest.mark.parametrize(
    ("text", "key", "row"),
    [
        ("TIME,AREA,NUMB\n2025,LV,many\n2025,LV1,5\n", "fault.official_count", 2),
        ("TIME,AREA,NUMB,NUMB_X\n2025,LV,5,78\n", "fault.official_count", 2),
        ("TIME,AREA,NUMB\nlast,LV,5\n", "fault.official_year", 2),
        ("TIME,AREA,SEX,NUMB\n2025,LV,X,5\n", "fault.official_sex", 2),
        ("TIME,AREA,NUMB\n2025,LV\n", "fault.official_row", 2),
        ('TIME,AREA,NUMB\n2025,LV,"5\n', "fault.official_row", None),
        ("name,town\nx,y\n", "fault.official_columns", None),
        ("TIME,AREA,NUMB\n", "fault.official_columns", None),
        ("", "fault.empty", None),
        ("{}", "fault.official_json", None),
        ('{"columns": 5}', "fault.official_json", None),
        ('{"id": ["AREA"], "dimension": {"AREA": {}}, "value": []}', "fault.official_json", None),
        ("{", "fault.truncated", None),
    ],
)
def test_another_file_or_a_broken_one_is_named(text: str, key: str, row: int | None) -> None:
    with pytest.raises(DataError) as raised:
        read_residents("x.csv", text.encode(), LIMITS)
    fault = raised.value.faults[0]
    assert (fault.key, fault.row) == (key, row)


def test_a_table_that_claims_more_cells_than_any_has_is_refused() -> None:
    """G13: dimensions multiply."""
    index = {f"a{number}": number for number in range(1000)}
    dimension = {"category": {"index": index}}
    names = ["AREA", "TIME", "X"]
    import json

    document = {"id": names, "dimension": dict.fromkeys(names, dimension), "value": [1]}
    with pytest.raises(DataError):
        read_residents("x", json.dumps(document).encode(), LIMITS)


@pytest.mark.parametrize(
    ("code", "label", "expected"),
    [
        ("LVRIG15", "..Latgale", ("LVRIG15", "Latgale")),
        ("LVRIG15 ..Latgale", "LVRIG15 ..Latgale", ("LVRIG15", "Latgale")),
        ("LVRIG15", "LVRIG15", ("LVRIG15", "")),
        ("0010015", "0010015", ("0010015", "")),
        ("..Latgale", "..Latgale", ("", "Latgale")),
    ],
)
def test_code_and_name_of_an_area_are_told_apart(
    code: str, label: str, expected: tuple[str, str]
) -> None:
    assert area_of(code, label) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TOTAL", (None, None)),
        ("Pavisam", (None, None)),
        ("Y15-64", (15, 64)),
        ("15-64", (15, 64)),
        ("15–64 gadi", (15, 64)),
        ("Y_LT15", (0, 14)),
        ("Y_GE65", (65, None)),
        ("65+", (65, None)),
        ("65 years and over", (65, None)),
        ("Vismaz 65", (65, None)),
        ("Y7", (7, 7)),
        ("7 gadi", (7, 7)),
        ("1 year", (1, 1)),
        ("Of working age", None),
        ("", None),
    ],
)
def test_ages_are_read_as_codes_and_as_words(
    text: str, expected: tuple[int | None, int | None] | None
) -> None:
    assert ages_of(text) == expected


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    try:
        read_residents("x", data, LIMITS)
    except DataError as error:
        assert error.faults


@given(st.text(alphabet="TIMEARSNUB_X,;\n\"'0123456789LVG.", max_size=200))
def test_no_table_breaks_the_reader(text: str) -> None:
    try:
        read_residents("x", ("AREA,TIME,NUMB\n" + text).encode(), LIMITS)
    except DataError as error:
        assert error.faults
