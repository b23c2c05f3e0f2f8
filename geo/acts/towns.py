"""Towns of one store: begin a new one, find one by its name, say what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.acts.record import Desk
from geo.errors import NotReady
from geo.model.fields import LANGUAGES
from geo.store import Store
from geo.words import UNIT, fold, units

_START = {"country": "LV", "timezone": "Europe/Riga", "unit": UNIT}
"""What a new town is taken to be until somebody says otherwise."""


def town_named(store: Store, name: str) -> str | None:
    """Return the key of the town of that key or name, in any language; None for none."""
    wanted = fold(name)
    for key, facts in store.towns().items():
        names = (key, *(facts.get(f"name_{lang}") or "" for lang in LANGUAGES))
        if wanted and wanted in map(fold, names):
            return key
    return None


def new_town(desk: Desk, names: Mapping[str, str], **facts: Any) -> str:
    """Begin a town without areas and records and return its key.

    Parameters
    ----------
    names
        The town's name by language; only the Latvian one is needed.
    facts
        ``unit`` (one of ``words.units()``), ``country``, ``timezone``, ``crs_metric`` (EPSG),
        ``training`` (records are practice, and every page says so), ``hidden`` (terms of the
        vocabulary that are not offered, as ``vocabulary/key``).

    Raises
    ------
    NotReady
        When the name says nothing, or there is such a town already.
    """
    done = desk.allow("towns")
    name = " ".join(names.get("lv", "").split())
    key = fold(name).replace(" ", "-")
    if not key.replace("-", "").isalnum() or not key.isascii():
        raise NotReady(["towns.no_name"])
    if town_named(desk.store, name) is not None or key in desk.store.towns():
        raise NotReady(["towns.taken"])
    own = {f"name_{lang}": " ".join(names.get(lang, "").split()) or name for lang in LANGUAGES}
    desk.store.put_town({"key": key, **own, **_checked({**_START, **facts})}, done)
    return key


def ensure_town(desk: Desk, name: str, **facts: Any) -> str:
    """Return the key of the town of that name, begun now if there is none."""
    return town_named(desk.store, name) or new_town(desk, {"lv": name}, **facts)


def set_facts(desk: Desk, key: str, **facts: Any) -> None:
    """Say more, or something else, about a town."""
    done = desk.allow("towns")
    desk.store.put_town({**desk.store.towns()[key], **_checked(facts)}, done)


def _checked(facts: Mapping[str, Any]) -> dict[str, Any]:
    if facts.get("unit", UNIT) not in units():
        raise NotReady(["towns.no_unit"])
    return dict(facts)
