"""The routes on a store of one's own, as the server mounts them."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from geo import web
from geo.acts import site
from geo.store import Store


@pytest.fixture
def app(store: Store, monkeypatch: pytest.MonkeyPatch) -> ASGIApp:
    """Return the app over a copy of the real store."""
    monkeypatch.setenv("KARTE_STORE", store.url)
    monkeypatch.delenv("KARTE_TILES", raising=False)
    monkeypatch.setattr(site, "_stores", {})
    return served()


def served(base: str = "") -> ASGIApp:
    return Starlette(routes=web.routes(base), middleware=[Middleware(web.SecurityHeaders)])


@pytest.fixture
def file(store: Store) -> Path:
    return Path(store.url.removeprefix("sqlite:///"))
