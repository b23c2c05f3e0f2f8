"""How a source is read: as somebody said, as it was the last time, or as its columns suggest."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from geo.acts.arrivals.labels import labels_of
from geo.acts.record import Desk
from geo.acts.snapshot import Snapshot
from geo.analysis.columns import KINDS_IN, guess, mapping_of
from geo.analysis.columns import Mapping as ColumnMapping
from geo.errors import DataError, Fault
from geo.files.sheet import Sheet

_FORMS = ("hsds",)
"""Forms whose columns are always the same; a known mapping of that name reads them."""


def mapping_for(
    desk: Desk,
    town: Snapshot,
    sheet: Sheet,
    *,
    kind: str | None = None,
    source: str = "",
    known: Path | None = None,
) -> ColumnMapping:
    """Return how a sheet is most likely meant.

    First as its source was read before, if it still has the columns; then as one of the mappings
    in the folder ``known`` says, if all its columns are there; else guessed.

    Parameters
    ----------
    kind
        Kind of record that somebody says the rows are; if nobody does and nothing is known of the
        source, they are resources.
    source
        What the source is called, the file's name if nobody says.
    """
    source = source or Path(sheet.name).stem
    kept = desk.store.source(desk.town, source)
    before = [] if kept is None else [mapping_of(kept, source)]
    before = [mapping for mapping in before if _columns(mapping) <= set(sheet.header)]
    for mapping in chain(before, () if known is None else _known(known, sheet)):
        if kind in (None, mapping.kind):
            return mapping
    rows = [row.cells for row in sheet.rows]
    return guess(sheet.header, rows, kind or KINDS_IN[0], labels_of(town), source=source)


def read_mapping(path: Path) -> ColumnMapping:
    """Return the mapping in a TOML file.

    Raises
    ------
    DataError
        With everything that is wrong in it.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError([Fault(path.name, None, None, "the file", None)]) from None
    except (OSError, ValueError) as error:
        raise DataError([Fault(path.name, None, None, "a TOML file", str(error))]) from None
    return mapping_of(table, path.name)


def _known(folder: Path, sheet: Sheet) -> Iterator[ColumnMapping]:
    """Yield the mappings of a folder that fit: one named as the sheet's form, or by its columns."""
    for path in sorted(folder.glob("*.toml")):
        if path.stem == sheet.form:
            yield read_mapping(path)
        elif path.stem not in _FORMS:
            mapping = read_mapping(path)
            if len(_columns(mapping)) > 1 and _columns(mapping) <= set(sheet.header):
                yield mapping


def _columns(mapping: ColumnMapping) -> set[str]:
    own = {mapping.id, mapping.kind_column} - {None}
    return {*mapping.columns.values(), *(name for name in own if name)}
