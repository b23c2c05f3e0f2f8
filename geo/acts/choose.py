"""How a visitor's click changes the choice. What the browser sends is checked, never trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from geo.acts.look import View, known_keys, page_of
from geo.analysis.choice import MANY, SORTS, TEXT_LIMIT, Choice, known_day, known_hours
from geo.analysis.shown import OPENING_KINDS
from geo.model.taxonomy import KINDS


def choose(view: View, act: Mapping[str, Any]) -> Choice:
    """Return the choice after an act of the panel or the map; an act that makes no sense is none.

    Acts: ``{"q": text}``, ``{"toggle": [filter, key]}``, ``{"kind": key}``, ``{"set": {filter:
    keys}}``, ``{"clear": true}``, ``{"open": id}``, ``{"area": key}``, ``{"pick": place in the
    records layer, "layer": its address}``, ``{"sort": key}``, ``{"page": number}``, ``{"hours":
    time}``, ``{"since": day}``.
    """
    return _choose(view, act).known(known_keys(view.snapshot))


def _choose(view: View, act: Mapping[str, Any]) -> Choice:
    choice = view.choice
    match act:
        case {"q": str(text)}:
            # what is found must be in sight, not under a card of before
            return replace(choice, q=_whole(text)[:TEXT_LIMIT], page=1, open="")
        case {"clear": True}:
            return Choice(sort=choice.sort, open=_present(view), since=choice.since)
        case {"toggle": ["hours", str(text)]} if text == choice.hours:
            return replace(choice, hours="", page=1)
        case {"hours": str(text)} | {"toggle": ["hours", str(text)]} if known_hours(text) == text:
            return replace(choice, hours=text, page=1)
        case {"toggle": ["since", str(text)]} if text == choice.since:
            return replace(choice, since="")
        case {"since": str(text)} | {"toggle": ["since", str(text)]} if known_day(text) == text:
            return replace(choice, since=text)
        case {"kind": str(key)} | {"toggle": ["kind", str(key)]}:
            return _toggle_kind(view, key)
        case {"toggle": [str(name), str(key)]} if name in MANY:
            keys = choice.keys(name)
            turned = [k for k in keys if k != key] if key in keys else [*keys, key]
            return choice.with_keys(name, turned)
        case {"set": dict(filters)}:
            for name, keys in filters.items():
                if name in MANY and isinstance(keys, list):
                    choice = choice.with_keys(name, [key for key in keys if isinstance(key, str)])
            return choice
        case {"sort": str(sort)} if sort in SORTS:
            return replace(choice, sort=sort, page=1)
        case {"page": int(page)} if not isinstance(page, bool):
            return replace(choice, page=max(1, min(page, view.pages)))
        case {"area": str(key)} if key in view.snapshot.area_rows:
            return replace(choice, open=f"area:{key}")
        case {"pick": int(place), "layer": str(address)}:
            return _open(view, _picked(view, place, address))
        case {"open": str(identity)}:
            return _open(view, _whole(identity)[:TEXT_LIMIT])
    return choice


def _present(view: View) -> str:
    """Return what is open; what is not there does not stay open when everything is shown."""
    there = view.open_row is not None or view.open_area is not None or view.open_town
    return view.choice.open if there else ""


def _whole(text: str) -> str:
    """Return a text without half letters: JSON can carry them, an address cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _toggle_kind(view: View, key: str) -> Choice:
    if key not in KINDS:
        return view.choice
    on = list(view.shown.kinds)
    turned = [kind for kind in on if kind != key] if key in on else [*on, key]
    if not turned:  # something always stays on
        return view.choice
    return view.choice.with_keys("kind", () if set(turned) == set(OPENING_KINDS) else turned)


def _open(view: View, identity: str) -> Choice:
    if not identity:
        return replace(view.choice, open="")
    return replace(view.choice, open=identity, page=page_of(view, identity))


def _picked(view: View, place: int, address: str) -> str:
    """Return the id of a sign; an empty text where the map still shows an older layer."""
    records = view.snapshot.records
    layer = view.snapshot.layer("records")
    rows = np.flatnonzero(records.placed)
    if layer is None or layer.address != address.partition("?")[0] or not 0 <= place < len(rows):
        return ""
    return str(records.ids[rows[place]])
