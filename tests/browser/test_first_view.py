"""What a person sees who opens the map for the first time."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browser.visitor import Visitor

Visit = Callable[..., Visitor]


def test_the_town_is_there_with_what_is_strong_and_who_acts_and_needs_wait(visit: Visit) -> None:
    visitor = visit()
    state = visitor.state()
    assert state["areas"] == 25
    assert state["shown"]["resource"] > 50
    assert state["shown"]["group"] > 10
    assert state["shown"]["problem"] == 0
    assert visitor.total() == sum(state["shown"].values())


def test_the_numbers_on_the_map_and_the_ones_without_a_place_make_the_list(visit: Visit) -> None:
    visitor = visit()
    signs = len(visitor.items("sign")) + sum(item["n"] for item in visitor.items("cluster"))
    text = visitor.page.locator(".kk-list-head .kk-sub").first.inner_text()
    at_areas, nowhere = map(int, re.findall(r"\d+", text))
    assert signs + at_areas + nowhere == visitor.total()


@pytest.mark.parametrize(
    ("language", "title", "resources"),
    [
        ("lv", "Daugavpils · kopienas karte", "Resursi"),
        ("ru", "Даугавпилс · карта сообщества", "Ресурсы"),
        ("en", "Daugavpils · community map", "Resources"),
    ],
)
def test_page_map_and_title_speak_the_chosen_language(
    visit: Visit, language: str, title: str, resources: str
) -> None:
    visitor = visit(f"?lang={language}")
    assert visitor.page.title() == title
    assert visitor.page.evaluate("document.documentElement.lang") == language
    assert visitor.frame.evaluate("document.documentElement.lang") == language
    assert visitor.frame.locator(".cm-legend").inner_text().count(resources) == 1


def test_latvian_is_what_a_first_visitor_gets(visit: Visit) -> None:
    assert visit().page.evaluate("document.documentElement.lang") == "lv"


def test_choosing_a_language_changes_every_word_and_the_address(visit: Visit) -> None:
    visitor = visit()
    visitor.page.get_by_role("radio", name="EN").or_(
        visitor.page.get_by_role("button", name="EN", exact=True)
    ).first.click()
    visitor.page.wait_for_function("() => document.documentElement.lang === 'en'")
    assert "lang=en" in visitor.page.url
    assert "records" in visitor.page.locator(".kk-list-head h2").inner_text()


def test_the_sheet_fits_the_window_and_the_page_itself_does_not_scroll(visit: Visit) -> None:
    page = visit().page
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight") <= 900
    box = page.locator('iframe[src*="folium"]').bounding_box()
    assert box is not None
    assert box["height"] > 800
    assert box["width"] > 950


def test_the_frame_has_a_name_and_says_that_the_list_is_the_same(visit: Visit) -> None:
    visitor = visit()
    title = visitor.page.locator('iframe[src*="folium"]').get_attribute("title")
    assert title == "Karte. Tas pats ir sarakstā blakus kartei."


def test_a_dark_browser_gets_a_dark_sheet(visit: Visit) -> None:
    visitor = visit(color_scheme="dark")
    assert visitor.frame.evaluate("document.documentElement.dataset.theme") == "dark"


def test_boundaries_and_outline_say_where_they_come_from(visit: Visit) -> None:
    visitor = visit()
    assert "OpenStreetMap" in visitor.frame.locator(".cm-credit").inner_text()
    assert "aptuvenas" in visitor.frame.locator(".cm-legend").inner_text()
