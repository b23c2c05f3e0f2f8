"""The panel as a component of ours: accessible HTML from plain data, answers as acts.

Streamlit's own choice widgets put translated labels with counts into the address and lose their
value when a count changes; the panel keeps ids.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

# The script itself is an asset: what is written here travels with every message.
_SHIM = """
let ready;
export default function (component) {
  ready ??= import(new URL("assets/panel.js", document.baseURI).href);
  ready.then((panel) => panel.draw(component));
}
"""
_KEY = "panel"

_component = st.components.v2.component("kopienas_karte.panel", js=_SHIM, isolate_styles=False)


def panel(data: Mapping[str, Any], on_act: Callable[[Mapping[str, Any]], None]) -> None:
    """Draw the panel; ``on_act`` is called with what the visitor did, before the next run."""

    def acted() -> None:
        act = st.session_state[_KEY].get("act")
        if isinstance(act, Mapping):
            on_act(act)

    _component(key=_KEY, data=dict(data), on_act_change=acted)
