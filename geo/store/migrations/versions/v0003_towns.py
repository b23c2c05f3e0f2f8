"""Towns of one's own: sets of boundaries, remembered sources, official figures and addresses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from geo.store import geopackage
from geo.store.migrations.columns import columns, numbered

revision = "0003"
down_revision = "0002"


_COUNTED = "year:whole! value:whole code! dataset! source! source_date licence!"

FIGURES = {
    "residents": f"area! sex! age_from:whole age_to:whole {_COUNTED}",
    "cell": f"key! east:whole! north:whole! size_m:whole! {_COUNTED}",
    "address": "code! text! lat:number! lon:number!",
}


def upgrade() -> None:
    """Let areas retire and name their set of boundaries; add the new tables."""
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
    for name, words in FIGURES.items():
        op.create_table(name, numbered(), *columns(f"town! {words}"), sqlite_autoincrement=True)
        op.create_index(f"{name}_of_town", name, ["town"])
    if op.get_bind().dialect.name == "sqlite":
        file = geopackage.raw(op.get_bind())
        geopackage.add_index_triggers(file, "area")
        for name in ("boundary", "source", *FIGURES):
            geopackage.register(file, name, None)
    op.execute("UPDATE about SET value = '3' WHERE key = 'schema'")
