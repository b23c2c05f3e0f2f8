"""A town with areas and vocabulary and not one record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from geo.acts.load import load
from geo.files.town_folder import TownFolder
from geo.store import Store


@pytest.fixture
def bare(tmp_path: Path, real_folder: TownFolder) -> Iterator[Store]:
    """Return a store of a municipality that starts today (U07)."""
    rows = {kind: rows if kind == "area" else [] for kind, rows in real_folder.rows.items()}
    store = Store(f"sqlite:///{(tmp_path / 'bare.gpkg').as_posix()}", create=True)
    load(store, replace(real_folder, rows=rows))
    yield store
    store.close()
