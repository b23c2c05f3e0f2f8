"""An import as one act: done, listed and taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from geo.acts.arrivals import IMPORTED, Plan, commit, imports_of, rejects_of, undo_import
from geo.acts.record import Desk
from geo.errors import Conflict, GeoError
from geo.ui.outcome import begun, stopped
from geo.ui.under_way import step_by_step
from geo.words import Words

_SECTION = "records"


def decide(desk: Desk, plan: Plan, say: Words) -> bool:
    """Draw what can be done with a plan and return whether its rows have been brought in."""
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        will = sum(one.what in IMPORTED and one.edit is not None for one in plan.verdicts)
        asked = bool(will) and st.button(
            say("arrivals.commit", n=will), type="primary", key="commit import"
        )
        if not will:
            st.info(say("arrivals.nothing"))
        if plan.rejected:
            name, _ = rejects_of(plan, say)
            st.download_button(
                say("arrivals.rejects", n=plan.rejected), lambda: rejects_of(plan, say)[1], name,
                key="rejects", icon=":material/download:", on_click="ignore",
            )  # fmt: skip
    if asked:
        with place.container():  # while it is done nobody presses again
            return _done(desk, plan, say)
    return False


def _done(desk: Desk, plan: Plan, say: Words) -> bool:
    rejects = (*rejects_of(plan, say), plan.rejected) if plan.rejected else None
    outcome = begun(desk.town, _SECTION)

    def work(told: Callable[[float], None]) -> None:
        outcome.batch = commit(desk, plan, progress=told)
        outcome.text = f"{say('arrivals.done')} {_counted(plan.counts, say)}"
        outcome.rejects, outcome.is_done = rejects, True

    try:
        step_by_step(say, work, lambda: stopped(desk.town, _SECTION))
    except Conflict:
        st.error(say("arrivals.conflict"))
        return False
    return True


def undo(desk: Desk, say: Words, batch: str) -> None:
    """Take an import back as one act, and say so."""
    outcome = begun(desk.town, _SECTION)

    def work(told: Callable[[float], None]) -> None:
        undone = undo_import(desk, batch, progress=told)
        outcome.text, outcome.is_done = say("bring.undone"), True
        if undone.kept:
            outcome.warning = say("arrivals.kept", n=len(undone.kept))

    try:
        step_by_step(say, work, lambda: stopped(desk.town, _SECTION))
    except GeoError as error:
        st.error(say(error.key))
    else:
        st.rerun()


def earlier(desk: Desk, say: Words) -> None:
    """Draw what was brought in before, each with the way back."""
    found = imports_of(desk)
    if not found:
        return
    with st.expander(say("arrivals.earlier", n=len(found))):
        for one in found:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(
                    f"{say.date(one.at[:10])} · {one.file} · {one.who}\n"
                    + _counted(one.counts, say),
                    width="stretch",
                )
                if one.is_undone:
                    st.text(say("arrivals.undone"), width="content")
                elif st.button(say("arrivals.undo"), key=f"undo earlier {one.batch}"):
                    undo(desk, say, one.batch)


def _counted(counts: Mapping[str, int], say: Words) -> str:
    return ", ".join(
        f"{say(f'verdict.{what}')}: {say.number(n)}" for what, n in counts.items() if n
    )
