"""How figures are computed and where their limits are, in words; page and hand-over show it."""

from __future__ import annotations

from geo.analysis.reach import QUARTER_STEPS
from geo.words import Words

SECTIONS = {
    "records": ("records_public", "records_acting", "records_old"),
    "distance": ("distance_straight", "distance_from", "distance_bridge", "distance_placeless"),
    "share": ("share_land", "share_people"),
    "answers": ("answers_table", "answers_state", "answers_not"),
    "people": ("people_few", "people_statements", "people_none"),
    "limits": ("limits_boundaries", "limits_missing", "limits_rank"),
    "sources": (
        "source_statistics", "source_handbook", "source_social", "source_boundaries",
        "source_records",
    ),
}  # fmt: skip
"""Each section with its sentences, as keys of ``method``."""


def method(say: Words) -> list[tuple[str, list[str]]]:
    """Return (title, sentences) of each section."""
    steps = say.number(4 * QUARTER_STEPS)
    return [
        (say(f"method.{name}"), [say(f"method.{key}", steps=steps) for key in keys])
        for name, keys in SECTIONS.items()
    ]
