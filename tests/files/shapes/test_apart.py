"""GeoPackages and shapefiles are read by a process apart; whatever happens there, we go on."""

from __future__ import annotations

import math
import os
import random
import shutil
import sqlite3
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import shapely

from geo.errors import DataError
from geo.files.shapes import Note, Shapes, apart, memory, read_shapes, read_shapes_from
from geo.model.limits import Limits
from tests.files.made import METRES, PRJ, collection, feature, gpkg, point, shapefile, wkb, zipped

LIMITS = Limits(seconds=60)  # a busy machine is no fault of the file
SQUARE = shapely.box(650000, 190000, 651000, 191000)
PHOTO = Note("note.dropped", {"columns": "photo"})


def refused(data: bytes, limits: Limits = LIMITS, layer: str | None = None) -> list[str | None]:
    with pytest.raises(DataError) as raised:
        read_shapes("areas.gpkg", data, limits, layer=layer)
    assert {fault.file for fault in raised.value.faults} == {"areas.gpkg"}
    return [fault.key for fault in raised.value.faults]


def view(columns: str) -> str:
    """Return a script that makes a layer of a view."""
    return f"""
        CREATE VIEW v AS SELECT 1 AS fid, (SELECT geom FROM areas) AS geom, {columns};
        INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)
            VALUES ('v', 'features', 'v', 3059);
        INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'POLYGON', 3059, 0, 0);"""


def is_square(found: Shapes, row: int = 0) -> bool:
    geometry = found.rows[row][2]
    return geometry is not None and geometry.equals(SQUARE)


# --- GeoPackage --------------------------------------------------------------------------------


def test_a_geopackage_is_read_with_its_reference_system(tmp_path: Path) -> None:
    rows = [("Križi", METRES), ("nekur", None), ("tukšs", [])]
    found = read_shapes("a.txt", gpkg(tmp_path, {"areas": rows}), LIMITS)
    assert (found.name, found.form, found.crs, found.layers) == (
        "a.txt", "gpkg", "EPSG:3059", ("areas",),
    )  # fmt: skip
    assert found.columns == ("nosaukums", "skaits", "diena")
    assert [(number, properties) for number, properties, _ in found.rows] == [
        (1, {"nosaukums": "Križi", "skaits": None, "diena": None}),
        (2, {"nosaukums": "nekur", "skaits": 1, "diena": None}),
        (3, {"nosaukums": "tukšs", "skaits": 2, "diena": None}),
    ]
    assert is_square(found)
    assert [geometry for _, _, geometry in found.rows][1:] == [None, None]
    assert found.notes == (PHOTO,)


def test_values_come_as_plain_texts_and_numbers(tmp_path: Path) -> None:
    script = """
        ALTER TABLE areas ADD COLUMN dala DOUBLE; ALTER TABLE areas ADD COLUMN ir BOOLEAN;
        ALTER TABLE areas ADD COLUMN kad DATETIME;
        UPDATE areas SET skaits = 9007199254740991, dala = 0.1, ir = 1, diena = '2026-01-31',
            kad = '2026-01-31T12:00:00.000Z' WHERE fid = 1;"""
    found = read_shapes(
        "a", gpkg(tmp_path, {"areas": [("a", METRES), ("b", None)]}, script), LIMITS
    )
    first, second = (properties for _, properties, _ in found.rows)
    assert {key: first[key] for key in ("skaits", "dala", "ir", "diena")} == {
        "skaits": 9007199254740991, "dala": 0.1, "ir": True, "diena": "2026-01-31",
    }  # fmt: skip
    assert type(first["skaits"]) is int
    assert first["kad"].startswith("2026-01-31T12:00:00")
    assert {second[key] for key in ("dala", "ir", "diena", "kad")} == {None}


def test_the_first_layer_of_several_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    data = gpkg(tmp_path, {"areas": [("a", METRES)], "citi": [("c", METRES)]})
    found = read_shapes("a", data, LIMITS)
    assert (found.layers, found.rows[0][1]["nosaukums"]) == (("areas", "citi"), "a")
    assert found.notes == (Note("note.layer", {"layer": "areas", "others": "citi"}), PHOTO)
    assert read_shapes("a", data, LIMITS, layer="citi").rows[0][1]["nosaukums"] == "c"
    assert refused(data, layer="gone") == ["fault.layer_unknown"]


def test_g16_a_layer_of_lines_or_without_rows_has_its_own_reason(tmp_path: Path) -> None:
    assert refused(gpkg(tmp_path, {"roads": []}, kind="LINESTRING")) == ["fault.layer_none"]
    assert refused(gpkg(tmp_path, {"areas": []})) == ["fault.nothing_inside"]


