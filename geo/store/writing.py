"""Writing with history: every change of a record stands in one transaction with its log rows.

The log is append-only. Each row carries a seal, a hash over itself and the seal before it, so that
a row altered or removed later is noticed (not a rewriter with full access to the file, who could
seal everything anew).
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geo.errors import Conflict
from geo.store.geometry import from_blobs
from geo.store.tables import TOWN_TABLES, change
from geo.store.values import content_columns, from_json, from_text, to_json, to_text

OUTSIDE = "outside"
"""Who changed a row that another program changed."""

_LOG_LOCK = 4_711_004  # any number that no other program locks in this database
_SEALED = ("at", "who", "act", "batch", "kind", "record", "version", "field", "old_value",
           "new_value")  # fmt: skip
_CHUNK = 500


@dataclass(frozen=True)
class Change:
    """Who changes something, and by which act; written beside every change."""

    who: str
    act: str


@dataclass(frozen=True)
class Edit:
    """What one record shall say.

    Attributes
    ----------
    version
        The version the editor saw, None for a new record.
    values
        The columns to set; columns not named keep what they say.
    """

    kind: str
    id: str
    version: int | None
    values: Mapping[str, Any]


def write(
    connection: Connection, town: str, edits: Sequence[Edit], change_of: Change
) -> str | None:
    """Write edits and their log rows; return the batch they share, None where nothing changed.

    Raises
    ------
    Conflict
        When a record has another version than its editor saw; nothing is written then.
    """
    lock_log(connection)
    seal_pending(connection)
    batch = uuid.uuid4().hex
    found = _current(connection, edits)
    notes: list[dict[str, Any]] = []
    new_rows: dict[str, list[dict[str, Any]]] = {}
    for edit in edits:
        table = TOWN_TABLES[edit.kind]
        old = found.get((edit.kind, edit.id))
        if edit.version is None and old is None:
            row = {name: edit.values.get(name) for name in content_columns(table)}
            identity = {"id": edit.id, "town": town, "version": 1}
            new_rows.setdefault(edit.kind, []).append({**identity, **row})
            notes.append(_note(batch, change_of, edit, 1, None, None, to_json(row)))
            continue
        if old is None or old["version"] != edit.version:
            raise Conflict(edit.kind, edit.id, mine=dict(edit.values), theirs=old)
        changed = {
            name: value
            for name, value in edit.values.items()
            if to_text(value) != to_text(old[name])
        }
        if not changed:
            continue
        version = old["version"] + 1
        done = connection.execute(
            sa.update(table)
            .where(table.c.id == edit.id, table.c.version == old["version"])
            .values(version=version, **changed)
        )
        if done.rowcount != 1:
            raise Conflict(edit.kind, edit.id, mine=dict(edit.values), theirs=old)
        notes += [
            _note(batch, change_of, edit, version, name, to_text(old[name]), to_text(value))
            for name, value in changed.items()
        ]
    for kind, rows in new_rows.items():
        connection.execute(sa.insert(TOWN_TABLES[kind]), rows)
    append(connection, notes)
    return batch if notes else None


def append(connection: Connection, notes: Sequence[dict[str, Any]]) -> None:
    """Append rows to the log, each sealed onto the one before it."""
    if not notes:
        return
    previous = last_seal(connection)
    for note in notes:
        previous = note["seal"] = seal_of(previous, note)
    connection.execute(sa.insert(change), list(notes))


def note(
    change_of: Change, kind: str, record: str, old: str | None, new: str | None
) -> dict[str, Any]:
    """Return a log row for something that is not a record of a town."""
    return _row(uuid.uuid4().hex, change_of, kind, record, None, None, old, new)


def lock_log(connection: Connection) -> None:
    """Wait until nobody else is numbering changes: a reader never passes an uncommitted number.

    On a file ``BEGIN IMMEDIATE`` does this already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOG_LOCK)))


