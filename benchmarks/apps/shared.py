"""What the measured apps have in common: points, assets without a network, marks for the clock."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import files
from pathlib import Path
from typing import Any

import folium
import invented
import streamlit as st
from folium.template import Template
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

CATEGORY = "sport_recreation"
CENTRE = (55.88, 26.54)

_FROM_FRAME = "../../assets"
_LEAFLET = "leaflet/static/leaflet/leaflet.js"
_JQUERY = "django/contrib/admin/static/admin/js/vendor/jquery/jquery.min.js"


class Painted(folium.MacroElement):
    """Tells the page when everything before it in the map's script has been painted."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "requestAnimationFrame(() => requestAnimationFrame(() => {"
        "window.parent.benchPainted = {token: {{ this.token }}, at: Date.now()}; }));"
        "{% endmacro %}"
    )

    def __init__(self, token: int) -> None:
        super().__init__()
        self.token = token


@contextmanager
def timed(name: str = "run") -> Iterator[None]:
    """Write how long the body took, where the benchmark asked for it."""
    start = time.perf_counter()
    yield
    note({name: time.perf_counter() - start})


def note(seconds: dict[str, float]) -> None:
    """Append one line of seconds by name to the benchmark's file of times."""
    with Path(os.environ["BENCH_TIMES"]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(seconds) + "\n")


@cache
def points() -> list[dict[str, Any]]:
    """Return the invented points of this run."""
    return invented.points(int(os.environ["BENCH_COUNT"]))


def toggled_points() -> tuple[list[dict[str, Any]], int]:
    """Draw the one filter and return the points it lets through and the number of this run."""
    state = st.session_state
    if st.button("filter", key="toggle"):
        state.narrow = not state.get("narrow", False)
    state.runs = state.get("runs", 0) + 1
    shown = points()
    if state.get("narrow"):
        shown = [point for point in shown if point["type"] == CATEGORY]
    return shown, state.runs


def own_assets() -> list[BaseRoute]:
    """Make folium load Leaflet and jQuery from the installed wheels; return their routes."""
    folium.Map.default_js = [
        ("jquery", f"{_FROM_FRAME}/jquery/jquery.min.js"),
        ("leaflet", f"{_FROM_FRAME}/leaflet/leaflet.js"),
    ]
    folium.Map.default_css = [("leaflet", f"{_FROM_FRAME}/leaflet/leaflet.css")]
    leaflet = _installed("django-leaflet", _LEAFLET)

    async def icon(request: Request) -> FileResponse:
        return FileResponse(leaflet / "images" / f"{request.path_params['name']}.png")

    return [
        # streamlit-folium cuts ``/images/`` out of the address of the markers' pictures
        Route("/assets/leaflet{name}.png", icon),
        Mount("/assets/leaflet", StaticFiles(directory=leaflet)),
        Mount("/assets/jquery", StaticFiles(directory=_installed("django", _JQUERY))),
    ]


def _installed(package: str, name: str) -> Path:
    return next(
        Path(str(file.locate())).parent for file in files(package) or () if file.as_posix() == name
    )
