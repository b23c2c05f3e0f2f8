"""After an edit a town is what reading it whole would say, and only what changed was read."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import Point

from geo.acts import refresh
from geo.acts import snapshot as module
from geo.acts.snapshot import Snapshot, snapshot
from geo.files.town_folder import read_town_folder
from geo.model.days import today
from geo.model.fields import FIELDS
from geo.model.levels import LEVELS
from geo.model.records import Records
from geo.settings import DATA, LANGUAGES
from geo.store import Change, Edit, Store
from geo.store.store import record_id
from tests.awkward import CENTRE, SOMEBODY, TEXTS, TOWN, put, record
from tests.store.other_program import outside

ROW_LAYERS = ("records", *(f"names-{language}" for language in LANGUAGES))
LAYERS = (*ROW_LAYERS, "areas", "base", *(f"words-{language}" for language in LANGUAGES))


def read_whole(store: Store, level: str) -> Snapshot:
    return module._read(store, TOWN, level, (store.revision(), today()))


def told(value: Any) -> Any:
    """Return a value so that equality is identity of content: types, NaN, frames, arrays."""
    if isinstance(value, pd.DataFrame):
        columns = {name: (str(value[name].dtype), told(list(value[name]))) for name in value}
        return list(value.columns), list(value.index), columns
    if isinstance(value, np.ndarray):
        return str(value.dtype), value.tolist()
    if isinstance(value, Records):
        return {field.name: told(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, list):
        return [repr(one) for one in value]
    return value


def everything(town: Snapshot) -> dict[str, Any]:
    """Return all that a snapshot holds and all that is made of it."""
    said = {field.name: told(getattr(town, field.name)) for field in fields(town)}
    del said["past"]  # what was before: a town read for the first time has none
    for name in ROW_LAYERS:
        layer = town.layer(name)
        assert layer is not None
        said[name] = (layer.body, layer.digest)
    for language in LANGUAGES:
        said[f"names {language}"] = list(town.names(language))
        for what in ("orders", "ranks"):
            found = getattr(town, what)(language)
            said[f"{what} {language}"] = {sort: told(rows) for sort, rows in found.items()}
    return {**said, "search": town.search.texts, "states": town.states.tolist()}


def assert_same(now: Snapshot, whole: Snapshot) -> None:
    found, expected = everything(now), everything(whole)
    for name, value in expected.items():
        assert found[name] == value, name


# --- any edits ---------------------------------------------------------------------------------

FOLDER = read_town_folder(DATA, TOWN)
IDS = {
    kind: [
        *(record_id(TOWN, kind, row["key"]) for row in FOLDER.rows.get(kind, [])[:2]),
        *(str(uuid.uuid5(uuid.NAMESPACE_URL, f"{kind} {number}")) for number in range(3)),
    ]
    for kind in ("resource", "group", "problem", "activity", "proposal", "outreach", "evidence",
                 "consent", "relation")
}  # fmt: skip
"""Records of the data and others, which an edit makes."""

PLACES = st.sampled_from([None, CENTRE, Point(26.5, 55.9), Point(26.52137, 55.87064), Point(1, 1)])
NAMES = st.sampled_from(["Āboliņš", "abols", "Ābols", "", "Школа", "12 soļi", *TEXTS])
ANY: dict[str, st.SearchStrategy[Any]] = {
    "level": st.sampled_from(LEVELS),
    "retired": st.sampled_from([None, False, True]),
    "area": st.sampled_from([None, "krizi", "centrs"]),
    "target_groups": st.sampled_from([(), ("seniors",), ("all_residents", "youth")]),
    "source_date": st.sampled_from([None, "2001", "2024-05", "2024", "2025-01-01"]),
    "outdated": st.sampled_from([None, True, False]),
}
OF_KIND: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "resource": {
        "name_lv": NAMES,
        "name_ru": NAMES,
        "phone": st.sampled_from([None, "26123456"]),
        "status": st.sampled_from(["active", "closed", "planned", "not in the vocabulary"]),
        "category": st.sampled_from(["meeting_place", "sport_recreation", "no such category"]),
        "precision": st.sampled_from(["exact", "area", "municipality"]),
        "geom": PLACES,
    },
    "group": {
        "name_lv": NAMES,
        "status": st.sampled_from(["active", "dormant", "ended"]),
        "scope": st.sampled_from(["area", "municipality"]),
        "geom": PLACES,
    },
    "problem": {
        "problem_type": st.sampled_from(["loneliness_exclusion", "substance_use"]),
        "statement_lv": NAMES,
        "scope": st.sampled_from(["area", "municipality"]),
        "status": st.sampled_from(["noticed", "closed"]),
    },
    "activity": {"name_lv": NAMES, "geom": PLACES},
    "proposal": {"statement_lv": NAMES},
    "outreach": {"message_lv": NAMES},
    "evidence": {
        "problem": st.sampled_from(IDS["problem"]),
        "date": st.sampled_from(["2001", "2025-05"]),
        "source": NAMES,
    },
    "consent": {
        "record": st.sampled_from([*IDS["resource"], *IDS["group"]]),
        "shown_to": st.sampled_from(LEVELS),
        "until": st.sampled_from(["2001-01-01", "2999-01-01"]),
    },
    "relation": {
        "subject": st.sampled_from(IDS["group"]),
        "object": st.sampled_from(IDS["resource"]),
    },
}
NEW = {
    "activity": {"name_lv": "A", "activity_type": "event", "date": "2026-01-01"},
    "proposal": {"statement_lv": "P", "status": "idea"},
    "outreach": {"message_lv": "M"},
    "evidence": {"problem": IDS["problem"][0], "method": "survey", "date": "2024", "source": "S"},
    "consent": {"record": IDS["resource"][0], "contact": "phone", "shown_to": "public",
                "given_by": "self", "given_on": "2020-01-01", "until": "2999-01-01"},
    "relation": {"relation_kind": "hosts", "subject": IDS["group"][0],
                 "object": IDS["resource"][0]},
}  # fmt: skip


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, int, dict[str, Any]]:
    """Return the kind of a record, which one, and columns to set."""
    kind = draw(st.sampled_from(list(OF_KIND)))
    columns = {**OF_KIND[kind], **{name: ANY[name] for name in ("level", "retired")}}
    if kind in ("resource", "group", "problem"):
        columns |= ANY
    names = draw(st.sets(st.sampled_from(sorted(columns)), min_size=1, max_size=3))
    return kind, draw(st.integers(0, 4)), {name: draw(columns[name]) for name in sorted(names)}


def edit(store: Store, kind: str, identity: str, values: dict[str, Any]) -> None:
    """Write columns of a record, which is made where it is not there yet."""
    old = store.record(kind, identity)
    if old is None:
        start = record(kind, identity) if kind not in NEW else NEW[kind]
        values = {"level": "public", "source": "tests", **start, **values}
        columns = {*(field.name for field in FIELDS[kind]), *({"geom"} & {*OF_KIND[kind]})}
        values = {name: value for name, value in values.items() if name in columns}
    store.write(TOWN, [Edit(kind, identity, old and old["version"], values)], SOMEBODY)


@contextmanager
def copy_of(file: Path) -> Iterator[Store]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "karte.gpkg"
        shutil.copy(file, path)
        store = Store(f"sqlite:///{path.as_posix()}")
        yield store
        store.close()


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(
    rounds=st.lists(st.lists(edits(), min_size=1, max_size=4), min_size=1, max_size=4),
    level=st.sampled_from(LEVELS),
)
def test_after_any_edits_a_town_is_what_reading_it_whole_says(
    real_store_file: Path, rounds: list[list[tuple[str, int, dict[str, Any]]]], level: str
) -> None:
    with copy_of(real_store_file) as store:
        everything(snapshot(store, TOWN, level))  # so that there is something to carry on
        for acts in rounds:
            for kind, place, values in acts:
                edit(store, kind, IDS[kind][place % len(IDS[kind])], values)
            assert_same(snapshot(store, TOWN, level), read_whole(store, level))


# --- how it is done ----------------------------------------------------------------------------


@pytest.fixture
def seen(store: Store) -> Snapshot:
    """Return a town that somebody has looked at."""
    put(store, "resource", record("resource", "r", precision="exact", geom=CENTRE))
    town = snapshot(store, TOWN, "public")
    everything(town)
    return town


@pytest.fixture
def only_refreshed(seen: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> Snapshot:
        raise AssertionError("the town was read whole")

    monkeypatch.setattr(module, "_read", refuse)


def renamed(name: str, **values: Any) -> dict[str, Any]:
    return record("resource", "r", precision="exact", geom=CENTRE, name_lv=name, **values)


@pytest.mark.usefixtures("only_refreshed")
def test_one_edit_is_put_in_place_and_the_frames_of_before_stay_as_they_were(
    store: Store, seen: Snapshot
) -> None:
    before = everything(seen)
    put(store, "resource", renamed("Cits nosaukums"))
    now = snapshot(store, TOWN, "public")
    assert now.revision == store.revision()
    assert "Cits nosaukums" in now.names("lv")
    assert everything(seen) == before


@pytest.mark.usefixtures("only_refreshed")
@pytest.mark.parametrize(
    "values", [{"level": "internal"}, {"level": "partners"}, {"retired": True}]
)
def test_what_is_lowered_or_retired_is_gone_at_once(
    store: Store, seen: Snapshot, values: dict[str, Any]
) -> None:
    """P07."""
    put(store, "resource", renamed("Redzams"))
    shown = snapshot(store, TOWN, "public")
    identity = str(shown.records.ids[list(shown.names("lv")).index("Redzams")])
    put(store, "resource", renamed("Redzams", **values))
    now = snapshot(store, TOWN, "public")
    assert now.records.row_of(identity) is None
    assert "Redzams" not in now.names("lv")
    for name in LAYERS:
        layer = now.layer(name)
        assert layer is not None
        assert b"Redzams" not in layer.body


def test_a_consent_that_another_program_deletes_is_noticed(store: Store, seen: Snapshot) -> None:
    """P08: nobody can say any more whose it was."""
    consent, resource = IDS["consent"][0], record_id(TOWN, "resource", "r")
    put(store, "resource", renamed("Ar tālruni", phone="26123456"))
    edit(store, "consent", consent, {"record": resource, "until": "2001-01-01"})
    assert "26123456" not in set(snapshot(store, TOWN, "public").records.frame["phone"])
    outside(store, "DELETE FROM consent WHERE id = ?", consent)
    assert_same(snapshot(store, TOWN, "public"), read_whole(store, "public"))


@pytest.mark.usefixtures("only_refreshed")
def test_a_consent_that_ends_or_goes_to_another_record_acts_at_once(
    store: Store, seen: Snapshot
) -> None:
    """P08."""
    put(store, "resource", *(record("resource", key, phone=f"2612345{key}") for key in "67"))
    six, seven = (record_id(TOWN, "resource", key) for key in "67")

    def phones() -> set[Any]:
        frame = snapshot(store, TOWN, "public").records.frame
        return set(frame["phone"]) & {"26123456", "26123457"}

    assert phones() == {"26123456", "26123457"}
    edit(store, "consent", IDS["consent"][0], {"record": six})
    assert phones() == {"26123456", "26123457"}
    edit(store, "consent", IDS["consent"][0], {"until": "2001-01-01"})
    assert phones() == {"26123457"}
    edit(store, "consent", IDS["consent"][0], {"record": seven})
    assert phones() == {"26123456"}


@pytest.mark.usefixtures("only_refreshed")
def test_an_edit_that_this_viewer_does_not_see_changes_nothing_here(
    store: Store, seen: Snapshot
) -> None:
    put(store, "resource", record("resource", "secret", level="internal", geom=CENTRE))
    now = snapshot(store, TOWN, "public")
    assert now.records is seen.records
    assert [now.layer(name) for name in LAYERS] == [seen.layer(name) for name in LAYERS]


def test_another_programs_edits_are_put_in_place(store: Store, seen: Snapshot) -> None:
    outside(store, "UPDATE \"group\" SET name_lv = 'No malas' WHERE fid = 1")
    outside(store, "DELETE FROM problem WHERE fid = 1")
    outside(
        store,
        "INSERT INTO problem (problem_type, scope, statement_lv, methods, status, source, level)"
        " VALUES ('mobility', 'area', 'Pavisam no malas', 'survey', 'noticed', 'QGIS', 'public')",
    )
    now = snapshot(store, TOWN, "public")
    assert "No malas" in now.names("lv")
    assert "Pavisam no malas" in set(now.records.frame["statement_lv"])
    assert_same(now, read_whole(store, "public"))


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Count how often the town is read whole."""
    times: list[int] = []
    whole = module._read

    def read(*asked: Any) -> Snapshot:
        times.append(1)
        return whole(*asked)

    with monkeypatch.context() as patch:
        patch.setattr(module, "_read", read)
        yield times


