"""Residents by sex and age of neighbourhoods and other areas: tables IRD081 and IRE071, open data.

- **IRD081** «Population by sex and age group in regions, cities, …, neighbourhoods …», Central
  Statistical Bureau (CSP), https://data.stat.gov.lv/pxweb/en/OSP_PUB/START__POP__IR__IRD/IRD081;
  CC BY 4.0 as the portal states. Title and size of variables seen; value codes ``T``, ``Y15-64``
  in a public program.
- **IRE071** «Population by ethnicity in …, neighbourhoods …» of the same database. Of ethnicity
  nothing is read: the map says nothing of it about people of a place. The total is, since the
  table has it for every neighbourhood of 50 residents or more. Area codes such as ``LVRIG15``,
  names such as ``..Latgale``.
- **iedzivotaji** of the open data portal, «Iedzīvotāji pēc dzimuma un vecuma grupām», annually:
  in neighbourhoods, villages and cells one to ten residents stand as 5, sex and age only where
  there are more than ten. Its own list of fields was not seen; those of IRV030_01 of the same
  publisher were, and are read (``geo.files.official.cubes``).

Forms last seen described in November 2026.
"""

from __future__ import annotations

import re
from collections import Counter

from geo.errors import DataError, Fault
from geo.files.faults import file_fault
from geo.files.official.adapter import FIGURES, Adapter, Figure, Figures, lacks_columns
from geo.files.official.cubes import AGE, AREA, SEX, TIME, Cube, Statement, read_cube
from geo.files.shapes import Note
from geo.model.disclosure import FEW, Count, published
from geo.model.figures import EVERYBODY, MEN, WOMEN
from geo.model.limits import Limits

_MOST_FAULTS = 50
_MOST = 1_000_000
_IN_OPEN_DATA = 5
"""What one to ten residents stand as where no column tells special values."""

_SEXES = {
    "t": EVERYBODY, "total": EVERYBODY, "pavisam": EVERYBODY,
    "f": WOMEN, "females": WOMEN, "female": WOMEN, "women": WOMEN, "sievietes": WOMEN,
    "m": MEN, "males": MEN, "male": MEN, "men": MEN, "vīrieši": MEN,
}  # fmt: skip
_ALL_AGES = {"total", "pavisam", "t"}
_CODE_AND_NAME = re.compile(r"(?P<code>LV[A-Z0-9_]*|\d{7}) +(?P<name>.+)")
_AGES = (
    (re.compile(r"y?(\d{1,3}) ?[-–] ?(\d{1,3})\b.*"), lambda a, b: (a, b)),
    (re.compile(r"y_lt(\d{1,3})"), lambda a: (0, a - 1)),
    (re.compile(r"y_ge(\d{1,3})|(\d{1,3}) ?\+.*"), lambda a: (a, None)),
    (re.compile(r"(\d{1,3}) (?:years?|gadi) (?:and over|un vairāk)"), lambda a: (a, None)),
    (re.compile(r"(?:vismaz|līdz ar) (\d{1,3})\b.*"), lambda a: (a, None)),
    (re.compile(r"y(\d{1,3})|(\d{1,3}) (?:years?|gad[iu]s?)"), lambda a: (a, a)),
)
"""Codes of the Bureau (``Y15-64``, ``Y_LT15``, ``Y_GE65``, ``Y7``) and names of ages."""


def read_residents(file: str, data: bytes, limits: Limits) -> Figures:
    """Return how many people live in each area, by year, and by sex and age where the file has it.

    Ages that are no range of years, such as «of working age», are left out and counted in a note.

    Raises
    ------
    DataError
        When the file is another, or a row says no number of people; up to fifty rows are named.
    """
    cube = read_cube(file, data, limits)
    faults: list[Fault] = []
    left_out: Counter[str] = Counter()
    figures: dict[tuple[object, ...], Figure] = {}
    for statement in cube.statements:
        try:
            figure = _figure(statement, cube)
        except _Fault as fault:
            faults.append(
                file_fault(
                    fault.key, file, row=statement.row, column=fault.column, found=fault.found
                )
            )
            if len(faults) >= _MOST_FAULTS:
                break
            continue
        if figure is None:
            left_out[statement.labels.get(AGE, "")] += 1
            continue
        same = (figure.code, figure.name, figure.year, figure.sex, figure.age_from, figure.age_to)
        figures[same] = figure
        if len(figures) > _MOST:
            raise DataError([file_fault("fault.rows_many", file, most=_MOST)])
    if faults:
        raise DataError(faults)
    if not figures:
        raise DataError([lacks_columns(file, ("AREA", "TIME", "NUMB"), ())])
    notes: tuple[Note, ...] = ()
    if left_out:
        notes = (Note("note.ages_left_out", {"ages": ", ".join(sorted(left_out)[:5])}),)
    return Figures(tuple(figures.values()), cube.date, notes)


