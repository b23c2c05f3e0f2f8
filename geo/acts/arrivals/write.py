"""An import as one act: done in one transaction, listed, and taken back as a whole."""

from __future__ import annotations

import json
from dataclasses import dataclass

from geo.acts.arrivals.drafts import Progress
from geo.acts.arrivals.verdicts import Plan
from geo.acts.record import Desk
from geo.errors import NotAllowed
from geo.store import Edit

_IMPORT, _UNDO = "import", "undo"


@dataclass(frozen=True)
class Import:
    """An import that was done.

    Attributes
    ----------
    batch
        By what it is taken back.
    at
        UTC, ISO 8601.
    counts
        Rows by verdict.
    is_undone
        Whether somebody has taken it back.
    """

    batch: str
    at: str
    who: str
    source: str
    file: str
    counts: dict[str, int]
    is_undone: bool


@dataclass(frozen=True)
class Undone:
    """What taking an import back did.

    Attributes
    ----------
    batch
        Of the act that took it back; None where nothing was left to take back.
    retired
        Records that were taken out of use.
    changed_back
        Records that say again what they said before.
    kept
        Kind and id of the records that somebody has worked on since; they stay as they are.
    """

    batch: str | None
    retired: int
    changed_back: int
    kept: tuple[tuple[str, str], ...]


def commit(desk: Desk, plan: Plan, *, progress: Progress = lambda _: None) -> str | None:
    """Do what a plan says in one transaction; return the batch, None where nothing changes.

    How the columns were read is remembered for the source.

    Raises
    ------
    NotAllowed
        When this person may not import.
    Conflict
        When somebody has changed one of the records since the plan; nothing is written then.
    """
    done = desk.allow(_IMPORT)
    about = {
        "town": plan.town, "source": plan.source, "file": plan.sheet.name, "counts": plan.counts,
    }  # fmt: skip
    summary = json.dumps(about, ensure_ascii=False)
    batch = desk.store.write(plan.town, plan.edits, done, summary=summary, progress=progress)
    desk.store.put_source(plan.town, plan.source, plan.mapping.as_dict(), done)
    return batch


def imports_of(desk: Desk) -> list[Import]:
    """Return the imports of a town, the newest first."""
    undone = {json.loads(row["new_value"])["import"] for row in desk.store.acts(_UNDO)}
    found = []
    for row in desk.store.acts(_IMPORT):
        about = json.loads(row["new_value"])
        if about["town"] == desk.town:
            found.append(
                Import(
                    batch=row["batch"],
                    at=row["at"],
                    who=row["who"],
                    source=about["source"],
                    file=about["file"],
                    counts=about["counts"],
                    is_undone=row["batch"] in undone,
                )
            )
    return found


def undo_import(desk: Desk, batch: str, *, progress: Progress = lambda _: None) -> Undone:
    """Take an import back as one act: what it noted is retired, what it changed says the old.

    Records on which somebody has worked since stay as they are. A level that the import lowered is
    not raised again: that is a publishing of its own.

    Raises
    ------
    NotAllowed
        When this person may not undo, or there is no such import in this town.
    """
    done = desk.allow(_UNDO)
    if batch not in {one.batch for one in imports_of(desk)}:
        raise NotAllowed(f"no import {batch!r} in this town")
    edits, conflicts = desk.store.reversals(batch)
    edits = [
        Edit(edit.kind, edit.id, edit.version, values)
        for edit in edits
        if (values := {name: v for name, v in edit.values.items() if name != "level"})
    ]
    retired = sum(edit.values.get("retired") is True for edit in edits)
    summary = json.dumps({"import": batch})
    return Undone(
        batch=desk.store.write(desk.town, edits, done, summary=summary, progress=progress),
        retired=retired,
        changed_back=len(edits) - retired,
        kept=tuple((conflict.kind, conflict.id) for conflict in conflicts),
    )


def town_of_import(desk: Desk, batch: str) -> str | None:
    """Return the key of the town that an import was for, None where there is no such import."""
    for row in desk.store.acts(_IMPORT):
        if row["batch"] == batch:
            return str(json.loads(row["new_value"])["town"])
    return None
