"""What the child processes of the store's proofs do."""

from __future__ import annotations

import os
import random
import signal
from multiprocessing.connection import Connection as Pipe
from typing import Any

import sqlalchemy as sa
from shapely import Point

from geo.errors import Conflict
from geo.store import Change, Edit, Store

TOWN = "daugavpils"
KINDS = ("group", "resource", "problem")


def values_of(kind: str, dice: random.Random, token: str) -> dict[str, Any]:
    """Return some columns of a kind with random values; ``token`` names this very edit."""
    values: dict[str, Any] = {
        "note_lv": token,
        "target_groups": tuple(dice.sample(["seniors", "youth", "parents"], dice.randrange(3))),
        "outdated": dice.random() < 0.5,
    }
    if kind == "resource":
        there = dice.random() < 0.7
        values["geom"] = Point(26.4 + dice.random(), 55.8 + dice.random()) if there else None
    if dice.random() < 0.2:
        values["retired"] = dice.random() < 0.5
    return values


def new_record(kind: str, dice: random.Random, token: str) -> dict[str, Any]:
    """Return a record of a kind that can be stored."""
    own = {
        "group": {"name_lv": "g", "group_kind": "association", "scope": "area", "status": "active"},
        "resource": {"name_lv": "r", "category": "meeting_place", "precision": "exact",
                     "status": "active"},
        "problem": {"problem_type": "mobility", "scope": "area", "statement_lv": "x",
                    "methods": ("survey",), "status": "noticed"},
    }  # fmt: skip
    said = {"source": "test", "level": "internal", **own[kind], **values_of(kind, dice, token)}
    return {**said, "retired": False}


def kill_myself() -> None:
    """End this process as the power going would."""
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def write_until_killed(url: str, seed: int, step: int | None, told: Pipe) -> None:
    """Write at random; tell each finished write; at statement ``step`` of a write, die."""
    dice = random.Random(seed)
    store = Store(url)
    count = {"left": -1}
    if step is not None:

        def before(*_: object) -> None:
            if count["left"] == 0:
                kill_myself()
            count["left"] -= 1

        sa.event.listen(store._engine, "before_cursor_execute", before)
        sa.event.listen(store._engine, "commit", before)
    with store.reading() as connection:
        ids = {
            kind: list(connection.scalars(sa.text(f'SELECT id FROM "{kind}" ORDER BY fid')))
            for kind in KINDS
        }
    told.send("ready")
    number = 0
    while True:
        number += 1
        if step is not None and number == 2:
            count["left"] = step
        token = f"{seed}-{number}"
        edits = []
        for _ in range(dice.randrange(1, 4)):
            kind = dice.choice(KINDS)
            if dice.random() < 0.3 or not ids[kind]:
                identity = f"{token}-{len(edits)}"
                edits.append(Edit(kind, identity, None, new_record(kind, dice, token)))
            else:
                identity = dice.choice(ids[kind])
                found = store.record(kind, identity)
                assert found is not None
                if identity not in [edit.id for edit in edits]:
                    values = values_of(kind, dice, token)
                    edits.append(Edit(kind, identity, found["version"], values))
        store.write(TOWN, edits, Change(f"w{seed}", "edit"))
        for edit in edits:
            if edit.version is None:
                ids[edit.kind].append(edit.id)
        told.send(token)


def edit_the_same(url: str, seed: int, ids: list[str], times: int, told: Pipe) -> None:
    """Raise a random record's count by one, ``times`` times, again wherever others were quicker."""
    dice = random.Random(seed)
    store = Store(url)
    told.send("ready")
    told.recv()
    for number in range(times):
        identity = dice.choice(ids)
        while True:
            found = store.record("group", identity)
            assert found is not None
            values = {
                "reach_members": (found["reach_members"] or 0) + 1,
                **values_of("group", dice, f"{seed}-{number}"),
            }
            edit = Edit("group", identity, found["version"], values)
            try:
                store.write(TOWN, [edit], Change(f"editor {seed}", "edit"))
                break
            except Conflict:
                continue
    store.close()
