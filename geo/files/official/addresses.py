"""The state address register: addresses of buildings and of plots to build on.

State Land Service (VZD), «Valsts adrešu reģistra informācijas sistēmas atvērtie dati»,
https://data.gov.lv/dati/lv/dataset/varis-atvertie-dati (data set
6b06a7e8-dedf-4705-a47b-2a7c51177473), file ``aw_eka.csv`` of about 140 MB, daily; CC BY 4.0:
«Izmantoti Valsts adrešu reģistra informācijas sistēmas dati».

Columns as the publisher's specification of July 2025 has them in public programs: KODS, TIPS_CD,
STATUSS (EKS: exists), APSTIPR, APST_PAK, VKUR_CD, VKUR_TIPS, NOSAUKUMS, SORT_NOS, ATRIB, PNOD_CD,
DAT_SAK, DAT_MOD, DAT_BEIG, FOR_BUILD, PLAN_ADR, STD (the whole address), KOORD_X, KOORD_Y (LKS-92),
DD_N, DD_E (degrees). UTF-8 with a mark, commas and ``"``; some years ago ``;`` and ``#``, which is
read too. Flats are in another file and are never read. Last seen described in November 2026; a
whole file was not seen.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from geo.errors import DataError
from geo.files.faults import file_fault
from geo.files.official.adapter import ADDRESSES, Adapter, Addresses, lacks_columns
from geo.model.figures import Address
from geo.model.limits import Limits

_NEEDED = ("KODS", "STATUSS", "STD", "DD_N", "DD_E")
_EXISTS = "EKS"
_WEST, _SOUTH, _EAST, _NORTH = 20.5, 55.5, 28.5, 58.3
"""Latvia in degrees: an address outside has a mistaken place."""

_LONGEST = 300
_FILE = "aw_eka.csv"


def read_addresses(data: bytes, limits: Limits) -> Addresses:
    """Return the addresses that exist and have a place, one by one as they are walked through.

    Raises
    ------
    DataError
        When the file is another; while walking, when a row cannot be read at all.
    """
    if len(data) > limits.file_bytes:
        raise DataError([file_fault("fault.size", _FILE, found=len(data), most=limits.file_bytes)])
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
    try:
        first = lines.readline()
    except UnicodeDecodeError:
        raise DataError([file_fault("fault.encoding", _FILE)]) from None
    separator = ";" if first.count(";") > first.count(",") else ","
    quote = "#" if "#" in first else '"'
    header = next(csv.reader([first], delimiter=separator, quotechar=quote), [])
    columns = {name.strip().upper(): place for place, name in enumerate(header)}
    if missing := [name for name in _NEEDED if name not in columns]:
        raise DataError([lacks_columns(_FILE, missing, columns)])
    reader = csv.reader(lines, delimiter=separator, quotechar=quote)
    return Addresses(_walk(reader, [columns[name] for name in _NEEDED]))


def _walk(reader: Iterator[list[str]], places: list[int]) -> Iterator[Address]:
    code_at, status_at, text_at, lat_at, lon_at = places
    widest = max(places)
    row = 1
    try:
        for row, cells in enumerate(reader, start=2):
            if len(cells) <= widest:
                if cells:
                    found = f"{len(cells)} / {widest + 1}"
                    raise DataError([file_fault("fault.official_row", _FILE, row=row, found=found)])
                continue
            if cells[status_at] != _EXISTS or not cells[lat_at]:
                continue
            try:
                lat, lon = float(cells[lat_at]), float(cells[lon_at])
            except ValueError:
                continue
            text = cells[text_at].strip()
            if _SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST and 0 < len(text) <= _LONGEST:
                yield Address(cells[code_at], text, lat, lon)
    except (csv.Error, UnicodeDecodeError) as error:
        fault = file_fault("fault.official_row", _FILE, row=row + 1, found=str(error)[:40])
        raise DataError([fault]) from None


REGISTER = Adapter(
    key="addresses",
    title="Valsts adrešu reģistra atvērtie dati",
    publisher="Valsts zemes dienests",
    address="https://data.gov.lv/dati/lv/dataset/varis-atvertie-dati",
    licence="CC BY 4.0",
    brings=ADDRESSES,
    file=_FILE,
    read=read_addresses,
    largest=500_000_000,
)
