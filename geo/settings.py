"""Settings: environment variables with the prefix ``KARTE_``, listed in the README."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_path

from geo.errors import SettingError
from geo.model.limits import Limits

PREFIX = "KARTE_"
LANGUAGES = ("lv", "ru", "en")
_TOWN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DATA = Path(__file__).resolve().parent.parent / "data"
_DIGITS = 12
"""No machine holds more than that of anything counted here."""


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
    limits
        How much of a file that somebody brings is read.
    """

    store: str
    data: Path
    town: str
    language: str
    tiles: str | None
    limits: Limits = field(default_factory=Limits)


def settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings that the environment asks for.

    Raises
    ------
    SettingError
        When a variable names a language or a folder that does not exist, no key of a town, or a
        limit that is no whole number above zero.
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
    tiles = env.get(f"{PREFIX}TILES") or None
    return Settings(store, data, town, language, tiles, _limits(env))


def _limits(env: Mapping[str, str]) -> Limits:
    usual = Limits()
    return Limits(
        file_bytes=_number(env, "MAX_BYTES", usual.file_bytes),
        vertices=_number(env, "MAX_VERTICES", usual.vertices),
        rows=_number(env, "MAX_ROWS", usual.rows),
    )


def _number(env: Mapping[str, str], name: str, usual: int) -> int:
    text = env.get(f"{PREFIX}{name}") or str(usual)
    if not re.fullmatch(rf"[1-9][0-9]{{0,{_DIGITS - 1}}}", text):
        raise SettingError(f"{PREFIX}{name}: expected a whole number above zero, found {text!r}")
    return int(text)
