"""Unsaved words and their place are kept in the visitor's own browser.

They stay there until they are saved or thrown away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from geo.model.fields import Field

_KEY, _TAKEN = "keeper", "drafts taken"

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


def keep(form: str, unsaved: Mapping[str, Any]) -> None:
    """Keep what a form says now that is not saved yet; without unsaved words nothing is kept."""
    _component(
        key=_KEY,
        data={"form": form, "values": dict(unsaved), "dirty": bool(unsaved)},
        on_draft_change=lambda: None,
    )


def restore(form: str, prefix: str) -> Mapping[str, Any]:
    """Return what a kept draft of a form says by name, nothing where there is none.

    The browser offers a draft once after a page load, a moment after the form was first drawn.
    From then on the draft is what the controls under ``prefix`` say at first; a form that is
    opened after it, even of the same kind, begins without it.
    """
    own = f"{prefix} draft"
    if own not in st.session_state:
        kept = st.session_state.get(_KEY)
        draft = kept.get("draft") if isinstance(kept, Mapping) else None
        taken: set[str] = st.session_state.setdefault(_TAKEN, set())
        if not isinstance(draft, Mapping) or draft.get("form") != form or form in taken:
            return {}
        taken.add(form)
        values = draft.get("values")
        st.session_state[own] = dict(values) if isinstance(values, Mapping) else {}
    said: Mapping[str, Any] = st.session_state[own]
    return said


def fitting(fields: Iterable[Field], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a draft says of some fields, without what their controls could not say."""
    return {
        field.name: kept[field.name]
        for field in fields
        if field.name in kept and _fits(field, kept[field.name])
    }


def _fits(field: Field, value: Any) -> bool:
    if value is None:
        return True
    if field.form == "keys":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if field.form == "yes":
        return isinstance(value, bool)
    if field.form == "whole":
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if field.form == "date" and isinstance(value, str) and len(value) == 10:
        try:
            return bool(date.fromisoformat(value))
        except ValueError:
            return False
    return isinstance(value, str)
