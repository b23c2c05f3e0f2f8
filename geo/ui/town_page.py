"""The page of the whole town: every area and every need at a glance, and the hand-over."""

from __future__ import annotations

import streamlit as st

from geo.acts.handover import MOST
from geo.acts.matrix import matrix_of
from geo.acts.snapshot import Snapshot
from geo.ui.leaf import Block, Leaf
from geo.ui.trying import trying
from geo.words import Words

_AREAS = "areas to hand over"


def town_page(town: Snapshot, say: Words) -> None:
    """Draw the page."""
    leaf = Leaf(town, say)
    with st.container(key="leaf"):
        if town.areas.empty:
            st.info(say("towns.none"))
            return
        chosen = _choose(town, say)
        leaf.draw(
            [
                {
                    "form": "title",
                    "title": say("matrix.title"),
                    "lead": say("leaf.town_lead"),
                },
                _links(leaf, chosen),
                leaf.matrix(matrix_of(town, say)),
                _areas(leaf),
            ]
        )
    trying(town, say)


def _choose(town: Snapshot, say: Words) -> list[str]:
    with st.container(key="leaf_tools"):
        chosen: list[str] = st.multiselect(
            say("leaf.to_hand_over", most=MOST),
            list(town.area_rows),
            format_func=lambda key: town.area_name(key, say.language),
            max_selections=MOST,
            placeholder=say("leaf.whole_town"),
            key=_AREAS,
        )
    return chosen


def _links(leaf: Leaf, chosen: list[str]) -> Block:
    give = {**leaf.file("handover/zip", "leaf.hand_over", area=chosen), "strong": True}
    page = leaf.file("handover/html", "leaf.hand_over_page", area=chosen)
    method = {**leaf.link("method"), "label": leaf.say("method.title"), "at": "method"}
    return {
        "form": "links",
        "links": [give, page, leaf.file("town.csv", "leaf.csv"), method],
    }


def _areas(leaf: Leaf) -> Block:
    """Return every area with the way to its page."""
    town, say = leaf.town, leaf.say
    lines = [
        {
            "text": town.area_name(key, say.language),
            "sub": "",
            "form": "plain",
            "link": leaf.link("area", area=[key]),
            "beside": [],
        }
        for key in town.area_rows
    ]
    return {
        "form": "section", "key": "areas", "title": say("leaf.pages"), "note": "", "aside": "",
        "lines": lines,
    }  # fmt: skip
