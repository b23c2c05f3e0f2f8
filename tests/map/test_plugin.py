"""The folium side: a script that never changes, one small patch, no foreign address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import folium
import numpy as np
import pytest
import streamlit_folium

from geo.acts.look import look, patch_of
from geo.acts.snapshot import Snapshot
from geo.analysis.choice import Choice
from geo.errors import SettingError
from geo.map.plugin import CommunityMap, Patch, tile_source, town_map, use_own_assets
from geo.model.taxonomy import KINDS
from geo.settings import LANGUAGES

CENTRE = (55.8747, 26.5361)
PATCH_LIMIT_BYTES = 1500


def script_of(map_: folium.Map) -> str:
    map_.render()
    return str(streamlit_folium._get_map_string(map_))


def hash_of(script: str) -> str:
    return str(streamlit_folium.generate_js_hash(script, "map"))


@pytest.fixture
def own_assets() -> Iterator[None]:
    """Set our assets for one test; the classes are shared by the whole process."""
    classes = (folium.Map, CommunityMap)
    kept = [(kind, kind.default_js, kind.default_css) for kind in classes]
    use_own_assets(["../a/leaflet.js", "../a/ours.js"], ["../a/leaflet.css", "../a/ours.css"])
    yield
    for kind, scripts, styles in kept:
        kind.default_js, kind.default_css = scripts, styles


def test_the_script_is_the_same_at_every_call() -> None:
    """streamlit-folium remounts the frame when the hash changes."""
    scripts = [script_of(town_map(CENTRE)) for _ in range(5)]
    assert len({hash_of(script) for script in scripts}) == 1
    assert "communityMap.start(" in scripts[0]


def test_the_hash_would_change_with_the_place() -> None:
    assert hash_of(script_of(town_map(CENTRE))) != hash_of(script_of(town_map((56.0, 26.0))))


def test_the_script_holds_neither_data_nor_words(town: Snapshot) -> None:
    script = script_of(town_map(town.centre))
    assert len(script) < 2_000
    assert script.isascii()
    for language in LANGUAGES:
        names = [*town.names(language), *(town.area_name(key, language) for key in town.area_rows)]
        assert not any(name in script for name in names if len(name) > 3)
    assert not any(identity in script for identity in town.records.ids)


def test_the_map_starts_at_the_centre_latitude_first() -> None:
    assert town_map(CENTRE).location == [55.8747, 26.5361]


def test_each_map_is_a_new_one() -> None:
    """Rendering changes a folium map, so none is shared."""
    assert town_map(CENTRE) is not town_map(CENTRE)


def test_a_map_without_tiles_names_no_other_host(own_assets: None) -> None:
    """P14, R07."""
    map_ = town_map(CENTRE)
    elements = [map_, *map_._children.values()]
    scripts = [link for part in elements for _, link in getattr(part, "default_js", [])]
    styles = [link for part in elements for _, link in getattr(part, "default_css", [])]
    assert scripts == ["../a/leaflet.js", "../a/ours.js"]
    assert styles == ["../a/leaflet.css", "../a/ours.css"]
    for sent in (map_.get_root().render(), streamlit_folium._get_map_string(map_)):
        assert re.findall(r"(?:https?:)?//[\w.-]+\.\w+", sent) == []


def test_tiles_are_only_those_that_a_deployer_names() -> None:
    tiles = tile_source("OpenStreetMap.Mapnik")
    assert tiles.url.startswith("https://tile.openstreetmap.org/")
    assert tiles.host == "https://tile.openstreetmap.org"
    assert "OpenStreetMap" in tiles.attribution
    assert "tile.openstreetmap.org" in script_of(town_map(CENTRE, tiles))
    assert "tile.openstreetmap.org" not in script_of(town_map(CENTRE))


def test_a_host_with_numbered_twins_is_allowed_with_all_of_them() -> None:
    assert tile_source("OpenTopoMap").host == "https://*.tile.opentopomap.org"


@pytest.mark.parametrize("name", ["", "nothing", "http://evil.example/{z}/{x}/{y}.png", "../x"])
def test_unknown_tiles_are_a_setting_that_names_nothing(name: str) -> None:
    with pytest.raises(SettingError):
        tile_source(name)


# --- the patch ---------------------------------------------------------------------------------


def rendered(patch: dict[str, Any]) -> str:
    return str(streamlit_folium._get_feature_group_string(Patch(patch), town_map(CENTRE)))


def test_a_patch_empties_the_list_of_its_predecessors_first() -> None:
    """streamlit-folium issue 247: memory grew from 34 to 239 MB in 20 changes."""
    script = rendered({"a": 1})
    assert script.index("(window.feature_group || []).length = 0") < script.index("apply(")


def test_a_patch_carries_its_values_exactly() -> None:
    values = {"a": [1, None, True], "b": {"ķ": 'x"y\\z'}, "c": "</script>'`${x}"}
    line = rendered(values).partition("communityMap.apply(")[2].splitlines()[0]
    assert json.loads(line.rsplit(");", 1)[0]) == values


def test_a_patch_does_not_change_the_callers_values() -> None:
    values = {"a": [1]}
    rendered(values)
    assert values == {"a": [1]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_patch_of_the_real_town_is_small(town: Snapshot, language: str) -> None:
    choices = [
        Choice(),
        Choice(kind=KINDS),
        Choice(target=("seniors",), kind=KINDS),
        Choice(q="skola"),
        Choice(area=town.records.areas, kind=KINDS),
        *(Choice(kind=KINDS, open=str(identity)) for identity in town.records.ids),
        *(Choice(kind=KINDS, open=f"area:{key}") for key in town.area_rows),
        *(Choice(status=(status,), kind=KINDS) for status in town.records.statuses),
    ]
    sizes = [
        len(
            json.dumps(patch_of(look(town, choice, language), "light"), ensure_ascii=False).encode()
        )
        for choice in choices
    ]
    assert max(sizes) <= PATCH_LIMIT_BYTES


def test_the_size_of_a_patch_hardly_grows_with_the_records(town: Snapshot) -> None:
    dice = np.random.default_rng(7)
    from geo.map.layers import pack_mask

    assert len(pack_mask(dice.random(10_000) < 0.5)) < 1_800  # the worst mask of 10,000 signs
