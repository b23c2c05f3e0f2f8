"""Nothing is lost: killed processes, editors at the same time, a full disk, altered logs."""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.context import BaseContext
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import StoreError
from geo.store import Change, Edit, Store, writing
from geo.store.tables import TOWN_TABLES, change
from tests.awkward import TOWN, put, record
from tests.store.workers import KINDS, edit_the_same, new_record, values_of, write_until_killed

ANNA = Change("anna", "edit")
STEPS, RANDOM = 70, 30
"""Kills at a step of a write and at a random moment, on each engine: 200 in all."""


@pytest.fixture(scope="session")
def processes() -> BaseContext:
    """Return how child processes are started: forked from one that has imported everything."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.store.workers"])
    return context


def assert_sound(store: Store) -> None:
    assert store.first_broken_seal() is None
    assert store.disagreements() == []
    newest: dict[tuple[str, str], int] = {}
    for row in store.changes():
        if row["kind"] in TOWN_TABLES:
            newest[row["kind"], row["record"]] = row["version"]
    with store.reading() as connection:
        for kind, table in TOWN_TABLES.items():
            for identity, version in connection.execute(sa.select(table.c.id, table.c.version)):
                assert version == newest[kind, identity], (kind, identity)
        assert store.revision() == connection.scalar(sa.select(sa.func.max(change.c.id)))


# --- the process is killed -----------------------------------------------------------------------


def test_killed_at_any_moment_each_change_is_there_whole_or_not_at_all(
    place: str, processes: BaseContext
) -> None:
    """R01."""
    first = Store(place, create=True)
    dice = random.Random(1)
    first.put_town({"key": TOWN}, ANNA)
    seeds = [Edit(kind, f"{kind}-{n}", None, new_record(kind, dice, "first"))
             for kind in KINDS for n in range(5)]  # fmt: skip
    first.write(TOWN, seeds, ANNA)
    first.close()
    told: set[str] = set()
    for number in range(STEPS + RANDOM):
        step = number % 14 if number < STEPS else None
        here, there = processes.Pipe()
        child = processes.Process(  # type: ignore[attr-defined]
            target=write_until_killed, args=(place, number, step, there)
        )
        child.start()
        there.close()
        assert here.recv() == "ready"
        if step is None:
            time.sleep(dice.random() * 0.1)
            child.kill()
        child.join(30)
        assert child.exitcode not in (None, 0, 1), "it was killed and did not end by itself"
        try:
            while True:
                told.add(here.recv())
        except (EOFError, ConnectionResetError):
            here.close()
        store = Store(place)
        assert_sound(store)
        if number % 20 == 0:
            assert store.problems_found() == []
        store.close()
    store = Store(place)
    by_batch: dict[str, set[str]] = {}
    for row in store.changes():
        text = row["new_value"] or ""
        if row["field"] == "note_lv":
            by_batch.setdefault(row["batch"], set()).add(text)
        elif row["field"] is None and row["kind"] in TOWN_TABLES:
            values = writing.replay([row], row["kind"])[row["record"]]
            by_batch.setdefault(row["batch"], set()).add(values["note_lv"])
    written = Counter(next(iter(tokens)) for tokens in by_batch.values() if len(tokens) == 1)
    assert all(len(tokens) == 1 for tokens in by_batch.values()), "an act is one whole"
    assert told <= set(written), "what was said to be written is there"
    assert max(written.values()) == 1, "nothing is there twice"
    assert len(told) > STEPS
    store.close()


# --- editors at the same time --------------------------------------------------------------------

EDITORS, TIMES, RECORDS = 4, 500, 50


def test_editors_at_the_same_time_lose_nothing_and_double_nothing(
    place: str, processes: BaseContext
) -> None:
    """C03: four processes, 500 edits each, the same 50 records."""
    store = Store(place, create=True)
    dice = random.Random(7)
    ids = [f"group-{n}" for n in range(RECORDS)]
    store.write(
        TOWN, [Edit("group", identity, None, new_record("group", dice, "")) for identity in ids],
        ANNA,
    )  # fmt: skip
    editors = []
    for seed in range(EDITORS):
        here, there = processes.Pipe()
        child = processes.Process(  # type: ignore[attr-defined]
            target=edit_the_same, args=(place, seed, ids, TIMES, there)
        )
        child.start()
        editors.append((child, here))
    for _, here in editors:
        assert here.recv() == "ready"
    for _, here in editors:
        here.send("go")
    for child, here in editors:
        child.join(120)
        assert child.exitcode == 0
        here.close()
    rows = store.changes()
    counts = Counter(row["new_value"] for row in rows if row["field"] == "note_lv")
    assert counts == Counter(f"{s}-{n}" for s in range(EDITORS) for n in range(TIMES))
    with store.reading() as connection:
        table = TOWN_TABLES["group"]
        assert connection.scalar(sa.select(sa.func.sum(table.c.reach_members))) == EDITORS * TIMES
        total = connection.scalar(sa.select(sa.func.sum(table.c.version - 1)))
        assert total == EDITORS * TIMES
    assert [row["id"] for row in rows] == sorted({row["id"] for row in rows})
    assert_sound(store)
    store.close()


# --- a full disk, a place that may only be read --------------------------------------------------

needs_resource = pytest.mark.skipif(sys.platform == "win32", reason="POSIX resource limits")


def _write_on_a_full_disk(url: str, told: Any) -> None:
    import resource
    import signal

    store = Store(url)
    assert store.file is not None
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    full = store.file.stat().st_size + 20_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (full, full))
    said: list[str] = []
    for number in range(200):
        try:
            put(store, "group", record("group", f"k{number}", note_lv="x" * 2000))
        except StoreError as error:
            said.append(str(error))
            break
        told.send(number)
    said.append(str(len(store.records("group", TOWN, "internal"))))  # reading still works
    told.send(said)


@needs_resource
def test_a_full_disk_is_said_and_nothing_is_half_written(
    store: Store, processes: BaseContext
) -> None:
    """R02."""
    store.close()
    here, there = processes.Pipe()
    child = processes.Process(target=_write_on_a_full_disk, args=(store.url, there))  # type: ignore[attr-defined]
    child.start()
    there.close()
    heard = []
    try:
        while True:
            heard.append(here.recv())
    except EOFError:
        here.close()
    child.join(30)
    *numbers, said = heard
    assert len(said) == 2 and "disk" in said[0], said
    again = Store(store.url)
    keys = set(again.records("group", TOWN, "internal")["key"])
    assert {f"k{number}" for number in numbers} <= keys
    assert f"k{len(numbers)}" not in keys
    assert_sound(again)
    again.close()


def _read_only(url: str, folder_too: bool, told: Any) -> None:
    path = Store(url).file
    assert path is not None
    path.chmod(0o444)
    if folder_too:
        path.parent.chmod(0o555)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    store = Store(url)
    count = len(store.records("group", TOWN, "internal"))
    try:
        put(store, "group", record("group", "k"))
        told.send((count, "written"))
    except StoreError as error:
        told.send((count, str(error)))


@needs_resource
@pytest.mark.parametrize("folder_too", [False, True], ids=["file", "folder"])
def test_a_file_that_may_only_be_read_is_read_and_says_so(
    store: Store, processes: BaseContext, folder_too: bool, tmp_path: Any
) -> None:
    """R02."""
    expected = len(store.records("group", TOWN, "internal"))
    store.close()
    parents = [parent for parent in tmp_path.parents if parent.stat().st_uid == os.geteuid()]
    modes = {parent: parent.stat().st_mode for parent in [tmp_path, *parents]}
    for parent in modes:
        parent.chmod(0o755)
    here, there = processes.Pipe()
    child = processes.Process(target=_read_only, args=(store.url, folder_too, there))  # type: ignore[attr-defined]
    child.start()
    there.close()
    try:
        count, said = here.recv()
    finally:
        child.join(30)
        here.close()
        for parent, mode in modes.items():
            parent.chmod(mode)
    assert count == expected
    assert "read" in said


# --- laws ----------------------------------------------------------------------------------------

ACTS = st.lists(st.tuples(st.integers(0, 2**32), st.integers(0, 4)), min_size=1, max_size=12)
FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def lab(place: str) -> Iterator[Store]:
    """Return a store with nothing in it."""
    own = Store(place, create=True)
    yield own
    own.close()


def said(store: Store) -> dict[tuple[str, str], dict[str, Any]]:
    with store.reading() as connection:
        found = {}
        for kind in KINDS:
            ids = connection.scalars(sa.select(TOWN_TABLES[kind].c.id)).all()
            for identity, row in writing.current(connection, kind, ids).items():
                found[kind, identity] = {
                    name: writing.to_text(value)
                    for name, value in row.items()
                    if name not in ("fid", "version")
                }
        return found


def act(store: Store, seed: int, choice: int) -> str | None:
    """Do something at random and return its batch."""
    dice = random.Random(seed)
    known = sorted(said(store))
    if choice == 0 or not known:
        kind = dice.choice(KINDS)
        edit = Edit(kind, f"{seed}-{len(known)}", None, new_record(kind, dice, str(seed)))
    else:
        kind, identity = dice.choice(known)
        found = store.record(kind, identity)
        assert found is not None
        values = values_of(kind, dice, str(seed))
        edit = Edit(kind, identity, found["version"], values)
    return store.write(TOWN, [edit], ANNA)


@FEW
@given(acts=ACTS)
def test_the_history_replayed_is_what_the_store_says(lab: Store, acts: list[Any]) -> None:
    for seed, choice in acts:
        act(lab, seed, choice)
        for kind, identity in [("group", "none"), *list(said(lab))[:2]]:
            now = lab.record(kind, identity)
            then = lab.as_of(kind, identity, lab.revision())
            assert (now is None) == (then is None)
    assert_sound(lab)


@FEW
@given(acts=ACTS)
def test_undoing_an_undo_is_doing_it_again(lab: Store, acts: list[Any]) -> None:
    for seed, choice in acts:
        before = said(lab)
        batch = act(lab, seed, choice)
        if batch is None:
            continue
        after = said(lab)
        undo = lab.write(TOWN, lab.reversal(batch), Change("anna", "undo"))
        assert undo is not None
        undone = said(lab)
        for key, row in undone.items():  # what the act had made is retired, the rest as it was
            assert row == before[key] if key in before else row["retired"] == "true"
        redo = lab.write(TOWN, lab.reversal(undo), Change("anna", "undo"))
        assert redo is not None
        assert said(lab) == after
    assert_sound(lab)


@FEW
@given(data=st.data())
def test_a_row_altered_or_removed_is_found_at_its_place(lab: Store, data: st.DataObject) -> None:
    """R05."""
    if lab.revision() == 0:
        for seed in range(12):
            act(lab, seed, seed % 3)
    rows = lab.changes()
    victim = data.draw(st.sampled_from(rows))
    column = data.draw(st.sampled_from([*writing._SEALED, "seal", "DELETE"]))
    if column == "DELETE":
        statement = sa.delete(change).where(change.c.id == victim["id"])
        later = [row["id"] for row in rows if row["id"] > victim["id"]]
        expected = later[0] if later else victim["id"]
    else:
        text = data.draw(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5))
        value: Any = len(text) + 90 if column == "version" else text
        if value == victim[column]:
            return
        statement = sa.update(change).where(change.c.id == victim["id"]).values({column: value})
        expected = victim["id"]
    with lab.reading() as connection:
        connection.execute(statement)
        assert writing.first_broken_seal(connection) == expected
        connection.rollback()
    assert lab.first_broken_seal() is None
