"""Make a store of invented records in the real areas of a town.

Nothing here exists: names, places and texts are made from a fixed seed and say so themselves
("Izdomāts resurss 17"). Only the areas, the base map and the vocabulary are the real ones.

    python benchmarks/invented.py 10000 invented.gpkg
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.acts.load import load
from geo.files.town_folder import TownFolder, read_town_folder
from geo.model.taxonomy import KINDS, STATUS_OF_KIND, TYPE_OF_KIND
from geo.settings import DATA
from geo.store import Store

TOWN = "daugavpils"
SEED = 20261122

# Shares of the three kinds, and of records that are known to an area only.
GROUPS, PROBLEMS = 0.09, 0.01
LOOSE = 0.05

_NAMES = {
    "resource": {
        "lv": "Izdomāts resurss {n}",
        "ru": "Вымышленный ресурс {n}",
        "en": "Invented resource {n}",
    },
    "group": {
        "lv": "Izdomāta kopa {n}",
        "ru": "Вымышленная группа {n}",
        "en": "Invented group {n}",
    },
    "problem": {
        "lv": "Izdomāta vajadzība {n}",
        "ru": "Вымышленная потребность {n}",
        "en": "Invented need {n}",
    },
}
_AREA = {"lv": "Izdomāta apkaime", "ru": "Вымышленный район", "en": "Invented area"}
_SUMMARY = {
    "summary_lv": "Izdomāts ieraksts ātruma mērīšanai; tādas vietas nav.",
    "summary_ru": "Вымышленная запись для измерения скорости; такого места нет.",
    "summary_en": "An invented record for measuring speed; there is no such place.",
}
_DATES = ("2019", "2021-05", "2023-01-10", "2024", "2025-11-03", "2026-02")

Row = dict[str, Any]


def invented_folder(count: int, town: str = TOWN, areas: int | None = None) -> TownFolder:
    """Return the town's own folder with ``count`` invented records in place of the real ones.

    With ``areas`` the town is cut into so many invented areas in place of its own.
    """
    folder = read_town_folder(DATA, town)
    rng = np.random.default_rng(SEED)
    if areas is not None:
        cut = _cut([row["geom"] for row in folder.rows["area"]], areas, rng)
        folder = replace(folder, rows={**folder.rows, "area": cut})
    groups, problems = round(count * GROUPS), round(count * PROBLEMS)
    counts = {"resource": count - groups - problems, "group": groups, "problem": problems}
    rows = {kind: _records(kind, counts[kind], folder, rng) for kind in KINDS}
    return replace(folder, rows={"area": folder.rows["area"], **rows})


def invented_store(count: int, path: Path, town: str = TOWN, areas: int | None = None) -> str:
    """Write a new store with ``count`` invented records and return its URL."""
    url = f"sqlite:///{path.as_posix()}"
    store = Store(url, create=True)
    load(store, invented_folder(count, town, areas))
    store.close()
    return url


def categories(town: str = TOWN) -> tuple[str, ...]:
    """Return the categories that invented resources are spread over."""
    return read_town_folder(DATA, town).taxonomy.keys(TYPE_OF_KIND["resource"])


def points(count: int, town: str = TOWN) -> list[Row]:
    """Return every invented record with an exact place, for maps that do not know our store.

    Each has ``lon``, ``lat`` (degrees), ``name``, ``kind`` and ``type``.
    """
    rows = invented_folder(count, town).rows
    return [
        {
            "lon": row["geom"].x,
            "lat": row["geom"].y,
            "name": row["name_lv"],
            "kind": kind,
            "type": row["category" if kind == "resource" else "group_kind"],
        }
        for kind in ("resource", "group")
        for row in rows[kind]
        if row["geom"] is not None
    ]


def _records(kind: str, count: int, folder: TownFolder, rng: np.random.Generator) -> list[Row]:
    taxonomy, areas = folder.taxonomy, folder.rows["area"]
    area = rng.integers(len(areas), size=count)
    types = _drawn(taxonomy.keys(TYPE_OF_KIND[kind]), count, rng)
    targets = _drawn(taxonomy.keys("target_group"), count * 2, rng)
    states = taxonomy.keys(STATUS_OF_KIND[kind])
    # most records are in order, a few are paused, planned, closed …
    status = [states[0] if lucky else state for lucky, state in
              zip(rng.random(count) < 0.9, _drawn(states, count, rng), strict=True)]  # fmt: skip
    dates = _drawn(_DATES, count, rng)
    places = _places([row["geom"] for row in areas], area, rng)
    loose = rng.random(count) < LOOSE
    common = (
        {
            "key": f"invented-{kind}-{number}",
            "status": status[number],
            "target_groups": tuple(dict.fromkeys(targets[2 * number : 2 * number + 2])),
            "area": areas[area[number]]["key"],
            "source": "izdomāts / вымышлено / invented",
            "source_date": dates[number],
            "confidence": "low",
            "outdated": False,
            "level": "public",
        }
        for number in range(count)
    )
    finish = {"resource": _resource, "group": _group, "problem": _problem}[kind]
    rows = []
    for number, row in enumerate(common):
        names = {lang: text.format(n=number + 1) for lang, text in _NAMES[kind].items()}
        point = None if loose[number] else places[number]
        rows.append(finish(row, names, types[number], point, folder))
    return rows


def _resource(row: Row, names: Row, type_key: str, point: Any, _: TownFolder) -> Row:
    return {
        **row,
        **_SUMMARY,
        **{f"name_{lang}": name for lang, name in names.items()},
        "category": type_key,
        "precision": "area" if point is None else "exact",
        "address": f"Izdomātā iela {len(row['key'])}",
        "geom": point,
    }


def _group(row: Row, names: Row, type_key: str, point: Any, _: TownFolder) -> Row:
    return {
        **row,
        **_SUMMARY,
        **{f"name_{lang}": name for lang, name in names.items()},
        "group_kind": type_key,
        "scope": "area",
        "geom": point,
    }


def _problem(row: Row, names: Row, type_key: str, _: Any, folder: TownFolder) -> Row:
    """Return a need: never a point, and a sensitive type only for the whole town."""
    term = folder.taxonomy.term("problem_type", type_key)
    wide = bool(term and term.sensitive)
    return {
        **row,
        **{f"statement_{lang}": name for lang, name in names.items()},
        "problem_type": type_key,
        "scope": "municipality" if wide else "area",
        "area": None if wide else row["area"],
        "methods": ("group_work",),
        "trend": "unknown",
    }


def _cut(shapes: Sequence[Any], count: int, rng: np.random.Generator) -> list[Row]:
    """Return invented areas that fill the whole of some real ones; borders have real detail."""
    whole = shapely.union_all(list(shapes))
    west, south, east, north = whole.bounds
    spots = shapely.points(rng.uniform(west, east, count * 4), rng.uniform(south, north, count * 4))
    inside = shapely.multipoints(spots[shapely.contains(whole, spots)][:count])
    cells = shapely.get_parts(shapely.voronoi_polygons(inside, extend_to=whole))
    detailed = shapely.segmentize(shapely.intersection(cells, whole), 0.0005)
    return [
        {
            "key": f"invented-area-{number}",
            **{f"name_{lang}": f"{word} {number + 1}" for lang, word in _AREA.items()},
            "source": "izdomāts / вымышлено / invented",
            "precision": "approximate",
            "anchor": shape.representative_point(),
            "geom": shape,
        }
        for number, shape in enumerate(detailed)
    ]


def _drawn(keys: Sequence[str], count: int, rng: np.random.Generator) -> list[str]:
    return [keys[code] for code in rng.integers(len(keys), size=count).tolist()]


def _places(shapes: Sequence[Any], area: Any, rng: np.random.Generator) -> np.ndarray[Any, Any]:
    """Return a point (lon, lat) inside the area of each row."""
    found = np.empty(len(area), dtype=object)
    for code, shape in enumerate(shapes):
        rows = np.flatnonzero(area == code)
        west, south, east, north = shape.bounds
        shapely.prepare(shape)
        while len(rows):
            lon, lat = rng.uniform(west, east, len(rows)), rng.uniform(south, north, len(rows))
            inside = shapely.contains_xy(shape, lon, lat)
            found[rows[inside]] = shapely.points(lon[inside], lat[inside])
            rows = rows[~inside]
    return found


def main() -> None:
    """Write one store from the command line."""
    parser = argparse.ArgumentParser(description="Make a store of invented records.")
    parser.add_argument("count", type=int, help="number of records")
    parser.add_argument("path", type=Path, help="file to write; there must be none yet")
    parser.add_argument("--areas", type=int, help="cut the town into so many invented areas")
    asked = parser.parse_args()
    if asked.path.exists():
        parser.error(f"{asked.path} exists already")
    print(invented_store(asked.count, asked.path, areas=asked.areas))


if __name__ == "__main__":
    main()
