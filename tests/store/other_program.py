"""What another program writes into the store, past all of ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import psycopg

from geo.store import Store


def outside(store: Store, statement: str, *values: Any) -> None:
    """Run one statement as sqlite3 or psql would; values stand at ``?``."""
    if store.file is None:
        with psycopg.connect(store.url.replace("+psycopg", "")) as connection:
            connection.execute(statement.replace("?", "%s"), values)
        return
    with closing(sqlite3.connect(store.file)) as file, file:
        file.execute(statement, values)


def read(store: Store, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query as they are stored."""
    if store.file is None:
        with psycopg.connect(store.url.replace("+psycopg", "")) as connection:
            return connection.execute(query).fetchall()
    with closing(sqlite3.connect(store.file)) as file:
        return file.execute(query).fetchall()
