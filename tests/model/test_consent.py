"""A personal contact is shown to whom was agreed, until when was agreed, and no longer (P08)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model.consent import (
    hidden_contacts,
    is_valid,
    lapsed_contacts,
    without_hidden_contacts,
)
from geo.model.levels import LEVELS

DAY = date(2026, 11, 22)


def agreed(**values: Any) -> dict[str, Any]:
    own = {"record": "r", "contact": "phone", "shown_to": "public", "given_on": "2026-01-01",
           "until": "2026-12-31"}  # fmt: skip
    return {**own, **values}


AGREED = st.builds(
    agreed,
    record=st.sampled_from(["r", "s"]),
    contact=st.sampled_from(["phone", "web", "26123456"]),
    shown_to=st.sampled_from([*LEVELS, "nobody knows"]),
    given_on=st.dates(date(2026, 1, 1), date(2027, 1, 1)).map(date.isoformat),
    until=st.dates(date(2026, 1, 1), date(2027, 1, 1)).map(date.isoformat),
)


@pytest.mark.parametrize(
    ("given_on", "until", "holds"),
    [
        ("2026-11-22", "2026-11-22", True),
        ("2026-01-01", "2026-11-21", False),
        ("2026-11-23", "2027-11-22", False),
        ("2026", "2026", True),
        ("2025", "2026-11", True),
        ("2025", "2026-10", False),
    ],
)
def test_a_consent_holds_from_its_first_day_to_its_last(
    given_on: str, until: str, holds: bool
) -> None:
    assert is_valid(agreed(given_on=given_on, until=until), DAY) is holds


def test_a_contact_without_a_consent_is_an_organisations() -> None:
    assert hidden_contacts([], "public", DAY) == frozenset()


@pytest.mark.parametrize(
    ("shown_to", "hidden_from"),
    [("public", []), ("partners", ["public"]), ("internal", ["public", "partners"])],
)
def test_a_contact_is_hidden_from_wider_circles_than_was_agreed(
    shown_to: str, hidden_from: list[str]
) -> None:
    lines = [agreed(shown_to=shown_to)]
    assert [one for one in LEVELS if hidden_contacts(lines, one, DAY)] == hidden_from
    assert hidden_contacts(lines, "anybody at all", DAY) == hidden_contacts(lines, "public", DAY)


def test_what_has_ended_is_hidden_from_everybody_until_agreed_anew() -> None:
    over = agreed(until="2026-11-21")
    assert lapsed_contacts([over], DAY) == {"phone"}
    assert lapsed_contacts([over, agreed()], DAY) == frozenset()


def test_a_consent_that_names_no_contact_clearly_hides_them_all() -> None:
    assert hidden_contacts([agreed(contact="26123456")], "internal", DAY) == {"phone", "web"}


@given(st.lists(AGREED), st.dates(date(2026, 1, 1), date(2027, 1, 1)))
def test_whoever_sees_less_never_sees_a_contact_more(
    lines: list[dict[str, Any]], day: date
) -> None:
    public, partners, internal = (hidden_contacts(lines, level, day) for level in LEVELS)
    assert internal <= partners <= public
    assert internal == lapsed_contacts(lines, day)


@given(st.lists(AGREED, min_size=1), st.sampled_from(LEVELS))
def test_after_its_last_day_a_contact_stays_hidden(lines: list[dict[str, Any]], level: str) -> None:
    last = max(date.fromisoformat(line["until"]) for line in lines)
    hidden = hidden_contacts(lines, level, last + timedelta(days=1))
    assert hidden >= {line["contact"] for line in lines} & {"phone", "web"}


@given(st.lists(AGREED), st.sampled_from(LEVELS))
def test_a_table_loses_exactly_what_is_hidden(lines: list[dict[str, Any]], level: str) -> None:
    columns = {"id": ["r", "s", "t"], "phone": ["1", "2", None], "web": ["a", "b", "c"]}
    table = pd.DataFrame({name: pd.Series(v, dtype=object) for name, v in columns.items()})
    found = without_hidden_contacts(table, lines, level, DAY)
    for row, before in zip(found.to_dict("records"), table.to_dict("records"), strict=True):
        mine = [line for line in lines if line["record"] == row["id"]]
        hidden = hidden_contacts(mine, level, DAY)
        for name in ("phone", "web"):
            assert row[name] == (None if name in hidden else before[name])
    assert table["phone"].tolist() == ["1", "2", None]
