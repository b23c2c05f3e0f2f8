"""Directories of services come as one row for each service at each place, in any version."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from geo.errors import DataError
from geo.files.schedules import opening_times
from geo.files.sheet import Sheet, read_sheet
from geo.model.limits import Limits
from tests.files.tables import JOINED_HSDS, NESTED_HSDS, OLD_HSDS, as_json, zipped

LIMITS = Limits()


def read(document: Any) -> Sheet:
    data = zipped(document) if isinstance(document, dict) and "services.csv" in document else None
    return read_sheet("hsds", data or as_json(document), LIMITS)


def rows(sheet: Sheet) -> list[dict[str, str]]:
    return [{name: text for name, text in row.cells.items() if text} for row in sheet.rows]


def test_the_first_version_knows_one_place_a_service() -> None:
    kitchen, advice, empty_house, fund = rows(read(OLD_HSDS))
    assert kitchen == {
        "id": "10@20",
        "name": "Zupas virtuve",
        "organization": "Centrs",
        "location": "Liels nams",
        "description": "Siltas pusdienas",
        "status": "active",
        "address": "Rigas iela 1",
        "city": "Daugavpils",
        "latitude": "56.05",
        "longitude": "26.05",
        "phone": "65400001 (12)",
        "web": "http://centrs.example",
        "opening": "Mo-We 09:00-17:00; Fr 10:00-14:30",
        "opening_note": "Saturday 9pm 02:00",
        "taxonomy": "food",
    }
    assert (advice["id"], advice["phone"]) == ("11", "65400003")
    assert (empty_house["name"], empty_house["organization"]) == ("Tukss nams", "Centrs")
    assert fund["name"] == "Fonds"


def test_later_versions_join_services_and_places() -> None:
    park, square = rows(read(JOINED_HSDS))
    assert (park["id"], park["address"], park["phone"]) == ("sp", "Parka iela 1", "65400008")
    assert (square["id"], square["latitude"], square["phone"]) == ("sq", "56.02", "65400009")


@pytest.mark.parametrize(
    "document",
    [
        NESTED_HSDS,
        NESTED_HSDS[0],
        {"total_items": 1, "contents": NESTED_HSDS},
        {"services": NESTED_HSDS, "version": "3.0"},
    ],
    ids=["list", "one", "page", "package"],
)
def test_the_third_version_nests_everything(document: Any) -> None:
    park, square = rows(read(document))
    assert park == {
        "id": "sp",
        "name": "Talka",
        "organization": "Biedrība",
        "location": "Parks",
        "status": "active",
        "address": "Parka iela 1",
        "latitude": "56.01",
        "longitude": "26.01",
        "phone": "65400008",
        "opening": "Mo-Fr 08:00-20:00",
        "languages": "Latviešu",
        "taxonomy": "Vide",
    }
    assert (square["id"], square["location"]) == ("sq", "Skvērs")


def test_organizations_may_stand_outside() -> None:
    (service,) = copy.deepcopy(NESTED_HSDS)
    organization = service.pop("organization")
    (park, _) = rows(read([{**organization, "services": [service]}]))
    assert (park["organization"], park["name"]) == ("Biedrība", "Talka")


def test_tables_may_be_lists_of_json() -> None:
    document = {
        "organizations": [{"id": "a", "name": "Biedrība"}],
        "services": [{"id": "s", "organization_id": "a", "name": "Talka"}],
        "locations": [{"id": "p", "name": "Parks", "latitude": 56.01, "longitude": 26.01}],
        "service_at_locations": [{"id": "sp", "service_id": "s", "location_id": "p"}],
    }
    assert rows(read(document)) == [
        {
            "id": "sp",
            "name": "Talka",
            "organization": "Biedrība",
            "location": "Parks",
            "latitude": "56.01",
            "longitude": "26.01",
        }
    ]


@pytest.mark.parametrize(
    ("schedules", "opening", "words"),
    [
        ([{"weekday": "1", "opens_at": "9am", "closes_at": "5 p.m."}], "Mo 09:00-17:00", ""),
        ([{"byday": "SA,SU", "opens_at": "10:00", "closes_at": "12:00"}], "Sa,Su 10:00-12:00", ""),
        ([{"weekday": "²", "opens_at": "9am", "closes_at": "5pm"}], "", "² 9am 5pm"),
        ([{"weekday": "Monday", "opens_at": "25:00", "closes_at": "x"}], "", "Monday 25:00 x"),
        ([{"description": "pēc vienošanās"}], "", "pēc vienošanās"),
    ],
)
def test_schedules_are_opening_times_or_words(
    schedules: list[dict[str, str]], opening: str, words: str
) -> None:
    assert opening_times(schedules) == (opening, words)


def test_an_id_that_the_file_does_not_have_is_not_made_up() -> None:
    (row,) = rows(read({"services": [{"name": "Talka"}]}))
    assert row == {"name": "Talka"}


def test_fields_of_ours_come_back_as_themselves() -> None:
    term = {"link_type": "category", "taxonomy_term": {"code": "food_goods", "name": "Pārtika"}}
    source = {"link_type": "source", "value": "tests, 2025"}
    (row,) = rows(read([{"id": "s", "name": "A", "attributes": [term, source]}]))
    assert (row["kind"], row["category"], row["source"]) == (
        "resource",
        "food_goods",
        "tests, 2025",
    )


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        [1, "x", None],
        {"contents": []},
        {"services": "x"},
        {"id": "s", "name": [[[]]], "service_at_locations": [1, {"location": [2]}]},
        [{"id": {"a": 1}, "name": None, "phones": {"x": 1}, "attributes": "x"}],
    ],
)
def test_whatever_the_document_is_it_is_read_or_refused(document: Any) -> None:
    try:
        assert len(read(document)) > 0
    except DataError as error:
        assert error.faults[0].key in ("fault.services", "fault.header")


def test_a_name_that_stands_twice_is_not_guessed_at() -> None:
    with pytest.raises(DataError):
        read_sheet("x", b'[{"id": "a", "name": "A", "name": "B"}]', LIMITS)
