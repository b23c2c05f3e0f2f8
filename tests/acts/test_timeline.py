"""What has happened in an area or with a group."""

from __future__ import annotations

from typing import Any

from geo.acts.look import look
from geo.acts.snapshot import snapshot
from geo.acts.timeline import timeline
from geo.analysis.choice import Choice
from geo.store import Change, Edit, Store

TOWN = "daugavpils"


def told(store: Store, language: str = "lv", **where: Any) -> list[tuple[str, str]]:
    view = look(snapshot(store, TOWN, "public"), Choice(), language)
    return [(line["text"], line["sub"]) for line in timeline(view, **where)]


def group(identity: str, **values: Any) -> Edit:
    own = {"name_lv": f"Kopa {identity}", "name_ru": f"Группа {identity}", "group_kind": "club",
           "scope": "municipality", "status": "ended", "source": "x", "level": "public",
           "target_groups": ("seniors",)}  # fmt: skip
    return Edit("group", identity, None, {**own, **values})


def activity(identity: str, **values: Any) -> Edit:
    own = {"name_lv": identity, "activity_type": "festival", "source": "x", "level": "public"}
    return Edit("activity", identity, None, {**own, **values})


def test_a_record_hears_of_its_own_days_and_activities_only(store: Store) -> None:
    store.write(TOWN, [
        group("a", started="2020-05-01", ended="2024"),
        group("b", started="2021"),
        activity("Svētki", date="2022-06-01", links=("a",)),
        activity("Cits", date="2023-06-01"),
    ], Change("x", "record"))  # fmt: skip
    assert told(store, record="a") == [
        ("Kopa a", "2024 · beidza darboties"),
        ("Svētki", "01.06.2022. · Svētki"),
        ("Kopa a", "01.05.2020. · sāka darboties"),
    ]
    assert told(store, record="nobody") == []
    assert told(store, "ru", record="b")[0][0] == "Группа b"


def test_an_area_hears_of_what_is_in_it(store: Store) -> None:
    store.write(TOWN, [
        group("a", started="2020", scope="area", area="krizi"),
        group("b", started="2021"),
        activity("Svētki", date="2022-06-01", area="krizi"),
        activity("Cits", date="2023-06-01", area="centrs"),
    ], Change("x", "record"))  # fmt: skip
    assert [text for text, _ in told(store, area="krizi")] == ["Svētki", "Kopa a"]
