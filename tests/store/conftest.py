"""The store's tests run on both engines: a file, and PostgreSQL with PostGIS."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from geo.acts.load import load
from geo.files.town_folder import TownFolder
from geo.store import Store
from tests.store.server import Server, name_of, running

ENGINES = ("file", "server")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def real_database(server: Server, real_folder: TownFolder) -> str:
    """Return the name of a database with the real data, to be copied."""
    url = server.database()
    store = Store(url, create=True)
    load(store, real_folder)
    store.close()
    return name_of(url)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Return which engine a test runs on."""
    return str(request.param)


@pytest.fixture
def place(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the address of a place with no store yet."""
    if engine == "file":
        yield f"sqlite:///{(tmp_path / 'new.gpkg').as_posix()}"
        return
    server: Server = request.getfixturevalue("server")
    url = server.database()
    yield url
    server.drop(url)


@pytest.fixture
def either(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """Return a store of one's own with the real data, on each engine in turn."""
    if engine == "file":
        path = tmp_path / "karte.gpkg"
        shutil.copy(request.getfixturevalue("real_store_file"), path)
        own = Store(f"sqlite:///{path.as_posix()}")
        yield own
        own.close()
        return
    server: Server = request.getfixturevalue("server")
    url = server.database(request.getfixturevalue("real_database"))
    own = Store(url)
    yield own
    own.close()
    server.drop(url)


Rows = Callable[..., list[tuple[object, ...]]]
