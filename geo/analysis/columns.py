"""Which column of somebody's table says what: guessed from its name and content, kept by source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field, replace
from typing import Any

from geo.analysis.cells import DAY_FIRST, MONTH_FIRST, Unread, pair
from geo.analysis.column_names import COMMON
from geo.errors import DataError, Fault
from geo.model.fields import FIELDS, Field

KINDS_IN = ("resource", "group", "problem", "activity", "proposal")
"""Kinds of record that tables bring."""

LAT, LON, LAT_LON, LON_LAT = "lat", "lon", "lat_lon", "lon_lat"
PLACE = (LAT, LON, LAT_LON, LON_LAT)
"""What a table says of a place beside the fields of a record; metres are told by their size."""

NEVER = ("level", "retired", "approved_by")
"""What no table decides: every record that comes is internal until somebody publishes it."""

ANY = "*"
"""In the values of a field: any text that is not named."""

_SAMPLE = 200
_MOST = 0.6
"""So much of a column has to be of a form before the form alone tells what it is."""


@dataclass(frozen=True)
class Mapping:
    """How a table of one source is read.

    Attributes
    ----------
    kind
        Kind of record that its rows are.
    source
        What the source is called: a later file of the same source updates by its ids.
    columns
        Column by field; ``lat``, ``lon`` and ``lat_lon`` beside the fields of the kind.
    values
        For a field of keys: key by text of the file, ``*`` for any other text.
    constants
        Text by field, for rows in which the file says nothing.
    id
        Column of the source's own ids, None where it has none.
    kind_column
        Column that says the kind of each row, None where all are of one.
    date_order
        ``dmy`` or ``mdy`` for dates with slashes; else they are refused.
    """

    kind: str
    source: str = ""
    columns: Mapped[str, str] = field(default_factory=dict)
    values: Mapped[str, Mapped[str, str]] = field(default_factory=dict)
    constants: Mapped[str, str] = field(default_factory=dict)
    id: str | None = None
    kind_column: str | None = None
    date_order: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return what ``mapping_of`` reads: plain texts, ready for JSON or TOML."""
        whole = {
            "kind": self.kind,
            "source": self.source,
            "id": self.id,
            "kind_column": self.kind_column,
            "date_order": self.date_order,
            "columns": dict(self.columns),
            "values": {name: dict(pairs) for name, pairs in self.values.items()},
            "constants": dict(self.constants),
        }
        return {name: value for name, value in whole.items() if value}

    def turned(self) -> Mapping:
        """Return the same with latitude and longitude in each other's place."""
        columns = {_TURNED.get(name, name): column for name, column in self.columns.items()}
        return replace(self, columns=columns)

    def with_values(self, name: str, pairs: Mapped[str, str]) -> Mapping:
        """Return the same that also knows some texts of a field."""
        known = {**self.values.get(name, {}), **pairs}
        return replace(self, values={**self.values, name: known})


_TURNED = {LAT: LON, LON: LAT, LAT_LON: LON_LAT, LON_LAT: LAT_LON}


def mapping_of(table: Mapped[str, Any], file: str) -> Mapping:
    """Return the mapping that a table of TOML or JSON describes.

    Raises
    ------
    DataError
        With everything that is wrong in it; ``file`` is what it is called.
    """
    faults = list(_mapping_faults(table, file))
    if faults:
        raise DataError(faults)
    return Mapping(**{name: table[name] for name in table if name in Mapping.__dataclass_fields__})


def _mapping_faults(table: Mapped[str, Any], file: str) -> Iterator[Fault]:
    kind = table.get("kind")
    if kind not in KINDS_IN:
        yield Fault(file, None, "kind", "one of " + ", ".join(KINDS_IN), _short(kind))
        return
    for name in table:
        if name not in Mapping.__dataclass_fields__:
            yield Fault(file, None, name, "a known part of a mapping", name)
    for name in ("source", "id", "kind_column"):
        if not isinstance(table.get(name, ""), str):
            yield Fault(file, None, name, "a text", _short(table[name]))
    if table.get("date_order", "") not in ("", DAY_FIRST, MONTH_FIRST):
        expected = f"{DAY_FIRST} or {MONTH_FIRST}"
        yield Fault(file, None, "date_order", expected, _short(table["date_order"]))
    known = known_fields(kind if not table.get("kind_column") else None)
    for part in ("columns", "values", "constants"):
        pairs = table.get(part, {})
        if not isinstance(pairs, Mapped):
            yield Fault(file, None, part, "a table", _short(pairs))
            continue
        for name, value in pairs.items():
            if name not in known:
                yield Fault(file, None, f"{part}.{name}", f"a field of {kind}", name)
            inner = value.values() if part == "values" and isinstance(value, Mapped) else [value]
            if not all(isinstance(text, str) for text in inner):
                yield Fault(file, None, f"{part}.{name}", "a text", _short(value))


def _short(value: Any) -> str | None:
    return None if value is None else str(value)[:80]


def known_fields(kind: str | None) -> dict[str, Field]:
    """Return what a table may say of a kind (None: of any), by name, places included."""
    kinds = KINDS_IN if kind is None else (kind,)
    fields = {one.name: one for each in kinds for one in FIELDS[each] if one.name not in NEVER}
    return fields | {name: Field(name, "number") for name in PLACE}


