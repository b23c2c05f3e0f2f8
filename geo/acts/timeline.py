"""What has happened in an area or with a group, newest first, and what is asked of the council."""

from __future__ import annotations

from typing import Any

from geo.acts.look import View

Line = dict[str, Any]


def timeline(view: View, *, area: str | None = None, record: str | None = None) -> list[Line]:
    """Return activities of an area, or those linked with a record, and a group's own dates."""
    snapshot = view.snapshot
    linked = snapshot.companions.links.get(record or "", ())
    rows = [
        row
        for identity, row in snapshot.plans.items()
        if row["kind"] == "activity"
        and ((area is not None and row["area"] == area) or identity in linked)
    ]
    dated = [(str(row["date"]), _activity(view, row)) for row in rows]
    for group in snapshot.records.frame.to_dict("records"):
        if group["kind"] == "group" and (group["area"] == area or group["id"] == record):
            dated += _life(view, group)
    return [line for _, line in sorted(dated, key=lambda pair: pair[0], reverse=True)]


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


def _life(view: View, group: Any) -> list[tuple[str, Line]]:
    """Return when a group began and ended, where that is known."""
    found = []
    for column in ("started", "ended"):
        day = group.get(column)
        if isinstance(day, str):
            sub = f"{view.words.date(day)} · {view.words(f'timeline.{column}')}"
            line = {"text": group["name_lv"], "sub": sub, "open": group["id"]}
            found.append((day, line))
    return found


def _text(view: View, row: Any, stem: str) -> str:
    return row.get(f"{stem}_{view.language}") or row.get(f"{stem}_lv") or ""
