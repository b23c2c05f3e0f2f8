"""Who can help, where a group is needed, who could be a partner: each with reasons in sentences.

What a viewer is told follows from the records that this viewer may see, and from nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from pyproj import Transformer

from geo.acts.found import filled
from geo.acts.gaps import gaps_of
from geo.acts.open_times import times_in_words
from geo.acts.snapshot import Snapshot
from geo.analysis.matching import Match, Reason, helpers, needed, partners, stems
from geo.analysis.reach import Points
from geo.model.fields import LANGUAGES
from geo.model.placing import NOWHERE
from geo.model.taxonomy import KINDS
from geo.words import Words, fold, words

_ROOM = ("resource_category", "meeting_place")
"""What offers a room, whether its own words say so or not."""

_OFTEN = 5
"""A word that so many records, and a twentieth of all, share is no subject: «biedrība»."""

_STEP_M = 50
_TARGET = "target_group"


@dataclass(frozen=True)
class Helper:
    """A resource or a group that fits, and what is said for it and against it.

    Attributes
    ----------
    distance_m
        Straight-line metres, None where either place is unknown.
    linked, asked
        Whether it is linked with the need already, and whether a request to it is noted.
    """

    row: int
    id: str
    name: str
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    distance_m: float | None
    linked: bool = False
    asked: bool = False


@dataclass(frozen=True)
class Wanted:
    """An area that needs what a group offers; ``text`` says how much and who else is there."""

    area: str
    name: str
    text: str
    record_ids: tuple[str, ...]


@dataclass(frozen=True)
class Near:
    """Where partners are looked for: near a group, or near a place or in an area.

    Attributes
    ----------
    group
        Id of the group that looks for them, empty for none.
    area
        Key of an area; empty for none.
    place
        (lat, lon) in degrees.
    target
        Key of the target group that they must be for; empty for any.
    radius_m
        Only what is known to be this near, or is in the area; None for no limit.
    """

    group: str = ""
    area: str = ""
    place: tuple[float, float] | None = None
    target: str = ""
    radius_m: float | None = None


def near_named(town: Snapshot, query: Mapping[str, str]) -> Near:
    """Return what an address asks for; what makes no sense in it is left out.

    ``near`` is ``area:<key>`` or ``<lat>,<lon>``, ``for`` a target group, ``radius`` metres.
    """
    kind, _, key = query.get("near", "").partition(":")
    target, radius = query.get("for", ""), query.get("radius", "")
    return Near(
        group=query.get("group", ""),
        area=key if kind == "area" and key in town.area_rows else "",
        place=_place(query.get("near", "")),
        target=target if target in town.records.targets else "",
        radius_m=float(radius) if re.fullmatch(r"[1-9]\d{0,4}", radius, re.ASCII) else None,
    )


def who_can_help(town: Snapshot, need: str, say: Words) -> list[Helper]:
    """Return who could answer a need, the most direct first; nobody for what is no need."""
    row = _row(town, need, "problem")
    if row is None:
        return []
    gaps = gaps_of(town)
    found = helpers(town.records, town.taxonomy, gaps.ground, _metres(town), row)
    linked, asked = _linked(town, need), _asked(town, need)
    return [_helper(town, one, say, linked=linked, asked=asked) for one in found]


def where_needed(town: Snapshot, group: str, say: Words) -> list[Wanted]:
    """Return the areas whose needs a group answers, first those that no other such group serves."""
    row = _row(town, group, "group")
    if row is None:
        return []
    found = []
    for code, rows, alone in needed(town.records, town.taxonomy, row):
        key = town.records.areas[code]
        kinds = dict.fromkeys(town.type_word(one, say.language) for one in rows)
        told = (
            say("help.needs", n=len(rows)),
            f"{', '.join(kinds)}.",
            say("help.nobody_else" if alone else "help.somebody_else"),
        )
        ids = tuple(str(town.records.ids[one]) for one in rows)
        found.append(Wanted(key, town.area_name(key, say.language), " ".join(told), ids))
    return found


def partners_for(town: Snapshot, near: Near, say: Words) -> list[Helper]:
    """Return acting groups and resources that could be partners, each with its reasons.

    Near a place those that are for other people than the asked ones are left out; for a group it is
    said that they are.
    """
    row = _row(town, near.group, "group") if near.group else None
    records, xy = town.records, _metres(town)
    area = records.areas.index(near.area) if near.area in records.areas else NOWHERE
    start: Any = None
    target = 1 << records.targets.index(near.target) if near.target in records.targets else 0
    if row is not None:
        area = area if area != NOWHERE else int(records.area[row])
        target = target or int(records.target[row])
        start = None if np.isnan(xy[row]).any() else xy[row]
    if near.place is not None:
        start = _in_metres(town, near.place)
    if start is None and area != NOWHERE:
        start = gaps_of(town).ground.anchors[area]
    texts = _subjects(town) if row is not None else None
    found = partners(
        records, xy, start=start, area=area, target=target, texts=texts, group=row,
        radius_m=near.radius_m,
    )  # fmt: skip
    if row is None or near.target:
        found = [one for one in found if _is_for(records.target[one.row], target)]
    return [_helper(town, one, say) for one in found]


def introduction(
    town: Snapshot, helper: str, say: Words, *, need: str = "", group: str = ""
) -> str:
    """Return a text by which a helper or partner can be written to; public facts only.

    It is empty where one of the records it would speak of is not public.
    """
    other, row = (town.records.row_of(one) for one in (helper, need or group))
    level = town.column("level")
    if other is None or row is None or {level[other], level[row]} != {"public"}:
        return ""
    name = town.names(say.language)[other]
    if need:
        area = town.area_name(town.column("area")[row], say.language)
        place = area or town.town_name(say.language)
        statement = town.titles(say.language)[need]
        return say("help.intro_need", place=place, statement=statement, name=name)
    facts = [
        say(f"help.we_{stem}", text=text.rstrip("."))
        for stem in ("offers", "seeks")
        if (text := _text(town, row, stem, say.language))
    ]
    own = town.names(say.language)[row]
    told = (say("help.intro_group", group=own), *facts, say("help.intro_ask", name=name))
    return " ".join(told)


def distance_words(metres: float, say: Words) -> str:
    """Return a distance as people say it: 600 m below a kilometre, 1,2 km from there."""
    rounded = max(_STEP_M, _STEP_M * round(metres / _STEP_M))
    if rounded < 1000:
        return say("help.metres", metres=say.number(rounded))
    return say("matrix.distance", km=say.number(metres / 1000, 1))


def _helper(
    town: Snapshot,
    match: Match,
    say: Words,
    *,
    linked: Iterable[str] = (),
    asked: Iterable[str] = (),
) -> Helper:
    identity = str(town.records.ids[match.row])
    return Helper(
        match.row,
        identity,
        town.names(say.language)[match.row],
        tuple(_sentence(town, match.row, one, say) for one in match.reasons),
        tuple(_sentence(town, match.row, one, say) for one in match.against),
        match.distance_m,
        identity in linked,
        identity in asked,
    )


def _sentence(town: Snapshot, row: int, reason: Reason, say: Words) -> str:
    """Return what speaks for a record or against it."""
    taxonomy, values, language = town.taxonomy, reason.values, say.language
    match reason.key:
        case "answers":
            told = values["reason"].get(language) or values["reason"].get("lv")
            return str(told or town.type_word(row, language))
        case "same_people":
            groups = [taxonomy.short(_TARGET, key, language) for key in values["groups"]]
            return say("help.same_people", groups=", ".join(groups))
        case "distance" | "far":
            away = distance_words(values["distance_m"], say)
            return say(f"help.{reason.key}", distance=away)
        case "only_area":
            area = town.area_name(town.records.areas[values["area"]], language)
            return say("help.only_area", area=area)
        case "languages":
            spoken = [taxonomy.label("language", key, language) for key in values["value"]]
            return say("help.languages", languages=", ".join(spoken))
        case "opening":
            return say("help.opening", times=times_in_words(say, values["value"]))
        case "confirmed_on":
            return say("help.confirmed_on", date=say.date(values["value"]).rstrip("."))
        case "offers_what_i_seek" | "seeks_what_i_offer":
            stem = "offers" if reason.key == "offers_what_i_seek" else "seeks"
            text = _text(town, row, stem, language) or town.type_word(row, language)
            return say(f"help.{reason.key}", text=text.rstrip("."))
    return say(f"help.{reason.key}")


def _text(town: Snapshot, row: int, stem: str, language: str) -> str:
    """Return a record's own words in a language, else in Latvian."""
    columns = (town.column(f"{stem}_{one}") for one in (language, "lv"))
    texts = (column[row] for column in columns if column)
    return next((text for text in texts if isinstance(text, str) and text), "")


