"""The official areas of Rīga as they were published, where they lie beside the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.files.shapes import Shapes, read_shapes, read_shapes_from
from geo.model.limits import Limits
from tests.files.made import zipped

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "real" / "riga"
LIMITS = Limits(seconds=60)


@pytest.fixture
def folder() -> Path:
    if not FOLDER.exists():
        pytest.skip("the official areas of Rīga are not beside the repository")
    return FOLDER


def check(found: Shapes) -> None:
    assert (found.form, found.crs, found.columns) == ("shp", "EPSG:3059", ("Code", "Name"))
    assert len(found.rows) == 85
    assert found.notes == ()
    names = {properties["Code"]: properties["Name"] for _, properties, _ in found.rows}
    assert (names["0010001"], names["0010058"]) == ("Kleisti", "Atgāzene")
    riga = [geometry for _, row, geometry in found.rows if row["Code"].startswith("001")]
    assert len(riga) == 58
    # 304 km² are the city's area by the Central Statistical Bureau
    area_km2 = sum(geometry.area for geometry in riga if geometry is not None) / 1e6
    assert 303 < area_km2 < 305


def test_the_shapefile_is_read_with_what_lies_beside_it(folder: Path) -> None:
    check(read_shapes_from(folder / "Apkaimes.shp", LIMITS))


def test_the_same_zipped_as_it_is_downloaded(folder: Path) -> None:
    parts = {file.name: file.read_bytes() for file in folder.glob("Apkaimes.*")}
    check(read_shapes("Apkaimes.zip", zipped(parts), LIMITS))
