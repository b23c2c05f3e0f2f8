"""Something that takes longer than a moment: a bar that moves, and a button that stops it.

Nothing is drawn for what is quick. Pressing the button makes Streamlit end the run of the page at
its next call here; ``on_stop`` is then the first thing the new run does.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

import streamlit as st

from geo.words import Words

Made = TypeVar("Made")
Stop = Callable[[], None]

_QUICK_S = 0.4
_LOOK_S = 0.15
_HALF_WAY_S = 4.0
"""Where nobody knows how much is left, half of the bar fills in this time, then half of that."""


def step_by_step(say: Words, work: Callable[[Callable[[float], None]], Made], stop: Stop) -> Made:
    """Do something that tells how much of it is done, from 0 to 1, and return what it made.

    A stop comes out of that telling, as an exception of Streamlit's own: what is being written is
    rolled back.
    """
    bar = _Bar(say, stop)
    made = work(bar.told)
    bar.clear()
    return made


def meanwhile(say: Words, work: Callable[[], Made], stop: Stop) -> Made:
    """Do something that tells nothing and writes nothing, and return what it made.

    It is done beside this run, so that the button is heard at once; what a stopped one makes is
    thrown away.
    """
    beside = ThreadPoolExecutor(1)
    try:
        made = beside.submit(work)
        bar = _Bar(say, stop)
        began = time.monotonic()
        while not made.done():
            wait([made], timeout=_LOOK_S)
            bar.told(1 - 0.5 ** ((time.monotonic() - began) / _HALF_WAY_S))
        bar.clear()
        return made.result()
    finally:
        beside.shutdown(wait=False)


class _Bar:
    def __init__(self, say: Words, stop: Stop) -> None:
        self._say, self._stop = say, stop
        self._place, self._began = st.empty(), time.monotonic()
        self._bar: st.delta_generator.DeltaGenerator | None = None
        self._next = self._began + _QUICK_S

    def told(self, done: float) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _LOOK_S
        words = self._say("bring.working")
        if self._bar is None:
            # a page may have several of these in one run
            with self._place.container(key=f"under way {now}"):
                self._bar = st.progress(min(1.0, done), words)
                st.button(self._say("bring.stop"), key=f"stop {now}", on_click=self._stop)
        else:
            self._bar.progress(min(1.0, done), words)

    def clear(self) -> None:
        self._place.empty()
