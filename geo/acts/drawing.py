"""The still map of a town for print: what of it is drawn, with which signs and words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from geo.acts.look import View
from geo.acts.matrix import STATES as MATRIX_STATES
from geo.map.layers import STATES
from geo.map.still import Mark, Plot, key_sign, state_sign, still
from geo.model.taxonomy import FAMILIES, KINDS

_SAID = ("old", "closed", "planned")
_PROBLEM = KINDS.index("problem")


def drawing_of(view: View, chosen: Sequence[str]) -> str:
    """Return the map of some areas, of the whole town where none is chosen.

    Needs have no place and are not drawn; a record that is known to an area only is counted at the
    area's name.
    """
    town = view.snapshot
    records, frame = town.records, town.records.frame
    loose = ~records.placed & (records.kind != _PROBLEM)
    counts = np.bincount(records.area[loose] + 1, minlength=len(records.areas) + 1)[1:]
    plots = [
        Plot(
            town.area_name(row["key"], view.language),
            shape,
            row["precision"] != "official",
            row["key"] in chosen,
            int(counts[records.areas.index(row["key"])]),
        )
        for row, shape in zip(town.area_rows.values(), town.areas.geometry, strict=True)
    ]
    rows = np.flatnonzero(records.placed).tolist()
    lon, lat = frame["lon"].to_numpy(float), frame["lat"].to_numpy(float)
    marks = (
        Mark(
            float(lon[row]),
            float(lat[row]),
            int(records.kind[row]),
            int(records.family[row]),
            int(view.states[row]),
        )
        for row in rows
    )
    base = zip(town.base["kind"], town.base.geometry, strict=True)
    names = ", ".join(plot.name for plot in plots if plot.chosen) or town.town_name(view.language)
    units = {name: view.words(f"handover.{name}", n="{n}") for name in ("m", "km")}
    return still(plots, base, marks, title=names, units=units)


def legend_of(view: View) -> list[tuple[str, str]]:
    """Return (words, name of the sign) of what the map shows."""
    taxonomy = view.snapshot.taxonomy
    families = [
        (taxonomy.label("asset_type", key, view.language), f"sign 0 {place} 0")
        for place, key in enumerate(FAMILIES)
    ]
    kinds = [(view.words(f"kind.{kind}"), f"kind {kind}") for kind in ("resource", "group")]
    states = [(view.words(f"legend.{name}"), f"sign 0 -1 {STATES.index(name)}") for name in _SAID]
    return [*kinds, *families, *states]


def signs_of(view: View, wanted: Iterable[tuple[int, ...]]) -> dict[str, str]:
    """Return the signs of lines, of the legend and of the matrix by their names."""
    own = {sign for sign in wanted if len(sign) == 3}
    own |= {(0, place, 0) for place in range(len(FAMILIES))}
    own |= {(0, -1, STATES.index(name)) for name in _SAID}
    signs = {"sign " + " ".join(map(str, sign)): key_sign(*sign) for sign in sorted(own)}
    kinds = {f"kind {kind}": key_sign(KINDS.index(kind), -1) for kind in ("resource", "group")}
    states = {f"state {state}": state_sign(place) for place, state in enumerate(MATRIX_STATES)}
    return signs | kinds | states
