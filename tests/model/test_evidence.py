"""What a need's lines of evidence say together, and when its own columns speak instead."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.model.evidence import first_lines, said_by, with_evidence
from geo.model.levels import LEVELS, levels_visible_to

NEED = {
    "methods": ("interviews", "survey"),
    "source_count": 4,
    "source": "Pieraksts",
    "source_date": "2026-11",
}


def line(problem: str = "n", **values: Any) -> dict[str, Any]:
    own = {"problem": problem, "method": "survey", "date": "2026", "source_count": None,
           "source": "S", "level": "public"}  # fmt: skip
    return {**own, **values}


def needs(*ids: str) -> pd.DataFrame:
    rows = [{"id": one, **NEED} for one in ids]
    return pd.DataFrame(
        {name: pd.Series([r[name] for r in rows], dtype=object) for name in rows[0]}
    )


LINES = st.lists(
    st.builds(
        line,
        problem=st.sampled_from(["n", "m"]),
        method=st.sampled_from(["survey", "interviews", "documents"]),
        date=st.sampled_from(["2024", "2024-05", "2025-01-02", "2026-11-22"]),
        source_count=st.none() | st.integers(0, 9),
        source=st.sampled_from(["S", "T"]),
        level=st.sampled_from(LEVELS),
    )
)


def test_a_need_with_two_methods_begins_with_two_lines_that_count_its_sources_once() -> None:
    first, second = first_lines(NEED)
    assert (first["method"], first["source_count"]) == ("interviews", 4)
    assert (second["method"], second["source_count"]) == ("survey", None)
    assert {first["date"], second["date"]} == {"2026-11"}


def test_what_has_no_date_or_no_source_is_no_evidence_yet() -> None:
    assert first_lines({**NEED, "source_date": None}) == []
    assert first_lines({**NEED, "source": ""}) == []


def test_lines_say_again_what_they_were_made_from() -> None:
    assert said_by({**row, "problem": "n"} for row in first_lines(NEED)) == NEED


def test_lines_of_several_days_name_every_method_and_source_and_the_newest_day() -> None:
    said = said_by(
        [line(method="documents", date="2026-11-22", source="B", source_count=2),
         line(method="survey", date="2024", source="A", source_count=1),
         line(method="survey", date="2025", source="A")]
    )  # fmt: skip
    assert said == {
        "methods": ("survey", "documents"),
        "source_count": 3,
        "source": "A; B",
        "source_date": "2026-11-22",
    }


def test_without_lines_the_needs_own_columns_speak() -> None:
    assert said_by([]) == {}
    table = needs("n")
    assert with_evidence(table, [], "internal") is table
    assert with_evidence(table, [line("m")], "internal").to_dict("records") == [{"id": "n", **NEED}]


def test_lines_that_are_hidden_do_not_bring_older_columns_back() -> None:
    (row,) = with_evidence(needs("n"), [line(level="internal")], "public").to_dict("records")
    assert row == {
        "id": "n", "methods": (), "source_count": None, "source": None, "source_date": None,
    }  # fmt: skip


@given(LINES, st.sampled_from(LEVELS))
def test_a_viewer_reads_what_the_lines_they_may_see_say(
    lines: list[dict[str, Any]], level: str
) -> None:
    table = needs("n", "m", "o")
    found = with_evidence(table, lines, level)
    for row in found.to_dict("records"):
        mine = [one for one in lines if one["problem"] == row["id"]]
        seen = [one for one in mine if one["level"] in levels_visible_to(level)]
        if not mine:
            assert row == {"id": row["id"], **NEED}
        else:
            assert set(row["methods"]) == {one["method"] for one in seen}
            counts = [one["source_count"] for one in seen if one["source_count"] is not None]
            assert row["source_count"] == (sum(counts) if counts else None)
    assert table.to_dict("records") == needs("n", "m", "o").to_dict("records")  # left as it was
