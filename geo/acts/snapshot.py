"""Everything a viewer of one level may see of a town at one revision, read once and shared.

All frames in a snapshot are read-only by agreement: they are shared by every visitor.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.acts.found import filled, texts_of, words_of_area
from geo.acts.orders import Orders, carried_on, orders_of
from geo.acts.refresh import changed_since, put_in_place
from geo.acts.residents import areas_of
from geo.acts.seen import PLANS, as_seen, beside, companions_of
from geo.analysis.hours import Hours, hours_of
from geo.analysis.shown import Search
from geo.map.differences import Past
from geo.map.layers import (
    Layer,
    areas_layer,
    base_layer,
    names_layer,
    records_layer,
    state_codes,
    words_layer,
)
from geo.model.clock import zone_of
from geo.model.companions import Companions
from geo.model.days import today
from geo.model.fields import LANGUAGES
from geo.model.forms import TITLE
from geo.model.records import Records, gather, merged
from geo.model.splice import Splice
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
    day
        The day in Latvia on which it was read: what is old is old, and consents end, on that day.
    areas, base
        EPSG:4326.
    boundary
        The set of boundaries in force, empty where they came with the data folder.
    past
        What earlier layers of this town and level were, for browsers that still show them.
    """

    revision: int
    day: date
    level: str
    town: Mapping[str, Any]
    taxonomy: Taxonomy
    areas: gpd.GeoDataFrame
    base: gpd.GeoDataFrame
    boundary: Mapping[str, Any]
    records: Records
    activities: pd.DataFrame
    proposals: pd.DataFrame
    outreach: pd.DataFrame
    companions: Companions
    past: Past

    def is_of(self, revision: int, day: date) -> bool:
        """Return whether this is what a store says at a revision, on a day."""
        return self.revision == revision and self.day == day

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

    @cached_property
    def several_areas(self) -> list[tuple[str, ...]]:
        """Return the keys of the areas of every record that works in several, else none."""
        frame = self.records.frame
        if "areas" not in frame:
            return [()] * len(frame)
        return [
            tuple(key for key in keys if key in self.area_rows)
            if scope == "areas" and isinstance(keys, tuple)
            else ()
            for scope, keys in zip(frame["scope"], frame["areas"], strict=True)
        ]

    @property
    def plan_tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables of activities, proposals and plan items by kind."""
        tables = (self.activities, self.proposals, self.outreach)
        return dict(zip(PLANS, tables, strict=True))

    @cached_property
    def plans(self) -> dict[str, dict[str, Any]]:
        """Return the columns, and the ``kind``, of activities, proposals and plan items by id."""
        return {
            row["id"]: {"kind": kind, **{str(name): value for name, value in row.items()}}
            for kind, table in self.plan_tables.items()
            for row in table.to_dict("records")
        }

    def kind_of(self, identity: str) -> str | None:
        """Return the kind of a record that the viewer may see, None where there is none."""
        row = self.records.row_of(identity)
        if row is not None:
            return str(KINDS[self.records.kind[row]])
        return str(self.plans[identity]["kind"]) if identity in self.plans else None

    def titles(self, language: str) -> Mapping[str, str]:
        """Return by id what every record is called where it stands among others of any kind."""
        return self.once(("titles", language), lambda: self._titles(language))

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

    def column(self, name: str) -> Sequence[Any]:
        """Return a column of the records in row order as a list; empty if there is none."""
        frame = self.records.frame
        return self.once(("column", name), lambda: frame[name].tolist() if name in frame else [])

    def orders(self, language: str) -> Orders:
        """Return all rows in each order of the list."""
        return self.once(
            ("orders", language),
            lambda: orders_of(self.records, self.names(language), self._area_names(language)),
        )

    def ranks(self, language: str) -> Mapping[str, npt.NDArray[np.intp]]:
        """Return every record's place in each order of the list."""
        return self.once(
            ("ranks", language),
            lambda: {sort: np.argsort(order) for sort, order in self.orders(language).items()},
        )

    def _area_names(self, language: str) -> list[str]:
        return [self.area_name(key, language) for key in self.records.areas]

    @cached_property
    def states(self) -> npt.NDArray[np.int8]:
        """Return each record's place in ``STATES``."""
        return state_codes(self.records)

    @cached_property
    def hours(self) -> Hours:
        """Return when the records are open."""
        return hours_of(self.records)

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the town's time zone."""
        return zone_of(self.town)

    @property
    def search(self) -> Search:
        """Return the folded texts of all records: names, place, type and words in all languages."""
        return self.once(
            ("search", ""),
            lambda: Search(tuple(texts_of(self.records, self.taxonomy, self.area_rows))),
        )

    def areas_found(self, folded: str) -> list[str]:
        """Return keys of the areas whose name or alias holds a folded text."""
        if not folded:
            return []
        return [
            key
            for key, row in self.area_rows.items()
            if any(folded in fold(name) for name in words_of_area(row))
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
            "words": lambda: words_layer(self._map_words(language), language),
        }
        if stem not in makers or (stem in ("names", "words")) != bool(language):
            return None
        return self.once(("layer", name), makers[stem])

    def difference(self, name: str, digest: str) -> bytes | None:
        """Return what turns an earlier layer into the present one, None where that is not known."""
        layer = self.layer(name)
        if layer is None or not self.past.knows(name, digest):
            return None
        return self.once(
            ("difference", f"{name} {digest}"), lambda: self.past.difference(digest, layer)
        )

    def credit(self, language: str) -> str:
        """Return whose boundaries and outline the map is drawn from."""
        name = self.boundary.get(f"title_{language}") or self.boundary.get("title_lv")
        day = self.boundary.get("source_date")
        told = (name, day and words(language).date(day), self.boundary.get("licence"))
        own = self.town.get(f"credit_{language}")
        return "; ".join(filter(None, (", ".join(filter(None, told)), own)))

    def _map_words(self, language: str) -> dict[str, str]:
        say = words(language, self.unit)
        chosen = {key: say(key) for key in say.keys() if key.startswith(_MAP_WORDS)}  # noqa: SIM118
        families = {
            f"family.{term.key}": term.label.get(language, term.key)
            for term in self.taxonomy.of("asset_type")
        }
        if all(precision == "official" for precision in self.areas["precision"]):
            chosen["legend.boundaries"] = ""
        return chosen | families | {"map.credit": self.credit(language)}

    @cached_property
    def _made(self) -> dict[tuple[str, str], Any]:
        return {}

    def once(self, key: tuple[str, str], make: Callable[[], Made]) -> Made:
        """Return something made of this snapshot, made the first time it is asked for."""
        if key not in self._made:
            self._made[key] = make()
        made: Made = self._made[key]
        return made

    def past_for_next(self) -> Past:
        """Return the past of the snapshot that follows this one: its own layers become past."""
        past = self.past
        for (what, _), made in list(self._made.items()):
            past = past.with_layer(made) if what == "layer" else past
        return past

    def follow(self, earlier: Snapshot, splice: Splice, came: Records) -> None:
        """Take over what was made of an earlier snapshot; only what came is worked out anew."""
        same = self.records is earlier.records
        for key, made in list(earlier._made.items()):
            match key:
                case (("names" | "orders" | "ranks" | "search" | "layer"), _) if same:
                    self._made[key] = made
                case "names", language:
                    self._made[key] = splice.values(made, _names(came.frame, language))
                case "orders", language:
                    names, areas = self.names(language), self._area_names(language)
                    self._made[key] = carried_on(made, splice, self.records, names, areas)
                case "search", _:
                    texts = texts_of(came, self.taxonomy, self.area_rows)
                    self._made[key] = Search(tuple(splice.values(made.texts, texts)))
                case "layer", _ if made.stamps is None:
                    self._made[key] = made

    def _titles(self, language: str) -> dict[str, str]:
        frame = self.records.frame
        own = self.names(language)
        if f"statement_{language}" in frame:  # needs of one type share their name
            said, latvian = (
                filled(frame[f"statement_{language}"]),
                filled(frame["statement_lv"]),
            )
            own = [a or b or name for a, b, name in zip(said, latvian, own, strict=True)]
        of_plans = {
            identity: row[f"{TITLE[row['kind']]}_{language}"] or row[f"{TITLE[row['kind']]}_lv"]
            for identity, row in self.plans.items()
        }
        return {**dict(zip(self.records.ids, own, strict=True)), **of_plans}


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
    now = (store.revision(), today())
    kept = _snapshots.get(key)
    if kept is not None and kept.is_of(*now):
        return kept
    with _lock:
        kept = _snapshots.get(key)
        if kept is None or not kept.is_of(*now):
            refreshed = kept and _refreshed(store, kept, *now)
            kept = refreshed or _read(store, town, level, now, kept)
            _snapshots[key] = kept
    return kept


