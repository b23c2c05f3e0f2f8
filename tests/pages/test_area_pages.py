"""Pages of an area, of areas side by side, of the town, and of how figures are computed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.ui.leaf import where
from tests.pages.conftest import Open


def leaf(app: AppTest) -> dict[str, Any]:
    """Return what the page's component was given to show."""
    node = app.get("bidi_component")[0]
    shown: dict[str, Any] = json.loads(node.proto.json)
    return shown


def opened(open_app: Open, page: str, **query: str | list[str]) -> AppTest:
    app = open_app(**query)
    app = app.switch_page(f"pages/{page}.py")
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception and not app.error
    return app


def forms(app: AppTest) -> list[str]:
    return [block["form"] for block in leaf(app)["blocks"]]


def titles(app: AppTest) -> list[str]:
    return [block["title"] for block in leaf(app)["blocks"] if "title" in block]


def test_one_area_is_a_page_of_its_own(open_app: Open) -> None:
    app = opened(open_app, "area", area="krizi")
    assert titles(app)[0] == "Križi"
    assert "Kas lūgts domei" in titles(app)
    tools = leaf(app)["blocks"][0]
    assert tools["choose"]["chosen"] == ["krizi"] and len(tools["choose"]["options"]) == 25


def test_two_areas_stand_side_by_side_in_the_order_of_the_address(open_app: Open) -> None:
    app = opened(open_app, "area", area=["krizi", "kimija"])
    tables = [block for block in leaf(app)["blocks"] if block["form"] == "table"]
    assert [head["text"] for head in tables[0]["head"]] == ["Križi", "Ķīmija"]
    assert leaf(app)["blocks"][0]["since"] is None


def test_without_an_area_the_page_leads_to_all_of_them(open_app: Open) -> None:
    app = opened(open_app, "area")
    assert forms(app) == ["tools", "title", "links"]


@pytest.mark.parametrize("area", ["never", "", "krizi; DROP TABLE"])
def test_an_unknown_area_is_none(open_app: Open, area: str) -> None:
    assert forms(opened(open_app, "area", area=area)) == ["tools", "title", "links"]


def test_what_changed_is_told_since_the_day_of_the_address(open_app: Open) -> None:
    app = opened(open_app, "area", area="krizi", since="2026-01-02")
    assert "Kas mainījies kopš 02.01.2026." in titles(app)
    assert leaf(app)["blocks"][0]["since"]["day"] == "2026-01-02"


def test_a_day_that_cannot_be_is_no_day(open_app: Open) -> None:
    app = opened(open_app, "area", area="krizi", since="2026-13-45")
    assert not [title for title in titles(app) if title.startswith("Kas mainījies")]


def test_a_community_has_its_page_and_what_is_none_says_so(open_app: Open) -> None:
    app = opened(open_app, "area", group="never-was")
    assert (
        leaf(app)["blocks"][0]["lead"]
        == "Tāda ieraksta šeit nav. Iespējams, tas vairs nav publisks."
    )


@pytest.mark.parametrize("language", ["lv", "ru", "en"])
def test_the_town_has_every_area_and_every_need_on_one_page(open_app: Open, language: str) -> None:
    app = opened(open_app, "town", lang=language)
    matrix = next(block for block in leaf(app)["blocks"] if block["form"] == "table")
    assert len(matrix["head"]) == 26
    assert all(len(row["cells"]) == 26 for row in matrix["rows"])
    hints = [cell["hint"] for row in matrix["rows"] for cell in row["cells"]]
    assert all(hints) and len({hint[-1] for hint in hints}) == 1


def test_the_whole_town_is_handed_over_until_areas_are_chosen(open_app: Open) -> None:
    give = leaf(opened(open_app, "town"))["blocks"][1]
    assert [link["path"] for link in give["files"]["links"]] == ["handover/zip", "handover/html"]
    assert give["files"]["query"] == {"town": "daugavpils", "lang": "lv"}
    assert give["choose"]["most"] == 5 and give["choose"]["chosen"] == []


@pytest.mark.parametrize("language", ["lv", "ru", "en"])
def test_how_figures_are_computed_is_said_with_sources(open_app: Open, language: str) -> None:
    app = opened(open_app, "method", lang=language)
    text = " ".join(block.value for block in app.markdown)
    assert "Handbook on Statistical Disclosure Control" in text
    assert "LKS-92" in text and "0.6" in text.replace(",", ".")
    assert len(app.subheader) == 7


@pytest.mark.parametrize(
    "asked",
    [None, "area", {}, {"page": "desk", "query": {}}, {"page": "area"}, {"page": 1, "query": {}},
     {"page": "area", "query": []}],
)  # fmt: skip
def test_where_a_browser_may_not_lead_is_nowhere(asked: object) -> None:
    assert where(asked) is None


def test_only_known_names_with_texts_come_along() -> None:
    asked = {"page": "area", "query": {"area": ["krizi", 1], "open": "x", "lang": "ru", "q": "y"}}
    assert where(asked) == ("area", {"open": "x"})
