"""Settings come from the environment; a wrong one is said without a path."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import SettingError
from geo.model.limits import Limits
from geo.settings import DATA, settings


def test_the_start_needs_no_setting(tmp_path: Path) -> None:
    chosen = settings({"KARTE_HOME": str(tmp_path)})
    assert chosen.store == f"sqlite:///{(tmp_path / 'karte.gpkg').as_posix()}"
    assert (chosen.data, chosen.town, chosen.language, chosen.tiles) == (
        DATA, "daugavpils", "lv", None,
    )  # fmt: skip
    assert settings({}).store.startswith("sqlite:///")


def test_every_setting_is_heard(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "taxonomy.csv").write_text("", encoding="utf-8")
    (tmp_path / "x" / "town.toml").write_text("", encoding="utf-8")
    chosen = settings({
        "KARTE_STORE": "sqlite:///a.gpkg", "KARTE_DATA": str(tmp_path), "KARTE_TOWN": "x",
        "KARTE_LANGUAGE": "ru", "KARTE_TILES": "OpenStreetMap.Mapnik",
        "KARTE_MAX_BYTES": "20000000", "KARTE_MAX_VERTICES": "7", "KARTE_MAX_ROWS": "8",
    })  # fmt: skip
    assert chosen.store == "sqlite:///a.gpkg"
    assert (chosen.data, chosen.town) == (tmp_path, "x")
    assert (chosen.language, chosen.tiles) == ("ru", "OpenStreetMap.Mapnik")
    assert chosen.limits == Limits(file_bytes=20_000_000, vertices=7, rows=8)


@pytest.mark.parametrize("name", ["KARTE_STORE", "KARTE_HOME", "KARTE_TILES", "KARTE_MAX_BYTES"])
def test_an_empty_setting_is_none(name: str) -> None:
    assert settings({name: ""}) == settings({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KARTE_DATA", "/nowhere/at/all"),
        ("KARTE_TOWN", "../daugavpils/../atlantis"),
        ("KARTE_TOWN", "Rīga"),
        ("KARTE_TOWN", ""),
        ("KARTE_LANGUAGE", "xx"),
        ("KARTE_LANGUAGE", ""),
        ("KARTE_LANGUAGE", "LV"),
        ("KARTE_MAX_BYTES", "0"),
        ("KARTE_MAX_BYTES", "10 MB"),
        ("KARTE_MAX_VERTICES", "-1"),
        ("KARTE_MAX_ROWS", "1e5"),
        ("KARTE_MAX_ROWS", "9" * 5000),
    ],
)
def test_a_setting_of_what_does_not_exist_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingError) as raised:
        settings({name: value})
    assert name in str(raised.value)
    assert str(DATA) not in str(raised.value)
