"""The page of who could help: with a need, beside a group, near a place; list and map agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import shapely
import streamlit as st

from geo.acts.asking import link, note_asked
from geo.acts.card import sign
from geo.acts.forms import linkable
from geo.acts.helping import (
    Helper,
    Near,
    introduction,
    near_named,
    partners_for,
    where_needed,
    who_can_help,
)
from geo.acts.look import look
from geo.acts.site import desk_for
from geo.acts.snapshot import Snapshot
from geo.analysis.choice import Choice
from geo.map.preview import preview
from geo.settings import LANGUAGES
from geo.ui.done import after, do
from geo.ui.frame import keep_address
from geo.ui.leaf import Block, Leaf, asked_act
from geo.ui.trial import trial_map
from geo.ui.viewer import viewer
from geo.words import Words, words

RADII_M = (500, 1000, 3000, 5000)
_SUBJECT, _AREA, _FOR, _RADIUS = "subject", "near area", "near for", "near radius"
_ACTS = ("link", "ask")


def help_page(town: Snapshot, say: Words) -> None:
    """Draw the page."""
    query = {name: st.query_params.get(name, "") for name in ("need", "group")}
    need, group = (query[name] if town.kind_of(query[name]) == kind else ""
                   for name, kind in (("need", "problem"), ("group", "group")))  # fmt: skip
    near = near_named(town, {**st.query_params.to_dict(), "group": group})
    keep_address("help", _address(need, near))
    with st.container(key="help_page"):
        if need and viewer().may("record"):
            _act(town, need, say)
        _choose(town, need or group, near, say)
        leaf = Leaf(town, say)
        found = who_can_help(town, need, say) if need else []
        if not need and near != Near():
            found = partners_for(town, near, say)
        text, chart = st.columns([3, 2], gap="medium")
        with text, st.container(key="leaf"):
            leaf.draw(_blocks(leaf, need, near, found))
            if found and (need or group):
                _introduction(town, found, say, need=need, group=group)
        with chart:
            trial_map(town, say, _drawn(town, need, near, found, say), "help map")


def _act(town: Snapshot, need: str, say: Words) -> None:
    """Do what a button of a line asked for, and offer the way back."""
    at = desk_for(viewer(), town.key)
    asked = asked_act(_ACTS)
    if asked is not None:
        act, helper = asked
        if act == "link":
            do(lambda: link(at, need, helper), say, beside=True)
        else:
            do(lambda: note_asked(at, town, need, helper), say, beside=True)
    after(at, say)


def _choose(town: Snapshot, subject: str, near: Near, say: Words) -> None:
    """Draw what is chosen by the address: a need or group, else a place, people and a distance."""
    subjects = linkable(town, say.language, ("problem", "group"))
    st.session_state[_SUBJECT] = subject if subject in subjects else None
    with st.container(key="help_tools", horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            say("help.subject"), list(subjects), format_func=subjects.__getitem__, index=None,
            placeholder=say("help.no_area"), key=_SUBJECT, on_change=_chosen, args=(town,),
        )  # fmt: skip
        if subject:
            return
        targets = [one.key for one in town.taxonomy.of("target_group") if not one.hidden]
        st.session_state[_AREA] = near.area or None
        st.session_state[_FOR] = near.target if near.target in targets else None
        radius = int(near.radius_m or 0)
        st.session_state[_RADIUS] = radius or None
        st.selectbox(
            say("help.near"), list(town.area_rows), index=None, key=_AREA, on_change=_chosen,
            format_func=lambda key: town.area_name(key, say.language), args=(town,),
            placeholder=say("help.no_area"), width=220,
        )  # fmt: skip
        st.selectbox(
            say("help.for"), targets, index=None, key=_FOR, on_change=_chosen, args=(town,),
            format_func=lambda key: town.taxonomy.short("target_group", key, say.language),
            placeholder=say("help.anybody"), width=220,
        )  # fmt: skip
        st.selectbox(
            say("help.radius"), sorted({*RADII_M, *((radius,) if radius else ())}), index=None,
            format_func=lambda metres: f"{say.number(metres / 1000, 1)} km", key=_RADIUS,
            placeholder=say("help.any_distance"), on_change=_chosen, args=(town,), width=180,
        )  # fmt: skip


def _chosen(town: Snapshot) -> None:
    """Write what was chosen into the address, which is what the page shows."""
    subject = st.session_state.get(_SUBJECT)
    kind = {"problem": "need", "group": "group"}.get(town.kind_of(subject or "") or "", "")
    area, target, radius = (st.session_state.get(name) for name in (_AREA, _FOR, _RADIUS))
    said = {
        "need": subject if kind == "need" else "",
        "group": subject if kind == "group" else "",
        "near": f"area:{area}" if area and not subject else "",
        "for": target if target and not subject else "",
        "radius": str(radius) if radius and not subject else "",
    }
    for name, value in said.items():
        if value:
            st.query_params[name] = value
        elif name in st.query_params and (name != "near" or subject or area is None):
            del st.query_params[name]


def _address(need: str, near: Near) -> dict[str, str | tuple[str, ...]]:
    """Return the page's part of the address."""
    place = f"{near.place[0]:.5f},{near.place[1]:.5f}" if near.place else ""
    said = {
        "need": need,
        "group": near.group,
        "near": f"area:{near.area}" if near.area else place,
        "for": near.target,
        "radius": f"{near.radius_m:.0f}" if near.radius_m else "",
    }
    return {name: value for name, value in said.items() if value}


