"""A file that somebody brings: chosen, read once, and what is wrong with it told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import streamlit as st

from geo.errors import DataError
from geo.files.shapes import Note
from geo.ui.outcome import go_on
from geo.ui.plain import plain
from geo.ui.under_way import Stop, meanwhile
from geo.words import Words, fault_words

Found = TypeVar("Found")

_SHOWN = 12


class Brought(NamedTuple, Generic[Found]):
    """What was read, and by what it is told from every other file, even one of the same name.

    Controls that belong to a file carry ``id`` in their keys: the next file begins anew.
    """

    id: str
    what: Found


def brought(
    say: Words, key: str, label: str, read: Callable[[str, bytes], Found], stop: Stop
) -> Brought[Found] | None:
    """Draw where a file is chosen and return what ``read`` makes of it, None before or at a fault.

    A file is read once, however often the page runs.
    """
    most_mb = int(st.get_option("server.maxUploadSize"))
    _speak(say, most_mb)
    file = st.file_uploader(label, key=turn(key))
    if file is None:
        st.session_state.pop(f"{key} read", None)
        return None
    name, data = file.name, file.getvalue()

    def stopped() -> None:
        forget(key)
        stop()

    def found_now() -> Found:
        go_on()
        return meanwhile(say, lambda: read(name, data), stopped)

    found = once(say, f"{key} read", file.file_id, found_now)
    return None if found is None else Brought(file.file_id, found)


def turn(key: str) -> str:
    """Return the key of a control that can be emptied: another one each time it is forgotten."""
    return f"{key} {st.session_state.get(f'{key} turn', 0)}"


def forget(key: str) -> None:
    """Forget what was chosen or typed: the control is empty again."""
    st.session_state[f"{key} turn"] = st.session_state.get(f"{key} turn", 0) + 1
    st.session_state.pop(f"{key} read", None)


def once(say: Words, key: str, of: Any, make: Callable[[], Found]) -> Found | None:
    """Return what was made of something, made only when that something is new; tell its faults."""
    kept = st.session_state.get(key)
    with st.container():  # what stands below keeps its place, whether something is made or not
        if kept is None or kept[0] != of:
            try:
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


def _speak(say: Words, most_mb: int) -> None:
    """Give the browser's file control our words: Streamlit has them in English only."""
    texts = {
        "--kk-choose": say("bring.choose"),
        "--kk-other": say("bring.choose_other"),
        "--kk-drop": say("bring.drop", mb=most_mb),
        "--kk-large": say("bring.large", mb=most_mb),
    }
    declared = "".join(f'{name}: "{text}";' for name, text in texts.items())
    st.html(f"<style>:root {{ {declared} }}</style>")
