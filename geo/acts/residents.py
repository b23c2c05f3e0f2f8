"""How many people live in an area, as official figures say where a town has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.model.disclosure import FEW, MISSING, NUMBER, SHOWN_FROM, Count, Shown, breakdown
from geo.model.figures import EVERYBODY, MEN, WOMEN, Origin, Residents, bands_without_overlap
from geo.store import Store
from geo.words import Words

KIND, FIGURES = "population_kind", "population_figures"
"""Columns beside those of the store: what the figure is, and all figures of its year."""

Line = dict[str, Any]
_Figures = Sequence[tuple[Residents, Origin]]


def areas_of(store: Store, town: str) -> gpd.GeoDataFrame:
    """Return a town's areas with the newest official number of residents in place of older words.

    The columns ``population…`` say it; ``population_kind`` is ``number``, ``few``, ``confidential``
    or ``missing`` for a figure that was brought and None for any other, ``population_figures`` are
    all figures of the area in its newest year.
    """
    areas = store.places("area", town)
    by_area: dict[str, list[tuple[Residents, Origin]]] = defaultdict(list)
    for figure, origin in store.figures(town):
        by_area[figure.area].append((figure, origin))
    rows = [_columns(row, by_area.get(row["key"], [])) for row in areas.to_dict("records")]
    said = pd.DataFrame(rows, index=areas.index, dtype=object)
    return areas.assign(**{str(name): said[name] for name in said})


def area_of(store: Store, town: str, key: str) -> dict[str, Any] | None:
    """Return one area as ``areas_of`` does, without its outline; None where there is none."""
    area = store.area(town, key)
    return area and {**area, **_columns(area, store.figures(town, area=key))}


def _columns(area: Mapping[str, Any], figures: _Figures) -> dict[str, Any]:
    """Return what is said of an area's residents; a figure that is missing leaves older words."""
    own = {name: value for name, value in area.items() if name.startswith("population")}
    found = next(((figure, origin) for figure, origin in figures if figure.is_whole), None)
    parts = tuple(figure for figure, _ in figures)
    if found is None:
        return {**own, KIND: None, FIGURES: parts}
    figure, origin = found
    kind = figure.count.kind
    known = own.get("population") is not None or own.get("population_min") is not None
    if kind == MISSING and known:
        return {**own, KIND: None, FIGURES: parts}
    few = kind == FEW
    return {
        **dict.fromkeys(own),
        "population": figure.count.number,
        "population_year": figure.year,
        "population_min": 1 if few else None,
        "population_max": SHOWN_FROM - 1 if few else None,
        "population_source": f"{origin.source}, {origin.date or figure.year} ({origin.licence})",
        KIND: kind,
        FIGURES: parts,
    }


def residents_words(area: Mapping[str, Any], say: Words) -> str | None:
    """Return how many live in an area as a figure that was brought says it, None for no such."""
    kind, year = area.get(KIND), area["population_year"]
    if kind is None:
        return None
    if kind == NUMBER and not 1 <= area["population"] < SHOWN_FROM:
        count = say.number(area["population"])
        return say("card.population_known", count=count, year=year)
    if kind in (NUMBER, FEW):
        return say("card.population_few", most=SHOWN_FROM - 1, year=year)
    if kind == MISSING:
        return say("card.population_missing", year=year)
    return say("card.population_confidential", year=year)


def range_words(area: Mapping[str, Any], say: Words) -> str:
    """Return the year and the source of a range, as far as they are known."""
    year, source = area["population_year"], area["population_source"] or ""
    said = say("card.year", year=year) if year and str(year) not in source else ""
    return ", ".join(filter(None, (said, source))) or say("no_data.word")


def residents_section(area: Mapping[str, Any], say: Words) -> dict[str, Any] | None:
    """Return an area's residents by sex and by age, None where nothing is told apart.

    Sexes and ages are told apart from the same whole and never by one another: what one hides the
    other cannot give away.
    """
    figures: Sequence[Residents] = area.get(FIGURES) or ()
    whole = next((figure.count for figure in figures if figure.is_whole), None)
    if whole is None:
        return None
    said = [*_by_sex(whole, figures, say), *_by_age(whole, figures, say)]
    if not said or all(shown.number is None for _, shown in said):
        return None
    lines: list[Line] = [
        {"text": f"{label}: {_number(shown, say)}", "quiet": True} for label, shown in said
    ]
    hidden = any(shown.number is None for _, shown in said)
    return {
        "title": say("card.people"),
        "lines": lines,
        "note": say("card.withheld_hint") if hidden else "",
        "folded": True,
    }


def _by_sex(whole: Count, figures: Sequence[Residents], say: Words) -> list[tuple[str, Shown]]:
    counts = {
        one.sex: one.count
        for one in figures
        if one.sex != EVERYBODY and one.age_from is None and one.age_to is None
    }
    if set(counts) != {WOMEN, MEN}:
        return []
    women, men = breakdown(whole, [counts[WOMEN], counts[MEN]])
    return [(say("card.women"), women), (say("card.men"), men)]


def _by_age(whole: Count, figures: Sequence[Residents], say: Words) -> list[tuple[str, Shown]]:
    counts = {
        (one.age_from, one.age_to): one.count
        for one in figures
        if one.sex == EVERYBODY and one.age_from is not None
    }
    bands = bands_without_overlap((low, high) for low, high in counts if low is not None)
    shown = breakdown(whole, [counts[band] for band in bands])
    return [
        (
            say("card.ages_from", low=low)
            if high is None
            else say("card.ages", low=low, high=high),
            one,
        )
        for (low, high), one in zip(bands, shown, strict=True)
    ]


def _number(shown: Shown, say: Words) -> str:
    return say("card.withheld") if shown.number is None else say.number(shown.number)
