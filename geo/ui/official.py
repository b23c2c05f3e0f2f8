"""Official data as they are published: where to download them, what would change, then done."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from geo.acts.official import OfficialPlan, boundaries_of, commit_official, plan_official
from geo.acts.record import Desk
from geo.acts.snapshot import Snapshot
from geo.errors import Conflict, NotReady
from geo.files.official import ADAPTERS, Adapter, adapter_named
from geo.files.official.adapter import AREAS, CELLS, FIGURES
from geo.model.days import today
from geo.settings import settings
from geo.ui.brought import Brought, brought, once
from geo.ui.outcome import stopped
from geo.ui.plain import plain
from geo.ui.studio import look_over
from geo.words import Words

_DONE = "official done"
_SECTION = "official"


def official(desk: Desk, town: Snapshot, say: Words) -> None:
    """Draw the data sets and the one that was chosen."""
    if st.session_state.pop(_DONE, None) == desk.town:
        st.success(say("official.done"), icon=":material/check:")
    st.markdown(say("official.lead"))
    titles = {one.key: f"{one.title} ({one.publisher})" for one in ADAPTERS}
    key = st.selectbox(
        say("official.which"), list(titles), index=None, format_func=titles.__getitem__,
        placeholder=say("edit.choose"), key="official data set",
    )  # fmt: skip
    adapter = adapter_named(key) if key else None
    if adapter is None:
        return
    st.text(say("official.licence", licence=adapter.licence))
    st.markdown(plain(say("official.where", file=adapter.file)) + f" <{adapter.address}>")
    if adapter.largest:
        st.caption(say("official.large"))
    if adapter.brings == AREAS:
        _areas(desk, town, adapter, say)
    else:
        _others(desk, adapter, say)


def _areas(desk: Desk, town: Snapshot, adapter: Adapter, say: Words) -> None:
    select = st.text_input(say("official.select"), key=f"select {adapter.key}", max_chars=2000)
    if not select.strip():
        st.caption(say("official.select_needed"))
        return
    limits = settings().limits
    found = brought(
        say, f"official {adapter.key}", say("official.file"),
        lambda _, data: boundaries_of(adapter, data, limits, select=select.strip()),
        partial(stopped, desk.town, _SECTION),
    )  # fmt: skip
    if found is not None:
        shapes, reading = found.what
        reading = replace(reading, select=select.strip())
        look_over(desk, town, Brought(found.id, shapes), lambda: reading, say)


def _others(desk: Desk, adapter: Adapter, say: Words) -> None:
    limits, year = settings().limits, None
    if adapter.brings in (FIGURES, CELLS):
        year = st.number_input(
            say("official.year"), value=None, min_value=1900, max_value=today().year, step=1,
            key=f"year {adapter.key}",
        )  # fmt: skip
    file = brought(
        say, f"official {adapter.key}", say("official.file"), lambda _, data: data,
        partial(stopped, desk.town, _SECTION),
    )  # fmt: skip
    if file is None:
        return
    data = file.what
    try:
        plan = once(
            say, "official plan", (file.id, year, desk.town, desk.store.revision()),
            lambda: plan_official(desk, adapter, data, limits, year=year),
        )  # fmt: skip
    except NotReady as error:
        st.warning("\n".join(say(reason) for reason in error.reasons))
        return
    if plan is not None:
        _decide(desk, plan, say)


def _decide(desk: Desk, plan: OfficialPlan, say: Words) -> None:
    """Say what a file would bring, and bring it when somebody says yes."""
    st.markdown("\n".join(f"- {plain(line(say))}" for line in plan.lines))
    if not plan.is_news:
        st.info(say("official.nothing"))
    elif st.button(say("official.commit"), type="primary", key="commit official"):
        try:
            commit_official(desk, plan)
        except Conflict:
            st.error(say("arrivals.conflict"))
            return
        st.session_state[_DONE] = desk.town
        st.rerun()
