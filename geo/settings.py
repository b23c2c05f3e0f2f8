"""Settings: environment variables with the prefix ``KARTE_``, listed in the README."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from geo.errors import SettingError

PREFIX = "KARTE_"
LANGUAGES = ("lv", "ru", "en")
_TOWN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True)
class Settings:
    """Where things are and how the map starts.

    Attributes
    ----------
    store
        SQLAlchemy URL of the store.
    data
        Folder with ``taxonomy.csv`` and a folder for each town.
    town
        Key of the town that opens; a town that is not in the store yet is read from its folder
        in ``data``.
    language
        Language shown until a visitor chooses one.
    tiles
        Name of an ``xyzservices`` tile provider, or None for the map's own light base.
    """

    store: str
    data: Path
    town: str
    language: str
    tiles: str | None


def settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings that the environment asks for.

    Raises
    ------
    SettingError
        When a variable names a language or a folder that does not exist, or no key of a town.
    """
    env = os.environ if environment is None else environment
    data = Path(env.get(f"{PREFIX}DATA", DATA))
    if not (data / "taxonomy.csv").is_file():
        raise SettingError(f"{PREFIX}DATA: expected a folder with taxonomy.csv, found none there")
    town = env.get(f"{PREFIX}TOWN", "daugavpils")
    if not _TOWN.fullmatch(town):
        raise SettingError(f"{PREFIX}TOWN: expected the key of a town, found {town!r}")
    language = env.get(f"{PREFIX}LANGUAGE", LANGUAGES[0])
    if language not in LANGUAGES:
        raise SettingError(f"{PREFIX}LANGUAGE: expected one of {LANGUAGES}, found {language!r}")
    home = Path(env.get(f"{PREFIX}HOME") or user_data_path("kopienas-karte", appauthor=False))
    store = env.get(f"{PREFIX}STORE") or f"sqlite:///{(home / 'karte.gpkg').as_posix()}"
    return Settings(store, data, town, language, env.get(f"{PREFIX}TILES") or None)
