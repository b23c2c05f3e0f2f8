"""When records are valid: rules that need more than one cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from geo.errors import Fault
from geo.model.days import first_day, last_day
from geo.model.fields import LANGUAGES
from geo.model.taxonomy import FAMILIES, TYPE_OF_KIND, Taxonomy

NumberedRows = Sequence[tuple[int, dict[str, Any]]]

NEAR_TOWN_DEG = 0.01
"""A place may lie this far outside the town's areas (about 1 km): outlines are simplified."""

_SLIVER_DEG2 = 1e-9
"""Overlaps and gaps below this (about 7 m² at 56° N) are rounding, not mistakes."""


def check_terms(
    taxonomy: Taxonomy, term_rows: Sequence[int], answer_rows: Sequence[int]
) -> list[Fault]:
    """Return what is wrong with the vocabulary and the crosswalk."""
    file = "taxonomy.csv"
    faults = []
    seen = Counter((term.kind, term.key) for term in taxonomy.terms)
    for row, term in zip(term_rows, taxonomy.terms, strict=True):
        if seen[term.kind, term.key] > 1:
            faults.append(Fault(file, row, "key", "each key once in its vocabulary", term.key))
        for lang in LANGUAGES:
            if lang not in term.label:
                faults.append(Fault(file, row, f"label_{lang}", "a label", None))
        if term.kind in ("resource_category", "group_kind") and term.asset_type not in FAMILIES:
            expected = "one of " + ", ".join(FAMILIES)
            faults.append(Fault(file, row, "asset_type", expected, term.asset_type))
    answerable = {TYPE_OF_KIND["resource"], TYPE_OF_KIND["group"]}
    for row, answer in zip(answer_rows, taxonomy.answers, strict=False):
        if taxonomy.term("problem_type", answer.problem_type) is None:
            faults.append(
                Fault("answers.csv", row, "problem_type", "a known type", answer.problem_type)
            )
        if answer.kind not in answerable or taxonomy.term(answer.kind, answer.key) is None:
            found = f"{answer.kind} {answer.key}"
            faults.append(Fault("answers.csv", row, "answer_key", "a known answer", found))
        if set(answer.reason) != set(LANGUAGES):
            faults.append(Fault("answers.csv", row, "reason_lv", "a reason in each language", None))
    return faults


def check_areas(rows: NumberedRows, file: str) -> list[Fault]:
    """Return what is wrong with the areas: keys, neighbours, overlaps, population."""
    faults = _repeated_keys(rows, file)
    by_key = {row["key"]: row for _, row in rows}
    for number, row in rows:
        for other in row["neighbours"]:
            if other in by_key and row["key"] not in by_key[other]["neighbours"]:
                faults.append(Fault(file, number, "neighbours", "the same at both ends", other))
            elif other in by_key and not row["geom"].intersects(by_key[other]["geom"]):
                faults.append(Fault(file, number, "neighbours", "areas that touch", other))
        low, high = row["population_min"], row["population_max"]
        if (low is None) != (high is None) or (low is not None and low > high):
            found = f"{low}–{high}"
            faults.append(Fault(file, number, "population_min", "a range from low to high", found))
        if row["population"] is not None and row["population_year"] is None:
            faults.append(Fault(file, number, "population_year", "the year of the figure", None))
        if row["geom"].geom_type not in ("Polygon", "MultiPolygon"):
            found = row["geom"].geom_type
            faults.append(Fault(file, number, "geometry", "an outline with an inside", found))
    geometries = np.array([row["geom"] for _, row in rows], dtype=object)
    if len(geometries) and all(shapely.is_valid(geometries)):
        tree = shapely.STRtree(geometries)
        for first, second in zip(*tree.query(geometries, predicate="intersects"), strict=True):
            if first >= second:
                continue
            if geometries[first].intersection(geometries[second]).area > _SLIVER_DEG2:
                found = f"{rows[first][1]['key']} and {rows[second][1]['key']} overlap"
                expected = "areas that do not overlap"
                faults.append(Fault(file, rows[first][0], "geometry", expected, found))
    return faults


MOST_ACTIVITY_AREAS = 5
"""A group has at most five areas of activity, as the register of associations asks."""

IN_ORDER = (
    ("started", "ended"),
    ("asked_on", "answered_on"),
    ("asked_on", "done_on"),
    ("given_on", "until"),
)
"""Pairs of dates of which the second is not before the first."""


def cross_faults(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (column, what is wrong with it) where the columns of one record disagree.

    What is wrong is ``order`` (a date before the one it follows) or ``five`` (more than five areas
    of activity). A year or a month is wrong only where no day of it would do.
    """
    faults = [
        (later, "order")
        for earlier, later in IN_ORDER
        if values.get(earlier)
        and values.get(later)
        and last_day(values[later]) < first_day(values[earlier])
    ]
    if len(values.get("activity_areas") or ()) > MOST_ACTIVITY_AREAS:
        faults.append(("activity_areas", "five"))
    return faults


def check_records(
    rows: NumberedRows, kind: str, areas: Sequence[dict[str, Any]], file: str
) -> list[Fault]:
    """Return what is wrong with resources or groups: keys, precision, place."""
    faults = _repeated_keys(rows, file)
    town = shapely.box(*shapely.total_bounds([area["geom"] for area in areas])) if areas else None
    for number, row in rows:
        point = row["geom"]
        if kind == "resource" and (row["precision"] == "exact") != (point is not None):
            expected = "a coordinate when, and only when, the precision is exact"
            faults.append(Fault(file, number, "precision", expected, row["precision"]))
        if town is not None and point is not None and point.distance(town) > NEAR_TOWN_DEG:
            found = f"{point.y}, {point.x}"
            faults.append(Fault(file, number, "lat", "a place in or beside the town", found))
        if kind == "group":
            faults += _scope_faults(number, row, file)
        for column, wrong in cross_faults(row):
            found = "|".join(row[column]) if wrong == "five" else row[column]
            faults.append(Fault(file, number, column, _CROSS[wrong], found))
    return faults


_CROSS = {
    "order": "a date that is not before the one it follows",
    "five": f"at most {MOST_ACTIVITY_AREAS} areas of activity",
}


def check_problems(rows: NumberedRows, taxonomy: Taxonomy, file: str) -> list[Fault]:
    """Return what is wrong with problem statements: never a point, sensitive types town-wide."""
    faults = _repeated_keys(rows, file)
    for number, row in rows:
        faults += _scope_faults(number, row, file)
        term = taxonomy.term("problem_type", row["problem_type"] or "")
        if term is not None and term.sensitive and row["scope"] != "municipality":
            expected = "the whole municipality for a sensitive type"
            faults.append(Fault(file, number, "scope", expected, row["scope"]))
        if row["level"] == "public" and not row["source_date"]:
            faults.append(Fault(file, number, "source_date", "a date for a public statement", None))
    return faults


def _scope_faults(number: int, row: dict[str, Any], file: str) -> list[Fault]:
    if (row["scope"] == "area") != (row["area"] is not None):
        expected = "an area when, and only when, the scope is one area"
        return [Fault(file, number, "area", expected, row["area"])]
    return []


def _repeated_keys(rows: NumberedRows, file: str) -> list[Fault]:
    seen = Counter(row["key"] for _, row in rows)
    return [
        Fault(file, number, "key", "each key once", row["key"])
        for number, row in rows
        if seen[row["key"]] > 1
    ]
