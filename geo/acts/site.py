"""The one store this process serves, opened once, and the town as a viewer may see it now."""

from __future__ import annotations

import threading

from geo.acts.load import open_store
from geo.acts.record import Desk
from geo.acts.snapshot import Snapshot, snapshot
from geo.model.levels import LEVELS
from geo.model.people import Viewer
from geo.settings import Settings, settings
from geo.store import Store

PUBLIC = LEVELS[0]

_lock = threading.Lock()
_stores: dict[str, Store] = {}


def site_store(chosen: Settings) -> Store:
    """Return the store of the settings; the first call makes it from the data folder if needed."""
    with _lock:
        if chosen.store not in _stores:
            _stores[chosen.store] = open_store(chosen)
        return _stores[chosen.store]


def town_now(level: str = PUBLIC) -> Snapshot:
    """Return the town of the settings as a viewer of ``level`` may see it now.

    Raises
    ------
    SettingError, StoreError, DataError
        When there is nothing to show; each has a sentence for people.
    """
    chosen = settings()
    return snapshot(site_store(chosen), chosen.town, level)


def desk_for(viewer: Viewer) -> Desk:
    """Return the desk at which somebody works on the town of the settings."""
    chosen = settings()
    return Desk(site_store(chosen), chosen.town, viewer)


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