def test_many_edits_are_read_whole(
    store: Store, seen: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresh, "MOST", 3)
    with counted(monkeypatch) as times:
        put(store, "group", *(record("group", f"g{n}") for n in range(3)))
        snapshot(store, TOWN, "public")
        assert times == []
        put(store, "group", *(record("group", f"h{n}") for n in range(4)))
        now = snapshot(store, TOWN, "public")
        assert times == [1]
    assert_same(now, read_whole(store, "public"))


def test_a_change_of_the_town_itself_is_read_whole(
    store: Store, seen: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = store.towns()[TOWN]
    taxonomy = store.taxonomy()
    first = replace(taxonomy.terms[0], label={"lv": "Cits vārds"})
    area = store.places("area", TOWN).iloc[0]
    who = Change("tests", "edit")
    with counted(monkeypatch) as times:
        store.put_town({**facts, "name_lv": "Cita pilsēta"}, who)
        assert snapshot(store, TOWN, "public").town_name("lv") == "Cita pilsēta"
        store.put_taxonomy(replace(taxonomy, terms=(first, *taxonomy.terms[1:])), who)
        assert snapshot(store, TOWN, "public").taxonomy.terms[0] == first
        edits = [Edit("area", area["id"], area["version"], {"name_lv": "Cita apkaime"})]
        store.write(TOWN, edits, who)
        assert "Cita apkaime" in set(snapshot(store, TOWN, "public").areas["name_lv"])
        assert times == [1, 1, 1]


def test_a_new_day_is_read_whole(
    store: Store, seen: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is old today was not yet old yesterday."""

    tomorrow = seen.day + timedelta(days=1)
    with counted(monkeypatch) as times:
        assert snapshot(store, TOWN, "public") is seen
        monkeypatch.setattr(module, "today", lambda: tomorrow)
        assert snapshot(store, TOWN, "public").day == tomorrow
        assert times == [1]


# --- what browsers still show ------------------------------------------------------------------


def test_a_page_that_shows_an_earlier_layer_is_told_the_difference(
    store: Store, seen: Snapshot
) -> None:
    digests = {name: layer.digest for name in ROW_LAYERS if (layer := seen.layer(name))}
    put(store, "resource", renamed("Cits", status="closed"))
    now = snapshot(store, TOWN, "public")
    for name, digest in digests.items():
        found = now.difference(name, digest)
        assert found is not None
        assert len(found) < 200
    assert now.difference("areas", "0" * 16) is None
    assert now.difference("ghosts", digests["records"]) is None
    assert snapshot(store, TOWN, "internal").difference("records", digests["records"]) is None


def test_questions_about_layers_that_never_were_leave_nothing_behind(seen: Snapshot) -> None:
    before = len(seen._made)
    for number in range(50):
        assert seen.difference("records", f"{number:016x}") is None
    assert len(seen._made) == before
