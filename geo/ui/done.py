"""Do an act of the desk, say what came of it, and offer the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from geo.acts import record
from geo.errors import Conflict, GeoError, NotReady
from geo.words import Words

_DONE, _NOTED, _COUNT = "last batch", "last noted", "forms saved"
_SEEN, _SEEN_BESIDE = "what forms saw", "what forms beside saw"


def count() -> int:
    """Return how many forms this visitor has saved: the next one has controls of its own."""
    saved: int = st.session_state.get(_COUNT, 0)
    return saved


def seen(identity: str, now: Mapping[str, Any], *, beside: bool = False) -> Mapping[str, Any]:
    """Return a record, or what stands ``beside`` one, as its editor saw it when the form opened.

    Another's later change must meet as a conflict, not slip under the words being typed.
    """
    of_all = st.session_state.setdefault(_SEEN_BESIDE if beside else _SEEN, {})
    kept: Mapping[str, Any] = of_all.setdefault(identity, now)
    return kept


def saw(identity: str, now: Mapping[str, Any]) -> None:
    """Remember that an editor has been shown what stands beside a record as it is now."""
    st.session_state.setdefault(_SEEN_BESIDE, {})[identity] = now


def done(batch: str | None, *, noted: tuple[str, str] | None = None, beside: bool = False) -> None:
    """Keep what can be taken back, forget what the forms had seen, and draw anew.

    ``noted`` names kind and id of a new record. What was done ``beside`` a record leaves the words
    being typed into its form as they are.
    """
    st.session_state[_DONE], st.session_state[_NOTED] = batch, noted
    st.session_state[_COUNT] = count() + 1
    st.session_state.pop(_SEEN_BESIDE, None)
    if not beside:
        st.session_state.pop(_SEEN, None)
    st.rerun()


def do(
    act: Callable[[], str | None],
    say: Words,
    *,
    beside: bool = False,
    met: Callable[[Conflict], None] | None = None,
) -> None:
    """Do an act; what hinders it is said in sentences, and a conflict as ``met`` says it."""
    try:
        batch = act()
    except Conflict as conflict:
        if met is None or conflict.theirs is None:
            st.error(say(conflict.key))
        else:
            met(conflict)
    except NotReady as error:
        reasons = "\n".join(f"- {say(reason)}" for reason in error.reasons)
        st.error(f"{say('edit.not_ready')}\n{reasons}")
    except GeoError as error:
        st.error(say(error.key))
    else:
        done(batch, beside=beside)


def after(at: record.Desk, say: Words) -> None:
    """Say what was done last and offer to take it back, or to say more of a new record."""
    if _DONE not in st.session_state:
        return
    batch, noted = st.session_state[_DONE], st.session_state.get(_NOTED)
    if batch is None:
        st.info(say("edit.nothing"))
        del st.session_state[_DONE]
        return
    with st.container(key="done", horizontal=True, vertical_alignment="center"):
        st.success(say("edit.saved"), icon=":material/check:")
        if noted and st.button(say("edit.say_more"), key=f"more {batch}", icon=":material/edit:"):
            open_record(*noted)
        if st.button(say("edit.undo"), key=f"undo {batch}", icon=":material/undo:"):
            do(lambda: record.undo(at, batch), say)


def open_record(kind: str, identity: str) -> None:
    """Go to the form of a record."""
    st.session_state[_NOTED] = None
    st.query_params["kind"], st.query_params["id"] = kind, identity
    st.rerun()
