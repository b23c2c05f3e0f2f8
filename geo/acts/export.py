"""Everything out: what a choice shows as a file that other programs and people can use.

Only public rows leave, whoever asks; whole stores are an administrator's ``backup`` and ``copy``.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import shapely

from geo.acts.look import View, look
from geo.acts.metadata import about, licences, metadata
from geo.acts.outgoing import area_table, label_word, record_tables
from geo.acts.snapshot import Snapshot
from geo.analysis.choice import Choice
from geo.errors import NotAllowed, StoreError
from geo.files.out.geojson import geojson_file
from geo.files.out.hsds import KINDS_TOLD, Setting, hsds_file
from geo.files.out.union import csv_file
from geo.files.out.xlsx import xlsx_file
from geo.map.qgis import area_style, plain_style, point_style
from geo.model.outgoing import KINDS_OUT, LEVEL, Table, as_text, plain_text
from geo.model.taxonomy import FAMILIES
from geo.store.package import PackageLayer, package_file

META = ".meta.json"
ZIP = "application/zip"


@dataclass(frozen=True)
class Export:
    """A file that is ready to leave, and what it is.

    Attributes
    ----------
    name
        File name without a folder.
    meta
        Title, date, publisher, licence, filter and the rest, as ``metadata`` makes it.
    beside
        Further files by their name.
    """

    name: str
    media_type: str
    body: bytes
    meta: Mapping[str, Any]
    beside: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def meta_file(self) -> bytes:
        """Return the metadata as JSON for people and programs."""
        return json.dumps(self.meta, ensure_ascii=False, indent=2, allow_nan=False).encode("utf-8")


@dataclass(frozen=True)
class _Parts:
    """What every form is made of."""

    view: View
    tables: Sequence[Table]
    areas: Table
    meta: Mapping[str, Any]

    @property
    def kind_words(self) -> dict[str, str]:
        """Return the word for one record of each kind."""
        return {kind: self.view.words(f"kinds.{kind}") for kind in KINDS_OUT}


@dataclass(frozen=True)
class _Form:
    suffix: str
    media_type: str
    make: Callable[[_Parts], bytes]


def export(
    town: Snapshot,
    choice: Choice,
    form: str,
    language: str,
    *,
    level: str = LEVEL,
    today: date | None = None,
) -> Export:
    """Return what a choice shows of a town in one of ``FORMS``.

    Parameters
    ----------
    town
        The town as the public sees it.
    today
        The date that the file bears.

    Raises
    ------
    NotAllowed
        When any other level than the public one is asked for or was read.
    """
    if level != LEVEL or town.level != LEVEL:
        raise NotAllowed("only public rows leave as files; backup and copy keep whole stores")
    view = look(town, choice, language)
    tables = record_tables(view)
    if form == "hsds":
        tables = [table for table in tables if table.kind in KINDS_TOLD]
    areas = area_table(view, licences(view)["boundaries"])
    day = today or date.today()
    stem = f"{view.words('csv.file')}-{file_word(town.town_name(language))}-{day.isoformat()}"
    name = f"{stem}.{FORMS[form].suffix}"
    meta = metadata(view, tables, areas, file=name, today=day)
    body = FORMS[form].make(_Parts(view, tables, areas, meta))
    beside = {f"{stem}.areas.geojson": geojson_file([areas])} if form == "geojson" else {}
    return Export(name, FORMS[form].media_type, body, meta, beside)


def download(made: Export) -> Export:
    """Return the one file that a person gets: a workbook, or a zip of the data and what it is.

    A workbook says in a sheet of its own what it is, so it travels alone.
    """
    if made.media_type == FORMS["xlsx"].media_type:
        return made
    stem = made.name.rpartition(".")[0]
    files = {made.name: made.body, made.name + META: made.meta_file, **made.beside}
    body = zipped(files, date.fromisoformat(made.meta["date"]))
    return replace(made, name=f"{stem}.zip", media_type=ZIP, body=body)


def zipped(files: Mapping[str, bytes], day: date) -> bytes:
    """Return files by their names as one zip, the same bytes for the same day."""
    moment = (day.year, day.month, day.day, 0, 0, 0)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in files.items():
            packed.writestr(zipfile.ZipInfo(name, moment), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def write(made: Export, path: Path, *, force: bool = False) -> list[Path]:
    """Write a file, its metadata and what goes beside it; return what was written.

    Raises
    ------
    StoreError
        When one of the files is there already and ``force`` is not asked for, or none can be
        written.
    """
    stem = made.name.rpartition(".")[0]
    files = {path: made.body, path.with_name(path.name + META): made.meta_file}
    for name, body in made.beside.items():
        files[path.with_name(path.stem + name.removeprefix(stem))] = body
    taken = [file.name for file in files if file.exists()]
    if taken and not force:
        raise StoreError(f"there is a file {taken[0]} already; it stays (--force replaces it)")
    try:
        for file, body in files.items():
            file.write_bytes(body)
    except OSError as error:
        raise StoreError("the file cannot be written there") from error
    return list(files)


def file_word(text: str) -> str:
    """Return a text as it may stand in a file's name on every system."""
    return "-".join(filter(None, re.split(r"[^\w]+", text)))[:60]


