"""Widgets made from the table of fields: one control a column, words by key, values by id."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from geo.acts.forms import FieldFault, linkable
from geo.acts.history import field_word
from geo.acts.snapshot import Snapshot
from geo.model.fields import Field
from geo.words import Words

_LONG = ("summary", "note", "statement", "offers", "seeks", "result", "message", "answer")
_TEXT_LIMIT = 4000
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2100, 1, 1)


def widgets(
    fields: Sequence[Field], start: Mapping[str, Any], town: Snapshot, say: Words, *, prefix: str
) -> dict[str, Any]:
    """Draw a control for each field and return what they say by field name.

    ``prefix`` keeps the controls of one record apart from those of another.
    """
    said = {}
    for field in fields:
        key = f"{prefix} {field.name}"
        if field.name == "links":
            said[field.name] = _links(start, town, say, key)
        else:
            said[field.name] = _widget(field, start.get(field.name), town, say, key)
    return said


def tell(faults: Iterable[FieldFault], say: Words) -> None:
    """Say what cannot be saved as it is."""
    lines = [
        say(f"form_fault.{fault.reason}", field=field_word(fault.field, say)) for fault in faults
    ]
    st.error("\n".join([say("edit.faults"), *(f"- {line}" for line in lines)]))


def seed(key: str, value: Any) -> None:
    """Give a control what it says until somebody, or a kept draft, says otherwise.

    A control with a default of its own as well would warn of two answers.
    """
    if key not in st.session_state:
        st.session_state[key] = value


def seed_known(key: str, value: Any, known: Container[str]) -> None:
    """Give a choice what it says at first; what it does not know, or no more, is left out.

    A kept draft may be older than the list it was chosen from.
    """
    seed(key, value)
    said = st.session_state[key]
    if isinstance(said, list):
        fitting: Any = [one for one in said if one in known]
    else:
        fitting = said if said in known else None
    if fitting != said:
        st.session_state[key] = fitting


def _widget(field: Field, value: Any, town: Snapshot, say: Words, key: str) -> Any:
    label = field_word(field.name, say) + (" *" if field.required else "")
    if field.vocabulary is not None:
        return _choice(field, value, town, say, label, key)
    if field.form == "yes":
        seed(key, bool(value))
        return st.checkbox(label, key=key)
    if field.form == "whole":
        seed(key, value)
        return st.number_input(label, value=None, min_value=0, step=1, key=key)
    if field.form == "date" and (value is None or len(str(value)) == 10):
        seed(key, date.fromisoformat(value) if value else None)
        return day_input(label, key)
    seed(key, "|".join(value) if isinstance(value, tuple) else str(value or ""))
    if field.name.rpartition("_")[0] in _LONG:
        return st.text_area(label, max_chars=_TEXT_LIMIT, key=key, height=96)
    return st.text_input(label, max_chars=_TEXT_LIMIT, key=key)


def day_input(label: str, key: str) -> str | None:
    """Draw a control for a day and return it as ISO 8601."""
    chosen = st.date_input(
        label,
        value=None,
        format="DD.MM.YYYY",
        min_value=_FIRST_DAY,
        max_value=_LAST_DAY,
        key=key,
    )
    return chosen.isoformat() if isinstance(chosen, date) else None


def _choice(
    field: Field, value: Any, town: Snapshot, say: Words, label: str, key: str
) -> str | tuple[str, ...] | None:
    options, words = options_of(field, town, say)
    if field.form == "keys":
        seed_known(key, list(value or ()), words)
        return tuple(
            st.multiselect(
                label,
                options,
                format_func=lambda one: words[one],
                placeholder=say("edit.choose"),
                key=key,
            )
        )
    seed_known(key, value, words)
    picked: str | None = st.selectbox(
        label,
        options,
        index=None,
        format_func=lambda one: words[one],
        placeholder=say("edit.choose"),
        key=key,
    )
    return picked


def _links(start: Mapping[str, Any], town: Snapshot, say: Words, key: str) -> tuple[str, ...]:
    """Draw the choice of linked records; a link to one that is out of use is kept unseen."""
    words = linkable(town, say.language)
    words.pop(str(start.get("id")), None)
    before = start.get("links") or ()
    seed_known(key, list(before), words)
    chosen = st.multiselect(
        field_word("links", say),
        list(words),
        format_func=lambda one: words[one],
        placeholder=say("edit.links_hint"),
        key=key,
    )
    kept = [one for one in before if one in chosen or one not in words]
    return tuple(dict.fromkeys([*kept, *chosen]))


def options_of(field: Field, town: Snapshot, say: Words) -> tuple[list[str], dict[str, str]]:
    """Return the keys a field may hold, in their order, and their words."""
    if field.vocabulary == "area":
        words = {key: town.area_name(key, say.language) for key in town.records.areas}
    else:
        words = {
            term.key: town.taxonomy.label(term.kind, term.key, say.language)
            for term in town.taxonomy.of(field.vocabulary or "")
            if not term.hidden
        }
    return list(words), words
