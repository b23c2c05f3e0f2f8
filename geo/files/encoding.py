"""Bytes of a text file and the text they stand for, as Latvian desks write them."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_CYRILLIC = re.compile(rb"[\xc0-\xff]{4,}")
"""In Windows-1257 four letters with marks hardly ever follow one another; in Windows-1251 every
Russian word is such a run."""

_HALF = 0.5
_NULS = 0.3

NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1257": "Windows-1257",
    "cp1251": "Windows-1251",
}
"""What people call the encodings that are read."""


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text and the encoding it was in, one of ``NAMES``.

    What is neither UTF-8 nor UTF-16 is Windows-1257, or Windows-1251 where nearly all of its
    letters would be Cyrillic.

    Raises
    ------
    UnicodeDecodeError
        When the bytes are no text in any of them.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding), encoding
    for encoding, nuls in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
        if nuls.count(0) > _NULS * len(nuls):  # every other byte of plain Latin letters
            return data.decode(encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = "cp1251" if _is_cyrillic(data) else "cp1257"
        return data.decode(encoding), encoding


def encoded(text: str, encoding: str) -> bytes:
    """Return a text in an encoding, in UTF-8 with a mark where it lacks some of the letters."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return codecs.BOM_UTF8 + text.encode("utf-8", errors="replace")


def _is_cyrillic(data: bytes) -> bool:
    letters = sum(byte >= 0xC0 for byte in data)
    return sum(map(len, _CYRILLIC.findall(data))) > _HALF * letters
