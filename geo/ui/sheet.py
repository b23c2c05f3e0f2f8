"""The map's page: panel and map from one view, in one fragment, with the choice in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from geo.acts.choose import choose
from geo.acts.look import View, look_at_address, patch_of
from geo.acts.panel import panel_of
from geo.acts.since_section import since_section
from geo.acts.site import desk_for, town_now
from geo.analysis.choice import ADDRESS_NAMES, Choice
from geo.map.plugin import Patch, tile_source, town_map, use_own_assets
from geo.settings import settings
from geo.ui.boundary import told
from geo.ui.frame import chosen_town, keep_address, theme
from geo.ui.panel import panel
from geo.ui.viewer import viewer

_FROM_FRAME = "../../assets"  # as the map's frame sees our routes, under any base path
_MAP_KEY, _EDIT, _PAGE = "map", "record to edit", "page to open"
_HELP = "help to open"

use_own_assets(
    [f"{_FROM_FRAME}/{name}" for name in ("leaflet.js", "canvas.js", "controls.js",
                                          "layers.js", "community_map.js")],
    [f"{_FROM_FRAME}/{name}" for name in ("leaflet.css", "community_map.css")],
)  # fmt: skip


@st.fragment
def sheet(language: str) -> None:
    """Draw panel and map for the choice that stands in the address."""
    with told(language):
        _sheet(language)


def _sheet(language: str) -> None:
    town = town_now(viewer().level, chosen_town())
    wanted = st.session_state.pop(_EDIT, None)
    if wanted is not None:
        st.switch_page("pages/desk.py", query_params={"town": town.key, **wanted, "lang": language})
    about = st.session_state.pop(_PAGE, None)
    if about is not None:
        st.switch_page("pages/area.py", query_params={"town": town.key, **about, "lang": language})
    help_for = st.session_state.pop(_HELP, None)
    if help_for is not None:
        st.switch_page(
            "pages/help.py", query_params={"town": town.key, **help_for, "lang": language}
        )
    query = {name: st.query_params.get_all(name) for name in ADDRESS_NAMES}
    view = look_at_address(town, query, language)
    patch = patch_of(view, theme())
    keep_address("map", view.choice.address())

    def act(what: Mapping[str, Any]) -> None:
        kind = town.kind_of(view.choice.open)
        if what.get("edit") is True and kind is not None:
            st.session_state[_EDIT] = {"kind": kind, "id": view.choice.open}
            return
        if what.get("help") is True:
            name = "need" if kind == "problem" else "group"
            st.session_state[_HELP] = {name: view.choice.open}
            return
        if what.get("page") is True:
            area = view.open_area
            st.session_state[_PAGE] = {"area": area} if area else {"group": view.choice.open}
            return
        _write_address(choose(view, what))

    with st.container(key="sheet"):
        with st.container(key="panel_side"):
            since = since_section(desk_for(viewer()), view)
            panel(panel_of(view, patch["token"], since=since), act)
        with st.container(key="map_side"):
            _draw_map(view, patch, act)


def _draw_map(view: View, patch: Mapping[str, Any], act: Any) -> None:
    def picked() -> None:
        value = st.session_state.get(_MAP_KEY)
        if isinstance(value, Mapping):
            act(value)

    tiles = settings().tiles
    st_folium(
        town_map(view.snapshot.centre, tile_source(tiles) if tiles else None),
        key=_MAP_KEY,
        height=600,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=Patch(patch),
        on_change=picked,
        render=False,
    )


def _write_address(choice: Choice) -> None:
    """Write the choice into the address, leaving the rest of it (language, view) as it is."""
    address = choice.address()
    for name in ADDRESS_NAMES:
        if name in address:
            value = address[name]
            st.query_params[name] = list(value) if isinstance(value, tuple) else value
        elif name in st.query_params:
            del st.query_params[name]
