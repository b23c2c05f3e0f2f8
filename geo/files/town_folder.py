"""The data folder: one vocabulary, and for each town its areas, base map and records."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.errors import DataError, Fault
from geo.files.geojson import read_features
from geo.files.table import parse_rows, read_table
from geo.model.check import check_areas, check_problems, check_records, check_terms
from geo.model.fields import FIELDS, LANGUAGES, Field
from geo.model.taxonomy import Answer, Taxonomy, Term

_SENSITIVE = {"problem_type": ("yes", "no")}
"""A misspelt answer must not quietly make a sensitive type an open one."""

_PLACE = (Field("lat", "number"), Field("lon", "number"))


@dataclass(frozen=True)
class TownFolder:
    """Everything the data folder says about one town, checked.

    Attributes
    ----------
    town
        The table of ``town.toml``.
    taxonomy
        The vocabulary with the crosswalk.
    rows
        For ``area``, ``resource``, ``group`` and ``problem``: values by column, with ``geom``
        (shapely, EPSG:4326, or None).
    base
        (properties, geometry) of the town's own base map, EPSG:4326.
    """

    town: dict[str, Any]
    taxonomy: Taxonomy
    rows: dict[str, list[dict[str, Any]]]
    base: list[tuple[dict[str, Any], BaseGeometry]]


def read_town_folder(data: Path, town: str) -> TownFolder:
    """Return the town's data.

    Raises
    ------
    DataError
        With every fault of every file, each naming file and row.
    """
    faults: list[Fault] = []
    taxonomy = _read_taxonomy(data, faults)
    keys = {term.kind: set(taxonomy.keys(term.kind)) for term in taxonomy.terms}
    folder = data / town
    table = _read_town(folder / "town.toml", faults)
    areas = _read_areas(folder, keys, faults)
    keys["area"] = {area["key"] for area in areas}
    rows = {"area": areas}
    for kind in ("resource", "group", "problem"):
        rows[kind] = _read_records(folder / f"{kind}s.csv", kind, keys, faults)
    file_rows = {kind: _numbered(rows[kind]) for kind in rows}
    faults += check_areas(file_rows["area"], "areas.csv")
    for kind in ("resource", "group"):
        faults += check_records(file_rows[kind], kind, areas, f"{kind}s.csv")
    faults += check_problems(file_rows["problem"], taxonomy, "problems.csv")
    if not areas and not faults:
        faults.append(Fault("areas.csv", None, None, "at least one area", None))
    base = read_features(folder / "base.geojson", faults)
    for number, (properties, _) in enumerate(base, start=1):
        faults += _text_faults("base.geojson", number, properties)
        if not properties.get("kind"):
            faults.append(Fault("base.geojson", number, "kind", "a kind of line or land", None))
    if faults:
        raise DataError(faults)
    for kind in rows:
        for row in rows[kind]:
            row.pop("_row", None)
    return TownFolder(table, taxonomy, rows, base)


def read_taxonomy(data: Path) -> Taxonomy:
    """Return the vocabulary of the data folder with its crosswalk.

    Raises
    ------
    DataError
        With every fault of both files.
    """
    faults: list[Fault] = []
    taxonomy = _read_taxonomy(data, faults)
    if faults:
        raise DataError(faults)
    return taxonomy


def _numbered(rows: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    return [(row["_row"], row) for row in rows]


def _read_town(path: Path, faults: list[Fault]) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        faults.append(Fault(path.name, None, None, "a TOML table", type(error).__name__))
        return {}
    needed = ("key", "crs_metric", *(f"name_{lang}" for lang in LANGUAGES))
    faults += [Fault(path.name, None, key, "a value", None) for key in needed if not table.get(key)]
    if table.get("key") and table["key"] != path.parent.name:
        expected = f"the folder's name {path.parent.name!r}"
        faults.append(Fault(path.name, None, "key", expected, str(table["key"])))
    return table


def _read_taxonomy(data: Path, faults: list[Fault]) -> Taxonomy:
    terms = []
    term_rows = read_table(data / "taxonomy.csv", faults)
    for row in term_rows:
        cells = row.cells
        if cells.get("sensitive") not in _SENSITIVE.get(cells.get("kind", ""), ("", "no")):
            found = cells.get("sensitive")
            faults.append(Fault("taxonomy.csv", row.number, "sensitive", "yes or no", found))
        terms.append(
            Term(
                kind=cells.get("kind", ""),
                key=cells.get("key", ""),
                label=_in_languages(cells, "label"),
                short=_in_languages(cells, "short"),
                public=_in_languages(cells, "public"),
                asset_type=cells.get("asset_type") or None,
                sensitive=cells.get("sensitive") == "yes",
                hidden=cells.get("hidden") == "yes",
            )
        )
    answers = []
    answer_rows = []
    for row in read_table(data / "answers.csv", faults):
        cells = row.cells
        weight = cells.get("weight", "")
        if weight not in ("1", "2", "3"):
            faults.append(Fault("answers.csv", row.number, "weight", "1, 2 or 3", weight))
            continue
        answer_rows.append(row.number)
        answers.append(
            Answer(
                problem_type=cells.get("problem_type", ""),
                kind=cells.get("answer_kind", ""),
                key=cells.get("answer_key", ""),
                weight=int(weight),
                reason=_in_languages(cells, "reason"),
            )
        )
    taxonomy = Taxonomy(tuple(terms), tuple(answers))
    faults += check_terms(taxonomy, [row.number for row in term_rows], answer_rows)
    return taxonomy


def _in_languages(cells: Any, name: str) -> dict[str, str]:
    return {lang: text for lang in LANGUAGES if (text := cells.get(f"{name}_{lang}", "").strip())}


def _read_areas(
    folder: Path, keys: dict[str, set[str]], faults: list[Fault]
) -> list[dict[str, Any]]:
    table = read_table(folder / "areas.csv", faults, FIELDS["area"])
    keys = {**keys, "area": {row.cells.get("key", "") for row in table}}
    drawn = {}
    for number, (properties, geometry) in enumerate(
        read_features(folder / "areas.geojson", faults), start=1
    ):
        key = str(properties.get("key"))
        if key not in keys["area"]:
            faults.append(Fault("areas.geojson", number, "key", "a key of areas.csv", key))
        if properties.get("precision") not in ("approximate", "official"):
            expected = "approximate or official"
            found = str(properties.get("precision"))
            faults.append(Fault("areas.geojson", number, "precision", expected, found))
        if key in drawn:
            faults.append(Fault("areas.geojson", number, "key", "each area once", key))
        anchor = properties.get("anchor")
        if anchor is not None and not _is_position(anchor):
            expected = "longitude, latitude"
            faults.append(Fault("areas.geojson", number, "anchor", expected, str(anchor)))
            properties = {**properties, "anchor": None}
        texts = {name: value for name, value in properties.items() if name != "anchor"}
        faults += _text_faults("areas.geojson", number, texts)
        drawn[key] = (properties, geometry)
    rows = []
    for number, values in parse_rows(table, FIELDS["area"], keys, file="areas.csv", faults=faults):
        if values["key"] not in drawn:
            expected = f"a boundary for {values['key']!r}"
            faults.append(Fault("areas.geojson", None, "key", expected, None))
            continue
        properties, geometry = drawn[values["key"]]
        anchor = properties.get("anchor")
        rows.append(
            {
                **values,
                "precision": properties.get("precision"),
                "boundary_confidence": properties.get("confidence"),
                "anchor": Point(anchor) if anchor else None,
                "geom": geometry,
                "_row": number,
            }
        )
    return rows


def _is_position(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(type(number) in (int, float) for number in value)
        and -180 <= value[0] <= 180
        and -90 <= value[1] <= 90
    )


def _text_faults(file: str, number: int, properties: dict[str, Any]) -> list[Fault]:
    return [
        Fault(file, number, name, "a text", str(value))
        for name, value in properties.items()
        if value is not None and not isinstance(value, str)
    ]


def _read_records(
    path: Path, kind: str, keys: dict[str, set[str]], faults: list[Fault]
) -> list[dict[str, Any]]:
    fields = [
        replace(field, required=True) if field.name == "key" else field for field in FIELDS[kind]
    ]
    fields += _PLACE if kind == "resource" else ()
    rows: list[dict[str, Any]] = []
    for number, values in parse_rows(
        read_table(path, faults, fields),
        fields,
        keys,
        file=path.name,
        faults=faults,
    ):
        lat, lon = values.pop("lat", None), values.pop("lon", None)
        if (lat is None) != (lon is None):
            faults.append(Fault(path.name, number, "lat", "both lat and lon, or neither", None))
        point = None if lat is None or lon is None else Point(lon, lat)
        rows.append({**values, "geom": point, "_row": number})
    return rows
