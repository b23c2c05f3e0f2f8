"""What makes an SQLite file a GeoPackage: its tables of contents and its spatial index.

Follows OGC 12-128r19 (GeoPackage 1.4), annex F.3 for the R-tree.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import shapely
from sqlalchemy.engine import Connection

from geo.store.geometry import SRS_ID, from_blobs
from geo.store.tables import metadata

APPLICATION_ID = 0x47504B47  # "GPKG"
USER_VERSION = 10400

_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)

_CONTENTS = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE,
  max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
"""

_SRS = (
    ("Undefined cartesian SRS", -1, "NONE", -1, "undefined", None),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", None),
    ("WGS 84 geodetic", SRS_ID, "EPSG", SRS_ID, _WGS84, "longitude/latitude"),
)

_BOX = "ST_MinX({row}.geom), ST_MaxX({row}.geom), ST_MinY({row}.geom), ST_MaxY({row}.geom)"
_PUT = 'INSERT OR REPLACE INTO "{index}" VALUES (NEW.fid, ' + _BOX.format(row="NEW") + ");"
_HAS = "NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)"
_HAS_NOT = "NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)"

# name → (event, condition, what to do): the triggers of annex F.3.1.3 as version 1.4 has them, but
# for `OF fid` in 4 and 5: without it a program that lacks ST_IsEmpty could change no column at all.
_TRIGGERS = {
    "insert": ("AFTER INSERT ON", _HAS, _PUT),
    "update2": (
        "AFTER UPDATE OF geom ON",
        f"OLD.fid = NEW.fid AND ({_HAS_NOT})",
        'DELETE FROM "{index}" WHERE id = OLD.fid;',
    ),
    "update4": (
        "AFTER UPDATE OF fid ON",
        f"OLD.fid != NEW.fid AND ({_HAS_NOT})",
        'DELETE FROM "{index}" WHERE id IN (OLD.fid, NEW.fid);',
    ),
    "update5": (
        "AFTER UPDATE OF fid ON",
        f"OLD.fid != NEW.fid AND ({_HAS})",
        'DELETE FROM "{index}" WHERE id = OLD.fid; ' + _PUT,
    ),
    "update6": (
        "AFTER UPDATE OF geom ON",
        f"OLD.fid = NEW.fid AND ({_HAS}) AND (OLD.geom NOTNULL AND NOT ST_IsEmpty(OLD.geom))",
        'UPDATE "{index}" SET minx = ST_MinX(NEW.geom), maxx = ST_MaxX(NEW.geom), '
        "miny = ST_MinY(NEW.geom), maxy = ST_MaxY(NEW.geom) WHERE id = NEW.fid;",
    ),
    "update7": (
        "AFTER UPDATE OF geom ON",
        f"OLD.fid = NEW.fid AND ({_HAS}) AND (OLD.geom ISNULL OR ST_IsEmpty(OLD.geom))",
        _PUT.replace("INSERT OR REPLACE", "INSERT"),
    ),
    "delete": (
        "AFTER DELETE ON",
        "OLD.geom NOT NULL",
        'DELETE FROM "{index}" WHERE id = OLD.fid;',
    ),
}


def raw(connection: Connection) -> sqlite3.Connection:
    """Return Python's own connection under one of SQLAlchemy's."""
    found = connection.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found


def mark(connection: sqlite3.Connection) -> None:
    """Mark a new, empty file as a GeoPackage; this must come before write-ahead logging."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {USER_VERSION}")


def is_marked(connection: sqlite3.Connection) -> bool:
    """Return whether the file says it is a GeoPackage."""
    found = connection.execute("PRAGMA application_id").fetchone()
    return bool(found and found[0] == APPLICATION_ID)


def add_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that the spatial index's triggers call."""
    for name, place in (("ST_MinX", 0), ("ST_MinY", 1), ("ST_MaxX", 2), ("ST_MaxY", 3)):
        connection.create_function(
            name, 1, lambda blob, place=place: _bounds(blob)[place], deterministic=True
        )
    connection.create_function(
        "ST_IsEmpty",
        1,
        lambda blob: None if blob is None else int(from_blobs([blob])[0].is_empty),
        deterministic=True,
    )


def describe(connection: sqlite3.Connection) -> None:
    """Write the tables of contents and the spatial index for every table of ours."""
    add_contents(connection)
    for name, table in metadata.tables.items():
        register(connection, name, str(table.c["geom"].type) if "geom" in table.c else None)


def add_contents(connection: sqlite3.Connection) -> None:
    """Make the tables of contents, with the reference systems and no table of ours yet."""
    for statement in _CONTENTS.split(";"):  # executescript would end the caller's transaction
        connection.execute(statement)
    connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", _SRS)


def register(connection: sqlite3.Connection, name: str, shape: str | None) -> None:
    """Enter a table into the contents; one with geometries of a ``shape`` gets its index."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    kind, srs = ("attributes", None) if shape is None else ("features", SRS_ID)
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change, srs_id)"
        " VALUES (?, ?, ?, ?, ?)",
        (name, kind, name, now, srs),
    )
    if shape is not None:
        _index(connection, name, shape)


def _index(connection: sqlite3.Connection, name: str, shape: str) -> None:
    index = f"rtree_{name}_geom"
    connection.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", (name, shape, SRS_ID)
    )
    connection.execute(
        "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index',"
        " 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
        (name,),
    )
    connection.execute(f'CREATE VIRTUAL TABLE "{index}" USING rtree(id, minx, maxx, miny, maxy)')
    add_index_triggers(connection, name)


def add_index_triggers(connection: sqlite3.Connection, name: str) -> None:
    """Put the triggers that keep a table's spatial index, in the place of those it has."""
    index = f"rtree_{name}_geom"
    for trigger, (event, condition, action) in _TRIGGERS.items():
        connection.execute(f'DROP TRIGGER IF EXISTS "{index}_{trigger}"')
        connection.execute(
            f'CREATE TRIGGER "{index}_{trigger}" {event} "{name}" WHEN ({condition})'
            f" BEGIN {action.format(index=index)} END"
        )


def _bounds(blob: bytes | None) -> tuple[float | None, ...]:
    if blob is None:
        return (None,) * 4
    return tuple(float(side) for side in shapely.bounds(from_blobs([blob])[0]))
