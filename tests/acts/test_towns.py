"""A store holds several towns, each with areas and records of its own."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from geo.acts.record import Desk
from geo.acts.snapshot import snapshot
from geo.acts.towns import ensure_town, new_town, set_facts, town_named
from geo.errors import NotAllowed, NotReady
from geo.model.people import Viewer
from geo.store import Change, Edit, Store
from tests.awkward import TOWN


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store, "", Viewer("anna", "administrator"))


def test_a_new_town_is_an_empty_map(desk: Desk) -> None:
    key = new_town(desk, {"lv": "Ādaži", "en": "Adazi"}, unit="pagasts")
    town = snapshot(desk.store, key, "public")
    assert (key, len(town.areas), len(town.records)) == ("adazi", 0, 0)
    assert (town.town_name("lv"), town.town_name("en")) == ("Ādaži", "Adazi")
    assert town.town_name("ru") == "Ādaži"
    assert town.unit == "pagasts"
    west, south, east, north = town.bounds
    assert west < town.centre[1] < east and south < town.centre[0] < north


@pytest.mark.parametrize("name", ["Rīga", "  riga ", "RĪGA", "Рига"])
def test_a_town_is_found_by_any_spelling_of_its_name(desk: Desk, name: str) -> None:
    key = new_town(desk, {"lv": "Rīga", "ru": "Рига"})
    assert town_named(desk.store, name) == key == ensure_town(desk, name) == "riga"
    assert town_named(desk.store, "Cēsis") is None


@pytest.mark.parametrize("name", ["", "   ", "?!", "🗺"])
def test_a_name_that_says_nothing_is_refused(desk: Desk, name: str) -> None:
    before = desk.store.revision()
    with pytest.raises(NotReady) as raised:
        new_town(desk, {"lv": name})
    assert raised.value.reasons == ("towns.no_name",)
    assert desk.store.revision() == before


def test_a_town_that_is_there_is_not_begun_twice(desk: Desk) -> None:
    with pytest.raises(NotReady) as raised:
        new_town(desk, {"lv": "daugavpils"})
    assert raised.value.reasons == ("towns.taken",)


def test_an_editor_begins_no_town(store: Store) -> None:
    with pytest.raises(NotAllowed):
        new_town(Desk(store, "", Viewer("anna", "editor")), {"lv": "Rīga"})


def test_areas_of_the_same_name_in_two_towns_stay_apart(desk: Desk) -> None:
    """Town and code are the key."""
    key = new_town(desk, {"lv": "Rīga"})
    area = {"key": "centrs", "name_lv": "Centrs", "source": "x", "precision": "official",
            "geom": box(24.0, 56.9, 24.2, 57.0)}  # fmt: skip
    desk.store.write(key, [Edit("area", "riga-centrs", None, area)], Change("anna", "areas"))
    riga, other = (snapshot(desk.store, name, "public") for name in (key, TOWN))
    assert list(riga.areas["key"]) == ["centrs"]
    assert riga.areas.geometry.iloc[0].equals(box(24.0, 56.9, 24.2, 57.0))
    assert len(other.areas) == 25
    assert other.area_rows["centrs"]["id"] != "riga-centrs"


def test_facts_can_be_said_later(desk: Desk) -> None:
    key = new_town(desk, {"lv": "Rīga"})
    set_facts(desk, key, crs_metric=3059, unit="rajons")
    assert desk.store.towns()[key]["crs_metric"] == 3059
    with pytest.raises(NotReady):
        set_facts(desk, key, unit="no such")


def test_a_term_that_a_town_does_not_use_is_hidden_there_only(desk: Desk) -> None:
    key = new_town(desk, {"lv": "Rīga"}, hidden=["resource_category/public_office"])
    riga, other = (snapshot(desk.store, name, "public") for name in (key, TOWN))

    def offered(taxonomy: object) -> set[str]:
        terms = taxonomy.of("resource_category")  # type: ignore[attr-defined]
        return {term.key for term in terms if not term.hidden}

    assert offered(other.taxonomy) - offered(riga.taxonomy) == {"public_office"}