def _row(town: Snapshot, identity: str, kind: str) -> int | None:
    """Return the row of a record of a kind, None where the viewer sees no such record."""
    row = town.records.row_of(identity)
    return row if row is not None and KINDS[town.records.kind[row]] == kind else None


def _is_for(own: Any, target: int) -> bool:
    """Return whether a record is for the people that are asked for, or names nobody."""
    return not target or not own or bool(int(own) & target)


def _place(text: str) -> tuple[float, float] | None:
    found = re.fullmatch(r"(\d{1,2}(?:\.\d+)?),(\d{1,3}(?:\.\d+)?)", text, re.ASCII)
    return (float(found[1]), float(found[2])) if found else None


def _metres(town: Snapshot) -> Points:
    """Return every record's place in metres, NaN without an exact one or for what does not act."""

    def placed() -> Points:
        xy = np.full((len(town.records), 2), np.nan)
        found = gaps_of(town).supply
        for rows, points in zip(found.rows, found.points, strict=True):
            xy[rows] = points
        return xy

    return town.once(("metres", ""), placed)


def _in_metres(town: Snapshot, place: tuple[float, float]) -> Points:
    to_metres = Transformer.from_crs(4326, gaps_of(town).epsg, always_xy=True)
    return np.array(to_metres.transform(place[1], place[0]))


