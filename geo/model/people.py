"""Who may do what: roles, acts, and the one table that joins them."""

from __future__ import annotations

from dataclasses import dataclass

from geo.model.levels import LEVELS

ROLES = ("viewer", "partner", "editor", "approver", "administrator")
"""Each role may do all that the ones before it may."""

_LEVEL_OF_ROLE = {"viewer": "public", "partner": "partners"}

LEAST_ROLE = {
    "see": "viewer",
    "see partners": "partner",
    "see internal": "editor",
    "record": "editor",
    "edit": "editor",
    "publish": "editor",
    "lower": "editor",
    "retire": "editor",
    "restore": "editor",
    "confirm": "editor",
    "undo": "editor",
    "approve": "approver",
    "import": "editor",
    "areas": "administrator",
    "towns": "administrator",
    "load": "administrator",
}
"""For every act the least role that may do it."""


@dataclass(frozen=True)
class Viewer:
    """Who is looking or acting.

    Attributes
    ----------
    name
        What the history writes; an empty text for nobody in particular.
    role
        One of ``ROLES``; any other role is that of a viewer.
    alone
        Whether this is the one person of a local start, who never gives a second approval.
    """

    name: str = ""
    role: str = ROLES[0]
    alone: bool = False

    @property
    def level(self) -> str:
        """Return the publication level this person may see up to."""
        if self.role not in ROLES:
            return LEVELS[0]
        return _LEVEL_OF_ROLE.get(self.role, LEVELS[-1])

    def may(self, act: str) -> bool:
        """Return whether this person may do an act; an unknown act is nobody's."""
        least = LEAST_ROLE.get(act)
        if least is None or (act == "approve" and self.alone):
            return False
        role = self.role if self.role in ROLES else ROLES[0]
        return ROLES.index(role) >= ROLES.index(least)


PUBLIC = Viewer()
"""Anyone: no name, no rights but to see what is public."""
