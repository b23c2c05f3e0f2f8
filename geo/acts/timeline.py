"""What has happened in an area or with a group, newest first, and what is asked of the council."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from geo.acts.look import View
from geo.model.taxonomy import KINDS

Line = dict[str, Any]


@dataclass(frozen=True)
class Happening:
    """Something that happened: on which day, in which area, to which records, and its line.

    ``id`` is the record that tells of it; ``day`` may be only a year or a month.
    """

    day: str
    id: str
    area: str | None
    links: tuple[str, ...]
    line: Line


def timeline(view: View, *, area: str | None = None, record: str | None = None) -> list[Line]:
    """Return activities of an area, or those linked with a record, and a group's own dates."""
    linked = view.snapshot.companions.links.get(record or "", ())
    mine = [
        one
        for one in view.snapshot.once(("happenings", view.language), lambda: happenings(view))
        if (area is not None and one.area == area)
        or (record is not None and one.id == record)
        or one.id in linked
    ]
    return [one.line for one in sorted(mine, key=lambda one: one.day, reverse=True)]


def happenings(view: View) -> list[Happening]:
    """Return every activity of the town, and when its groups began and ended."""
    snapshot = view.snapshot
    found = [
        Happening(str(row["date"]), row["id"], row["area"], row["links"], _activity(view, row))
        for row in snapshot.activities.to_dict("records")
    ]
    records = snapshot.records
    groups = records.frame.loc[records.kind == KINDS.index("group")]
    for column in ("started", "ended"):
        if column in groups:
            dated = groups[[isinstance(day, str) for day in groups[column]]]
            found += [_life(view, group, column) for group in dated.to_dict("records")]
    return found


def asked(view: View, area: str | None) -> list[Line]:
    """Return the proposals that concern an area (None: the whole town)."""
    say, taxonomy = view.words, view.snapshot.taxonomy
    lines = []
    for row in _plans(view, "proposal", area):
        parts = [
            taxonomy.label("proposal_status", row["status"], view.language),
            row["department"],
            row["cost_band"] and taxonomy.label("cost_band", row["cost_band"], view.language),
            row["asked_on"] and say.date(row["asked_on"]),
        ]
        lines.append(
            {
                "text": _text(view, row, "statement"),
                "sub": " · ".join(filter(None, parts)),
                "open": row["id"],
            }
        )
    return lines


def planned(view: View, area: str | None) -> list[Line]:
    """Return the items of the outreach plan of an area (None: of the whole town), by due date."""
    taxonomy = view.snapshot.taxonomy
    lines = []
    for row in sorted(_plans(view, "outreach", area), key=lambda row: row["due"] or "9999"):
        targets = (
            taxonomy.label("target_group", key, view.language) for key in row["target_groups"]
        )
        parts = [
            ", ".join(targets),
            row["channel"] and taxonomy.label("channel", row["channel"], view.language),
            _day(view, "done" if row["done"] else "due", row),
        ]
        lines.append(
            {
                "text": _text(view, row, "message"),
                "sub": " · ".join(filter(None, parts)),
                "open": row["id"],
            }
        )
    return lines


def _day(view: View, name: str, row: Any) -> str:
    return f"{view.words(f'field.{name}')} {view.words.date(row[name])}" if row[name] else ""


def _plans(view: View, kind: str, area: str | None) -> list[Any]:
    rows = view.snapshot.plans.values()
    return [row for row in rows if row["kind"] == kind and row["area"] == area]


def _activity(view: View, row: Any) -> Line:
    say = view.words
    parts = [
        say.date(row["date"]),
        view.snapshot.taxonomy.label("activity_type", row["activity_type"], view.language),
        say("timeline.people", n=int(row["people"])) if row["people"] is not None else None,
        _text(view, row, "result"),
    ]
    return {
        "text": _text(view, row, "name"),
        "sub": " · ".join(filter(None, parts)),
        "open": row["id"],
    }


def _life(view: View, group: Any, column: str) -> Happening:
    """Return when a group began or ended."""
    day, name = str(group[column]), _text(view, group, "name")
    sub = f"{view.words.date(day)} · {view.words(f'timeline.{column}')}"
    line = {"text": name, "sub": sub, "open": group["id"]}
    return Happening(day, group["id"], group["area"], (), line)


def _text(view: View, row: Any, stem: str) -> str:
    return row.get(f"{stem}_{view.language}") or row.get(f"{stem}_lv") or ""
