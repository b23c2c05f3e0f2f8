"""What happens once when the server starts."""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.concurrency import run_in_threadpool

from geo.acts.site import town_now
from geo.errors import GeoError
from geo.settings import LANGUAGES

_log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """Open the store and make the layers before the first visitor comes."""
    await run_in_threadpool(_warm)
    yield


def _warm() -> None:
    try:
        town = town_now()
        for language in LANGUAGES:
            town.orders(language)
            for name in ("base", "areas", "records", f"names-{language}", f"words-{language}"):
                layer = town.layer(name)
                len(layer.packed if layer else b"")
        len(town.search.texts)
    except GeoError as error:
        # The page tells the visitor; the server still starts so that it can.
        _log.error("the town cannot be opened: %s", error)
    # Streamlit collects garbage over the whole heap after every run; what was imported and read
    # by now stays for good and need not be looked at again (106 → 13 ms of CPU a run, measured).
    gc.collect()
    gc.freeze()
