"""Styles for QGIS: well-formed, shape by kind and colour by family as the map's script has them."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from geo.map import qgis
from geo.map.qgis import FAMILY_COLOURS, MARKERS, area_style, plain_style, point_style
from geo.model.taxonomy import FAMILIES

SCRIPT = Path(qgis.__file__).parent / "assets" / "canvas.js"
LABELS = {family: f"label of {family}" for family in FAMILIES}


def symbols(style: str) -> dict[str, dict[str, str]]:
    """Return the properties of each symbol by the value it stands for."""
    root = ElementTree.fromstring(style.partition("\n")[2])
    options = {
        symbol.get("name"): {
            option.get("name", ""): option.get("value", "") for option in symbol.iter("Option")
        }
        for symbol in root.iter("symbol")
    }
    found = {c.get("value", ""): options[c.get("symbol")] for c in root.iter("category")}
    return found or {"": options["0"]}


def test_colours_are_those_of_the_map() -> None:
    script = SCRIPT.read_text(encoding="utf-8")
    line = re.search(r"FAMILY_COLOURS = \[(.*?)\]", script)
    assert line is not None
    assert tuple(re.findall(r"#[0-9A-F]{6}", line[1])) == FAMILY_COLOURS


def test_shape_is_the_kind_and_colour_the_family() -> None:
    for kind in ("resource", "group"):
        found = symbols(point_style(kind, LABELS))
        assert {properties["name"] for properties in found.values()} == {MARKERS[kind]}
        assert set(found) == {*FAMILIES, ""}
        assert found["physical"]["color"] == "0,158,115,255"
    assert MARKERS["resource"] != MARKERS["group"] != MARKERS["activity"]
    assert symbols(plain_style("activity"))[""]["name"] == "diamond"


def test_an_approximate_boundary_is_dashed_and_an_official_one_is_not() -> None:
    found = symbols(area_style({}))
    assert found["official"]["outline_style"] == "solid"
    assert found[""]["outline_style"] == "dash"  # every other precision


def test_labels_are_words_and_never_markup() -> None:
    style = point_style("resource", {"physical": '</qgis><b a="1">\x00\x0b&'})
    root = ElementTree.fromstring(style.partition("\n")[2])
    labels = {category.get("value"): category.get("label") for category in root.iter("category")}
    assert labels["physical"] == '</qgis><b a="1">&'
