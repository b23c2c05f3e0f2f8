"""What stands beside a record, on its form: evidence, relations, consents, each folded away.

Every line is an act of its own: it is saved at once, and the words being typed into the record's
form stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

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
from geo.acts.forms import FieldFault, linkable, typed
from geo.acts.record import Desk
from geo.acts.rules import consents_of, lines_of, relations_of
from geo.acts.snapshot import Snapshot
from geo.errors import Conflict
from geo.model.consent import CONTACTS, MONTHS, hidden_contacts
from geo.model.fields import FIELDS
from geo.model.forms import COMPANIONS, COMPANIONS_OF
from geo.model.levels import LEVELS
from geo.ui.done import count, do, saw, seen
from geo.ui.form import day_input, tell, widgets
from geo.ui.plain import plain
from geo.words import Words

Row = Mapping[str, Any]
Change = Callable[[Desk, str, int, Row], str | None]


class Beside:
    """The companions of one record at one desk."""

    def __init__(self, at: Desk, town: Snapshot, say: Words, kind: str, now: Row) -> None:
        self.at, self.town, self.say = at, town, say
        self.kind, self.now = kind, now
        self.id: str = now["id"]

    def draw(self) -> None:
        """Draw a folded section for each companion that records of this kind have."""
        sections = {
            "evidence": self._evidence,
            "relation": self._relations,
            "consent": self._consents,
        }
        for companion in COMPANIONS_OF.get(self.kind, ()):
            sections[companion]()

    def _evidence(self) -> None:
        lines = sorted(lines_of(self.at.store, self.id), key=lambda line: line["date"])
        with self._section("evidence", len(lines)):
            for line in lines:
                with self._line(evidence_words(self.town, line, self.say), line["id"]):
                    self._change("evidence", line, companions.change_evidence)
                    if len(lines) > 1:
                        self._button("drop", line["id"], self._retire_evidence(line["id"]))
            with self._adding("evidence"):
                today = self.town.day.isoformat()
                source = self.say("edit.source_default", date=self.say.date(today))
                start = {"date": today, "source": source}
                self._ask("evidence", self.id, start, self._add_evidence)

    def _add_evidence(self, values: Row) -> str | None:
        return companions.add_evidence(self.at, self.id, values)

    def _retire_evidence(self, line: str) -> Callable[[], str | None]:
        return lambda: companions.retire_evidence(self.at, line)

    def _relations(self) -> None:
        rows = relations_of(self.at.store, self.id)
        told = [(row, relation_words(self.town, row, self.id, self.say)) for row in rows]
        told = [(row, words) for row, words in told if words]
        with self._section("relation", len(told)):
            for row, words in told:
                level = self.town.taxonomy.label(
                    "publication_level", row["level"], self.say.language
                )
                note = " · ".join(filter(None, (since_words(row, self.say), level)))
                with self._line(f"{words}\n{note}", row["id"]):
                    self._change("relation", row, self._write("relation"), ("since",))
                    self._level(row)
                    self._button("end", row["id"], self._retire("relation", row["id"]))
            with self._adding("relation"):
                self._relate()

    def _relate(self) -> None:
        """Ask which relation, with which record, since when."""
        prefix = f"relation {self.id} {count()}"
        ways = self._ways()
        ends = _ACTORS if self.kind == "problem" else (*_ACTORS, "problem")
        others = linkable(self.town, self.say.language, ends)
        others.pop(self.id, None)
        with st.form(prefix, border=False):
            way = st.selectbox(
                self.say("field.relation_kind"), list(ways), index=None,
                format_func=ways.__getitem__, placeholder=self.say("edit.choose"),
                key=f"{prefix} kind",
            )  # fmt: skip
            other = st.selectbox(
                self.say("beside.other"), list(others), index=None,
                format_func=others.__getitem__, placeholder=self.say("edit.choose"),
                key=f"{prefix} other",
            )  # fmt: skip
            since = day_input(self.say("field.since"), None, f"{prefix} since")
            if not st.form_submit_button(self.say("beside.add")):
                return
        if way is None or other is None:
            missing = ("relation_kind", way), ("object", other)
            tell([FieldFault(name, "required") for name, said in missing if said is None], self.say)
            return
        relation, turned = way
        if self.town.kind_of(other) == "problem" and (
            turned or relation != companions.TOWARDS_NEED
        ):
            tell([FieldFault("relation_kind", "to_need")], self.say)
            return
        subject, object_ = (other, self.id) if turned else (self.id, other)
        values = {"relation_kind": relation, "subject": subject, "object": object_, "since": since}
        do(lambda: companions.relate(self.at, values), self.say, beside=True)

    def _ways(self) -> dict[tuple[str, bool], str]:
        """Return the words of every relation that can begin or end at this record."""
        terms = [term.key for term in self.town.taxonomy.of("relation_kind") if not term.hidden]
        pairs = [(key, turned) for key in terms for turned in (False, True)]
        if self.kind == "problem":
            pairs = [(companions.TOWARDS_NEED, True)]
        words = {
            pair: direction_words(self.town, pair[0], self.say, turned=pair[1]) for pair in pairs
        }
        # a relation that reads the same from both ends is offered once
        first = {text: pair for pair, text in reversed(list(words.items()))}
        return {pair: text for pair, text in words.items() if first[text] == pair}

    def _level(self, row: Row) -> None:
        if row["level"] == LEVELS[0]:
            self._button("lower", row["id"], lambda: record.lower(self.at, "relation", row["id"]))
        else:
            self._button(
                "publish",
                row["id"],
                lambda: record.publish(self.at, "relation", row["id"], row["version"], LEVELS[0]),
            )

    def _consents(self) -> None:
        lines = consents_of(self.at.store, self.id)
        if not lines and not any(self.now[name] for name in CONTACTS):
            return
        hidden = hidden_contacts(lines, self.at.viewer.level, self.town.day)
        with self._section("consent", len(lines)):
            st.caption(self.say("consent.lead"))
            for line in lines:
                words = consent_words(self.town, line, self.say)
                if line["contact"] in hidden:
                    words += f"\n{self.say('consent.lapsed')}"
                with self._line(words, line["id"]):
                    self._change("consent", line, self._write("consent"), _RENEWED)
                    self._button("withdraw", line["id"], self._withdraw(line["id"]))
                    self._button("not_personal", line["id"], self._retire("consent", line["id"]))
                    if line["contact"] in hidden and self.now[line["contact"]]:
                        self._button(
                            "erase", line["id"], self._erase(line["contact"]), beside=False
                        )
            told = {line["contact"] for line in lines}
            for name in CONTACTS:
                if self.now[name] and name not in told:
                    self._agree(name)

    def _agree(self, name: str) -> None:
        """Ask whether a contact is a person's, and if so what the person has agreed to."""
        contact = contact_word(name, self.say)
        key = f"personal {name} {self.id} {count()}"
        if st.checkbox(self.say("consent.is_personal", contact=contact), key=key):
            start = {
                "shown_to": LEVELS[1],
                "given_on": self.town.day.isoformat(),
                "until": record.months_after(self.town.day, MONTHS).isoformat(),
            }
            self._ask(
                "consent", name, start,
                lambda values: companions.agree(self.at, self.id, {**values, "contact": name}),
                _AGREED,
            )  # fmt: skip

    def _withdraw(self, line: str) -> Callable[[], str | None]:
        return lambda: companions.withdraw(self.at, line, self.town.day)

    def _erase(self, contact: str) -> Callable[[], str | None]:
        return lambda: record.change(
            self.at, self.kind, self.id, self.now["version"], {contact: None}
        )

    def _write(self, kind: str) -> Change:
        return lambda at, identity, version, values: record.change(
            at, kind, identity, version, values
        )

    def _retire(self, kind: str, identity: str) -> Callable[[], str | None]:
        return lambda: record.retire(self.at, kind, identity)

    @contextmanager
    def _section(self, companion: str, number: int) -> Iterator[None]:
        label = self.say(f"beside.{companion}")
        # its state is kept by its key: by its label alone it would fold when the number changes
        with (
            st.expander(
                f"{label} ({number})" if number else label,
                key=f"section {companion} {self.id}",
                on_change="rerun",
            ),
            st.container(key=f"beside_{companion}"),
        ):
            yield

    @contextmanager
    def _line(self, words: str, identity: str) -> Iterator[None]:
        """Draw a line; what can be done with it unfolds beside it."""
        with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
            st.text(words, width="stretch")
            # after an act it is another one: closed
            with st.popover(self.say("edit.edit"), key=f"beside {identity} {count()}"):
                yield

    @contextmanager
    def _adding(self, companion: str) -> Iterator[None]:
        with st.popover(
            self.say(f"beside.add_{companion}"),
            icon=":material/add:",
            key=f"add {companion} {count()}",
        ):
            yield

    def _change(self, companion: str, row: Row, write: Change, names: Sequence[str] = ()) -> None:
        """Ask what a line shall say; only what its editor changed is written.

        Whoever saves second is shown what the other wrote, keeps their own words in the form, and
        decides by saving once more or not.
        """
        start = seen(row["id"], row, beside=True)

        def changed(values: Row) -> str | None:
            said = {name: one for name, one in values.items() if (one or None) != start[name]}
            return write(self.at, row["id"], start["version"], said) if said else None

        self._ask(companion, row["id"], start, changed, names)

    def _met(self, conflict: Conflict) -> None:
        theirs = conflict.theirs or {}
        # what the editor left as it was is compared with what it was, so it stays the other's
        saw(conflict.id, {**seen(conflict.id, theirs, beside=True), "version": theirs["version"]})
        text = {
            "evidence": lambda: evidence_words(self.town, theirs, self.say),
            "relation": lambda: since_words(theirs, self.say),
            "consent": lambda: consent_words(self.town, theirs, self.say),
        }[conflict.kind]()
        st.warning(plain(self.say("beside.conflict", text=text)), icon=":material/call_split:")

    def _ask(
        self,
        companion: str,
        name: str,
        start: Row,
        write: Callable[[Row], str | None],
        names: Sequence[str] = (),
    ) -> None:
        """Ask for the columns of a companion and write what was said."""
        wanted = names or COMPANIONS[companion]
        fields = [field for field in FIELDS[companion] if field.name in wanted]
        prefix = f"{companion} {name} {count()}"
        with st.form(prefix, border=False):
            texts = widgets(fields, start, self.town, self.say, prefix=prefix)
            word = "edit.save" if "id" in start else "beside.add"
            if not st.form_submit_button(self.say(word)):
                return
        before = {one: start[one] for one in COMPANIONS[companion] if one in start}
        values, faults = typed(companion, {**before, **texts})
        if faults:
            tell(faults, self.say)
        else:
            said = {one: values[one] for one in texts}
            do(lambda: write(said), self.say, beside=True, met=self._met)

    def _button(
        self, act: str, identity: str, doing: Callable[[], str | None], *, beside: bool = True
    ) -> None:
        word = self.say(f"edit.{act}" if act in ("publish", "lower") else f"beside.{act}")
        if st.button(word, key=f"{act} {identity}"):
            do(doing, self.say, beside=beside)


_ACTORS = ("resource", "group")
_AGREED = ("shown_to", "given_by", "given_on", "until")
_RENEWED = ("shown_to", "until")