def test_layers_of_any_geometry_are_read(tmp_path: Path) -> None:
    assert is_square(
        read_shapes("a", gpkg(tmp_path, {"x": [("a", METRES)]}, kind="GEOMETRY"), LIMITS)
    )


def test_g04_g05_g09_geometry_passes_the_same_gate_as_geojson(tmp_path: Path) -> None:
    high = [[x, y, 7.0] for x, y in METRES]
    found = read_shapes("a", gpkg(tmp_path, {"a": [("a", high), ("b", METRES[:4])]}), LIMITS)
    assert is_square(found, 0)
    assert is_square(found, 1)
    assert found.notes[1:] == (
        Note("note.ring_closed", {"features": "2"}),
        Note("note.altitude", {"features": "1"}),
    )
    nowhere = [[x, math.nan] for x, _ in METRES]
    rows = [("a", METRES), ("b", nowhere), ("c", METRES[:3])]
    with pytest.raises(DataError) as raised:
        read_shapes("a", gpkg(tmp_path, {"a": rows}), LIMITS)
    assert [(fault.key, fault.row) for fault in raised.value.faults] == [
        ("fault.number", 2), ("fault.ring_short", 3),
    ]  # fmt: skip


def test_every_geometry_a_geopackage_may_hold_is_read_or_refused_by_its_name(
    tmp_path: Path,
) -> None:
    arc = struct.pack("<BII10d", 1, 8, 5, 0, 0, 1, 1, 2, 0, 1, -1, 0, 0)
    rows = {
        "a height and a measure": struct.pack("<BI4d", 1, 3001, 5, 6, 7, 8),
        "an empty part": struct.pack("<BII", 1, 6, 2) + wkb([]) + wkb(METRES),
        "an arc": struct.pack("<BII", 1, 10, 1) + arc,
        "an empty point": struct.pack("<BI2d", 1, 1, math.nan, math.nan),
        "big end first": struct.pack(">BI2d", 0, 1, 5, 6),
    }
    found = read_shapes("a", gpkg(tmp_path, {"a": list(rows.items())}, kind="GEOMETRY"), LIMITS)
    point_, part, arc_, empty, big = (geometry for _, _, geometry in found.rows)
    assert (point_, big, empty) == (shapely.Point(5, 6), shapely.Point(5, 6), None)
    assert part == shapely.MultiPolygon([shapely.Polygon(METRES)])
    assert arc_ is not None
    assert abs(arc_.area - math.pi) < 0.01
    several = struct.pack("<BII", 1, 7, 1) + wkb(METRES)
    with pytest.raises(DataError) as raised:
        read_shapes("a", gpkg(tmp_path, {"a": [("x", several)]}, kind="GEOMETRY"), LIMITS)
    assert [(fault.key, fault.row, fault.found) for fault in raised.value.faults] == [
        ("fault.geometry_type", 1, "GeometryCollection")
    ]


def test_g08_a_system_that_is_undefined_is_said_to_be_unknown(tmp_path: Path) -> None:
    found = read_shapes("a", gpkg(tmp_path, {"a": [("a", METRES)]}, srs=0), LIMITS)
    assert (found.crs, found.notes[1:]) == (None, (Note("note.crs_unknown", {}),))


def test_g13_limits_hold_before_features_are_read(tmp_path: Path) -> None:
    data = gpkg(tmp_path, {"areas": [("a", METRES)] * 3})
    assert refused(data, Limits(seconds=60, features=2)) == ["fault.features_many"]
    assert refused(data, Limits(seconds=60, vertices=14)) == ["fault.vertices_many"]
    assert refused(data, Limits(seconds=60, properties=2)) == ["fault.properties_many"]
    assert refused(data, Limits(seconds=60, file_bytes=100)) == ["fault.size"]
    exact = Limits(seconds=60, features=3, vertices=15, properties=4)
    assert len(read_shapes("a", data, exact).rows) == 3


def test_g17_a_renamed_database_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "plain.db") as db:
        db.execute("CREATE TABLE areas (geom BLOB)")
    db.close()
    assert refused((tmp_path / "plain.db").read_bytes()) == ["fault.unreadable"]


def test_g17_triggers_do_nothing_when_a_file_is_only_read(tmp_path: Path) -> None:
    script = "CREATE TRIGGER t AFTER INSERT ON areas BEGIN DELETE FROM areas; END;"
    assert is_square(read_shapes("a", gpkg(tmp_path, {"areas": [("a", METRES)]}, script), LIMITS))


