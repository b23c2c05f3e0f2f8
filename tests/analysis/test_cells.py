"""A cell means what a Latvian desk meant by it, or it is said why it cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis import cells
from geo.analysis.cells import Unread
from geo.model.opening import parse_opening


def reason(read: Callable[[str], Any], text: str) -> str:
    with pytest.raises(Unread) as error:
        read(text)
    return error.value.key


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("18.11.2022", "2022-11-18"),
        ("18.11.2022.", "2022-11-18"),
        ("8.1.2022", "2022-01-08"),
        ("18. 11. 2022.", "2022-11-18"),
        ("2022-11-18", "2022-11-18"),
        ("2022.11.18.", "2022-11-18"),
        ("2022-11-18 00:00:00", "2022-11-18"),
        ("2022-11-18T09:30:00+02:00", "2022-11-18"),
        ("18.11.2022 14:30", "2022-11-18"),
        ("2022. gada 18. novembrī", "2022-11-18"),
        ("2023. g. 3. jūnijs", "2023-06-03"),
        ("11.2022", "2022-11"),
        ("2022-11", "2022-11"),
        ("2022", "2022"),
        ("2022. gads", "2022"),
    ],
)
def test_t09_dates_as_latvians_and_iso_write_them(text: str, iso: str) -> None:
    assert cells.day(text) == iso


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("11/18/2022", "fault.date_unclear"),
        ("03/04/2023", "fault.date_unclear"),
        ("31.02.2022", "fault.date_none"),
        ("2022-13-01", "fault.date_none"),
        ("13.2022", "fault.date_none"),
        ("18.11.22", "fault.date"),
        ("vakar", "fault.date"),
        ("2022. gada 18. brumērs", "fault.date"),
    ],
)
def test_t09_a_date_that_may_mean_two_days_or_none_is_refused(text: str, why: str) -> None:
    assert reason(cells.day, text) == why


def test_t09_a_person_can_say_what_slashes_mean() -> None:
    assert cells.day("11/18/2022", cells.MONTH_FIRST) == "2022-11-18"
    assert cells.day("18/11/2022", cells.DAY_FIRST) == "2022-11-18"
    assert reason(lambda text: cells.day(text, cells.DAY_FIRST), "11/18/2022") == "fault.date_none"


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_written_either_way_is_the_same_day(when: date) -> None:
    latvian = f"{when.day:02}.{when.month:02}.{when.year}."
    assert cells.day(latvian) == cells.day(when.isoformat()) == when.isoformat()


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("1 234", 1234), ("20\N{NO-BREAK SPACE}992", 20992), ("7,0", 7)],
)
def test_whole_numbers(text: str, number: int) -> None:
    assert cells.whole(text) == number


@pytest.mark.parametrize("text", ["1,5", "-3", "1.234", "trīs", "1 23", "9" * 10])
def test_what_is_no_whole_number(text: str) -> None:
    assert reason(cells.whole, text) == "fault.whole"


def test_t03_numbers_with_a_comma_or_a_point() -> None:
    assert [cells.decimal(text) for text in ("55,87", "55.87", "-1,5", "+2", "1 234,5")] == [
        55.87, 55.87, -1.5, 2, 1234.5,
    ]  # fmt: skip
    for text in ("1.234,5", "1e5", "NaN", "55°", ""):
        assert reason(cells.decimal, text) == "fault.decimal"


@pytest.mark.parametrize(
    "text",
    ["56.95, 24.11", "56,95; 24,11", "56,95 24,11", "56.95,24.11", "(56.95, 24.11)", "56,95, 24,11",
     "56.95 / 24.11", "56.95|24.11"],
)  # fmt: skip
def test_two_numbers_in_one_cell(text: str) -> None:
    assert cells.pair(text) == (56.95, 24.11)


def test_other_than_two_numbers_are_no_place() -> None:
    assert {reason(cells.pair, text) for text in ("56.95", "1, 2, 3", "Rīga", "")} == {
        "fault.decimal"
    }


@pytest.mark.parametrize("text", ["yes", "Jā", "ja", "да", "TRUE", "1", "x", "ir"])
def test_yes_in_three_languages(text: str) -> None:
    assert cells.yes(text, text.casefold().replace("ā", "a").replace("да", "da")) is True


@pytest.mark.parametrize("text", ["no", "Nē", "nav", "false", "0", "-"])
def test_no_in_three_languages(text: str) -> None:
    assert cells.yes(text, text.casefold().replace("ē", "e")) is False


def test_neither_yes_nor_no() -> None:
    assert reason(lambda text: cells.yes(text, text), "varbūt") == "fault.yes_no"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://a.example/b?c=1,2", "https://a.example/b?c=1,2"),
        ("www.centrs.example", "https://www.centrs.example"),
        ("centrs.example/lv", "https://centrs.example/lv"),
        ("https://a.example|http://b.example", "https://a.example|http://b.example"),
        ("https://a.example; b.example", "https://a.example|https://b.example"),
    ],
)
def test_web_addresses(text: str, address: str) -> None:
    assert cells.web(text) == address


@pytest.mark.parametrize("text", ["javascript:alert(1)", "//evil.example", "a@b.example", "nav"])
def test_x04_no_other_address_is_kept(text: str) -> None:
    assert reason(cells.web, text) == "fault.web"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+371 65400000", "+371 65400000"),
        ("'+371 65400000", "+371 65400000"),
        ("0652 33", "0652 33"),
        ("65400000, 65400001; 26400002", "65400000|65400001|26400002"),
        ("65400000 (iekšējais 12), zvanīt rītos", "65400000 (iekšējais 12), zvanīt rītos"),
    ],
)
def test_t08_telephones_are_text(text: str, number: str) -> None:
    assert cells.phones(text) == number


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mo-Fr 09:00-17:00; Sa 10:00-14:00", "Mo-Fr 09:00-17:00; Sa 10:00-14:00"),
        ("P.–Pk. 9.00–17.00, S. 10–14", "Mo-Fr 09:00-17:00; Sa 10:00-14:00"),
        ("Pirmdiena - Piektdiena: 8:30–17:00", "Mo-Fr 08:30-17:00"),
        ("Pirmdienās no 13.00 - 18.00", "Mo 13:00-18:00"),
        ("Darba dienās 9-17", "Mo-Fr 09:00-17:00"),
        ("P, T 9:00-12:00, 13:00-17:00", "Mo,We 09:00-12:00,13:00-17:00"),
        ("Пн-Пт 9:00-18:00", "Mo-Fr 09:00-18:00"),
        ("Mon-Fri 9-17", "Mo-Fr 09:00-17:00"),
        ("24/7", "Mo-Su 00:00-24:00"),
    ],
)
def test_opening_times(text: str, said: str) -> None:
    assert cells.opening(text) == said
    assert parse_opening(said)


@pytest.mark.parametrize(
    "text", ["pēc vienošanās", "Pk-P 9-17", "P 17-9", "P 9-25", "P 9", "nav zināms 9-17", "9-17"]
)
def test_other_opening_times_stay_words(text: str) -> None:
    assert reason(cells.opening, text) == "fault.opening"


@given(st.text(max_size=40))
def test_any_cell_is_read_or_refused(text: str) -> None:
    for read in (cells.day, cells.whole, cells.decimal, cells.pair, cells.web, cells.opening):
        try:
            read(text)
        except Unread as error:
            assert error.key in cells.EXPECTED
    cells.phones(text)
