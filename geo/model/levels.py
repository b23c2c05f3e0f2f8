"""Publication levels: who may see a record."""

from __future__ import annotations

LEVELS = ("public", "partners", "internal")
"""From the widest circle to the narrowest; every new record starts at the last."""

DEFAULT_LEVEL = LEVELS[-1]


def levels_visible_to(level: str) -> tuple[str, ...]:
    """Return the levels a viewer of ``level`` may see; an unknown viewer sees the public ones."""
    reach = LEVELS.index(level) if level in LEVELS else 0
    return LEVELS[: reach + 1]
