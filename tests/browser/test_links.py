"""The address says what is shown; a link opens as it was shared, and tampering shows no more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Serve
from tests.browser.visitor import Visitor

Visit = Callable[..., Visitor]


def test_a_link_opens_as_it_was_shared(visit: Visit, site: str) -> None:
    sender = visit("?lang=en")
    sender.open_filters()
    sender.press("pill category education_learning")
    sender.press("pill area centrs")
    sender.press(sender.page.locator(".kk-row").nth(1).get_attribute("data-at") or "")
    sender.frame.evaluate("communityMap._map().setView([55.871, 26.521], 15, {animate: false})")
    sender.page.wait_for_function("() => location.search.includes('at=15_55.87100_26.52100')")
    receiver = visit(sender.page.url.removeprefix(f"{site}/"))
    assert receiver.rows() == sender.rows()
    assert (
        receiver.page.locator("#kk-card-title").inner_text()
        == sender.page.locator("#kk-card-title").inner_text()
    )
    assert receiver.page.evaluate("document.documentElement.lang") == "en"
    assert receiver.frame.evaluate("communityMap._map().getZoom()") == 15
    middle = receiver.frame.evaluate("communityMap._map().getCenter()")
    assert round(middle["lat"], 3) == 55.871


@pytest.mark.parametrize(
    "query",
    [
        "?level=internal",
        "?area=atlantis&status=secret&kind=client",
        "?page=-1&sort=DROP TABLE&open=../../etc/passwd",
        "?at=NaN_NaN_NaN",
        "?lang=xx",
    ],
)
def test_a_tampered_address_shows_what_everybody_may_see(visit: Visit, query: str) -> None:
    assert visit(query).total() == visit().total()


def test_a_link_to_a_record_that_is_not_public_says_so(visit: Visit) -> None:
    visitor = visit("?open=00000000-0000-0000-0000-000000000000")
    assert "Tāda ieraksta šeit nav" in visitor.page.locator("#kk-card-title").inner_text()


def test_the_link_can_be_copied(visit: Visit) -> None:
    visitor = visit("?open=area:krizi", permissions=["clipboard-read", "clipboard-write"])
    visitor.at("copy").click()
    visitor.page.get_by_text("Saite nokopēta").wait_for()
    assert "open=area" in visitor.page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("path", ["map", "about"])
def test_each_page_opened_first_on_a_fresh_server_has_its_frame_and_its_guard(
    serve: Serve, context_of: Callable[..., BrowserContext], path: str
) -> None:
    page = context_of().new_page()
    page.goto(f"{serve()}/{path}?lang=en")
    page.locator(".st-key-header").wait_for()
    page.get_by_text("Daugavpils · community map").first.wait_for()
    if path == "map":
        page.locator(".kk-row").first.wait_for()
    else:
        page.get_by_text("What is not shown, and why").wait_for()


def test_pages_keep_language_and_filters_when_one_goes_there_and_back(visit: Visit) -> None:
    visitor = visit("?lang=ru&category=culture_heritage")
    rows = visitor.rows()
    visitor.page.get_by_role("link", name="О карте").click()
    visitor.page.get_by_text("Что не показывается и почему").wait_for()
    visitor.page.get_by_role("link", name="Карта", exact=True).click()
    visitor.page.locator(".kk-row").first.wait_for()
    assert visitor.rows() == rows
    assert visitor.page.evaluate("document.documentElement.lang") == "ru"
