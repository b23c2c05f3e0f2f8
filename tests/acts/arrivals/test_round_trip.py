"""What was exported finds its records again, and makes the same ones in an empty town (X08)."""

from __future__ import annotations

from typing import Any

import pytest

from geo.acts.arrivals import commit, mapping_for, plan_records
from geo.acts.arrivals.verdicts import Plan
from geo.acts.export import export
from geo.acts.record import Desk
from geo.acts.snapshot import snapshot
from geo.analysis.choice import Choice
from geo.files.sheet import read_sheet
from geo.model.limits import Limits
from geo.model.taxonomy import KINDS
from geo.settings import DATA
from geo.store import Store
from tests.acts.arrivals.lists import TODAY, desk_of, town_of, whats
from tests.awkward import CENTRE, TEXTS, TOWN, filled_with, put
from tests.awkward import KINDS as AWKWARD_KINDS

WHOLE = ("csv", "xlsx", "geojson")
_NOT_COMPARED = {"fid", "id", "version", "level", "approved_by"}


def brought(desk: Desk, exported_from: Store, form: str) -> Plan:
    """Return the plan of importing all that the public sees of another store."""
    made = export(snapshot(exported_from, TOWN, "public"), Choice(kind=KINDS), form, "lv")
    sheet = read_sheet(made.name, made.body, Limits())
    town = town_of(desk)
    mapping = mapping_for(desk, town, sheet, known=DATA / "sources")
    return plan_records(desk, town, sheet, mapping, today=TODAY)


def said(store: Store, kind: str, level: str) -> list[dict[str, Any]]:
    """Return what the records of a kind say, in an order that does not depend on their ids."""
    rows = [
        {name: value for name, value in row.items() if name not in _NOT_COMPARED}
        for row in store.records(kind, TOWN, level).to_dict("records")
    ]
    return sorted(rows, key=lambda row: (str(row["key"]), str(row.get("name_lv"))))


@pytest.mark.parametrize("form", [*WHOLE, "gpkg"])
def test_in_the_same_town_nothing_changes(store: Store, form: str) -> None:
    plan = brought(desk_of(store), store, form)
    assert plan.read > 60
    assert set(whats(plan)) == {"same"}


@pytest.mark.parametrize("form", WHOLE)
def test_in_an_empty_town_the_same_records_arise(store: Store, bare: Store, form: str) -> None:
    plan = brought(desk_of(bare), store, form)
    assert set(whats(plan)) == {"new"}
    commit(desk_of(bare), plan)
    for kind in KINDS:
        assert said(bare, kind, "internal") == said(store, kind, "public")


def hostile(store: Store) -> None:
    """Put a record of each kind with each awkward text in all of its words."""
    for kind in AWKWARD_KINDS:
        place = {"precision": "exact", "geom": CENTRE} if kind == "resource" else {}
        addresses = {"web": None, "source_url": None}  # never any text: X04
        rows = [filled_with(kind, text, f"a-{n}") | place for n, text in enumerate(TEXTS)]
        own = rows[0].keys()
        put(store, kind, *(row | {k: v for k, v in addresses.items() if k in own} for row in rows))


@pytest.mark.parametrize("form", WHOLE)
def test_hostile_words_find_their_records_again(store: Store, form: str) -> None:
    hostile(store)
    plan = brought(desk_of(store), store, form)
    assert plan.read > 100
    assert [one for one in plan.verdicts if one.what != "same"] == []


@pytest.mark.parametrize("form", WHOLE)
def test_hostile_words_are_the_same_in_an_empty_town(store: Store, bare: Store, form: str) -> None:
    hostile(store)
    commit(desk_of(bare), brought(desk_of(bare), store, form).with_duplicates())
    for kind in KINDS:
        assert trimmed(said(bare, kind, "internal")) == trimmed(said(store, kind, "public"))


def trimmed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows without blanks around their texts: no field of ours begins or ends with any."""
    return [
        {name: (value.strip() or None) if isinstance(value, str) else value
         for name, value in row.items()}
        for row in rows
    ]  # fmt: skip


def test_services_keep_what_the_form_can_say(store: Store, bare: Store) -> None:
    plan = brought(desk_of(bare), store, "hsds")
    assert plan.rejected == 0
    commit(desk_of(bare), plan)
    for kind in ("resource", "group"):
        there = {row["name_lv"]: row for row in said(store, kind, "public")}
        for row in said(bare, kind, "internal"):
            same = there[row["name_lv"]]
            for name in ("category", "group_kind", "address", "geom", "source", "source_date"):
                assert row.get(name) == same.get(name)
