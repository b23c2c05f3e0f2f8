"""What changed since a day, what is open at a time, and what a keyboard or a thumb needs for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from geo.acts import record
from geo.acts.load import open_store
from geo.acts.record import Desk
from geo.model.people import Viewer
from geo.settings import settings
from tests.browser.conftest import PHONE, Serve
from tests.browser.visitor import Visitor

Visit = Callable[..., Visitor]
NARROW = {"width": 320, "height": 640}

_BENCH: dict[str, Any] = {
    "category": "public_space", "precision": "area", "area": "krizi", "status": "active",
    "source": "Izdomāts ieraksts", "source_date": "2026-11-01",
}  # fmt: skip
_PLACES = {
    "Vienmēr atvērts": "Mo-Su 00:00-24:00",
    "Otrdienās atvērts": "Tu 10:00-18:00",
    "Trešdienās atvērts": "We 10:00-18:00",
}


@pytest.fixture(scope="module")
def lively(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a server of a town where an invented editor has published three places today."""
    home: Path = tmp_path_factory.mktemp("lively")
    store = open_store(settings({"KARTE_HOME": str(home)}))
    desk = Desk(store, "daugavpils", Viewer("Izdomāta redaktore", "editor"))
    for name, opening in _PLACES.items():
        identity, _ = record.note(desk, "resource", {**_BENCH, "name_lv": name, "opening": opening})
        record.publish(desk, "resource", identity, 1, "public")
    store.close()
    return serve(home)


def status(visitor: Visitor) -> str:
    return visitor.page.locator('.kk-panel [role="status"].kk-unseen').inner_text()


def address(visitor: Visitor) -> dict[str, list[str]]:
    return parse_qs(urlsplit(visitor.page.url).query)


# --- what has changed --------------------------------------------------------------------------


def test_a_day_is_chosen_by_keyboard_and_stands_in_the_link(visit: Visit, lively: str) -> None:
    visitor = visit("?open=area:krizi", at=lively)
    summary = visitor.page.locator("summary", has_text="Kas mainījies")
    summary.focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")
    before = visitor._drawn()
    visitor.page.keyboard.press("Enter")
    visitor._settle(before)
    section = visitor.page.locator("details", has=visitor.page.locator(".kk-since"))
    text = section.inner_text()
    assert all(name in text for name in _PLACES)
    assert text.count("publicēts") == 3
    assert text.count("Ielādēts ar sākuma datiem") == 1
    assert "redaktore" not in text
    pressed = visitor.page.locator('.kk-since [aria-pressed="true"]')
    assert pressed.inner_text() == "Pēdējais mēnesis"
    assert visitor.page.evaluate("document.activeElement.dataset.at").startswith("since ")
    (day,) = address(visitor)["since"]
    assert date.fromisoformat(day) < date.today()
    assert "Kas mainījies kopš" in status(visitor)
    visitor.go(visitor.page.url)
    again = visitor.page.locator("details", has=visitor.page.locator(".kk-since"))
    assert again.get_attribute("open") is not None
    assert again.inner_text() == text
    visitor.press(f"since {day}")
    assert "since" not in address(visitor)


def test_any_day_can_be_typed_and_a_year_that_is_being_typed_asks_for_nothing(
    visit: Visit, lively: str
) -> None:
    visitor = visit("?open=town", at=lively)
    visitor.page.locator("summary", has_text="Kas mainījies").click()
    visitor.at("since day").fill("0202-01-01")
    before = visitor._drawn()
    visitor.at("since day").fill("2026-01-01")
    visitor._settle(before)
    assert address(visitor)["since"] == ["2026-01-01"]
    assert (
        visitor.page.locator("details[open] summary")
        .inner_text()
        .startswith("Kas mainījies kopš 01.01.2026.")
    )


def test_an_editor_reads_who_did_what(visit: Visit, lively: str) -> None:
    visitor = visit("?open=area:krizi&since=2026-01-01", at=lively)
    visitor.page.locator(".st-key-person button").click()
    field = visitor.page.get_by_label("Jūsu vārds vai loma vēsturei")
    field.fill("Otrs izdomāts")
    field.press("Tab")
    visitor.page.get_by_role("button", name="Sākt rediģēt").click()
    visitor.page.locator("details[open]", has_text="Izdomāta redaktore pierakstīja").wait_for()


def test_the_whole_town_has_a_card_and_closing_it_gives_the_focus_back(visit: Visit) -> None:
    visitor = visit()
    visitor.press("town")
    assert visitor.page.locator("#kk-card-title").inner_text() == "Daugavpils"
    assert address(visitor)["open"] == ["town"]
    visitor.press("close card")
    assert visitor.page.evaluate("document.activeElement.dataset.at") == "town"


# --- what is open ------------------------------------------------------------------------------


def test_open_now_and_at_a_chosen_time_narrow_list_map_and_table(visit: Visit, lively: str) -> None:
    visitor = visit(at=lively)
    everything = visitor.total()
    visitor.open_filters()
    visitor.press("pill hours now")
    assert "Vienmēr atvērts" in visitor.rows()
    assert visitor.total() == sum(visitor.state()["shown"].values()) < everything
    head = visitor.page.locator(".kk-list-head").inner_text()
    assert f"Vēl {everything - 3} " in head
    visitor.at("hours day").select_option("Tu")
    visitor.at("hours time").fill("14:00")
    visitor.press("hours show")
    assert sorted(visitor.rows()) == ["Otrdienās atvērts", "Vienmēr atvērts"]
    assert address(visitor)["hours"] == ["Tu-14:00"]
    assert visitor.page.locator(".kk-chip").all_inner_texts() == ["Atvērts otrdien 14:00"]
    visitor.at("download").click()
    with visitor.page.expect_download() as download:
        visitor.at("download list").click()
    assert download.value.suggested_filename.startswith("kopienas-karte-atvērts-otrdien-14-00-")
    rows = download.value.path().read_text("utf-8-sig").splitlines()
    assert len(rows) == 3
    visitor.press("chip hours Tu-14:00")
    assert visitor.total() == everything
    assert "Vēl" not in visitor.page.locator(".kk-list-head").inner_text()


