"""What stands around every page: the guard, the header, the language, one error boundary.

With a ``pages`` folder Streamlit may run a page file directly, without the entry script. So the
frame is drawn by the page itself, by the decorator that every page begins with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import streamlit as st

from geo.acts.site import desk_for, town_key, town_now, towns
from geo.acts.snapshot import Snapshot
from geo.errors import GeoError
from geo.settings import LANGUAGES, settings
from geo.ui.boundary import told
from geo.ui.viewer import begin, here, named, public_view, viewer
from geo.words import Words, words

PAGES = {
    "map": "pages/map.py",
    "areas": "pages/town.py",
    "area": "pages/area.py",
    "help": "pages/help.py",
    "desk": "pages/desk.py",
    "bring": "pages/bring.py",
    "about": "pages/about.py",
    "method": "pages/method.py",
}
_ICONS = {
    "map": ":material/map:", "areas": ":material/grid_on:", "help": ":material/handshake:",
    "desk": ":material/edit_note:", "bring": ":material/upload_file:", "about": ":material/info:",
}  # fmt: skip
_FOR_EDITORS = ("desk", "bring")
_ASSETS = Path(__file__).parent / "assets"
_WATCH = "3s"
_LANGUAGE, _CHOSEN = "language", "chosen language"
_TOWN, _CHOSEN_TOWN = "town", "chosen town"

Page = Callable[[Snapshot, Words], None]


def navigate() -> None:
    """Run the page that the address names."""
    st.navigation(
        [st.Page(path, title=name, default=name == "map") for name, path in PAGES.items()],
        position="hidden",
    ).run()


def page(draw: Page) -> Page:
    """Guard and draw a page at once: frame, language, header, page, errors as sentences."""
    st.set_page_config(
        page_title="Kopienas karte", layout="wide", page_icon=str(_ASSETS / "icon.svg")
    )
    st.html(f"<style>{_style()}</style>")
    with told(_default_language()):
        town = town_now(viewer().level, chosen_town())
        say = _header(town)
        st.set_page_config(page_title=say("app.title", town=town.town_name(say.language)))
        with told(say.language):
            draw(town, say)
        _watch(town.revision)
    return draw


@st.fragment(run_every=_WATCH)
def _watch(revision: int) -> None:
    """Bring another person's change to this page by itself, without a reload.

    Asking for the revision costs a millisecond; only a new one draws the page anew, and the map
    and whatever is being typed stay as they are.
    """
    if desk_for(viewer()).store.revision() != revision:
        st.rerun()


def theme() -> str:
    """Return ``light`` or ``dark`` as the browser shows it."""
    return "dark" if st.context.theme.type == "dark" else "light"


def _person(say: Words) -> None:
    """Draw who is at the page: the way into editing, or the switch back to the public view."""
    if named():
        public = st.toggle(
            say("edit.public_view"), value=not viewer().may("record"), key="public view switch"
        )
        if public == viewer().may("record"):
            public_view(public)
            st.rerun()
    elif here():
        with st.popover(say("edit.start"), icon=":material/edit:"):
            name = st.text_input(say("edit.name"), placeholder=say("edit.name_hint"), max_chars=80)
            if st.button(say("edit.begin"), type="primary") and name.strip():
                begin(name)
                st.rerun()


def keep_address(name: str, address: Mapping[str, str | tuple[str, ...]]) -> None:
    """Remember a page's part of the address, so that coming back finds it as it was left."""
    st.session_state[f"address of {name}"] = dict(address)


def kept_address(name: str) -> dict[str, str | list[str]]:
    """Return the remembered part of a page's address."""
    kept: dict[str, str | tuple[str, ...]] = st.session_state.get(f"address of {name}", {})
    return {key: value if isinstance(value, str) else list(value) for key, value in kept.items()}


def chosen_town() -> str:
    """Return the key of the town in the address, else of the one chosen before."""
    asked = st.query_params.get("town") or st.session_state.get(_CHOSEN_TOWN, "")
    st.session_state[_CHOSEN_TOWN] = town_key(str(asked))
    return str(st.session_state[_CHOSEN_TOWN])


def _town_chosen() -> None:
    """Go to another town; filters and what was open belong to the one before."""
    language = st.query_params.get("lang")
    for name in PAGES:
        st.session_state.pop(f"address of {name}", None)
    st.query_params.clear()
    st.query_params["town"] = st.session_state[_TOWN]
    if language:
        st.query_params["lang"] = language


def _language() -> str:
    """Return the language of the address, else the one chosen before, else the default.

    The address is written by hand, not by the widget's binding: a bound value does not survive
    the change to another page.
    """
    asked = st.query_params.get("lang")
    chosen = asked if asked in LANGUAGES else st.session_state.get(_CHOSEN, _default_language())
    st.session_state[_LANGUAGE] = st.session_state[_CHOSEN] = chosen
    return str(chosen)


def _language_chosen() -> None:
    st.query_params["lang"] = st.session_state[_LANGUAGE]


def _default_language() -> str:
    try:
        return settings().language
    except GeoError:
        return LANGUAGES[0]


@cache
def _style() -> str:
    sheets = ("sheet.css", "leaf.css")
    return "\n".join((_ASSETS / name).read_text(encoding="utf-8") for name in sheets)


def _header(town: Snapshot) -> Words:
    """Draw the header and return the words of the chosen language."""
    language = _language()
    with st.container(key="header", horizontal=True, vertical_alignment="center", gap="small"):
        brand = st.empty()
        navigation = st.container(key="nav", horizontal=True, gap="small", width="content")
        with st.container(key="person", width="content"):
            _person(words(language))
        with st.container(key="languages", width="content"):
            st.segmented_control(
                words(language)("nav.language"),
                LANGUAGES,
                required=True,
                key=_LANGUAGE,
                on_change=_language_chosen,
                label_visibility="collapsed",
            )
        say = words(language, town.unit)
        with navigation:
            for name, icon in _ICONS.items():
                if name in _FOR_EDITORS and not viewer().may("record"):
                    continue
                st.page_link(
                    PAGES[name],
                    label=say(f"nav.{name}"),
                    icon=icon,
                    query_params={"town": town.key, **kept_address(name), "lang": language},
                )
        with brand.container(key="brand", width="content"):
            _brand(town, say)
    if town.town.get("training"):
        with st.container(key="practice"):
            st.text(say("towns.practice"))
    return say


def _brand(town: Snapshot, say: Words) -> None:
    """Draw what this is a map of; where the store has several towns, a choice of them."""
    names = towns(say.language)
    if len(names) == 1:
        st.text(say("app.title", town=town.town_name(say.language)))
        return
    st.session_state[_TOWN] = town.key
    st.selectbox(
        say("nav.town"),
        names,
        format_func=lambda key: say("app.title", town=names[key]),
        key=_TOWN,
        on_change=_town_chosen,
        label_visibility="collapsed",
        width=280,
    )
