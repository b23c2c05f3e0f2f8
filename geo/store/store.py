"""The store: open it, read whole layers, write with history."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry
from sqlalchemy.engine import Connection, Engine

from geo.errors import StoreDamaged, StoreError, StoreMissing
from geo.model.fields import LANGUAGES
from geo.model.levels import levels_visible_to
from geo.model.taxonomy import Answer, Taxonomy, Term
from geo.store import geopackage
from geo.store.geometry import SRS_ID, from_blobs
from geo.store.tables import (
    PLACE_TABLES,
    RECORD_TABLES,
    about,
    answer,
    change,
    metadata,
    term,
    town,
)

SCHEMA = "1"
_TABLES = {**RECORD_TABLES, **PLACE_TABLES}
_IDENTITY = ("fid", "id", "town", "version")
_NAMESPACE = uuid.UUID("6f0b3a1e-8a7f-5d0c-9a55-0e5b5b6f2b11")
_BUSY_TIMEOUT_MS = 5000

# What may be right at the next try: busy, locked, out of memory, read-only, input or output, full,
# cannot open, permission.
_PASSING = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
}  # fmt: skip


def record_id(town_key: str, kind: str, key: str) -> str:
    """Return the UUID that a data file's row has in every store made from it."""
    return str(uuid.uuid5(_NAMESPACE, f"{town_key}/{kind}/{key}"))


@dataclass(frozen=True)
class Change:
    """Who changes something, and by which act; written beside every change."""

    who: str
    act: str