def seal_of(previous: str, row: Mapping[str, Any] | sa.RowMapping) -> str:
    """Return the seal of a log row after ``previous``."""
    content = json.dumps([previous, *(row[name] for name in _SEALED)], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def last_seal(connection: Connection) -> str:
    """Return the newest seal, an empty text for an empty log."""
    newest = sa.select(change.c.seal).where(change.c.seal.is_not(None))
    return connection.scalar(newest.order_by(change.c.id.desc()).limit(1)) or ""


def seal_pending(connection: Connection) -> int:
    """Seal what other programs have changed and return how many log rows that were."""
    rows = connection.execute(
        sa.select(change).where(change.c.seal.is_(None)).order_by(change.c.id)
    ).mappings()
    previous, count = None, 0
    for row in rows.all():
        previous = last_seal(connection) if previous is None else previous
        previous = seal_of(previous, row)
        connection.execute(sa.update(change).where(change.c.id == row["id"]).values(seal=previous))
        count += 1
    return count


def first_broken_seal(connection: Connection) -> int | None:
    """Return the number of the first log row that is not what was sealed, None for a sound log.

    A row that is missing shows at the row after it; rows not yet sealed are passed over.
    """
    previous = ""
    query = sa.select(change).order_by(change.c.id)
    for row in connection.execute(query.execution_options(yield_per=_CHUNK)).mappings():
        if row["seal"] is None:
            continue
        if seal_of(previous, row) != row["seal"]:
            return int(row["id"])
        previous = row["seal"]
    return None


def replay(
    rows: Iterable[Mapping[str, Any] | sa.RowMapping], kind: str
) -> dict[str, dict[str, Any]]:
    """Return what every record of a kind says after the given log rows, by its id."""
    table = TOWN_TABLES[kind]
    state: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["kind"] != kind:
            continue
        if row["field"] is None:
            if row["new_value"] is not None:
                state[row["record"]] = from_json(table, row["new_value"])
            else:
                state.pop(row["record"], None)
        else:
            state[row["record"]][row["field"]] = from_text(table, row["field"], row["new_value"])
    return state


def current(connection: Connection, kind: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the columns of some records by id; what does not exist is left out."""
    table = TOWN_TABLES[kind]
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(ids), _CHUNK):
        query = sa.select(table).where(table.c.id.in_(ids[start : start + _CHUNK]))
        if connection.dialect.name == "postgresql":
            query = query.with_for_update()
        rows = [dict(row) for row in connection.execute(query).mappings()]
        if "geom" in table.columns:
            shapes = from_blobs([row["geom"] for row in rows])
            for row, geometry in zip(rows, shapes, strict=True):
                row["geom"] = geometry
        found |= {row["id"]: row for row in rows}
    return found


def reversal(connection: Connection, batch: str) -> list[Edit]:
    """Return the edits that take one act back.

    A record that the act made is retired; nothing is deleted.

    Raises
    ------
    Conflict
        When somebody has changed the same column since: taking back would lose their words.
    """
    rows = connection.execute(
        sa.select(change).where(change.c.batch == batch).order_by(change.c.id)
    ).mappings()
    wanted: dict[tuple[str, str], dict[str, tuple[str | None, str | None]]] = {}
    for row in rows:
        if row["kind"] not in TOWN_TABLES:
            continue
        fields = wanted.setdefault((row["kind"], row["record"]), {})
        if row["field"] is None:
            fields["retired"] = ("true", None)
        else:
            first = fields.get(row["field"], (row["old_value"], None))[0]
            fields[row["field"]] = (first, row["new_value"])
    edits = []
    for (kind, identity), fields in wanted.items():
        table = TOWN_TABLES[kind]
        now = current(connection, kind, [identity]).get(identity)
        mine = {name: from_text(table, name, old) for name, (old, _) in fields.items()}
        if now is None or any(to_text(now[name]) != new for name, (_, new) in fields.items()):
            raise Conflict(kind, identity, mine=mine, theirs=now)
        edits.append(Edit(kind, identity, now["version"], mine))
    return edits


def as_of(connection: Connection, kind: str, identity: str, revision: int) -> dict[str, Any] | None:
    """Return what a record said at a revision, None before it was noted."""
    rows = connection.execute(
        sa.select(change)
        .where(change.c.record == identity, change.c.id <= revision)
        .order_by(change.c.id)
    ).mappings()
    return replay(rows, kind).get(identity)


def _current(
    connection: Connection, edits: Sequence[Edit]
) -> dict[tuple[str, str], dict[str, Any]]:
    by_kind: dict[str, list[str]] = {}
    for edit in edits:
        by_kind.setdefault(edit.kind, []).append(edit.id)
    return {
        (kind, identity): row
        for kind, ids in by_kind.items()
        for identity, row in current(connection, kind, ids).items()
    }


def _note(
    batch: str,
    change_of: Change,
    edit: Edit,
    version: int,
    field: str | None,
    old: str | None,
    new: str | None,
) -> dict[str, Any]:
    return _row(batch, change_of, edit.kind, edit.id, version, field, old, new)


def _row(
    batch: str,
    change_of: Change,
    kind: str,
    record: str,
    version: int | None,
    field: str | None,
    old: str | None,
    new: str | None,
) -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
        "who": change_of.who,
        "act": change_of.act,
        "batch": batch,
        "kind": kind,
        "record": record,
        "version": version,
        "field": field,
        "old_value": old,
        "new_value": new,
        "seal": None,
    }
