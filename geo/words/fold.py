"""Search folding: one spelling for every way a person may type a name."""

from __future__ import annotations

import unicodedata

# Cyrillic to the plain letters that the same Latvian sound folds to, so that «Крижи» and
# «Križi» meet; ж and ž both become z, ш and š both become s.
_CYRILLIC = {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "z",
        "з": "z", "и": "i", "й": "j", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
        "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c",
        "ч": "c", "ш": "s", "щ": "sc", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "ju",
        "я": "ja",
}  # fmt: skip


def _plain(letter: str) -> str:
    """Return a letter without its script: й is a letter of its own, ѐ is an е with an accent."""
    base = unicodedata.normalize("NFKD", letter)
    return _CYRILLIC.get(letter) or "".join(_CYRILLIC.get(sign, sign) for sign in base)


class _Folding(dict[int, str]):
    """A translation table that works out each letter once, when it is first met."""

    def __missing__(self, code: int) -> str:
        letters = unicodedata.normalize("NFKD", chr(code)).casefold()
        plain = "".join(_plain(letter) for letter in unicodedata.normalize("NFC", letters))
        folded = "".join(
            " " if unicodedata.category(letter)[0] in "ZPSC" else letter
            for letter in unicodedata.normalize("NFKD", plain)
            if unicodedata.category(letter) not in ("Mn", "Me", "Cf")
        )
        self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Return ``text`` without case, diacritics, script and invisible characters.

    Words are separated by single spaces. An empty text gives an empty text.
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(_FOLDING).split())
