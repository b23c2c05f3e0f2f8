"""All kinds as one table, with a column that says the kind: what CSV and XLSX share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from geo.files.table import write_table
from geo.model.fields import Field
from geo.model.outgoing import Table, as_text

_KIND = (Field("kind"), Field("kind_label"))


def union(
    tables: Sequence[Table], kind_words: Mapping[str, str]
) -> tuple[tuple[Field, ...], Iterator[list[Any]]]:
    """Return the columns of all tables, each once, and the rows; what a kind lacks is None."""
    columns: dict[str, Field] = {}
    for table in tables:
        columns |= {field.name: field for field in table.fields if field.name not in columns}

    def rows() -> Iterator[list[Any]]:
        for table in tables:
            for row in table.rows:
                yield [table.kind, kind_words[table.kind], *(row.get(name) for name in columns)]

    return (*_KIND, *columns.values()), rows()


def csv_file(tables: Sequence[Table], kind_words: Mapping[str, str]) -> bytes:
    """Return all rows as one CSV table for spreadsheets, see ``write_table``."""
    columns, rows = union(tables, kind_words)
    cells = ([as_text(value) for value in row] for row in rows)
    return write_table([column.name for column in columns], cells)
