"""How what stands beside a record is drawn on its form: sections, lines, and what is asked.

Every line is an act of its own: it is saved at once, and the words being typed into the record's
form stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st

from geo.acts.companion_words import consent_words, evidence_words, since_words
from geo.acts.forms import typed
from geo.acts.record import Desk
from geo.acts.snapshot import Snapshot
from geo.errors import Conflict
from geo.model.fields import FIELDS
from geo.model.forms import COMPANIONS
from geo.ui.done import count, do, saw, seen
from geo.ui.form import tell, widgets
from geo.ui.plain import plain
from geo.words import Words

Row = Mapping[str, Any]
Act = Callable[[], str | None]
Write = Callable[[Row], str | None]
Change = Callable[[Desk, str, int, Row], str | None]

_UNFOLDED = "unfolded section"


class Beside:
    """What stands beside one record, at one desk."""

    def __init__(self, at: Desk, town: Snapshot, say: Words, kind: str, now: Row) -> None:
        self.at, self.town, self.say = at, town, say
        self.kind, self.now = kind, now
        self.id: str = now["id"]
        self._section = ""

    @contextmanager
    def section(self, companion: str, number: int) -> Iterator[None]:
        """Draw a folded section; how many lines it has stands in its title."""
        label = self.say(f"beside.{companion}")
        self._section = f"{companion} {self.id}"
        with (
            st.expander(
                f"{label} ({number})" if number else label,
                expanded=st.session_state.get(_UNFOLDED) == self._section,
            ),
            st.container(key=f"beside_{companion}"),
        ):
            yield

    @contextmanager
    def line(self, words: str, identity: str) -> Iterator[None]:
        """Draw a line; what can be done with it unfolds beside it."""
        with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
            st.text(words, width="stretch")
            # after an act it is another popover: closed
            with st.popover(self.say("edit.edit"), key=f"beside {identity} {count()}"):
                yield

    @contextmanager
    def adding(self, companion: str) -> Iterator[None]:
        """Draw the button under which a line is added."""
        with st.popover(
            self.say(f"beside.add_{companion}"),
            icon=":material/add:",
            key=f"add {companion} {count()}",
        ):
            yield

    def ask(
        self, companion: str, name: str, start: Row, write: Write, names: Sequence[str] = ()
    ) -> None:
        """Ask for the columns of a companion, or for some of them, and write what was said."""
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
            self.do(lambda: write(said), met=self._met)

    def change(self, companion: str, row: Row, write: Change, names: Sequence[str] = ()) -> None:
        """Ask what a line shall say; only what its editor changed is written.

        Whoever saves second is shown what the other wrote, keeps their own words in the form, and
        decides by saving once more or not.
        """
        start = seen(row["id"], row, beside=True)

        def changed(values: Row) -> str | None:
            said = {name: one for name, one in values.items() if (one or None) != start[name]}
            return write(self.at, row["id"], start["version"], said) if said else None

        self.ask(companion, row["id"], start, changed, names)

    def button(self, act: str, identity: str, doing: Act, *, beside: bool = True) -> None:
        """Draw a button that does an act."""
        word = self.say(f"edit.{act}" if act in ("publish", "lower") else f"beside.{act}")
        if st.button(word, key=f"{act} {identity}"):
            self.do(doing, beside=beside)

    def do(
        self,
        act: Act,
        *,
        beside: bool = True,
        met: Callable[[Conflict], None] | None = None,
    ) -> None:
        """Do an act; its section, which would fold as its number changes, stays unfolded."""
        st.session_state[_UNFOLDED] = self._section
        do(act, self.say, beside=beside, met=met)

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
