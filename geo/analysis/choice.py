"""What a visitor has chosen: filters, order, what is open. It lives in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Self

from geo.model.opening import asked_minute

SORTS = ("kind", "name", "area", "date")
MANY = ("kind", "category", "problem", "for", "area", "status")
"""Filters that hold several keys; the names stand in the address."""

NOW = "now"
FIRST_DAY = "2000-01-01"
"""Nobody asks what changed since an earlier day."""

TEXT_LIMIT = 200
_KEYS_LIMIT = 60


@dataclass(frozen=True)
class Choice:
    """A visitor's choice.

    Attributes
    ----------
    q
        Free text.
    kind, category, problem, target, area, status
        Chosen keys; an empty filter lets everything through. ``category`` holds resource
        categories and kinds of group alike.
    hours
        What is open ``now`` or at a time such as ``Tu-14:00``; an empty text asks for no time.
    sort
        One of ``SORTS``.
    page
        Page of the list, from 1.
    open
        ``area:<key>``, ``town`` or a record's id, or an empty text.
    since
        A day in ISO form: what has changed since then is told where an area or the town is open.
    """

    q: str = ""
    kind: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    problem: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    hours: str = ""
    sort: str = SORTS[0]
    page: int = 1
    open: str = ""
    since: str = ""

    @classmethod
    def from_address(cls, query: Mapping[str, Iterable[str]]) -> Self:
        """Return the choice that an address asks for; what makes no sense in it is ignored.

        Keys are not compared with the vocabulary here: an unknown key simply finds nothing and
        is left out by ``Choice.known``.
        """
        values = {name: tuple(texts) for name, texts in query.items()}
        many = {
            _FIELD_OF.get(name, name): tuple(dict.fromkeys(values[name][:_KEYS_LIMIT]))
            for name in MANY
            if values.get(name)
        }
        page = _last(values, "page")
        sort = _last(values, "sort")
        return cls(
            q=_last(values, "q")[:TEXT_LIMIT],
            hours=known_hours(_last(values, "hours")),
            since=known_day(_last(values, "since")),
            sort=sort if sort in SORTS else SORTS[0],
            page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
            open=_last(values, "open")[:TEXT_LIMIT],
            **many,
        )

    def address(self) -> dict[str, str | tuple[str, ...]]:
        """Return the address of this choice, without what is as at the start."""
        start = Choice()
        return {
            _ADDRESS_OF.get(field.name, field.name): (
                str(value) if isinstance(value, int) else value
            )
            for field in fields(self)
            if (value := getattr(self, field.name)) != getattr(start, field.name)
        }

    def known(self, known: Mapping[str, set[str]]) -> Self:
        """Return the choice without keys that the town does not have."""
        kept = {
            _FIELD_OF.get(name, name): tuple(
                key for key in self.keys(name) if key in known.get(name, set())
            )
            for name in MANY
        }
        return replace(self, **kept)  # type: ignore[arg-type]

    def keys(self, name: str) -> tuple[str, ...]:
        """Return the chosen keys of the filter that the address calls ``name``."""
        chosen: tuple[str, ...] = getattr(self, _FIELD_OF.get(name, name))
        return chosen

    def with_keys(self, name: str, keys: Iterable[str]) -> Self:
        """Return the choice with one filter set anew, back on the first page."""
        return replace(self, **{_FIELD_OF.get(name, name): tuple(dict.fromkeys(keys)), "page": 1})  # type: ignore[arg-type]

    @property
    def filtered(self) -> bool:
        """Return whether any filter or text narrows what is shown."""
        return bool(self.q or self.hours) or any(self.keys(name) for name in MANY)


# ``for`` is a word of Python; in the address it reads best.
_FIELD_OF = {"for": "target"}
_ADDRESS_OF = {field: name for name, field in _FIELD_OF.items()}

ADDRESS_NAMES = tuple(_ADDRESS_OF.get(field.name, field.name) for field in fields(Choice))
"""What a choice is called in the address, part by part."""


def known_hours(text: str) -> str:
    """Return a time to ask for as it stands, an empty text for anything else."""
    return text if text == NOW or asked_minute(text) is not None else ""


def known_day(text: str) -> str:
    """Return an ISO day from ``FIRST_DAY`` on as it stands, an empty text for anything else."""
    try:
        return text if date.fromisoformat(text).isoformat() == text >= FIRST_DAY else ""
    except ValueError:
        return ""


def _last(values: Mapping[str, tuple[str, ...]], name: str) -> str:
    texts = values.get(name) or ("",)
    return texts[-1]
