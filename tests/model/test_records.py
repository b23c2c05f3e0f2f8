"""All records of a town in one frame: what each code says, by value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from geo.model.placing import NOWHERE
from geo.model.records import Records, gather, merged
from geo.model.taxonomy import KINDS
from tests import tiny


def by_id(values: object) -> dict[str, object]:
    records = tiny.tiny()
    return dict(zip(records.ids, np.asarray(values).tolist(), strict=True))


def test_every_record_is_there_once_by_kind_type_status_target_and_area() -> None:
    records = tiny.tiny()
    assert list(records.ids) == [
        "r-hall", "r-old", "r-lost", "r-gym", "r-border",
        "g-choir", "g-town",
        "p-closed", "p-lonely", "p-idle", "p-none",
    ]  # fmt: skip
    assert len(records) == 11
    assert [KINDS[code] for code in records.kind] == ["resource"] * 5 + ["group"] * 2 + [
        "problem"
    ] * 4


def test_a_record_knows_its_row_and_a_stranger_has_none() -> None:
    records = tiny.tiny()
    assert [records.row_of(identity) for identity in records.ids] == list(range(11))
    assert records.row_of("r-nobody") is None
    assert records.row_of("") is None


def test_a_record_is_in_its_stated_area_else_in_the_one_it_stands_in() -> None:
    records = tiny.tiny()
    named = [None if code == NOWHERE else records.areas[code] for code in records.area]
    assert dict(zip(records.ids, named, strict=True)) == {
        "r-hall": "west",  # stands in it
        "r-gym": "east",  # stated
        "r-border": "west",  # on the border: the first in order (G12)
        "r-old": "east",
        "r-lost": None,
        "g-choir": "west",
        "g-town": None,
        "p-lonely": "west",
        "p-idle": None,
        "p-none": "east",
        "p-closed": None,
    }


def test_the_areas_and_nowhere_together_hold_every_record_once() -> None:
    records = tiny.tiny()
    counted = np.bincount(records.area - NOWHERE, minlength=4)
    assert counted.tolist() == [4, 4, 3, 0]


def test_only_an_exact_place_is_placed() -> None:
    assert {key for key, placed in by_id(tiny.tiny().placed).items() if placed} == {
        "r-hall", "r-gym", "r-border",
    }  # fmt: skip
    frame = tiny.tiny().frame.set_index("id")
    assert frame.loc["r-gym", ["lon", "lat"]].tolist() == [26.15, 56.05]
    assert pd.isna(frame.loc["r-old", "lon"])


def test_a_coordinate_beside_a_precision_of_area_is_not_kept() -> None:
    """P10: an edit from outside may leave a point where the place must stay approximate."""
    tables = tiny.tables()
    resources = tables["resource"]
    resources["precision"] = pd.Series(["area"] * len(resources), dtype=object)
    records = gather(tables, tiny.AREAS, tiny.TAXONOMY, today=tiny.TODAY)
    assert not records.placed.any()
    assert records.frame["lon"].isna().all()
    assert records.frame["lat"].isna().all()


def test_target_groups_are_bits_in_the_order_of_the_vocabulary() -> None:
    assert tiny.tiny().targets == ("seniors", "youth", "children", "all")
    bits = by_id(tiny.tiny().target)
    assert (bits["r-hall"], bits["r-gym"], bits["r-lost"], bits["g-town"]) == (1, 6, 0, 8)


def test_a_record_is_old_by_its_source_or_because_it_says_so() -> None:
    assert {key for key, old in by_id(tiny.tiny().old).items() if old} == {
        "r-old",  # 2010
        "g-town",  # outdated
        "p-idle",  # no date
    }


@pytest.mark.parametrize(
    ("dated", "old"),
    [
        ("2021-11-21", True),  # a day more than five years
        ("2021-11-22", False),
        ("2021-11", False),  # may have been the 30th
        ("2021-10", True),
        ("2021", False),
        ("2020", True),
        ("", True),
    ],
)
def test_a_source_is_old_after_five_years(dated: str, old: bool) -> None:
    tables = tiny.tables()
    tables["resource"]["source_date"] = pd.Series([dated] * 5, dtype=object)
    records = gather(tables, tiny.AREAS, tiny.TAXONOMY, today=date(2026, 11, 22))
    assert records.old[records.kind == 0].tolist() == [old] * 5


def test_at_the_end_of_a_month_five_years_are_five_years() -> None:
    tables = tiny.tables()
    dates = ["2021-10-30", "2021-10-31", "2021-11-01", "2021-09-30", "2022"]
    tables["resource"]["source_date"] = pd.Series(dates, dtype=object)
    records = gather(tables, tiny.AREAS, tiny.TAXONOMY, today=date(2026, 10, 31))
    old = dict(zip(records.frame["source_date"], records.old, strict=True))
    assert [bool(old[day]) for day in dates] == [True, False, False, True, False]


def test_the_day_that_not_every_year_has_is_counted_too() -> None:
    records = gather(tiny.tables(), tiny.AREAS, tiny.TAXONOMY, today=date(2028, 2, 29))
    assert len(records) == 11


def test_a_need_is_named_by_its_wording_and_never_has_a_point() -> None:
    records = tiny.tiny()
    needs = records.frame[records.frame["kind"] == "problem"]
    assert set(needs["name_lv"]) == {"loneliness lv", "idle_time lv", "nothing_helps lv"}
    assert needs["lon"].isna().all()


def test_a_type_that_the_vocabulary_lacks_is_never_taken_for_another() -> None:
    tables = tiny.tables()
    tables["group"].loc[0, "group_kind"] = "vanished"
    records = gather(tables, tiny.AREAS, tiny.TAXONOMY, today=tiny.TODAY)
    row = records.row_of("g-choir")
    assert row is not None
    assert records.types[records.type[row]] == ("group_kind", "vanished")


def test_a_sensitive_need_is_town_wide_whatever_another_program_wrote() -> None:
    terms = tuple(replace(t, sensitive=t.key == "loneliness") for t in tiny.TAXONOMY.terms)
    taxonomy = replace(tiny.TAXONOMY, terms=terms)
    records = gather(tiny.tables(), tiny.AREAS, taxonomy, today=tiny.TODAY)
    rows = {identity: row for row, identity in enumerate(records.ids)}
    assert records.area[rows["p-lonely"]] == NOWHERE
    assert records.frame["precision"].iloc[rows["p-lonely"]] == "municipality"
    assert records.areas[records.area[rows["p-none"]]] == "east"


def test_types_are_found_by_vocabulary_and_key() -> None:
    records = tiny.tiny()
    wanted = [("group_kind", "club"), ("resource_category", "club"), ("problem_type", "idle_time")]
    codes = records.type_codes(wanted)
    assert [records.types[code] for code in codes] == [wanted[0], wanted[2]]


def test_the_callers_tables_stay_as_they_were() -> None:
    tables = tiny.tables()
    before = {kind: frame.copy() for kind, frame in tables.items()}
    gather(tables, tiny.AREAS, tiny.TAXONOMY, today=tiny.TODAY)
    for kind, frame in tables.items():
        pd.testing.assert_frame_equal(frame, before[kind])


def test_no_records_are_no_rows_with_all_codes() -> None:
    """U07."""
    records = tiny.no_records()
    assert len(records) == 0
    columns = (records.kind, records.type, records.area, records.status, records.target,
               records.old, records.placed)  # fmt: skip
    assert {len(column) for column in columns} == {0}
    assert records.areas == ("west", "east", "away")


@pytest.mark.parametrize("missing", ["resource", "group", "problem"])
def test_one_empty_kind_does_not_disturb_the_others(missing: str) -> None:
    tables = {**tiny.tables(), missing: tiny.table(missing, ())}
    records = gather(tables, tiny.AREAS, tiny.TAXONOMY, today=tiny.TODAY)
    expected = [identity for identity in tiny.tiny().ids if not identity.startswith(missing[0])]
    assert list(records.ids) == expected


def test_a_town_without_areas_keeps_its_records() -> None:
    records = gather(tiny.tables(), tiny.AREAS.iloc[:0], tiny.TAXONOMY, today=tiny.TODAY)
    assert len(records) == 11
    assert set(records.area.tolist()) == {NOWHERE}


WITH_STATUSES = replace(
    tiny.TAXONOMY,
    terms=(
        *tiny.TAXONOMY.terms,
        *(tiny.term("record_status", key) for key in ("closed", "planned", "active")),
        tiny.term("problem_status", "noticed"),
    ),
)
EVERY = sorted(tiny.tiny().ids)


def at_versions(versions: Mapping[str, int]) -> Records:
    """Return some of the tiny town's records; at version 2 they say something else."""
    changed = {"status": "active", "target_groups": ("youth",), "version": 2}
    tables = {}
    for kind, rows in tiny._ROWS.items():
        wanted = [
            {**row, "fid": fid, **(changed if versions[row["id"]] == 2 else {})}
            for fid, row in enumerate(rows)
            if row["id"] in versions
        ]
        tables[kind] = tiny.table(kind, tuple(wanted))
    return gather(tables, tiny.AREAS, WITH_STATUSES, today=tiny.TODAY)


