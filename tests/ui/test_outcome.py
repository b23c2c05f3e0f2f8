"""What was done is said as done, whenever the stop was pressed."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _page() -> None:
    import streamlit as st

    from geo.ui.outcome import begun, stopped

    for is_done in (False, True):
        outcome = begun("ligatne", "records")
        outcome.is_done = is_done
        stopped("ligatne", "records")
        st.text(str(st.session_state["outcome"].is_stopped))


def test_a_stop_that_comes_too_late_does_not_claim_that_nothing_was_written() -> None:
    app = AppTest.from_function(_page).run()
    assert [text.value for text in app.text] == ["True", "False"]
