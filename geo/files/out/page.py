"""A self-contained page for print: one HTML file that asks nobody for anything.

Every text goes through the template's escaping. The file forbids itself scripts and outside
addresses, should a text ever get past it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_TEMPLATE = "page.html"


def page_file(content: Mapping[str, Any], drawings: Mapping[str, str]) -> bytes:
    """Return the file.

    Parameters
    ----------
    content
        What the template asks for: plain data, every text of which is only text.
    drawings
        ``svg`` elements by name, built by ``geo.map.still``: the only markup that is let through.
    """
    trusted = {name: Markup(drawing) for name, drawing in drawings.items()}
    text: str = _template().render({**content, "drawings": trusted})
    # no file can carry a NUL or half of a surrogate pair
    return text.replace("\x00", "").encode("utf-8", "replace")


@cache
def _template() -> Any:
    made = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FileSystemLoader(Path(__file__).parent),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["css"] = _css_string
    return made.get_template(_TEMPLATE)


def _css_string(text: str) -> Markup:
    """Return a text as a string of a style sheet, in which nothing but letters stands as it is."""
    signs = (one if one.isalnum() or one == " " else f"\\{ord(one):x} " for one in text)
    return Markup('"' + "".join(signs) + '"')
