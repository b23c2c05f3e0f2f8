"""Writing with history: every change of a record stands in one transaction with its log rows.

The log is append-only. Each row carries a seal, a hash over itself and the seal before it, so that
a row altered or removed later is noticed (not a rewriter with full access to the file, who could
seal everything anew).
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geo.errors import Conflict, StoreDamaged, StoreError
from geo.store import engine
from geo.store.geometry import from_blobs
from geo.store.outside import LOG_LOCK
from geo.store.tables import TOWN_TABLES, about, change
from geo.store.values import content_columns, from_json, from_text, normal, to_json, to_text

OUTSIDE = "outside"
"""Who changed a row that another program changed."""

_SEALED_UP_TO = "sealed"
"""The key in ``about`` of the newest sealed row and its seal: a row missing at the end shows."""

_SEALED = ("at", "who", "act", "batch", "kind", "record", "version", "field", "old_value",
           "new_value")  # fmt: skip
_CHUNK = 500
_ROWS = 5000
_SET = "to_"
"""Before the name of a column: the value it is set to."""


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
    connection: Connection,
    town: str,
    edits: Sequence[Edit],
    change_of: Change,
    *,
    summary: str | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> str | None:
    """Write edits and their log rows; return the batch they share, None where nothing changed.

    Parameters
    ----------
    summary
        What the log says of the act as a whole, in a row of its own.
    progress
        Told how much is done, from 0 to 1; what it raises stops everything.

    Raises
    ------
    Conflict
        When a record has another version than its editor saw; nothing is written then.
    """
    batch = uuid.uuid4().hex
    found = _current(connection, edits)
    notes: list[dict[str, Any]] = []
    new_rows: dict[str, list[dict[str, Any]]] = {}
    updates: dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]] = {}
    for done, edit in enumerate(edits):
        if done % _CHUNK == 0:
            progress(done / len(edits) / 2)
        table = TOWN_TABLES[edit.kind]
        old = found.get((edit.kind, edit.id))
        values = {name: normal(table, name, value) for name, value in edit.values.items()}
        if edit.version is None and old is None:
            row = {name: values.get(name) for name in content_columns(table)}
            identity = {"id": edit.id, "town": town, "version": 1}
            new_rows.setdefault(edit.kind, []).append({**identity, **row})
            notes.append(_note(batch, change_of, edit, 1, None, None, to_json(row)))
            found[edit.kind, edit.id] = {**identity, "version": 0, **row}  # once among the edits
            continue
        if old is None or old["version"] != edit.version:
            raise Conflict(edit.kind, edit.id, mine=dict(edit.values), theirs=old)
        changed = {
            name: value for name, value in values.items() if to_text(value) != to_text(old[name])
        }
        if not changed:
            continue
        version = old["version"] + 1
        notes += [
            _note(batch, change_of, edit, version, name, to_text(old[name]), to_text(value))
            for name, value in changed.items()
        ]
        found[edit.kind, edit.id] = {**old, "version": version}
        to_set = {_SET + name: value for name, value in {"version": version, **changed}.items()}
        key = edit.kind, tuple(changed)
        updates.setdefault(key, []).append({"of": edit.id, "seen": old["version"], **to_set})
    if summary is not None and notes:
        notes.append(_row(batch, change_of, change_of.act, batch, None, None, None, summary))
    append(connection, notes)  # first: by it the triggers know a new row as ours
    progress(0.6)
    for (kind, names), rows in updates.items():
        _update(connection, TOWN_TABLES[kind], ("version", *names), rows)
    progress(0.7)
    for kind, rows in new_rows.items():
        for start in range(0, len(rows), _ROWS):
            connection.execute(sa.insert(TOWN_TABLES[kind]), rows[start : start + _ROWS])
            progress(0.7 + 0.3 * start / len(rows))
    return batch if notes else None


def _update(
    connection: Connection, table: sa.Table, names: Sequence[str], rows: Sequence[dict[str, Any]]
) -> None:
    """Set the same columns of several rows, each with its own values."""
    done = connection.execute(
        sa.update(table)
        .where(table.c.id == sa.bindparam("of"), table.c.version == sa.bindparam("seen"))
        .values({name: sa.bindparam(_SET + name) for name in names}),
        rows,
    )
    if done.rowcount != len(rows):
        raise StoreError("a record changed while it was being written")


def append(connection: Connection, notes: Sequence[dict[str, Any]]) -> None:
    """Append rows to the log, each sealed onto the one before it.

    What other programs have written since comes before them, so it is sealed first.
    """
    if not notes:
        return
    seal_pending(connection)
    _, previous = _newest_seal(connection)
    for note in notes:
        previous = note["seal"] = seal_of(previous, note)
    connection.execute(sa.insert(change), list(notes))
    _seal_up_to(connection, connection.scalar(sa.select(sa.func.max(change.c.id))), previous)


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
        longest = sa.func.set_config("lock_timeout", f"{engine.BUSY_TIMEOUT_MS}ms", True)
        connection.execute(sa.select(longest, sa.func.pg_advisory_xact_lock(LOG_LOCK)))


def seal_of(previous: str, row: Mapping[str, Any] | sa.RowMapping) -> str:
    """Return the seal of a log row after ``previous``."""
    content = json.dumps([previous, *(row[name] for name in _SEALED)], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _newest_seal(connection: Connection) -> tuple[int, str]:
    """Return the number and the seal of the newest sealed row, (0, '') before the first.

    They are kept apart from the log, so that the next seal stands on a row even if it was removed.
    """
    kept = connection.scalar(sa.select(about.c.value).where(about.c.key == _SEALED_UP_TO)) or ""
    number, _, seal = kept.partition(":")
    return (int(number), seal) if number.isdigit() else (0, "")


def has_pending(connection: Connection) -> bool:
    """Return whether other programs have written into the log since it was last sealed."""
    newest, _ = _newest_seal(connection)
    return bool(connection.scalar(sa.select(sa.func.max(change.c.id) > newest)))


def seal_pending(connection: Connection) -> int:
    """Seal what other programs have changed and return how many log rows that were."""
    newest, previous = _newest_seal(connection)
    pending = sa.select(change).where(change.c.id > newest, change.c.seal.is_(None))
    rows = connection.execute(pending.order_by(change.c.id)).mappings().all()
    if not rows:
        return 0
    sealed = []
    for row in rows:
        previous = seal_of(previous, row)
        sealed.append({"of": row["id"], "to": previous})
    connection.execute(
        sa.update(change).where(change.c.id == sa.bindparam("of")).values(seal=sa.bindparam("to")),
        sealed,
    )
    _seal_up_to(connection, rows[-1]["id"], previous)
    return len(rows)


def _seal_up_to(connection: Connection, newest: int | None, seal: str) -> None:
    value = {"value": f"{newest}:{seal}"}
    key = about.c.key == _SEALED_UP_TO
    if connection.execute(sa.update(about).where(key).values(value)).rowcount == 0:
        connection.execute(sa.insert(about), {"key": _SEALED_UP_TO, **value})


def first_broken_seal(connection: Connection) -> int | None:
    """Return the number of the first log row that is not what was sealed, None for a sound log.

    A row that is missing shows at the row after it, or by its own number at the end of the log.
    Rows that other programs wrote since the last seal are passed over.
    """
    newest, newest_seal = _newest_seal(connection)
    previous, last = "", 0
    query = sa.select(change).order_by(change.c.id).execution_options(yield_per=_CHUNK)
    with connection.execute(query) as rows:
        for row in rows.mappings():
            number = int(row["id"])
            if row["seal"] is None and number > newest:
                continue
            if row["seal"] is None or seal_of(previous, row) != row["seal"]:
                return number
            previous, last = row["seal"], number
    if (last, previous) != (newest, newest_seal):
        return max(last, newest)
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
        if row["field"] is not None and row["field"] not in table.columns:
            raise StoreDamaged(f"change {row['id']} names a column that does not exist")
        if row["field"] is None:
            if row["new_value"] is not None:
                state[row["record"]] = from_json(table, row["new_value"])
            else:
                state.pop(row["record"], None)
        else:
            said = state.setdefault(row["record"], {})
            said[row["field"]] = from_text(table, row["field"], row["new_value"])
    return state


def disagreements(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield kind and id of each record that does not say what its history says."""
    for kind, table in TOWN_TABLES.items():
        rows = connection.execute(
            sa.select(change).where(change.c.kind == kind).order_by(change.c.id)
        ).mappings()
        told = replay(rows, kind)
        names = content_columns(table)
        ids = connection.scalars(sa.select(table.c.id).order_by(table.c.fid)).all()
        for start in range(0, len(ids), _CHUNK):
            part = ids[start : start + _CHUNK]
            stand = current(connection, kind, part)
            for identity in part:
                then, now = told.pop(identity, None), stand[identity]
                if then is None or any(
                    to_text(then.get(name)) != to_text(normal(table, name, now[name]))
                    for name in names
                ):
                    yield kind, identity
        for identity in told:
            yield kind, identity


