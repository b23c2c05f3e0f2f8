"""What the features of a boundary file are called, and which of them are a town's areas."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from shapely.geometry.base import BaseGeometry

from geo.errors import DataError, Fault

Feature = tuple[int, Mapping[str, Any], BaseGeometry | None]
"""Number in the file, properties, geometry."""

_NAMES = (
    "name", "nosaukums", "name_lv", "apkaime", "pagasts", "novads", "nosauk", "title", "label",
    "l1_name", "название", "имя", "nimi", "pavadinimas",
)  # fmt: skip
_CODES = ("code", "kods", "atvk", "key", "l1_code", "l0_code", "atvk_kods", "код", "kood", "kodas")


def guess_columns(columns: Sequence[str], rows: Sequence[Feature]) -> tuple[str | None, str | None]:
    """Return the columns that hold the areas' names and codes, None where there seems to be none.

    A column is known by its own name, in any case; without one the names are in the column of
    texts with most different values. Most codes must differ from one another.
    """
    known = {column.casefold(): column for column in reversed(columns)}
    code = next(
        (known[word] for word in _CODES if word in known and _tells(known[word], rows)), None
    )
    name = next((known[word] for word in _NAMES if word in known), None)
    if name is None:
        counts = {
            column: len({text for text in _texts(column, rows) if not _is_number(text)})
            for column in columns
            if column != code
        }
        name = max(counts, key=lambda column: counts[column], default=None)
        name = name if name is not None and counts[name] else None
    return name, code


def text_of(value: Any) -> str:
    """Return a property as one clean line: composed letters, single spaces, whole numbers whole."""
    if value is None or isinstance(value, bool | list | dict) or value != value:  # NaN
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(unicodedata.normalize("NFC", str(value)).split())


def select_features(
    rows: Sequence[Feature], select: str, *, name: str | None, code: str | None, file: str
) -> list[Feature]:
    """Return the features that a selection asks for, in the order of the file.

    Parameters
    ----------
    select
        The beginning of the codes (``LVRIG``), or names with ``,`` or ``;`` between them.

    Raises
    ------
    DataError
        With each name or the prefix that no feature has.
    """
    codes = [text_of(values.get(code)) if code else "" for _, values, _ in rows]
    if any(text.startswith(select) for text in codes):
        return [row for row, text in zip(rows, codes, strict=True) if text.startswith(select)]
    wanted = {_folded(part): part.strip() for part in select.replace(";", ",").split(",")}
    wanted.pop("", None)
    names = [_folded(text_of(values.get(name))) if name else "" for _, values, _ in rows]
    missing = wanted.keys() - set(names)
    if missing or not wanted:
        expected = "features of this name, or whose codes begin so"
        found = [wanted[text] for text in sorted(missing)] or [select]
        raise DataError(
            [Fault(file, None, name, expected, text, key="fault.selection") for text in found]
        )
    return [row for row, text in zip(rows, names, strict=True) if text in wanted]


def _folded(text: str) -> str:
    return text_of(text).casefold()


def _texts(column: str, rows: Sequence[Feature]) -> list[str]:
    return [text for _, values, _ in rows if (text := text_of(values.get(column)))]


def _tells(column: str, rows: Sequence[Feature]) -> bool:
    """Return whether a column tells most features apart."""
    return len(set(_texts(column, rows))) * 2 > len(rows)


def _is_number(text: str) -> bool:
    return not any(letter.isalpha() for letter in text)
