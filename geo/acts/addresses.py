"""A town's addresses, ready to be asked; made once for as long as they stay the same."""

from __future__ import annotations

import threading

from geo.analysis.addresses import AddressIndex
from geo.model.fields import LANGUAGES
from geo.store import Store
from geo.words import fold

_lock = threading.Lock()
_kept: dict[tuple[str, str], tuple[str, AddressIndex]] = {}


def address_index(store: Store, town: str) -> AddressIndex | None:
    """Return what finds addresses of a town, None where none have been brought.

    Names of the town's areas may stand in an address and say nothing of its place.
    """
    brought = store.brought(town).get("address")
    if brought is None or not brought["rows"]:
        return None
    with _lock:
        kept = _kept.get((store.url, town))
        if kept is None or kept[0] != brought["digest"]:
            areas = store.places("area", town)
            names = [name for lang in LANGUAGES for name in areas[f"name_{lang}"] if name]
            names += [alias for aliases in areas["aliases"] for alias in aliases]
            kept = brought["digest"], AddressIndex(store.addresses(town), fold, known=names)
            _kept[store.url, town] = kept
        return kept[1]
