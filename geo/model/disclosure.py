"""How many people may be said to live somewhere: counts of which some are not known or not shown.

The rules are those of the Central Statistical Bureau for neighbourhoods and cells of its grid: one
to ten people are never counted out, and sex and age are shown only where more than ten live (its
dataset ``iedzivotaji``). A count that is not a number is never added up as if it were one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHOWN_FROM = 11
"""The least number of people that is shown."""

NUMBER, FEW, CONFIDENTIAL, MISSING = "number", "few", "confidential", "missing"
"""What a count can be: known, one to ten, not to be published, not known or doubtful."""

AT_MOST, WITHHELD = "at_most", "withheld"
"""What is shown of a count beside its number, ``confidential`` and ``missing``."""

_CSB_CODES = {"10": CONFIDENTIAL, "20": MISSING, "77": FEW}
_MOST_OF_FEW = 10


@dataclass(frozen=True)
class Count:
    """How many people; there is no adding of counts but ``total``.

    Attributes
    ----------
    kind
        ``number``, ``few``, ``confidential`` or ``missing``.
    number
        The number; None for every other kind, so that nobody takes a code for people.
    """

    kind: str
    number: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in (NUMBER, FEW, CONFIDENTIAL, MISSING):
            raise ValueError(f"no kind of count: {self.kind!r}")
        if (self.number is not None) != (self.kind == NUMBER) or (self.number or 0) < 0:
            raise ValueError(f"not a count: {self.kind} {self.number}")


def people(number: int) -> Count:
    """Return the count of a known number of people."""
    return Count(NUMBER, number)


def published(value: str, code: str = "") -> Count:
    """Return what the Bureau says by a value and the code beside it (its columns NUMB and NUMB_X).

    Code 77 stands for one to ten people whatever number is beside it, 10 for confidential, 20 for
    missing or doubtful; an empty value, ``…``, dots and a dash are missing.

    Raises
    ------
    ValueError
        When the value is no whole number, or the code is none of the Bureau's.
    """
    code, value = code.strip(), value.strip().replace("\N{NO-BREAK SPACE}", "")
    if code not in ("", "0"):
        if code not in _CSB_CODES:
            raise ValueError("code 10, 20 or 77, or none")
        return Count(_CSB_CODES[code])
    if not value.strip(".…-–"):
        return Count(MISSING)
    if not (value.isascii() and value.isdigit() and len(value) <= 9):
        raise ValueError("a whole number of people")
    return people(int(value))


@dataclass(frozen=True)
class Shown:
    """What may be said of a count.

    Attributes
    ----------
    kind
        ``number``, ``at_most``, ``confidential``, ``missing``, or ``withheld``: hidden because
        another count could be worked out from it.
    number
        The number, or the most that ``at_most`` can be.
    """

    kind: str
    number: int | None = None


def shown(count: Count, threshold: int = SHOWN_FROM) -> Shown:
    """Return what may be said of one count: nobody, at most ``threshold`` − 1, or how many."""
    few = max(threshold - 1, _MOST_OF_FEW)
    if count.kind == FEW:
        return Shown(AT_MOST, few)
    if count.number is None:
        return Shown(count.kind)
    if 1 <= count.number < threshold:
        return Shown(AT_MOST, few)
    return Shown(NUMBER, count.number)


@dataclass(frozen=True)
class Total:
    """A sum of counts.

    Attributes
    ----------
    number
        The sum of those that may be shown.
    is_whole
        False where others are hidden or unknown: there are at least ``number`` people.
    """

    number: int
    is_whole: bool


def total(counts: Iterable[Count], threshold: int = SHOWN_FROM) -> Total:
    """Return the sum of what may be shown; what may not is left out, never taken for five."""
    said = [shown(count, threshold) for count in counts]
    numbers = [one.number for one in said if one.kind == NUMBER and one.number is not None]
    return Total(sum(numbers), len(numbers) == len(said))


def breakdown(
    whole: Count, parts: Sequence[Count], threshold: int = SHOWN_FROM
) -> tuple[Shown, ...]:
    """Return what may be said of the parts of a count that is itself shown.

    Parts are withheld together where the whole is under the threshold. A part of fewer people is
    withheld, and with it the smallest others until those withheld are at least two and together
    not fewer than the threshold: what is left of the whole then gives none of them away. A part of
    nobody describes nobody and is shown.

    Parts that overlap, so that they make more than the whole, are all withheld.
    """
    nothing = (Shown(WITHHELD),) * len(parts)
    if whole.number is None or whole.number < threshold:
        return nothing
    known = {place: part.number for place, part in enumerate(parts) if part.number is not None}
    if sum(known.values()) > whole.number:
        return nothing
    hidden = {
        place for place in range(len(parts)) if place not in known or 1 <= known[place] < threshold
    }
    by_size = sorted((number, place) for place, number in known.items() if number >= threshold)
    while hidden:
        left = whole.number - sum(known[place] for place in known if place not in hidden)
        if len(hidden) >= 2 and left >= threshold and left > len(hidden):
            break
        if not by_size:
            return nothing
        hidden.add(by_size.pop(0)[1])
    return tuple(
        Shown(WITHHELD) if place in hidden else Shown(NUMBER, known[place])
        for place in range(len(parts))
    )
