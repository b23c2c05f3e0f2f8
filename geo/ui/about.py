"""The page that says what this is, where it comes from, and what is not shown and why."""

from __future__ import annotations

import streamlit as st

from geo.acts.snapshot import Snapshot
from geo.ui.frame import PAGES
from geo.words import Words

_SECTIONS = {
    "what": ("what_resources", "what_groups", "what_needs"),
    "sources": ("sources_text",),
    "boundaries": ("boundaries_text",),
    "hidden": (
        "hidden_people", "hidden_points", "hidden_shelter", "hidden_internal", "hidden_ranks",
    ),
    "licences": ("licence_code", "licence_outline", "licence_records"),
    "offline": ("offline_text",),
    "correct": ("correct_text", "revision"),
}  # fmt: skip


def about(town: Snapshot, say: Words) -> None:
    """Draw the page."""
    kinds = town.records.frame["kind"].value_counts()
    values = {
        "resources": say.number(int(kinds.get("resource", 0))),
        "groups": say.number(int(kinds.get("group", 0))),
        "problems": say.number(int(kinds.get("problem", 0))),
        "revision": say.number(town.revision),
    }
    named = say("app.title", town=town.town_name(say.language))
    st.set_page_config(page_title=f"{say('about.title')} · {named}")
    with st.container(key="about"):
        st.title(say("about.title"), anchor=False)
        st.markdown(say("about.lead"))
        for section, sentences in _SECTIONS.items():
            st.subheader(say(f"about.{section}"), anchor=False)
            st.markdown("\n".join(f"- {say(f'about.{key}', **values)}" for key in sentences))
        st.page_link(
            PAGES["method"],
            label=say("method.title"),
            icon=":material/calculate:",
            query_params={"town": town.key, "lang": say.language},
        )
        st.caption(str(town.town.get("publisher", {}).get(f"note_{say.language}", "")))
