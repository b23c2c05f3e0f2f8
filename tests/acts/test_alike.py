"""What is near and called alike is offered; what is far or called otherwise is not."""

from __future__ import annotations

import pytest
from shapely import Point

from geo.acts.alike import Namesakes, likely_duplicates
from geo.acts.forms import Place
from geo.acts.snapshot import Snapshot, snapshot
from geo.store import Store
from tests.awkward import TOWN, put, record

HERE = Place("exact", "krizi", 55.943, 26.591)


@pytest.fixture
def town(store: Store) -> Snapshot:
    put(
        store,
        "resource",
        record("resource", "zz-hall", name_lv="Zīļu kultūras nams", area="krizi",
               precision="exact", geom=Point(26.591, 55.943)),
        record("resource", "zz-club", name_lv="Zīļu kultūras klubs", area="krizi"),
        record("resource", "zz-lost", name_lv="Zīļu kultūras nams un dārzs"),
        *(record("resource", f"zz-many-{n}", name_lv=f"Apkaimes pulciņš {n:04}", area="centrs")
          for n in range(300)),
    )  # fmt: skip
    return snapshot(store, TOWN, "internal")


def found(town: Snapshot, name: str, place: Place) -> list[str]:
    return [town.names("lv")[row] for row in likely_duplicates(town, "resource", name, place)]


def test_the_most_alike_comes_first(town: Snapshot) -> None:
    assert found(town, "Zilu kulturas nams", HERE) == [
        "Zīļu kultūras nams",
        "Zīļu kultūras klubs",
        "Zīļu kultūras nams un dārzs",
    ]


def test_what_is_placed_elsewhere_is_something_else(town: Snapshot) -> None:
    far = Place("exact", "krizi", 55.946, 26.591)
    assert "Zīļu kultūras nams" not in found(town, "Zīļu kultūras nams", far)
    assert "Zīļu kultūras klubs" in found(town, "Zīļu kultūras nams", far)
    other = Place("area", "centrs")
    assert found(town, "Zīļu kultūras nams", other) == ["Zīļu kultūras nams un dārzs"]


def test_a_place_that_is_not_known_may_be_anywhere(town: Snapshot) -> None:
    assert "Zīļu kultūras nams" in found(town, "Zīļu kultūras nams", Place("unknown"))


def test_a_short_name_is_like_none(town: Snapshot) -> None:
    assert found(town, "Zīļ", HERE) == []


def test_among_hundreds_of_one_beginning_the_one_meant_is_found(town: Snapshot) -> None:
    place = Place("area", "centrs")
    assert "Apkaimes pulciņš 0271" in found(town, "Apkaimes pulciņš 0271", place)


def test_a_record_is_not_like_itself(town: Snapshot) -> None:
    rows = Namesakes(town, "resource").like("Zīļu kultūras nams", HERE)
    own = str(town.records.ids[rows[0]])
    assert rows[0] not in Namesakes(town, "resource").like("Zīļu kultūras nams", HERE, but={own})


def test_another_kind_is_not_looked_at(town: Snapshot) -> None:
    assert likely_duplicates(town, "group", "Zīļu kultūras nams", HERE) == []
