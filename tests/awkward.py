"""Awkward records shared by the tests: what people, machines and attackers really type.

No place, quotes and angle brackets in the name, ``${…}``, Cyrillic, combining marks, two on one
spot, an expired date. Every text is unlike any other text of the project, so that a test can
look for it anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapely import Point

from geo.model.fields import FIELDS
from geo.store import Change, Store

TOWN = "daugavpils"
SOMEBODY = Change(who="tests", act="put")

CENTRE = Point(26.52137, 55.87064)  # in the area Centrs

SCRIPTS = (
    '<img src=x onerror="alert(1)">',
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "${alert(1)}",
    "`+alert(1)+`",
    "\\'+alert(1)+\\'",
    "\\u003cscript>",
    "{{ 7*7 }}{% raw %}",
    "{{'alert'}}",
    "--></style><svg/onload=alert(1)>",
    "&lt;b&gt;",
)
"""X01, X02."""

FORMULAS = (
    '=HYPERLINK("http://evil.example")',
    "+371 65400000",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
)
"""T07."""

MARKUP = ("**bold** _it_ $x^2$ [link](http://evil.example)", ":material/home: :red[text]")
"""X05."""

UNSEEN = (
    "\N{RIGHT-TO-LEFT OVERRIDE}slepens\N{POP DIRECTIONAL FORMATTING}",
    "zero\N{ZERO WIDTH SPACE}width",
    "Z" + "\N{COMBINING CARON}" * 200 + "algo",
)
"""X06."""

QUOTES = ("«Križi» „Saskarsme” “x” 'y' \"z\"; a, b | c", "two\r\nlines\nof text", "Крижи ѐ №")

TEXTS = (*SCRIPTS, *FORMULAS, *MARKUP, *UNSEEN, *QUOTES)

WEB = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//evil.example",
    "///evil.example",
    "https://user@evil.example",
    "https://user:password@evil.example/",
    "https://",
    "https:evil.example",
    "file:///etc/passwd",
    "ftp://evil.example",
    "evil.example",
    "mailto:a@b.example",
)
"""X04: addresses that nobody may be sent to."""


def record(kind: str, key: str, **values: Any) -> dict[str, Any]:
    """Return a valid public record of a kind with every column, changed by ``values``."""
    row: dict[str, Any] = {
        field.name: () if field.form == "keys" else False if field.form == "yes" else None
        for field in FIELDS[kind]
    }
    row |= {
        "key": key,
        "source": "tests, 2025",
        "source_date": "2025-01-01",
        "confidence": "high",
        "level": "public",
        "geom": None,
        **_OF_KIND[kind],
    }
    return {**row, **values}


_OF_KIND: Mapping[str, Mapping[str, Any]] = {
    "resource": {
        "name_lv": "Parasts resurss",
        "category": "meeting_place",
        "precision": "area",
        "status": "active",
        "target_groups": ("all_residents",),
    },
    "group": {
        "name_lv": "Parasta grupa",
        "group_kind": "association",
        "scope": "municipality",
        "status": "active",
        "target_groups": ("all_residents",),
    },
    "problem": {
        "problem_type": "loneliness_exclusion",
        "scope": "municipality",
        "statement_lv": "Vajadzīga kopā būšana.",
        "methods": ("group_work",),
        "status": "noticed",
        "trend": "unknown",
        "target_groups": ("seniors",),
    },
}

KINDS = tuple(_OF_KIND)


def filled_with(kind: str, text: str, key: str, **values: Any) -> dict[str, Any]:
    """Return a record of a kind with ``text`` in every free text column."""
    free = {
        field.name: text
        for field in FIELDS[kind]
        if field.form == "text" and field.name not in ("key", "level")
    }
    web = {field.name: text for field in FIELDS[kind] if field.form == "web"}
    return record(kind, key, **free, **web, **values)


def put(store: Store, kind: str, *rows: Mapping[str, Any]) -> None:
    """Write records into a town that is in the store already."""
    store.put(kind, TOWN, rows, SOMEBODY)


def put_hostile(store: Store) -> dict[str, list[tuple[str, str]]]:
    """Write a record of each kind for each awkward text; return (key, text) by kind.

    The resources stand on one spot, so that they also are one cluster.
    """
    written: dict[str, list[tuple[str, str]]] = {}
    for kind in KINDS:
        pairs = [(f"awkward-{place}", text) for place, text in enumerate(TEXTS)]
        place = {"precision": "exact", "geom": CENTRE} if kind == "resource" else {}
        put(store, kind, *(filled_with(kind, text, key, **place) for key, text in pairs))
        written[kind] = pairs
    return written
