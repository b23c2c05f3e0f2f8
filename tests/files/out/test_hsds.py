"""HSDS: services with their organizations, places and times, valid by the published schema."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.files.out.hsds import STATUS, Setting, hsds_file
from geo.model.outgoing import Table, fields_out
from tests.awkward import WEB
from tests.hsds import faults
from tests.outgoing import tables

SETTING = Setting("Tiny", "LV", "lv", lambda vocabulary, key: f"{vocabulary} {key}")
UUID = "6f9619ff-8b86-4d11-b42d-00cf4fc964ff"


def told(kind: str = "resource", **values: Any) -> dict[str, Any]:
    """Return the one service of a record with some values."""
    row: dict[str, Any] = {
        field.name: () if field.form == "keys" else None for field in fields_out(kind)
    }
    row |= {"id": UUID, "name_lv": "Bibliotēka", "status": "active", **values}
    services = json.loads(hsds_file([Table(kind, fields_out(kind), [row])], SETTING))
    assert faults(services) == []
    service: dict[str, Any] = services[0]
    return service


def attributes(service: dict[str, Any]) -> dict[str, str]:
    return {
        attribute["link_type"]: attribute.get("value") or attribute["taxonomy_term"]["code"]
        for attribute in service["attributes"]
    }


def test_a_resource_is_a_service_of_an_organization_of_its_name() -> None:
    service = told(name_en="Library", summary_lv="Grāmatas.", category="culture_heritage")
    assert service["id"] == UUID
    assert (service["name"], service["alternate_name"]) == ("Bibliotēka", "Library")
    assert service["description"] == "Grāmatas."
    assert service["organization"]["name"] == "Bibliotēka"
    assert service["organization"]["description"] == "Grāmatas."
    assert attributes(service) == {"category": "culture_heritage"}


def test_a_group_is_an_organization_that_offers_itself() -> None:
    service = told("group", offers_lv="Kora mēģinājumi.", summary_lv="Koris.", registration="400")
    assert service["organization"]["id"] == service["id"] == UUID
    assert service["description"] == "Kora mēģinājumi."
    assert service["organization"]["description"] == "Koris."
    assert service["organization"]["organization_identifiers"][0]["identifier"] == "400"


def test_what_is_not_known_is_no_property() -> None:
    service = told()
    assert set(service) == {"id", "name", "status", "organization"}


def test_an_exact_place_has_degrees_and_any_other_has_none() -> None:
    """P10."""
    exact = told(precision="exact", lat=55.870641234, lon=26.52137, address="Rīgas iela 1")
    location = exact["service_at_locations"][0]["location"]
    assert (location["latitude"], location["longitude"]) == (55.8706412, 26.52137)
    area = told(precision="area", area="krizi", area_label="Križi", address="Viršu iela 50")
    assert "latitude" not in json.dumps(area)
    assert area["service_areas"][0]["name"] == "Križi"
    assert area["service_at_locations"][0]["location"]["addresses"][0]["city"] == "Tiny"


def test_a_postal_code_is_found_in_the_address_and_else_empty() -> None:
    def code(address: str) -> str:
        location = told(address=address)["service_at_locations"][0]["location"]
        return str(location["addresses"][0]["postal_code"])

    assert code("Vienības iela 8, Daugavpils, LV-5401") == "LV-5401"
    assert code("Vienības iela 8") == ""


def test_opening_times_are_weekly_schedules_with_the_days_of_one_span_together() -> None:
    schedules = told(opening="Mo-We 09:00-12:00,13:00-17:00; Sa 22:00-24:00",
                     opening_note_lv="Svētkos slēgts")["schedules"]  # fmt: skip
    found = [(s["byday"], s["opens_at"], s["closes_at"]) for s in schedules]
    assert found == [
        ("MO,TU,WE", "09:00", "12:00"),
        ("MO,TU,WE", "13:00", "17:00"),
        ("SA", "22:00", "23:59"),
    ]
    assert {s["freq"] for s in schedules} == {"WEEKLY"}
    assert schedules[0]["description"].endswith("Svētkos slēgts")


@pytest.mark.parametrize("opening", [None, "whenever it rains"])
def test_times_that_cannot_be_told_stay_words(opening: str | None) -> None:
    schedules = told(opening=opening, opening_note_lv="Pēc vienošanās")["schedules"]
    assert len(schedules) == 1
    assert "freq" not in schedules[0]
    assert "Pēc vienošanās" in schedules[0]["description"]


def test_phones_languages_and_accessibility_are_things_of_their_own() -> None:
    service = told(phone="+371 1|+371 2", languages=("lv", "sign"), accessibility=("lift",))
    assert [phone["number"] for phone in service["phones"]] == ["+371 1", "+371 2"]
    assert [language.get("code") for language in service["languages"]] == ["lv", None]
    location = service["service_at_locations"][0]["location"]
    assert [way["description"] for way in location["accessibility"]] == ["accessibility lift"]


def test_source_date_and_precision_stand_in_the_attributes() -> None:
    service = told(source="socd.lv, 2023", source_date="2023-01", precision="area")
    assert attributes(service) == {
        "source": "socd.lv, 2023", "source_date": "2023-01", "precision": "area",
    }  # fmt: skip


def test_several_web_addresses_are_uris_and_others_are_left_out() -> None:
    """X04."""
    service = told(web="|".join(["https://ķīmija.example/ā b", *WEB, "https://a.example/?q=100%"]))
    assert service["url"] == "https://a.example/?q=100%25"
    assert told(web="https://ķīmija.example/ā?b=[1]")["url"].isascii()


@pytest.mark.parametrize("status", STATUS)
def test_every_status_of_ours_has_a_word_of_hsds(status: str) -> None:
    told(status=status)


def test_the_same_record_has_the_same_ids_in_every_file() -> None:
    assert told(phone="1", source="a") == told(phone="1", source="a")


def test_problems_have_no_place_in_it() -> None:
    table = Table("problem", fields_out("problem"), [{"id": UUID, "statement_lv": "x"}])
    assert hsds_file([table], SETTING) == b"[]"


@settings(max_examples=40)
@given(st.sampled_from(["resource", "group"]).flatmap(lambda kind: tables(kind=kind)))
def test_any_rows_are_valid_and_say_their_texts_as_they_are(table: Table) -> None:
    """X08."""
    services = json.loads(hsds_file([table], SETTING))
    assert faults(services) == []
    for row, service in zip(table.rows, services, strict=True):
        assert service["name"] == (row["name_lv"] or "")
        assert service["organization"]["description"] == (row["summary_lv"] or "")
        assert attributes(service).get("source") == row["source"]
        phones = [part.strip() for part in (row["phone"] or "").split("|") if part.strip()]
        assert {phone["number"] for phone in service.get("phones", ())} == set(phones)
