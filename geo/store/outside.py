"""Triggers that let honest edits from outside (QGIS, psql, sqlite3) enter the history.

The program's own writes are told apart by what no other program does: an update raises the version
and a new row has its line in the log already. Whatever else is written gets its log rows from here:
unsealed (the store seals them when it next opens or writes), by ``outside``, one row a changed
column, or one with the whole record as JSON where it was added or deleted. Geometries are written
as ``hex:`` and the bytes that the engine stores.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy import Boolean, Integer, Table
from sqlalchemy.engine import Connection
from sqlalchemy.types import Double

from geo.store.geometry import Geometry
from geo.store.tables import TOWN_TABLES
from geo.store.values import content_columns

LOG_LOCK = 4_711_004
"""Any number that no other program locks in this database."""

_PAIRS = 30  # json_object takes 127 arguments at most in some builds

_FILE_NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
_SERVER_NOW = "to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
_FILE_UUID = (
    "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)"
    " || '-' || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2)"
    " || '-' || hex(randomblob(6)))"
)
_COLUMNS = "at, who, act, kind, record, version, field, old_value, new_value"


def watch(connection: Connection) -> None:
    """Put the triggers on every table of a town's things."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_server_lock())
        makers = _server_triggers
    else:
        makers = _file_triggers
    for table in TOWN_TABLES.values():
        for statement in makers(table):
            connection.exec_driver_sql(statement)


def unwatch(connection: Connection) -> None:
    """Take the triggers away, for a migration that rewrites rows."""
    present = set(sa.inspect(connection).get_table_names())
    for name in TOWN_TABLES:
        for event in ("lock", "keep", "insert", "update", "delete"):
            if connection.dialect.name != "postgresql":
                connection.exec_driver_sql(f'DROP TRIGGER IF EXISTS "outside_{name}_{event}"')
            elif name in present:
                connection.exec_driver_sql(
                    f'DROP TRIGGER IF EXISTS "outside_{name}_{event}" ON "{name}"'
                )


def _newest(table: str) -> str:
    """Return whether the log's newest row of the record is anything but that it was deleted."""
    return (
        "coalesce((SELECT field IS NOT NULL OR new_value IS NOT NULL FROM change"
        f" WHERE record = NEW.id AND kind = '{table}' ORDER BY id DESC LIMIT 1), {{no}})"
    )


def _file_text(table: Table, name: str, row: str) -> str:
    """Return SQL for a column's value as the history writes it, for a file."""
    kind, value = table.columns[name].type, f'{row}."{name}"'
    if isinstance(kind, Geometry):
        return f"'hex:' || hex({value})"
    if isinstance(kind, Boolean):
        return f"CASE WHEN {value} THEN 'true' END"
    if isinstance(kind, Double):
        return f"CASE WHEN {value} IS NOT NULL THEN printf('%!.17g', {value}) END"
    return f"CAST({value} AS TEXT)"


def _file_json(table: Table, row: str) -> str:
    names = content_columns(table)
    whole = "'{}'"
    for start in range(0, len(names), _PAIRS):
        pairs = ", ".join(
            f"'{name}', {_file_text(table, name, row)}" for name in names[start : start + _PAIRS]
        )
        whole = f"json_patch({whole}, json_object({pairs}))"  # patching drops what is NULL
    return whole


def _file_triggers(table: Table) -> Iterator[str]:
    name, names = table.name, content_columns(table)
    texts = {column: [_file_text(table, column, row) for row in ("OLD", "NEW")] for column in names}
    differs = " OR ".join(f"({old}) IS NOT ({new})" for old, new in texts.values())
    values = ", ".join(f"('{column}', {old}, {new})" for column, (old, new) in texts.items())
    log = f"INSERT INTO change ({_COLUMNS}) SELECT {_FILE_NOW}, 'outside', 'outside', '{name}'"
    yield f"""
        CREATE TRIGGER "outside_{name}_keep" BEFORE UPDATE OF id, town ON "{name}"
        WHEN (nullif(OLD.id, '') IS NOT NULL AND NEW.id IS NOT OLD.id)
          OR (nullif(OLD.town, '') IS NOT NULL AND NEW.town IS NOT OLD.town)
        BEGIN SELECT RAISE(ABORT, 'id and town of a record stay as they are'); END"""
    yield f"""
        CREATE TRIGGER "outside_{name}_insert" AFTER INSERT ON "{name}"
        WHEN NEW.version < 1 OR NOT {_newest(name).format(no=0)}
        BEGIN
          UPDATE "{name}" SET
            id = coalesce(nullif(NEW.id, ''), {_FILE_UUID}),
            town = coalesce(nullif(NEW.town, ''), (SELECT key FROM town ORDER BY fid LIMIT 1)),
            version = 1 + coalesce(
              (SELECT max(version) FROM change WHERE record = NEW.id AND kind = '{name}'), 0)
          WHERE fid = NEW.fid;
          {log}, id, version, NULL, NULL, {_file_json(table, "NEW")}
          FROM "{name}" WHERE fid = NEW.fid;
        END"""
    yield f"""
        CREATE TRIGGER "outside_{name}_update" AFTER UPDATE ON "{name}"
        WHEN NEW.version <= OLD.version AND OLD.version > 0 AND ({differs})
        BEGIN
          {log}, NEW.id, OLD.version + 1, column1, column2, column3
          FROM (VALUES {values}) WHERE column2 IS NOT column3;
          UPDATE "{name}" SET version = OLD.version + 1 WHERE fid = NEW.fid;
        END"""
    yield f"""
        CREATE TRIGGER "outside_{name}_delete" AFTER DELETE ON "{name}"
        BEGIN
          {log}, OLD.id, OLD.version + 1, NULL, {_file_json(table, "OLD")}, NULL;
        END"""


