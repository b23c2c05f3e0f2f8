"""What to confirm next: records by age and by how many rely on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from geo.acts.snapshot import Snapshot

_MOST = 30
_YEARS = 3
"""Without a date to confirm by, a record wants confirming this long after its source."""


@dataclass(frozen=True)
class Due:
    """One record that wants confirming: its row, and since when (None: it never was)."""

    row: int
    since: str | None


def worklist(town: Snapshot, today: date) -> list[Due]:
    """Return what to confirm, the most urgent first, at most thirty.

    Urgent is what has been due longest; among equals what answers more kinds of need comes first.
    """
    answers: dict[tuple[str, str], int] = {}
    for answer in town.taxonomy.answers:
        pair = (answer.kind, answer.key)
        answers[pair] = answers.get(pair, 0) + answer.weight
    found: list[tuple[str, int, Due]] = []
    frame = town.records.frame
    for row, (confirm_by, source_date, status) in enumerate(
        zip(_column(frame, "confirm_by"), frame["source_date"], frame["status"], strict=True)
    ):
        since = confirm_by if isinstance(confirm_by, str) else _after(source_date)
        if status in ("closed", "ended") or since > today.isoformat():
            continue
        weight = answers.get(town.records.types[town.records.type[row]], 0)
        due = Due(row, since if since > "0001" else None)
        found.append((since, -weight, due))
    return [due for _, _, due in sorted(found, key=lambda item: item[:2])[:_MOST]]


def _after(source_date: Any) -> str:
    if not isinstance(source_date, str):
        return ""
    year, rest = source_date[:4], source_date[4:] or "-12-31"
    return f"{int(year) + _YEARS}{rest}"


def _column(frame: Any, name: str) -> Any:
    return frame[name] if name in frame else [None] * len(frame)
