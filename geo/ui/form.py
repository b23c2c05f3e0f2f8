"""Widgets made from the table of fields: one control a column, words by key, values by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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


def _widget(field: Field, value: Any, town: Snapshot, say: Words, key: str) -> Any:
    # What a control says at first is its own default, never put into the session: a control in a
    # popover is drawn when somebody opens it, and the session would have told it long before.
    label = field_word(field.name, say) + (" *" if field.required else "")
    if field.vocabulary is not None:
        return _choice(field, value, town, say, label, key)
    if field.form == "yes":
        return st.checkbox(label, value=bool(value), key=key)
    if field.form == "whole":
        number = value if isinstance(value, int) else None
        return st.number_input(label, value=number, min_value=0, step=1, key=key)
    if field.form == "date" and (value is None or len(str(value)) == 10):
        return day_input(label, value, key)
    text = "|".join(value) if isinstance(value, tuple) else str(value or "")
    if field.name.rpartition("_")[0] in _LONG:
        return st.text_area(label, value=text, max_chars=_TEXT_LIMIT, key=key, height=96)
    return st.text_input(label, value=text, max_chars=_TEXT_LIMIT, key=key)


def day_input(label: str, value: str | None, key: str) -> str | None:
    """Draw a control for a day, ISO 8601 or nothing, and return what it says."""
    chosen = st.date_input(
        label,
        value=date.fromisoformat(value) if value else None,
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
        chosen = st.multiselect(
            label,
            options,
            default=[one for one in value or () if one in words],
            format_func=lambda one: words[one],
            placeholder=say("edit.choose"),
            key=key,
        )
        return tuple(chosen)
    picked: str | None = st.selectbox(
        label,
        options,
        index=options.index(value) if value in words else None,
        format_func=lambda one: words[one],
        placeholder=say("edit.choose"),
        key=key,
    )
    return picked


def _links(start: Mapping[str, Any], town: Snapshot, say: Words, key: str) -> tuple[str, ...]:
    """Draw the choice of linked records; a link to one that is out of use is kept unseen."""
    words = linkable(town, say.language)
    words.pop(str(start.get("id")), None)
    before = tuple(start.get("links") or ())
    chosen = st.multiselect(
        field_word("links", say),
        list(words),
        default=[one for one in before if one in words],
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