def _server_text(table: Table, name: str, row: str) -> str:
    """Return SQL for a column's value as the history writes it, for the server."""
    kind, value = table.columns[name].type, f'{row}."{name}"'
    if isinstance(kind, Geometry):
        return f"'hex:' || encode(ST_AsEWKB({value}), 'hex')"
    if isinstance(kind, Boolean):
        return f"CASE WHEN {value} THEN 'true' END"
    return f"{value}::text" if isinstance(kind, Integer | Double) else value


def _server_json(table: Table, row: str) -> str:
    names = content_columns(table)
    parts = []
    for start in range(0, len(names), _PAIRS):
        pairs = ", ".join(
            f"'{name}', {_server_text(table, name, row)}" for name in names[start : start + _PAIRS]
        )
        parts.append(f"jsonb_build_object({pairs})")
    return f"jsonb_strip_nulls({' || '.join(parts)})::text"


def _server_lock() -> str:
    return f"""
        CREATE OR REPLACE FUNCTION outside_lock() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          -- Before any row is locked, in the same order as the program itself does.
          PERFORM pg_advisory_xact_lock({LOG_LOCK});
          RETURN NULL;
        END $$"""


def _server_triggers(table: Table) -> Iterator[str]:
    name, names = table.name, content_columns(table)
    texts = {
        column: [_server_text(table, column, row) for row in ("OLD", "NEW")] for column in names
    }
    values = ", ".join(f"('{column}', {old}, {new})" for column, (old, new) in texts.items())
    log = f"INSERT INTO change ({_COLUMNS})"
    from_outside = f"{_SERVER_NOW}, 'outside', 'outside', '{name}'"
    yield f"""
        CREATE OR REPLACE FUNCTION "outside_{name}"() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' THEN
            {log} VALUES ({from_outside}, OLD.id, OLD.version + 1, NULL,
                          {_server_json(table, "OLD")}, NULL);
            RETURN OLD;
          ELSIF TG_OP = 'INSERT' THEN
            IF coalesce(NEW.version, 0) < 1 OR NOT {_newest(name).format(no="false")} THEN
              NEW.id := coalesce(nullif(NEW.id, ''), gen_random_uuid()::text);
              NEW.town := coalesce(nullif(NEW.town, ''),
                                   (SELECT key FROM town ORDER BY fid LIMIT 1));
              NEW.version := 1 + coalesce((SELECT max(version) FROM change
                                           WHERE record = NEW.id AND kind = '{name}'), 0);
              {log} VALUES ({from_outside}, NEW.id, NEW.version, NULL, NULL,
                            {_server_json(table, "NEW")});
            END IF;
            RETURN NEW;
          END IF;
          IF NEW.id IS DISTINCT FROM OLD.id OR NEW.town IS DISTINCT FROM OLD.town THEN
            RAISE EXCEPTION 'id and town of a record stay as they are';
          END IF;
          IF coalesce(NEW.version, 0) <= OLD.version THEN
            NEW.version := OLD.version;
            {log} SELECT {from_outside}, NEW.id, OLD.version + 1, field, before, after
              FROM (VALUES {values}) AS row (field, before, after)
              WHERE before IS DISTINCT FROM after;
            IF FOUND THEN
              NEW.version := OLD.version + 1;
            END IF;
          END IF;
          RETURN NEW;
        END $$"""
    yield f"""
        CREATE TRIGGER "outside_{name}_lock" BEFORE INSERT OR UPDATE OR DELETE ON "{name}"
        FOR EACH STATEMENT EXECUTE FUNCTION outside_lock()"""
    yield f"""
        CREATE TRIGGER "outside_{name}_update" BEFORE INSERT OR UPDATE OR DELETE ON "{name}"
        FOR EACH ROW EXECUTE FUNCTION "outside_{name}"()"""
