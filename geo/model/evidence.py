"""What a need rests on: lines of evidence, each a method, a date, a number of sources, a source.

One truth: while a need has lines in use, they alone say its methods, number of sources, source and
date; the columns of the same names on the need itself are read only where it has no line. Data
files keep those columns. A need that is noted turns them into its first lines in the same act, one
line a method, the number of sources on the first; so does the first line that is added to a need
from a data file. The last line of a need is changed, never retired, so that older columns cannot
come back.

A line is a part of its need: it is published and lowered with it and never shown wider.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from geo.model.levels import levels_visible_to

DERIVED = ("methods", "source_count", "source", "source_date")
"""The columns of a need that its lines say."""


def first_lines(problem: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the lines that a need's own columns say; none where they say no method or date."""
    if not problem.get("source_date") or not problem.get("source"):
        return []
    return [
        {
            "method": method,
            "date": problem["source_date"],
            "source_count": None if place else problem.get("source_count"),
            "source": problem["source"],
        }
        for place, method in enumerate(problem.get("methods") or ())
    ]


def said_by(lines: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what lines say together, by the names of ``DERIVED``; without lines nothing at all.

    Sources of different lines are added up: each line counts only sources of its own.
    """
    used = sorted(lines, key=lambda line: str(line["date"]))
    if not used:
        return {}
    counts = [line["source_count"] for line in used if line["source_count"] is not None]
    return {
        "methods": tuple(dict.fromkeys(str(line["method"]) for line in used)),
        "source_count": sum(counts) if counts else None,
        "source": "; ".join(dict.fromkeys(str(line["source"]) for line in used)),
        "source_date": used[-1]["date"],
    }


def with_evidence(
    problems: pd.DataFrame, lines: Sequence[Mapping[str, Any]], level: str
) -> pd.DataFrame:
    """Return needs whose columns say what the lines say that a viewer of ``level`` may see.

    ``lines`` are all lines in use, whatever their level: a need whose lines are hidden from the
    viewer says nothing, not what its own columns said once.
    """
    seen = levels_visible_to(level)
    by_problem: dict[str, list[Mapping[str, Any]]] = {}
    for line in lines:
        by_problem.setdefault(line["problem"], []).append(line)
    if not by_problem:
        return problems
    nothing: dict[str, Any] = {"methods": (), **dict.fromkeys(DERIVED[1:])}
    told = [
        {**nothing, **said_by(line for line in by_problem[identity] if line["level"] in seen)}
        if identity in by_problem
        else None
        for identity in problems["id"]
    ]
    columns = {
        name: pd.Series(
            [
                own if said is None else said[name]
                for own, said in zip(problems[name], told, strict=True)
            ],
            index=problems.index,
            dtype=object,
        )
        for name in DERIVED
    }
    return problems.assign(**columns)
