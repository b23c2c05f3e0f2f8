"""The words by which a town's tables are understood: labels of all three languages, area names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from geo.acts.history import field_word
from geo.acts.snapshot import Snapshot
from geo.analysis.columns import KINDS_IN, Labels, known_fields
from geo.model.fields import LANGUAGES, TYPE_FIELD
from geo.model.taxonomy import Taxonomy
from geo.words import fold, words

_LISTED = {
    "name": ("name_lv",),
    "type": tuple(TYPE_FIELD.values()),
    "for": ("target_groups",),
    "text": ("summary_lv", "statement_lv"),
    "area": ("area",),
    "lat": ("lat",),
    "lon": ("lon",),
    "kind": ("kind",),
    "web": ("web",),
    "phone": ("phone",),
    "source_date": ("source_date",),
}
"""Which fields the columns of the list's own table are."""

_OTHER_WORDS = {
    "record_status": {"inactive": "paused", "temporarily closed": "paused", "defunct": "closed",
                      "slēgts": "closed", "darbojas": "active"},
    "group_status": {"inactive": "dormant", "aktīva": "active", "slēgta": "ended"},
    "language": {"latviešu": "lv", "krievu": "ru", "angļu": "en", "ukraiņu": "uk", "poļu": "pl",
                 "latgaliešu": "ltg", "english": "en", "russian": "ru", "latvian": "lv",
                 "русский": "ru", "латышский": "lv"},
    "cost": {"bezmaksas": "free", "maksas": "paid", "free of charge": "free"},
    "scope": {"visa pilsēta": "municipality", "viss novads": "municipality"},
}  # fmt: skip
"""Words for keys that lists and directories (HSDS) use beside our labels."""


def labels_of(town: Snapshot) -> Labels:
    """Return the words by which columns, keys, areas and kinds are known in any language."""
    fields: dict[str, list[str]] = {}
    for name in known_fields(None):
        fields[name] = [
            re.sub(r"\s*\(.*\)", "", field_word(name, words(language))) for language in LANGUAGES
        ]
    for column, names in _LISTED.items():
        for name in names:
            fields.setdefault(name, []).extend(words(lang)(f"csv.{column}") for lang in LANGUAGES)
    keys = {kind: _keys(town.taxonomy, kind) for kind in {t.kind for t in town.taxonomy.terms}}
    return Labels(fold, fields, {**keys, "area": _areas(town)}, dict(_kinds()))


def _keys(taxonomy: Taxonomy, vocabulary: str) -> dict[str, str]:
    """Return key by folded word; a key's own name comes before any other's label."""
    terms = taxonomy.of(vocabulary)
    found = {fold(term.key): term.key for term in terms}
    for term in terms:
        for said in (*term.label.values(), *term.short.values()):
            found.setdefault(fold(said), term.key)
    for word, key in _OTHER_WORDS.get(vocabulary, {}).items():
        if taxonomy.term(vocabulary, key) is not None:
            found.setdefault(fold(word), key)
    return {word: key for word, key in found.items() if word}


def _areas(town: Snapshot) -> dict[str, str]:
    """Return area key by folded name, alias or key; a name of two areas means neither."""
    found: dict[str, set[str]] = {}
    for key, row in town.area_rows.items():
        names = [row[f"name_{lang}"] for lang in LANGUAGES]
        for name in _filled((key, *names, *row["aliases"])):
            found.setdefault(fold(name), set()).add(key)
    known = {word: next(iter(keys)) for word, keys in found.items() if word and len(keys) == 1}
    return known | {fold(key): key for key in town.area_rows}


def _kinds() -> Iterator[tuple[str, str]]:
    for kind in KINDS_IN:
        yield fold(kind), kind
        for language in LANGUAGES:
            yield fold(words(language)(f"kinds.{kind}")), kind


def _filled(texts: Iterable[str | None]) -> list[str]:
    return [text for text in texts if text]
