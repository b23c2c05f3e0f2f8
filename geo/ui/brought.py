"""A file that somebody brings: chosen or pasted, read once, and what is wrong with it told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from geo.errors import DataError
from geo.files.shapes import Note
from geo.ui.plain import plain
from geo.words import Words, fault_words

Found = TypeVar("Found")

_SHOWN = 12


def brought(
    say: Words,
    key: str,
    label: str,
    read: Callable[[str, bytes], Found],
    *,
    but: Sequence[str] = (),
) -> Found | None:
    """Draw where a file is chosen and return what ``read`` makes of it, None before or at a fault.

    A file is read once, however often the page runs. ``but`` names what else the reading depends
    on.
    """
    _speak(say)
    file = st.file_uploader(label, key=key)
    if file is None:
        st.session_state.pop(f"{key} read", None)
        return None
    return once(say, f"{key} read", (file.file_id, *but), lambda: read(file.name, file.getvalue()))


def once(say: Words, key: str, of: Any, make: Callable[[], Found]) -> Found | None:
    """Return what was made of something, made only when that something is new; tell its faults."""
    kept = st.session_state.get(key)
    if kept is None or kept[0] != of:
        try:
            with st.spinner(say("bring.reading")):
                kept = (of, make(), None)
        except DataError as error:
            kept = (of, None, error)
        st.session_state[key] = kept
    if kept[2] is not None:
        tell(kept[2], say)
    found: Found | None = kept[1]
    return found


def tell(error: DataError, say: Words) -> None:
    """Tell what is wrong with a file, sentence by sentence."""
    lines = [plain(fault_words(fault, say)) for fault in error.faults[:_SHOWN]]
    more = len(error.faults) - len(lines)
    if more:
        lines.append(say("bring.more_faults", n=more))
    st.error("\n".join([say("bring.refused"), *(f"- {line}" for line in lines)]))


def tell_notes(notes: Sequence[Note], say: Words) -> None:
    """Tell what the reader did on the way."""
    for note in notes:
        st.caption(plain(say(note.key, **note.values)))


def _speak(say: Words) -> None:
    """Give the browser's file control our words: Streamlit has them in English only."""
    texts = {"--kk-choose": say("bring.choose"), "--kk-drop": say("bring.drop")}
    declared = "".join(f'{name}: "{text}";' for name, text in texts.items())
    st.html(f"<style>:root {{ {declared} }}</style>")
