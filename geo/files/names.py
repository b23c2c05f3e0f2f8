"""Names and words of brought files, fit to stand in a sentence; a name never opens anything."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 80


def shown(text: str) -> str:
    """Return the text without control, invisible and unpaired signs, 80 characters at most."""
    seen = (" " if unicodedata.category(sign)[0] == "C" else sign for sign in text[: 4 * _LONGEST])
    return re.sub(r"\s+", " ", "".join(seen)).strip()[:_LONGEST]


def shown_name(text: str) -> str:
    """Return the last part of a file's name, fit to be shown.

    Folders, control and invisible signs and angle brackets are gone; what is longer than 80
    characters is cut in the middle, so that its ending stays.
    """
    name = re.sub(r"[<>]+", " ", re.split(r"[/\\]", text)[-1])
    name = unicodedata.normalize("NFC", name.strip())
    if len(name) > _LONGEST:
        name = f"{name[: _LONGEST - 20]}…{name[-19:]}"
    return shown(name) or "file"
