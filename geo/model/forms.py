"""What an editor is asked, in which order: the short first part of each form and the rest."""

from __future__ import annotations

from geo.model.fields import FIELDS, Field

FIRST: dict[str, tuple[str, ...]] = {
    "resource": ("name_lv", "category", "target_groups", "status", "source"),
    "group": ("name_lv", "group_kind", "target_groups", "status", "source"),
    "problem": ("problem_type", "statement_lv", "target_groups", "methods", "source"),
    "activity": ("name_lv", "activity_type", "date", "people", "result_lv"),
    "proposal": ("statement_lv", "department", "cost_band", "status", "source"),
    "outreach": ("message_lv", "target_groups", "place_lv", "channel", "due"),
}
"""The five fields that stand open; everything else is folded away."""

KINDS_RECORDED = tuple(FIRST)

START: dict[str, dict[str, object]] = {
    "resource": {"status": "active"},
    "group": {"status": "active"},
    "problem": {"status": "noticed", "trend": "unknown"},
    "proposal": {"status": "asked", "cost_band": "unknown"},
}
"""What a new record says until somebody says otherwise."""

PLACES: dict[str, tuple[str, ...]] = {
    "resource": ("exact", "area", "municipality", "unknown"),
    "group": ("area", "exact", "municipality"),
    "problem": ("area", "municipality"),
    "activity": ("area", "exact", "unknown"),
    "proposal": ("area", "municipality"),
    "outreach": ("area", "municipality"),
}
"""How precisely each kind may be placed, the usual way first; a need never has a point."""

_NOT_ASKED = {
    "key", "level", "retired", "approved_by", "precision", "scope", "area", "confirmed_on",
    "confirmed_by", "confirm_by", "links", "answered_by_categories",
}  # fmt: skip


def asked(kind: str) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
    """Return the fields of a kind that stand open and those that are folded away."""
    fields = {field.name: field for field in FIELDS[kind] if field.name not in _NOT_ASKED}
    first = tuple(fields[name] for name in FIRST[kind])
    return first, tuple(field for field in fields.values() if field not in first)
