"""The store's file: made whole or not at all, copied while in use, never put over another."""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geo.errors import StoreDamaged, StoreError
from geo.store import geopackage, schema
from geo.store.engine import connect, failures


def create_file(path: Path) -> None:
    """Make an empty store.

    It is built under another name and moved: a start that is cut short leaves nothing that looks
    like a store, and whoever comes second takes the store of the first.
    """
    with failures("the store cannot be written where the settings say"):
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}.new")
        try:
            file = sqlite3.connect(half)
            try:
                geopackage.mark(file)
                geopackage.add_functions(file)
                engine = sa.create_engine(
                    "sqlite://", creator=lambda: file, poolclass=sa.pool.StaticPool
                )
                with engine.connect() as connection:
                    schema.build(connection)
                    connection.commit()
            finally:
                file.close()
            with suppress(FileExistsError):
                put_in_place(half, path)
        finally:
            half.unlink(missing_ok=True)


def put_in_place(half: Path, path: Path) -> None:
    """Give a finished file its name in one step, never in the place of another.

    Raises
    ------
    FileExistsError
        When something has that name already.
    """
    if os.name == "nt":
        half.rename(path)  # refused by Windows where the name is taken
        return
    try:
        path.hardlink_to(half)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError(path.name) from None
        half.rename(path)
    else:
        half.unlink()


def keep_copy(path: Path, suffix: str) -> None:
    """Keep a copy of a file beside it, unless there is one of that name already."""
    kept = path.with_name(f"{path.name}.{suffix}")
    if not kept.exists():
        copy_file(path, kept)


def copy_file(path: Path, target: Path) -> None:
    """Copy a store's file as it is at one moment, also while others write.

    Raises
    ------
    StoreError
        When something stands at the target already, or the copy cannot be written.
    StoreDamaged
        When the file is damaged.
    """
    half = target.with_name(f"{target.name}.{uuid.uuid4().hex[:8]}.new")
    with failures("the copy cannot be written"):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with closing(connect(path)) as live, closing(sqlite3.connect(half)) as copy:
                live.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
                if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
                    raise StoreDamaged("the store is damaged; a copy of it would be of no use")
            put_in_place(half, target)
        except FileExistsError as error:
            raise StoreError("there is a file of that name already; it stays") from error
        finally:
            half.unlink(missing_ok=True)


@contextmanager
def looking(path: Path) -> Iterator[Connection]:
    """Open a file that may be anything, without any setting that would be written into it."""
    engine = sa.create_engine(
        "sqlite://", creator=lambda: connect(path), poolclass=sa.pool.NullPool
    )
    with engine.connect() as connection:
        yield connection
