"""A sandbox: a planned place on the map, or some that close, and what would change."""

from __future__ import annotations

import streamlit as st

from geo.acts.forms import Place
from geo.acts.site import desk_for
from geo.acts.snapshot import Snapshot
from geo.acts.trying import Trial, keep_planned, what_if
from geo.model.taxonomy import KINDS, TYPE_OF_KIND
from geo.ui.done import after, do
from geo.ui.place import place_of_record
from geo.ui.viewer import viewer
from geo.words import Words

_OPEN, _FIRST = "trying", "first place tried"
_PREFIX = "trial"


def trying(town: Snapshot, say: Words) -> None:
    """Draw the sandbox, folded until it is asked for."""
    with st.container(key="help_page"):
        if not st.toggle(say("try.title"), key=_OPEN):
            return
        st.caption(say("try.lead"))
        if viewer().may("record"):
            after(desk_for(viewer(), town.key), say)
        kind = TYPE_OF_KIND["resource"]
        category = st.selectbox(
            say("try.category"),
            [term.key for term in town.taxonomy.of(kind) if not term.hidden],
            format_func=lambda key: town.taxonomy.label(kind, key, say.language),
            key=f"{_PREFIX} category",
        )
        names = _acting(town, str(category), say.language)
        closed = st.multiselect(
            say("try.closed"), list(names), format_func=names.__getitem__,
            placeholder=say("edit.choose"), key=f"{_PREFIX} closed {category}",
        )  # fmt: skip
        place = place_of_record(town, say, "resource", Place("exact"), _PREFIX)
        spot = (place.lat, place.lon) if place.lat is not None and place.lon is not None else None
        trial = Trial(str(category), spot, tuple(closed))
        if spot or closed:
            _told(town, trial, say, say("try.this"))
            _candidates(town, trial, say)


def _candidates(town: Snapshot, trial: Trial, say: Words) -> None:
    """Draw the place kept for comparison, and what can be done with the present one."""
    kept: Trial | None = st.session_state.get(_FIRST)
    if kept is not None and kept.category == trial.category and kept != trial:
        _told(town, kept, say, say("try.other"))
    with st.container(horizontal=True):
        if st.button(say("try.compare"), key="keep trial"):
            st.session_state[_FIRST] = trial
            st.rerun()
        if trial.place and viewer().may("record") and st.button(say("try.keep"), key="note trial"):
            at = desk_for(viewer(), town.key)
            do(lambda: keep_planned(at, town, trial), say, beside=True)


def _told(town: Snapshot, trial: Trial, say: Words, title: str) -> None:
    st.subheader(title, anchor=False)
    st.text("\n".join(what_if(town, trial, say)) or say("try.nothing"))


def _acting(town: Snapshot, category: str, language: str) -> dict[str, str]:
    """Return the names of the resources of a category by their ids."""
    records, names = town.records, town.names(language)
    kind, wanted = KINDS.index("resource"), (TYPE_OF_KIND["resource"], category)
    return {
        str(records.ids[row]): names[row]
        for row in range(len(records))
        if records.kind[row] == kind and records.types[records.type[row]] == wanted
    }
