"""A map of what is not saved yet, beside the list that says the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from geo.acts.look import look, patch_of
from geo.acts.snapshot import Snapshot
from geo.analysis.choice import Choice
from geo.map.plugin import Patch, town_map
from geo.ui.frame import theme
from geo.words import Words


def trial_map(town: Snapshot, say: Words, content: Mapping[str, Any], key: str) -> None:
    """Draw the town with something over it; ``content`` is what ``geo.map.preview`` makes."""
    patch = {**patch_of(look(town, Choice(), say.language), theme()), "preview": dict(content)}
    whole = json.dumps(content, sort_keys=True).encode()
    patch["token"] = f"{patch['token']} {hashlib.sha256(whole).hexdigest()[:12]}"
    with st.container(key=f"{key}_box"):
        st_folium(
            town_map(town.centre), key=key, height=460, use_container_width=True,
            returned_objects=[], feature_group_to_add=Patch(patch), render=False,
        )  # fmt: skip
