"""When a record may become public: the disclosure rules, each as one reason that hinders.

The rules follow the field's practice: a need that an authority or the press has published is
sourced by its citation; any other needs three independent sources and an area of at least a hundred
people; sensitive types stand for the whole municipality and take a second person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from geo.model.fields import FIELDS
from geo.model.privacy import personal_data
from geo.model.taxonomy import Taxonomy

MIN_SOURCES = 3
MIN_PEOPLE = 100
_PRIVATE_GIVERS = ("volunteers", "neighbours", "garden_farm")
_FREE_TEXT = (
    "name", "summary", "note", "statement", "offers", "seeks", "rhythm", "meeting_place",
    "opening_note", "venue", "result", "next_step", "answer", "message", "place",
)  # fmt: skip


def hindrances(
    kind: str,
    values: Mapping[str, Any],
    area: Mapping[str, Any] | None,
    taxonomy: Taxonomy,
    *,
    lapsed: Collection[str] = (),
) -> list[str]:
    """Return why a record may not be public, as keys of sentences; nothing hinders if empty.

    Parameters
    ----------
    area
        The columns of the record's area (its population counts), None without one.
    lapsed
        Contact columns that are personal and for which no consent holds.
    """
    reasons = list(dict.fromkeys(_reasons(kind, values, area, taxonomy)))
    if any(values.get(name) for name in lapsed):
        reasons.append("publish.consent")
    return reasons


def is_sensitive(kind: str, values: Mapping[str, Any], taxonomy: Taxonomy) -> bool:
    """Return whether publishing takes a second person."""
    term = taxonomy.term("problem_type", values.get("problem_type") or "")
    return kind == "problem" and term is not None and term.sensitive


def _reasons(
    kind: str,
    values: Mapping[str, Any],
    area: Mapping[str, Any] | None,
    taxonomy: Taxonomy,
) -> Iterator[str]:
    for name, value in values.items():
        free = name.rpartition("_")[0] in _FREE_TEXT or name in ("address", "source", "department")
        if free and isinstance(value, str) and personal_data(value):
            yield "publish.personal_data"
    if _has_source(kind) and not values.get("source"):
        yield "publish.source"
    if values.get("giver") in _PRIVATE_GIVERS and values.get("precision") == "exact":
        yield "publish.private_giver"
    if kind == "group" and values.get("group_kind") == "support_group":
        yield "publish.support_group"
    if kind == "problem":
        yield from _problem_reasons(values, area, taxonomy)
    if kind == "activity" and values.get("activity_type") in ("individual_talk", "partner_contact"):
        yield "publish.contact_log"


def _has_source(kind: str) -> bool:
    return any(field.name == "source" for field in FIELDS[kind])


def _problem_reasons(
    values: Mapping[str, Any], area: Mapping[str, Any] | None, taxonomy: Taxonomy
) -> Iterator[str]:
    if values.get("problem_type") == "other":
        yield "publish.other_problem"
    if not values.get("source_date"):
        yield "publish.date"
    if is_sensitive("problem", values, taxonomy) and values.get("scope") != "municipality":
        yield "publish.sensitive_scope"
    if values.get("source_url"):  # published already: the citation is the source
        return
    if (values.get("source_count") or 0) < MIN_SOURCES:
        yield "publish.sources"
    if values.get("scope") == "area" and not _enough_people(area):
        yield "publish.people"


def _enough_people(area: Mapping[str, Any] | None) -> bool:
    """Return whether an area is known to have enough people; a stated lower bound counts."""
    if area is None:
        return False
    known = area.get("population") or area.get("population_min") or 0
    return bool(known >= MIN_PEOPLE)
