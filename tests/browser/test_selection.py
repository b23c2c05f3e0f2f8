"""Picking in the list moves the map, picking on the map marks the list; by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.visitor import Visitor

Visit = Callable[..., Visitor]


def _chosen_row(visitor: Visitor) -> str:
    return visitor.page.locator('.kk-row[aria-pressed="true"] .kk-line-words > bdi').inner_text()


def test_a_row_opens_its_card_and_the_map_goes_there(visit: Visit) -> None:
    visitor = visit("?sort=name&q=10. vidusskola")
    visitor.page.locator(".kk-row").first.click()
    popup = visitor.frame.locator(".leaflet-popup-content")
    popup.wait_for()
    assert "Daugavpils 10. vidusskola" in popup.inner_text()
    assert visitor.page.locator("#kk-card-title").inner_text() == "Daugavpils 10. vidusskola"
    assert visitor.frame.evaluate("communityMap._map().getZoom()") >= 13


def test_a_sign_on_the_map_marks_its_row_wherever_it_stands_in_the_list(visit: Visit) -> None:
    visitor = visit()
    sign = visitor.items("sign")[0]
    visitor.click_map(sign["x"], sign["y"])
    title = visitor.page.locator("#kk-card-title").inner_text()
    assert _chosen_row(visitor) == title
    assert title in visitor.frame.locator(".leaflet-popup-content").inner_text()


def test_a_cluster_comes_nearer_and_never_loses_a_record(visit: Visit) -> None:
    visitor = visit()
    count = visitor.total()
    cluster = visitor.items("cluster")[0]
    zoom = visitor.frame.evaluate("communityMap._map().getZoom()")
    box = visitor.page.locator('iframe[src*="folium"]').bounding_box()
    assert box is not None
    visitor.page.mouse.click(box["x"] + cluster["x"], box["y"] + cluster["y"])
    visitor.page.wait_for_function(
        "(zoom) => document.querySelector('iframe[src*=folium]').contentWindow"
        ".communityMap._map().getZoom() > zoom",
        arg=zoom,
    )
    assert visitor.total() == count


def test_an_area_opens_with_strengths_first_and_says_its_boundary_is_approximate(
    visit: Visit,
) -> None:
    visitor = visit("?open=area:krizi")
    card = visitor.page.locator(".kk-card")
    headings = card.locator("h3").all_inner_texts()
    assert headings[:3] == ["Vietas stiprās puses", "Kas šeit darbojas", "Kas šeit vajadzīgs"]
    assert "aptuvena robeža" in card.inner_text()
    assert "Iedzīvotāji" in card.inner_text()


def test_an_area_without_a_population_says_no_data_and_never_zero(visit: Visit) -> None:
    visitor = visit("?open=area:kalkuni&lang=en")
    facts = visitor.page.locator(".kk-card dl").inner_text()
    assert "from 105 to 957" in facts
    assert "\n0" not in facts


def test_clicking_an_area_opens_it_and_only_this_area_narrows_the_list(visit: Visit) -> None:
    visitor = visit()
    chip = max(visitor.items("chip"), key=lambda item: item["y"])
    visitor.click_map(chip["x"], chip["y"])
    name = visitor.page.locator("#kk-card-title").inner_text()
    visitor.press("action 0")
    assert visitor.page.locator(".kk-chip").all_inner_texts() == [name]
    assert "area=" in visitor.page.url


def test_closing_the_card_gives_the_focus_back_to_the_row(visit: Visit) -> None:
    visitor = visit("?q=10. vidusskola")
    visitor.press(visitor.page.locator(".kk-row").first.get_attribute("data-at") or "")
    assert visitor.page.evaluate("document.activeElement.dataset.at") == "card title"
    visitor.press("close card")
    assert visitor.page.evaluate("document.activeElement.dataset.at").startswith("row ")


def test_everything_is_reached_by_keyboard_and_nothing_traps_it(visit: Visit) -> None:
    visitor = visit()
    visitor.tab_to("q")
    visitor.tab_to("sort")
    visitor.tab_to("row ")
    visitor.press_key("Enter")
    assert visitor.page.locator("#kk-card-title").inner_text()
    visitor.tab_to("copy")
    visitor.tab_to("next")
    visitor.page.keyboard.press("Tab")  # and out of the panel into the map


def test_enter_on_the_map_opens_what_is_in_its_middle_and_escape_closes_it(visit: Visit) -> None:
    visitor = visit("?at=16_55.8748_26.5167")
    visitor.frame.locator("#map_div").focus()
    visitor.press_key("Enter")
    assert visitor.page.locator("#kk-card-title").inner_text() == "Daugavpils Centra vidusskola"
    close = visitor.frame.locator(".leaflet-popup-close-button")
    assert close.get_attribute("aria-label") == "Aizvērt"
    close.focus()
    visitor.press_key("Enter")
    assert visitor.page.locator("#kk-card-title").count() == 0


def test_a_record_without_an_exact_place_is_shown_by_its_area_and_has_no_pin(visit: Visit) -> None:
    visitor = visit("?q=Sudraba avoti")
    assert visitor.items("sign") == []
    assert len(visitor.items("chip")) == 1
    assert "aptuvena vieta: Jaunforštate" in visitor.page.locator(".kk-row").inner_text()
