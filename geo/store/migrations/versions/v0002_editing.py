"""Careful editing: six new kinds of record, longer forms, a sealed history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from geo.store import geopackage
from geo.store.migrations.columns import columns, numbered, place

revision = "0002"
down_revision = "0001"

NEW_TABLES = {
    "activity": (
        "POINT",
        (
            "activity_type! name_lv! name_ru name_en date! area venue_lv venue_ru venue_en "
            "target_groups links people:whole volunteers:whole result_lv result_ru result_en "
            "next_step_lv next_step_ru next_step_en next_date note_lv note_ru note_en source! "
            "source_date confidence outdated:yes level! retired:yes"
        ),
    ),
    "proposal": (
        None,
        (
            "statement_lv! statement_ru statement_en area department cost_band status! asked_on "
            "answered_on done_on answer_lv answer_ru answer_en links note_lv note_ru note_en "
            "source! source_date confidence outdated:yes level! retired:yes"
        ),
    ),
    "outreach": (
        None,
        (
            "target_groups area place_lv place_ru place_en time message_lv! message_ru message_en "
            "channel language role due done links note_lv note_ru note_en source! source_date "
            "confidence outdated:yes level! retired:yes"
        ),
    ),
    "evidence": (None, ("problem! method! date! source_count:whole source! level! retired:yes")),
    "relation": (None, ("relation_kind! subject! object! since level! retired:yes")),
    "consent": (None, ("record! contact! shown_to! given_by! given_on! until! level! retired:yes")),
}

ADDED = {
    "resource": (
        "giver languages cost opening opening_note_lv opening_note_ru opening_note_en "
        "accessibility confirmed_on confirmed_by confirm_by retired:yes"
    ),
    "group": (
        "areas started ended size rhythm_lv rhythm_ru rhythm_en meeting_place_lv meeting_place_ru "
        "meeting_place_en reach_members:whole reach_population:whole registration activity_areas "
        "confirmed_on confirmed_by confirm_by retired:yes"
    ),
    "problem": ("links approved_by confirmed_on confirmed_by confirm_by retired:yes"),
    "area": ("bounds_lv bounds_ru population_note_lv population_note_ru"),
    "change": "batch version:whole seal",
}

RENAMED = {"bounds": "bounds_en", "population_note": "population_note_en"}
"""Columns of ``area`` that were in English only."""

WITH_KEY = ("resource", "group", "problem")
BEFORE = (*WITH_KEY, "area", "base")


def upgrade() -> None:
    """Add columns and tables; id, town and key may be empty and a version begins at nought."""
    for old, new in RENAMED.items():
        op.execute(f"ALTER TABLE area RENAME COLUMN {old} TO {new}")
        # the log speaks of columns by name; it is sealed only after this
        op.execute(
            f"UPDATE change SET new_value = replace(new_value, '\"{old}\": ', '\"{new}\": ')"
            " WHERE kind = 'area' AND field IS NULL"
        )
        op.execute(f"UPDATE change SET field = '{new}' WHERE kind = 'area' AND field = '{old}'")
    for name, words in ADDED.items():
        for column in columns(words):
            op.add_column(name, column)
    if op.get_bind().dialect.name == "postgresql":
        _loosen_on_server()
    else:
        _loosen_in_file()
        for name in ("resource", "group", "area", "base"):
            geopackage.add_index_triggers(geopackage.raw(op.get_bind()), name)
    for name, (shape, words) in NEW_TABLES.items():
        op.create_table(
            name,
            numbered(),
            sa.Column("id", sa.Text, unique=True),
            sa.Column("town", sa.Text),
            sa.Column("version", sa.Integer, nullable=False, server_default="0"),
            *columns(words),
            *place(shape),
            sqlite_autoincrement=True,
        )
        if op.get_bind().dialect.name == "sqlite":
            geopackage.register(geopackage.raw(op.get_bind()), name, shape)
    op.execute("UPDATE about SET value = '2' WHERE key = 'schema'")


def _loosen_on_server() -> None:
    for name in BEFORE:
        for column in ("id", "town", *(("key",) if name in WITH_KEY else ())):
            op.alter_column(name, column, nullable=True)
        op.alter_column(name, "version", server_default="0")


def _loosen_in_file() -> None:
    # SQLite alters no constraint; its manual (lang_altertable.html, section 7) gives this way for
    # changes that leave the rows as they are. Building the tables anew, as Alembic's batch mode
    # does, would drop the triggers of the spatial index.
    (schema,) = op.get_bind().exec_driver_sql("PRAGMA schema_version").one()
    op.execute("PRAGMA writable_schema = ON")
    for name in BEFORE:
        text = "replace(replace(replace(sql, 'id TEXT NOT NULL', 'id TEXT'), "
        text += "'town TEXT NOT NULL', 'town TEXT'), 'version INTEGER NOT NULL', "
        text += "'version INTEGER DEFAULT ''0'' NOT NULL')"
        if name in WITH_KEY:
            for written in ("key TEXT NOT NULL", '"key" TEXT NOT NULL'):
                nullable = written.removesuffix(" NOT NULL")
                text = f"replace({text}, '{written}', '{nullable}')"
        op.execute(
            f"UPDATE sqlite_schema SET sql = {text} WHERE type = 'table' AND name = '{name}'"
        )
    op.execute(f"PRAGMA schema_version = {schema + 1}")
    op.execute("PRAGMA writable_schema = OFF")
