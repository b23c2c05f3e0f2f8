"""Official data come in from a downloaded file: what would change is said first, then done."""

from geo.acts.official.bring import (
    boundaries_of,
    commit_official,
    plan_official,
    read_official,
)
from geo.acts.official.plan import Line, OfficialPlan

__all__ = [
    "Line",
    "OfficialPlan",
    "boundaries_of",
    "commit_official",
    "plan_official",
    "read_official",
]
