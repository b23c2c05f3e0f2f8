"""Nothing jumps: the map is never mounted anew, and moving it asks nobody anything."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.visitor import Visitor

Visit = Callable[..., Visitor]


def test_a_click_keeps_the_frame_the_zoom_and_the_place(visit: Visit) -> None:
    visitor = visit()
    visitor.frame.evaluate("window.mark = 'the same frame'")
    visitor.frame.evaluate("communityMap._map().setView([55.88, 26.53], 14, {animate: false})")
    visitor.open_filters()
    visitor.press("pill category culture_heritage")
    visitor.press("pill area centrs")
    visitor.toggle_layer("problem")
    assert visitor.frame.evaluate("window.mark") == "the same frame"
    assert visitor.frame.evaluate("communityMap._map().getZoom()") == 14
    assert visitor.frame.evaluate("communityMap._map().getCenter().lat.toFixed(2)") == "55.88"


def test_zooming_and_panning_do_not_run_the_page_again(visit: Visit) -> None:
    visitor = visit()
    drawn = visitor._drawn()
    for step in range(6):
        visitor.frame.evaluate(f"communityMap._map().setZoom({11 + step}, {{animate: false}})")
        visitor.frame.evaluate("communityMap._map().panBy([40, 30], {animate: false})")
    visitor.page.wait_for_timeout(800)  # longer than streamlit-folium waits before it reports
    assert visitor._drawn() == drawn


def test_the_list_keeps_its_place_when_the_map_is_clicked(visit: Visit) -> None:
    visitor = visit()
    visitor.frame.locator(".cm-button").nth(0).click()
    side = visitor.page.locator(".st-key-panel_side")
    side.evaluate("(node) => { node.scrollTop = 400; }")
    visitor.frame.locator(".cm-button").nth(1).click()
    assert side.evaluate("(node) => node.scrollTop") == 400


def test_home_shows_the_whole_town_again(visit: Visit) -> None:
    visitor = visit()
    start = visitor.frame.evaluate("communityMap._map().getZoom()")
    visitor.frame.evaluate("communityMap._map().setView([55.88, 26.53], 17, {animate: false})")
    visitor.frame.get_by_role("button", name="Rādīt visu pilsētu").click()
    visitor.page.wait_for_function(
        "(zoom) => document.querySelector('iframe[src*=folium]').contentWindow"
        ".communityMap._map().getZoom() === zoom",
        arg=start,
    )
