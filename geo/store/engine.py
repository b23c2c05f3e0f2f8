"""Open an engine for a database address, and turn what it says into errors of ours."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from geo.errors import StoreDamaged, StoreError
from geo.store import geopackage

SERVER = "postgresql"

BUSY_TIMEOUT_MS = 5000
"""How long a writer waits for another before it gives up."""

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
_SENTENCES = {
    sqlite3.SQLITE_BUSY: "another program is using the store; try again in a moment",
    sqlite3.SQLITE_LOCKED: "another program is using the store; try again in a moment",
    sqlite3.SQLITE_FULL: "the disk is full; nothing was written",
    sqlite3.SQLITE_READONLY: "the store may only be read; nothing was written",
    sqlite3.SQLITE_PERM: "the store may not be opened by this user",
    sqlite3.SQLITE_CANTOPEN: "the store's file cannot be opened",
    sqlite3.SQLITE_IOERR: "the disk did not read or write as it should",
    sqlite3.SQLITE_CONSTRAINT: "a record lacks something it needs; nothing was written",
    sqlite3.SQLITE_TOOBIG: "a text is too long; nothing was written",
}


def file_of(url: str) -> Path | None:
    """Return the file that an address names, None for a server.

    Raises
    ------
    StoreError
        When the address is none, or not of an engine that this program knows.
    """
    try:
        parsed = sa.make_url(url)
        backend = parsed.get_backend_name()
    except (sa.exc.ArgumentError, ValueError) as error:
        raise StoreError("the setting for the store is not a database address") from error
    if backend == SERVER:
        return None
    if backend != "sqlite" or not parsed.database or parsed.database == ":memory:":
        raise StoreError("the store is a GeoPackage file (sqlite:///…) or PostgreSQL with PostGIS")
    return Path(parsed.database)


def address(place: str | Path) -> str:
    """Return the database address of a file, or what already is an address as it was."""
    text = str(place)
    return text if "://" in text else f"sqlite:///{Path(place).absolute().as_posix()}"


def shown(url: str) -> str:
    """Return an address as it may be shown: without its password."""
    return sa.make_url(url).render_as_string(hide_password=True)


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection to a file that exists; it is never made by opening it."""
    read_only = "&immutable=1" if _is_on_a_read_only_place(path) else ""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw{read_only}",
        uri=True,
        check_same_thread=False,
        isolation_level=None,  # Python's own handling would begin before our BEGIN IMMEDIATE
    )
    try:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        geopackage.add_functions(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def engine_for(url: str) -> Engine:
    """Return an engine; nothing is opened yet."""
    path = file_of(url)
    try:
        if path is None:
            # Statements prepared on the server would be lost behind PgBouncer before 1.22.
            return sa.create_engine(
                url, pool_pre_ping=True, connect_args={"prepare_threshold": None}
            )
        return sa.create_engine(url, creator=lambda: _prepared(path))
    except (sa.exc.ArgumentError, ImportError) as error:
        raise StoreError("the setting for the store is not a database address") from error


@contextmanager
def failures(otherwise: str) -> Iterator[None]:
    """Turn every failure of an engine inside into an error of ours; ``otherwise`` is its sentence.

    Raises
    ------
    StoreDamaged
        When what is stored cannot be right.
    StoreError
        When the store cannot be read or written for another reason.
    """
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise _ours(error.orig, otherwise) from error
    except (sqlite3.Error, OSError) as error:
        raise _ours(error, otherwise) from error
    except sa.exc.SQLAlchemyError as error:
        raise StoreError(otherwise) from error
    except UnicodeEncodeError as error:
        raise StoreError("a text holds letters that cannot be stored") from error
    except UnicodeDecodeError as error:
        raise StoreDamaged("the store holds a text that is none") from error
    except OverflowError as error:
        raise StoreError("a number is too large to be stored") from error


def _ours(error: BaseException | None, otherwise: str) -> StoreError:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in _DAMAGED:
            return StoreDamaged("the file is not a store of this program, or is damaged")
        if code == sqlite3.SQLITE_ERROR and ("no such" in str(error) or "malform" in str(error)):
            return StoreDamaged("the file lacks something that a store of this program has")
        if "decode to UTF-8" in str(error):
            return StoreDamaged("the store holds a text that is none")
        return StoreError(_SENTENCES.get(code, otherwise))
    state = getattr(error, "sqlstate", None) or ""
    if state.startswith("23"):
        return StoreError(_SENTENCES[sqlite3.SQLITE_CONSTRAINT])
    if state in ("55P03", "40P01", "40001"):  # waited too long, deadlock, serialization
        return StoreError(_SENTENCES[sqlite3.SQLITE_BUSY])
    if state == "42P01":
        return StoreDamaged("the database lacks something that a store of this program has")
    if state == "53100" or (isinstance(error, OSError) and error.errno == 28):
        return StoreError(_SENTENCES[sqlite3.SQLITE_FULL])
    return StoreError(otherwise)


def _prepared(path: Path) -> sqlite3.Connection:
    connection = connect(path)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        if not _is_on_a_read_only_place(path):
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_READONLY:
            connection.close()
            raise
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _is_on_a_read_only_place(path: Path) -> bool:
    """Return whether no log can stand beside the file: then it can be read, but only as it is."""
    if os.access(path.parent, os.W_OK) or not os.access(path, os.R_OK):
        return False
    return not path.with_name(path.name + "-wal").exists()