class Store:
    """One town map's store behind an SQLAlchemy URL.

    Raises
    ------
    StoreMissing
        When there is no file yet and ``create`` is false.
    StoreDamaged
        When the file is something else, is damaged, or comes from another version.
    StoreError
        When the place cannot be read or written.
    """

    def __init__(self, url: str, *, create: bool = False) -> None:
        self.url = url
        self._engine = _engine(url)
        path = _path(url)
        if path is not None and not path.exists():
            if not create:
                raise StoreMissing("there is no store yet; `python -m geo load` makes one")
            self._create(path)
        if path is not None:
            _look_first(path)
        try:
            with self._engine.connect() as connection:
                schema = connection.scalar(sa.select(about.c.value).where(about.c.key == "schema"))
        except sa.exc.DatabaseError as error:
            raise _told(error) from error
        if schema != SCHEMA:
            raise StoreDamaged(f"the store has version {schema}, this program reads {SCHEMA}")

    def _create(self, path: Path) -> None:
        # The file is built under another name and moved: a start that is cut short leaves
        # nothing that looks like a store.
        half = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}.new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(half)
            try:
                geopackage.mark(connection)
                geopackage.add_functions(connection)
                engine = sa.create_engine(
                    "sqlite://", creator=lambda: connection, poolclass=sa.pool.StaticPool
                )
                metadata.create_all(engine)
                geopackage.describe(connection)
                connection.execute("INSERT INTO about VALUES ('schema', ?)", (SCHEMA,))
                connection.commit()
            finally:
                connection.close()
            # a hard link is refused where a file stands: whoever comes second keeps the first's
            with suppress(FileExistsError):
                path.hardlink_to(half)
        except (OSError, sqlite3.Error, sa.exc.DatabaseError) as error:
            raise StoreError("the store cannot be written where the settings say") from error
        finally:
            with suppress(OSError):
                half.unlink(missing_ok=True)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def revision(self) -> int:
        """Return the number of the newest change, 0 for an empty store; asked on every run."""
        with self._reading() as connection:
            return connection.scalar(sa.select(sa.func.max(change.c.id))) or 0

    def towns(self) -> dict[str, dict[str, Any]]:
        """Return each town's facts by its key."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(town.c.key, town.c.facts)).all()
        try:
            return {key: json.loads(facts) for key, facts in rows}
        except ValueError as error:
            raise StoreDamaged("the facts of a town in the store are damaged") from error

    def taxonomy(self) -> Taxonomy:
        """Return the vocabulary and the crosswalk."""
        with self._reading() as connection:
            terms = connection.execute(sa.select(term).order_by(term.c.place)).mappings().all()
            answers = connection.execute(sa.select(answer).order_by(answer.c.fid)).mappings().all()
        return Taxonomy(
            tuple(
                Term(
                    row["kind"],
                    row["key"],
                    _by_language(row, "label"),
                    _by_language(row, "short"),
                    _by_language(row, "public"),
                    row["asset_type"],
                    row["sensitive"],
                    row["hidden"],
                )
                for row in terms
            ),
            tuple(
                Answer(
                    row["problem_type"],
                    row["kind"],
                    row["key"],
                    row["weight"],
                    _by_language(row, "reason"),
                )
                for row in answers
            ),
        )

    def records(self, kind: str, town_key: str, level: str) -> pd.DataFrame:
        """Return a town's records of one kind that a viewer of ``level`` may see.

        Columns are those of the table; ``geom`` is a shapely point in EPSG:4326 or None.
        """
        table = RECORD_TABLES[kind]
        return self._frame(
            sa.select(table).where(
                table.c.town == town_key, table.c.level.in_(levels_visible_to(level))
            )
        )

    def places(self, kind: str, town_key: str) -> gpd.GeoDataFrame:
        """Return the areas or the base map of a town in EPSG:4326, in the order they came."""
        table = PLACE_TABLES[kind]
        frame = self._frame(sa.select(table).where(table.c.town == town_key).order_by(table.c.fid))
        return gpd.GeoDataFrame(frame, geometry="geom", crs=SRS_ID)

    def put_town(self, facts: Mapping[str, Any], change_of: Change) -> None:
        """Write a town's facts."""
        with self._writing() as connection:
            row = {"key": facts["key"], "facts": json.dumps(facts, ensure_ascii=False)}
            old = connection.scalar(sa.select(town.c.facts).where(town.c.key == row["key"]))
            if old == row["facts"]:
                return
            connection.execute(sa.delete(town).where(town.c.key == row["key"]))
            connection.execute(sa.insert(town), row)
            _note(connection, change_of, "town", row["key"], None, old, row["facts"])

    def put_taxonomy(self, taxonomy: Taxonomy, change_of: Change) -> None:
        """Replace the vocabulary and the crosswalk."""
        if taxonomy == self.taxonomy():
            return
        with self._writing() as connection:
            connection.execute(sa.delete(term))
            connection.execute(sa.delete(answer))
            if taxonomy.terms:
                terms = [_term_row(*item) for item in enumerate(taxonomy.terms)]
                connection.execute(sa.insert(term), terms)
            if taxonomy.answers:
                connection.execute(sa.insert(answer), [_answer_row(a) for a in taxonomy.answers])
            summary = f"{len(taxonomy.terms)} terms, {len(taxonomy.answers)} answers"
            _note(connection, change_of, "taxonomy", "taxonomy", None, None, summary)

    def put(
        self, kind: str, town_key: str, rows: Iterable[Mapping[str, Any]], change_of: Change
    ) -> int:
        """Create or refresh rows of one table and return how many were created or changed.

        Each row is written with its history in one transaction for all. A row needs ``id``, or
        ``key`` to make one from. A row that somebody else has changed since stays as it is.
        """
        table = _TABLES[kind]
        columns = [column.name for column in table.columns if column.name not in _IDENTITY]
        with self._writing() as connection:
            existing = self._existing(connection, table, town_key)
            others = set(
                connection.scalars(
                    sa.select(change.c.record).where(
                        change.c.kind == kind, change.c.who != change_of.who
                    )
                )
            )
            new_rows, notes, changed = [], [], 0
            for values in rows:
                row = {name: values.get(name) for name in columns}
                identity = values.get("id") or record_id(town_key, kind, str(values["key"]))
                old = existing.get(identity)
                if old is None:
                    new_rows.append({"id": identity, "town": town_key, "version": 1, **row})
                    notes.append(_note_row(change_of, kind, identity, None, None, _json(row)))
                elif identity not in others:
                    differing = [name for name in columns if _text(old[name]) != _text(row[name])]
                    if differing:
                        connection.execute(
                            sa.update(table)
                            .where(table.c.id == identity)
                            .values(
                                version=old["version"] + 1,
                                **{name: row[name] for name in differing},
                            )
                        )
                        notes += [
                            _note_row(
                                change_of, kind, identity, name, _text(old[name]), _text(row[name])
                            )
                            for name in differing
                        ]
                        changed += 1
            if new_rows:
                connection.execute(sa.insert(table), new_rows)
            if notes:
                connection.execute(sa.insert(change), notes)
        return len(new_rows) + changed

    def problems_found(self) -> list[str]:
        """Return what SQLite itself finds wrong with the file, nothing for a sound one."""
        with self._reading() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        return [line for line in found if line != "ok"] + [str(row) for row in broken]

    def _existing(
        self, connection: Connection, table: sa.Table, town_key: str
    ) -> dict[str, dict[str, Any]]:
        rows = connection.execute(sa.select(table).where(table.c.town == town_key)).mappings()
        found = [dict(row) for row in rows]
        if "geom" in table.columns:
            for row, geometry in zip(
                found, from_blobs([row["geom"] for row in found]), strict=True
            ):
                row["geom"] = geometry
        return {row["id"]: row for row in found}

    def _frame(self, query: sa.Select[Any]) -> pd.DataFrame:
        with self._reading() as connection:
            result = connection.execute(query)
            names = list(result.keys())
            columns: Sequence[Sequence[Any]] = list(zip(*result.all(), strict=True))
        if not columns:
            columns = [()] * len(names)
        data = {
            name: from_blobs(column) if name == "geom" else pd.Series(list(column), dtype=object)
            for name, column in zip(names, columns, strict=True)
        }
        return pd.DataFrame(data, columns=names)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except sa.exc.DatabaseError as error:
            raise _told(error) from error
        except UnicodeDecodeError as error:  # SQLite quotes the damage in its message
            raise StoreDamaged("the store is damaged") from error

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                if connection.dialect.name == "sqlite":
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
                connection.commit()
        except sa.exc.DatabaseError as error:
            raise _told(error) from error


