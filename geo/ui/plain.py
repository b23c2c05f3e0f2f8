"""Words of records where Streamlit would read Markdown: every sign stands for itself."""

from __future__ import annotations

_SIGNS = "\\`*_{}[]()#+-.!|<>$:~^=&"


def plain(text: str) -> str:
    """Return a text that Markdown shows as it is: no link, no picture, no formula, no emphasis."""
    escaped = "".join(f"\\{letter}" if letter in _SIGNS else letter for letter in text)
    return " ".join(escaped.split())
