"""The vocabulary: categories, kinds of group, problem types, target groups and the rest.

Keys are stable, labels are data. A town may hide a term (old records stay readable) or add one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

TYPE_OF_KIND = {
    "resource": "resource_category",
    "group": "group_kind",
    "problem": "problem_type",
}
"""Which vocabulary types the records of each kind."""

KINDS = tuple(TYPE_OF_KIND)
STATUS_OF_KIND = {
    "resource": "record_status",
    "group": "group_status",
    "problem": "problem_status",
}

FAMILIES = ("physical", "institutions", "associations", "individuals", "economy", "stories")
"""Asset types of asset-based community development, the families that colour the map."""


@dataclass(frozen=True)
class Term:
    """One word of the vocabulary with its labels by language."""

    kind: str
    key: str
    label: Mapping[str, str]
    short: Mapping[str, str]
    public: Mapping[str, str]
    asset_type: str | None = None
    sensitive: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Answer:
    """One line of the crosswalk: which category or kind of group answers a problem type."""

    problem_type: str
    kind: str
    key: str
    weight: int
    reason: Mapping[str, str]


@dataclass(frozen=True)
class Taxonomy:
    """All terms in their order, and what answers which problem type."""

    terms: tuple[Term, ...]
    answers: tuple[Answer, ...] = ()
    _by_key: Mapping[tuple[str, str], Term] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key = {(term.kind, term.key): term for term in self.terms}
        object.__setattr__(self, "_by_key", by_key)

    def of(self, kind: str) -> tuple[Term, ...]:
        """Return the terms of one vocabulary in their order, hidden ones included."""
        return tuple(term for term in self.terms if term.kind == kind)

    def keys(self, kind: str) -> tuple[str, ...]:
        """Return the keys of one vocabulary in their order, hidden ones included."""
        return tuple(term.key for term in self.of(kind))

    def term(self, kind: str, key: str) -> Term | None:
        """Return a term, or None where the vocabulary lacks it."""
        return self._by_key.get((kind, key))

    def label(self, kind: str, key: str, language: str) -> str:
        """Return a term's word; a term without one falls back to Latvian, then to its key."""
        term = self._by_key.get((kind, key))
        return key if term is None else term.label.get(language) or term.label.get("lv") or key

    def short(self, kind: str, key: str, language: str) -> str:
        """Return a term's short word for chips and legends, else its label."""
        term = self._by_key.get((kind, key))
        return (term and term.short.get(language)) or self.label(kind, key, language)

    def public_wording(self, key: str, language: str) -> str:
        """Return the need-oriented wording of a problem type."""
        term = self._by_key.get(("problem_type", key))
        return (term and term.public.get(language)) or self.label("problem_type", key, language)

    def family(self, kind: str, key: str) -> str | None:
        """Return the family of strength of a category or kind of group."""
        term = self._by_key.get((kind, key))
        return term.asset_type if term else None

    def hiding(self, names: Iterable[str]) -> Taxonomy:
        """Return the vocabulary with some terms, named ``vocabulary/key``, offered no longer."""
        unwanted = set(names)
        if not unwanted:
            return self
        terms = tuple(
            replace(term, hidden=True) if f"{term.kind}/{term.key}" in unwanted else term
            for term in self.terms
        )
        return replace(self, terms=terms)

    def answers_to(self, problem_type: str) -> tuple[Answer, ...]:
        """Return what answers a problem type, the strongest first."""
        found = (answer for answer in self.answers if answer.problem_type == problem_type)
        return tuple(sorted(found, key=lambda answer: -answer.weight))

    def types_answering(self, problem_types: Iterable[str]) -> set[tuple[str, str]]:
        """Return (vocabulary, key) of everything that answers one of the problem types."""
        wanted = set(problem_types)
        return {(a.kind, a.key) for a in self.answers if a.problem_type in wanted}

    def problem_types_answered_by(self, answer: tuple[str, str]) -> set[str]:
        """Return the problem types that a category or kind of group, (vocabulary, key), answers."""
        return {a.problem_type for a in self.answers if (a.kind, a.key) == answer}
