"""What has changed since a day, in an area or the whole town.

The public is told only of records that are public now, and only what happened while they were:
that a record was published, which of its shown fields changed since, and the days that records
themselves name. Who did it, what stood there before and what was lowered or retired is not told.
Changes of needs come by the quarter (field rule 3.3). Editors read sentences of the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import date

from geo.acts.history import field_word, sentence_of
from geo.acts.load import SEED
from geo.acts.look import View
from geo.acts.record import Desk
from geo.acts.telling import Line, Question, Row, Subject, Told, in_order, name_of
from geo.acts.timeline import happenings
from geo.model.clock import day_begins, local_time
from geo.model.forms import KINDS_RECORDED
from geo.model.levels import levels_visible_to
from geo.model.taxonomy import KINDS
from geo.words import collation_key

_INNER = {"key", "level", "retired", "approved_by", "links", "answered_by_categories", "scope"}
"""Columns of which the public is told nothing: the workings, names of editors, and what may name
records that are not public."""

_WORD_OF = {
    "opening": "card.opening", "opening_note": "card.opening", "geom": "card.place",
    "confirmed_on": "card.confirmed", "confirmed_by": "card.confirmed",
    "confirm_by": "card.confirmed",
}  # fmt: skip
_DAYS_OF_PROPOSAL = {"asked_on": "asked", "answered_on": "answered", "done_on": "done"}


def changed_since(desk: Desk, view: View, since: date | int) -> list[Line]:
    """Return what has changed in the open area, or in the whole town where none is open.

    Parameters
    ----------
    desk
        The store and the viewer; what is told follows the level of ``view``.
    since
        A local day, which counts itself, or a revision: what came after it, by the day.

    Returns
    -------
    list of Line
        The newest first; in public, needs by quarter after all else.

    Raises
    ------
    StoreError
        When the store cannot be read.
    """
    zone = view.snapshot.zone
    if isinstance(since, int):
        later = desk.store.changes(after=since)
        if not later:
            return []
        since = local_time(later[0]["at"], zone).date()
    asked = Question(desk, view, since)
    # needs are asked for by whole quarters, so that no chosen day can find out theirs
    begins = day_begins(date(since.year, since.month - (since.month - 1) % 3, 1), zone)
    rows: dict[tuple[str, str], list[Row]] = {}
    for row in desk.store.changes(since=begins, but=SEED):
        if row["kind"] in KINDS_RECORDED:
            rows.setdefault((row["kind"], row["record"]), []).append(row)
    happened = [(identity, told) for identity, told in _happened(asked) if asked.holds(told)]
    if not asked.exact:  # what happened is told by its own day, not by that of its publication
        dated = dict(happened)
        rows = {pair: own for pair, own in rows.items() if pair[0] in KINDS or pair[1] not in dated}
    told = [
        *(told for _, told in happened),
        *(_by_act(asked, rows) if asked.exact else _in_public(asked, rows)),
        *_seed(asked, begins),
    ]
    return in_order(view, list(filter(asked.holds, told)))


def _happened(asked: Question) -> Iterable[tuple[str, Told]]:
    """Yield what records themselves date: activities, lives of groups, days of proposals."""
    view = asked.view
    days = [(one.id, one.area, one.day, one.line) for one in happenings(view)]
    for row in view.snapshot.proposals.to_dict("records"):
        for column, status in _DAYS_OF_PROPOSAL.items():
            if row[column]:
                word = view.snapshot.taxonomy.label("proposal_status", status, view.language)
                sub = f"{view.words.date(row[column])} · {word}"
                line = {"text": name_of(view, row), "sub": sub}
                days.append((row["id"], row["area"], row[column], line))
    today = view.now.date().isoformat()
    for identity, area, day, line in days:
        if asked.within(area) and day <= today:
            last = day + "-12-31"[len(day) - 4 :]  # of a year or a month
            yield identity, Told(min(last, today), line)


def _in_public(asked: Question, rows: Mapping[tuple[str, str], list[Row]]) -> Iterable[Told]:
    """Yield what became of records while they were what the viewer may see."""
    say = asked.view.words
    visible = levels_visible_to(asked.view.snapshot.level)
    for (kind, identity), own in rows.items():
        subject = asked.seen(kind, identity)
        if subject is None or not asked.within(subject.area):
            continue
        raised = max((n for n, row in enumerate(own) if _raises(row, visible)), default=-1)
        if raised >= 0:
            yield asked.told(subject, own[raised]["at"], say("since.published"), identity)
        fields: dict[str, tuple[str, list[str]]] = {}
        for row in own[raised + 1 :]:
            if raised >= 0 and row["batch"] and row["batch"] == own[raised]["batch"]:
                continue
            word = _field_told(asked, subject, row)
            if word:
                day = asked.told(subject, row["at"], "", identity).when
                fields.setdefault(day, (row["at"], []))[1].append(word)
        for at, words in fields.values():
            names = ", ".join(sorted(set(words), key=collation_key))
            yield asked.told(subject, at, say("since.changed", fields=names), identity)


def _raises(row: Row, visible: tuple[str, ...]) -> bool:
    """Return whether a change brought its record into what may be seen.

    The last such change of a record that is seen now is the one since when it has been.
    """
    if row["field"] == "level":
        return row["new_value"] in visible and row["old_value"] not in visible
    return row["field"] is None or (row["field"] == "retired" and row["new_value"] is None)


def _field_told(asked: Question, subject: Subject, row: Row) -> str:
    """Return the word for a field that the public sees, an empty text for any other."""
    name = row["field"]
    if name is None or name in _INNER or (subject.kind == "problem" and name == "area"):
        return ""
    if name in asked.view.snapshot.companions.hidden.get(row["record"], ()):
        return ""  # nor does a contact that is hidden
    records = asked.view.snapshot.records
    if name == "geom" and (subject.row is None or not records.placed[subject.row]):
        return ""  # a place that is withheld does not show by its changes either
    stem, _, language = name.rpartition("_")
    stem = stem if language in ("lv", "ru", "en") else name
    if stem in _WORD_OF:
        return asked.view.words(_WORD_OF[stem])
    return field_word(name if stem == name else f"{stem}_lv", asked.view.words)


def _by_act(asked: Question, rows: Mapping[tuple[str, str], list[Row]]) -> Iterable[Told]:
    """Yield every act on a record in sentences of the history, for editors."""
    for (kind, identity), own in rows.items():
        subject = asked.ever(kind, identity)
        if subject is None or not asked.within(subject.area):
            continue
        acts: dict[str, list[Row]] = {}
        for row in own:
            acts.setdefault(row["batch"] or str(row["id"]), []).append(row)
        for act in acts.values():
            sentences = (sentence_of(dict(r), asked.view.snapshot, kind, asked.view.words)
                         for r in act)  # fmt: skip
            yield asked.told(subject, act[0]["at"], "; ".join(dict.fromkeys(sentences)), identity)


def _seed(asked: Question, begins: str) -> Iterable[Told]:
    """Return one line for all that came from the data folder: the newest that may be dated."""
    text = asked.view.words("since.loaded")
    of_needs = None
    with closing(asked.desk.store.written_by(SEED, begins)) as written:
        for kind, identity, at in written:
            subject = asked.seen(kind, identity)
            if subject is None or not asked.within(subject.area):
                continue
            told = asked.told(Subject(subject.kind, text, None), at, "", identity)
            told.line["sub"] = told.line["sub"].rstrip(" ·")
            told.line["quiet"] = True
            if asked.holds(told) and not told.quarter:
                return [told]
            of_needs = of_needs or (told if told.quarter and asked.holds(told) else None)
    return [of_needs] if of_needs else []
