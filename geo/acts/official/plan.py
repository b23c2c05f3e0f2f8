"""What a file of an official data set would bring, in sentences for whoever says yes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd

from geo.acts.arrivals import Plan
from geo.acts.record import Desk
from geo.errors import NotReady
from geo.files.official import Adapter
from geo.model.figures import Address, Cell, Origin, Residents
from geo.words import Words

_NAMED = 10
"""So many names are listed; the others are counted."""


@dataclass(frozen=True)
class Line:
    """One sentence about a plan.

    Attributes
    ----------
    key
        Key of the sentence.
    values
        What it needs; numbers are written as its language does.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, say: Words) -> str:
        """Return the sentence in a language."""
        written = {
            name: say.number(value) if isinstance(value, int) else value
            for name, value in self.values.items()
        }
        return say(self.key, **written)


@dataclass(frozen=True)
class OfficialPlan:
    """What a file of an official data set would bring.

    Attributes
    ----------
    lines
        What a person should know before saying yes.
    is_news
        Whether anything would change.
    rows
        What would be written: residents, cells or addresses.
    codes
        Area by the Bureau's code, remembered for files that have codes and no names.
    records
        Of a data set of records: what its import would do, row by row.
    """

    adapter: Adapter
    town: str
    origin: Origin
    lines: tuple[Line, ...]
    is_news: bool
    rows: tuple[Residents, ...] | tuple[Cell, ...] | tuple[Address, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict, kw_only=True)
    records: Plan | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Came:
    """A file that was read, and what somebody said of it.

    Attributes
    ----------
    brought
        What its adapter found in it.
    year
        Of the figures, where the file does not say it.
    """

    adapter: Adapter
    brought: Any
    origin: Origin
    year: int | None = None


def areas_needed(desk: Desk) -> gpd.GeoDataFrame:
    """Return the town's areas.

    Raises
    ------
    NotReady
        When it has none: nobody can say then what belongs to it.
    """
    areas = desk.store.places("area", desk.town)
    if areas.empty:
        raise NotReady(["official.no_areas"])
    return areas


def listed(key: str, names: Sequence[str]) -> list[Line]:
    """Return a sentence with some names, none where there are none."""
    if not names:
        return []
    more = f" … +{len(names) - _NAMED}" if len(names) > _NAMED else ""
    return [Line(key, {"names": ", ".join(sorted(names)[:_NAMED]) + more})]
