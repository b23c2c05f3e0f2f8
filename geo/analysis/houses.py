"""House numbers as people write them, and what stands beside them: flats, blocks, floors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FLAT = re.compile(
    r"\b(?:dz(?:[iī]v(?:okl\w*)?)?|kab(?:inets)?|telp\w*|of(?:iss)?|kv|кв(?:артира)?|apt|flat)\b\.?"
    r"(?: ?(?:nr|№)\.?)? ?\d+\w?"
    r"|\d+\. ?st[aā]v\w*|\bst[aā]vs \d+|\b(?:nr|№|дом|д)\.? ?(?=\d)",
    re.IGNORECASE,
)
_HOUSE = re.compile(
    r"(?<![\w./-])(?P<number>\d{1,4})"
    r"(?: ?(?!k(?:orp(?:uss)?)?\.?[- ]?\d)(?P<letter>[^\W\d_])(?!\w))?"
    r"(?P<second>/\d{1,4}[^\W\d_]?)?"
    r"(?: ?k(?:orp(?:uss)?)?\.?[- ]?(?P<block>\d{1,2}))?"
    r"(?: ?- ?(?P<rest>\d{1,4})[^\W\d_]?)?(?=$|[ )]|\.$)",
    re.IGNORECASE,
)
_SAME_LETTERS = str.maketrans("абвгдек", "abvgdek")
"""Cyrillic letters that stand for the Latin ones of house numbers."""


@dataclass(frozen=True)
class House:
    """A house number.

    Attributes
    ----------
    key
        As it was written, in one spelling.
    others
        What else it can stand for, the likeliest first: without the block, the first of two.
    """

    key: str
    others: tuple[str, ...] = ()


def without_flats(text: str) -> str:
    """Return a text without numbers of flats, rooms and floors."""
    return _FLAT.sub(" ", text)


def readings_of(part: str) -> Iterator[tuple[str, House | None, str, int]]:
    """Yield (street, house, what follows, how much is overlooked) for each way to read a part."""
    matches = list(_HOUSE.finditer(part))
    for match in reversed(matches):
        before = part[: match.start()]
        if any(letter.isalpha() for letter in before):
            yield before, _house(match), part[match.end() :], 0
    yield part, None, "", 0
    for match in matches[:1]:  # the number first, as elsewhere in the world
        if match.start() == 0 and match.end() < len(part):
            yield part[match.end() :], _house(match), "", 1


def _house(match: re.Match[str]) -> House:
    number = match["number"] + (match["letter"] or "")
    block = f" k{match['block']}" if match["block"] else ""
    second, rest = match["second"] or "", match["rest"] or ""
    others = [number + second, number + block, number]
    if second:
        others.append(second.strip("/"))
    elif rest and int(rest) > int(match["number"]):
        others.append(f"{number}/{rest}")
    key = house_key(number + second + block)
    return House(
        key, tuple(dict.fromkeys(house_key(one) for one in others if house_key(one) != key))
    )


def house_key(house: str) -> str:
    """Return one spelling of a house number; letters that look the same are the same."""
    plain = house.lower().translate(_SAME_LETTERS)
    return re.sub(r"[ -]", "", plain)
