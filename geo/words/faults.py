"""What is wrong in a file, said as a sentence of a person's language."""

from __future__ import annotations

from geo.errors import Fault
from geo.words.catalogue import Words

_LONGEST = 80


def fault_words(fault: Fault, say: Words) -> str:
    """Return the sentence of one fault: file, row or feature, column, and what is wrong.

    A fault without a key of its own is told as what was expected and what was found; what was
    expected is then in English. Texts of the file come as they stand there, shortened: a caller
    that writes Markdown escapes the sentence.
    """
    place = fault.file
    if fault.row is not None and fault.part == "feature":
        place = say("fault.at_feature", place=place, row=fault.row)
    elif fault.row is not None:
        place = say("fault.at_row", place=place, row=fault.row)
    if fault.column:
        place = say("fault.at_column", place=place, column=fault.column)
    return f"{place}: {_sentence(fault, say)}"


def reason_words(fault: Fault, say: Words, column: str | None) -> str:
    """Return what is wrong in a row for whoever has the row before them: column and sentence."""
    sentence = _sentence(fault, say)
    return f"{column}: {sentence}" if column else sentence


def _sentence(fault: Fault, say: Words) -> str:
    found = say("fault.nothing") if fault.found is None else fault.found[:_LONGEST]
    values = {
        name: say.number(value) if isinstance(value, int) else value
        for name, value in fault.values.items()
    }
    key = fault.key or "fault.other"
    return say(key, **{"expected": fault.expected, "found": found, **values})
