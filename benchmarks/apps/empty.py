"""The floor of Streamlit: a button in a fragment, and a number that says that it ran."""

import streamlit as st


@st.fragment
def page() -> None:
    """Draw the button and the number of this run."""
    st.button("run", key="toggle")
    st.session_state.runs = st.session_state.get("runs", 0) + 1
    st.text(st.session_state.runs)


page()
