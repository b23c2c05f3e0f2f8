"""What every row of a table would do: counts, a map of places, the rows one by one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from geo.acts.arrivals import VERDICTS, Plan, sentences
from geo.acts.snapshot import Snapshot
from geo.map.preview import preview
from geo.ui.plain import plain
from geo.ui.trial import trial_map
from geo.words import Words

_SHOWN = 200
_LOW = 8
"""A table of more rows gets a height of its own."""

_STATE = {"new": "new", "restored": "new", "changed": "changed", "same": "same"}
_SIGNS = {"new": "●", "changed": "□", "same": "○", "refused": "✕"}
"""How the map draws each state, for the words beside it."""


def show_verdicts(plan: Plan, town: Snapshot, say: Words) -> None:
    """Draw the preview of a plan; the map and the words say the same."""
    points = [
        (one.place.lon, one.place.lat, _STATE.get(one.what, "refused"))
        for one in plan.verdicts
        if one.place.lat is not None and one.place.lon is not None
    ]
    counts = [
        " ".join([*([_SIGNS[_STATE.get(what, "refused")]] if points else []),
                  f"{say(f'verdict.{what}')}: {say.number(count)}"])
        for what, count in plan.counts.items()
        if count
    ]  # fmt: skip
    st.markdown(f"**{say('arrivals.rows', n=plan.read)}** " + " · ".join(counts))
    if points:
        trial_map(town, say, preview(points=points), "arrival map")
    rows = _rows(plan, town, say)
    if not rows:
        return
    words = [say("arrivals.row"), say("field.name"), say("arrivals.verdict")]
    cells = [[plain(cell) for cell in row] for row in rows[:_SHOWN]]
    with st.container(key="verdicts", height=420 if len(cells) > _LOW else "content"):
        st.table(pd.DataFrame(cells, columns=words), hide_index=True)
    if len(rows) > _SHOWN:
        st.caption(say("arrivals.shown", most=_SHOWN))


def _rows(plan: Plan, town: Snapshot, say: Words) -> list[tuple[str, str, str]]:
    """Return number, name with area, and verdict of the rows, what needs a look first."""
    rows = [
        (
            str(row.number),
            " ".join(row.cells)[:80],
            _said(say("verdict.unusable"), sentences([row.fault], say)),
        )
        for row in plan.sheet.unreadable[:_SHOWN]
    ]
    ordered = sorted(plan.verdicts, key=lambda one: -VERDICTS.index(one.what))
    return rows + [
        (
            str(one.number),
            " · ".join(filter(None, [one.name, town.area_name(one.place.area, say.language)])),
            _said(say(f"verdict.{one.what}"), sentences([*one.faults, *one.warnings], say)),
        )
        for one in ordered[: _SHOWN + 1]
    ]


def _said(verdict: str, reasons: list[str]) -> str:
    return f"{verdict}: {'; '.join(reasons)}" if reasons else verdict
