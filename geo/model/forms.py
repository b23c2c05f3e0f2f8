"""What an editor is asked, in which order: the short first part of each form and the rest."""

from __future__ import annotations

from collections.abc import Collection

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

TITLE: dict[str, str] = {
    "resource": "name", "group": "name", "problem": "statement", "activity": "name",
    "proposal": "statement", "outreach": "message",
}  # fmt: skip
"""The words by which a record of each kind is known, without their language."""

START: dict[str, dict[str, object]] = {
    "resource": {"status": "active"},
    "group": {"status": "active"},
    "problem": {"status": "noticed", "trend": "unknown"},
    "proposal": {"status": "asked", "cost_band": "unknown"},
}
"""What a new record says until somebody says otherwise."""

PLACES: dict[str, tuple[str, ...]] = {
    "resource": ("exact", "area", "municipality", "unknown"),
    "group": ("area", "areas", "exact", "municipality"),
    "problem": ("area", "municipality"),
    "activity": ("area", "exact", "unknown"),
    "proposal": ("area", "municipality"),
    "outreach": ("area", "municipality"),
}
"""How precisely each kind may be placed, the usual way first; a need never has a point."""

_NOT_ASKED = {
    "key", "level", "retired", "approved_by", "precision", "scope", "area", "areas",
    "confirmed_on", "confirmed_by", "confirm_by", "answered_by_categories",
}  # fmt: skip

LINKED_KINDS = ("resource", "group", "problem", "activity")
"""The kinds that others can be linked with."""

COMPANIONS: dict[str, tuple[str, ...]] = {
    "evidence": ("method", "date", "source_count", "source"),
    "relation": ("relation_kind", "subject", "object", "since"),
    "consent": ("contact", "shown_to", "given_by", "given_on", "until"),
}
"""What is asked of each companion of a record."""

COMPANIONS_OF: dict[str, tuple[str, ...]] = {
    "resource": ("relation", "consent"),
    "group": ("relation", "consent"),
    "problem": ("evidence", "relation"),
}
"""Which companions the records of each kind have."""

NAMED_IN: dict[str, tuple[str, ...]] = {
    "evidence": ("problem",),
    "relation": ("subject", "object"),
    "consent": ("record",),
}
"""The columns in which a companion names its record."""


def asked(kind: str, but: Collection[str] = ()) -> tuple[tuple[Field, ...], ...]:
    """Return the fields of a kind that stand open, those folded away, and their translations.

    Links come first among what is folded away. ``but`` names fields that this record is not asked
    for.
    """
    left_out = _NOT_ASKED | set(but)
    fields = {field.name: field for field in FIELDS[kind] if field.name not in left_out}
    first = tuple(fields[name] for name in FIRST[kind] if name in fields)
    rest = [field for field in fields.values() if field not in first]
    translated = tuple(field for field in rest if field.name.endswith(("_ru", "_en")))
    own = (field for field in rest if field not in translated)
    return first, tuple(sorted(own, key=lambda field: field.name != "links")), translated
