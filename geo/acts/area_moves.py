"""Records when boundaries are replaced: who goes over, and what may not stay public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shapely.geometry.base import BaseGeometry

from geo.acts.record import Desk
from geo.acts.residents import area_of
from geo.acts.rules import lines_of
from geo.analysis.coordinates import WGS84, transformed
from geo.analysis.replacing import MOST_OF_IT, Successor, areas_of_points, successors
from geo.model.evidence import said_by
from geo.model.levels import DEFAULT_LEVEL, LEVELS
from geo.model.publishing import hindrances
from geo.store import Edit

_MOVING = ("resource", "group", "problem", "activity", "proposal", "outreach")

Row = dict[str, Any]


@dataclass(frozen=True)
class Move:
    """A record that goes over to another area, or has none any more.

    ``why`` is ``place`` (its exact place lies there), ``most`` (most of its old area does),
    ``half`` (half of it does: worth a look) or ``decide`` (nobody knows: it has no area now).
    ``column`` is ``areas`` for one of several areas of a group.
    """

    kind: str
    id: str
    name: str
    old: str | None
    new: str | None
    why: str
    column: str = "area"


@dataclass(frozen=True)
class Moved:
    """What becomes of records.

    Attributes
    ----------
    moves
        Every record that goes over, once for each area it was in.
    lowered
        Kind and id of public needs that may not be public in their area as it will be.
    edits
        What is written of records.
    """

    moves: Sequence[Move]
    lowered: Sequence[tuple[str, str]]
    edits: Sequence[Edit]


def moved_records(
    desk: Desk,
    old: Mapping[str, BaseGeometry],
    new: Mapping[str, BaseGeometry],
    *,
    metric: int,
    said: Mapping[str, Row],
) -> Moved:
    """Return what becomes of a town's records.

    Parameters
    ----------
    old, new
        Areas by key, in metres of ``metric``.
    said
        What will be written of the areas that stay or come, by key.
    """
    after = successors(old, new)
    moves: list[Move] = []
    lowered: list[tuple[str, str]] = []
    edits: list[Edit] = []
    for kind in _MOVING:
        table = desk.store.records(kind, desk.town, desk.viewer.level)
        rows: list[Row] = [
            {str(name): row[name] for name in row} for row in table.to_dict("records")
        ]
        points = transformed([row.get("geom") for row in rows], WGS84, metric).tolist()
        places = zip(areas_of_points(points, old), areas_of_points(points, new), strict=True)
        for row, (before, place) in zip(rows, places, strict=True):
            own = _moves(kind, row, place, after) or _follows(kind, row, before, place)
            values = _values(row, own)
            if kind == "problem" and _has_too_few(desk, {**row, **values}, row["area"], said):
                values |= {"level": DEFAULT_LEVEL, "approved_by": None}
                lowered.append((kind, row["id"]))
            if values:
                edits.append(Edit(kind, row["id"], row["version"], values))
            moves += own
    return Moved(moves, lowered, edits)


def levels_kept(desk: Desk, edits: Sequence[Edit]) -> list[Edit]:
    """Return edits that take boundaries back, without publishing what may not be public.

    A need that was lowered is public again only where the rules of publishing hold; any other stays
    internal with its evidence until somebody publishes it.
    """
    stays = {
        edit.id
        for edit in edits
        if edit.kind == "problem"
        and edit.values.get("level") == LEVELS[0]
        and desk.reasons_against(
            "problem", {**desk.read("problem", edit.id), **edit.values}, edits, widening=True
        )
    }
    kept = []
    for edit in edits:
        line = desk.store.record("evidence", edit.id) if edit.kind == "evidence" else None
        need = line["problem"] if line else edit.id
        dropped = ("level", "approved_by") if need in stays else ()
        values = {name: value for name, value in edit.values.items() if name not in dropped}
        kept.append(replace(edit, values=values))
    return kept


def _moves(kind: str, row: Row, place: str | None, after: Mapping[str, Successor]) -> list[Move]:
    """Return where a record goes from each of its areas; an exact place in one decides."""
    moves = []
    for column in ("area", "areas"):
        was = row.get(column) or ()
        for key in (was,) if isinstance(was, str) else was:
            new, share = after.get(key, (None, 0.0))
            why = "most" if share >= MOST_OF_IT else "half" if new else "decide"
            if column == "area" and place is not None:
                new, why = place, "place"
            if new != key:
                moves.append(Move(kind, row["id"], _title(row), key, new, why, column))
    return moves


def _follows(kind: str, row: Row, before: str | None, place: str | None) -> list[Move]:
    """Return where a record goes that names no area and is in one by its exact place."""
    if row["area"] or before is None or before == place:
        return []
    why = "place" if place else "decide"
    return [Move(kind, row["id"], _title(row), before, place, why)]


def _values(row: Row, moves: Sequence[Move]) -> Row:
    """Return the columns that moves change; a statement about an area never widens by itself."""
    to = {(move.column, move.old): move.new for move in moves}
    values: Row = {}
    if ("area", row["area"]) in to:
        values["area"] = to["area", row["area"]]
        if values["area"] is None and row.get("scope") == "area":
            values |= {"scope": "municipality", "level": DEFAULT_LEVEL}
    others = [to.get(("areas", key), key) for key in row.get("areas") or ()]
    if others != list(row.get("areas") or ()):
        values["areas"] = tuple(dict.fromkeys(key for key in others if key is not None))
    return values


def _has_too_few(desk: Desk, need: Row, was: str | None, said: Mapping[str, Row]) -> bool:
    """Return whether a public need may not be public in its area as it will be.

    The rules ask how many people live there. Where that is not known of a new shape, a need that
    no authority has published itself becomes internal.
    """
    if need["level"] != LEVELS[0] or not need["area"]:
        return False
    taxonomy = desk.store.taxonomy()
    whole = {**need, **said_by(lines_of(desk.store, need["id"]))}
    now = area_of(desk.store, desk.town, was) if was else None
    then = {**(area_of(desk.store, desk.town, need["area"]) or {}), **said.get(need["area"], {})}
    before = hindrances("problem", {**whole, "area": was}, now, taxonomy)
    return bool(set(hindrances("problem", whole, then, taxonomy)) - set(before))


def _title(row: Row) -> str:
    names = ("name_lv", "statement_lv", "message_lv")
    return next((str(row[name]) for name in names if row.get(name)), "")
