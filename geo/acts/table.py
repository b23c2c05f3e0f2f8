"""The list as a table: exactly what is filtered, in the order of the list."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from geo.acts.look import View, state_words, status_words, type_words
from geo.acts.open_times import hours_word
from geo.acts.panel import option_word
from geo.analysis.choice import MANY
from geo.files.table import write_table
from geo.model.placing import NOWHERE
from geo.model.taxonomy import KINDS
from geo.words import fold

_COLUMNS = (
    "name", "kind", "type", "area", "precision", "address", "for", "status", "phone", "web",
    "text", "source", "source_date", "lat", "lon",
)  # fmt: skip

_WORDS_IN_NAME = 80


def file_name(view: View) -> tuple[str, str]:
    """Return the table's file name in the view's letters and in plain ones: filters and day.

    Nothing but letters, digits and hyphens is in either, whatever was searched for.
    """
    chosen = [option_word(view, name, key) for name in MANY for key in view.choice.keys(name)]
    words = " ".join([view.words("csv.file"), view.choice.q, *chosen, hours_word(view)])
    own = _hyphened(unicodedata.normalize("NFC", words).lower())
    plain = _hyphened(fold(words).encode("ascii", "ignore").decode())
    day = view.now.date().isoformat()
    return f"{own}-{day}.csv", f"{plain}-{day}.csv"


def _hyphened(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text)[:_WORDS_IN_NAME].strip("-")


def table_of(view: View) -> bytes:
    """Return the whole list, all pages, as CSV for a spreadsheet.

    A record that is known to an area only leaves without a coordinate.
    """
    header = [view.words(f"csv.{name}") for name in _COLUMNS]
    return write_table(header, (_row(view, int(row)) for row in view.shown.order))


def _row(view: View, row: int) -> list[Any]:
    snapshot, language = view.snapshot, view.language
    records, taxonomy = snapshot.records, snapshot.taxonomy
    record = records.frame.iloc[row]
    kind = KINDS[records.kind[row]]
    stem = "statement" if kind == "problem" else "summary"
    placed = bool(records.placed[row])
    area = records.area[row]
    return [
        snapshot.names(language)[row],
        view.words(f"kind_one.{kind}"),
        type_words(view, row),
        snapshot.area_name(records.areas[area], language) if area != NOWHERE else "",
        _precision(view, row),
        record.get("address"),
        ", ".join(taxonomy.label("target_group", key, language) for key in record["target_groups"]),
        ", ".join(dict.fromkeys(filter(None, (status_words(view, row), state_words(view, row))))),
        record.get("phone"),
        record.get("web"),
        record.get(f"{stem}_{language}") or record.get(f"{stem}_lv"),
        record.get("source"),
        record.get("source_date"),
        f"{record['lat']:.5f}" if placed else None,
        f"{record['lon']:.5f}" if placed else None,
    ]


def _precision(view: View, row: int) -> str:
    """Return how precisely a record's place is known; a place may not be known at all."""
    records = view.snapshot.records
    precision = records.frame["precision"].iloc[row]
    if precision == "area" and records.area[row] == NOWHERE:
        return view.words("place.unknown")
    return view.snapshot.taxonomy.label("location_precision", precision, view.language)
