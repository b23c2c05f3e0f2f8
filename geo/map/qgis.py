"""Styles for QGIS, so that a layer looks there as on the map: shape is kind, colour is family.

A style is QML, the XML in which QGIS keeps one (``<qgis>``, ``<renderer-v2>``).
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from geo.model.taxonomy import FAMILIES

FAMILY_COLOURS = ("#009E73", "#0072B2", "#E69F00", "#CC79A7", "#56B4E9", "#D55E00")
"""Okabe–Ito, in the order of ``FAMILIES``; the map's script has the same."""

NO_FAMILY = "#9AA3A8"
_INK = "#1F2933"

MARKERS = {"resource": "circle", "group": "square", "activity": "diamond"}
"""Shape of each kind, by the names that QGIS gives its simple markers."""

_ROOT = '<qgis version="3.34.0" styleCategories="Symbology"/>'
_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"


def point_style(kind: str, labels: Mapping[str, str]) -> str:
    """Return the style of a layer of points; ``labels`` has the word of each family."""
    symbols = {
        family: _marker(MARKERS[kind], colour)
        for family, colour in zip(FAMILIES, FAMILY_COLOURS, strict=True)
    }
    symbols[""] = _marker(MARKERS[kind], NO_FAMILY)  # QGIS: an empty value is everything else
    return _categories("family", symbols, labels)


def plain_style(kind: str) -> str:
    """Return the style of a layer of points that has no families."""
    root, renderer = _renderer("singleSymbol")
    _symbol(renderer, "0", "marker", "SimpleMarker", _marker(MARKERS[kind], NO_FAMILY))
    return _written(root)


def area_style(labels: Mapping[str, str]) -> str:
    """Return the style of areas: a line that is dashed where the boundary is approximate."""
    dashes = {"official": "solid", "": "dash"}
    outlines = {
        precision: {
            "color": _rgba("#FFFFFF", 0),
            "style": "no",
            "outline_color": _rgba(_INK),
            "outline_style": dash,
            "outline_width": "0.3",
            "outline_width_unit": "MM",
        }
        for precision, dash in dashes.items()
    }
    return _categories("precision", outlines, labels, symbol=("fill", "SimpleFill"))


def _categories(
    column: str,
    symbols: Mapping[str, Mapping[str, str]],
    labels: Mapping[str, str],
    *,
    symbol: tuple[str, str] = ("marker", "SimpleMarker"),
) -> str:
    root, renderer = _renderer("categorizedSymbol")
    renderer.set("attr", column)
    listed = SubElement(renderer, "categories")
    drawn = SubElement(renderer, "symbols")
    for place, (value, properties) in enumerate(symbols.items()):
        label = "".join(letter for letter in labels.get(value, value) if letter.isprintable())
        SubElement(listed, "category", value=value, label=label, symbol=str(place), render="true")
        _symbol(drawn, str(place), *symbol, properties)
    return _written(root)


def _renderer(form: str) -> tuple[Element, Element]:
    root = ElementTree.fromstring(_ROOT)
    renderer = SubElement(
        root, "renderer-v2", type=form, symbollevels="0", forceraster="0", enableorderby="0"
    )
    return root, renderer


def _symbol(
    parent: Element, name: str, form: str, drawer: str, properties: Mapping[str, str]
) -> None:
    if parent.tag == "renderer-v2":
        parent = SubElement(parent, "symbols")
    symbol = SubElement(
        parent, "symbol", type=form, name=name, alpha="1", clip_to_extent="1", force_rhr="0"
    )
    layer = SubElement(symbol, "layer", {"class": drawer}, enabled="1", locked="0", **{"pass": "0"})
    options = SubElement(layer, "Option", type="Map")
    for key, value in properties.items():
        SubElement(options, "Option", type="QString", name=key, value=value)


def _marker(name: str, colour: str) -> dict[str, str]:
    return {
        "name": name,
        "color": _rgba(colour),
        "outline_color": _rgba(_INK),
        "outline_style": "solid",
        "outline_width": "0.2",
        "outline_width_unit": "MM",
        "size": "3",
        "size_unit": "MM",
    }


def _rgba(colour: str, alpha: int = 255) -> str:
    return ",".join(str(part) for part in (*bytes.fromhex(colour.removeprefix("#")), alpha))


def _written(root: Element) -> str:
    return _HEAD + ElementTree.tostring(root, encoding="unicode")
