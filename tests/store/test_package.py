"""A GeoPackage to be given away: read by sqlite3 here and by GDAL in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from geo.model.outgoing import plain_text
from geo.store.geometry import from_blobs
from geo.store.package import PackageLayer, package_file
from tests.outgoing import HOSTILE, opened

SQUARE = shapely.MultiPolygon([shapely.box(26.0, 56.0, 26.1, 56.1)])
LAYERS = (
    PackageLayer("area", {"key": "key"}, [["west"]], [SQUARE], "MULTIPOLYGON", "<qgis/>"),
    PackageLayer("group", {"id": "text", "n": "whole", "d": "number", "yes": "yes"},
                 [["a", 1, 0.5, True], ["b", None, None, False]], [Point(26.5, 55.9), None],
                 style="<qgis version='3'/>"),
    PackageLayer("problem", {"id": "text"}, [["c"]]),
    PackageLayer("empty", {"id": "text"}, [], []),
)  # fmt: skip

# what QGIS asks for when it opens a layer (src/core/providers/ogr, loadStyle)
_STYLE_OF = (
    "SELECT styleQML FROM layer_styles WHERE f_table_schema = '' AND f_table_name = ?"
    " AND f_geometry_column = ? ORDER BY CASE WHEN useAsDefault THEN 1 ELSE 2 END,"
    " update_time DESC LIMIT 1"
)

_READ = """
import json, sys, warnings
warnings.simplefilter("error")
import pyogrio
found = {}
for name, _ in pyogrio.list_layers(sys.argv[1]):
    info = pyogrio.read_info(sys.argv[1], layer=name)
    frame = pyogrio.read_dataframe(sys.argv[1], layer=name)
    shapes = frame.geometry if "geometry" in frame else []
    plain = frame[list(info["fields"])].astype(object)
    found[name] = {
        "crs": info["crs"], "type": info["geometry_type"], "fields": list(info["fields"]),
        "rows": plain.where(plain.notna(), None).values.tolist(),
        "shapes": [None if shape is None else shape.wkt for shape in shapes],
    }
print(json.dumps(found, default=str))
"""


def read_elsewhere(file: Path) -> dict[str, Any]:
    """Return every layer as GDAL reads it, in a process of its own and without any warning."""
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(file)], capture_output=True, text=True, check=False,
        encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_gdal_reads_every_layer_with_all_its_columns(tmp_path: Path) -> None:
    file = tmp_path / "out.gpkg"
    file.write_bytes(package_file(LAYERS))
    found = read_elsewhere(file)
    assert set(found) == {"area", "group", "problem", "empty", "layer_styles"}
    assert found["area"]["type"] == "MultiPolygon"
    assert found["area"]["crs"] == found["group"]["crs"] == "EPSG:4326"
    assert found["area"]["shapes"] == [SQUARE.wkt]
    assert found["group"]["fields"] == ["id", "n", "d", "yes"]
    assert found["group"]["rows"] == [["a", 1, 0.5, True], ["b", None, None, False]]
    assert found["group"]["shapes"] == ["POINT (26.5 55.9)", None]
    assert (found["problem"]["type"], found["problem"]["rows"]) == (None, [["c"]])
    assert found["empty"]["rows"] == []


def test_it_is_marked_whole_and_says_how_far_it_reaches() -> None:
    with opened(package_file(LAYERS)) as file:
        assert file.execute("PRAGMA application_id").fetchone()[0] == 0x47504B47
        assert file.execute("PRAGMA user_version").fetchone()[0] == 10400
        assert file.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
        reach = {row["table_name"]: tuple(row)[5:9]
                 for row in file.execute("SELECT * FROM gpkg_contents")}  # fmt: skip
    assert reach["area"] == (26.0, 56.0, 26.1, 56.1)
    assert reach["group"] == (26.5, 55.9, 26.5, 55.9)
    assert reach["problem"] == (None,) * 4


def test_the_spatial_index_holds_what_has_a_place() -> None:
    with opened(package_file(LAYERS)) as file:
        boxes = [tuple(row) for row in file.execute("SELECT * FROM rtree_group_geom")]
        assert [box[0] for box in boxes] == [1]
        assert file.execute("SELECT count(*) FROM rtree_area_geom").fetchone()[0] == 1


def test_the_styles_are_where_qgis_looks_for_them() -> None:
    """Columns as QGIS writes them itself; registered, or its GDAL would not see the table."""
    with opened(package_file(LAYERS)) as file:
        columns = [row["name"] for row in file.execute("PRAGMA table_info(layer_styles)")]
        assert columns == [
            "id", "f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column",
            "styleName", "styleQML", "styleSLD", "useAsDefault", "description", "owner", "ui",
            "update_time",
        ]  # fmt: skip
        assert file.execute(_STYLE_OF, ("area", "geom")).fetchone()[0] == "<qgis/>"
        assert file.execute(_STYLE_OF, ("group", "geom")).fetchone()[0] == "<qgis version='3'/>"
        assert file.execute(_STYLE_OF, ("problem", "geom")).fetchone() is None
        kind = file.execute(
            "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'"
        ).fetchone()
        assert kind[0] == "attributes"
        moment = file.execute("SELECT update_time FROM layer_styles").fetchone()[0]
        assert moment.endswith("Z")
        assert "T" in moment


@settings(max_examples=50)
@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text()).map(plain_text), min_size=1))
def test_any_text_comes_back_as_it_was(texts: list[str | None]) -> None:
    """X08."""
    layer = PackageLayer("t", {'a b"c': "text"}, [[text] for text in texts])
    with opened(package_file([layer])) as file:
        assert [row[1] for row in file.execute("SELECT * FROM t ORDER BY fid")] == texts


def test_places_come_back_as_they_were() -> None:
    with opened(package_file(LAYERS)) as file:
        blobs = [row["geom"] for row in file.execute('SELECT geom FROM "group" ORDER BY fid')]
    assert list(from_blobs(blobs)) == [Point(26.5, 55.9), None]
