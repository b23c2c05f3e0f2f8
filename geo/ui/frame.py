"""What stands around every page: the guard, the header, the language, one error boundary.

With a ``pages`` folder Streamlit may run a page file directly, without the entry script. So the
frame is drawn by the page itself, by the decorator that every page begins with.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path

import streamlit as st

from geo.acts.site import town_now
from geo.acts.snapshot import Snapshot
from geo.errors import GeoError
from geo.settings import LANGUAGES, settings
from geo.words import Words, words

PAGES = {"map": "pages/map.py", "about": "pages/about.py"}
_ICONS = {"map": ":material/map:", "about": ":material/info:"}
_ASSETS = Path(__file__).parent / "assets"
_log = logging.getLogger(__name__)

Page = Callable[[Snapshot, Words], None]


def navigate() -> None:
    """Run the page that the address names."""
    st.navigation(
        [
            st.Page(path, title=name, default=name == "map")
            for name, path in PAGES.items()
        ],
        position="hidden",
    ).run()


def page(draw: Page) -> Page:
    """Guard and draw a page at once: frame, language, header, page, errors as sentences."""
    st.set_page_config(page_title="Kopienas karte", layout="wide", page_icon=str(_ASSETS / "icon.svg"))
    st.html(f"<style>{_style()}</style>")
    say = words(_default_language())
    try:
        town = town_now()
        say = _header(town)
        draw(town, say)
    except GeoError as error:
        _log.exception("shown to a visitor as %s", error.key)
        st.error(say(error.key), icon=":material/error:")
    return draw


def theme() -> str:
    """Return ``light`` or ``dark`` as the browser shows it."""
    return "dark" if st.context.theme.type == "dark" else "light"


def _default_language() -> str:
    try:
        return settings().language
    except GeoError:
        return LANGUAGES[0]


@cache
def _style() -> str:
    return (_ASSETS / "sheet.css").read_text(encoding="utf-8")


def _header(town: Snapshot) -> Words:
    """Draw the header and return the words of the chosen language."""
    with st.container(key="header", horizontal=True, vertical_alignment="center", gap="small"):
        brand = st.empty()
        navigation = st.container(key="nav", horizontal=True, gap="small", width="content")
        with st.container(key="language", width="content"):
            chosen = st.segmented_control(
                words(_default_language())("nav.language"),
                LANGUAGES,
                default=_default_language(),
                required=True,
                key="lang",
                bind="query-params",
                persist_state="session",
                label_visibility="collapsed",
            )
        say = words(chosen or _default_language())
        with navigation:
            for name, path in PAGES.items():
                st.page_link(
                    path,
                    label=say(f"nav.{name}"),
                    icon=_ICONS[name],
                    query_params={"lang": say.language},
                )
        title = say("app.title", town=town.town_name(say.language))
        with brand.container(key="brand", width="content"):
            st.text(title)
    return say
