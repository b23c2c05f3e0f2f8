"""What came of bringing something in: said until the person goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from geo.acts.record import Desk
from geo.ui.plain import plain
from geo.words import Words

_KEPT = "outcome"


@dataclass
class Outcome:
    """What was done; it is filled in while that is under way.

    Streamlit may end a run at any of its own calls, and keeping something in the session is one:
    so this is kept before the work and only filled after it, and a stop that comes a moment too
    late cannot say that nothing was written.

    Attributes
    ----------
    batch
        By what it is taken back.
    text
        What was done, in words.
    is_done, is_stopped
        Whether it was finished, or stopped before.
    rejects
        Name and content of the file of rows that were not taken, and how many they are.
    warning
        What to look at, in words.
    """

    town: str
    section: str
    batch: str | None = None
    text: str = ""
    is_done: bool = False
    is_stopped: bool = False
    rejects: tuple[str, bytes, int] | None = None
    warning: str = ""


def begun(town: str, section: str) -> Outcome:
    """Return the outcome of what begins now."""
    outcome = Outcome(town, section)
    st.session_state[_KEPT] = outcome
    return outcome


def stopped(town: str, section: str) -> None:
    """Say that somebody stopped what was under way, unless it was done already."""
    now = st.session_state.get(_KEPT)
    if not (isinstance(now, Outcome) and now.is_done):
        st.session_state[_KEPT] = Outcome(town, section, is_stopped=True)


def go_on() -> None:
    """Forget what was done: the person has gone on to something else."""
    st.session_state.pop(_KEPT, None)


def tell_outcome(desk: Desk, section: str, say: Words, undo: Callable[[str], None]) -> None:
    """Say what was done last in this section and offer the way back."""
    outcome = st.session_state.get(_KEPT)
    if not isinstance(outcome, Outcome) or (outcome.town, outcome.section) != (desk.town, section):
        return
    if outcome.is_stopped:
        st.info(say("bring.stopped"), icon=":material/cancel:")
    if not outcome.is_done:
        return
    asked = False
    with st.container(key="done", horizontal=True, vertical_alignment="center"):
        st.success(plain(outcome.text), icon=":material/check:")
        if outcome.batch is not None:
            st.page_link(
                "pages/map.py", label=say("bring.see"), icon=":material/map:",
                query_params={"town": desk.town, "lang": say.language},
            )  # fmt: skip
            asked = st.button(say("edit.undo"), key=f"undo {outcome.batch}", icon=":material/undo:")
    if asked and outcome.batch is not None:
        undo(outcome.batch)
    if outcome.warning:
        st.warning(plain(outcome.warning), icon=":material/visibility:")
    if outcome.rejects is not None:
        name, content, count = outcome.rejects
        st.download_button(
            say("arrivals.rejects", n=count), content, name, key="rejects left",
            icon=":material/download:", on_click="ignore",
        )  # fmt: skip
