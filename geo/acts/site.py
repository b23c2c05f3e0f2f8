"""The one store this process serves, opened once, and the town as a viewer may see it now."""

from __future__ import annotations

import threading

from geo.acts.load import open_store
from geo.acts.record import Desk
from geo.acts.snapshot import Snapshot, snapshot, town_name
from geo.errors import SettingError
from geo.model.levels import LEVELS
from geo.model.people import Viewer
from geo.settings import Settings, settings
from geo.store import Store
from geo.words import collation_key

PUBLIC = LEVELS[0]

_lock = threading.Lock()
_stores: dict[str, Store] = {}


def site_store(chosen: Settings) -> Store:
    """Return the store of the settings; the first call makes it from the data folder if needed."""
    with _lock:
        if chosen.store not in _stores:
            _stores[chosen.store] = open_store(chosen)
        return _stores[chosen.store]


def town_key(asked: str = "") -> str:
    """Return the key of the town that an address asks for, else of that of the settings.

    Raises
    ------
    SettingError
        When the store does not have the town of the settings either.
    """
    chosen = settings()
    towns = site_store(chosen).towns()
    for key in (asked, chosen.town):
        if key in towns:
            return key
    raise SettingError(f"no town {chosen.town!r} in the store or in the data folder")


def towns(language: str) -> dict[str, str]:
    """Return the name of each town in the store by its key, in the order of names."""
    found = site_store(settings()).towns()
    names = {key: town_name(facts, language) for key, facts in found.items()}
    return dict(sorted(names.items(), key=lambda pair: collation_key(pair[1])))


def town_now(level: str = PUBLIC, town: str = "") -> Snapshot:
    """Return a town, that of the settings if none is named, as a viewer may see it now.

    Raises
    ------
    SettingError, StoreError, DataError
        When there is nothing to show; each has a sentence for people.
    """
    return snapshot(site_store(settings()), town_key(town), level)


def desk_for(viewer: Viewer, town: str = "") -> Desk:
    """Return the desk at which somebody works on a town."""
    return Desk(site_store(settings()), town_key(town), viewer)


def health() -> dict[str, object]:
    """Return what an outside check asks: revision, areas, public records of each kind."""
    town = town_now()
    kinds = town.records.frame["kind"].value_counts()
    return {
        "status": "ok",
        "revision": town.revision,
        "areas": len(town.areas),
        "records": {kind: int(kinds.get(kind, 0)) for kind in ("resource", "group", "problem")},
    }
