"""A town with areas and no records, made once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from geo.acts.load import load
from geo.files.town_folder import TownFolder
from geo.store import Store


@pytest.fixture(scope="session")
def bare_file(tmp_path_factory: pytest.TempPathFactory, real_folder: TownFolder) -> Path:
    path = tmp_path_factory.mktemp("bare") / "bare.gpkg"
    rows = {kind: rows if kind == "area" else [] for kind, rows in real_folder.rows.items()}
    store = Store(f"sqlite:///{path.as_posix()}", create=True)
    load(store, replace(real_folder, rows=rows))
    store.close()
    return path


@pytest.fixture
def bare(tmp_path: Path, bare_file: Path) -> Iterator[Store]:
    """Return a store of one's own of a municipality that starts today (U07)."""
    path = tmp_path / "bare.gpkg"
    shutil.copy(bare_file, path)
    store = Store(f"sqlite:///{path.as_posix()}")
    yield store
    store.close()