def _csv(parts: _Parts) -> bytes:
    return csv_file(parts.tables, parts.kind_words)


def _xlsx(parts: _Parts) -> bytes:
    say = parts.view.words
    return xlsx_file(
        parts.tables,
        parts.kind_words,
        titles=(say("export.sheet"), say("export.about")),
        about=about(parts.meta, say),
    )


def _geojson(parts: _Parts) -> bytes:
    return geojson_file(parts.tables)


def _hsds(parts: _Parts) -> bytes:
    town, language = parts.view.snapshot, parts.view.language
    country = plain_text(town.town.get("country")) or ""
    name = plain_text(town.town_name(language)) or ""
    return hsds_file(parts.tables, Setting(name, country, language, label_word(parts.view)))


def _gpkg(parts: _Parts) -> bytes:
    word = label_word(parts.view)
    families = {key: word("asset_type", key) for key in FAMILIES}
    precisions = {key: parts.view.words(f"export.{key}") for key in ("official", "approximate")}
    styles = {
        "area": area_style({**precisions, "": precisions["approximate"]}),
        **{kind: point_style(kind, families) for kind in ("resource", "group")},
        "activity": plain_style("activity"),
    }
    layers = [_layer(table, styles.get(table.kind, "")) for table in (*parts.tables, parts.areas)]
    notes = about(parts.meta, parts.view.words)
    return package_file([*layers, PackageLayer("about", {"name": "text", "text": "text"}, notes)])


def _layer(table: Table, style: str) -> PackageLayer:
    forms = {field.name: field.form for field in table.fields if field.name not in ("lat", "lon")}
    rows = [
        [table.kind, *(as_text(v) or None if isinstance(v, tuple) else v for v in values)]
        for values in ([row[name] for name in forms] for row in table.rows)
    ]
    forms = {"kind": "key", **forms}
    if table.kind == "area":  # one type of geometry a layer: QGIS would take it apart otherwise
        outlines = [shapely.multipolygons(shapely.get_parts(shape)) for shape in table.shapes]
        return PackageLayer(table.kind, forms, rows, outlines, "MULTIPOLYGON", style)
    return PackageLayer(table.kind, forms, rows, table.shapes or None, style=style)


FORMS = {
    "csv": _Form("csv", "text/csv; charset=utf-8", _csv),
    "xlsx": _Form(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx
    ),
    "geojson": _Form("geojson", "application/geo+json", _geojson),
    "gpkg": _Form("gpkg", "application/geopackage+sqlite3", _gpkg),
    "hsds": _Form("hsds.json", "application/json", _hsds),
}
"""How each form is made; a name of this table stands in the address and on the command line."""