def current(
    connection: Connection, kind: str, ids: Sequence[str], *, lock: bool = False
) -> dict[str, dict[str, Any]]:
    """Return the columns of some records by id; what does not exist is left out.

    With ``lock`` nobody else changes them until the transaction ends.
    """
    table = TOWN_TABLES[kind]
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(ids), _CHUNK):
        query = sa.select(table).where(table.c.id.in_(ids[start : start + _CHUNK]))
        if lock:  # a file has no such clause and needs none
            query = query.with_for_update()
        rows = [dict(row) for row in connection.execute(query).mappings()]
        if "geom" in table.columns:
            shapes = from_blobs([row["geom"] for row in rows])
            for row, geometry in zip(rows, shapes, strict=True):
                row["geom"] = geometry
        found |= {row["id"]: row for row in rows}
    return found


def changes_of(
    connection: Connection, kind: str, ids: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """Return the log rows of some records by id, the oldest first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for start in range(0, len(ids), _CHUNK):
        query = sa.select(change).where(
            change.c.kind == kind, change.c.record.in_(ids[start : start + _CHUNK])
        )
        for row in connection.execute(query.order_by(change.c.id)).mappings():
            found.setdefault(row["record"], []).append(dict(row))
    return found


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
        for identity, row in current(connection, kind, ids, lock=True).items()
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
