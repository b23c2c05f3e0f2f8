"""Boundaries in: examined, repaired, compared with those of the town, saved as one act."""

from geo.acts.areas_in.outcome import Outcome
from geo.acts.areas_in.plan import AreaPlan, commit, plan_areas
from geo.acts.areas_in.reading import Reading
from geo.acts.areas_in.telling import (
    change_words,
    finding_words,
    move_words,
    names_of,
    summary_words,
    system_words,
)

__all__ = [
    "AreaPlan",
    "Outcome",
    "Reading",
    "change_words",
    "commit",
    "finding_words",
    "move_words",
    "names_of",
    "plan_areas",
    "summary_words",
    "system_words",
]
