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
    "community_map.js": _HERE / "map" / "assets",
    "community_map.css": _HERE / "map" / "assets",
    "panel.js": _HERE / "ui" / "assets",
}
_LEAFLET = ("leaflet.js", "leaflet.css")
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    body: bytes
    type: str
    etag: str


@cache
def asset(name: str) -> Asset | None:
    """Return an asset by its name, None where there is none; nothing else is ever read."""
    if name in _OWN:
        body = (_OWN[name] / name).read_bytes()
    elif name in _LEAFLET:
        body = _leaflet(name).read_bytes()
    else:
        return None
    return Asset(body, _TYPES[Path(name).suffix], f'"{hashlib.sha256(body).hexdigest()[:16]}"')


def _leaflet(name: str) -> Path:
    """Return Leaflet's own file inside the wheel that carries it, without importing Django."""
    for file in files("django-leaflet") or ():
        if file.as_posix() == f"leaflet/static/leaflet/{name}":
            return Path(str(file.locate()))
    raise FileNotFoundError(name)
