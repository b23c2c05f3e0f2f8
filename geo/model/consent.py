"""Personal contacts: shown only where, and only as long as, somebody has agreed to it.

A line of consent names a column of a record that holds a person's contact, ``phone`` or ``web``;
it names the column, not the number: a new number typed later is as personal as the one before, and
the number itself stands in one place. A column without a line in use holds an organisation's
contact. A column with one is shown to whom a line allows, from the day it was given until the day
it ends, that day included; so it vanishes by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from geo.model.days import first_day, last_day
from geo.model.levels import LEVELS, levels_visible_to

CONTACTS = ("phone", "web")
"""The columns that can hold a person's contact."""

MONTHS = 12
"""How long a consent holds unless something else is said (field rule 3.6)."""

Line = Mapping[str, Any]


def is_valid(line: Line, day: date) -> bool:
    """Return whether a consent holds on a day."""
    today = day.isoformat()
    return first_day(line["given_on"]) <= today <= last_day(line["until"])


def hidden_contacts(lines: Iterable[Line], level: str, day: date) -> frozenset[str]:
    """Return the contact columns of one record that a viewer may not see on a day.

    ``lines`` are the record's consents in use.
    """
    levels = levels_visible_to(level)
    lines = list(lines)
    named = {name for line in lines for name in _contacts_of(line)}
    shown = {
        line["contact"] for line in lines if is_valid(line, day) and line["shown_to"] in levels
    }
    return frozenset(named - shown)


def lapsed_contacts(lines: Iterable[Line], day: date) -> frozenset[str]:
    """Return the contact columns of one record that are personal and nobody may be shown."""
    return hidden_contacts(lines, LEVELS[-1], day)


def hidden_by_record(lines: Iterable[Line], level: str, day: date) -> dict[str, frozenset[str]]:
    """Return by record the contact columns that a viewer may not see on a day, where any are."""
    by_record: dict[str, list[Line]] = {}
    for line in lines:
        by_record.setdefault(line["record"], []).append(line)
    found = {one: hidden_contacts(own, level, day) for one, own in by_record.items()}
    return {one: hidden for one, hidden in found.items() if hidden}


def _contacts_of(line: Line) -> tuple[str, ...]:
    """Return the columns a line names; one that another program left unclear names them all."""
    return (line["contact"],) if line["contact"] in CONTACTS else CONTACTS


def without_hidden_contacts(
    table: pd.DataFrame, lines: Sequence[Line], level: str, day: date
) -> pd.DataFrame:
    """Return records of a kind without the contacts that a viewer may not see on a day.

    ``lines`` are all consents in use, of these records and of others.
    """
    of_record = hidden_by_record(lines, level, day)
    if not of_record:
        return table
    hidden = [of_record.get(one, frozenset()) for one in table["id"]]
    columns = {
        name: pd.Series(
            [None if name in away else own for own, away in zip(table[name], hidden, strict=True)],
            index=table.index,
            dtype=object,
        )
        for name in CONTACTS
    }
    return table.assign(**columns)
