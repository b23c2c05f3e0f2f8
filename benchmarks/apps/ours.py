"""Run the real app with a stopwatch around each step of the map's page.

Nothing of the app is changed: functions are wrapped before its pages import them. Arguments are
those of ``streamlit run streamlit_app.py``. With ``BENCH_PROFILE`` set, the page's runs are
profiled into that file as well.
"""

from __future__ import annotations

import cProfile
import functools
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import shared
import streamlit as st
from streamlit.web import cli

from geo.acts import look, panel, site

_seconds: Counter[str] = Counter()
_fragment = st.fragment
_profile = cProfile.Profile()


def _step(names: dict[str, Any], name: str) -> None:
    """Put a stopwatch around one function of a module, given the module's names."""
    function = names[name]

    @functools.wraps(function)
    def timed(*args: Any, **options: Any) -> Any:
        start = time.perf_counter()
        try:
            return function(*args, **options)
        finally:
            _seconds[name] += time.perf_counter() - start

    names[name] = timed


def _timed_fragment(function: Callable[..., Any] | None = None, **options: Any) -> Any:
    """Return Streamlit's fragment with a line of times written after each run.

    A fragment with options of its own (the watch for others' changes) is no click and not timed.
    """
    if function is None:
        return _fragment(**options)
    # streamlit-folium finds its own files only when it is imported by a page, so it is wrapped
    # where the page has it
    if "st_folium" in function.__globals__:
        _step(function.__globals__, "st_folium")

    @functools.wraps(function)
    def body(*args: Any, **options: Any) -> Any:
        _seconds.clear()
        start = time.perf_counter()
        try:
            if "BENCH_PROFILE" in os.environ:
                return _profile.runcall(function, *args, **options)
            return function(*args, **options)
        finally:
            shared.note({"run": time.perf_counter() - start, **_seconds})
            if "BENCH_PROFILE" in os.environ:
                _profile.dump_stats(os.environ["BENCH_PROFILE"])

    return _fragment(body)


for _module, _name in (
    (site, "town_now"),
    (look, "look_at_address"),
    (look, "patch_of"),
    (panel, "panel_of"),
):
    _step(vars(_module), _name)
st.fragment = _timed_fragment
if __name__ == "__main__":
    sys.exit(cli.main(["run", "streamlit_app.py", *sys.argv[1:]]))
