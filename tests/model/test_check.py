"""Rules that need more than one cell: each broken rule is one fault at its row and column."""

from __future__ import annotations

from typing import Any

import pytest
import shapely
from shapely import Point

from geo.errors import Fault
from geo.model.check import (
    check_areas,
    check_problems,
    check_records,
    check_terms,
    cross_faults,
)
from geo.model.taxonomy import Answer, Taxonomy, Term

LABEL = {"lv": "L", "ru": "Р", "en": "E"}
WEST, EAST = shapely.box(26.0, 56.0, 26.1, 56.1), shapely.box(26.1, 56.0, 26.2, 56.1)


def places(faults: list[Fault]) -> list[tuple[str, int | None, str | None]]:
    return [(fault.file, fault.row, fault.column) for fault in faults]


def area(key: str, geometry: Any, neighbours: tuple[str, ...] = (), **values: Any) -> dict:
    numbers = {"population": None, "population_year": None, "population_min": None,
               "population_max": None}  # fmt: skip
    return {"key": key, "neighbours": neighbours, "geom": geometry, **numbers, **values}


def numbered(*rows: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    return list(enumerate(rows, start=2))


def resource(key: str = "r", **values: Any) -> dict[str, Any]:
    return {"key": key, "precision": "area", "geom": None, **values}


def problem(key: str = "p", **values: Any) -> dict[str, Any]:
    return {"key": key, "scope": "municipality", "area": None, "problem_type": "open",
            "level": "public", "source_date": "2024", **values}  # fmt: skip


TAXONOMY = Taxonomy(
    (
        Term("resource_category", "hall", LABEL, {}, {}, "physical"),
        Term("group_kind", "club", LABEL, {}, {}, "associations"),
        Term("problem_type", "open", LABEL, {}, {}),
        Term("problem_type", "violence", LABEL, {}, {}, sensitive=True),
    )
)


def terms(*items: Term, answers: tuple[Answer, ...] = ()) -> list[Fault]:
    taxonomy = Taxonomy((*TAXONOMY.terms, *items), answers)
    return check_terms(
        taxonomy, range(2, 2 + len(taxonomy.terms)), range(2, 2 + len(taxonomy.answers))
    )


def test_a_sound_vocabulary_has_no_faults() -> None:
    assert terms(answers=(Answer("open", "group_kind", "club", 1, LABEL),)) == []


def test_a_key_stands_once_in_its_vocabulary_and_may_stand_in_another() -> None:
    assert terms(Term("bank", "hall", LABEL, {}, {})) == []
    found = terms(Term("group_kind", "club", LABEL, {}, {}, "associations"))
    assert places(found) == [("taxonomy.csv", 3, "key"), ("taxonomy.csv", 6, "key")]


@pytest.mark.parametrize("lang", ["lv", "ru", "en"])
def test_a_term_has_a_label_in_every_language(lang: str) -> None:
    label = {key: word for key, word in LABEL.items() if key != lang}
    assert places(terms(Term("bank", "left", label, {}, {}))) == [
        ("taxonomy.csv", 6, f"label_{lang}")
    ]


@pytest.mark.parametrize("kind", ["resource_category", "group_kind"])
@pytest.mark.parametrize("family", [None, "", "physicl"])
def test_what_is_drawn_has_a_family_of_strength(kind: str, family: str | None) -> None:
    assert places(terms(Term(kind, "new", LABEL, {}, {}, family))) == [
        ("taxonomy.csv", 6, "asset_type")
    ]


@pytest.mark.parametrize(
    ("answer", "column"),
    [
        (Answer("gone", "group_kind", "club", 1, LABEL), "problem_type"),
        (Answer("open", "group_kind", "gone", 1, LABEL), "answer_key"),
        (Answer("open", "bank", "left", 1, LABEL), "answer_key"),
        (Answer("open", "problem_type", "open", 1, LABEL), "answer_key"),
        (Answer("open", "group_kind", "club", 1, {"lv": "L", "en": "E"}), "reason_lv"),
    ],
)
def test_an_answer_names_what_exists_and_says_why(answer: Answer, column: str) -> None:
    assert places(terms(answers=(answer,))) == [("answers.csv", 2, column)]


def test_two_neighbours_that_touch_are_sound() -> None:
    rows = numbered(area("w", WEST, ("e",)), area("e", EAST, ("w",)))
    assert check_areas(rows, "areas.csv") == []


def test_a_neighbour_at_one_end_only_is_named_where_it_stands() -> None:
    rows = numbered(area("w", WEST, ("e",)), area("e", EAST))
    assert places(check_areas(rows, "areas.csv")) == [("areas.csv", 2, "neighbours")]
    assert check_areas(rows, "areas.csv")[0].found == "e"


@pytest.mark.parametrize("shape", [shapely.Point(26, 56), shapely.LineString([(26, 56), (27, 57)])])
def test_an_area_has_an_inside(shape: Any) -> None:
    found = check_areas(numbered(area("w", shape)), "areas.csv")
    assert places(found) == [("areas.csv", 2, "geometry")]


def test_neighbours_touch() -> None:
    far = shapely.box(27, 56, 27.1, 56.1)
    rows = numbered(area("w", WEST, ("f",)), area("f", far, ("w",)))
    assert places(check_areas(rows, "areas.csv")) == [
        ("areas.csv", 2, "neighbours"),
        ("areas.csv", 3, "neighbours"),
    ]


@pytest.mark.parametrize(
    ("other", "how"),
    [
        (shapely.box(26.05, 56.0, 26.15, 56.1), "in part"),
        (WEST, "wholly: the same outline twice"),
        (shapely.box(26.02, 56.02, 26.08, 56.08), "one inside the other"),
        (shapely.box(25.9, 55.9, 26.2, 56.2), "one around the other"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_areas_do_not_overlap(other: Any, how: str) -> None:
    found = check_areas(numbered(area("w", WEST), area("o", other)), "areas.csv")
    assert places(found) == [("areas.csv", 2, "geometry")]
    assert found[0].found == "w and o overlap"


def test_a_sliver_of_rounding_is_no_overlap() -> None:
    nearly = shapely.box(26.1 - 1e-9, 56.0, 26.2, 56.1)
    assert check_areas(numbered(area("w", WEST), area("e", nearly)), "areas.csv") == []


@pytest.mark.parametrize(
    ("low", "high"), [(5789, 1026), (None, 10), (10, None)], ids=["turned", "no low", "no high"]
)
def test_a_range_of_inhabitants_goes_from_low_to_high(low: int | None, high: int | None) -> None:
    rows = numbered(area("w", WEST, population_min=low, population_max=high))
    assert places(check_areas(rows, "areas.csv")) == [("areas.csv", 2, "population_min")]


def test_a_number_of_inhabitants_has_its_year() -> None:
    assert places(check_areas(numbered(area("w", WEST, population=55)), "areas.csv")) == [
        ("areas.csv", 2, "population_year")
    ]
    known = area("w", WEST, population=55, population_year=2024)
    assert check_areas(numbered(known), "areas.csv") == []


@pytest.mark.parametrize(
    ("precision", "point", "sound"),
    [
        ("exact", Point(26.05, 56.05), True),
        ("area", None, True),
        ("municipality", None, True),
        ("exact", None, False),
        ("area", Point(26.05, 56.05), False),
        ("municipality", Point(26.05, 56.05), False),
    ],
)
def test_a_resource_has_a_coordinate_when_and_only_when_its_place_is_exact(
    precision: str, point: Point | None, sound: bool
) -> None:
    rows = numbered(resource(precision=precision, geom=point))
    found = check_records(rows, "resource", [area("w", WEST)], "resources.csv")
    assert places(found) == ([] if sound else [("resources.csv", 2, "precision")])


@pytest.mark.parametrize(
    ("point", "sound"),
    [
        (Point(26.05, 56.05), True),
        (Point(26.105, 56.05), True),  # within a kilometre: outlines are simplified
        (Point(26.2, 56.05), False),
        (Point(56.05, 26.05), False),  # swapped
        (Point(0, 0), False),
    ],
)
def test_a_place_lies_in_or_beside_the_town(point: Point, sound: bool) -> None:
    rows = numbered(resource(precision="exact", geom=point))
    found = check_records(rows, "resource", [area("w", WEST)], "resources.csv")
    assert places(found) == ([] if sound else [("resources.csv", 2, "lat")])


@pytest.mark.parametrize(
    ("scope", "stated", "sound"),
    [
        ("area", "w", True),
        ("areas", None, True),
        ("municipality", None, True),
        ("area", None, False),
        ("municipality", "w", False),
        ("areas", "w", False),
    ],
)
def test_a_group_and_a_problem_name_an_area_when_and_only_when_it_is_one(
    scope: str, stated: str | None, sound: bool
) -> None:
    expected = [] if sound else [2]
    group = {"key": "g", "scope": scope, "area": stated, "geom": None}
    found = check_records(numbered(group), "group", [area("w", WEST)], "groups.csv")
    assert [fault.row for fault in found if fault.column == "area"] == expected
    need = numbered(problem(scope=scope, area=stated))
    found = check_problems(need, TAXONOMY, "problems.csv")
    assert [fault.row for fault in found if fault.column == "area"] == expected


def test_a_sensitive_type_is_said_of_the_whole_municipality_only() -> None:
    wide = problem("a", problem_type="violence")
    narrow = problem("b", problem_type="violence", scope="area", area="w")
    several = problem("c", problem_type="violence", scope="areas")
    found = check_problems(numbered(wide, narrow, several), TAXONOMY, "problems.csv")
    assert places(found) == [("problems.csv", 3, "scope"), ("problems.csv", 4, "scope")]


def test_a_public_statement_has_a_date() -> None:
    undated = problem("a", source_date=None)
    draft = problem("b", source_date=None, level="internal")
    found = check_problems(numbered(undated, draft), TAXONOMY, "problems.csv")
    assert places(found) == [("problems.csv", 2, "source_date")]


def test_a_key_that_stands_twice_is_named_at_both_rows() -> None:
    twice = numbered(resource("a"), resource("b"), resource("a"))
    found = check_records(twice, "resource", [area("w", WEST)], "resources.csv")
    assert places(found) == [("resources.csv", 2, "key"), ("resources.csv", 4, "key")]


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"started": "2020-05", "ended": "2020-04"}, [("ended", "order")]),
        ({"started": "2020-05", "ended": "2020"}, []),
        ({"started": "2020-05-02", "ended": "2020-05-02"}, []),
        ({"started": "2020", "ended": None}, []),
        ({"asked_on": "2026-03-01", "answered_on": "2026-02-28"}, [("answered_on", "order")]),
        ({"asked_on": "2026-03-01", "done_on": "2025"}, [("done_on", "order")]),
        ({"given_on": "2026-03-01", "until": "2026-02-28"}, [("until", "order")]),
        ({"activity_areas": tuple("abcde")}, []),
        ({"activity_areas": tuple("abcdef")}, [("activity_areas", "five")]),
    ],
    ids=str,
)
def test_dates_follow_one_another_and_a_group_has_five_areas_of_activity(
    values: dict[str, Any], wrong: list[tuple[str, str]]
) -> None:
    assert cross_faults(values) == wrong


def test_a_file_in_which_columns_disagree_is_told_row_and_column() -> None:
    sound = {"scope": "municipality", "area": None, "geom": None}
    ended = {**sound, "key": "g", "started": "2020", "ended": "2019"}
    busy = {**sound, "key": "h", "activity_areas": tuple("abcdef")}
    faults = check_records(numbered(ended, busy), "group", [], "groups.csv")
    assert places(faults) == [("groups.csv", 2, "ended"), ("groups.csv", 3, "activity_areas")]
    assert [fault.found for fault in faults] == ["2019", "a|b|c|d|e|f"]
