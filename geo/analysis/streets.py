"""What a street is called: its type told from its name, old and foreign spellings, initials."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_FORMS = {
    "iela": "iela ielas ielu iel i ulica ulice ul street str st",
    "prospekts": "prospekts prospekta prosp pr prospekt",
    "bulvaris": "bulvaris bulvara bulvari bulv b bulvar",
    "soseja": "soseja sosejas sos sosse",
    "aleja": "aleja alejas al alleja",
    "laukums": "laukums laukuma lauk l ploscad",
    "cels": "cels cela c",
    "gatve": "gatve gatves",
    "dambis": "dambis dambja dambi",
    "krastmala": "krastmala krastmalas krastm",
    "linija": "linija linijas lin",
    "skersiela": "skersiela skersielas skers pereulok per",
    "taka": "taka takas",
}
"""Types with the forms people write, folded: cases, abbreviations, Russian and English words."""

_TYPES = {form: name for name, forms in _FORMS.items() for form in forms.split()}

_OLD = (
    (re.compile("t?sch|sh"), "s"), (re.compile("zh"), "z"), (re.compile("t?ch"), "c"),
    (re.compile("([kglnr])j"), r"\1"), (re.compile("w"), "v"), (re.compile("y"), "i"),
    (re.compile("x"), "ks"), (re.compile("([aeiou])h"), r"\1"), (re.compile("ie"), "e"),
    (re.compile(r"(.)\1+"), r"\1"),
)  # fmt: skip
"""Spellings before 1922 and without the letters: Rihgas, Riigas, Shkjeres, Leela."""

_TELL_APART = {
    "liela", "lielais", "maza", "mazais", "jauna", "jaunais", "veca", "vecais", "augsa", "leja",
    "zema", "vidus", "ziemelu", "dienvidu", "austrumu", "rietumu",
}  # fmt: skip
"""Words that make another street of the same name: Mazā Dārza iela is not Dārza iela."""


@dataclass(frozen=True)
class Street:
    """A street by its name without the type, and its type; either may be empty."""

    stem: str
    type: str


def street_of(words: Sequence[str]) -> Street:
    """Return the street that folded words name.

    The type stands last, in Russian first; one letter stands for it only at the end.
    """
    if len(words) > 1:
        if last := _type(words[-1]):
            return Street(" ".join(words[:-1]), last)
        if len(words[0]) > 1 and (first := _type(words[0])):
            return Street(" ".join(words[1:]), first)
    return Street(" ".join(words), "")


def _type(word: str) -> str:
    return _TYPES.get(word) or (_OLD_TYPES.get(loosened(word), "") if len(word) > 3 else "")


def loosened(stem: str) -> str:
    """Return one spelling for a name in new, old and makeshift orthography."""
    for pattern, to in _OLD:
        stem = pattern.sub(to, stem)
    return stem


_OLD_TYPES = {loosened(form): name for form, name in _TYPES.items() if len(form) > 3}


def may_be_short_for(words: Sequence[str], full: Sequence[str]) -> bool:
    """Return whether a name can be a shorter form of a full one.

    «A. Pumpura» and «Pumpura» are short for «Andreja Pumpura», «J. Raiņa» stands for «Raiņa»;
    «Dārza» is not short for «Mazā Dārza».
    """
    left, right = list(words), list(full)
    while left and right:
        word, whole = left.pop(), right.pop()
        is_initial = len(word) <= 3 and whole.startswith(word)
        if loosened(word) != loosened(whole) and not is_initial:
            return False
    return all(len(word) == 1 for word in left) and not any(
        word in _TELL_APART or word.isdigit() for word in right
    )
