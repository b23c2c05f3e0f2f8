"""The page that says how figures are computed and what they cannot say."""

from __future__ import annotations

import streamlit as st

from geo.acts.method import method
from geo.acts.snapshot import Snapshot
from geo.words import Words


def method_page(_: Snapshot, say: Words) -> None:
    """Draw the page."""
    with st.container(key="about"):
        st.title(say("method.title"), anchor=False)
        st.markdown(say("method.lead"))
        for title, sentences in method(say):
            st.subheader(title, anchor=False)
            st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
