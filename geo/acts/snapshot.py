"""Everything a viewer of one level may see of a town at one revision, read once and shared.

All frames in a snapshot are read-only by agreement: they are shared by every visitor.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.analysis.shown import Search
from geo.map.layers import (
    Layer,
    areas_layer,
    base_layer,
    names_layer,
    records_layer,
    state_codes,
    words_layer,
)
from geo.model.fields import LANGUAGES
from geo.model.records import Records, gather
from geo.model.taxonomy import KINDS, STATUS_OF_KIND, Taxonomy
from geo.store import Store
from geo.words import UNIT, collation_key, fold, words

Made = TypeVar("Made")

LATVIA = (20.9, 55.6, 28.3, 58.1)
"""West, south, east and north of the country, in degrees: where a town without areas begins."""

_MAP_WORDS = ("map.", "legend.", "kind.", "state.", "place.")


@dataclass(frozen=True)
class Snapshot:
    """A town as a viewer may see it.

    Attributes
    ----------
    town
        The town's facts.
    areas, base
        EPSG:4326.
    """

    revision: int
    level: str
    town: Mapping[str, Any]
    taxonomy: Taxonomy
    areas: gpd.GeoDataFrame
    base: gpd.GeoDataFrame
    records: Records
    activities: pd.DataFrame
    proposals: pd.DataFrame

    @cached_property
    def area_rows(self) -> dict[str, dict[str, Any]]:
        """Return every area's columns by its key."""
        return {row["key"]: row for row in self.areas.drop(columns="geom").to_dict("records")}

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north of the areas, of Latvia while there are none."""
        if self.areas.empty:
            return LATVIA
        west, south, east, north = self.areas.total_bounds.tolist()
        return west, south, east, north

    @cached_property
    def centre(self) -> tuple[float, float]:
        """Return (lat, lon) of the middle of the town."""
        west, south, east, north = self.bounds
        return round((south + north) / 2, 4), round((west + east) / 2, 4)

    @property
    def key(self) -> str:
        """Return the town's key."""
        return str(self.town["key"])

    @property
    def unit(self) -> str:
        """Return what the town calls its areas."""
        return str(self.town.get("unit", UNIT))

    def town_name(self, language: str) -> str:
        """Return the town's name."""
        return town_name(self.town, language)

    def area_name(self, key: str | None, language: str) -> str:
        """Return an area's name, an empty text for no area."""
        row = self.area_rows.get(key or "")
        return str((row[f"name_{language}"] or row["name_lv"]) if row else "")

    def type_word(self, row: int, language: str) -> str:
        """Return the short word for what a record is."""
        vocabulary, key = self.records.types[self.records.type[row]]
        return self.taxonomy.short(vocabulary, key, language)

    def status_word(self, status: str, language: str, kinds: Iterable[str] = KINDS) -> str:
        """Return the word for a status of the first of some kinds of record that has it."""
        for vocabulary in (STATUS_OF_KIND[kind] for kind in kinds):
            if self.taxonomy.term(vocabulary, status):
                return self.taxonomy.label(vocabulary, status, language)
        return status

    def names(self, language: str) -> Sequence[str]:
        """Return every record's name in one language, Latvian where it has none."""
        return self.once(("names", language), lambda: _names(self.records.frame, language))

    def ranks(self, language: str) -> Mapping[str, npt.NDArray[np.int32]]:
        """Return every record's place in each order of the list."""
        return self.once(("ranks", language), lambda: self._ranks(language))

    @cached_property
    def states(self) -> npt.NDArray[np.int8]:
        """Return each record's place in ``STATES``."""
        return state_codes(self.records)

    def orders(self, language: str) -> Mapping[str, npt.NDArray[np.intp]]:
        """Return all rows in each order of the list."""
        return self.once(
            ("orders", language),
            lambda: {
                name: np.argsort(rank, kind="stable") for name, rank in self.ranks(language).items()
            },
        )

    @cached_property
    def search(self) -> Search:
        """Return the folded texts of all records: names, place, type and words in all languages."""
        of_area = {key: fold(" ".join(_words_of_area(row))) for key, row in self.area_rows.items()}
        of_type = [
            fold(
                " ".join(
                    f"{self.taxonomy.label(vocabulary, key, lang)} "
                    f"{self.taxonomy.short(vocabulary, key, lang)}"
                    for lang in LANGUAGES
                )
            )
            for vocabulary, key in self.records.types
        ]
        frame = self.records.frame
        of_target = {
            key: fold(
                " ".join(self.taxonomy.label("target_group", key, lang) for lang in LANGUAGES)
            )
            for key in self.records.targets
        }
        columns = [
            name
            for stem in ("name", "summary", "statement")
            for lang in LANGUAGES
            if (name := f"{stem}_{lang}") in frame
        ]
        own = zip(
            *([_filled(frame[name]) for name in [*columns, "address", "phone"] if name in frame]),
            strict=True,
        )
        return Search(
            tuple(
                " ".join(
                    (
                        fold(" ".join(texts)),
                        of_area.get(area, ""),
                        of_type[code],
                        *(of_target.get(target, "") for target in targets),
                    )
                )
                for texts, area, code, targets in zip(
                    own,
                    frame["area"],
                    self.records.type.tolist(),
                    frame["target_groups"],
                    strict=True,
                )
            )
        )

    def areas_found(self, folded: str) -> list[str]:
        """Return keys of the areas whose name or alias holds a folded text."""
        if not folded:
            return []
        return [
            key
            for key, row in self.area_rows.items()
            if any(folded in fold(name) for name in _words_of_area(row))
        ]

    def layer(self, name: str) -> Layer | None:
        """Return a layer by its name, None where there is no such layer; each is made once."""
        stem, _, language = name.partition("-")
        if language and language not in LANGUAGES:
            return None
        makers: dict[str, Callable[[], Layer]] = {
            "records": lambda: records_layer(self.records),
            "areas": lambda: areas_layer(self.areas),
            "base": lambda: base_layer(self.base),
            "names": lambda: names_layer(self.names(language), self.records, language),
            "words": lambda: words_layer(_map_words(language, self.unit, self.taxonomy), language),
        }
        if stem not in makers or (stem in ("names", "words")) != bool(language):
            return None
        return self.once(("layer", name), makers[stem])

    @cached_property
    def _made(self) -> dict[tuple[str, str], Any]:
        return {}

    def once(self, key: tuple[str, str], make: Callable[[], Made]) -> Made:
        """Return something made of this snapshot, made the first time it is asked for."""
        if key not in self._made:
            self._made[key] = make()
        made: Made = self._made[key]
        return made

    def _ranks(self, language: str) -> dict[str, npt.NDArray[np.int32]]:
        records = self.records
        by_name = _places([collation_key(name) for name in self.names(language)])
        areas = [collation_key(self.area_name(key, language)) for key in records.areas]
        area_place = np.append(_places(areas), len(areas))  # the last: no area
        dates = _filled(records.frame["source_date"])
        newest = -_places(dates)
        return {
            "kind": _places_of_columns(by_name, records.kind),
            "name": by_name,
            "area": _places_of_columns(by_name, area_place[records.area]),
            "date": _places_of_columns(by_name, newest),
        }


