"""Where a record is: by a click or a drag on the map, by its area, town-wide, or unknown."""

from __future__ import annotations

import streamlit as st
from streamlit_folium import st_folium

from geo.acts.forms import Place, area_at
from geo.acts.look import look, patch_of
from geo.acts.snapshot import Snapshot
from geo.analysis.choice import Choice
from geo.map.plugin import Patch, town_map
from geo.model.forms import PLACES
from geo.ui.frame import theme
from geo.ui.plain import plain
from geo.words import Words

_MAP = "place map"


def place_of_record(town: Snapshot, say: Words, kind: str, start: Place, prefix: str) -> Place:
    """Draw how, and how precisely, a record is placed, and return what was said."""
    ways = PLACES[kind]
    how = st.radio(
        say("edit.place"),
        ways,
        index=ways.index(start.how) if start.how in ways else 0,
        format_func=lambda one: say(f"edit.place_{one}"),
        key=f"{prefix} how",
        horizontal=True,
    )
    if how == "area":
        area = st.selectbox(
            say("field.area"),
            town.records.areas,
            index=town.records.areas.index(start.area) if start.area else None,
            format_func=lambda key: town.area_name(key, say.language),
            placeholder=say("edit.choose"),
            key=f"{prefix} area",
        )
        return Place("area", area)
    if how != "exact":
        return Place(how)
    spot = st.session_state.get(f"{prefix} spot", (start.lat, start.lon))
    spot = _pick_on_map(town, say, spot, prefix)
    lat, lon = spot
    if lat is None or lon is None:
        st.caption(say("edit.place_none"))
        return Place("exact")
    area = area_at(town, lat, lon)
    st.caption(say("edit.place_click", place=f"{lat:.5f}, {lon:.5f}"))
    name = town.area_name(area, say.language)
    st.caption(plain(say("edit.place_found", area=name) if area else say("edit.place_outside")))
    return Place("exact", area, lat, lon)


def _pick_on_map(
    town: Snapshot, say: Words, spot: tuple[float | None, float | None], prefix: str
) -> tuple[float | None, float | None]:
    """Draw a map on which a click or a drag says the place, and return what was said."""
    view = look(town, Choice(), say.language)
    patch = {**patch_of(view, theme()), "placing": True, "spot": list(spot)}
    patch["token"] = f"{patch['token']} {spot}"

    def said() -> None:
        value = st.session_state.get(_MAP)
        match value:
            case {"place": [float() | int() as lat, float() | int() as lon]}:
                st.session_state[f"{prefix} spot"] = (round(lat, 6), round(lon, 6))

    with st.container(key="place_map"):
        st_folium(
            town_map(town.centre), key=_MAP, height=380, use_container_width=True,
            returned_objects=[], feature_group_to_add=Patch(patch), on_change=said, render=False,
        )  # fmt: skip
    said_spot: tuple[float | None, float | None] = st.session_state.get(f"{prefix} spot", spot)
    return said_spot
