"""Boundaries as they are published: neighbourhoods, territorial units, municipalities.

- **apkaimes**, Central Statistical Bureau (CSP), https://data.gov.lv/dati/lv/dataset/apkaimes: a
  zipped shapefile in EPSG:3059 with ``Code`` and ``Name``; a copy of 2020 with Rīga's 58 areas was
  read whole. Licence: CC BY 4.0 as the publisher's other data sets there; its own was not seen.
- **robezas**, generalised boundaries by the same publisher,
  https://data.gov.lv/dati/lv/dataset/robezas: zipped shapefiles of territorial units (towns and
  parishes) with ``L1_code``, ``L1_name``, ``L0_code`` (municipality), ``NUTS3_code``. The portal
  says to dissolve by ``L0_code``; other names are from public programs. No whole file was seen.
- **atr**, administrative territories by the Ministry of Smart Administration and Regional
  Development (VARAM), https://data.gov.lv/dati/lv/dataset/atr: GeoJSON in EPSG:3059 with
  ``nosaukums``; CC0. In the shapefile of 2021 the column is written ``NOSAUKUMS``.

Forms last seen described in November 2026. Columns are found whatever their case; others are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import shapely

from geo.errors import DataError
from geo.files.faults import file_fault
from geo.files.official.adapter import AREAS, Adapter, Areas, lacks_columns
from geo.files.shapes import Shapes, read_shapes
from geo.model.limits import Limits

_LARGEST = 100_000_000


def _reader(file: str, name: str, code: str | None) -> Callable[[bytes, Limits], Areas]:
    """Return a reader of one published file, whose columns are ``name`` and ``code``."""

    def read(data: bytes, limits: Limits) -> Areas:
        shapes = read_shapes(file, data, limits)
        needed = [name, code] if code else [name]
        columns = [_column(shapes, column) for column in needed]
        if None in columns:
            raise DataError([lacks_columns(file, needed, shapes.columns)])
        return Areas(shapes, str(columns[0]), columns[1] if code else None)

    return read


def read_dissolved(data: bytes, limits: Limits) -> Areas:
    """Return the municipalities that the territorial units of ``robezas`` make together.

    A municipality of one unit has that unit's name, any other is called by its code: the file names
    no municipality.

    Raises
    ------
    DataError
        When the file is another, or a unit has no boundary.
    """
    file = "robezas.zip"
    shapes = read_shapes(file, data, limits)
    code, name = _column(shapes, "L0_code"), _column(shapes, "L1_name")
    if code is None:
        raise DataError([lacks_columns(file, ["L0_code"], shapes.columns)])
    if lost := [number for number, _, geometry in shapes.rows if geometry is None]:
        raise DataError([file_fault("fault.official_area", file, feature=one) for one in lost])
    parts: dict[str, list[int]] = {}
    for place, (_, properties, _) in enumerate(shapes.rows):
        parts.setdefault(str(properties[code]), []).append(place)
    rows = tuple(
        (
            number,
            {"L0_code": key, "name": _name_of(shapes, places, name) or key},
            shapely.union_all([shapes.rows[place][2] for place in places]),
        )
        for number, (key, places) in enumerate(parts.items(), start=1)
    )
    return Areas(replace(shapes, columns=("L0_code", "name"), rows=rows), "name", "L0_code")


def _name_of(shapes: Shapes, places: Sequence[int], column: str | None) -> str | None:
    if column is None or len(places) > 1:
        return None
    return str(shapes.rows[places[0]][1][column] or "")


def _column(shapes: Shapes, name: str) -> str | None:
    return next((one for one in shapes.columns if one.casefold() == name.casefold()), None)


_CSP = "Centrālā statistikas pārvalde"
_PORTAL = "https://data.gov.lv/dati/lv/dataset"

NEIGHBOURHOODS = Adapter(
    key="apkaimes",
    title="Apkaimju robežas",
    publisher=_CSP,
    address=f"{_PORTAL}/apkaimes",
    licence="CC BY 4.0",
    brings=AREAS,
    file="apkaimes.zip",
    read=_reader("apkaimes.zip", "Name", "Code"),
    largest=_LARGEST,
)
UNITS = Adapter(
    key="robezas",
    title="Ģeneralizētas teritoriālo vienību robežas",
    publisher=_CSP,
    address=f"{_PORTAL}/robezas",
    licence="CC BY 4.0",
    brings=AREAS,
    file="Territorial_units_LV_1.2m.zip",
    read=_reader("robezas.zip", "L1_name", "L1_code"),
    largest=_LARGEST,
)
UNITS_DISSOLVED = Adapter(
    key="robezas-novadi",
    title="Ģeneralizētas administratīvo teritoriju robežas",
    publisher=_CSP,
    address=f"{_PORTAL}/robezas",
    licence="CC BY 4.0",
    brings=AREAS,
    file="Territorial_units_LV_1.2m.zip",
    read=read_dissolved,
    largest=_LARGEST,
)
MUNICIPALITIES = Adapter(
    key="novadi",
    title="Administratīvās teritorijas",
    publisher="Viedās administrācijas un reģionālās attīstības ministrija",
    address=f"{_PORTAL}/atr",
    licence="CC0 1.0",
    brings=AREAS,
    file="administrativas_teritorijas_2026.geojson",
    read=_reader("administrativas_teritorijas.geojson", "nosaukums", None),
    largest=_LARGEST,
)
