"""The list as a table: exactly what is filtered, in the order of the list."""

from __future__ import annotations

from typing import Any

from geo.acts.look import View, place_words, state_words, status_words, type_words
from geo.files.table import write_table
from geo.model.taxonomy import KINDS

_COLUMNS = (
    "name", "kind", "type", "area", "precision", "address", "for", "status", "phone", "web",
    "text", "source", "source_date", "lat", "lon",
)  # fmt: skip


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
    return [
        snapshot.names(language)[row],
        view.words(f"kind_one.{kind}"),
        type_words(view, row),
        place_words(view, row),
        taxonomy.label("location_precision", record["precision"], language),
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