@given(kept=st.sets(st.sampled_from(EVERY)), touched=st.dictionaries(st.sampled_from(EVERY),
                                                                     st.booleans()))  # fmt: skip
def test_records_put_in_place_are_as_if_gathered_at_once(
    kept: set[str], touched: dict[str, bool]
) -> None:
    came = {identity: 2 for identity, there in touched.items() if there}
    before, new = at_versions(dict.fromkeys(kept, 1)), at_versions(came)
    found, splice = merged(before, new, touched)
    whole = at_versions({**dict.fromkeys(kept - set(touched), 1), **came})
    assert_frame_equal(found.frame, whole.frame)
    for name, array in whole.arrays.items():
        assert np.array_equal(found.arrays[name], array), name
    assert found.vocabulary == whole.vocabulary
    assert splice.values(before.ids.tolist(), new.ids.tolist()) == whole.ids.tolist()


def test_nothing_put_in_place_is_the_records_themselves() -> None:
    records = tiny.tiny()
    found, splice = merged(records, tiny.no_records(), {"r-nobody"})
    assert found is records
    assert splice.source.tolist() == list(range(11))


def test_a_stamp_is_of_one_record_as_it_stands() -> None:
    first, later = (at_versions(dict.fromkeys(EVERY, version)) for version in (1, 2))
    assert len({*first.stamp.tolist(), *later.stamp.tolist()}) == 22
    assert first.stamp.tolist() == at_versions(dict.fromkeys(EVERY, 1)).stamp.tolist()