_lock = threading.Lock()
_snapshots: dict[tuple[str, str, str], Snapshot] = {}


def snapshot(store: Store, town: str, level: str) -> Snapshot:
    """Return the town as a viewer of ``level`` may see it now.

    Raises
    ------
    StoreError
        When the store cannot be read.
    """
    key = (store.url, town, level)
    revision = store.revision()
    kept = _snapshots.get(key)
    if kept is not None and kept.revision == revision:
        return kept
    with _lock:
        kept = _snapshots.get(key)
        if kept is None or kept.revision != revision:
            kept = _read(store, town, level, revision)
            _snapshots[key] = kept
    return kept


def _read(store: Store, town: str, level: str, revision: int) -> Snapshot:
    facts = store.towns()[town]
    taxonomy = store.taxonomy().hiding(facts.get("hidden", ()))
    areas = store.places("area", town)
    order = sorted(range(len(areas)), key=lambda row: collation_key(areas["name_lv"].iloc[row]))
    areas = areas.iloc[order].reset_index(drop=True)
    tables = {kind: store.records(kind, town, level) for kind in KINDS}
    return Snapshot(
        revision=revision,
        level=level,
        town=facts,
        taxonomy=taxonomy,
        areas=areas,
        base=store.places("base", town),
        records=gather(tables, areas, taxonomy, today=date.today()),
        activities=store.records("activity", town, level),
        proposals=store.records("proposal", town, level),
    )


def town_name(facts: Mapping[str, Any], language: str) -> str:
    """Return a town's name, the Latvian one where it has none in a language."""
    return str(facts.get(f"name_{language}") or facts["name_lv"])


def _names(frame: pd.DataFrame, language: str) -> list[str]:
    own, latvian = _filled(frame[f"name_{language}"]), _filled(frame["name_lv"])
    return [name or fallback for name, fallback in zip(own, latvian, strict=True)]


def _filled(column: pd.Series[Any]) -> list[str]:
    return [value if isinstance(value, str) else "" for value in column]


def _words_of_area(row: Mapping[str, Any]) -> list[str]:
    return [*(row[f"name_{lang}"] or "" for lang in LANGUAGES), *row["aliases"]]


def _places(keys: Sequence[Any]) -> npt.NDArray[np.int32]:
    """Return the place of each key among the distinct keys in order."""
    order = {key: place for place, key in enumerate(sorted(set(keys)))}
    return np.array([order[key] for key in keys], dtype=np.int32)


def _places_of_columns(*columns: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return each row's place when sorted by the last column, then by those before it."""
    places = np.empty(len(columns[0]), dtype=np.int32)
    places[np.lexsort(columns)] = np.arange(len(columns[0]), dtype=np.int32)
    return places


def _map_words(language: str, unit: str, taxonomy: Taxonomy) -> dict[str, str]:
    say = words(language, unit)
    chosen = {key: say(key) for key in say.keys() if key.startswith(_MAP_WORDS)}  # noqa: SIM118
    families = {
        f"family.{term.key}": term.label.get(language, term.key)
        for term in taxonomy.of("asset_type")
    }
    return chosen | families
