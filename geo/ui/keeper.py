"""Unsaved words and their place are kept in the visitor's own browser.

They stay there until they are saved or thrown away.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from geo.model.fields import Field

_KEY = "keeper"

# A draft is offered once after a page load; leaving with unsaved words makes the browser ask.
_SCRIPT = """
export default function ({ data, setStateValue }) {
  const name = `karte draft ${data.form}`;
  const asked = (window.karteAsked ??= new Set());
  if (!asked.has(name)) {
    asked.add(name);
    const kept = localStorage.getItem(name);
    if (kept) { setStateValue("draft", { form: data.form, values: JSON.parse(kept) }); return; }
  }
  if (data.dirty) localStorage.setItem(name, JSON.stringify(data.values));
  else localStorage.removeItem(name);
  window.onbeforeunload = data.dirty ? (event) => event.preventDefault() : null;
}
"""

_component = st.components.v2.component("kopienas_karte.keeper", js=_SCRIPT)


def keep(form: str, values: Mapping[str, Any], *, dirty: bool) -> None:
    """Keep what a form says now; a form without unsaved words keeps nothing."""
    _component(
        key=_KEY,
        data={"form": form, "values": dict(values), "dirty": dirty},
        on_draft_change=lambda: None,
    )


def restore(form: str, fields: tuple[Field, ...], prefix: str) -> Mapping[str, Any]:
    """Put a kept draft back into the form's controls, once, before they are drawn.

    Returns what else the draft keeps, by name; nothing where there is no draft to put back.
    """
    kept = st.session_state.get(_KEY)
    draft = kept.get("draft") if isinstance(kept, Mapping) else None
    done = f"{prefix} restored"
    if not isinstance(draft, Mapping) or draft.get("form") != form or st.session_state.get(done):
        return {}
    st.session_state[done] = True
    values = draft.get("values")
    if not isinstance(values, Mapping):
        return {}
    for field in fields:
        if field.name in values:
            st.session_state[f"{prefix} {field.name}"] = _state(field, values[field.name])
    names = {field.name for field in fields}
    return {name: value for name, value in values.items() if name not in names}


def _state(field: Field, value: Any) -> Any:
    """Return a kept value as the control of its field holds it."""
    if field.form == "date" and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    if field.form == "keys":
        return list(value) if isinstance(value, list) else []
    return value
