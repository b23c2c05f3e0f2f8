"""The store: open it, read whole layers, write with history."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import geopandas as gpd
import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geo.errors import Conflict, StoreDamaged, StoreError, StoreMissing
from geo.model.fields import LANGUAGES
from geo.model.figures import Address, Cell, Origin, Residents
from geo.model.levels import levels_visible_to
from geo.model.taxonomy import Answer, Taxonomy, Term
from geo.store import figures, reversing, schema, writing
from geo.store.engine import engine_for, failures, file_of
from geo.store.files import create_file, keep_copy, looking
from geo.store.geometry import SRS_ID, from_blobs
from geo.store.tables import (
    PLACE_TABLES,
    RECORD_TABLES,
    TOWN_TABLES,
    answer,
    boundary,
    change,
    source,
    term,
    town,
)
from geo.store.values import content_columns
from geo.store.writing import Change, Edit

_NAMESPACE = uuid.UUID("6f0b3a1e-8a7f-5d0c-9a55-0e5b5b6f2b11")


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
        self.file = file_of(url)
        self._engine = engine_for(url)
        with failures("the store cannot be opened"):
            try:
                self._open(create)
            except BaseException:
                self._engine.dispose()
                raise

    def _open(self, create: bool) -> None:
        if self.file is None:
            revision = self._open_server(create)
        else:
            if not self.file.exists():
                if not create:
                    raise StoreMissing("there is no store yet; `python -m geo load` makes one")
                create_file(self.file)
            with looking(self.file) as connection:  # changes nothing, whatever the file is
                revision = schema.version(connection)
        if revision != schema.HEAD:
            self._migrate(revision)
        with self._engine.connect() as connection:
            pending = writing.has_pending(connection)
        if pending:
            self._seal_if_writable()

    def _open_server(self, create: bool) -> str:
        with self._engine.begin() as connection:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(schema.MIGRATION_LOCK)))
            try:
                return schema.version(connection)
            except StoreMissing:
                if not create:
                    raise
                schema.build(connection)
                return schema.HEAD

    def _migrate(self, revision: str) -> None:
        if self.file is not None:
            keep_copy(self.file, f"before-{schema.HEAD}")
        with self.writing() as connection:
            connection.execute(sa.select(1))
            if schema.version(connection) == revision:  # nobody else was quicker
                schema.upgrade(connection)

    def _seal_if_writable(self) -> None:
        try:
            self.seal_outside()
        except StoreDamaged:
            raise
        except StoreError:  # a store that may only be read is still worth reading
            return

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def revision(self) -> int:
        """Return the number of the newest change, 0 for an empty store; asked on every run."""
        with self.reading() as connection:
            return connection.scalar(sa.select(sa.func.max(change.c.id))) or 0

    def towns(self) -> dict[str, dict[str, Any]]:
        """Return each town's facts by its key."""
        with self.reading() as connection:
            rows = connection.execute(sa.select(town.c.key, town.c.facts)).all()
            return {key: json.loads(facts) for key, facts in rows}

    def taxonomy(self) -> Taxonomy:
        """Return the vocabulary and the crosswalk."""
        with self.reading() as connection:
            return _taxonomy(connection)

    def touched(self, after: int, *, at_most: int) -> set[tuple[str, str]] | None:
        """Return kind and id of all that has changed after a revision, None where that is more."""
        query = sa.select(change.c.kind, change.c.record).where(change.c.id > after).distinct()
        with self.reading() as connection:
            found = connection.execute(query.limit(at_most + 1)).all()
        return {(kind, record) for kind, record in found} if len(found) <= at_most else None

    def records(
        self, kind: str, town_key: str, level: str, *, ids: Collection[str] | None = None
    ) -> pd.DataFrame:
        """Return a town's records of one kind that a viewer of ``level`` may see, or some of them.

        Columns are those of the table; ``geom`` is a shapely point in EPSG:4326 or None. The rows
        stand in the order in which they were first written.
        """
        table = RECORD_TABLES[kind]
        query = sa.select(table).where(
            table.c.town == town_key,
            table.c.level.in_(levels_visible_to(level)),
            table.c.retired.is_not(True),
        )
        if ids is not None:
            query = query.where(table.c.id.in_(ids))
        return self._frame(query.order_by(table.c.fid))

    def places(self, kind: str, town_key: str, *, retired: bool = False) -> gpd.GeoDataFrame:
        """Return the areas or the base map of a town in EPSG:4326, in the order they came.

        Areas that were replaced come too where ``retired`` is asked for.
        """
        frame = self._frame(_places(kind, town_key, retired=retired))
        return gpd.GeoDataFrame(frame, geometry="geom", crs=SRS_ID)

    def area(self, town_key: str, key: str) -> dict[str, Any] | None:
        """Return one area's columns but its outline, None where the town has no such area."""
        query = _places("area", town_key).where(PLACE_TABLES["area"].c.key == key)
        with self.reading() as connection:
            row = connection.execute(query).mappings().first()
            return {name: row[name] for name in row if name != "geom"} if row else None

    def put_town(self, facts: Mapping[str, Any], change_of: Change) -> None:
        """Write a town's facts."""
        with self.writing() as connection:
            row = {"key": facts["key"], "facts": json.dumps(facts, ensure_ascii=False)}
            old = connection.scalar(sa.select(town.c.facts).where(town.c.key == row["key"]))
            if old == row["facts"]:
                return
            connection.execute(sa.delete(town).where(town.c.key == row["key"]))
            connection.execute(sa.insert(town), row)
            noted = writing.note(change_of, "town", row["key"], old, row["facts"])
            writing.append(connection, [noted])

    def put_taxonomy(self, taxonomy: Taxonomy, change_of: Change) -> None:
        """Replace the vocabulary and the crosswalk."""
        with self.writing() as connection:
            if taxonomy == _taxonomy(connection):
                return
            connection.execute(sa.delete(term))
            connection.execute(sa.delete(answer))
            rows = [_term_row(place, item) for place, item in enumerate(taxonomy.terms)]
            if rows:
                connection.execute(sa.insert(term), rows)
            if taxonomy.answers:
                connection.execute(sa.insert(answer), [_answer_row(a) for a in taxonomy.answers])
            summary = f"{len(taxonomy.terms)} terms, {len(taxonomy.answers)} answers"
            noted = writing.note(change_of, "taxonomy", "taxonomy", None, summary)
            writing.append(connection, [noted])

    def boundaries(self, town_key: str) -> list[dict[str, Any]]:
        """Return the sets of boundaries a town has had, the oldest first."""
        with self.reading() as connection:
            query = sa.select(boundary).where(boundary.c.town == town_key).order_by(boundary.c.fid)
            return [dict(row) for row in connection.execute(query).mappings()]

    def source(self, town_key: str, name: str) -> dict[str, Any] | None:
        """Return how the columns of a source were read the last time, None for a new source."""
        with self.reading() as connection:
            kept = connection.scalar(sa.select(source.c.mapping).where(*_source(town_key, name)))
            return json.loads(kept) if kept else None

    def put_source(
        self, town_key: str, name: str, mapping: Mapping[str, Any], change_of: Change
    ) -> None:
        """Remember how the columns of a source are read."""
        text = json.dumps(mapping, ensure_ascii=False)
        with self.writing() as connection:
            old = connection.scalar(sa.select(source.c.mapping).where(*_source(town_key, name)))
            if old == text:
                return
            connection.execute(sa.delete(source).where(*_source(town_key, name)))
            row = {"town": town_key, "name": name, "mapping": text}
            connection.execute(sa.insert(source), row)
            noted = writing.note(change_of, "source", f"{town_key}/{name}", old, text)
            writing.append(connection, [noted])

    def figures(
        self, town_key: str, *, every_year: bool = False, area: str | None = None
    ) -> list[tuple[Residents, Origin]]:
        """Return what is known of residents: of each area's newest year or all, or of one area."""
        with self.reading() as connection:
            return figures.read_residents(connection, town_key, every_year=every_year, area=area)

    def cells(self, town_key: str) -> list[tuple[Cell, Origin]]:
        """Return the cells of the grid of residents that lie in a town."""
        with self.reading() as connection:
            return figures.read_cells(connection, town_key)

    def addresses(self, town_key: str) -> list[Address]:
        """Return a town's addresses as the state register has them."""
        with self.reading() as connection:
            return figures.read_addresses(connection, town_key)

    def brought(self, town_key: str) -> dict[str, dict[str, Any]]:
        """Return rows, source and date of ``residents``, ``cell`` and ``address`` of a town."""
        with self.reading() as connection:
            return figures.brought(connection, town_key)

    def put_figures(
        self, town_key: str, rows: Iterable[Residents], origin: Origin, change_of: Change
    ) -> bool:
        """Write what a data set says of residents in some years; return whether that was new."""
        with self.writing() as connection:
            return figures.put_residents(connection, town_key, rows, origin, change_of)

    def put_cells(
        self, town_key: str, rows: Iterable[Cell], origin: Origin, change_of: Change
    ) -> bool:
        """Write what a data set says of cells in some years; return whether that was new."""
        with self.writing() as connection:
            return figures.put_cells(connection, town_key, rows, origin, change_of)

    def put_addresses(
        self, town_key: str, rows: Iterable[Address], origin: Origin, change_of: Change
    ) -> bool:
        """Write a town's addresses in the place of those it had; return whether any is new."""
        with self.writing() as connection:
            return figures.put_addresses(connection, town_key, rows, origin, change_of)

    def put(
        self, kind: str, town_key: str, rows: Iterable[Mapping[str, Any]], change_of: Change
    ) -> int:
        """Create or refresh rows of one table and return how many were created or changed.

        All rows are written with their history in one transaction. A row needs ``id``, or
        ``key`` to make one from. A row that somebody else has changed since stays as it is.
        """
        table = TOWN_TABLES[kind]
        columns = content_columns(table)
        with self.writing() as connection:
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

    def write(
        self,
        town_key: str,
        edits: Sequence[Edit],
        change_of: Change,
        *,
        summary: str | None = None,
        progress: Callable[[float], None] = lambda _: None,
    ) -> str | None:
        """Write edits of records in one transaction; return the batch they share.

        ``summary`` is what the log says of the act as a whole; ``progress`` is told how much is
        done, from 0 to 1, and stops everything by what it raises.

        Raises
        ------
        Conflict
            When somebody else changed one of the records first; nothing is written then.
        """
        with self.writing() as connection:
            return writing.write(
                connection, town_key, edits, change_of, summary=summary, progress=progress
            )

    def record(self, kind: str, identity: str) -> dict[str, Any] | None:
        """Return one record's columns, None where there is none."""
        with self.reading() as connection:
            return writing.current(connection, kind, [identity]).get(identity)

    def found(self, kind: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return the columns of some records by id, retired ones too; what is not there is not."""
        with self.reading() as connection:
            return writing.current(connection, kind, ids)

    def changes_of(self, kind: str, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        """Return the log rows of some records by id, the oldest first."""
        with self.reading() as connection:
            return writing.changes_of(connection, kind, ids)

    def acts(self, act: str) -> list[dict[str, Any]]:
        """Return the log rows that sum up whole acts of a name, the newest first."""
        query = sa.select(change).where(change.c.kind == act, change.c.act == act)
        with self.reading() as connection:
            rows = connection.execute(query.order_by(change.c.id.desc())).mappings()
            return [dict(row) for row in rows]

    def naming(self, kind: str, columns: Sequence[str], identity: str) -> list[dict[str, Any]]:
        """Return the rows of a kind that name a record in one of some columns, as they came.

        Retired ones are among them; a kind with a place is not asked this way.
        """
        table = RECORD_TABLES[kind]
        names_it = sa.or_(*(table.c[column] == identity for column in columns))
        with self.reading() as connection:
            query = sa.select(table).where(names_it).order_by(table.c.fid)
            return [dict(row) for row in connection.execute(query).mappings()]

    def changes(
        self,
        *,
        record: str | None = None,
        batch: str | None = None,
        after: int = 0,
        since: str | None = None,
        but: str | None = None,
    ) -> list[dict[str, Any]]:
        """Return log rows, the oldest first: of a record, of an act, after a revision or a time.

        What ``but`` has written is left out.
        """
        query = sa.select(change).where(change.c.id > after).order_by(change.c.id)
        if record is not None:
            query = query.where(change.c.record == record)
        if batch is not None:
            query = query.where(change.c.batch == batch)
        if since is not None:
            query = query.where(change.c.at >= since)
        if but is not None:
            query = query.where(change.c.who != but)
        with self.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def written_by(self, who: str, since: str) -> Generator[tuple[str, str, str]]:
        """Yield (kind, id, moment) of what somebody has written since a moment, newest first.

        A record comes as often as it was written. Whoever has heard enough closes the iterator:
        a data folder can write a hundred thousand rows at once.
        """
        query = (
            sa.select(change.c.kind, change.c.record, change.c.at)
            .where(change.c.who == who, change.c.at >= since)
            .order_by(change.c.id.desc())
            .execution_options(yield_per=500)
        )
        with self.reading() as connection, connection.execute(query) as rows:
            yield from ((kind, record, at) for kind, record, at in rows)

    def reversal(self, batch: str) -> list[Edit]:
        """Return the edits that would take one act back.

        Raises
        ------
        Conflict
            When somebody has changed the same column since.
        """
        with self.reading() as connection:
            return reversing.reversal(connection, batch)

    def reversals(self, batch: str) -> tuple[list[Edit], list[Conflict]]:
        """Return the edits that take back what still stands of one act, and what hinders it."""
        with self.reading(at_once=True) as connection:
            return reversing.reversals(connection, batch)

    def as_of(self, kind: str, identity: str, revision: int) -> dict[str, Any] | None:
        """Return what a record said at a revision, None before it was noted."""
        with self.reading() as connection:
            return writing.as_of(connection, kind, identity, revision)

    def seal_outside(self) -> int:
        """Seal what other programs have changed; return how many log rows that were."""
        with self.writing() as connection:
            return writing.seal_pending(connection)

    def first_broken_seal(self) -> int | None:
        """Return the number of the first log row that is not what was sealed, None for none."""
        with self.reading() as connection:
            return writing.first_broken_seal(connection)

    def disagreements(self) -> list[tuple[str, str]]:
        """Return kind and id of each record that does not say what its history says.

        Figures and addresses are told by their table and their town.
        """
        with self.reading(at_once=True) as connection:
            return [*writing.disagreements(connection), *figures.disagreements(connection)]

    def problems_found(self) -> list[str]:
        """Return what the engine itself finds wrong with the file, nothing for a sound one."""
        if self.file is None:
            return []
        with self.reading() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        return [line for line in found if line != "ok"] + [str(row) for row in broken]

    def _frame(self, query: sa.Select[Any]) -> pd.DataFrame:
        with self.reading() as connection:
            result = connection.execute(query)
            names = list(result.keys())
            columns: Sequence[Sequence[Any]] = list(zip(*result.all(), strict=True))
            if not columns:
                columns = [()] * len(names)
            data = {
                name: from_blobs(column)
                if name == "geom"
                else pd.Series(list(column), dtype=object)
                for name, column in zip(names, columns, strict=True)
            }
        return pd.DataFrame(data, columns=names)

    @contextmanager
    def reading(self, *, at_once: bool = False) -> Iterator[Connection]:
        """Open a connection to read with; for this room only.

        With ``at_once`` all questions are answered as of one moment; a file always does that.
        """
        with failures("the store cannot be read just now"):
            try:
                with self._engine.connect() as connection:
                    if self.file is not None:
                        connection.exec_driver_sql("BEGIN")
                    elif at_once:
                        connection.execution_options(isolation_level="REPEATABLE READ")
                    yield connection
            except (ValueError, TypeError) as error:  # no JSON, no number, letters that are none
                raise StoreDamaged("the store holds something that cannot be read") from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open the one transaction that may write, committed at the end; for this room only."""
        with (
            failures("the store cannot be written just now"),
            self._engine.connect() as connection,
        ):
            if self.file is not None:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            writing.lock_log(connection)
            yield connection
            connection.commit()


def _places(kind: str, town_key: str, *, retired: bool = False) -> sa.Select[Any]:
    table = PLACE_TABLES[kind]
    query = sa.select(table).where(table.c.town == town_key).order_by(table.c.fid)
    if retired or "retired" not in table.columns:
        return query
    return query.where(table.c.retired.is_not(True))


def _source(town_key: str, name: str) -> tuple[sa.ColumnElement[bool], ...]:
    return source.c.town == town_key, source.c.name == name


def _taxonomy(connection: Connection) -> Taxonomy:
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
