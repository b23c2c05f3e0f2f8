"""The few files the browser loads: the known names, and nothing else on the disk."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest
from starlette.types import ASGIApp

import geo
from geo.web import assets
from tests.web.asgi import ask

GEO = Path(geo.__file__).resolve().parent
KNOWN = {
    "canvas.js": GEO / "map" / "assets" / "canvas.js",
    "controls.js": GEO / "map" / "assets" / "controls.js",
    "layers.js": GEO / "map" / "assets" / "layers.js",
    "community_map.js": GEO / "map" / "assets" / "community_map.js",
    "community_map.css": GEO / "map" / "assets" / "community_map.css",
    "panel.js": GEO / "ui" / "assets" / "panel.js",
    "leaf.js": GEO / "ui" / "assets" / "leaf.js",
}


@pytest.mark.parametrize("name", KNOWN)
def test_our_files_are_sent_as_they_are(app: ASGIApp, name: str) -> None:
    answer = ask(app, f"/assets/{name}")
    assert answer.status == 200
    assert answer.body == KNOWN[name].read_bytes()
    expected = "text/css" if name.endswith(".css") else "text/javascript"
    assert answer.headers["content-type"] == f"{expected}; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("name", "sign"), [("leaflet.js", b"Leaflet"), ("leaflet.css", b".leaflet-")]
)
def test_leaflet_comes_from_its_package(app: ASGIApp, name: str, sign: bytes) -> None:
    """P14, R07: no foreign host, and version() proves that the package is there."""
    assert version("django-leaflet")
    answer = ask(app, f"/assets/{name}")
    assert answer.status == 200
    assert sign in answer.body


def test_a_known_file_is_not_sent_again(app: ASGIApp) -> None:
    tag = ask(app, "/assets/canvas.js").headers["etag"]
    again = ask(app, "/assets/canvas.js", if_none_match=tag)
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "..",
        "../plugin.py",
        "..%2fplugin.py",
        "..%2f..%2ferrors.py",
        "%2e%2e%2f%2e%2e%2ferrors.py",
        "..%5cplugin.py",
        "%2fetc%2fpasswd",
        "/etc/passwd",
        "canvas.js%00.css",
        "Canvas.js",
        "canvas",
        "sheet.css",
        "icon.svg",
        "leaflet-src.js",
        "plugin.py",
        "leaflet.js.map",
        "con",
        "x" * 5000,
    ],
)
def test_any_other_name_is_not_found(app: ASGIApp, name: str) -> None:
    """A02, A04."""
    answer = ask(app, f"/assets/{name}")
    assert answer.status == 404
    assert answer.body in (b"", b"Not Found")


def kept() -> int:
    """Return how many answers the module keeps."""
    caches = (value for value in vars(assets).values() if hasattr(value, "cache_info"))
    return sum(cache.cache_info().currsize for cache in caches)


def test_asking_for_what_is_not_there_costs_no_memory(app: ASGIApp) -> None:
    """Every unknown name that were kept would be a visitor's to fill the memory with."""
    for name in (*KNOWN, "leaflet.js", "leaflet.css"):
        assert ask(app, f"/assets/{name}").status == 200
    before = kept()
    assert before
    for number in range(50):
        assert ask(app, f"/assets/nothing-{number}.js").status == 404
    assert kept() == before


def test_no_file_of_ours_names_another_host() -> None:
    """P14: not even in a comment that a tool might follow, but for namespaces and issues."""
    import re

    allowed = ("http://www.w3.org/", "https://github.com/")
    for path in [
        *KNOWN.values(),
        GEO / "ui" / "assets" / "sheet.css",
        GEO / "ui" / "assets" / "icon.svg",
    ]:
        text = path.read_text(encoding="utf-8")
        addresses = re.findall(r"https?://[^\s\"'`)]+", text)
        assert [a for a in addresses if not a.startswith(allowed)] == [], path.name
