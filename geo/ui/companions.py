"""What stands beside a record, on its form: evidence, relations, consents, each folded away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from geo.acts import companions, record
from geo.acts.companion_words import (
    consent_words,
    contact_word,
    direction_words,
    evidence_words,
    relation_words,
    since_words,
)
from geo.acts.forms import FieldFault, linkable
from geo.acts.rules import consents_of, lines_of, relations_of
from geo.model.consent import CONTACTS, MONTHS, hidden_contacts
from geo.model.forms import COMPANIONS_OF
from geo.model.levels import LEVELS
from geo.ui.beside import Beside, Change, Row
from geo.ui.done import count
from geo.ui.form import day_input, tell

_ACTORS = ("resource", "group")
_AGREED = ("shown_to", "given_by", "given_on", "until")
_RENEWED = ("shown_to", "until")


def draw_beside(on: Beside) -> None:
    """Draw a folded section for each companion that records of this kind have."""
    sections = {"evidence": _evidence, "relation": _relations, "consent": _consents}
    for companion in COMPANIONS_OF.get(on.kind, ()):
        sections[companion](on)


def _evidence(on: Beside) -> None:
    lines = sorted(lines_of(on.at.store, on.id), key=lambda line: line["date"])
    with on.section("evidence", len(lines)):
        for line in lines:
            with on.line(evidence_words(on.town, line, on.say), line["id"]):
                on.change("evidence", line, companions.change_evidence)
                if len(lines) > 1:
                    retire = partial(companions.retire_evidence, on.at, line["id"])
                    on.button("drop", line["id"], retire)
        with on.adding("evidence"):
            today = on.town.day.isoformat()
            source = on.say("edit.source_default", date=on.say.date(today))
            add = partial(companions.add_evidence, on.at, on.id)
            on.ask("evidence", on.id, {"date": today, "source": source}, add)


def _relations(on: Beside) -> None:
    rows = relations_of(on.at.store, on.id)
    told = [(row, relation_words(on.town, row, on.id, on.say)) for row in rows]
    told = [(row, words) for row, words in told if words]
    with on.section("relation", len(told)):
        for row, words in told:
            level = on.town.taxonomy.label("publication_level", row["level"], on.say.language)
            note = " · ".join(filter(None, (since_words(row, on.say), level)))
            with on.line(f"{words}\n{note}", row["id"]):
                on.change("relation", row, _change("relation"), ("since",))
                _level(on, row)
                on.button("end", row["id"], partial(record.retire, on.at, "relation", row["id"]))
        with on.adding("relation"):
            _relate(on)


def _relate(on: Beside) -> None:
    """Ask which relation, with which record, since when."""
    prefix = f"relation {on.id} {count()}"
    ways = _ways(on)
    ends = _ACTORS if on.kind == "problem" else (*_ACTORS, "problem")
    others = linkable(on.town, on.say.language, ends)
    others.pop(on.id, None)
    choose = on.say("edit.choose")
    with st.form(prefix, border=False):
        way = st.selectbox(
            on.say("field.relation_kind"), list(ways), index=None,
            format_func=ways.__getitem__, placeholder=choose, key=f"{prefix} kind",
        )  # fmt: skip
        other = st.selectbox(
            on.say("field.object"), list(others), index=None,
            format_func=others.__getitem__, placeholder=choose, key=f"{prefix} other",
        )  # fmt: skip
        since = day_input(on.say("field.since"), None, f"{prefix} since")
        if not st.form_submit_button(on.say("beside.add")):
            return
    if way is None or other is None:
        missing = ("relation_kind", way), ("object", other)
        tell([FieldFault(name, "required") for name, said in missing if said is None], on.say)
        return
    relation, turned = way
    helps = relation == companions.TOWARDS_NEED and not turned
    if on.town.kind_of(other) == "problem" and not helps:
        tell([FieldFault("relation_kind", "to_need")], on.say)
        return
    subject, object_ = (other, on.id) if turned else (on.id, other)
    values = {"relation_kind": relation, "subject": subject, "object": object_, "since": since}
    on.do(partial(companions.relate, on.at, values))


def _ways(on: Beside) -> dict[tuple[str, bool], str]:
    """Return the words of every relation that can begin, or end (True), at this record."""
    terms = [term.key for term in on.town.taxonomy.of("relation_kind") if not term.hidden]
    pairs = [(key, turned) for key in terms for turned in (False, True)]
    if on.kind == "problem":
        pairs = [(companions.TOWARDS_NEED, True)]
    words = {pair: direction_words(on.town, pair[0], on.say, turned=pair[1]) for pair in pairs}
    # a relation that reads the same from both ends is offered once
    first = {text: pair for pair, text in reversed(list(words.items()))}
    return {pair: text for pair, text in words.items() if first[text] == pair}


def _level(on: Beside, row: Row) -> None:
    if row["level"] == LEVELS[0]:
        on.button("lower", row["id"], partial(record.lower, on.at, "relation", row["id"]))
    else:
        publish = partial(record.publish, on.at, "relation", row["id"], row["version"], LEVELS[0])
        on.button("publish", row["id"], publish)


def _consents(on: Beside) -> None:
    lines = consents_of(on.at.store, on.id)
    if not lines and not any(on.now[name] for name in CONTACTS):
        return
    hidden = hidden_contacts(lines, on.at.viewer.level, on.town.day)
    with on.section("consent", len(lines)):
        st.caption(on.say("consent.lead"))
        for line in lines:
            _consent(on, line, is_hidden=line["contact"] in hidden)
        told = {line["contact"] for line in lines}
        for name in CONTACTS:
            if on.now[name] and name not in told:
                _agree(on, name)


def _consent(on: Beside, line: Row, *, is_hidden: bool) -> None:
    identity, contact = line["id"], line["contact"]
    words = consent_words(on.town, line, on.say)
    with on.line(f"{words}\n{on.say('consent.lapsed')}" if is_hidden else words, identity):
        on.change("consent", line, _change("consent"), _RENEWED)
        on.button("withdraw", identity, partial(companions.withdraw, on.at, identity, on.town.day))
        on.button("not_personal", identity, partial(record.retire, on.at, "consent", identity))
        if is_hidden and on.now.get(contact):
            erase = partial(
                record.change, on.at, on.kind, on.id, on.now["version"], {contact: None}
            )
            on.button("erase", identity, erase, beside=False)


def _agree(on: Beside, name: str) -> None:
    """Ask whether a contact is a person's, and if so what the person has agreed to."""
    contact = contact_word(name, on.say)
    key = f"personal {name} {on.id} {count()}"
    if not st.checkbox(on.say("consent.is_personal", contact=contact), key=key):
        return
    start = {
        "shown_to": LEVELS[1],
        "given_on": on.town.day.isoformat(),
        "until": record.months_after(on.town.day, MONTHS).isoformat(),
    }

    def agree(values: Row) -> str | None:
        return companions.agree(on.at, on.id, {**values, "contact": name})

    on.ask("consent", name, start, agree, _AGREED)


def _change(kind: str) -> Change:
    return lambda at, identity, version, values: record.change(at, kind, identity, version, values)
