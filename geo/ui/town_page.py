"""The page of the whole town: every area and every need at a glance, and the hand-over."""

from __future__ import annotations

import streamlit as st

from geo.acts.handover import MOST
from geo.acts.matrix import matrix_of
from geo.acts.snapshot import Snapshot
from geo.ui.leaf import Block, Leaf
from geo.ui.trying import trying
from geo.words import Words


def town_page(town: Snapshot, say: Words) -> None:
    """Draw the page."""
    leaf = Leaf(town, say)
    with st.container(key="leaf"):
        if town.areas.empty:
            st.info(say("towns.none"))
            return
        leaf.name(say("search.areas"))
        title = {"form": "title", "title": say("matrix.title"), "lead": say("leaf.town_lead")}
        leaf.draw([title, _give(leaf), leaf.matrix(matrix_of(town, say)), _areas(leaf)])
    trying(town, say)


def _give(leaf: Leaf) -> Block:
    """Return what is handed over, of which areas, and what else leaves the page."""
    method = {**leaf.link("method"), "label": leaf.say("method.title"), "at": "method"}
    files = [
        {**leaf.file("handover/zip", "leaf.hand_over"), "path": "handover/zip", "strong": True},
        {**leaf.file("handover/html", "leaf.hand_over_page"), "path": "handover/html"},
    ]
    return {
        "form": "give",
        "choose": leaf.chooser("leaf.to_hand_over", "leaf.whole_town", most=MOST),
        "files": {"query": leaf.kept, "links": files},
        "links": [leaf.file("town.csv", "leaf.csv"), method],
    }


def _areas(leaf: Leaf) -> Block:
    """Return every area with the way to its page."""
    town, say = leaf.town, leaf.say
    lines = [
        {
            "text": town.area_name(key, say.language),
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
