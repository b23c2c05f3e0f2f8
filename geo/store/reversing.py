"""Taking an act back: the edits that would, and what people have changed since."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geo.errors import Conflict, StoreError
from geo.store.tables import TOWN_TABLES, change
from geo.store.values import content_columns, from_text, normal, to_text
from geo.store.writing import Edit, current


@dataclass
class _Act:
    """What one act did to one record, as texts of the history.

    Attributes
    ----------
    before
        What the columns said before it; for a record that it made, that it is to be retired.
    after
        What the columns must still say, so that nobody's words are lost.
    """

    before: dict[str, str | None] = field(default_factory=dict)
    after: dict[str, str | None] = field(default_factory=dict)


def reversal(connection: Connection, batch: str) -> list[Edit]:
    """Return the edits that take one act back.

    A record that the act made is retired; nothing is deleted.

    Raises
    ------
    Conflict
        When somebody has changed the same column since: taking back would lose their words.
    """
    edits = []
    for (kind, identity), act in _acts(connection, batch, whole=False).items():
        now = current(connection, kind, [identity]).get(identity)
        edit = _edit(kind, identity, act, now)
        if isinstance(edit, Conflict):
            raise edit
        edits.append(edit)
    return edits


def reversals(connection: Connection, batch: str) -> tuple[list[Edit], list[Conflict]]:
    """Return the edits that take back what still stands of one act, and what stands in the way.

    Other than ``reversal`` it leaves alone every record that the act made and somebody has worked
    on since, and what was taken back already.
    """
    by_kind: dict[str, dict[str, _Act]] = {}
    for (kind, identity), act in _acts(connection, batch, whole=True).items():
        by_kind.setdefault(kind, {})[identity] = act
    edits, conflicts = [], []
    for kind, acts in by_kind.items():
        found = current(connection, kind, list(acts))
        for identity, act in acts.items():
            now = found.get(identity)
            if now is not None and _says(kind, now, act.before):
                continue
            edit = _edit(kind, identity, act, now)
            if isinstance(edit, Conflict):
                conflicts.append(edit)
            else:
                edits.append(edit)
    return edits, conflicts


def _acts(connection: Connection, batch: str, *, whole: bool) -> dict[tuple[str, str], _Act]:
    """Return what an act did, by kind and id; with ``whole`` a new record counts as a whole."""
    rows = connection.execute(
        sa.select(change).where(change.c.batch == batch).order_by(change.c.id)
    ).mappings()
    acts: dict[tuple[str, str], _Act] = {}
    for row in rows:
        table = TOWN_TABLES.get(row["kind"])
        if table is None:
            continue
        act = acts.setdefault((row["kind"], row["record"]), _Act())
        if row["field"] is not None:
            act.before.setdefault(row["field"], row["old_value"])
            act.after[row["field"]] = row["new_value"]
        elif "retired" not in table.columns:
            raise StoreError("areas and the base map cannot be retired")
        else:
            said: dict[str, Any] = json.loads(row["new_value"] or "{}") if whole else {}
            act.before["retired"] = "true"
            act.after = {name: said.get(name) for name in (content_columns(table) if whole else ())}
            act.after["retired"] = None
    return acts


def _edit(kind: str, identity: str, act: _Act, now: dict[str, Any] | None) -> Edit | Conflict:
    table = TOWN_TABLES[kind]
    mine = {name: from_text(table, name, text) for name, text in act.before.items()}
    if now is None or not _says(kind, now, act.after):
        return Conflict(kind, identity, mine=mine, theirs=now)
    return Edit(kind, identity, now["version"], mine)


def _says(kind: str, now: dict[str, Any], texts: dict[str, str | None]) -> bool:
    """Return whether a record says some texts, in the form in which the history writes them."""
    table = TOWN_TABLES[kind]
    return all(
        to_text(normal(table, name, now[name])) == to_text(from_text(table, name, text))
        for name, text in texts.items()
        if text is not None or to_text(now[name]) is not None
    )
