"""A council member reads an area, compares it, and takes the hand-over home."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geo.acts.handover import hand_over
from geo.acts.snapshot import snapshot
from geo.store import Store
from tests.acts.test_profile import proposal
from tests.awkward import TEXTS, TOWN, filled_with, put, put_hostile
from tests.browser.conftest import DESK, PHONE
from tests.browser.visitor import Visitor

Visit = Callable[..., Visitor]

A4_PIXELS = 794
"""210 mm at 96 pixels an inch."""


def settled(page: Page) -> None:
    page.locator(".kk-leaf[data-ready]").wait_for()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_from_the_card_of_an_area_to_what_is_handed_over(
    visit: Visit, size: dict[str, int], tmp_path: Path
) -> None:
    visitor = visit("?open=area:krizi&lang=lv", viewport=size)
    page = visitor.page
    page.get_by_role("button", name="Apkaimes lapa").click()
    settled(page)
    expect(page.locator('[data-at="leaf title"]')).to_contain_text("Križi")
    assert "area=krizi" in page.url

    # a sentence opens to its records and to how it was computed: two clicks
    sentence = page.locator('[data-section="gaps"] summary').filter(has_text="9,6 km").first
    sentence.click()
    rests = page.locator('[data-section="gaps"] details[open]')
    expect(rests.locator(".kk-beside")).to_contain_text("Daugavpils Izglītības pārvalde")
    rests.get_by_role("link", name="Kā tas aprēķināts").click()
    expect(page.get_by_role("heading", name="Kā tas aprēķināts")).to_be_visible()
    page.go_back()
    settled(page)

    page.locator('summary[data-at="choose"]').click()
    page.locator('[data-at="choose kimija"]').click()
    expect(page.locator('[data-at="leaf title"]')).to_contain_text("Salīdzinājums")
    heads = page.locator(".kk-compare").first.locator("thead th")
    assert heads.all_inner_texts()[1:] == ["Križi", "Ķīmija"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    with page.expect_download() as download:
        page.get_by_role("link", name="Nodot domei").click()
    with zipfile.ZipFile(download.value.path()) as packed:
        names = sorted(packed.namelist())
        table, text = (packed.read(name) for name in names)
    assert [name.rpartition(".")[2] for name in names] == ["csv", "html"]
    header = next(csv.reader(io.StringIO(table.decode("utf-8-sig")), delimiter=";"))
    assert header[0] == "Formulējums"
    assert "Križi, Ķīmija" in text.decode("utf-8")


def test_the_town_leads_to_its_areas(visit: Visit, site: str, context_of: Callable) -> None:  # type: ignore[type-arg]
    page = context_of().new_page()
    page.goto(f"{site}/town?lang=lv")
    settled(page)
    assert page.locator(".kk-matrix tbody tr").count() == 15
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator('summary[data-at="choose"]').click()
    for key in ("krizi", "kimija"):
        page.locator(f'[data-at="choose {key}"]').click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Nodot domei").click()
    assert download.value.suggested_filename.startswith("nodosana-domei-Daugavpils-Križi-Ķīmija")
    page.locator(".kk-matrix thead").get_by_role("link", name="Gajoks").click()
    expect(page.locator('[data-at="leaf title"]')).to_contain_text("Gajoks")
    page.get_by_role("link", name="Rādīt kartē").click()
    page.locator("#kk-card-title").wait_for()
    assert page.locator("#kk-card-title").inner_text() == "Gajoks"


@pytest.fixture
def hostile_page(store: Store, tmp_path: Path) -> Path:
    put_hostile(store)
    for place, text in enumerate(TEXTS):
        put(store, "resource", filled_with("resource", text, f"here-{place}", area="krizi"))
        put(store, "proposal", proposal(id=f"p-{place}", area="krizi", statement_lv=text,
                                        department=text, answer_lv=text))  # fmt: skip
    page = tmp_path / "page.html"
    page.write_bytes(hand_over(snapshot(store, TOWN, "public"), ["krizi", "kimija"], "lv").page)
    return page


def test_the_page_opens_from_a_disk_without_asking_anyone(
    context_of: Callable,
    hostile_page: Path,
    tmp_path: Path,  # type: ignore[type-arg]
) -> None:
    """Hostile words stay words; nothing is wider than the paper; it prints whole."""
    context = context_of(viewport={"width": A4_PIXELS, "height": 1123})
    context.set_offline(True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(hostile_page.as_uri())
    assert asked == [hostile_page.as_uri()]
    assert page.evaluate("window.pwned") is None
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        wide = page.evaluate(
            """() => [...document.querySelectorAll('body *')]
            .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
            .map((one) => one.outerHTML.slice(0, 80))"""
        )
        assert wide == []
        for part in ("asked", "map", "matrix", "town", "area-1", "area-2", "method"):
            expect(page.locator(f"#{part}")).to_be_visible()
    body = page.pdf(prefer_css_page_size=True)
    assert body.startswith(b"%PDF") and body.count(b"/Type /Page\n") > 3


def test_an_area_prints_on_a4_with_nothing_cut(
    site: str,
    context_of: Callable,  # type: ignore[type-arg]
) -> None:
    page = context_of(viewport={"width": A4_PIXELS, "height": 1123}).new_page()
    page.goto(f"{site}/area?area=krizi&lang=lv")
    settled(page)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".kk-leaf details:not([open])").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for section in page.locator(".kk-leaf section").all():
        assert section.is_visible()
    hidden = page.locator(".st-key-nav, .st-key-languages, .kk-leaf .kk-actions")
    assert not any(one.is_visible() for one in hidden.all())
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") > 1
