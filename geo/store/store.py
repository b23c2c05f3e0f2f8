"""The store: open it, read whole layers, write with history."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from geo.errors import StoreDamaged, StoreError, StoreMissing
from geo.model.fields import LANGUAGES
from geo.model.levels import levels_visible_to
from geo.model.taxonomy import Answer, Taxonomy, Term
from geo.store import geopackage, writing
from geo.store.geometry import SRS_ID, from_blobs
from geo.store.tables import (
    PLACE_TABLES,
    RECORD_TABLES,
    TOWN_TABLES,
    about,
    answer,
    change,
    metadata,
    term,
    town,
)
from geo.store.values import content_columns
from geo.store.writing import Change, Edit

SCHEMA = "1"
_NAMESPACE = uuid.UUID("6f0b3a1e-8a7f-5d0c-9a55-0e5b5b6f2b11")
_BUSY_TIMEOUT_MS = 5000


def record_id(town_key: str, kind: str, key: str) -> str:
    """Return the UUID that a data file's row has in every store made from it."""
    return str(uuid.uuid5(_NAMESPACE, f"{town_key}/{kind}/{key}"))


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
        try:
            with self._engine.connect() as connection:
                schema = connection.scalar(sa.select(about.c.value).where(about.c.key == "schema"))
        except sa.exc.DatabaseError as error:
            raise StoreDamaged("the file is not a store of this program, or is damaged") from error
        if schema != SCHEMA:
            raise StoreDamaged(f"the store has version {schema}, this program reads {SCHEMA}")

    def _create(self, path: Path) -> None:
        # The file is built under another name and moved: a start that is cut short leaves
        # nothing that looks like a store.
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            half = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}.new")
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
            if path.exists():  # another process was quicker
                half.unlink()
            else:
                half.replace(path)
        except (OSError, sqlite3.Error) as error:
            raise StoreError("the store cannot be written where the settings say") from error

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
        return {key: json.loads(facts) for key, facts in rows}

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
                table.c.town == town_key,
                table.c.level.in_(levels_visible_to(level)),
                table.c.retired.is_not(True),
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
            writing.lock_log(connection)
            connection.execute(sa.delete(town).where(town.c.key == row["key"]))
            connection.execute(sa.insert(town), row)
            noted = writing.note(change_of, "town", row["key"], old, row["facts"])
            writing.append(connection, [noted])

    def put_taxonomy(self, taxonomy: Taxonomy, change_of: Change) -> None:
        """Replace the vocabulary and the crosswalk."""
        if taxonomy == self.taxonomy():
            return
        with self._writing() as connection:
            writing.lock_log(connection)
            connection.execute(sa.delete(term))
            connection.execute(sa.delete(answer))
            rows = [_term_row(place, item) for place, item in enumerate(taxonomy.terms)]
            connection.execute(sa.insert(term), rows)
            if taxonomy.answers:
                connection.execute(sa.insert(answer), [_answer_row(a) for a in taxonomy.answers])
            summary = f"{len(taxonomy.terms)} terms, {len(taxonomy.answers)} answers"
            noted = writing.note(change_of, "taxonomy", "taxonomy", None, summary)
            writing.append(connection, [noted])

    def put(
        self, kind: str, town_key: str, rows: Iterable[Mapping[str, Any]], change_of: Change
    ) -> int:
        """Create or refresh rows of one table and return how many were created or changed.

        All rows are written with their history in one transaction. A row needs ``id``, or
        ``key`` to make one from. A row that somebody else has changed since stays as it is.
        """
        table = TOWN_TABLES[kind]
        columns = content_columns(table)
        with self._writing() as connection:
            others = set(
                connection.scalars(
                    sa.select(change.c.record).where(
                        change.c.kind == kind, change.c.who != change_of.who
                    )
                )
            )
            wanted = {
                values.get("id") or record_id(town_key, kind, str(values["key"])): values
                for values in rows
            }
            found = writing.current(connection, kind, list(wanted))
            edits = [
                Edit(kind, identity, old["version"] if (old := found.get(identity)) else None,
                     {name: values.get(name) for name in columns})
                for identity, values in wanted.items()
                if identity not in found or identity not in others
            ]  # fmt: skip
            before = connection.scalar(sa.select(sa.func.max(change.c.id))) or 0
            writing.write(connection, town_key, edits, change_of)
            changed = sa.select(sa.func.count(change.c.record.distinct()))
            return connection.scalar(changed.where(change.c.id > before)) or 0

    def write(self, town_key: str, edits: Sequence[Edit], change_of: Change) -> str | None:
        """Write edits of records in one transaction; return the batch they share.

        Raises
        ------
        Conflict
            When somebody else changed one of the records first; nothing is written then.
        """
        with self._writing() as connection:
            return writing.write(connection, town_key, edits, change_of)

    def record(self, kind: str, identity: str) -> dict[str, Any] | None:
        """Return one record's columns, None where there is none."""
        with self._reading() as connection:
            return writing.current(connection, kind, [identity]).get(identity)

    def changes(
        self,
        *,
        record: str | None = None,
        batch: str | None = None,
        after: int = 0,
        since: str | None = None,
    ) -> list[dict[str, Any]]:
        """Return log rows, the oldest first: of a record, of an act, after a revision or a time."""
        query = sa.select(change).where(change.c.id > after).order_by(change.c.id)
        if record is not None:
            query = query.where(change.c.record == record)
        if batch is not None:
            query = query.where(change.c.batch == batch)
        if since is not None:
            query = query.where(change.c.at >= since)
        with self._reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def reversal(self, batch: str) -> list[Edit]:
        """Return the edits that would take one act back.

        Raises
        ------
        Conflict
            When somebody has changed the same column since.
        """
        with self._reading() as connection:
            return writing.reversal(connection, batch)

    def as_of(self, kind: str, identity: str, revision: int) -> dict[str, Any] | None:
        """Return what a record said at a revision, None before it was noted."""
        with self._reading() as connection:
            return writing.as_of(connection, kind, identity, revision)

    def seal_outside(self) -> int:
        """Seal what other programs have changed; return how many log rows that were."""
        with self._writing() as connection:
            return writing.seal_pending(connection)

    def first_broken_seal(self) -> int | None:
        """Return the number of the first log row that is not what was sealed, None for none."""
        with self._reading() as connection:
            return writing.first_broken_seal(connection)

    def problems_found(self) -> list[str]:
        """Return what SQLite itself finds wrong with the file, nothing for a sound one."""
        with self._reading() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        return [line for line in found if line != "ok"] + [str(row) for row in broken]

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
        except sa.exc.OperationalError as error:
            raise StoreError("the store cannot be read just now") from error
        except sa.exc.DatabaseError as error:
            raise StoreDamaged("the store is damaged") from error

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                if connection.dialect.name == "sqlite":
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
                connection.commit()
        except sa.exc.OperationalError as error:
            raise StoreError("the store cannot be written just now") from error


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
