"""The shape of a store: make a new one, tell which version stands there, bring an older one up.

``about.schema`` counts releases for people and for older programs; Alembic's own table says which
migrations have run. A file made before there were migrations has only the first.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from geo.errors import StoreDamaged, StoreMissing
from geo.store import geopackage, outside, writing
from geo.store.tables import about, metadata

HEAD = "0003"
SCHEMA_OF = {"0001": "1", "0002": "2", "0003": "3"}
"""What ``about.schema`` says after each migration."""

MIGRATION_LOCK = 4_711_005
"""Any number that no other program locks in this database."""

_MIGRATIONS = Path(__file__).parent / "migrations"


def build(connection: Connection) -> None:
    """Make the tables, triggers and descriptions of an empty store, at the newest version."""
    on_server = connection.dialect.name == "postgresql"
    if on_server:
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS postgis")
    metadata.create_all(connection)
    if not on_server:
        geopackage.describe(geopackage.raw(connection))
    outside.watch(connection)
    connection.execute(sa.insert(about), {"key": "schema", "value": SCHEMA_OF[HEAD]})
    MigrationContext.configure(connection).stamp(_scripts(), HEAD)


def version(connection: Connection) -> str:
    """Return the migration at which a store stands.

    Raises
    ------
    StoreMissing
        When a server's database is there but holds no store yet.
    StoreDamaged
        When this is no store of ours, or a newer program made it.
    """
    if connection.dialect.name == "sqlite" and not geopackage.is_marked(geopackage.raw(connection)):
        raise StoreDamaged("the file is not a store of this program, or is damaged")
    tables = set(sa.inspect(connection).get_table_names())
    if "about" not in tables and connection.dialect.name == "postgresql":
        raise StoreMissing("there is no store yet; `python -m geo load` makes one")
    if not {"about", "change", "resource", "area", "town"} <= tables:
        raise StoreDamaged("the file is not a store of this program, or is damaged")
    schema = connection.scalar(sa.select(about.c.value).where(about.c.key == "schema"))
    revision = "0001"
    if "alembic_version" in tables:
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        revision = str(found)
    known = SCHEMA_OF.get(revision)
    newer = known is None or (str(schema).isdigit() and int(str(schema)) > int(SCHEMA_OF[HEAD]))
    if newer:
        raise StoreDamaged("a newer version of this program made the store; update the program")
    if schema != known:
        raise StoreDamaged(f"the store has version {schema}, this program reads {SCHEMA_OF[HEAD]}")
    return revision


def upgrade(connection: Connection, to: str = HEAD) -> None:
    """Bring a store to a version; one that is empty altogether begins at the first migration.

    The caller's transaction holds all of it.
    """
    scripts = _scripts()
    context = MigrationContext.configure(
        connection,
        opts={"fn": lambda revision, _: scripts._upgrade_revs(to, revision)},
    )
    if "about" in sa.inspect(connection).get_table_names() and not context.get_current_heads():
        context.stamp(scripts, "0001")
    outside.unwatch(connection)
    with Operations.context(context):
        context.run_migrations()
    if to == HEAD:
        outside.watch(connection)
        writing.seal_pending(connection)


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)
