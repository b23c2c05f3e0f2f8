"""A record's history as sentences, the newest first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from geo.acts.record import Desk
from geo.acts.snapshot import Snapshot
from geo.model.fields import FIELDS
from geo.words import Words

_TEXT_SHOWN = 120


@dataclass(frozen=True)
class Entry:
    """One act on a record: its revision, batch, moment (UTC, ISO 8601) and sentences."""

    revision: int
    batch: str | None
    at: str
    sentences: tuple[str, ...]


def history_of(desk: Desk, town: Snapshot, kind: str, identity: str, say: Words) -> list[Entry]:
    """Return what happened to a record, the newest act first."""
    desk.read(kind, identity)
    entries: dict[str, Entry] = {}
    for row in desk.store.changes(record=identity):
        batch = row["batch"] or str(row["id"])
        sentence = sentence_of(row, town, kind, say)
        before = entries[batch].sentences if batch in entries else ()
        kept = before if sentence in before else (*before, sentence)
        entries[batch] = Entry(row["id"], row["batch"], row["at"], kept)
    return sorted(entries.values(), key=lambda entry: -entry.revision)


def sentence_of(row: dict[str, Any], town: Snapshot, kind: str, say: Words) -> str:
    """Return one row of the log in words."""
    act = "load" if row["who"] == "data" and row["field"] is None else row["act"]
    act = "outside" if row["who"] == "outside" else act
    act = "import_change" if act == "import" and row["field"] is not None else act
    known = ("record", "load", "edit", "publish", "approve", "lower", "retire", "restore",
             "confirm", "undo", "outside", "import", "import_change")  # fmt: skip
    return say(
        f"log.{act if act in known else 'edit'}",
        who=row["who"],
        field=field_word(row["field"] or "name", say),
        old=value_words(town, kind, row["field"], row["old_value"], say),
        new=value_words(town, kind, row["field"], row["new_value"], say),
    )


def field_word(name: str, say: Words) -> str:
    """Return the label of a column; translations say their language."""
    stem, _, language = name.rpartition("_")
    if language in ("ru", "en") and re.fullmatch(r"[a-z_]+", stem or ""):
        return say(f"field.in_{language}", label=say(f"field.{stem}"))
    return say(f"field.{stem if language == 'lv' else name}")


def value_words(town: Snapshot, kind: str, name: str | None, text: str | None, say: Words) -> str:
    """Return a value as people read it: labels for keys, dates and numbers as they are written."""
    if text is None:
        return say("edit.empty")
    field = next((field for field in FIELDS[kind] if field.name == name), None)
    if field is None or field.vocabulary is None:
        if field is not None and field.form == "date":
            return say.date(text)
        return text if len(text) <= _TEXT_SHOWN else f"{text[:_TEXT_SHOWN]}…"
    if field.vocabulary == "area":
        return ", ".join(town.area_name(key, say.language) or key for key in text.split("|"))
    return ", ".join(
        town.taxonomy.label(field.vocabulary, key, say.language) for key in text.split("|")
    )
