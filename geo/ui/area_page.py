"""The page of an area or a community, and of two or three areas side by side."""

from __future__ import annotations

from datetime import date

import streamlit as st

from geo.acts.compare import MOST, compare
from geo.acts.look import look
from geo.acts.profile import Changed, Profile, community, profile
from geo.acts.since import changed_since
from geo.acts.site import desk_for
from geo.acts.snapshot import Snapshot
from geo.analysis.choice import Choice, known_day
from geo.ui.frame import keep_address
from geo.ui.leaf import Block, Leaf
from geo.ui.viewer import viewer
from geo.words import Words, collation_key

_AREAS, _SINCE = "areas of the page", "since of the page"


def area_page(town: Snapshot, say: Words) -> None:
    """Draw the page."""
    group = st.query_params.get("group", "")
    leaf = Leaf(town, say)
    with st.container(key="leaf"):
        if group:
            found = community(town, group, say)
            leaf.draw(leaf.profile(found) if found else _nothing(leaf, say("error.not_found")))
            return
        keys = _choose(town, say)
        since = known_day(st.query_params.get("since", ""))
        keep_address("area", {"area": tuple(keys), **({"since": since} if since else {})})
        if len(keys) == 1:
            one = _profile(town, keys[0], say, since)
            leaf.draw([*_first(leaf, one, keys), *leaf.profile(one)[1:]])
        elif keys:
            title = {"form": "title", "title": say("compare.title"), "lead": say("compare.lead")}
            both = leaf.comparison(compare(town, keys, say, as_asked=True))
            leaf.draw([title, _links(leaf, keys), *both])
        else:
            leaf.draw(_nothing(leaf, say("leaf.choose")))


def _choose(town: Snapshot, say: Words) -> list[str]:
    """Draw what is chosen by the address, and return it."""
    asked = [key for key in st.query_params.get_all("area") if key in town.area_rows]
    keys = list(dict.fromkeys(asked))[:MOST]
    since = known_day(st.query_params.get("since", ""))
    st.session_state[_AREAS] = keys
    st.session_state[_SINCE] = date.fromisoformat(since) if since else None
    names = sorted(town.area_rows, key=lambda key: collation_key(town.area_name(key, say.language)))
    with st.container(key="leaf_tools", horizontal=True, vertical_alignment="bottom"):
        st.multiselect(
            say("leaf.areas"),
            names,
            format_func=lambda key: town.area_name(key, say.language),
            max_selections=MOST,
            placeholder=say("edit.choose"),
            key=_AREAS,
            on_change=_chosen,
        )
        if len(keys) == 1:
            st.date_input(
                say("leaf.since"), key=_SINCE, format="DD.MM.YYYY", max_value=town.day,
                min_value=date(2000, 1, 1), on_change=_chosen,
            )  # fmt: skip
    return keys


def _chosen() -> None:
    """Write what was chosen into the address, which is what the page shows."""
    st.query_params["area"] = st.session_state[_AREAS]
    since = st.session_state.get(_SINCE)
    if since and len(st.session_state[_AREAS]) == 1:
        st.query_params["since"] = since.isoformat()
    elif "since" in st.query_params:
        del st.query_params["since"]


def _profile(town: Snapshot, key: str, say: Words, since: str) -> Profile:
    if not since:
        return profile(town, key, say)
    day = date.fromisoformat(since)
    view = look(town, Choice(open=f"area:{key}"), say.language)
    lines = changed_since(desk_for(viewer(), town.key), view, day)
    return profile(town, key, say, changed=Changed(day, lines))


def _first(leaf: Leaf, one: Profile, keys: list[str]) -> list[Block]:
    return [leaf.profile(one)[0], _links(leaf, keys)]


def _links(leaf: Leaf, keys: list[str]) -> Block:
    say = leaf.say
    to_map = {
        **leaf.link("map", open=f"area:{keys[0]}"), "label": say("leaf.on_map"), "at": "on map"
    }  # fmt: skip
    give = {**leaf.file("handover/zip", "leaf.hand_over", area=keys), "strong": True}
    csv = leaf.file("area.csv", "leaf.csv", area=keys)
    return {"form": "links", "links": [give, *([to_map] if len(keys) == 1 else []), csv]}


def _nothing(leaf: Leaf, text: str) -> list[Block]:
    links = [{**leaf.link("areas"), "label": leaf.say("leaf.all_areas"), "at": "all areas"}]
    title = {"form": "title", "title": leaf.say("leaf.page"), "lead": text}
    return [title, {"form": "links", "links": links}]