class _Fault(Exception):
    def __init__(self, key: str, column: str, found: str) -> None:
        self.key, self.column, self.found = key, column, found


def _figure(statement: Statement, cube: Cube) -> Figure | None:
    """Return the figure of a statement, None where its age is no range of years."""
    codes = statement.codes
    year = codes.get(TIME, "").strip()
    if not re.fullmatch(r"(19|20)\d{2}", year):
        raise _Fault("fault.official_year", "TIME", year)
    sex = _SEXES.get(codes.get(SEX, "T").casefold())
    if sex is None:
        raise _Fault("fault.official_sex", "SEX", codes[SEX])
    ages = ages_of(codes.get(AGE, "TOTAL")) or ages_of(statement.labels.get(AGE, ""))
    if ages is None:
        return None
    try:
        count = published(statement.value, statement.flag)
    except ValueError:
        found = f"{statement.value} {statement.flag}".strip()
        raise _Fault("fault.official_count", "NUMB", found) from None
    is_whole = sex == EVERYBODY and ages == (None, None)
    if is_whole and not cube.has_flags and count.number == _IN_OPEN_DATA:
        count = Count(FEW)
    code, name = area_of(codes[AREA], statement.labels[AREA])
    return Figure(code, name, int(year), count, sex, *ages)


def area_of(code: str, label: str) -> tuple[str, str]:
    """Return code and name of an area; a name comes without the dots that show its level."""
    match = _CODE_AND_NAME.fullmatch(label.strip()) or _CODE_AND_NAME.fullmatch(code.strip())
    if match:
        return match["code"], match["name"].lstrip(". ")
    if code == label:  # one text for both: what has no small letters is a code
        is_code = re.fullmatch(r"LV[A-Z0-9_]*|\d{5,9}", code.strip()) is not None
        return (code.strip(), "") if is_code else ("", label.strip().lstrip(". "))
    return code.strip(), label.strip().lstrip(". ")


def ages_of(text: str) -> tuple[int | None, int | None] | None:
    """Return ages from and to, (None, None) for all, None for what is no range of years."""
    plain = text.strip().casefold()
    if plain in _ALL_AGES:
        return None, None
    for pattern, ages in _AGES:
        if match := pattern.fullmatch(plain):
            numbers = [int(group) for group in match.groups() if group is not None]
            found: tuple[int, int | None] = ages(*numbers)
            return found
    return None


_DATABASE = "https://data.stat.gov.lv/pxweb/lv/OSP_PUB"
_CSP = "Centrālā statistikas pārvalde"

RESIDENTS = Adapter(
    key="residents",
    title="Iedzīvotāji pēc dzimuma un vecuma grupām (IRD081)",
    publisher=_CSP,
    address=f"{_DATABASE}/START__POP__IR__IRD/IRD081",
    licence="CC BY 4.0",
    brings=FIGURES,
    file="IRD081.csv",
    read=lambda data, limits: read_residents("IRD081", data, limits),
    largest=200_000_000,
)
ETHNICITY_TOTALS = Adapter(
    key="residents-ire071",
    title="Iedzīvotāji apkaimēs (IRE071)",
    publisher=_CSP,
    address=f"{_DATABASE}/START__POP__IR__IRE/IRE071",
    licence="CC BY 4.0",
    brings=FIGURES,
    file="IRE071.csv",
    read=lambda data, limits: read_residents("IRE071", data, limits),
    largest=200_000_000,
)
OPEN_DATA = Adapter(
    key="residents-open",
    title="Iedzīvotāji pēc dzimuma un vecuma grupām (atvērtie dati)",
    publisher=_CSP,
    address="https://data.gov.lv/dati/lv/dataset/iedzivotaji",
    licence="CC BY 4.0",
    brings=FIGURES,
    file="iedzivotaji.csv",
    read=lambda data, limits: read_residents("iedzivotaji.csv", data, limits),
    largest=200_000_000,
)
