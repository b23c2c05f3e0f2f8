"""The folium side of the map: a plugin whose script never changes, and the patch.

streamlit-folium remounts its frame whenever the map's script changes, so the script holds
nothing but size and limits; what is shown travels in a second, tiny element.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import folium
import xyzservices
from folium.elements import JSCSSMixin
from folium.template import Template
from jinja2.utils import htmlsafe_json_dumps

from geo.errors import SettingError

MAX_ZOOM = 19

# JSON itself never has a brace before one of these; in a text it begins a Jinja template.
_TEMPLATE_START = re.compile(r"\{(?=[{%#])")


class CommunityMap(JSCSSMixin, folium.MacroElement):
    """Our layer: areas, base, signs and clusters on one canvas, with legend and controls."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "communityMap.start({{ this._parent.get_name() }}, {{ this.tiles|tojson }});"
        "{% endmacro %}"
    )

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 (as folium declares it)
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(self, *, tiles: bool) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.tiles = tiles


class Patch(folium.FeatureGroup):
    """What one run asks the map to show.

    The values are written as JSON that is inert in a script and in a template: no text of a record
    is ever part of either.
    """

    # streamlit-folium never empties its list of added groups; without the first statement every
    # click would keep its predecessor alive (streamlit-folium issue 247).
    _template = Template(
        "{% macro script(this, kwargs) %}"
        "(window.feature_group || []).length = 0;"
        "var {{ this.get_name() }} = L.featureGroup();"
        "communityMap.apply({{ this.inert }});"
        "{% endmacro %}"
    )

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__()
        self.values = dict(values)

    @property
    def inert(self) -> str:
        """Return the values as JSON that neither a script nor a template reads as its own.

        branca compiles what a macro returns as a Jinja template once more, on the server.
        """
        return _TEMPLATE_START.sub(r"\\u007b", htmlsafe_json_dumps(self.values))


def use_own_assets(scripts: Sequence[str], styles: Sequence[str]) -> None:
    """Make folium load only our own addresses, once, at import of the page.

    The addresses are relative to the component's frame.
    """
    folium.Map.default_js = [("leaflet", scripts[0])]
    folium.Map.default_css = [("leaflet", styles[0])]
    CommunityMap.default_js = [(str(place), link) for place, link in enumerate(scripts[1:])]
    CommunityMap.default_css = [(str(place), link) for place, link in enumerate(styles[1:])]


@dataclass(frozen=True)
class TileSource:
    """A tile provider that a deployer has chosen by name."""

    url: str
    attribution: str
    host: str


def tile_source(name: str) -> TileSource:
    """Return a provider of the ``xyzservices`` catalogue.

    Raises
    ------
    SettingError
        When the catalogue has no such provider.
    """
    try:
        provider = xyzservices.providers.query_name(name)
    except ValueError as error:
        raise SettingError(f"no tile provider is called {name!r}") from error
    parts = urlsplit(provider.build_url(x="0", y="0", z="0"))
    host = parts.netloc.replace("a.", "*.", 1) if "{s}" in provider.url else parts.netloc
    return TileSource(provider.build_url(), provider.html_attribution, f"{parts.scheme}://{host}")


class TownMap(folium.Map):
    """A folium map that leaves the page's head to our own style sheet.

    folium writes a kilobyte of styles into the head, which would travel with every click, and a
    viewport that forbids people to enlarge the page.
    """

    def render(self, **kwargs: Any) -> str:
        """Render as folium does, then empty the head."""
        rendered: str = super().render(**kwargs)  # type: ignore[no-untyped-call]
        self.get_root().header._children.clear()  # type: ignore[attr-defined]
        return rendered


def town_map(centre: tuple[float, float], tiles: TileSource | None = None) -> folium.Map:
    """Return the constant map; ``centre`` is (lat, lon) of the town.

    A new object each time: rendering changes a folium map, so it is never shared.
    """
    town = TownMap(
        location=centre,
        zoom_start=12,
        tiles=None,
        zoom_control=False,
        maxZoom=MAX_ZOOM,
        minZoom=9,
        zoomSnap=0.25,
        attributionControl=tiles is not None,
    )
    if tiles is not None:
        folium.TileLayer(tiles.url, attr=tiles.attribution, max_zoom=MAX_ZOOM).add_to(town)
    CommunityMap(tiles=tiles is not None).add_to(town)
    return town
