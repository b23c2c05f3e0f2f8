"""Pages run through the frame, without a browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
Open = Callable[..., AppTest]


@pytest.fixture
def open_app(tmp_path: Path, real_store_file: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open the app on a store of one's own at an address."""
    shutil.copy(real_store_file, tmp_path / "karte.gpkg")
    monkeypatch.setenv("KARTE_HOME", str(tmp_path))

    def run(**query: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        return app

    return run


def panel(app: AppTest) -> dict[str, Any]:
    """Return what the panel was given to show."""
    node = app.get("bidi_component")[0]
    shown: dict[str, Any] = json.loads(node.proto.json)
    return shown


def map_message(app: AppTest) -> dict[str, Any]:
    """Return what the map was sent."""
    node = app.get("component_instance")[0]
    sent: dict[str, Any] = json.loads(node.proto.json_args)
    return sent
