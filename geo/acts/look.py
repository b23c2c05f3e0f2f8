"""One view: the rows a visitor sees, their order and their words, for map, list and text alike."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import numpy as np

from geo.acts.passes import pass_for
from geo.acts.snapshot import Snapshot
from geo.analysis.choice import Choice
from geo.analysis.shown import Shown, show, shown_mask
from geo.map.layers import STATES, Layer, pack_mask
from geo.model.clock import local_now
from geo.model.opening import asked_minute, week_minute
from geo.model.placing import NOWHERE
from geo.model.records import Mask
from geo.model.taxonomy import KINDS, TYPE_OF_KIND
from geo.words import Words, fold, words

PAGE_ROWS = 50
TOWN = "town"
"""What the address calls the card of the whole town."""

_PROBLEM = KINDS.index("problem")


@dataclass(frozen=True)
class View:
    """What one choice shows of a snapshot, in one language."""

    snapshot: Snapshot
    choice: Choice
    words: Words
    shown: Shown
    any_time: Mask
    """The rows that would be shown if no time were asked for."""
    now: datetime
    """The time on the wall in the town."""

    @property
    def language(self) -> str:
        """Return the language of the view."""
        return self.words.language

    @cached_property
    def states(self) -> Any:
        """Return each record's place in ``STATES``."""
        return self.snapshot.states

    @cached_property
    def open_row(self) -> int | None:
        """Return the row of the open record, None where none is open or may be seen."""
        return self.snapshot.records.row_of(self.choice.open)

    @cached_property
    def open_area(self) -> str | None:
        """Return the key of the open area."""
        kind, _, key = self.choice.open.partition(":")
        return key if kind == "area" and key in self.snapshot.area_rows else None

    @property
    def open_town(self) -> bool:
        """Return whether the town as a whole is open."""
        return self.choice.open == TOWN

    @cached_property
    def page(self) -> int:
        """Return the page of the list, from 1, within what there is."""
        return max(1, min(self.choice.page, self.pages))

    @property
    def pages(self) -> int:
        """Return the number of pages of the list, at least 1."""
        return max(1, -(-len(self.shown.order) // PAGE_ROWS))

    def page_rows(self) -> list[int]:
        """Return the record rows on this page of the list."""
        first = (self.page - 1) * PAGE_ROWS
        return [int(row) for row in self.shown.order[first : first + PAGE_ROWS]]

    @property
    def minute(self) -> int:
        """Return the minute of the week that is asked for; now where no other is."""
        return _minute(self.choice, self.now)

    @property
    def untimed(self) -> int:
        """Return how many records a chosen time leaves out because nobody knows their hours."""
        if not self.choice.hours:
            return 0
        return int(np.count_nonzero(self.any_time & self.snapshot.hours.unknown))

    @property
    def open_now(self) -> int:
        """Return how many records asking for what is open now would show."""
        passing = self.snapshot.hours.passing(week_minute(self.now))
        return int(np.count_nonzero(self.any_time & passing))

    @cached_property
    def placeless(self) -> tuple[int, int]:
        """Return how many resources and groups shown are known to an area only, and nowhere."""
        records = self.snapshot.records
        loose = self.shown.mask & ~records.placed & (records.kind != _PROBLEM)
        at_areas = int(np.count_nonzero(loose & (records.area != NOWHERE)))
        return at_areas, int(np.count_nonzero(loose)) - at_areas


def look(snapshot: Snapshot, choice: Choice, language: str, *, now: datetime | None = None) -> View:
    """Return what a choice shows of a snapshot; ``now`` is the time on the wall in the town."""
    now = now or local_now(snapshot.zone)
    choice = choice.known(known_keys(snapshot))
    folded = fold(choice.q)
    found = np.ones(len(snapshot.records), dtype=bool)
    if choice.q.strip():  # signs that fold to nothing find nothing, not everything
        found = snapshot.search.mask(folded) if folded else ~found
    records, taxonomy = snapshot.records, snapshot.taxonomy
    open_then = snapshot.hours.passing(_minute(choice, now)) if choice.hours else None
    passing = found if open_then is None else found & open_then
    shown = show(records, taxonomy, choice, passing, snapshot.orders(language))
    any_time = shown.mask
    if open_then is not None:
        any_time = shown_mask(records, taxonomy, choice, found)
    return View(snapshot, choice, words(language, snapshot.unit), shown, any_time, now)


def _minute(choice: Choice, now: datetime) -> int:
    asked = asked_minute(choice.hours)
    return week_minute(now) if asked is None else asked


def known_keys(snapshot: Snapshot) -> dict[str, set[str]]:
    """Return the keys that each filter can hold in this town."""
    return {
        "kind": set(KINDS),
        "category": {
            key for vocabulary, key in snapshot.records.types if vocabulary != "problem_type"
        },
        "problem": set(snapshot.taxonomy.keys("problem_type")),
        "for": set(snapshot.records.targets),
        "area": set(snapshot.records.areas),
        "status": set(snapshot.records.statuses),
    }


def look_at_address(snapshot: Snapshot, query: Mapping[str, Iterable[str]], language: str) -> View:
    """Return the view that an address asks for."""
    return look(snapshot, Choice.from_address(query), language)


def page_of(view: View, identity: str) -> int:
    """Return the page of the list on which a record stands, the current one if it is not shown."""
    row = view.snapshot.records.row_of(identity)
    if row is None or not view.shown.mask[row]:
        return view.page
    return int(np.flatnonzero(view.shown.order == row)[0]) // PAGE_ROWS + 1


def patch_of(view: View, theme: str) -> dict[str, Any]:
    """Return what the map is asked to show, small enough for every click.

    ``token`` names this very content; the map repeats it once it has painted it.
    """
    snapshot, records, shown = view.snapshot, view.snapshot.records, view.shown
    layers = ("base", "areas", "records", f"names-{view.language}", f"words-{view.language}")
    placed = shown.mask & records.placed
    loose = shown.mask & ~records.placed
    values: dict[str, Any] = {
        "lang": view.language,
        "theme": theme,
        "layers": [_address(snapshot, layer) for name in layers if (layer := snapshot.layer(name))],
        "mask": pack_mask(placed[records.placed]),
        "loose": _per_area(view, loose & (records.kind != _PROBLEM)),
        "needs": _per_area(view, loose & (records.kind == _PROBLEM)),
        "shown": shown.kind_counts(records),
        "count": [shown.counts["kind"][kind] for kind in KINDS],
        "on": [kind in shown.kinds for kind in KINDS],
        "only": [records.areas.index(key) for key in view.choice.area],
        "area": records.areas.index(view.open_area) if view.open_area else None,
        "open": _popup(view),
    }
    content = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return {**values, "token": hashlib.sha256(content.encode()).hexdigest()[:12]}


def _address(snapshot: Snapshot, layer: Layer) -> str:
    """Return a layer's address; what is not public is fetched with a pass."""
    key = pass_for(snapshot.level)
    return f"{layer.address}?" + urlencode({"town": snapshot.key, **({"pass": key} if key else {})})


def _per_area(view: View, mask: Any) -> list[list[int]]:
    """Return [area code, resources, groups, problems] for every area that has any of the rows.

    Rows without an area are counted under code −1.
    """
    records = view.snapshot.records
    pairs = (records.area[mask] - NOWHERE) * len(KINDS) + records.kind[mask]
    size = (len(records.areas) + 1) * len(KINDS)
    table = np.bincount(pairs, minlength=size).reshape(-1, len(KINDS))
    return [[code + NOWHERE, *counts] for code, counts in enumerate(table.tolist()) if any(counts)]


def _popup(view: View) -> dict[str, Any] | None:
    """Return the few lines that stand at the open record on the map."""
    row = view.open_row
    if row is None:
        return None
    records, snapshot = view.snapshot.records, view.snapshot
    record = records.frame.iloc[row]
    lines = [snapshot.type_word(row, view.language)]
    if isinstance(record.get("address"), str):
        lines.append(record["address"])
    lines.append(place_words(view, row))
    state = state_words(view, row)
    if state:
        lines.append(state)
    placed = bool(records.placed[row])
    return {
        "id": view.choice.open,
        "row": int(np.count_nonzero(records.placed[:row])) if placed else None,
        "area": int(records.area[row]),
        "kind": KINDS[records.kind[row]],
        "name": snapshot.names(view.language)[row],
        "lines": lines,
    }


def type_words(view: View, row: int) -> str:
    """Return what a record is; a need in its need-oriented words, never as a label on people."""
    vocabulary, key = view.snapshot.records.types[view.snapshot.records.type[row]]
    taxonomy = view.snapshot.taxonomy
    if vocabulary == TYPE_OF_KIND["problem"]:
        return taxonomy.short(vocabulary, key, view.language)
    return taxonomy.label(vocabulary, key, view.language)


def place_words(view: View, row: int) -> str:
    """Return where a record is, in words: the area's name, the municipality, or unknown."""
    records = view.snapshot.records
    code = records.area[row]
    name = view.snapshot.area_name(records.areas[code], view.language) if code != NOWHERE else ""
    if records.placed[row]:
        return name or view.words("card.exact")
    if name:
        if records.kind[row] == _PROBLEM:
            return name
        return view.words("place.area", area=name)
    several = areas_words(view, row)
    if several:
        return several
    wide = records.frame["precision"].iloc[row] == "municipality"
    return view.words("place.municipality" if wide else "place.unknown")


def areas_words(view: View, row: int) -> str:
    """Return the names of the several areas in which a group works, an empty text for no such."""
    keys = view.snapshot.several_areas[row]
    return ", ".join(view.snapshot.area_name(key, view.language) for key in keys)


def status_words(view: View, row: int) -> str:
    """Return the word for a record's status, as records of its kind are spoken of."""
    records = view.snapshot.records
    status, kind = records.statuses[records.status[row]], KINDS[records.kind[row]]
    return view.snapshot.status_word(status, view.language, (kind,))


def state_words(view: View, row: int) -> str:
    """Return the word for a record that is not current, an empty text for one that is."""
    records = view.snapshot.records
    state = STATES[view.states[row]]
    status = records.statuses[records.status[row]]
    if state == "old" and records.frame["outdated"].iloc[row] is True:
        state = "outdated"
    if state in ("closed", "planned") or status == "paused":
        return status_words(view, row)
    return "" if state == "current" else view.words(f"state.{state}")