@pytest.mark.parametrize(
    "column",
    [
        "load_extension('x')", "readfile('{secret}')", "ogr_geocode('Riga')",
        "ImportSHP('{secret}')", "gdal_get_layer_pixel_value('{secret}', 1, 'georef', 1, 1)",
        "writefile('{made}', 'x')",
    ],
)  # fmt: skip
def test_g17_a_view_reaches_nothing_outside_of_its_file(column: str, tmp_path: Path) -> None:
    secret, made = tmp_path / "secret", tmp_path / "made"
    secret.write_text("zelta-atslega")
    script = view(column.format(secret=secret, made=made) + " AS nosaukums")
    data = gpkg(tmp_path, {"areas": [("a", METRES)]}, script)
    assert refused(data, layer="v") == ["fault.unreadable"]
    assert not made.exists()


def test_g17_a_view_without_end_is_cut_by_time(tmp_path: Path) -> None:
    endless = (
        "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n)"
    )
    data = gpkg(tmp_path, {"areas": [("a", METRES)]}, view(f"{endless} AS n"))
    assert refused(data, Limits(seconds=2), layer="v") == ["fault.time"]


def test_g17_bits_that_flip_and_ends_that_miss_never_reach_us(tmp_path: Path) -> None:
    """200 damaged files, each refused with a reason or read."""
    data = gpkg(tmp_path, {"areas": [("Križi", METRES), ("Griva", None)]})
    chance = random.Random(17)

    def damaged(number: int) -> bytes:
        if number % 10 == 0:
            return data[: chance.randrange(100, len(data))]
        found = bytearray(data)
        for _ in range(1 + number % 5):
            found[chance.randrange(16, len(found))] ^= 1 << chance.randrange(8)
        return bytes(found)

    def outcome(damage: bytes) -> str:
        try:
            return f"read {len(read_shapes('a', damage, LIMITS).rows)}"
        except DataError as error:
            return str(error.faults[0].key)

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(outcome, [damaged(number) for number in range(200)]))
    assert len(outcomes) == 200
    assert {"read 2", "fault.unreadable"} <= set(outcomes)


# --- shapefile ---------------------------------------------------------------------------------


def test_a_zipped_shapefile_is_read_with_its_reference_system() -> None:
    found = read_shapes("a.zip", zipped(shapefile([("Ķīši", METRES), ("nekur", None)])), LIMITS)
    assert (found.form, found.crs, found.columns, found.notes, found.layers) == (
        "shp", "EPSG:3059", ("Name",), (), (),
    )  # fmt: skip
    assert [properties["Name"] for _, properties, _ in found.rows] == ["Ķīši", "nekur"]
    assert is_square(found)
    assert found.rows[1][2] is None


@pytest.mark.parametrize("missing", [".shx", ".dbf"])
def test_a_shapefile_without_a_part_is_refused_by_its_name(missing: str) -> None:
    parts = shapefile([("a", METRES)])
    del parts[missing]
    with pytest.raises(DataError) as raised:
        read_shapes("a.zip", zipped(parts), LIMITS)
    [fault] = raised.value.faults
    assert (fault.key, fault.values) == ("fault.shp_part", {"part": missing})


def test_a_shapefile_on_disk_is_read_with_what_stands_beside_it(tmp_path: Path) -> None:
    for ending, data in shapefile([("Ķīši", METRES)]).items():
        (tmp_path / f"Apkaimes{ending.upper()}").write_bytes(data)
    (tmp_path / "Apkaimes.qpj").write_bytes(b"x")
    found = read_shapes_from(tmp_path / "Apkaimes.SHP", LIMITS)
    assert (found.name, found.crs, found.rows[0][1]) == (
        "Apkaimes.SHP", "EPSG:3059", {"Name": "Ķīši"},
    )  # fmt: skip
    (tmp_path / "Apkaimes.DBF").unlink()
    with pytest.raises(DataError) as raised:
        read_shapes_from(tmp_path / "Apkaimes.SHP", LIMITS)
    assert raised.value.faults[0].key == "fault.shp_part"


def test_columns_of_one_name_are_both_kept() -> None:
    found = read_shapes("a.zip", zipped(shapefile([("a", METRES)], columns=3)), LIMITS)
    assert found.columns == ("Name", "Name_2", "Name_3")
    assert set(found.rows[0][1].values()) == {"a"}


