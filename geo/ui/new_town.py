"""A new town in a few steps: its name, what its areas are called, what it does not use."""

from __future__ import annotations

import streamlit as st

from geo.acts.record import Desk
from geo.acts.snapshot import Snapshot
from geo.acts.towns import new_town
from geo.errors import NotReady
from geo.model.fields import LANGUAGES
from geo.model.taxonomy import TYPE_OF_KIND
from geo.ui.frame import keep_address
from geo.words import Words, unit_word, units

_OFFERED = tuple(TYPE_OF_KIND.values())


def new_town_form(desk: Desk, town: Snapshot, say: Words) -> None:
    """Draw the form, and begin the town when it is sent."""
    st.markdown(say("towns.lead"))
    with st.form("new town"):
        names = {
            lang: st.text_input(
                say("towns.name", language=say(f"towns.in_{lang}"))
                + (" *" if lang == "lv" else ""),
                max_chars=80,
                key=f"town name {lang}",
            )
            for lang in LANGUAGES
        }
        unit = st.selectbox(
            say("towns.unit"),
            units(),
            format_func=lambda key: unit_word(key, "Units", say.language),
            key="town unit",
        )
        training = st.checkbox(say("towns.training"), key="town training")
        with st.expander(say("towns.terms")):
            hidden = [name for kind in _OFFERED for name in _unwanted(town, kind, say)]
        sent = st.form_submit_button(say("towns.begin"), type="primary")
    if not sent:
        return
    try:
        key = new_town(desk, names, unit=unit, training=training, hidden=hidden)
    except NotReady as error:
        st.error("\n".join(say(reason) for reason in error.reasons))
        return
    st.query_params["town"], st.query_params["what"] = key, "areas"
    keep_address("bring", {"what": "areas"})
    st.rerun()


def _unwanted(town: Snapshot, kind: str, say: Words) -> list[str]:
    """Draw the terms of one vocabulary and return those that the new town leaves out."""
    words = {term.key: town.taxonomy.label(kind, term.key, say.language)
             for term in town.taxonomy.of(kind)}  # fmt: skip
    kept = st.multiselect(
        say(f"towns.{kind}"),
        list(words),
        default=list(words),
        format_func=lambda key: words[key],
        key=f"terms {kind}",
    )
    return [f"{kind}/{key}" for key in words if key not in kept]