def _subjects(town: Snapshot) -> Mapping[int, tuple[frozenset[str], frozenset[str]]]:
    """Return for each record of what its offers and its wishes speak."""

    def made() -> dict[int, tuple[frozenset[str], frozenset[str]]]:
        offers, seeks = (_spoken(town, *names) for names in (("offers", "summary"), ("seeks",)))
        room = frozenset[str]().union(
            *(stems(fold(words(lang)("help.room_words"))) for lang in LANGUAGES)
        )
        types = town.records.types
        return {
            row: (own | room if types[town.records.type[row]] == _ROOM else own, wished)
            for row, (own, wished) in enumerate(zip(offers, seeks, strict=True))
        }

    return town.once(("subjects", ""), made)


def _spoken(town: Snapshot, *names: str) -> list[frozenset[str]]:
    frame = town.records.frame
    columns = [f"{name}_{lang}" for name in names for lang in LANGUAGES]
    texts = [filled(frame[name]) for name in columns if name in frame]
    if not texts:
        return [frozenset()] * len(frame)
    found = [stems(fold(" ".join(row))) for row in zip(*texts, strict=True)]
    times = Counter(one for row in found for one in row)
    most = max(_OFTEN, len(frame) // 20)
    return [frozenset(one for one in row if times[one] <= most) for row in found]


def _linked(town: Snapshot, need: str) -> set[str]:
    """Return the ids of records that a link or a relation joins with a need."""
    beside = town.companions
    ends = {
        end for row in beside.relations.get(need, ()) for end in (row["subject"], row["object"])
    }
    return ends | set(beside.links.get(need, ()))


def _asked(town: Snapshot, need: str) -> set[str]:
    """Return the ids of records that an item of the outreach plan names together with a need."""
    links = (keys for keys in town.outreach.get("links", ()) if isinstance(keys, tuple))
    return {one for keys in links if need in keys for one in keys}
