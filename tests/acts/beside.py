"""Records with what stands beside them, noted at a desk; everything in it is invented."""

from __future__ import annotations

from typing import Any

from geo.acts import record
from geo.acts.record import Desk
from geo.acts.rules import lines_of
from geo.model.people import Viewer
from geo.store import Store

TOWN = "daugavpils"

NEED: dict[str, Any] = {
    "problem_type": "no_meeting_place",
    "scope": "municipality",
    "statement_lv": "Vajadzīga vieta, kur tikties.",
    "methods": ("interviews", "survey"),
    "status": "noticed",
    "source": "Pieraksts",
    "source_date": "2026-10-02",
    "source_count": 4,
}
HALL: dict[str, Any] = {
    "name_lv": "Izdomātā zāle",
    "category": "meeting_place",
    "precision": "area",
    "area": "krizi",
    "status": "active",
    "source": "Pašu novērots",
    "source_date": "2026-11-22",
}
CHOIR: dict[str, Any] = {
    "name_lv": "Izdomātais koris",
    "group_kind": "interest_club",
    "scope": "area",
    "area": "krizi",
    "status": "active",
    "source": "Pašu novērots",
    "source_date": "2026-11-22",
}
CONCERT: dict[str, Any] = {
    "name_lv": "Izdomātais koncerts",
    "activity_type": "concert_exhibition",
    "date": "2026-11-21",
    "area": "krizi",
    "people": 34,
    "source": "Pašu novērots",
    "source_date": "2026-11-22",
}
WISH: dict[str, Any] = {
    "statement_lv": "Izdomātais priekšlikums",
    "status": "asked",
    "source": "Pašu novērots",
    "source_date": "2026-11-22",
}
MESSAGE: dict[str, Any] = {
    "message_lv": "Izdomātais aicinājums",
    "area": "krizi",
    "source": "Pašu novērots",
    "source_date": "2026-11-22",
}


def desk_of(store: Store, name: str = "Redaktors", role: str = "editor") -> Desk:
    return Desk(store, TOWN, Viewer(name, role))


def noted(desk: Desk, kind: str, values: dict[str, Any], **more: Any) -> str:
    """Note a record and return its id."""
    return record.note(desk, kind, {**values, **more})[0]


def public(desk: Desk, kind: str, identity: str) -> None:
    """Publish a record."""
    version = desk.read(kind, identity)["version"]
    record.publish(desk, kind, identity, version, "public")


def lines(desk: Desk, need: str) -> list[tuple[Any, ...]]:
    """Return method, date, count, source and level of a need's evidence in use."""
    names = ("method", "date", "source_count", "source", "level")
    return [tuple(line[name] for name in names) for line in lines_of(desk.store, need)]