def test_a_shapefile_alone_or_in_name_only_is_refused() -> None:
    assert refused(shapefile([("a", METRES)])[".shp"]) == ["fault.shp_alone"]
    renamed = {**shapefile([("a", METRES)]), ".shp": b"<OGRVRTDataSource/>"}
    assert refused(zipped(renamed)) == ["fault.unreadable"]


GUESSED = (Note("note.encoding", {"encoding": "cp1257"}),)


@pytest.mark.parametrize(
    ("encoding", "cpg", "language", "notes"),
    [
        ("utf-8", "UTF-8", 0, ()),
        ("utf-8", "UTF-8\n", 0x57, ()),
        ("utf-8", None, 0, (Note("note.encoding", {"encoding": "utf-8"}),)),
        ("utf-8", "nonsense", 0, (Note("note.encoding", {"encoding": "utf-8"}),)),
        ("cp1257", "1257", 0, ()),
        ("cp1257", "ANSI 1257", 0x57, ()),
        ("cp1257", "cp1257", 0, ()),
        ("cp1257", "windows-1257", 0, ()),
        ("iso8859-13", "8859-13", 0, ()),
        ("cp1257", None, 0xCC, ()),
        ("cp1257", None, 0x57, GUESSED),
        ("cp1257", None, 0, GUESSED),
        ("cp1257", "hex", 0, GUESSED),
    ],
)
def test_t01_latvian_letters_come_whole_however_a_shapefile_writes_them(
    encoding: str, cpg: str | None, language: int, notes: tuple[Note, ...]
) -> None:
    parts = shapefile([("Ķīši žģ", METRES)], encoding=encoding, cpg=cpg, language=language)
    found = read_shapes("a.zip", zipped(parts), LIMITS)
    assert found.rows[0][1] == {"Name": "Ķīši žģ"}
    assert found.notes == notes


def test_letters_in_another_encoding_than_is_said_are_refused() -> None:
    parts = shapefile([("Ķīši", METRES)], encoding="cp1257", cpg="UTF-8")
    assert refused(zipped(parts)) == ["fault.encoding_table"]


@pytest.mark.parametrize(
    ("prj", "crs", "notes"),
    [
        (None, None, ()),
        ("nonsense", None, ()),
        (PRJ, "EPSG:3059", ()),
        (PRJ.replace("24.0", "24.5"), None, (Note("note.crs_unknown", {}),)),
    ],
    ids=["none", "nonsense", "LKS-92", "a system of nobody"],
)
def test_g08_a_reference_system_is_known_or_said_to_be_unknown(
    prj: str | None, crs: str | None, notes: tuple[Note, ...]
) -> None:
    found = read_shapes("a.zip", zipped(shapefile([("a", METRES)], prj=prj)), LIMITS)
    assert (found.crs, found.notes) == (crs, notes)


@pytest.mark.parametrize("part", [".shp", ".shx", ".dbf", ".prj"])
def test_damaged_parts_are_refused_or_read(part: str) -> None:
    chance = random.Random(part)
    parts = shapefile([("a", METRES), ("b", METRES)])
    for _ in range(5):
        damaged = bytearray(parts[part])
        for _ in range(4):
            damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
        try:
            read_shapes("a.zip", zipped({**parts, part: bytes(damaged)}), LIMITS)
        except DataError as error:
            assert all(fault.key for fault in error.faults)


# --- the process apart -------------------------------------------------------------------------


