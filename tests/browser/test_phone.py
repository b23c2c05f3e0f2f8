"""On a phone list and map are both within reach and nothing is cut, down to 320 px."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.visitor import Visitor

Visit = Callable[..., Visitor]
SIZES = [{"width": 390, "height": 844}, {"width": 320, "height": 640}]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
@pytest.mark.parametrize("language", ["lv", "ru", "en"])
def test_nothing_goes_sideways(visit: Visit, size: dict[str, int], language: str) -> None:
    visitor = visit(f"?lang={language}&open=area:centrs", viewport=size, has_touch=True)
    wide = visitor.page.evaluate(
        """() => [...document.querySelectorAll('.kk-panel *, .st-key-header *')]
        .filter((node) => node.getClientRects().length && node.getBoundingClientRect().right
          > window.innerWidth + 1 && !node.closest('.kk-skip'))
        .map((node) => node.outerHTML.slice(0, 120))"""
    )
    assert wide == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
def test_the_header_has_room_for_pages_and_languages(visit: Visit, size: dict[str, int]) -> None:
    visitor = visit(viewport=size)
    links = visitor.page.locator(".st-key-nav a").all()
    boxes = [link.bounding_box() for link in links]
    language = visitor.page.locator(".st-key-languages").bounding_box()
    assert language is not None
    assert all(box and box["x"] + box["width"] <= language["x"] + 1 for box in boxes)


def test_list_first_and_the_map_one_tap_away(visit: Visit) -> None:
    visitor = visit(viewport=SIZES[0], has_touch=True)
    assert visitor.page.locator(".kk-row").first.is_visible()
    visitor.at("view map").tap()
    visitor.page.wait_for_function(
        "() => getComputedStyle(document.querySelector('.kk-list')).visibility === 'hidden'"
    )
    assert visitor.page.locator('iframe[src*="folium"]').is_visible()
    visitor.at("view list").tap()
    assert visitor.page.locator(".kk-row").first.is_visible()


def test_what_is_picked_on_the_map_comes_as_a_sheet_above_the_switch(visit: Visit) -> None:
    visitor = visit(viewport=SIZES[0], has_touch=True)
    visitor.at("view map").tap()
    chip = visitor.items("chip")[0]
    visitor.click_map(chip["x"], chip["y"])
    card = visitor.page.locator(".kk-card").bounding_box()
    switch = visitor.page.locator(".kk-switch").bounding_box()
    assert card is not None
    assert switch is not None
    assert card["y"] + card["height"] <= switch["y"] + 1
    assert card["height"] < 420


def test_what_a_thumb_presses_is_large_enough(visit: Visit) -> None:
    visitor = visit("?category=culture_heritage", viewport=SIZES[0], has_touch=True)
    visitor.open_filters()
    small = visitor.page.evaluate(
        """() => [...document.querySelectorAll('.kk-panel button, .kk-panel select, .kk-button')]
        .filter((node) => node.getClientRects().length && node.getBoundingClientRect().height < 44)
        .map((node) => node.dataset.at)"""
    )
    assert small == []
