"""Registers of services and institutions: what the map needs is read, what is of people is not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import DataError
from geo.files.official import ADAPTERS
from geo.files.official.adapter import RECORDS, Adapter, Records
from geo.files.official.culture import CULTURE
from geo.files.official.medical import MEDICAL
from geo.files.official.social_services import SOCIAL_SERVICES
from geo.model.limits import Limits

PUBLISHED = Path(__file__).with_name("published")
LIMITS = Limits()
_PEOPLE = ("Paraug", "janis", "20000001", "prakse", "IK")


def read(adapter: Adapter) -> Records:
    found: Records = adapter.read((PUBLISHED / adapter.file).read_bytes(), LIMITS)
    return found


def rows(found: Records) -> list[Mapping[str, str]]:
    return [row.cells for row in found.sheet.rows]


@pytest.mark.parametrize(
    "adapter", [one for one in ADAPTERS if one.brings == RECORDS], ids=lambda one: one.key
)
def test_nothing_of_people_is_read(adapter: Adapter) -> None:
    found = read(adapter)
    everything = " ".join(str(getattr(found, one.name)) for one in fields(found))
    assert [word for word in _PEOPLE if word in everything] == []
    assert {*found.mapping["columns"].values()} <= set(found.sheet.header)


# --- medical institutions -----------------------------------------------------------------------


def test_institutions_are_read_and_practices_are_left_out() -> None:
    found = read(MEDICAL)
    assert [cells["Nosaukums"] for cells in rows(found)] == [
        "Izdomātā pilsētas slimnīca",
        "Izdomātais feldšeru punkts",
    ]
    assert rows(found)[0]["lat"] == "55,871334"
    assert found.mapping["constants"]["category"] == "health_support"
    assert {note.key: note.values for note in found.sheet.notes}["note.people_left_out"] == {
        "count": "2"
    }


# --- culture objects ----------------------------------------------------------------------------


def test_culture_objects_have_name_address_and_place() -> None:
    assert rows(read(CULTURE))[0] == {
        "Objekta nosaukums": "Izdomātā bibliotēka",
        "Adrese": "Rīgas iela 12, Daugavpils, LV-5401",
        "LAT": "55.871234",
        "LON": "26.516789",
    }


def test_columns_are_found_by_another_name_of_the_same_publisher() -> None:
    found = CULTURE.read(
        b"_id,Nosaukums,adrese,Lat,Lon\n7,X,Y iela 1,55.8,26.5\n8,Z,Y iela 2,,\n", LIMITS
    )
    assert found.mapping["columns"] == {
        "name_lv": "Nosaukums", "address": "adrese", "lat": "Lat", "lon": "Lon",
    }  # fmt: skip
    assert "id" not in found.mapping


@pytest.mark.parametrize("adapter", [CULTURE, MEDICAL], ids=lambda one: one.key)
def test_another_table_is_refused_with_what_it_lacks(adapter: Adapter) -> None:
    with pytest.raises(DataError) as raised:
        adapter.read(b"a;b\n1;2\n", LIMITS)
    (fault,) = raised.value.faults
    assert (fault.key, fault.found) == ("fault.official_columns", "a, b")


def test_of_a_row_that_cannot_be_read_only_its_number_is_kept() -> None:
    data = b"Nosaukums,Adrese,LAT,LON\nX,Y,1,2\nJanis,20000001,1,2,3,4\n"
    (aside,) = CULTURE.read(data, LIMITS).sheet.unreadable
    assert (aside.number, aside.cells) == (3, ())


# --- social services ----------------------------------------------------------------------------


def test_a_service_is_named_with_its_provider_and_has_the_code_of_its_address() -> None:
    assert rows(read(SOCIAL_SERVICES))[0] == {
        "PakalpojumaSniedzejaRegistracijasNumurs": "1-001 Aprūpe mājās",
        "PakalpojumaSniedzejaNosaukums": "Aprūpe mājās (Izdomātais sociālais dienests)",
        "KlientuGrupas": (
            "bez izmitināšanas; Pensijas vecuma personas; Personas ar invaliditāti"
        ),
        "Adrese": "Rīgas iela 12A, Daugavpils, LV-5401",
        "VZDKods": "100000002",
        "precision": "",
        "MajasLapa": "https://www.izdomats.example",
    }  # fmt: skip


def test_where_people_shelter_only_the_municipality_is_kept() -> None:
    _, crisis, violence = rows(read(SOCIAL_SERVICES))
    kept = [(cells["Adrese"], cells["VZDKods"], cells["precision"]) for cells in (crisis, violence)]
    assert kept == [("Daugavpils", "", "municipality"), ("Augšdaugavas nov.", "", "municipality")]


def test_what_is_no_web_address_is_left_out() -> None:
    assert [cells["MajasLapa"] for cells in rows(read(SOCIAL_SERVICES))[1:]] == ["", ""]


def test_services_that_are_not_given_and_providers_that_are_persons_are_left_out() -> None:
    found = read(SOCIAL_SERVICES)
    assert [row.number for row in found.sheet.rows] == [1, 2, 3]
    assert [(note.key, note.values) for note in found.sheet.notes] == [
        ("note.people_left_out", {"count": "1"})
    ]


def test_what_is_no_provider_is_set_aside_with_its_number() -> None:
    good = {"PakalpojumaSniedzejaRegistracijasNumurs": "1", "PakalpojumaSniedzejaNosaukums": "X"}
    data = {"data": [None, {**good, "Statuss": "Sniedz"}, {"Statuss": "Sniedz"}]}
    found = SOCIAL_SERVICES.read(json.dumps(data).encode(), LIMITS).sheet
    assert [row.number for row in found.rows] == [2]
    assert [(row.number, row.fault.key) for row in found.unreadable] == [
        (1, "fault.official_json"),
        (3, "fault.official_json"),
    ]


def test_a_text_that_never_ends_is_set_aside() -> None:
    said = {
        "Statuss": "Sniedz", "PakalpojumaSniedzejaRegistracijasNumurs": "1",
        "PakalpojumaSniedzejaNosaukums": "X" * (LIMITS.text_length + 1),
    }  # fmt: skip
    found = SOCIAL_SERVICES.read(json.dumps({"data": [said]}).encode(), LIMITS).sheet
    assert [row.fault.key for row in found.unreadable] == ["fault.text_long"]


@pytest.mark.parametrize("data", [b"[]", b'{"data": {}}', b"{}"])
def test_another_json_is_refused(data: bytes) -> None:
    with pytest.raises(DataError) as raised:
        SOCIAL_SERVICES.read(data, LIMITS)
    assert [fault.key for fault in raised.value.faults] == ["fault.official_json"]


def test_more_rows_than_may_be_are_refused() -> None:
    data = json.dumps({"data": [{}, {}]}).encode()
    with pytest.raises(DataError) as raised:
        SOCIAL_SERVICES.read(data, replace(LIMITS, rows=1))
    assert [fault.key for fault in raised.value.faults] == ["fault.rows_many"]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["FaktiskaAdrese", "Adrese", "VZDKods", "KlientuGrupas", "MajasLapas"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(_JSON, _JSON, _JSON)
def test_whatever_stands_in_a_service_every_cell_is_text(
    where: Any, groups: Any, contact: Any
) -> None:
    said = {
        "Statuss": "Sniedz", "PakalpojumaSniedzejaRegistracijasNumurs": 5,
        "PakalpojumaSniedzejaNosaukums": "X", "FaktiskaAdrese": where, "KlientuGrupas": groups,
        "KontaktInformacija": contact,
    }  # fmt: skip
    (row,) = SOCIAL_SERVICES.read(json.dumps({"data": [said]}).encode(), LIMITS).sheet.rows
    assert all(isinstance(cell, str) for cell in row.cells.values())
