"""From the bytes of a downloaded file to a plan, and from the plan into the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from geo.acts.areas_in import Reading
from geo.acts.arrivals import commit
from geo.acts.official.figures import CODES, plan_addresses, plan_cells, plan_figures
from geo.acts.official.plan import Came, Line, OfficialPlan
from geo.acts.official.records import plan_rows
from geo.acts.record import Desk
from geo.errors import DataError
from geo.files.faults import file_fault
from geo.files.names import shown_name
from geo.files.official import Adapter
from geo.files.official.adapter import ADDRESSES, CELLS, FIGURES, RECORDS, Areas
from geo.files.shapes import Shapes
from geo.model.figures import Origin
from geo.model.limits import Limits

_ACT = "import"


def read_official(path: Path, adapter: Adapter, limits: Limits) -> bytes:
    """Return the bytes of a downloaded file; its size is looked at before it is read.

    Raises
    ------
    DataError
        When there is no such file, or it is larger than such a file may be.
    """
    most = adapter.limits(limits).file_bytes
    try:
        size = path.stat().st_size
        if size > most:
            raise DataError(
                [file_fault("fault.size", shown_name(path.name), found=size, most=most)]
            )
        return path.read_bytes()
    except OSError:
        raise DataError([file_fault("fault.missing", shown_name(path.name))]) from None


def plan_official(
    desk: Desk,
    adapter: Adapter,
    data: bytes,
    limits: Limits,
    *,
    year: int | None = None,
    date: str | None = None,
) -> OfficialPlan:
    """Return what a downloaded file of anything but boundaries would change; write nothing.

    Parameters
    ----------
    year
        Of the figures, where the file does not say it.
    date
        Of the file, ISO, where it does not say it.

    Raises
    ------
    NotAllowed
        When this person may not import.
    DataError
        When the file is another than the published one, with every fault.
    NotReady
        When nothing in it can be of this town, with the reason.
    """
    desk.allow(_ACT)
    plans: Mapping[str, Callable[[Desk, Came], OfficialPlan]] = {
        FIGURES: plan_figures,
        CELLS: plan_cells,
        ADDRESSES: plan_addresses,
        RECORDS: plan_rows,
    }
    brought = adapter.read(data, adapter.limits(limits))
    said = date or getattr(brought, "date", None)
    origin = Origin(adapter.key, adapter.source, adapter.licence, said)
    plan = plans[adapter.brings](desk, Came(adapter, brought, origin, year))
    notes = tuple(Line(note.key, note.values) for note in getattr(brought, "notes", ()))
    return replace(plan, lines=plan.lines + notes)


def boundaries_of(
    adapter: Adapter, data: bytes, limits: Limits, *, select: str, date: str | None = None
) -> tuple[Shapes, Reading]:
    """Return boundaries of a downloaded file and how they are meant, for ``plan_areas``.

    Parameters
    ----------
    select
        Which areas of the country: the beginning of their codes, or names separated by commas.
    date
        Of the file, ISO.

    Raises
    ------
    DataError
        When the file is another than the published one.
    """
    brought: Areas = adapter.read(data, adapter.limits(limits))
    reading = Reading(
        name_column=brought.name_column,
        code_column=brought.code_column,
        select=select,
        source=adapter.source,
        source_date=date,
        licence=adapter.licence,
    )
    return brought.shapes, reading


def commit_official(desk: Desk, plan: OfficialPlan) -> bool:
    """Write what a plan says, and return whether anything changed.

    Which area a code means is remembered for files that have codes and no names.

    Raises
    ------
    NotAllowed
        When this person may not import.
    Conflict
        When somebody has changed one of the records since the plan; nothing is written then.
    """
    done = desk.allow(_ACT)
    if plan.records is not None:
        return commit(desk, plan.records) is not None
    put: Mapping[str, Any] = {
        FIGURES: desk.store.put_figures,
        CELLS: desk.store.put_cells,
        ADDRESSES: desk.store.put_addresses,
    }
    if plan.codes:
        desk.store.put_source(plan.town, CODES, plan.codes, done)
    written: bool = put[plan.adapter.brings](plan.town, plan.rows, plan.origin, done)
    return written