def _refreshed(store: Store, kept: Snapshot, revision: int, day: date) -> Snapshot | None:
    """Return a kept snapshot with what has changed since, None where it must be read anew."""
    if kept.day != day or kept.revision > revision:
        return None
    changed = changed_since(store, kept.key, kept.level, kept.revision)
    if changed is None:
        return None
    besides = beside(store, kept.key)
    tables, gone = as_seen(changed.tables, besides, kept.level, day), changed.ids
    came = gather(tables, kept.areas, kept.taxonomy, today=day)
    if came.vocabulary != kept.records.vocabulary:
        return None
    records, splice = merged(kept.records, came, gone)
    plans = {kind: put_in_place(kept.plan_tables[kind], tables[kind], gone) for kind in PLANS}
    town = replace(
        kept,
        revision=revision,
        records=records,
        activities=plans["activity"],
        proposals=plans["proposal"],
        outreach=plans["outreach"],
        companions=companions_of(records.frame, plans, besides, level=kept.level, day=day),
        past=kept.past_for_next(),
    )
    town.follow(kept, splice, came)
    return town


def _read(
    store: Store, town: str, level: str, now: tuple[int, date], kept: Snapshot | None = None
) -> Snapshot:
    revision, day = now
    facts = store.towns()[town]
    taxonomy = store.taxonomy().hiding(facts.get("hidden", ()))
    areas = areas_of(store, town)
    order = sorted(range(len(areas)), key=lambda row: collation_key(areas["name_lv"].iloc[row]))
    areas = areas.iloc[order].reset_index(drop=True)
    besides = beside(store, town)
    found = {kind: store.records(kind, town, level) for kind in (*KINDS, *PLANS)}
    tables = as_seen(found, besides, level, day)
    plans = {kind: tables[kind] for kind in PLANS}
    records = gather(tables, areas, taxonomy, today=day)
    return Snapshot(
        revision=revision,
        day=day,
        level=level,
        town=facts,
        taxonomy=taxonomy,
        areas=areas,
        base=store.places("base", town),
        boundary=next((one for one in store.boundaries(town) if not one["retired"]), {}),
        records=records,
        activities=tables["activity"],
        proposals=tables["proposal"],
        outreach=tables["outreach"],
        companions=companions_of(records.frame, plans, besides, level=level, day=day),
        past=kept.past_for_next() if kept else Past(),
    )


def town_name(facts: Mapping[str, Any], language: str) -> str:
    """Return a town's name, the Latvian one where it has none in a language."""
    return str(facts.get(f"name_{language}") or facts["name_lv"])


def _names(frame: pd.DataFrame, language: str) -> list[str]:
    own, latvian = filled(frame[f"name_{language}"]), filled(frame["name_lv"])
    return [name or fallback for name, fallback in zip(own, latvian, strict=True)]