# --- reached and read out ----------------------------------------------------------------------


@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, PHONE], ids=["desk", "phone"])
def test_two_links_skip_to_the_list_and_past_it_to_the_map(
    visit: Visit, size: dict[str, int]
) -> None:
    visitor = visit(viewport=size)
    assert visitor.page.locator("h1").inner_text() == "Daugavpils · kopienas karte"
    visitor.at("skip kk-list").focus()
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "kk-list"
    visitor.at("skip kk-map").focus()
    visitor.page.keyboard.press("Enter")
    assert visitor.frame.evaluate("document.activeElement.id") == "map_div"
    assert visitor.page.evaluate("document.activeElement.tagName") == "IFRAME"


def test_one_lasting_node_says_the_count_after_each_change(visit: Visit) -> None:
    visitor = visit()
    visitor.page.evaluate("window.spoken = document.querySelector('.kk-panel .kk-unseen[role]')")
    assert status(visitor) == ""
    visitor.search("krizi")
    assert status(visitor) == f"{visitor.total()} ieraksti"
    visitor.search("zzzqqq")
    assert status(visitor) == "0 ierakstu"
    visitor.search("zzzqqqq")
    assert status(visitor).strip("\N{NO-BREAK SPACE}") == "0 ierakstu"
    assert visitor.page.evaluate(
        "window.spoken === document.querySelector('.kk-panel .kk-unseen[role]')"
    )


def test_the_maps_tools_and_legend_have_names(visit: Visit) -> None:
    visitor = visit()
    tools = visitor.frame.get_by_role("toolbar")
    assert tools.get_attribute("aria-label") == "Kartes rīki"
    assert tools.get_attribute("title") is None
    assert visitor.frame.get_by_role("region", name="Apzīmējumi un slāņi").count() == 1


def test_a_card_of_what_is_not_there_leads_to_everything(visit: Visit) -> None:
    visitor = visit("?open=nobody&q=zzzqqq")
    visitor.press("action 0")
    assert visitor.total() > 50
    assert visitor.page.locator(".kk-card article").count() == 0
    assert not {"q", "open"} & set(address(visitor))


@pytest.mark.parametrize(
    ("language", "title"),
    [("lv", "Par šo karti · Daugavpils · kopienas karte"),
     ("ru", "Об этой карте · Даугавпилс · карта сообщества"),
     ("en", "About this map · Daugavpils · community map")],
)  # fmt: skip
def test_the_tab_of_the_about_page_follows_the_language(
    visit: Visit, language: str, title: str
) -> None:
    visitor = visit(f"?lang={language}")
    map_title = visitor.page.title()
    visitor.page.locator(".st-key-nav a").last.click()
    visitor.page.wait_for_function("(title) => document.title === title", arg=title)
    visitor.page.locator(".st-key-nav a").first.click()
    visitor.page.wait_for_function("(title) => document.title === title", arg=map_title)


# --- on a phone --------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [PHONE, NARROW], ids=["390", "320"])
def test_the_filters_are_a_sheet_that_keeps_the_focus_and_closes_with_escape(
    visit: Visit, size: dict[str, int]
) -> None:
    visitor = visit(viewport=size, has_touch=True)
    visitor.open_filters()
    sheet = visitor.page.locator("dialog.kk-filters")
    box = sheet.bounding_box()
    assert box == {"x": 0, "y": 0, **size}
    inside = "document.querySelector('dialog.kk-filters').contains(document.activeElement)"
    assert visitor.page.evaluate("document.activeElement.dataset.at") == "close filters"
    for key in ("Shift+Tab", "Tab", "Tab"):
        visitor.page.keyboard.press(key)
        away = visitor.page.evaluate("document.activeElement === document.body")
        assert away or visitor.page.evaluate(inside)  # the body: the browser's own buttons
    before = visitor.page.locator(".kk-sheet-count").inner_text()
    visitor.press("pill area centrs")
    assert visitor.page.locator(".kk-sheet-count").inner_text() != before
    assert visitor.page.evaluate(inside)
    assert visitor.page.locator('dialog [role="status"]').inner_text() == (
        visitor.page.locator(".kk-sheet-count").inner_text()
    )
    visitor.page.keyboard.press("Escape")
    assert sheet.is_hidden()
    assert visitor.page.evaluate("document.activeElement.dataset.at") == "filters"
    assert "area" in address(visitor)
    visitor.open_filters()
    visitor.at("close filters").tap()
    assert sheet.is_hidden()


@pytest.mark.parametrize("size", [PHONE, NARROW], ids=["390", "320"])
@pytest.mark.parametrize("language", ["lv", "ru", "en"])
def test_no_chip_covers_a_name_where_the_whole_town_is_in_sight(
    visit: Visit, size: dict[str, int], language: str
) -> None:
    visitor = visit(f"?lang={language}", viewport=size, has_touch=True)
    visitor.at("view map").tap()
    visitor.frame.wait_for_function("() => communityMap._layer().written.length > 3")
    chips, covered = visitor.frame.evaluate(
        """() => {
          const { written, items } = communityMap._layer();
          const chips = items.filter(({ type }) => type === "chip");
          return [chips.length, written.filter(([left, top, right, bottom]) => chips.some(
            ({ x, y, radius }) => left < x + radius && x - radius < right
              && top < y + 10 && y - 10 < bottom))];
        }"""
    )
    assert chips > 5
    assert covered == []
