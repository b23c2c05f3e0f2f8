"""Whole stores: copy one, keep one safe, put one in the place of another."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geo.errors import StoreDamaged, StoreError, StoreMissing
from geo.store import outside, schema
from geo.store.engine import address, engine_for, failures, file_of
from geo.store.files import copy_file, put_in_place
from geo.store.geometry import from_blobs
from geo.store.store import Store
from geo.store.tables import about, change, metadata

_CHUNK = 1000
_ORDER = (change, *(table for table in metadata.tables.values() if table is not change))


def copy_store(source: Store, url: str) -> None:
    """Copy everything into a place with no records yet: ids, versions, history and seals.

    Raises
    ------
    StoreError
        When there is something at the target already; it stays as it is.
    """
    target_file = file_of(url)
    is_new = target_file is not None and not target_file.exists()
    target = Store(url, create=True)
    try:
        with source.reading(at_once=True) as old, target.writing() as new:
            if any(new.scalar(sa.select(sa.func.count()).select_from(t)) for t in _tables()):
                raise StoreError("the target holds records already; they stay")
            _copy_rows(old, new)
    except BaseException:
        target.close()
        if is_new and target_file is not None:
            target_file.unlink(missing_ok=True)
        raise
    target.close()


def backup(store: Store, file: Path) -> None:
    """Write a store as it is at one moment into a GeoPackage file, also while others write.

    Raises
    ------
    StoreError
        When there is a file of that name already, or it cannot be written.
    """
    if store.file is not None:
        copy_file(store.file, file)
        return
    half = file.with_name(f"{file.name}.{uuid.uuid4().hex[:8]}.new")
    try:
        if file.exists():
            raise FileExistsError(file.name)
        copy_store(store, address(half))
        with failures("the backup cannot be written"):
            with closing(sqlite3.connect(half)) as copy:
                copy.execute("PRAGMA journal_mode = DELETE")
            put_in_place(half, file)
    except FileExistsError as error:
        raise StoreError("there is a file of that name already; it stays") from error
    finally:
        half.unlink(missing_ok=True)


@contextmanager
def opened_copy(file: Path) -> Iterator[Store]:
    """Open a copy of a backup, brought to this version; the backup itself is only read.

    Raises
    ------
    StoreMissing
        When there is no such file.
    StoreDamaged
        When it is no store of ours.
    """
    if not file.is_file():
        raise StoreMissing("there is no such file")
    with tempfile.TemporaryDirectory(prefix="karte-") as folder:
        copy = Path(folder) / "copy.gpkg"
        copy_file(file, copy)
        store = Store(address(copy))
        try:
            yield store
        finally:
            store.close()


def put_store(sound: Store, url: str) -> str | None:
    """Put a store in the place that ``url`` names; what stood there is set aside.

    Returns
    -------
        What it is called now: a file beside the store's, or a schema of the server's database.

    Raises
    ------
    StoreError
        When another program has the present store open, or the place cannot be written.
    """
    file = file_of(url)
    if file is None:
        return _put_on_server(sound, url)
    half = file.with_name(f"{file.name}.{uuid.uuid4().hex[:8]}.new")
    with failures("the store cannot be written where the settings say"):
        try:
            backup(sound, half)
            aside = _set_file_aside(file)
            put_in_place(half, file)
        except FileExistsError as error:
            raise StoreError("another program has just made a store there") from error
        finally:
            half.unlink(missing_ok=True)
    return aside


def _tables() -> tuple[sa.Table, ...]:
    return tuple(table for table in _ORDER if table is not about)


def _copy_rows(old: Connection, new: Connection) -> None:
    outside.unwatch(new)
    new.execute(sa.delete(about).where(about.c.key != "schema"))
    for table in _ORDER:
        query = sa.select(table).order_by(*table.primary_key.columns)
        if table is about:
            query = query.where(about.c.key != "schema")
        result = old.execution_options(yield_per=_CHUNK).execute(query).mappings()
        for part in result.partitions(_CHUNK):
            rows = [dict(row) for row in part]
            if "geom" in table.columns:
                shapes = from_blobs([row["geom"] for row in rows])
                for row, shape in zip(rows, shapes, strict=True):
                    row["geom"] = shape
            new.execute(sa.insert(table), rows)
        if new.dialect.name == "postgresql" and table is not about:
            (number,) = table.primary_key.columns
            highest = sa.select(sa.func.max(number)).scalar_subquery()
            sequence = sa.func.pg_get_serial_sequence(f'"{table.name}"', number.name)
            new.execute(sa.select(sa.func.setval(sequence, highest)).where(highest.is_not(None)))
    outside.watch(new)


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%S")


def _set_file_aside(file: Path) -> str | None:
    if not file.exists():
        return None
    with (
        suppress(StoreDamaged),
        failures("the present store cannot be set aside"),
        closing(sqlite3.connect(file, timeout=1, isolation_level=None)) as present,
    ):
        # Refused as long as anybody else has it open; nothing is left beside the file then.
        try:
            present.execute("PRAGMA journal_mode = DELETE").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            raise StoreError("the map still runs on the present store; stop it first") from error
    stem = f"{file.name}.before-restore-{_stamp()}"
    taken = [other.name for other in file.parent.iterdir()]
    aside = next(
        name for name in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if name not in taken
    )
    for suffix in ("-wal", "-shm", "-journal"):  # of a store too damaged to be asked
        beside = file.with_name(file.name + suffix)
        if beside.exists():
            shutil.move(beside, file.with_name(aside + suffix))
    file.rename(file.with_name(aside))
    return aside


def _put_on_server(sound: Store, url: str) -> str | None:
    engine = engine_for(url)
    aside = f"before_restore_{_stamp().lower()}_{uuid.uuid4().hex[:4]}"
    with failures("the store cannot be written where the settings say"):
        try:
            with sound.reading(at_once=True) as old, engine.begin() as new:
                new.execute(sa.select(sa.func.pg_advisory_xact_lock(schema.MIGRATION_LOCK)))
                new.execute(sa.select(sa.func.pg_advisory_xact_lock(outside.LOG_LOCK)))
                present = sa.inspect(new).get_table_names()
                if "about" in present:
                    outside.unwatch(new)
                    new.exec_driver_sql(f"CREATE SCHEMA {aside}")
                    for name in (*metadata.tables, "alembic_version"):
                        new.exec_driver_sql(f'ALTER TABLE IF EXISTS "{name}" SET SCHEMA {aside}')
                schema.build(new)
                _copy_rows(old, new)
        finally:
            engine.dispose()
    return aside if "about" in present else None
