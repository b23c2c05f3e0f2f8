"""A record's history as sentences, the newest first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from geo.acts.companion_words import consent_words, evidence_words, relation_words
from geo.acts.load import SEED
from geo.acts.record import Desk
from geo.acts.snapshot import Snapshot
from geo.model.fields import FIELDS
from geo.model.forms import COMPANIONS_OF, NAMED_IN
from geo.model.levels import levels_visible_to
from geo.words import Words

_TEXT_SHOWN = 120


@dataclass(frozen=True)
class Entry:
    """One act on a record and on what stands beside it.

    Attributes
    ----------
    at
        Moment, UTC, ISO 8601.
    own
        Whether the act changed the record itself, not only what stands beside it.
    """

    revision: int
    batch: str | None
    at: str
    sentences: tuple[str, ...]
    own: bool = True


def history_of(desk: Desk, town: Snapshot, kind: str, identity: str, say: Words) -> list[Entry]:
    """Return what happened to a record and beside it, the newest act first.

    ``town`` is what the viewer may see: records hidden from them are not spoken of, and neither
    are contacts that nobody has agreed to show them.
    """
    desk.read(kind, identity)
    told = [
        (row, _own_sentence(row, town, kind, say), True)
        for row in desk.store.changes(record=identity)
    ]
    for companion in COMPANIONS_OF.get(kind, ()):
        for line in desk.store.naming(companion, NAMED_IN[companion], identity):
            told += [
                (row, _companion_sentence(row, line, town, identity, say), False)
                for row in desk.store.changes(record=line["id"])
            ]
    entries: dict[str, Entry] = {}
    for row, sentence, own in sorted(told, key=lambda one: one[0]["id"]):
        if not sentence:
            continue
        batch = row["batch"] or str(row["id"])
        kept = entries.get(batch)
        before = kept.sentences if kept else ()
        sentences = before if sentence in before else (*before, sentence)
        own = own or (kept is not None and kept.own)
        entries[batch] = Entry(row["id"], row["batch"], row["at"], sentences, own)
    return sorted(entries.values(), key=lambda entry: -entry.revision)


def sentence_of(row: dict[str, Any], town: Snapshot, kind: str, say: Words) -> str:
    """Return one row of the log in words, without contacts that the viewer may not see."""
    hidden = town.companions.hidden.get(row["record"], ())
    act = "load" if row["who"] == SEED and row["field"] is None else row["act"]
    act = "outside" if row["who"] == "outside" else act
    act = "import_change" if act == "import" and row["field"] is not None else act
    known = ("record", "load", "edit", "publish", "approve", "lower", "retire", "restore",
             "confirm", "undo", "outside", "import", "import_change")  # fmt: skip
    old, new = (
        say("consent.hidden")
        if row["field"] in hidden and text
        else value_words(town, kind, row["field"], text, say)
        for text in (row["old_value"], row["new_value"])
    )
    return say(
        f"log.{act if act in known else 'edit'}",
        who=row["who"],
        field=field_word(row["field"] or "name", say),
        old=old,
        new=new,
    )


def _own_sentence(row: dict[str, Any], town: Snapshot, kind: str, say: Words) -> str:
    """Return a change of the record in words; nothing where only hidden links were changed."""
    if row["field"] == "links":
        old, new = (_names(town, row[side], say) for side in ("old_value", "new_value"))
        if old == new:
            return ""
    return sentence_of(row, town, kind, say)


def _companion_sentence(
    row: dict[str, Any], line: dict[str, Any], town: Snapshot, beside: str, say: Words
) -> str:
    """Return a change of what stands beside a record in words; nothing where it is not seen."""
    kind = row["kind"]
    if line["level"] not in levels_visible_to(town.level):
        return ""
    if kind == "evidence" and row["field"] == "level":  # it goes with its need
        return ""
    text = {
        "evidence": lambda: evidence_words(town, line, say),
        "relation": lambda: relation_words(town, line, beside, say),
        "consent": lambda: consent_words(town, line, say),
    }[kind]()
    if not text:
        return ""
    what = say(f"log.{kind}", text=text)
    if row["field"] in (None, "retired"):
        dropped = row["field"] is not None and row["new_value"] is not None
        return say("log.dropped" if dropped else "log.added", who=row["who"], what=what)
    return say(
        "log.altered",
        who=row["who"],
        what=what,
        field=field_word(row["field"], say),
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
    """Return a value as people read it: labels for keys, names for links, dates as written."""
    if text is None:
        return say("edit.empty")
    field = next((field for field in FIELDS[kind] if field.name == name), None)
    if name == "links":
        return _names(town, text, say) or say("edit.empty")
    if name == "geom":
        return _spot(text)
    if field is not None and field.form == "yes":
        return say("edit.yes")
    if field is None or field.vocabulary is None:
        if field is not None and field.form == "date":
            return say.date(text)
        return text if len(text) <= _TEXT_SHOWN else f"{text[:_TEXT_SHOWN]}…"
    if field.vocabulary == "area":
        return ", ".join(town.area_name(key, say.language) or key for key in text.split("|"))
    return ", ".join(
        town.taxonomy.label(field.vocabulary, key, say.language) for key in text.split("|")
    )


def _names(town: Snapshot, text: str | None, say: Words) -> str:
    """Return the names of linked records that the viewer may see."""
    titles = town.titles(say.language)
    return ", ".join(titles[key] for key in (text or "").split("|") if key in titles)


def _spot(text: str) -> str:
    """Return a place as people say it, latitude first; what is no point stays as it is."""
    point = re.fullmatch(r"POINT \((-?[\d.]+) (-?[\d.]+)\)", text)
    return f"{float(point[2]):.5f}, {float(point[1]):.5f}" if point else text[:_TEXT_SHOWN]
