"""From the cells of a row to the values of a record, with everything that hinders."""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from geo.analysis import cells
from geo.analysis.cells import Unread
from geo.analysis.columns import (
    ANY,
    LAT,
    LAT_LON,
    LON,
    LON_LAT,
    PLACE,
    Labels,
    Mapping,
    keys_in,
    known_fields,
)
from geo.errors import DataError, Fault
from geo.model.fields import FIELDS, Field

_IN_WORDS = "opening_note_lv"
_NOTHING = ("-", "–", "—")
"""What people type into a cell that has nothing to say; a text keeps it."""

EXPECTED = {
    "fault.word": "a known word or key",
    "fault.area": "an area of the town",
    "fault.kind": "a kind of record",
    "fault.place_half": "both coordinates or none",
    **cells.EXPECTED,
}


@dataclass(frozen=True)
class Read:
    """What one row says.

    Attributes
    ----------
    kind
        Kind of record.
    values
        Values by field for every field that the mapping names; None or () where it says nothing.
    place
        The two numbers of a place as the file has them: latitude first, or metres; None for none.
    own_id
        The source's own id, empty where there is none.
    faults
        What hinders.
    unknown
        (field, text) of words that no vocabulary knows: a person can say what they mean.
    """

    kind: str
    values: dict[str, Any]
    place: tuple[float, float] | None
    own_id: str
    faults: list[Fault] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class RowReader:
    """Reads the rows of one sheet by one mapping.

    Raises
    ------
    DataError
        When a constant or a value of the mapping itself is none that the field takes.
    """

    mapping: Mapping
    labels: Labels
    file: str

    def __post_init__(self) -> None:
        faults = []
        fields = self._any_fields
        for name, pairs in self.mapping.values.items():
            allowed = set(self.labels.keys.get(fields[name].vocabulary or "", {}).values())
            faults += [
                Fault(self.file, None, name, EXPECTED["fault.word"], key, key="fault.word")
                for key in pairs.values()
                if key not in allowed
            ]
        for name, text in self.mapping.constants.items():
            try:
                self._value(fields[name], text)
            except _Unknown as error:
                words = ", ".join(error.words)
                faults.append(
                    Fault(self.file, None, name, EXPECTED["fault.word"], words, key="fault.word")
                )
            except Unread as error:
                faults.append(Fault(self.file, None, name, str(error), text, key=error.key))
        if faults:
            raise DataError(faults)

    def read(self, number: int, row: Mapped[str, str]) -> Read:
        """Return what a row says; ``number`` is the file's own.

        Opening times that our notation cannot say become words.
        """
        kind, faults = self._kind(number, row)
        own_id = row.get(self.mapping.id, "").strip() if self.mapping.id else ""
        values: dict[str, Any] = {}
        unknown: list[tuple[str, str]] = []
        for one in self._fields[kind]:  # a note of opening times comes after the times
            if one.name == _IN_WORDS and values.get(_IN_WORDS):
                values[_IN_WORDS] = "; ".join(
                    filter(None, (values[_IN_WORDS], self._text(one, row)))
                )
                continue
            text = self._text(one, row)
            try:
                values[one.name] = self._value(one, text)
            except _Unknown as error:
                key = "fault.area" if one.vocabulary == "area" else "fault.word"
                unknown += [(one.name, word) for word in error.words]
                faults += [self._fault(key, number, one.name, word) for word in error.words]
            except Unread as error:
                if error.key != "fault.opening":
                    faults.append(self._fault(error.key, number, one.name, text))
                    continue
                values[one.name], values[_IN_WORDS] = None, text.strip()
        return Read(kind, values, self._place(number, row, faults), own_id, faults, unknown)

    def _text(self, one: Field, row: Mapped[str, str]) -> str:
        column = self.mapping.columns.get(one.name)
        text = row.get(column, "") if column is not None else ""
        if not text.strip() or (one.form != "text" and text.strip() in _NOTHING):
            return self.mapping.constants.get(one.name, "")
        return text

    @cached_property
    def _fields(self) -> dict[str, list[Field]]:
        """Return for each kind the fields that the mapping says something of."""
        named = {*self.mapping.columns, *self.mapping.constants} - set(PLACE)
        return {
            kind: [one for one in fields if one.name in named] for kind, fields in FIELDS.items()
        }

    @cached_property
    def _any_fields(self) -> dict[str, Field]:
        """Return the fields by name; kinds may call other things the same, such as a status."""
        own = {} if self.mapping.kind_column else known_fields(self.mapping.kind)
        return known_fields(None) | own

    @cached_property
    def _known(self) -> dict[str, dict[str, str]]:
        """Return for each field with values of its own: key by folded word, its own words first."""
        fold = self.labels.fold
        fields = self._any_fields
        return {
            name: {
                **self.labels.keys.get(fields[name].vocabulary or "", {}),
                **{fold(text): key for text, key in pairs.items() if text != ANY},
            }
            for name, pairs in self.mapping.values.items()
        }

    def _kind(self, number: int, row: Mapped[str, str]) -> tuple[str, list[Fault]]:
        column = self.mapping.kind_column
        if column is None:
            return self.mapping.kind, []
        text = row.get(column, "")
        kind = self.labels.kinds.get(self.labels.fold(text)) if text else self.mapping.kind
        if kind is not None:
            return kind, []
        return self.mapping.kind, [
            Fault(self.file, number, column, EXPECTED["fault.kind"], text, key="fault.kind")
        ]

    def _value(self, one: Field, text: str) -> Any:
        text = text.strip()
        if one.vocabulary is not None:
            return self._keys(one, text)
        if one.form == "keys":
            return tuple(part.strip() for part in text.split("|") if part.strip())
        if not text:
            return False if one.form == "yes" else None
        if one.form == "date":
            return cells.day(text, self.mapping.date_order)
        if one.form == "yes":
            return cells.yes(text, self.labels.fold(text))
        if one.name == "phone":
            return cells.phones(text)
        return _READERS.get(one.form, str)(text)

    def _keys(self, one: Field, text: str) -> Any:
        is_several = one.form == "keys"
        if not text:
            return () if is_several else None
        known = self._known.get(one.name) or self.labels.keys.get(one.vocabulary or "", {})
        if is_several:
            found, unknown = keys_in(text, known, self.labels.fold)
        else:
            key = known.get(self.labels.fold(text))
            found, unknown = ([key], []) if key else ([], [text])
        other = self.mapping.values.get(one.name, {}).get(ANY)
        if unknown and other:
            found, unknown = [*found, other], []
        if unknown:
            raise _Unknown(unknown)
        return tuple(dict.fromkeys(found)) if is_several else found[0]

    def _place(
        self, number: int, row: Mapped[str, str], faults: list[Fault]
    ) -> tuple[float, float] | None:
        """Return the two numbers of a row's place; what is wrong with them goes to ``faults``."""
        columns = self.mapping.columns
        names = (LAT, LON) if LAT in columns else (LAT_LON, LON_LAT)
        texts = {name: row.get(columns[name], "").strip() for name in names if name in columns}
        texts = {name: "" if text in _NOTHING else text for name, text in texts.items()}
        if not any(texts.values()):
            return None
        numbers: list[float] = []
        for name, text in texts.items():
            try:
                if name in (LAT, LON):
                    numbers.append(cells.decimal(text))
                else:
                    numbers += cells.pair(text)[:: 1 if name == LAT_LON else -1]
            except Unread as error:
                key = error.key if text else "fault.place_half"
                faults.append(self._fault(key, number, name, text))
        return (numbers[0], numbers[1]) if len(numbers) > 1 else None

    def _fault(self, key: str, number: int, name: str, text: str) -> Fault:
        column = self.mapping.columns.get(name, name)
        return Fault(
            self.file, number, column, EXPECTED[key], text or None, key=key, values={"field": name}
        )


class _Unknown(Unread):
    """Words that no vocabulary knows."""

    def __init__(self, words: list[str]) -> None:
        super().__init__("fault.yes_no")
        self.key, self.words = "fault.word", words


_READERS = {
    "whole": cells.whole,
    "number": cells.decimal,
    "web": cells.web,
    "opening": cells.opening,
}
