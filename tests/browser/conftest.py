"""A real server and a real Chromium; every request to anyone else is noted and refused."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
_NAMES = ("chromium", "chromium-browser", "google-chrome", "msedge")
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


# Playwright keeps an event loop running in this thread: it must end with the browser tests, or
# whatever else wants a loop of its own would fail after them.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        if os.environ.get("KARTE_TEST_ALL"):
            pytest.fail("no Chromium is installed, and every test was asked for")
        pytest.skip("no Chromium is installed: browser tests are left out")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=_FLAGS)
        yield chromium
        chromium.close()


Serve = Callable[..., str]


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Start servers of one's own; each gets a home of its own."""
    running: list[subprocess.Popen[bytes]] = []

    def start(home: Path | None = None, **settings: str) -> str:
        home = home or tmp_path_factory.mktemp("home")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
        with (home / "server.log").open("wb") as log:
            process = subprocess.Popen(
                [*command, "--server.port", str(port), "--server.address", "127.0.0.1"],
                cwd=ROOT,
                env={**os.environ, "KARTE_HOME": str(home), **settings},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        running.append(process)
        address = f"http://127.0.0.1:{port}"
        _wait_until_up(address, process)
        return address

    yield start
    for process in running:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_up(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not start")


@pytest.fixture(scope="session")
def site(serve: Serve) -> str:
    """Return the address of a server with the real data."""
    return serve()


@pytest.fixture
def context_of(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser contexts that note what is asked of others, every error and every dialog."""
    contexts: list[BrowserContext] = []
    foreign: list[str] = []
    faults: list[str] = []

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(**{"viewport": DESK, "locale": "lv-LV", **options})  # type: ignore[arg-type]
        context.set_default_timeout(20_000)

        def gate(route: object) -> None:
            url = route.request.url  # type: ignore[attr-defined]
            if urlsplit(url).hostname in ("127.0.0.1", None):
                route.continue_()  # type: ignore[attr-defined]
            else:
                foreign.append(url)
                route.abort()  # type: ignore[attr-defined]

        context.route("**/*", gate)
        context.on("page", lambda page: _listen(page, faults))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert foreign == [], "somebody else was asked"
    assert faults == [], "the page had errors"


def _listen(page: Page, faults: list[str]) -> None:
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda line: _console(line, faults))


def _console(line: object, faults: list[str]) -> None:
    text = line.text  # type: ignore[attr-defined]
    if "Content Security Policy" in text or "Refused to" in text:
        faults.append(text)


@pytest.fixture
def visit(context_of: Callable[..., BrowserContext], site: str) -> Callable[..., Visitor]:
    """Open an address as a visitor and wait until the map is painted."""

    def open_page(query: str = "", *, at: str = "", **options: object) -> Visitor:
        page = context_of(**options).new_page()
        visitor = Visitor(page)
        visitor.go(f"{at or site}/{query}")
        return visitor

    return open_page
