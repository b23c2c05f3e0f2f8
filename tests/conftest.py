"""Shared fixtures: the real data folder, a store made from it, a town as the public sees it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from geo.acts.load import load
from geo.acts.snapshot import Snapshot, snapshot
from geo.files.town_folder import TownFolder, read_town_folder
from geo.settings import DATA
from geo.store import Store

TOWN = "daugavpils"

# A law is tried on the same examples every time, however busy the machine is.
hypothesis.settings.register_profile("house", deadline=None, derandomize=True)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def real_folder() -> TownFolder:
    return read_town_folder(DATA, TOWN)


@pytest.fixture(scope="session")
def real_store_file(tmp_path_factory: pytest.TempPathFactory, real_folder: TownFolder) -> Path:
    path = tmp_path_factory.mktemp("store") / "karte.gpkg"
    store = Store(f"sqlite:///{path.as_posix()}", create=True)
    load(store, real_folder)
    store.close()
    return path


@pytest.fixture
def store(tmp_path: Path, real_store_file: Path) -> Iterator[Store]:
    """Return a store of one's own with the real data."""
    path = tmp_path / "karte.gpkg"
    shutil.copy(real_store_file, path)
    own = Store(f"sqlite:///{path.as_posix()}")
    yield own
    own.close()


@pytest.fixture
def town(store: Store) -> Snapshot:
    return snapshot(store, TOWN, "public")
