"""What if a place came, or closed: who would be nearer, area by area; nothing is saved unasked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pyproj import Transformer

from geo.acts import record
from geo.acts.forms import Place, area_at, placed, start_values
from geo.acts.gaps import gaps_of
from geo.acts.helping import distance_words
from geo.acts.record import Desk
from geo.acts.snapshot import Snapshot
from geo.analysis.gaps import RADII_M, Figures, figures
from geo.analysis.whatif import Difference, differences, tried
from geo.model.fields import LANGUAGES
from geo.model.taxonomy import TYPE_OF_KIND
from geo.words import Words, words

_RESOURCE = TYPE_OF_KIND["resource"]
_SEEN = 0.005
"""A smaller change of a share rounds to no change of its per cent."""


@dataclass(frozen=True)
class Trial:
    """What is tried out.

    Attributes
    ----------
    category
        The category of resource that is asked about.
    place
        (lat, lon) of a planned one; None for none.
    closed
        Ids of resources that would close.
    """

    category: str
    place: tuple[float, float] | None = None
    closed: tuple[str, ...] = ()


def what_if(town: Snapshot, trial: Trial, say: Words) -> list[str]:
    """Return what would change, a sentence an area and one for the town; none where nothing does.

    Raises
    ------
    KeyError
        When the town has no such category.
    """
    gaps, pair = gaps_of(town), (_RESOURCE, trial.category)
    if pair not in gaps.supply.types:
        raise KeyError(trial.category)
    area = area_at(town, *trial.place) if trial.place else None
    rows = [row for one in trial.closed if (row := town.records.row_of(one)) is not None]
    then = tried(
        town.records,
        gaps.supply,
        type_=pair,
        place=_metres(trial.place, gaps.epsg),
        area=town.records.areas.index(area) if area else -1,
        closed=rows,
    )
    before, after = (figures(gaps.ground, one, [pair]) for one in (gaps.supply, then))
    return [
        _sentence(town, one, before, after, say=say)
        for one in differences(before, after)
        if one.is_any or _appears(one, before, after)
    ]


def keep_planned(desk: Desk, town: Snapshot, trial: Trial) -> str | None:
    """Note the planned place of a trial as an internal record; return the batch.

    Raises
    ------
    NotAllowed
        When this person may not record.
    """
    desk.allow("record")
    if trial.place is None:
        return None
    lat, lon = trial.place
    today = town.day.isoformat()
    latvian = words("lv", town.unit)
    names = {
        f"name_{lang}": words(lang, town.unit)(
            "try.planned", category=town.taxonomy.label(_RESOURCE, trial.category, lang)
        )
        for lang in LANGUAGES
    }
    values = {
        **start_values("resource", latvian("edit.source_default", date=latvian.date(today)), today),
        **names,
        **placed("resource", Place("exact", area_at(town, lat, lon), lat, lon)),
        "category": trial.category,
        "status": "planned",
    }
    return record.note(desk, "resource", values)[1]


def _sentence(
    town: Snapshot, one: Difference, before: Figures, after: Figures, *, say: Words
) -> str:
    of_town = one.area == len(before.nearest_m)
    name = (
        town.town_name(say.language)
        if of_town
        else town.area_name(town.records.areas[one.area], say.language)
    )
    told = [] if of_town else _nearer(one, before, after, say)
    for radius in RADII_M:
        within = distance_words(radius, say)
        for key, change, share in (
            ("try.land", one.land[radius], "area"),
            ("try.residents", one.residents[radius], "residents_min"),
        ):
            if abs(change) >= _SEEN:
                was, then = (
                    say.number(100 * getattr(each.near[radius], share)[one.area])
                    for each in (before, after)
                )
                told.append(say(key, within=within, was=was, then=then))
    return f"{name}: {'; '.join(told)}."


def _nearer(one: Difference, before: Figures, after: Figures, say: Words) -> list[str]:
    if _appears(one, before, after):
        away = after.nearest_m[one.area]
        if np.isfinite(away):
            return [say("try.first", distance=distance_words(away, say))]
        return [say("try.last")]
    if not np.isfinite(one.nearer_m) or abs(one.nearer_m) < 50:
        return []
    distance = distance_words(abs(one.nearer_m), say)
    return [say("try.nearer" if one.nearer_m > 0 else "try.further", distance=distance)]


def _appears(one: Difference, before: Figures, after: Figures) -> bool:
    """Return whether an area gets its first known place or loses its last."""
    if one.area == len(before.nearest_m):
        return False
    known = [bool(np.isfinite(each.nearest_m[one.area])) for each in (before, after)]
    return known[0] != known[1]


def _metres(place: tuple[float, float] | None, epsg: int) -> np.ndarray:
    if place is None:
        return np.empty((0, 2))
    to_metres = Transformer.from_crs(4326, epsg, always_xy=True)
    return np.array([to_metres.transform(place[1], place[0])])
