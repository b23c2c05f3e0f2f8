"""Boundaries as they are published lead to areas with names and codes."""

from __future__ import annotations

import pytest

from geo.errors import DataError
from geo.files.official.areas import MUNICIPALITIES, NEIGHBOURHOODS, UNITS, UNITS_DISSOLVED
from geo.model.limits import Limits
from tests.files.official.made import municipalities, shapes, square

LIMITS = Limits()
NAMES = ["Centrs", "Ļiginišķi"]
RINGS = [square(650_000, 190_000), square(651_000, 190_000)]
THREE = [*RINGS, square(652_000, 190_000)]


def test_neighbourhoods_have_codes_and_names() -> None:
    data = shapes({"Code": ["0010015", "0010016"], "Name": NAMES}, RINGS)
    found = NEIGHBOURHOODS.read(data, LIMITS)
    assert (found.name_column, found.code_column) == ("Name", "Code")
    assert found.shapes.crs == "EPSG:3059"
    assert [row[1]["Name"] for row in found.shapes.rows] == NAMES
    assert found.shapes.rows[0][2].area == 1_000_000


def test_columns_are_found_whatever_their_case() -> None:
    found = NEIGHBOURHOODS.read(shapes({"CODE": ["1", "2"], "name": NAMES}, RINGS), LIMITS)
    assert (found.name_column, found.code_column) == ("name", "CODE")


@pytest.mark.parametrize(
    ("adapter", "columns"),
    [
        (NEIGHBOURHOODS, {"Name": NAMES}),
        (UNITS, {"L1_code": NAMES, "L0_code": NAMES}),
        (UNITS_DISSOLVED, {"L1_code": NAMES}),
        (MUNICIPALITIES, {"Name": NAMES}),
    ],
    ids=lambda value: getattr(value, "key", ""),
)
def test_another_file_is_refused_and_its_columns_named(adapter, columns) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DataError) as raised:
        adapter.read(shapes(columns, RINGS), LIMITS)
    (fault,) = raised.value.faults
    assert (fault.key, fault.found) == ("fault.official_columns", ", ".join(columns))


def test_parishes_and_towns_are_units_of_their_municipality() -> None:
    columns = {
        "L1_code": ["LV0040010", "LV0042450", "LV0005000"],
        "L1_name": ["Auce", "Naujenes pagasts", "Daugavpils"],
        "L0_code": ["LV0040000", "LV0040000", "LV0005000"],
        "NUTS3_code": ["LV009", "LV005", "LV005"],
    }
    units = UNITS.read(shapes(columns, THREE), LIMITS)
    assert (units.name_column, units.code_column) == ("L1_name", "L1_code")
    assert len(units.shapes.rows) == 3
    dissolved = UNITS_DISSOLVED.read(shapes(columns, THREE), LIMITS)
    said = [(row[1]["L0_code"], row[1]["name"], row[2].area) for row in dissolved.shapes.rows]
    assert said == [
        ("LV0040000", "LV0040000", 2_000_000),
        ("LV0005000", "Daugavpils", 1_000_000),
    ]
    assert (dissolved.name_column, dissolved.code_column) == ("name", "L0_code")


def test_a_unit_without_a_boundary_cannot_be_dissolved() -> None:
    data = shapes({"L0_code": ["a", "b"]}, [RINGS[0], None])
    with pytest.raises(DataError) as raised:
        UNITS_DISSOLVED.read(data, LIMITS)
    assert [(one.key, one.row) for one in raised.value.faults] == [("fault.official_area", 2)]


def test_municipalities_come_as_geojson_in_metres() -> None:
    found = MUNICIPALITIES.read(municipalities(["Cēsu novads", "Daugavpils"], RINGS), LIMITS)
    assert (found.name_column, found.code_column) == ("nosaukums", None)
    assert found.shapes.crs == "EPSG:3059"
    assert [row[1]["nosaukums"] for row in found.shapes.rows] == ["Cēsu novads", "Daugavpils"]
