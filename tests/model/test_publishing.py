from __future__ import annotations

from typing import Any

import pytest

from geo.model.publishing import hindrances
from geo.model.taxonomy import Taxonomy, Term

TAXONOMY = Taxonomy(
    (
        Term("problem_type", "no_meeting_place", {"lv": "x"}, {}, {}),
        Term("problem_type", "substance_use", {"lv": "x"}, {}, {}, sensitive=True),
    )
)
NEED: dict[str, Any] = {
    "problem_type": "no_meeting_place",
    "scope": "area",
    "area": "krizi",
    "statement_lv": "Vajadzīga tikšanās vieta.",
    "source": "Aptauja",
    "source_date": "2026-05",
    "source_count": 3,
}
PEOPLED = {"population": 100, "population_min": None}


def test_three_sources_and_a_hundred_people_are_enough() -> None:
    assert hindrances("problem", NEED, PEOPLED, TAXONOMY) == []


@pytest.mark.parametrize(
    ("change", "area", "reason"),
    [
        ({"source_count": 2}, PEOPLED, "publish.sources"),
        ({}, {"population": 99, "population_min": None}, "publish.people"),
        ({}, {"population": None, "population_min": None}, "publish.people"),
        ({}, None, "publish.people"),
        ({"source_date": None}, PEOPLED, "publish.date"),
        ({"source": None}, PEOPLED, "publish.source"),
        ({"problem_type": "other"}, PEOPLED, "publish.other_problem"),
        ({"problem_type": "substance_use"}, PEOPLED, "publish.sensitive_scope"),
        ({"statement_lv": "Zvanīt 26123456"}, PEOPLED, "publish.personal_data"),
    ],
)
def test_each_rule_hinders_by_itself(
    change: dict[str, Any], area: dict[str, Any] | None, reason: str
) -> None:
    assert hindrances("problem", {**NEED, **change}, area, TAXONOMY) == [reason]


def test_a_stated_lower_bound_of_people_counts() -> None:
    area = {"population": None, "population_min": 105}
    assert hindrances("problem", NEED, area, TAXONOMY) == []


def test_what_is_published_already_is_sourced_by_its_citation() -> None:
    cited = {**NEED, "source_count": 1, "source_url": "https://example.lv/raksts"}
    assert hindrances("problem", cited, None, TAXONOMY) == []


def test_a_neighbours_help_is_never_a_point() -> None:
    given = {"source": "x", "giver": "neighbours", "precision": "exact"}
    assert hindrances("resource", given, None, TAXONOMY) == ["publish.private_giver"]
    assert hindrances("resource", {**given, "precision": "area"}, None, TAXONOMY) == []


def test_support_groups_and_contact_logs_stay_inside() -> None:
    group = {"source": "x", "group_kind": "support_group"}
    talk = {"source": "x", "activity_type": "individual_talk"}
    assert hindrances("group", group, None, TAXONOMY) == ["publish.support_group"]
    assert hindrances("activity", talk, None, TAXONOMY) == ["publish.contact_log"]


def test_a_persons_contact_without_consent_hinders_only_while_it_stands_there() -> None:
    hall = {"source": "Pašu novērots", "phone": "26123456"}
    assert hindrances("resource", hall, None, TAXONOMY, lapsed=["phone"]) == ["publish.consent"]
    assert hindrances("resource", hall, None, TAXONOMY, lapsed=["web"]) == []
    assert hindrances("resource", {**hall, "phone": None}, None, TAXONOMY, lapsed=["phone"]) == []


def test_what_has_no_source_of_its_own_needs_none() -> None:
    assert hindrances("relation", {"relation_kind": "hosts"}, None, TAXONOMY) == []
    assert hindrances("evidence", {"source": ""}, None, TAXONOMY) == ["publish.source"]