def _blocks(leaf: Leaf, need: str, near: Near, found: Sequence[Helper]) -> list[Block]:
    """Return the page's text."""
    town, say = leaf.town, leaf.say
    if not need and near == Near():
        return [{"form": "title", "title": say("help.title"), "lead": say("help.choose")}]
    subject = need or near.group
    place = town.area_name(near.area, say.language)
    blocks: list[Block] = [
        {
            "form": "title",
            "eyebrow": say("help.title" if need else
                           "help.title_group" if near.group else "help.title_near"),
            "title": town.titles(say.language)[subject] if subject else place or say("help.near"),
        }
    ]  # fmt: skip
    if near.group and not need:
        blocks.append(_wanted(leaf, near.group))
    who = "help.who" if need else "help.partners"
    order = say("help.order" if need else "help.order_partners")
    blocks.append(
        {
            "form": "section",
            "key": who,
            "title": say(who),
            "aside": say("help.against"),
            "note": f"{order} {say('help.straight')}" if found else say(f"{who}_empty"),
            "lines": _lines(leaf, need, found),
        }
    )
    return blocks


def _wanted(leaf: Leaf, group: str) -> Block:
    lines = [
        _line(one.name, one.text, leaf.link("area", area=[one.area]))
        for one in where_needed(leaf.town, group, leaf.say)
    ]
    note = "" if lines else leaf.say("help.where_empty")
    title = leaf.say("help.where")
    return {
        "form": "section", "key": "help.where", "title": title, "aside": "", "note": note,
        "lines": lines,
    }  # fmt: skip


def _lines(leaf: Leaf, need: str, found: Sequence[Helper]) -> list[dict[str, Any]]:
    """Return a line for each helper, with its number on the map and what speaks against it."""
    say = leaf.say
    view = look(leaf.town, Choice(), say.language)
    numbers = {one.row: place for place, one in enumerate(_placed(leaf.town, found), 1)}
    lines = []
    for one in found:
        number = numbers.get(one.row)
        told = [*one.reasons, *([say("help.on_map", number=number)] if number else [])]
        lines.append(
            {
                **_line(one.name, " ".join(told), leaf.link("map", open=one.id)),
                "sign": sign(view, one.row),
                "beside": [_line(text, "", None) for text in one.against],
                "acts": _offered(one, say) if need and viewer().may("record") else [],
            }
        )
    return lines


def _offered(helper: Helper, say: Words) -> list[dict[str, Any]]:
    """Return what an editor can do with a helper."""
    acts = [] if helper.linked else [{"label": say("help.link"), "act": ["link", helper.id]}]
    if not helper.asked:
        acts.append({"label": say("help.ask"), "act": ["ask", helper.id]})
    return acts


def _line(text: str, sub: str, link_: dict[str, Any] | None) -> dict[str, Any]:
    return {"text": text, "sub": sub, "form": "plain", "link": link_, "beside": []}


def _introduction(
    town: Snapshot, found: Sequence[Helper], say: Words, *, need: str, group: str
) -> None:
    """Draw the text by which one of the list can be written to, in a language of choice."""
    names = {one.id: one.name for one in found}
    with st.expander(say("help.introduction")):
        helper = st.selectbox(
            say("help.to_whom"), list(names), format_func=names.__getitem__,
            key=f"introduced {need or group}",
        )  # fmt: skip
        language = st.segmented_control(
            say("help.language"), LANGUAGES, default=say.language, required=True,
            key="introduction language",
        )  # fmt: skip
        text = introduction(town, helper, words(language, town.unit), need=need, group=group)
        if text:
            st.code(text, language=None, wrap_lines=True)
        else:
            st.caption(say("help.not_public"))


def _placed(town: Snapshot, found: Sequence[Helper]) -> list[Helper]:
    return [one for one in found if town.records.placed[one.row]]


def _drawn(
    town: Snapshot, need: str, near: Near, found: Sequence[Helper], say: Words
) -> dict[str, Any]:
    """Return what the map shows over the town.

    Places of the list are numbered; areas that others of the list are known to say how many.
    """
    lon, lat = (town.column(name) for name in ("lon", "lat"))
    row = town.records.row_of(need or near.group)
    key = near.area or (town.column("area")[row] if row is not None else "")
    loose = Counter(town.column("area")[one.row] for one in found
                    if not town.records.placed[one.row])  # fmt: skip
    outlines = [
        (f"{town.area_name(own, say.language)}{f' ({loose[own]})' if loose[own] else ''}", shape)
        for own, shape in zip(town.areas["key"], town.areas.geometry, strict=True)
        if own == key or loose[own]
    ]
    marks = [shapely.Point(lon[one.row], lat[one.row]) for one in _placed(town, found)]
    start = []
    if near.place:
        start = [(near.place[1], near.place[0], "changed")]
    elif row is not None and town.records.placed[row]:
        start = [(float(lon[row]), float(lat[row]), "changed")]
    return preview(outlines=outlines, marks=marks, points=start)
