"""Medical institutions with their addresses and places.

Information Centre of the Ministry of the Interior (IeM IC), «VKCP IĢIS – ārstniecības iestāžu
adreses», https://data.gov.lv/dati/lv/dataset/vkcp-igis-arstniecibas-iestazu-adreses (data set
05068340-d155-49cc-9a37-ab7d63ccd769), file ``medicinasiestades.csv`` of 473 rows, last published in
July 2024; CC0 1.0.

Columns as public programs read them: ID, IestadesFilialesKods, IestadesKods, Nosaukums,
IestadesNosaukums, Adrese, IestadesTips, lat, long (degrees with decimal commas), PilsetasNosaukums,
CiemaNosaukums, PagastaNosaukums, NovadaNosaukums. The file itself was not seen. Practices are
called after their doctors: they are left out, whatever their type. Seen described in November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping

from geo.errors import DataError
from geo.files.official.adapter import RECORDS, Adapter, Records, lacks_columns, with_columns
from geo.files.sheet import read_sheet
from geo.model.limits import Limits

_FILE = "medicinasiestades.csv"
_ID, _NAME, _TYPE, _ADDRESS, _LAT, _LON = (
    "ID", "Nosaukums", "IestadesTips", "Adrese", "lat", "long",
)  # fmt: skip
_COLUMNS = (_ID, _NAME, _TYPE, _ADDRESS, _LAT, _LON)
_PRACTICES = ("praks", "ģimenes ārst")


def read_medical(data: bytes, limits: Limits) -> Records:
    """Return the institutions that are no doctor's own practice.

    Raises
    ------
    DataError
        When the file is another, or cannot be read as a table.
    """
    sheet = read_sheet(_FILE, data, limits)
    if missing := [name for name in _COLUMNS if name not in sheet.header]:
        raise DataError([lacks_columns(_FILE, missing, sheet.header)])
    rows = [row for row in sheet.rows if not _is_practice(row.cells)]
    mapping = {
        "kind": "resource",
        "id": _ID,
        "columns": {
            "name_lv": _NAME, "summary_lv": _TYPE, "address": _ADDRESS, "lat": _LAT, "lon": _LON,
        },
        "constants": {"category": "health_support", "status": "active"},
    }  # fmt: skip
    return Records(with_columns(sheet, rows, _COLUMNS), mapping)


def _is_practice(cells: Mapping[str, str]) -> bool:
    said = f"{cells[_NAME]} {cells[_TYPE]}".casefold()
    return any(word in said for word in _PRACTICES)


MEDICAL = Adapter(
    key="medical",
    title="VKCP IĢIS – ārstniecības iestāžu adreses",
    publisher="Iekšlietu ministrijas Informācijas centrs",
    address="https://data.gov.lv/dati/lv/dataset/vkcp-igis-arstniecibas-iestazu-adreses",
    licence="CC0 1.0",
    brings=RECORDS,
    file=_FILE,
    read=read_medical,
)
