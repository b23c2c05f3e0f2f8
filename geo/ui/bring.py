"""The page by which a town and its data come in: town, boundaries, records, official data."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from geo.acts.record import Desk
from geo.acts.site import desk_for
from geo.acts.snapshot import Snapshot
from geo.ui.arrivals import arrivals
from geo.ui.frame import keep_address
from geo.ui.new_town import new_town_form
from geo.ui.official import official
from geo.ui.outcome import go_on
from geo.ui.studio import studio
from geo.ui.viewer import viewer
from geo.words import Words

Section = Callable[[Desk, Snapshot, Words], None]

_SECTIONS: dict[str, tuple[str, Section]] = {
    "records": ("import", arrivals),
    "areas": ("areas", studio),
    "official": ("import", official),
    "town": ("towns", new_town_form),
}
"""Each section with the act that somebody must be allowed to do there."""

_CHOSEN = "bring section"


def bring(town: Snapshot, say: Words) -> None:
    """Draw the page."""
    person = viewer()
    offered = [name for name, (act, _) in _SECTIONS.items() if person.may(act)]
    if not offered:
        st.info(say("edit.why_public"), icon=":material/lock:")
        return
    if _CHOSEN not in st.session_state:  # a control is forgotten while another page is shown
        go_on()
    with st.container(key="bring"):
        st.title(say("bring.title"), anchor=False)
        asked = st.query_params.get("what")
        chosen = asked if asked in offered else offered[0]
        keep_address("bring", {"what": chosen})
        st.session_state[_CHOSEN] = chosen
        st.segmented_control(
            say("bring.what"),
            offered,
            required=True,
            format_func=lambda name: say(f"bring.{name}"),
            key=_CHOSEN,
            on_change=_section_chosen,
            label_visibility="collapsed",
        )
        _, draw = _SECTIONS[chosen]
        draw(desk_for(person, town.key), town, say)


def _section_chosen() -> None:
    """Go to another section; the header's link leads back to it too."""
    go_on()
    st.query_params["what"] = st.session_state[_CHOSEN]
    keep_address("bring", {"what": st.session_state[_CHOSEN]})