def _told(error: sa.exc.DatabaseError) -> StoreError:
    """Return what an error of the database means to a person."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    if isinstance(error, sa.exc.IntegrityError):
        return StoreError("the store refuses a row that lacks something or stands there already")
    if isinstance(error, sa.exc.OperationalError) and code in _PASSING:
        return StoreError("the store cannot be read or written just now")
    return StoreDamaged("the file is not a store of this program, or is damaged")


def _look_first(path: Path) -> None:
    """Refuse a file that is no GeoPackage: opening it for writing would already change it.

    SQLite itself looks, read-only: opening and closing the file in any other way would drop the
    locks of this process's other connections (sqlite.org/howtocorrupt, 2.2).
    """
    try:
        address = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
            ours = geopackage.is_marked(connection)
            if ours:
                connection.execute("SELECT value FROM about").fetchall()
    except UnicodeDecodeError as error:  # SQLite quotes the damage in its message
        raise StoreDamaged("the file is not a store of this program, or is damaged") from error
    except sqlite3.DatabaseError as error:
        raise _told(sa.exc.OperationalError(None, None, error)) from error
    if not ours:
        raise StoreDamaged("the file is not a store of this program, or is damaged")


def _path(url: str) -> Path | None:
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    return Path(parsed.database) if parsed.database else None


def _engine(url: str) -> Engine:
    try:
        engine = sa.create_engine(url)
    except (sa.exc.ArgumentError, ModuleNotFoundError) as error:
        raise StoreError("the setting for the store is not a database address") from error
    if engine.dialect.name != "sqlite":
        raise StoreError("this version keeps its store in a GeoPackage file: use sqlite:///…")

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: object) -> None:
        # Python's own transaction handling would open a deferred transaction before our
        # BEGIN IMMEDIATE.
        connection.isolation_level = None
        geopackage.add_functions(connection)
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.close()

    return engine


def _by_language(row: sa.RowMapping, name: str) -> dict[str, str]:
    return {lang: row[f"{name}_{lang}"] for lang in LANGUAGES if row[f"{name}_{lang}"]}


def _spread(name: str, by_language: Mapping[str, str]) -> dict[str, str | None]:
    return {f"{name}_{lang}": by_language.get(lang) for lang in LANGUAGES}


def _term_row(place: int, item: Term) -> dict[str, Any]:
    return {
        "place": place,
        "kind": item.kind,
        "key": item.key,
        **_spread("label", item.label),
        **_spread("short", item.short),
        **_spread("public", item.public),
        "asset_type": item.asset_type,
        "sensitive": item.sensitive,
        "hidden": item.hidden,
    }


def _answer_row(item: Answer) -> dict[str, Any]:
    return {
        "problem_type": item.problem_type,
        "kind": item.kind,
        "key": item.key,
        "weight": item.weight,
        **_spread("reason", item.reason),
    }


def _text(value: Any) -> str | None:
    """Return a value as the history writes it."""
    if value is None or value == ():
        return None
    if isinstance(value, BaseGeometry):
        return str(value.wkt)
    if isinstance(value, tuple):
        return "|".join(value)
    return json.dumps(value) if isinstance(value, (bool, int, float)) else str(value)


def _json(row: Mapping[str, Any]) -> str:
    texts = {name: _text(value) for name, value in row.items()}
    return json.dumps(
        {name: text for name, text in texts.items() if text is not None}, ensure_ascii=False
    )


def _note_row(
    change_of: Change, kind: str, record: str, field: str | None, old: str | None, new: str | None
) -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
        "who": change_of.who,
        "act": change_of.act,
        "kind": kind,
        "record": record,
        "field": field,
        "old_value": old,
        "new_value": new,
    }


def _note(
    connection: Connection,
    change_of: Change,
    kind: str,
    record: str,
    field: str | None,
    old: str | None,
    new: str | None,
) -> None:
    connection.execute(sa.insert(change), _note_row(change_of, kind, record, field, old, new))
