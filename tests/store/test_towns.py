"""Sets of boundaries and remembered sources."""

from __future__ import annotations

from geo.store import Change, Edit, Store
from tests.awkward import TOWN

ANNA = Change("anna", "areas")


def test_a_new_source_has_no_mapping_and_a_known_one_gives_its_own(store: Store) -> None:
    assert store.source(TOWN, "nvo.xlsx") is None
    store.put_source(TOWN, "nvo.xlsx", {"name_lv": "Nosaukums"}, ANNA)
    store.put_source(TOWN, "other", {"name_lv": "Name"}, ANNA)
    assert store.source(TOWN, "nvo.xlsx") == {"name_lv": "Nosaukums"}
    assert store.source("riga", "nvo.xlsx") is None


def test_a_mapping_remembered_anew_is_one_change_and_the_same_one_none(store: Store) -> None:
    store.put_source(TOWN, "nvo.xlsx", {"name_lv": "A"}, ANNA)
    before = store.revision()
    store.put_source(TOWN, "nvo.xlsx", {"name_lv": "A"}, ANNA)
    assert store.revision() == before
    store.put_source(TOWN, "nvo.xlsx", {"name_lv": "B"}, ANNA)
    (row,) = store.changes(after=before)
    assert (row["kind"], row["old_value"], row["new_value"]) == (
        "source",
        '{"name_lv": "A"}',
        '{"name_lv": "B"}',
    )


def test_a_retired_area_is_gone_from_the_map_and_stays_in_the_store(store: Store) -> None:
    areas = store.places("area", TOWN)
    gone = areas.iloc[0]
    edit = Edit("area", gone["id"], int(gone["version"]), {"retired": True})
    batch = store.write(TOWN, [edit], ANNA)
    assert gone["key"] not in set(store.places("area", TOWN)["key"])
    assert store.record("area", gone["id"]) is not None
    assert batch is not None
    store.write(TOWN, store.reversal(batch), Change("anna", "undo"))
    assert set(store.places("area", TOWN)["key"]) == set(areas["key"])
    assert store.disagreements() == []


def test_a_town_keeps_every_set_of_boundaries_it_has_had(store: Store) -> None:
    sets = [
        {"key": key, "title_lv": key, "precision": "official", "source": "s", "source_date": date}
        for key, date in (("2020", "2020-01-01"), ("2026", "2026-01-01"))
    ]
    for one in sets:
        store.write(TOWN, [Edit("boundary", one["key"], None, one)], ANNA)
    assert [one["key"] for one in store.boundaries(TOWN)] == ["2020", "2026"]
    assert store.boundaries("riga") == []