@dataclass(frozen=True)
class Labels:
    """The words by which columns and their values are known.

    Attributes
    ----------
    fold
        Gives the same for every way to write a word.
    fields
        Words of the catalogue by field.
    keys
        For each vocabulary, ``area`` among them: key by folded word.
    kinds
        Kind by folded word.
    """

    fold: Callable[[str], str]
    fields: Mapped[str, Sequence[str]]
    keys: Mapped[str, Mapped[str, str]]
    kinds: Mapped[str, str]


def guess(
    header: Sequence[str],
    rows: Iterable[Mapped[str, str]],
    kind: str,
    labels: Labels,
    *,
    source: str = "",
) -> Mapping:
    """Return how a table is most likely meant: each column for one field at most.

    A column's name counts most; what its cells look like decides where names say nothing, and
    against a name where no cell can be what it promises.
    """
    sample = [row for row, _ in zip(rows, range(_SAMPLE), strict=False)]
    cells = {
        name: [text for row in sample if (text := row.get(name, "").strip())] for name in header
    }
    names = {name: labels.fold(name) for name in header if not _is_label(name, header)}
    kind_column = _kind_column(names, cells, labels)
    fields = known_fields(None if kind_column else kind)
    scores = []
    for place, (name, one) in enumerate(fields.items()):
        known = [labels.fold(word) for word in (name, *labels.fields.get(name, ()))]
        known += [labels.fold(word) for word in COMMON.get(name, ())]
        for column in names:
            score = _score(one, names[column], cells[column], known, labels)
            if score > 0:
                scores.append((-score, place, name, column))
    columns: dict[str, str] = {}
    for _, _, name, column in sorted(scores):
        if name not in columns and column not in (kind_column, *columns.values()):
            columns[name] = column
    if LAT in columns and LON in columns:
        columns.pop(LAT_LON, None)
    elif (LAT in columns) != (LON in columns):
        columns.pop(LAT, None)
        columns.pop(LON, None)
    return Mapping(
        kind,
        source,
        columns=columns,
        id=_id_column(names, cells, len(sample), labels),
        kind_column=kind_column,
    )


def _is_label(name: str, header: Sequence[str]) -> bool:
    """Return whether a column only says in words what another, named alike, says in keys."""
    return name.endswith("_label") and name.removesuffix("_label") in header


def _score(
    one: Field, name: str, cells: Sequence[str], known: Sequence[str], labels: Labels
) -> float:
    """Return how well a column fits a field, 0 for not at all."""
    by_name = 0.0
    if name == known[0] and one.name not in PLACE:
        return 4.0  # a column that is called as the field itself, as in files exported here
    if name in known:
        by_name = 3 - known.index(name) / 100
    elif one.name not in PLACE:
        words = f" {name} "
        place = next(
            (i for i, word in enumerate(known) if len(word) > 3 and f" {word} " in words), -1
        )
        by_name = 2 - place / 100 if place >= 0 else 0.0
    if one.name in (LAT, LON):
        return by_name if _share(cells, _is_number) > _MOST else 0.0
    if one.name in (LAT_LON, LON_LAT):
        looks = _share(cells, _is_pair)
        return (by_name or 1) if looks > _MOST and one.name == LAT_LON else 0.0
    known_words = labels.keys.get(one.vocabulary or "")
    if known_words:
        fits = _share(cells, lambda text: bool(keys_in(text, known_words, labels.fold)[0]))
        if (fits > _MOST and len(set(cells)) > 1) or (by_name > 2 and fits > 0):
            return max(by_name, 1)
        return by_name if one.required else 0.0
    return by_name


def _share(cells: Sequence[str], is_so: Callable[[str], bool]) -> float:
    return sum(map(is_so, cells)) / len(cells) if cells else 0.0


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d{1,9}([.,]\d+)?", text))


def _is_pair(text: str) -> bool:
    try:
        pair(text)
    except Unread:
        return False
    return not _is_number(text)


def keys_in(
    text: str, known: Mapped[str, str], fold: Callable[[str], str]
) -> tuple[list[str], list[str]]:
    """Return the keys that a text names, by key or by word, and the words that name none.

    Words may hold commas, so the whole text is tried first, then its parts.
    """
    for separator in ("", r"\s*[|;\n]\s*", r"\s*[|;,\n]\s*"):
        parts = [part for part in (re.split(separator, text) if separator else [text]) if part]
        found = [known.get(fold(part)) for part in parts]
        if all(found):
            return [key for key in found if key], []
    unknown = [part for part, key in zip(parts, found, strict=True) if not key]
    return [key for key in found if key], unknown


def _kind_column(
    names: Mapped[str, str], cells: Mapped[str, Sequence[str]], labels: Labels
) -> str | None:
    """Return the column whose every cell names a kind of record."""
    wanted = {labels.fold(word) for word in (*COMMON["kind"], *labels.fields.get("kind", ()))}
    for column, name in names.items():
        texts = cells[column]
        if name in wanted and texts and all(labels.fold(text) in labels.kinds for text in texts):
            return column
    return None


def _id_column(
    names: Mapped[str, str], cells: Mapped[str, Sequence[str]], count: int, labels: Labels
) -> str | None:
    """Return the column of own ids: named as such, filled, and mostly different in each row."""
    for word in COMMON["id"]:
        for column, name in names.items():
            filled = cells[column]
            if name == labels.fold(word) and len(filled) == count < 2 * len(set(filled)):
                return column
    return None
