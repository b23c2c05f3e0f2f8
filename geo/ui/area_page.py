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
from geo.analysis.choice import FIRST_DAY, Choice, known_day
from geo.ui.frame import keep_address, kept_address
from geo.ui.leaf import Block, Leaf
from geo.ui.viewer import viewer
from geo.words import Words


def area_page(town: Snapshot, say: Words) -> None:
    """Draw the page."""
    if not {"area", "group"} & set(st.query_params):
        # the browser's way back may bring the page without its part of the address
        for name, value in kept_address("area").items():
            st.query_params[name] = value
    group = st.query_params.get("group", "")
    leaf = Leaf(town, say)
    with st.container(key="leaf"):
        if group:
            keep_address("area", {"group": group})
            found = community(town, group, say)
            leaf.draw(leaf.profile(found) if found else _nothing(leaf, say("error.not_found")))
            return
        asked = [key for key in st.query_params.get_all("area") if key in town.area_rows]
        keys = list(dict.fromkeys(asked))[:MOST]
        since = known_day(st.query_params.get("since", ""))
        keep_address("area", {"area": tuple(keys), **({"since": since} if since else {})})
        tools = _tools(leaf, keys, since)
        if len(keys) == 1:
            one = _profile(town, keys[0], say, since)
            title, *parts = leaf.profile(one)
            leaf.draw([tools, title, _links(leaf, keys), *parts])
        elif keys:
            title = {"form": "title", "title": say("compare.title"), "lead": say("compare.lead")}
            both = leaf.comparison(compare(town, keys, say, as_asked=True))
            leaf.draw([tools, title, _links(leaf, keys), *both])
        else:
            leaf.draw([tools, *_nothing(leaf, "")])


def _tools(leaf: Leaf, keys: list[str], since: str) -> Block:
    """Return what chooses the areas and, of one area, the day since when changes are told."""
    say, town = leaf.say, leaf.town
    day = {
        "label": say("leaf.since"), "day": since, "first": FIRST_DAY, "last": town.day.isoformat()
    }  # fmt: skip
    choose = leaf.chooser("leaf.areas", "leaf.choose", most=MOST, chosen=keys)
    return {"form": "tools", "choose": choose, "since": day if len(keys) == 1 else None}


def _profile(town: Snapshot, key: str, say: Words, since: str) -> Profile:
    if not since:
        return profile(town, key, say)
    day = date.fromisoformat(since)
    view = look(town, Choice(open=f"area:{key}"), say.language)
    lines = changed_since(desk_for(viewer(), town.key), view, day)
    return profile(town, key, say, changed=Changed(day, lines))


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
