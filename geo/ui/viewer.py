"""Who is at the page: anyone, or the one person who started the map on this machine.

Local editing needs three things at once: the server listens on the loopback only, the browser asked
for a loopback host, and no proxy has passed the request on. Anything else sees the public view.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from geo.model.people import PUBLIC, Viewer

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PROXY_HEADERS = (
    "forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip",
    "cf-connecting-ip", "true-client-ip",
)  # fmt: skip
_NAME, _PUBLIC_VIEW = "editor name", "public view"


def is_local(bind: str | None, headers: Mapping[str, str], address: str | None) -> bool:
    """Return whether a request comes from the person who started the map on this machine."""
    names = {name.lower() for name in headers}
    host = next((value for name, value in headers.items() if name.lower() == "host"), "")
    return (
        bind in _LOOPBACK
        and _hostname(host) in _LOOPBACK
        and not names & set(_PROXY_HEADERS)
        and address in (None, *_LOOPBACK)
    )


def here() -> bool:
    """Return whether this visitor may edit after giving a name."""
    return is_local(
        st.get_option("server.address"), st.context.headers.to_dict(), st.context.ip_address
    )


def viewer() -> Viewer:
    """Return who is at the page, as every page and act asks."""
    name = st.session_state.get(_NAME, "")
    if not name or st.session_state.get(_PUBLIC_VIEW) or not here():
        return PUBLIC
    return Viewer(str(name), "administrator", alone=True)


def named() -> bool:
    """Return whether this visitor has begun to edit, even if the public view is on just now."""
    return bool(st.session_state.get(_NAME)) and here()


def begin(name: str) -> None:
    """Begin to edit under a name for the history."""
    if name.strip() and here():
        st.session_state[_NAME] = " ".join(name.split())[:80]


def public_view(on: bool) -> None:
    """Switch the public view, for the projector, on or off."""
    st.session_state[_PUBLIC_VIEW] = on


def _hostname(host: str) -> str:
    """Return the host of a Host header without its port and brackets."""
    bare = host.strip().lower()
    if bare.startswith("["):
        return bare[1 : bare.find("]")]
    return bare.rsplit(":", 1)[0] if bare.count(":") == 1 else bare
