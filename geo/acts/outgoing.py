"""What a choice lets out, as plain tables: public rows, and no place that may not be known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo.acts.look import View
from geo.model.fields import FIELDS, Field
from geo.model.outgoing import KINDS_OUT, LABEL_OF, Table, fields_out, plain_text
from geo.model.taxonomy import KINDS

_FEW = 10
_MADE_LATER = {*LABEL_OF.values(), "lat", "lon"}

Word = Callable[[str, str], str]


def record_tables(view: View) -> list[Table]:
    """Return a table for each kind of which the choice shows any row, in the list's order.

    Activities and proposals have no place in the list: they go along where all three of its kinds
    are on and nothing but areas and target groups narrows it.
    """
    records = view.snapshot.records
    known = set(records.ids)
    known |= set(view.snapshot.activities["id"]) | set(view.snapshot.proposals["id"])
    tables = []
    for kind in KINDS_OUT:
        if kind in KINDS:
            order = view.shown.order
            rows = order[records.kind[order] == KINDS.index(kind)]
            frame = records.frame.iloc[rows]
            placed = records.placed[rows]
        else:
            frame = _companions(view, kind)
            points = frame["geom"] if "geom" in frame else [None] * len(frame)
            placed = np.array([_is_point(value) for value in points], dtype=bool)
        if len(frame):
            tables.append(_table(view, kind, frame, known=known, placed=placed))
    return tables


def area_table(view: View, licence: str) -> Table:
    """Return the chosen areas, all of them where none is chosen, with their outlines.

    One to ten people are never counted (field rule 3.3): the figure gives way to the bounds.
    """
    areas = view.snapshot.areas
    if view.choice.area:
        areas = areas[areas["key"].isin(view.choice.area)]
    own = [field for field in FIELDS["area"] if field.name != "retired"]
    fields = (
        *own,
        Field("precision"),
        Field("approximate", "yes"),
        Field("licence"),
    )
    rows = []
    for values in areas.drop(columns="geom").to_dict("records"):
        row = {field.name: _value(field, values.get(field.name)) for field in own}
        row |= _few_people(row)
        precision = plain_text(values.get("precision"))
        rows.append(
            {
                **row,
                "precision": precision,
                "approximate": precision != "official",
                "licence": licence or None,
            }
        )
    return Table("area", fields, rows, tuple(areas.geometry))


def label_word(view: View) -> Word:
    """Return what says the word of a vocabulary's key; a need is worded as a need."""
    taxonomy, language, snapshot = view.snapshot.taxonomy, view.language, view.snapshot

    def word(vocabulary: str, key: str) -> str:
        if vocabulary == "area":
            return snapshot.area_name(key, language)
        if vocabulary == "problem_type":
            return taxonomy.public_wording(key, language)
        return taxonomy.label(vocabulary, key, language)

    return word


def _companions(view: View, kind: str) -> pd.DataFrame:
    snapshot, choice = view.snapshot, view.choice
    frame = snapshot.activities if kind == "activity" else snapshot.proposals
    narrowed = choice.q.strip() or choice.category or choice.problem or choice.status
    if narrowed or set(view.shown.kinds) != set(KINDS):
        return frame.iloc[:0]
    if choice.area:
        frame = frame[frame["area"].isin(choice.area)]
    if choice.target:
        wanted = set(choice.target)
        groups = frame["target_groups"] if "target_groups" in frame else [()] * len(frame)
        frame = frame[[bool(wanted & set(keys)) for keys in groups]]
    return frame


def _table(
    view: View, kind: str, frame: pd.DataFrame, *, known: set[str], placed: np.ndarray[Any, Any]
) -> Table:
    fields = fields_out(kind)
    word = label_word(view)
    data: dict[str, list[Any]] = {}
    for field in fields:
        if field.name in _MADE_LATER:
            continue
        raw = _raw(kind, field, frame, placed)
        if field.name == "links":  # the id of what is not public says that it is there
            raw = [tuple(key for key in keys if key in known) for keys in raw]
        data[field.name] = [_value(field, value) for value in raw]
        if field.name in LABEL_OF:
            # the place may give an area that the record does not state: the word says it
            keys = frame["area"] if field.name == "area" else data[field.name]
            data[LABEL_OF[field.name]] = _labels(field, keys, word)
    shapes: Sequence[BaseGeometry | None] = ()
    if any(field.name == "lat" for field in fields):
        lon, lat = _degrees(frame, placed)
        data["lat"], data["lon"] = lat, lon
        shapes = tuple(
            None if x is None or y is None else Point(x, y) for x, y in zip(lon, lat, strict=True)
        )
    names = [field.name for field in fields]
    columns = [data[name] for name in names]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    return Table(kind, fields, rows, shapes)


def _raw(
    kind: str, field: Field, frame: pd.DataFrame, placed: np.ndarray[Any, Any]
) -> Iterable[Any]:
    name = field.name
    if name == "area" and "area_stated" in frame:
        name = "area_stated"
    if name == "precision" and kind not in KINDS:
        wide = "municipality" if kind == "proposal" else None  # it speaks of the whole town
        by_area = ["area" if isinstance(area, str) else wide for area in frame["area"]]
        return ["exact" if at else area for at, area in zip(placed, by_area, strict=True)]
    return frame[name] if name in frame else [None] * len(frame)


def _value(field: Field, value: Any) -> Any:
    """Return a stored value as it leaves; what does not have the column's form is no data."""
    if field.form == "keys":
        keys = value if isinstance(value, tuple) else ()
        return tuple(filter(None, map(plain_text, keys)))
    if field.form == "yes":
        return value is True
    if field.form == "whole":
        whole = isinstance(value, int | float) and not isinstance(value, bool) and value == value
        return int(value) if whole else None
    return plain_text(value)


def _labels(field: Field, values: Iterable[Any], word: Word) -> list[str | None]:
    said: dict[Any, str | None] = {}
    labels = []
    for value in values:
        keys = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
        if keys not in said:
            said[keys] = plain_text(", ".join(word(str(field.vocabulary), key) for key in keys))
        labels.append(said[keys])
    return labels


def _degrees(
    frame: pd.DataFrame, placed: np.ndarray[Any, Any]
) -> tuple[list[float | None], list[float | None]]:
    """Return longitude and latitude of the rows that have an exact place, else None."""
    if "lon" in frame:
        lon, lat = frame["lon"].to_numpy(float), frame["lat"].to_numpy(float)
    else:
        points = frame["geom"].to_numpy(dtype=object)
        lon, lat = shapely.get_x(points), shapely.get_y(points)
    return tuple(  # type: ignore[return-value]
        [float(degree) if at else None for degree, at in zip(degrees, placed, strict=True)]
        for degrees in (lon, lat)
    )


def _is_point(value: Any) -> bool:
    return isinstance(value, Point) and not value.is_empty


def _few_people(row: Mapping[str, Any]) -> dict[str, Any]:
    most = row["population"] if row["population"] is not None else row["population_max"]
    if most is None or not 1 <= most <= _FEW:
        return {}
    return {"population": None, "population_min": 1, "population_max": _FEW}
