"""What an import of boundaries would make of a town: shown first, then written as it was shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from geo.acts.areas_in.present import Present, Row, present
from geo.acts.areas_in.rows import Origin, claimed_key, keys_of, named, row_of
from geo.acts.rules import lines_of
from geo.analysis.coordinates import WGS84, transformed
from geo.analysis.findings import Drawn
from geo.analysis.moves import AreaChange, Move, area_changes, moves, successors
from geo.model.evidence import said_by
from geo.model.levels import DEFAULT_LEVEL, LEVELS
from geo.model.publishing import hindrances
from geo.store import Edit, Store, record_id
from geo.words import collation_key


@dataclass(frozen=True)
class Outcome:
    """What becomes of a town.

    Attributes
    ----------
    changes
        What becomes of each area, in the order of their names; what is gone comes last.
    names
        Each area's name afterwards, by key; of one that is gone, the name it had.
    renamed
        Names until now of the areas that get another one, by key.
    kept
        Keys of areas that the file names without an outline: they stay as they are.
    moves
        Records that change their area.
    lowered
        Kind and id of public records that may not be public in their area as it will be.
    edits
        What is written.
    """

    changes: Sequence[AreaChange]
    names: Mapping[str, str]
    renamed: Mapping[str, str]
    kept: Sequence[str]
    moves: Sequence[Move]
    lowered: Sequence[tuple[str, str]]
    edits: Sequence[Edit]


@dataclass(frozen=True)
class NewAreas:
    """The areas of a file with the repairs that were accepted.

    Attributes
    ----------
    drawn, numbers
        As the file has them, and the numbers of their features.
    shapes
        EPSG:4326; None for what is left out.
    unseen
        Places of the areas that have no outline in the file.
    """

    drawn: Sequence[Drawn]
    numbers: Sequence[int]
    shapes: Sequence[BaseGeometry | None]
    unseen: Sequence[int]


def outcome(store: Store, town: str, new: NewAreas, origin: Origin, metric: int) -> Outcome:
    """Return what becomes of a town with new areas, as the town is now.

    Parameters
    ----------
    metric
        EPSG code of the system in metres in which shapes are compared.
    """
    now = present(store, town)
    drawn = _drawn(new, now)
    names = {key: name for key, (name, _) in drawn.items()}
    claimed = {claimed_key(new.drawn[place], now) for place in new.unseen}
    kept = [key for key in now.in_use if key in claimed and key not in drawn]
    gone = [key for key in now.in_use if key not in drawn and key not in kept]
    names |= {key: now.areas[key]["name_lv"] for key in (*kept, *gone)}

    before = now.shapes(metric)
    shapes = transformed([shape for _, shape in drawn.values()], WGS84, metric)
    after = dict(zip(drawn, shapes, strict=True))
    after |= {key: before[key] for key in kept if key in before}
    changes = [change for change in area_changes(before, after) if change.key not in kept]
    standing_for: dict[str, str | None] = dict.fromkeys(gone)
    standing_for |= successors(before, after)
    moved = moves(now.located(metric), after, standing_for)

    rows = _rows(drawn, now, changes, kept, origin)
    lowered = _lowered(store, now, rows, moved)
    return Outcome(
        changes,
        names,
        {key: row["name_lv"] for key, row in now.in_use.items() if row["name_lv"] != names[key]},
        kept,
        moved,
        lowered,
        [
            _set_edit(store, town, origin),
            *_area_edits(town, now, rows, gone),
            *_record_edits(now, moved, lowered),
        ],
    )


def _drawn(new: NewAreas, now: Present) -> dict[str, tuple[str, BaseGeometry]]:
    """Return name and shape of each new area by its key, in the order of the names."""
    keys = keys_of(new.drawn, new.shapes, new.numbers, now)
    found = [
        (key, (named(area, number), shape))
        for key, area, number, shape in zip(keys, new.drawn, new.numbers, new.shapes, strict=True)
        if key is not None and shape is not None
    ]
    return dict(sorted(found, key=lambda item: collation_key(item[1][0])))


def _rows(
    drawn: Mapping[str, tuple[str, BaseGeometry]],
    now: Present,
    changes: Sequence[AreaChange],
    kept: Sequence[str],
    origin: Origin,
) -> dict[str, Row]:
    """Return the columns that each area is to have."""
    how = {change.key: change for change in changes}
    carried = [key for key in drawn if how[key].carries] + list(kept)
    rows: dict[str, Row] = {key: {} for key in kept}
    for key, (name, shape) in drawn.items():
        rows[key] = row_of(now.areas.get(key), name, shape, origin, carries=key in carried)
        if how[key].how == "same":  # the same corners, perhaps from another one onwards
            rows[key]["geom"] = now.areas[key]["geom"]
    for key in carried:  # being neighbours is mutual, so both must have stayed
        neighbours = now.areas[key]["neighbours"]
        rows[key]["neighbours"] = tuple(other for other in neighbours if other in carried)
    return rows


def _lowered(
    store: Store, now: Present, rows: Mapping[str, Row], moved: Sequence[Move]
) -> list[tuple[str, str]]:
    """Return the public needs that may not be public any more in the area as it will be.

    The rules ask how many people live there; where that is not known of a new shape, a need that
    no authority has published itself goes back to internal.
    """
    moved_to = {(move.old.kind, move.old.id): move.new.area for move in moved}
    taxonomy = store.taxonomy()
    found = []
    for (kind, identity), row in now.records.items():
        if kind != "problem" or row["retired"] or row["level"] != LEVELS[0] or not row["area"]:
            continue
        key = moved_to.get((kind, identity), row["area"])
        area = {**now.areas.get(key, {}), **rows.get(key, {})} if key else None
        said = {**row, **said_by(lines_of(store, identity))}
        before = hindrances(kind, said, now.areas.get(row["area"]), taxonomy)
        if set(hindrances(kind, said, area, taxonomy)) - set(before):
            found.append((kind, identity))
    return found


def _set_edit(store: Store, town: str, origin: Origin) -> Edit:
    identity = record_id(town, "boundary", origin.key)
    old = store.record("boundary", identity)
    values: Row = {
        "key": origin.key,
        "title_lv": origin.source,
        "source": origin.source,
        "precision": origin.precision,
        "retired": False,
    }
    if old is None:  # a set that comes again keeps the day from which it holds
        values |= {"valid_from": origin.valid_from, "source_date": origin.valid_from}
    return Edit("boundary", identity, old["version"] if old else None, values)


def _area_edits(
    town: str, now: Present, rows: Mapping[str, Row], gone: Sequence[str]
) -> list[Edit]:
    edits = []
    for key, row in rows.items():
        old = now.areas.get(key)
        if old is None:
            edits.append(Edit("area", record_id(town, "area", key), None, {**row, "key": key}))
        else:
            edits.append(Edit("area", old["id"], old["version"], row))
    for key in gone:
        old = now.areas[key]
        edits.append(Edit("area", old["id"], old["version"], {"retired": True}))
    return edits


def _record_edits(
    now: Present, moved: Sequence[Move], lowered: Sequence[tuple[str, str]]
) -> list[Edit]:
    values: dict[tuple[str, str], Row] = {}
    for move in moved:
        own = values.setdefault((move.old.kind, move.old.id), {})
        if move.new.area != move.old.area:
            own["area"] = move.new.area
        if move.new.areas != move.old.areas:
            own["areas"] = move.new.areas
    for identity in lowered:
        values.setdefault(identity, {}).update(level=DEFAULT_LEVEL, approved_by=None)
    return [
        Edit(kind, identity, now.records[kind, identity]["version"], own)
        for (kind, identity), own in values.items()
    ]