def test_r10_a_file_that_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    greedy = view("printf('%.*c', 400000000, 'x') AS a, printf('%.*c', 400000000, 'x') AS b")
    data = gpkg(tmp_path, {"areas": [("a", METRES)]}, greedy)
    assert refused(data, layer="v") == ["fault.memory"]
    assert is_square(read_shapes("a", data, LIMITS, layer="areas"))


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let another program answer in the place of the process apart."""

    def put(source: str) -> None:
        path = tmp_path / "program.py"
        path.write_text(f"import json, os, sys, time\n{source}", encoding="utf-8")
        monkeypatch.setattr(apart, "_PROGRAM", path)

    return put


SQLITE = b"SQLite format 3\x00"
ANSWER = "open('answer.json', 'w').write(json.dumps({answer}))\n"
FEATURES = "open('features.json', 'wb').write({features})\n"


def test_r10_the_watch_ends_a_process_that_grows(program: Callable[[str], None]) -> None:
    """Also where the system sets no limits of its own."""
    program("held = b'x' * 300_000_000\ntime.sleep(60)")
    assert refused(SQLITE, Limits(memory_bytes=200_000_000, seconds=60)) == ["fault.memory"]


def test_r10_a_process_that_the_system_ends_was_too_large(program: Callable[[str], None]) -> None:
    program("os.kill(os.getpid(), 9)")
    assert refused(SQLITE) == ["fault.memory"]


def test_the_watch_ends_a_process_that_takes_too_long(program: Callable[[str], None]) -> None:
    program("time.sleep(60)")
    assert refused(SQLITE, Limits(seconds=1)) == ["fault.time"]


def test_the_process_sees_neither_our_settings_nor_our_folder(
    program: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KARTE_STORE", "postgresql://karte:secret@db/karte")
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    seen = "sorted({'KARTE_STORE', 'PYTHONPATH', 'HOME'} & {*os.environ}) + files"
    program(
        "files = os.listdir()\n"
        + ANSWER.format(answer=f"{{'refused': 'layer_unknown', 'found': str({seen})}}")
    )
    with pytest.raises(DataError) as raised:
        read_shapes("a", SQLITE, LIMITS)
    assert raised.value.faults[0].found == "['in.gpkg']"


SOUND = collection(feature(point(1, 2), a=1))


@pytest.mark.parametrize(
    ("source", "key"),
    [
        ("", "unreadable"),
        ("sys.exit(1)", "unreadable"),
        ("raise MemoryError", "unreadable"),
        ("os.abort()", "unreadable"),
        ("open('answer.json', 'w').write('{')", "unreadable"),
        (ANSWER.format(answer="[]"), "unreadable"),
        (ANSWER.format(answer="{'more': 1}"), "unreadable"),
        (ANSWER.format(answer="{'refused': '../x'}"), "unreadable"),
        (ANSWER.format(answer="{}"), "unreadable"),
        (ANSWER.format(answer="{}") + FEATURES.format(features=b"{"), "truncated"),
        (ANSWER.format(answer="{}") + FEATURES.format(features=b"x" * 3000), "unreadable"),
        (ANSWER.format(answer="{}") + "os.symlink('/etc/passwd', 'features.json')", "unreadable"),
        (ANSWER.format(answer="{}") + FEATURES.format(features=SOUND.replace(b"2]", b"NaN]")),
         "number"),
    ],
)  # fmt: skip
def test_an_answer_is_trusted_as_little_as_the_file(
    source: str, key: str, program: Callable[[str], None]
) -> None:
    program(source)
    assert refused(SQLITE, Limits(seconds=60, unpacked_bytes=2000)) == [f"fault.{key}"]


@pytest.mark.parametrize("crs", ["EPSG:3059", "EPSG:1", "<b>", "EPSG:3059; x"])
def test_only_the_form_of_a_code_is_taken_for_one(crs: str, program: Callable[[str], None]) -> None:
    answer = f"{{'crs': {crs!r}, 'has_crs': True, 'columns': ['a']}}"
    program(ANSWER.format(answer=answer) + FEATURES.format(features=SOUND))
    found = read_shapes("a", SQLITE, LIMITS)
    assert found.crs == (crs if crs == "EPSG:3059" else None)
    assert found.rows[0][1] == {"a": 1}


def test_the_process_has_one_driver_and_it_is_the_named_one(tmp_path: Path) -> None:
    """A VRT that came past the look at the first bytes would still not be opened."""
    (secret := tmp_path / "secret.csv").write_text("a,b\n1,2\n")
    vrt = f"<OGRVRTDataSource><OGRVRTLayer name='secret'><SrcDataSource>{secret}</SrcDataSource>"
    data = f"{vrt}</OGRVRTLayer></OGRVRTDataSource>".encode()
    for driver in ("GPKG", "ESRI Shapefile", "no such driver"):
        with pytest.raises(DataError) as raised:
            apart.read_apart("a", {".gpkg": data}, driver, limits=LIMITS, layer=None)
        assert [fault.key for fault in raised.value.faults] == ["fault.unreadable"]


def test_nothing_of_a_reading_stays_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (made := tmp_path / "made").mkdir()
    (temporary := tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    read_shapes("a", gpkg(made, {"areas": [("a", METRES)]}), LIMITS)
    assert refused(SQLITE) == ["fault.unreadable"]
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("asked", [memory.memory_bytes, memory.listed_bytes])
def test_the_memory_of_a_process_is_known_until_it_ends(asked: Callable[[int], int]) -> None:
    if asked is memory.listed_bytes and shutil.which("ps") is None:
        pytest.skip("nothing here lists processes")
    held = b"x" * 50_000_000
    assert 50_000_000 < asked(os.getpid()) < 10**12
    assert len(held) == 50_000_000
    assert asked(2**22 + 1) == 0
