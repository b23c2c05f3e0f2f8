"""Where a record is: by a click or a drag on the map, by its area, town-wide, or unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

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
    areas = {key: town.area_name(key, say.language) for key in town.records.areas}
    if how == "area":
        chosen = st.selectbox(
            say("field.area"),
            list(areas),
            index=list(areas).index(start.area) if start.area in areas else None,
            format_func=areas.__getitem__,
            placeholder=say("edit.choose"),
            key=f"{prefix} area",
        )
        return Place("area", chosen)
    if how == "areas":
        several = st.multiselect(
            say("field.areas"),
            list(areas),
            default=[key for key in start.areas if key in areas],
            format_func=areas.__getitem__,
            placeholder=say("edit.choose"),
            key=f"{prefix} areas",
        )
        return Place("areas", areas=tuple(several))
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


def kept_place(place: Place) -> dict[str, Any]:
    """Return a place as a draft keeps it: how, and as far as it was said where."""
    spot = None if place.lat is None else [place.lat, place.lon]
    return {"how": place.how, "area": place.area, "areas": list(place.areas), "spot": spot}


def place_kept(kept: Any, kind: str) -> Place | None:
    """Return the place that a draft keeps, None where this kind cannot have it."""
    if not isinstance(kept, Mapping) or kept.get("how") not in PLACES[kind]:
        return None
    areas = kept.get("areas")
    area = kept.get("area")
    place = Place(
        str(kept["how"]),
        area=area if isinstance(area, str) else None,
        areas=tuple(filter(None, map(str, areas))) if isinstance(areas, list) else (),
    )
    match kept.get("spot"):
        case [float() | int() as lat, float() | int() as lon]:
            return replace(place, lat=lat, lon=lon)
    return place


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
