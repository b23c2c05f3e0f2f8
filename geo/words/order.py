"""Latvian alphabetical order, with Cyrillic after it."""

from __future__ import annotations

import unicodedata

# č ģ ķ ļ ņ š ž are letters of their own, long vowels only decide between equals
# (Latvian standard LVS 24-93 describes the alphabet).
_ALPHABET = "aābcčdeēfgģhiījkķlļmnņoōpqrŗsštuūvwxyzž"
_LONG = {"ā": "a", "ē": "e", "ī": "i", "ō": "o", "ū": "u", "ŗ": "r"}
_RANK = {letter: place + 100 for place, letter in enumerate(_ALPHABET)}


def collation_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return a key by which ``sorted`` orders names as a Latvian dictionary does.

    Punctuation and quotation marks do not count; digits come before letters.
    """
    primary: list[int] = []
    secondary: list[int] = []
    for letter in unicodedata.normalize("NFC", text).casefold():
        base = _LONG.get(letter, letter)
        if base in _RANK:
            primary.append(_RANK[base])
            secondary.append(_RANK[letter])
        elif letter.isalnum():
            primary.append(ord(letter) if letter.isdigit() else 1000 + ord(letter))
        elif letter.isspace():
            primary.append(0)
    return tuple(primary), tuple(secondary)
