"""The few files the browser loads from us: our scripts and styles, and Leaflet from its package."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import files
from pathlib import Path

_HERE = Path(__file__).resolve().parent.parent
_OWN = {
    "canvas.js": _HERE / "map" / "assets",
    "controls.js": _HERE / "map" / "assets",
    "layers.js": _HERE / "map" / "assets",
    "community_map.js": _HERE / "map" / "assets",
    "community_map.css": _HERE / "map" / "assets",
    "panel.js": _HERE / "ui" / "assets",
    "leaf.js": _HERE / "ui" / "assets",
}
_LEAFLET = ("leaflet.js", "leaflet.css")
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    body: bytes
    type: str
    etag: str


def asset(name: str) -> Asset | None:
    """Return an asset by its name, None where there is none; nothing else is ever read."""
    return _asset(name) if name in _OWN or name in _LEAFLET else None


@cache
def _asset(name: str) -> Asset:
    body = ((_OWN[name] / name) if name in _OWN else _leaflet(name)).read_bytes()
    return Asset(body, _TYPES[Path(name).suffix], f'"{hashlib.sha256(body).hexdigest()[:16]}"')


def _leaflet(name: str) -> Path:
    """Return Leaflet's own file inside the wheel that carries it, without importing Django."""
    for file in files("django-leaflet") or ():
        if file.as_posix() == f"leaflet/static/leaflet/{name}":
            return Path(str(file.locate()))
    raise FileNotFoundError(name)
