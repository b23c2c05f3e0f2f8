"""Culture objects: libraries, culture centres, museums, stages and others.

Culture Information Systems Centre (KISC), data set 6d564a05-1d8c-49b8-835f-c969c61da182 of the open
data portal, file ``objektusaraksts.csv`` of about 7800 rows, updated continuously; CC0 1.0.

The header of this very file was not seen. A public program gives the order of its columns (id,
object, name, ISIL code, address, two degrees, two coordinates of LKS-92, category, phone, e-mail,
ATVK, address of the page, picture); the publisher's table of culture centres beside it is headed
_id, Objekta nosaukums, ISIL kods, Adrese, LAT, LON, LKS-92 X, LKS-92 Y, … and another of its
tables ``Nosaukums``. Columns are found by these names, in any case; without a name, an address and
degrees the file is refused and says what it has. Directors and contacts, which tables of this
publisher have, are never read. ``_id`` is a row's number and no id. Seen described in November
2026.
"""

from __future__ import annotations

from collections.abc import Sequence

from geo.errors import DataError
from geo.files.official.adapter import RECORDS, Adapter, Records, lacks_columns, with_columns
from geo.files.sheet import read_sheet
from geo.model.limits import Limits

_FILE = "objektusaraksts.csv"
_NAMES = {
    "name_lv": ("Objekta nosaukums", "Nosaukums"),
    "address": ("Adrese",),
    "lat": ("LAT",),
    "lon": ("LON",),
}
"""Names that the column of each field may have, the surest first."""


def read_culture(data: bytes, limits: Limits) -> Records:
    """Return name, address and place of culture objects.

    Raises
    ------
    DataError
        When the file is another, or cannot be read as a table.
    """
    sheet = read_sheet(_FILE, data, limits)
    columns = {field: _column(sheet.header, names) for field, names in _NAMES.items()}
    found = {field: column for field, column in columns.items() if column is not None}
    if missing := [names[0] for field, names in _NAMES.items() if field not in found]:
        raise DataError([lacks_columns(_FILE, missing, sheet.header)])
    mapping = {
        "kind": "resource",
        "columns": found,
        "constants": {"category": "culture_heritage", "status": "active"},
    }
    return Records(with_columns(sheet, sheet.rows, tuple(found.values())), mapping)


def _column(header: Sequence[str], names: Sequence[str]) -> str | None:
    folded = {column.strip().casefold(): column for column in header}
    return next((folded[name.casefold()] for name in names if name.casefold() in folded), None)


CULTURE = Adapter(
    key="culture",
    title="Kultūras objektu saraksts",
    publisher="Kultūras informācijas sistēmu centrs",
    address="https://data.gov.lv/dati/lv/dataset/6d564a05-1d8c-49b8-835f-c969c61da182",
    licence="CC0 1.0",
    brings=RECORDS,
    file=_FILE,
    read=read_culture,
)
