"""Create or refresh the store from the data folder."""

from __future__ import annotations

from geo.errors import StoreMissing
from geo.files.town_folder import TownFolder, read_taxonomy, read_town_folder
from geo.model.taxonomy import Taxonomy
from geo.settings import Settings
from geo.store import Change, Store

SEED = "data"
"""Who the history says wrote what came from the data folder."""

_FROM_DATA = Change(who=SEED, act="load")


def open_store(settings: Settings) -> Store:
    """Return the store of the settings, made from the data folder if there is none yet.

    Raises
    ------
    StoreError
        When the store cannot be opened.
    DataError
        When it has to be made and the data folder has faults.
    """
    try:
        store = Store(settings.store)
    except StoreMissing:
        folder = _folder(settings)  # read first: a folder with faults leaves no store behind
        store = Store(settings.store, create=True)
    else:
        if settings.town in store.towns():
            return store
        folder = _folder(settings)  # made, but cut short before it was filled
    if isinstance(folder, TownFolder):
        load(store, folder)
    else:
        store.put_taxonomy(folder, _FROM_DATA)
    return store


def _folder(settings: Settings) -> TownFolder | Taxonomy:
    """Return the town's folder; a town without one begins with the vocabulary alone."""
    if (settings.data / settings.town).is_dir():
        return read_town_folder(settings.data, settings.town)
    return read_taxonomy(settings.data)


def load(store: Store, folder: TownFolder) -> dict[str, int]:
    """Write a town folder into the store and return how many rows of each kind changed.

    Rows that people have changed since stay as they are. Loading the same folder twice changes
    nothing.
    """
    town = folder.town["key"]
    store.put_taxonomy(folder.taxonomy, _FROM_DATA)
    rows = {
        **folder.rows,
        "area": [_with_anchor(row) for row in folder.rows["area"]],
        "base": [
            {**properties, "key": f"{place:03}", "geom": geometry}
            for place, (properties, geometry) in enumerate(folder.base)
        ],
    }
    changed = {kind: store.put(kind, town, rows[kind], _FROM_DATA) for kind in rows}
    # The town comes last: a store that has it is whole.
    store.put_town(folder.town, _FROM_DATA)
    return changed


def _with_anchor(row: dict[str, object]) -> dict[str, object]:
    anchor = row["anchor"]
    lon, lat = anchor.coords[0] if anchor is not None else (None, None)  # type: ignore[attr-defined]
    return {**row, "anchor_lon": lon, "anchor_lat": lat}
