"""Catalogues of sentences, one TOML file a language, all with the same keys."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

_FALLBACK = "lv"
UNIT = "apkaime"
"""What areas are called where a town does not say."""

_UNIT = re.compile(r"\{([Uu]nits?(?:_[a-z]+)?)\}")
_FOLDER = Path(__file__).parent
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
)  # fmt: skip


def plural_form(language: str, number: int) -> str:
    """Return the CLDR plural category of a whole number: zero, one, few, many or other."""
    ones, tens = number % 10, number % 100
    if language == "lv":
        if ones == 0 or 11 <= tens <= 19:
            return "zero"
        return "one" if ones == 1 else "other"
    if language == "ru":
        if ones == 1 and tens != 11:
            return "one"
        return "few" if 2 <= ones <= 4 and not 12 <= tens <= 14 else "many"
    return "one" if number == 1 else "other"


class Words:
    """The sentences of one language."""

    def __init__(self, language: str, sentences: Mapping[str, str], unit: str = UNIT) -> None:
        self.language, self.unit = language, unit
        self._sentences = sentences

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the sentence of ``key`` with ``values`` filled in.

        A key that this language lacks falls back to Latvian, then to the key itself. A value
        ``n`` chooses the plural form.
        """
        number = values.get("n")
        sentence = self._sentences.get(_form(key, self.language, number))
        if sentence is None:
            sentence = _sentences(_FALLBACK, self.unit).get(_form(key, _FALLBACK, number), key)
        if isinstance(number, int):
            values = {**values, "n": self.number(number)}
        return sentence.format(**values) if values else sentence

    def keys(self) -> set[str]:
        """Return every key of this language."""
        return set(self._sentences)

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number as this language writes it: 20 992 or 20,992; 5,2 or 5.2."""
        text = f"{value:,.{decimals}f}"
        if self.language == "en":
            return text
        return text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")

    def date(self, text: str) -> str:
        """Return an ISO date, possibly only a year or a month, as this language writes it.

        A text that is no such date stays as it is.
        """
        try:
            day = date.fromisoformat(text + {4: "-01-01", 7: "-01"}.get(len(text), ""))
        except ValueError:
            return text
        if len(text) == 4:
            return text
        month_only = len(text) == 7
        if self.language == "en":
            month = f"{_MONTHS_EN[day.month - 1]} {day.year}"
            return month if month_only else f"{day.day} {month}"
        return day.strftime("%m.%Y" if month_only else "%d.%m.%Y") + "." * (self.language == "lv")


def _form(key: str, language: str, number: object) -> str:
    return f"{key}.{plural_form(language, number)}" if isinstance(number, int) else key


def words(language: str, unit: str = UNIT) -> Words:
    """Return the sentences of ``language`` for a town that calls its areas ``unit``.

    An unknown language gives Latvian, an unknown unit the most general one.
    """
    known = language in _units()[UNIT]
    language, unit = language if known else _FALLBACK, unit if unit in units() else units()[-1]
    return Words(language, _sentences(language, unit), unit)


@cache
def units() -> tuple[str, ...]:
    """Return what areas can be called, the most general last."""
    return tuple(_units())


@cache
def _units() -> dict[str, dict[str, dict[str, str]]]:
    with (_FOLDER / "units.toml").open("rb") as file:
        return tomllib.load(file)


def unit_word(unit: str, form: str, language: str) -> str:
    """Return a form of what areas are called; one that begins with a capital is a heading."""
    word = _units()[unit][language][form.lower()]
    return word if form[0].islower() else word[0].upper() + word[1:]


@cache
def _sentences(language: str, unit: str) -> Mapping[str, str]:
    def called(found: re.Match[str]) -> str:
        return unit_word(unit, found[1], language)

    with (_FOLDER / f"{language}.toml").open("rb") as file:
        return {key: _UNIT.sub(called, text) for key, text in _flatten(tomllib.load(file))}


def _flatten(table: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, Mapping):
            pairs += _flatten(value, f"{prefix}{key}.")
        else:
            pairs.append((f"{prefix}{key}", str(value)))
    return pairs
