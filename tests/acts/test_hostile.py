"""Hostile names come out as plain data: exact in the panel, inert on the map, safe in a table."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
import streamlit_folium

from geo.acts.card import card_of
from geo.acts.look import View, look, patch_of
from geo.acts.panel import panel_of
from geo.acts.snapshot import Snapshot, snapshot
from geo.acts.table import table_of
from geo.analysis.choice import Choice
from geo.map.plugin import Patch, town_map
from geo.model.taxonomy import KINDS
from geo.settings import LANGUAGES
from geo.store import Store
from tests.awkward import TEXTS, TOWN, put_hostile


@pytest.fixture
def hostile(store: Store) -> Snapshot:
    put_hostile(store)
    return snapshot(store, TOWN, "public")


def row_of(town: Snapshot, kind: str, place: int) -> int:
    frame = town.records.frame
    (row,) = frame.index[(frame["kind"] == kind) & (frame["key"] == f"awkward-{place}")]
    return int(row)


def rendered(patch: dict[str, Any]) -> str:
    """Return the script of a patch as streamlit-folium sends it to the browser."""
    return str(streamlit_folium._get_feature_group_string(Patch(patch), town_map((55.87, 26.5))))


def opened(town: Snapshot, row: int, language: str = "lv") -> View:
    return look(town, Choice(open=str(town.records.ids[row]), kind=KINDS), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_card_holds_the_exact_text(hostile: Snapshot, kind: str, language: str) -> None:
    for place, text in enumerate(TEXTS):
        found = card_of(opened(hostile, row_of(hostile, kind, place), language))
        assert found is not None
        if kind != "problem":  # a need is named by its type
            assert found["title"] == text
        assert found["lead"] == text
        shown = json.loads(json.dumps(found))
        assert shown["lead"] == text
        quiet = [line["text"] for part in found["sections"] for line in part["lines"]]
        assert any(line.endswith(f": {text}") for line in quiet)


@pytest.mark.parametrize("kind", KINDS)
def test_no_hostile_text_becomes_a_link(hostile: Snapshot, kind: str) -> None:
    for place in range(len(TEXTS)):
        found = card_of(opened(hostile, row_of(hostile, kind, place)))
        assert found is not None
        links = [
            line["href"] for part in found["sections"] for line in part["lines"] if "href" in line
        ]
        assert all(link.startswith("tel:") for link in links), TEXTS[place]


def test_the_list_holds_the_exact_text(hostile: Snapshot) -> None:
    listed = set()
    view = look(hostile, Choice(kind=KINDS), "lv")
    for page in range(1, view.pages + 1):
        panel = panel_of(look(hostile, Choice(kind=KINDS, page=page), "lv"), "t")
        listed |= {row[1] for row in json.loads(json.dumps(panel))["list"]["rows"]}
    assert set(TEXTS) <= listed


def test_a_table_holds_the_text_and_no_formula(hostile: Snapshot) -> None:
    """T07."""
    view = look(hostile, Choice(kind=KINDS), "lv")
    text = table_of(view).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    names = {row[0] for row in rows}
    for awkward in TEXTS:
        dangerous = awkward.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert (f"'{awkward}" if dangerous else awkward) in names
    for row in rows:
        assert len(row) == 15
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row), row


def test_the_layers_are_json_that_holds_the_exact_text(hostile: Snapshot) -> None:
    for language in LANGUAGES:
        layer = hostile.layer(f"names-{language}")
        assert layer is not None
        assert set(TEXTS) <= set(json.loads(layer.body)["name"])


def data_of(script: str) -> tuple[str, str, str]:
    """Return a patch's script parted into what stands before, in and after its data.

    The data end with the first line: JSON holds no line break.
    """
    before, start, rest = script.partition("communityMap.apply(")
    line, after = rest.split("\n", 1)
    data, end = line.rsplit(");", 1)
    return before + start, data, end + after


@pytest.mark.parametrize("place", range(len(TEXTS)), ids=lambda place: repr(TEXTS[place])[:24])
def test_a_patch_is_one_constant_script_around_inert_data(hostile: Snapshot, place: int) -> None:
    """X01, X02, X03: as streamlit-folium renders it, for every text of an open record."""
    patch = patch_of(opened(hostile, row_of(hostile, "resource", place)), "light")
    assert patch["open"]["name"] == TEXTS[place]
    script = rendered(patch)
    before, data, after = data_of(script)
    assert json.loads(data) == patch
    harmless = data_of(rendered({"open": None}))
    assert (before, after) == (harmless[0], harmless[2])
    for sign in "<>&'\n\r\u2028\u2029":
        assert sign not in data
    assert data.isascii()


def test_the_rendered_data_is_recognised_even_if_it_ends_like_a_script() -> None:
    """The helper above can be trusted: text with its own end of script stays one piece."""
    values = {"a": "x);var evil = 1;communityMap.apply({"}
    assert json.loads(data_of(rendered(values))[1]) == values


@pytest.mark.parametrize(
    "text", ["{{ 7*7 }}", "{% raw %}", "{# x #}", "{{{ 7*7 }}}", "{%", "{{", "a{", "{{cycler}}"]
)
def test_a_text_is_never_run_as_a_template_on_the_server(text: str) -> None:
    """branca compiles what a macro returns as a Jinja template once more, with all of Python."""
    map_ = town_map((55.87, 26.5))
    values = {"open": {"name": text}, "text": [text, {"n": text}]}
    script = streamlit_folium._get_feature_group_string(Patch(values), map_)
    assert json.loads(data_of(script)[1]) == values
    page = map_.get_root().render()
    line = page.partition("communityMap.apply(")[2].splitlines()[0]
    assert json.loads(line.rsplit(");", 1)[0]) == values
