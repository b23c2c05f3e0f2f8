"""The columns of every kind of record: one table that files, store and checks share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from geo.model.levels import LEVELS
from geo.model.opening import parse_opening

LANGUAGES = ("lv", "ru", "en")


@dataclass(frozen=True)
class Field:
    """One column.

    Attributes
    ----------
    name
        Column name in files and in the store.
    form
        ``text``, ``date`` (ISO, possibly only a year or a month), ``whole``, ``number``, ``yes``,
        ``web``, ``key`` or ``keys`` (keys separated by ``|`` in files).
    vocabulary
        For keys: the vocabulary they come from, ``area`` for the town's areas.
    required
        Whether an empty value is a fault.
    """

    name: str
    form: str = "text"
    vocabulary: str | None = None
    required: bool = False


def _in_languages(name: str, *, required: bool = False) -> tuple[Field, ...]:
    """Return a field for each language; only the Latvian one can be required."""
    return tuple(Field(f"{name}_{lang}", required=required and lang == "lv") for lang in LANGUAGES)


_ORIGIN = (
    *_in_languages("note"),
    Field("source", required=True),
    Field("source_date", "date"),
    Field("confidence", "key", "confidence"),
    Field("outdated", "yes"),
    Field("level", "key", "publication_level", required=True),
    Field("retired", "yes"),
)
_CONFIRMED = (
    Field("confirmed_on", "date"),
    Field("confirmed_by", "key", "role"),
    Field("confirm_by", "date"),
)
_TARGETS = Field("target_groups", "keys", "target_group")
_AREA = Field("area", "key", "area")
_CONTACT = (Field("phone"), Field("web", "web"))
_LINKS = Field("links", "keys")

FIELDS: dict[str, tuple[Field, ...]] = {
    "resource": (
        Field("key"),
        *_in_languages("name", required=True),
        Field("category", "key", "resource_category", required=True),
        Field("giver", "key", "giver"),
        _TARGETS,
        Field("languages", "keys", "language"),
        Field("cost", "key", "cost"),
        Field("opening", "opening"),
        *_in_languages("opening_note"),
        Field("accessibility", "keys", "accessibility"),
        Field("address"),
        Field("precision", "key", "location_precision", required=True),
        _AREA,
        *_CONTACT,
        Field("status", "key", "record_status", required=True),
        *_in_languages("summary"),
        *_CONFIRMED,
        *_ORIGIN,
    ),
    "group": (
        Field("key"),
        *_in_languages("name", required=True),
        Field("group_kind", "key", "group_kind", required=True),
        Field("scope", "key", "scope", required=True),
        _AREA,
        Field("areas", "keys", "area"),
        _TARGETS,
        Field("status", "key", "group_status", required=True),
        Field("started", "date"),
        Field("ended", "date"),
        Field("size", "key", "size_band"),
        *_in_languages("rhythm"),
        *_in_languages("meeting_place"),
        Field("reach_members", "whole"),
        Field("reach_population", "whole"),
        *_in_languages("offers"),
        *_in_languages("seeks"),
        Field("registration"),
        Field("activity_areas", "keys", "resource_category"),
        Field("address"),
        *_CONTACT,
        *_in_languages("summary"),
        *_CONFIRMED,
        *_ORIGIN,
    ),
    "problem": (
        Field("key"),
        Field("problem_type", "key", "problem_type", required=True),
        Field("scope", "key", "scope", required=True),
        _AREA,
        _TARGETS,
        *_in_languages("statement", required=True),
        Field("methods", "keys", "research_method", required=True),
        Field("source_count", "whole"),
        Field("source_url", "web"),
        Field("period"),
        Field("trend", "key", "trend"),
        Field("status", "key", "problem_status", required=True),
        Field("answered_by_categories", "keys", "resource_category"),
        _LINKS,
        Field("approved_by"),
        *_CONFIRMED,
        *_ORIGIN,
    ),
    "activity": (
        Field("activity_type", "key", "activity_type", required=True),
        *_in_languages("name", required=True),
        Field("date", "date", required=True),
        _AREA,
        *_in_languages("venue"),
        _TARGETS,
        _LINKS,
        Field("people", "whole"),
        Field("volunteers", "whole"),
        *_in_languages("result"),
        *_in_languages("next_step"),
        Field("next_date", "date"),
        *_ORIGIN,
    ),
    "proposal": (
        *_in_languages("statement", required=True),
        _AREA,
        Field("department"),
        Field("cost_band", "key", "cost_band"),
        Field("status", "key", "proposal_status", required=True),
        Field("asked_on", "date"),
        Field("answered_on", "date"),
        Field("done_on", "date"),
        *_in_languages("answer"),
        _LINKS,
        *_ORIGIN,
    ),
    "outreach": (
        _TARGETS,
        _AREA,
        *_in_languages("place"),
        Field("time"),
        *_in_languages("message", required=True),
        Field("channel", "key", "channel"),
        Field("language", "key", "language"),
        Field("role", "key", "role"),
        Field("due", "date"),
        Field("done", "date"),
        _LINKS,
        *_ORIGIN,
    ),
    "evidence": (
        Field("problem", required=True),
        Field("method", "key", "research_method", required=True),
        Field("date", "date", required=True),
        Field("source_count", "whole"),
        Field("source", required=True),
        Field("level", "key", "publication_level", required=True),
        Field("retired", "yes"),
    ),
    "relation": (
        Field("relation_kind", "key", "relation_kind", required=True),
        Field("subject", required=True),
        Field("object", required=True),
        Field("since", "date"),
        Field("level", "key", "publication_level", required=True),
        Field("retired", "yes"),
    ),
    "consent": (
        Field("record", required=True),
        Field("contact", required=True),
        Field("shown_to", "key", "publication_level", required=True),
        Field("given_by", "key", "role", required=True),
        Field("given_on", "date", required=True),
        Field("until", "date", required=True),
        Field("level", "key", "publication_level", required=True),
        Field("retired", "yes"),
    ),
    "area": (
        Field("key", required=True),
        *_in_languages("name", required=True),
        Field("aliases", "keys"),
        Field("bank", "key", "bank"),
        Field("population", "whole"),
        Field("population_year", "whole"),
        Field("population_min", "whole"),
        Field("population_max", "whole"),
        *_in_languages("population_note"),
        Field("population_source"),
        *_in_languages("bounds"),
        Field("neighbours", "keys", "area"),
        Field("source", required=True),
        Field("confidence"),
    ),
    "boundary": (
        Field("key", required=True),
        *_in_languages("title", required=True),
        Field("valid_from", "date"),
        Field("precision", required=True),
        Field("source", required=True),
        Field("source_date", "date"),
        Field("licence"),
        Field("retired", "yes"),
    ),
}

TYPE_FIELD = {"resource": "category", "group": "group_kind", "problem": "problem_type"}
"""The column that says what type a record of each kind is."""


def parse(field: Field, text: str) -> object:
    """Return the value that ``text`` stands for; an empty text is None (or no keys).

    Raises
    ------
    ValueError
        When the text does not have the field's form; the message says what was expected.
    """
    text = text.strip()
    if field.form == "keys":
        return tuple(part.strip() for part in text.split("|") if part.strip())
    if not text:
        return False if field.form == "yes" else None
    return _PARSERS.get(field.form, str)(text)


def _date(text: str) -> str:
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text, re.ASCII):
        raise ValueError("a date such as 2024, 2024-10 or 2024-10-02")
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        raise ValueError("a date that exists") from None
    return text


def _whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise ValueError("a whole number")
    return int(text)


def _number(text: str) -> float:
    if not re.fullmatch(r"-?\d{1,9}(\.\d+)?", text, re.ASCII):
        raise ValueError("a number such as 55.8747")
    return float(text)


def _yes(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError("yes or no")
    return text == "yes"


def web_address(text: str) -> str:
    """Return ``text`` if it is a plain http or https address a person may be sent to.

    Raises
    ------
    ValueError
        For any other scheme, an address without a host or one that carries a user name.
    """
    expected = "an address beginning with https:// or http://"
    if _NOT_IN_ADDRESS.search(text):
        raise ValueError(expected)
    try:
        parts = urlsplit(text)
    except ValueError:
        raise ValueError(expected) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise ValueError(expected)
    return text


def _web_addresses(text: str) -> str:
    return "|".join(web_address(part.strip()) for part in text.split("|"))


def _opening(text: str) -> str:
    parse_opening(text)
    return text


_NOT_IN_ADDRESS = re.compile(r'[\s\x00-\x1f\x7f"<>\\^`{|}]')
_PARSERS = {
    "date": _date,
    "opening": _opening,
    "whole": _whole,
    "number": _number,
    "yes": _yes,
    "web": _web_addresses,
}


def vocabulary_keys(field: Field, taxonomy_keys: dict[str, set[str]]) -> set[str] | None:
    """Return the keys a field may hold, or None where it is free."""
    if field.vocabulary is None:
        return None
    if field.vocabulary == "publication_level":
        return set(LEVELS)
    return taxonomy_keys.get(field.vocabulary, set())
