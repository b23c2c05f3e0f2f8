"""Security headers on every answer, as strict as the two kinds of page allow."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import streamlit
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_COMMON = {
    "default-src": "'none'",
    "style-src": "'self' 'unsafe-inline'",  # Streamlit's emotion styles
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "worker-src": "'self' blob:",
    "manifest-src": "'self'",
    "media-src": "'self'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
# streamlit-folium writes the map's script into the frame and evaluates each patch.
_FRAME_SCRIPTS = "'self' 'unsafe-inline' 'unsafe-eval'"
_FRAME = "/component/streamlit_folium."


class SecurityHeaders:
    """ASGI middleware that adds the headers to every HTTP answer.

    Parameters
    ----------
    image_hosts
        Hosts of a tile provider that the deployer has chosen; none by default.
    base_path
        Path that the app is served from (``server.baseUrlPath``).
    """

    def __init__(
        self, app: ASGIApp, image_hosts: tuple[str, ...] = (), base_path: str = ""
    ) -> None:
        self.app = app
        self._frame_path = f"/{base_path.strip('/')}".rstrip("/") + _FRAME
        self._page = _headers(_page_scripts(), ())
        self._frame = _headers(_FRAME_SCRIPTS, image_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to what comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        in_frame = scope["path"].startswith(self._frame_path)
        headers = self._frame if in_frame else self._page
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            started = True
            if message["type"] == "http.response.start":
                ours = {name for name, _ in headers}
                kept = [pair for pair in message["headers"] if pair[0].lower() not in ours]
                message = {**message, "headers": [*kept, *headers]}
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception:
            # Starlette would answer outside of every middleware, without the headers
            if not started:
                start = {"type": "http.response.start", "status": 500, "headers": []}
                await send_with_headers(start)
                await send_with_headers({"type": "http.response.body", "body": b""})
            raise


def _page_scripts() -> str:
    """Return what may run in a page: our own files, components, Streamlit's one inline script.

    Components of version 2 are handed to the page as a blob of their script. The inline script
    stands in Streamlit's own page and is allowed by its hash, so that nothing else inline runs.
    """
    html = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL)
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()) for script in scripts)
    return " ".join(("'self' blob:", *(f"'sha256-{value.decode()}'" for value in hashes)))


def _headers(scripts: str, image_hosts: tuple[str, ...]) -> list[tuple[bytes, bytes]]:
    policy = {**_COMMON, "script-src": scripts}
    policy["img-src"] = " ".join((policy["img-src"], *image_hosts))
    values = {
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN",
        "referrer-policy": "no-referrer",
        "permissions-policy": "geolocation=(self), camera=(), microphone=()",
        "cross-origin-opener-policy": "same-origin",
    }
    return [(name.encode(), value.encode()) for name, value in values.items()]
