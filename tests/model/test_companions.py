"""What stands beside records is there only where both ends may be seen."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from geo.model.companions import Companions, gather_companions
from geo.model.levels import LEVELS, levels_visible_to

IDS = ("a", "b", "c", "d")


def gathered(seen: set[str], level: str = "public", **given: Any) -> Companions:
    nothing: dict[str, Any] = {"evidence": [], "relations": [], "links": {}}
    return gather_companions(**{**nothing, **given}, seen=seen, level=level)


def relation(subject: str, object_: str, level: str = "public") -> dict[str, str]:
    return {"subject": subject, "object": object_, "level": level}


def test_a_relation_stands_at_both_its_ends() -> None:
    row = relation("a", "b")
    assert gathered({"a", "b"}, relations=[row]).relations == {"a": (row,), "b": (row,)}


def test_a_relation_of_a_record_with_itself_stands_once() -> None:
    row = relation("a", "a")
    assert gathered({"a"}, relations=[row]).relations == {"a": (row,)}


def test_links_are_read_from_both_sides_and_each_once() -> None:
    found = gathered({"a", "b", "c"}, links={"a": ["b", "c", "b", "a"], "b": ["a"]})
    assert found.links == {"a": ("b", "c"), "b": ("a",), "c": ("a",)}


def test_lines_of_evidence_stand_in_the_order_of_their_dates() -> None:
    lines = [{"problem": "a", "date": date, "level": "public"} for date in ("2026", "2024-05")]
    found = gathered({"a"}, evidence=lines).evidence["a"]
    assert [line["date"] for line in found] == ["2024-05", "2026"]


@given(
    seen=st.sets(st.sampled_from(IDS)),
    level=st.sampled_from(LEVELS),
    relations=st.lists(
        st.builds(relation, st.sampled_from(IDS), st.sampled_from(IDS), st.sampled_from(LEVELS))
    ),
    links=st.dictionaries(st.sampled_from(IDS), st.lists(st.sampled_from(IDS))),
    evidence=st.lists(
        st.fixed_dictionaries(
            {
                "problem": st.sampled_from(IDS),
                "date": st.just("2026"),
                "level": st.sampled_from(LEVELS),
            }
        )
    ),
)
def test_nothing_leads_to_or_from_a_record_that_is_not_seen(
    seen: set[str], level: str, relations: Any, links: Any, evidence: Any
) -> None:
    found = gathered(seen, level, relations=relations, links=links, evidence=evidence)
    levels = levels_visible_to(level)
    assert set(found.evidence) | set(found.relations) | set(found.links) <= seen
    for rows in found.relations.values():
        assert {end for row in rows for end in (row["subject"], row["object"])} <= seen
        assert {row["level"] for row in rows} <= set(levels)
    for one, others in found.links.items():
        assert set(others) <= seen - {one}
        assert all(one in found.links[other] for other in others)
    # a hidden record changes nothing of what is told about the others
    bare = gathered(
        seen,
        level,
        relations=[r for r in relations if {r["subject"], r["object"]} <= seen],
        links={
            one: [o for o in others if o in seen] for one, others in links.items() if one in seen
        },
        evidence=[line for line in evidence if line["problem"] in seen],
    )
    assert bare == found
