"""All kinds as one table, with a column that says the kind: what CSV and XLSX share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from geo.files.table import write_table
from geo.model.fields import Field
from geo.model.outgoing import LABEL, Table, as_text

_KIND = (Field("kind"), Field("kind" + LABEL))


def union(
    tables: Sequence[Table], kind_words: Mapping[str, str]
) -> tuple[tuple[Field, ...], Iterator[list[Any]]]:
    """Return the columns of all tables, each once, and the rows; what a kind lacks is None."""
    columns = {field.name: field for field in _KIND}
    for table in tables:
        columns |= {field.name: field for field in table.fields if field.name not in columns}
    names = [name for name in columns if name not in ("kind", "kind" + LABEL)]

    def rows() -> Iterator[list[Any]]:
        for table in tables:
            for row in table.rows:
                yield [table.kind, kind_words[table.kind], *(row.get(name) for name in names)]

    return tuple(columns.values()), rows()


def csv_file(tables: Sequence[Table], kind_words: Mapping[str, str]) -> bytes:
    """Return all rows as one CSV table for spreadsheets, see ``write_table``."""
    columns, rows = union(tables, kind_words)
    cells = ([as_text(value) for value in row] for row in rows)
    return write_table([column.name for column in columns], cells)
