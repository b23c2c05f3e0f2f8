"""Towns of one's own: sets of boundaries that replace one another, and remembered sources."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from geo.store import geopackage
from geo.store.migrations.columns import columns, numbered

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Let areas retire and name their set of boundaries; add the two tables."""
    for column in columns("boundary retired:yes"):
        op.add_column("area", column)
    op.create_table(
        "boundary",
        numbered(),
        sa.Column("id", sa.Text, unique=True),
        sa.Column("town", sa.Text),
        sa.Column("version", sa.Integer, nullable=False, server_default="0"),
        *columns(
            "key! title_lv! title_ru title_en valid_from precision! source! source_date licence "
            "retired:yes"
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "source",
        numbered(),
        *columns("town! name! mapping!"),
        sa.UniqueConstraint("town", "name"),
        sqlite_autoincrement=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        file = geopackage.raw(op.get_bind())
        geopackage.add_index_triggers(file, "area")
        for name in ("boundary", "source"):
            geopackage.register(file, name, None)
    op.execute("UPDATE about SET value = '3' WHERE key = 'schema'")
