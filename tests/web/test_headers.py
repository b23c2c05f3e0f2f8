"""Every answer carries the security headers, whatever kind of answer it is."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import anyio
import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from geo.store import Store
from geo.web import SecurityHeaders, tile_hosts
from tests.web.asgi import ask
from tests.web.test_routes import address_of

ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}


def policy(headers: dict[str, str]) -> dict[str, list[str]]:
    parts = (part.split() for part in headers["content-security-policy"].split(";"))
    return {name: values for name, *values in parts}


def answering(path: str = "/{any:path}", **middleware: object) -> ASGIApp:
    async def page(_: Request) -> Response:
        return Response("x", headers={"X-Frame-Options": "ALLOWALL", "Set-Cookie": "a=b"})

    return Starlette(
        routes=[Route(path, page)], middleware=[Middleware(SecurityHeaders, **middleware)]
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/health", 200),
        ("/list.csv", 200),
        ("/list.csv?lang=ru&q=x", 200),
        ("/assets/leaflet.js", 200),
        ("/assets/nothing.js", 404),
        ("/layers/nothing.json", 404),
        ("/layers/records.0.json", 410),
        ("/nothing/at/all", 404),
    ],
)
def test_every_kind_of_answer_carries_the_headers(app: ASGIApp, address: str, status: int) -> None:
    answer = ask(app, address)
    assert answer.status == status
    assert ALWAYS.items() <= answer.headers.items()
    assert policy(answer.headers)["default-src"] == ["'none'"]


def test_a_layer_and_its_304_carry_the_headers(app: ASGIApp, store: Store) -> None:
    address = address_of(store, "records")
    first = ask(app, address)
    again = ask(app, address, if_none_match=first.headers["etag"])
    for answer, status in ((first, 200), (again, 304)):
        assert answer.status == status
        assert ALWAYS.items() <= answer.headers.items()


def test_a_refused_method_carries_the_headers(app: ASGIApp) -> None:
    answer = ask(app, "/health", method="POST")
    assert answer.status == 405
    assert ALWAYS.items() <= answer.headers.items()


def test_an_error_of_ours_carries_the_headers(
    app: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARTE_TOWN", "atlantis")
    answer = ask(app, "/health")
    assert answer.status == 503
    assert ALWAYS.items() <= answer.headers.items()


def test_an_unforeseen_error_carries_the_headers_and_no_trace() -> None:
    """Starlette answers 500 outside of all middleware, unless the middleware does it itself."""

    async def broken(_: Request) -> Response:
        raise RuntimeError("secret in /home/somebody")

    inner = Starlette(routes=[Route("/", broken)])
    answers: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        answers.append(message)

    async def run() -> None:
        scope = {"type": "http", "method": "GET", "path": "/", "raw_path": b"/", "headers": [],
                 "query_string": b"", "root_path": "", "scheme": "http", "http_version": "1.1",
                 "server": ("localhost", 80)}  # fmt: skip

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        app = Starlette(routes=inner.routes, middleware=[Middleware(SecurityHeaders)])
        with pytest.raises(RuntimeError):
            await app(scope, receive, send)  # type: ignore[arg-type]

    anyio.run(run)
    headers = {name.decode(): value.decode() for name, value in answers[0]["headers"]}  # type: ignore[attr-defined]
    assert answers[0]["status"] == 500
    body = b"".join(message.get("body", b"") for message in answers[1:])  # type: ignore[misc]
    assert b"secret" not in body
    assert ALWAYS.items() <= headers.items()


def test_a_header_of_the_answer_itself_does_not_weaken_ours() -> None:
    headers = ask(answering(), "/x").headers
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["set-cookie"] == "a=b"


def test_a_page_runs_our_own_scripts_and_streamlits_one_inline_script_only() -> None:
    scripts = policy(ask(answering(), "/").headers)["script-src"]
    html = Path(streamlit.__file__).parent / "static" / "index.html"
    inline = re.findall(r"<script>(.*?)</script>", html.read_text(encoding="utf-8"), re.DOTALL)
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in inline
    }
    assert set(scripts) == {"'self'", "blob:", *hashes}


def test_only_the_maps_frame_may_evaluate() -> None:
    """streamlit-folium evaluates each patch; nothing else may."""
    frame = policy(
        ask(answering(), "/component/streamlit_folium.streamlit_folium/index.html").headers
    )
    assert set(frame["script-src"]) == {"'self'", "'unsafe-inline'", "'unsafe-eval'"}
    page = policy(ask(answering(), "/").headers)
    assert not {"'unsafe-inline'", "'unsafe-eval'"} & set(page["script-src"])


def test_the_maps_frame_is_known_under_the_path_the_app_is_served_from() -> None:
    path = "/a/b/component/streamlit_folium.streamlit_folium/index.html"
    frame = policy(ask(answering(base_path="/a/b/"), path).headers)
    assert "'unsafe-eval'" in frame["script-src"]


@pytest.mark.parametrize(
    "path",
    ["/x/component/streamlit_folium/y", "/about/component/streamlit_folium", "/component/other"],
)
def test_a_path_that_only_looks_like_the_maps_frame_may_not(path: str) -> None:
    """Streamlit answers any unknown path with its page, which must stay strict."""
    scripts = policy(ask(answering(), path).headers)["script-src"]
    assert not {"'unsafe-inline'", "'unsafe-eval'"} & set(scripts)


@pytest.mark.parametrize("path", ["/", "/component/streamlit_folium.streamlit_folium/index.html"])
def test_nothing_may_be_asked_of_another_host(path: str) -> None:
    """P14."""
    for name, values in policy(ask(answering(), path).headers).items():
        assert not any("." in value or value in ("*", "http:", "https:") for value in values), name


def test_the_tiles_of_a_deployer_are_allowed_to_the_map_only() -> None:
    host = "https://tile.openstreetmap.org"
    app = answering(image_hosts=(host,))
    frame = policy(ask(app, "/component/streamlit_folium.streamlit_folium/index.html").headers)
    assert host in frame["img-src"]
    assert host not in policy(ask(app, "/").headers)["img-src"]


def test_no_tiles_are_no_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KARTE_TILES", raising=False)
    assert tile_hosts() == ()
    monkeypatch.setenv("KARTE_TILES", "OpenStreetMap.Mapnik")
    assert tile_hosts() == ("https://tile.openstreetmap.org",)


def test_what_is_not_http_passes_untouched() -> None:
    seen: list[str] = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])
        await send({"type": "websocket.accept", "headers": []})

    sent: list[object] = []

    async def run() -> None:
        async def send(message: object) -> None:
            sent.append(message)

        await SecurityHeaders(inner)({"type": "websocket", "path": "/"}, None, send)  # type: ignore[arg-type]

    anyio.run(run)
    assert (seen, sent) == (["websocket"], [{"type": "websocket.accept", "headers": []}])
