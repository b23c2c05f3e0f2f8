"""The store as the first release made it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from geo.store import geopackage
from geo.store.migrations.columns import columns, numbered, place

revision = "0001"
down_revision = None

TOWN_TABLES = {
    "resource": (
        "POINT",
        (
            "key! name_lv! name_ru name_en category! target_groups address precision! area phone "
            "web status! summary_lv summary_ru summary_en note_lv note_ru note_en source! "
            "source_date confidence outdated:yes level!"
        ),
    ),
    "group": (
        "POINT",
        (
            "key! name_lv! name_ru name_en group_kind! scope! area target_groups status! offers_lv "
            "offers_ru offers_en seeks_lv seeks_ru seeks_en address phone web summary_lv "
            "summary_ru summary_en note_lv note_ru note_en source! source_date confidence "
            "outdated:yes level!"
        ),
    ),
    "problem": (
        None,
        (
            "key! problem_type! scope! area target_groups statement_lv! statement_ru statement_en "
            "methods! source_count:whole source_url period trend status! answered_by_categories "
            "note_lv note_ru note_en source! source_date confidence outdated:yes level!"
        ),
    ),
    "area": (
        "GEOMETRY",
        (
            "key! name_lv! name_ru name_en aliases bank population:whole population_year:whole "
            "population_min:whole population_max:whole population_note population_source bounds "
            "neighbours source! confidence precision! boundary_confidence anchor_lon:number "
            "anchor_lat:number"
        ),
    ),
    "base": ("GEOMETRY", ("kind! name_lv name_ru name_en precision")),
}

OTHER_TABLES = {
    "town": "key! facts!",
    "term": (
        "place:whole! kind! key! label_lv label_ru label_en short_lv short_ru short_en public_lv "
        "public_ru public_en asset_type sensitive:yes! hidden:yes!"
    ),
    "answer": ("problem_type! kind! key! weight:whole! reason_lv reason_ru reason_en"),
    "change": ("who! act! kind! record! field old_value new_value"),
    "about": "value!",
}

UNIQUE = {"town": ("key",), "term": ("kind", "key"), "answer": ("problem_type", "kind", "key")}


def upgrade() -> None:
    """Make the tables; on a file also what makes it a GeoPackage."""
    on_server = op.get_bind().dialect.name == "postgresql"
    if on_server:
        op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    for name, (shape, words) in TOWN_TABLES.items():
        op.create_table(
            name,
            numbered(),
            sa.Column("id", sa.Text, nullable=False, unique=True),
            *columns("town! version:whole!"),
            *columns(words),
            *place(shape),
            sqlite_autoincrement=True,
        )
    for name, words in OTHER_TABLES.items():
        if name == "about":
            first = [sa.Column("key", sa.Text, primary_key=True)]
        elif name == "change":
            moment: sa.types.TypeEngine[Any] = sa.Text() if on_server else sa.DATETIME()
            first = [numbered("id"), sa.Column("at", moment, nullable=False)]
        else:
            first = [numbered()]
        unique = [sa.UniqueConstraint(*UNIQUE[name])] if name in UNIQUE else []
        op.create_table(
            name, *first, *columns(words), *unique, sqlite_autoincrement=name != "about"
        )
    op.create_index("change_of_record", "change", ["record"])
    if not on_server:
        file = geopackage.raw(op.get_bind())
        geopackage.add_contents(file)
        for name in (*TOWN_TABLES, *OTHER_TABLES):
            geopackage.register(file, name, TOWN_TABLES.get(name, (None,))[0])
    op.execute("INSERT INTO about (key, value) VALUES ('schema', '1')")
