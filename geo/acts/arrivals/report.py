"""What is told of a plan: a sentence for each reason, and the file of rows that were not taken."""

from __future__ import annotations

from collections.abc import Sequence

from geo.acts.arrivals.verdicts import IMPORTED, Plan
from geo.acts.history import field_word
from geo.errors import Fault
from geo.files.rejects import ENDINGS, rejects
from geo.words import Words, reason_words


def reasons_of(plan: Plan, say: Words) -> dict[int, list[str]]:
    """Return for each row that is not taken why, as sentences by number of the row."""
    found = {row.number: [reason(row.fault, say)] for row in plan.sheet.unreadable}
    for verdict in plan.verdicts:
        if verdict.what not in IMPORTED:
            found[verdict.number] = sentences(verdict.faults, say)
    return found


def sentences(faults: Sequence[Fault], say: Words) -> list[str]:
    """Return faults or warnings as sentences, each once."""
    return list(dict.fromkeys(reason(fault, say) for fault in faults))


def reason(fault: Fault, say: Words) -> str:
    """Return what is wrong in a row, without file and row; a field we know by its own word."""
    name = fault.values.get("field")
    column = field_word(str(name), say) if name and name == fault.column else fault.column
    return reason_words(fault, say, column)


def rejects_of(plan: Plan, say: Words) -> tuple[str, bytes]:
    """Return the name and the bytes of the file of rows that were not taken.

    It has the form of the file that came, with the reason beside each row, ready to be corrected
    and loaded again.
    """
    stem = plan.sheet.name.rpartition(".")[0] or plan.sheet.name or say("arrivals.pasted")
    name = f"{stem}-{say('arrivals.rejects_file')}.{ENDINGS.get(plan.sheet.form, 'csv')}"
    return name, rejects(plan.sheet, reasons_of(plan, say), column=say("arrivals.reason"))
