"""A town comes in by hand: boundaries looked over and repaired, a list corrected, all taken back.

All files are invented and made here.
"""

from __future__ import annotations

import io
import json
import re
import urllib.request
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import PHONE, Serve
from tests.files.made import collection, feature, polygon, shapefile, zipped

Contexts = Callable[..., BrowserContext]
Ring = list[list[float]]


def box(west: float, south: float, east: float, north: float) -> Ring:
    """Return a ring clockwise, as shapefiles want it."""
    return [[west, south], [west, north], [east, north], [east, south], [west, south]]


def areas(**rings: Ring) -> bytes:
    return collection(*(feature(polygon(ring), Name=name) for name, ring in rings.items()))


def table(*rows: Sequence[str]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


# LKS-92, in metres
SQUARES = zipped(shapefile([
    ("Liepas", box(650000, 190000, 651000, 191000)),
    ("Ozoli", box(651000, 190000, 652000, 191000)),
]))  # fmt: skip

# a bow-tie; an overlap of 9 m, more than 1 % of a narrow area; a gap of 60 m² in the middle
BROKEN = areas(
    Tauriņi=[[26.0, 56.0], [26.02, 56.02], [26.02, 56.0], [26.0, 56.02], [26.0, 56.0]],
    Strazdi=box(26.02, 56.0, 26.026, 56.02),
    Cielavas=box(26.02585, 56.0, 26.04, 56.02),
    Žagatas=[[26.02, 56.02], [26.02, 56.04], [26.04, 56.04], [26.04, 56.02],
             [26.0301, 56.02], [26.03, 56.0201], [26.0299, 56.02], [26.02, 56.02]],
)  # fmt: skip

LIST = (
    ("Nosaukums", "Joma", "Apkaime", "lat", "lon"),
    ("Liepu lasītava", "Kultūra un mantojums", "Liepas", "", ""),
    ("Ozolu pulciņš", "Dejas un dziesmas", "Ozoli", "", ""),
    ("", "Kultūra un mantojums", "Ozoli", "", ""),
)


class Bringer:
    """Somebody who brings in what a town has."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        page.goto(f"{site}/?lang=lv")
        page.locator(".kk-panel").wait_for()
        page.locator(".st-key-person button").click()
        field = page.get_by_label("Jūsu vārds vai loma vēsturei")
        field.fill("Pilsētas darbiniece")
        field.press("Tab")
        page.get_by_role("button", name="Sākt rediģēt").click()
        page.get_by_role("link", name="Ienest").click()
        page.get_by_role("heading", name="Ienest datus").wait_for()

    @property
    def body(self) -> Locator:
        return self.page.locator(".st-key-bring")

    def rest(self) -> None:
        """Wait until the page has drawn what the last act asked for."""
        self.page.wait_for_timeout(150)  # an act reaches the server a moment later
        self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()

    def section(self, name: str) -> None:
        self.body.get_by_role("radio", name=name, exact=True).or_(
            self.body.get_by_role("button", name=name, exact=True)
        ).first.click()
        self.rest()

    def town(self, name: str) -> None:
        self.section("Pilsēta")
        self.fill("Nosaukums latviski *", name)
        self.press("Sākt karti")
        self.sees(f"Robežas vietai „{name}”")

    def fill(self, label: str, text: str) -> None:
        field = self.page.get_by_label(label, exact=True)
        field.fill(text)
        field.press("Tab")
        self.rest()

    def upload(self, name: str, data: bytes) -> None:
        chooser = self.body.locator('input[type="file"]')
        file: Any = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
        chooser.set_input_files(file)
        self.body.locator(f'[data-testid="stFileChipName"][title="{name}"]').wait_for()
        self.rest()

    def press(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=name).first.click()
        self.rest()

    def sees(self, words: str) -> None:
        expect(self.body).to_contain_text(words, timeout=20_000)

    def sees_not(self, words: str) -> None:
        expect(self.body).not_to_contain_text(words, timeout=20_000)

    def saves_boundaries(self) -> None:
        self.press("Saglabāt robežas")
        self.sees("Robežas saglabātas.")

    def total(self, query: str = "") -> str:
        """Return what the list of the map says it has, beside this page."""
        self.page.get_by_role("link", name="Karte", exact=True).click()
        head = self.page.locator(".kk-list-head h2")
        head.wait_for()
        text = head.inner_text()
        self.page.get_by_role("link", name="Ienest").click()
        self.page.get_by_role("heading", name="Ienest datus").wait_for()
        self.rest()
        return text


@pytest.fixture(scope="module")
def own_site(serve: Serve) -> str:
    """Return a server of one's own: these visitors write."""
    return serve()


@pytest.fixture
def bringer(context_of: Contexts, own_site: str) -> Bringer:
    return Bringer(context_of().new_page(), own_site)


def test_a_town_starts_from_a_zipped_shapefile_and_a_list_is_corrected_and_taken_back(
    bringer: Bringer,
) -> None:
    bringer.town("Parkpils")
    bringer.upload("Apkaimes.zip", SQUARES)
    bringer.sees("EPSG:3059")
    bringer.sees("Kļūdu robežās nav.")
    bringer.sees("Kas mainīsies: jauna: 2")
    bringer.saves_boundaries()

    bringer.section("Ieraksti")
    bringer.sees_not("Robežas saglabātas.")
    bringer.upload("saraksts.xlsx", table(*LIST))
    bringer.sees("3 rindas: jauns: 1 · nav ievietojams: 2")
    bringer.press("Ievietot 1 ierakstu")
    bringer.sees("Ievietots. jauns: 1, nav ievietojams: 2")

    with bringer.page.expect_download() as waiting:
        bringer.page.get_by_role("button", name="Lejupielādēt 2 neievietotas rindas").click()
    assert waiting.value.suggested_filename == "saraksts-nav-ievietots.xlsx"
    corrected = load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    rows = [[str(cell or "") for cell in row] for row in corrected.active.values]
    assert rows[0] == ["! Kāpēc nav ievietots", *LIST[0]]
    assert "Dejas un dziesmas" in rows[1][0] and "Nosaukums" in rows[2][0]
    rows[1][2], rows[2][1] = "Kultūra un mantojums", "Ozolu lasītava"
    bringer.upload("saraksts-nav-ievietots.xlsx", table(*rows))
    bringer.sees_not("Ievietots. ")
    bringer.press("Ievietot 2 ierakstus")
    bringer.sees("Ievietots. jauns: 2")
    assert bringer.total() == "3 ieraksti"

    bringer.body.get_by_text("Agrāk ienestais (2)").click()
    bringer.press("Atsaukt visu")
    bringer.sees("Atsaukts.")
    assert bringer.total() == "1 ieraksts"


def test_broken_boundaries_are_repaired_before_they_are_saved(bringer: Bringer) -> None:
    bringer.town("Putnupils")
    bringer.upload("bojāts.geojson", BROKEN)
    bringer.sees("Robeža krusto pati sevi: Tauriņi.")
    bringer.sees("Robežas pārklājas: Strazdi, Cielavas.")
    bringer.sees("Starp robežām ir sprauga: Cielavas, Žagatas.")
    bringer.sees("tāpēc vajadzīga jūsu piekrišana")
    bringer.sees("Vispirms jāpieņem labojumi")
    assert bringer.page.get_by_role("button", name="Saglabāt robežas").count() == 0
    frame = next(frame for frame in bringer.page.frames if "folium" in frame.url)
    frame.wait_for_function(
        "window.communityMap?.state().ready && document.querySelector('.cm-trial') !== null"
    )
    for wanted in bringer.body.locator('[data-testid="stCheckbox"]').all():
        if wanted.is_visible() and not wanted.locator("input").is_checked():
            wanted.locator("label").click()
            bringer.rest()
    bringer.saves_boundaries()
    bringer.upload("atkal.geojson", BROKEN.replace(b"Tauri", b"Balo"))
    assert not bringer.body.get_by_label("Pārzīmēt robežu").is_checked(), "choices are forgotten"


def test_new_boundaries_show_first_which_records_move(context_of: Contexts, own_site: str) -> None:
    bringer = Bringer(context_of(viewport=PHONE, has_touch=True).new_page(), own_site)
    bringer.town("Mazpils")
    halves = {"Rietumi": box(26.0, 56.0, 26.01, 56.02), "Austrumi": box(26.01, 56.0, 26.02, 56.02)}
    bringer.upload("vecās.geojson", areas(**halves))
    bringer.saves_boundaries()
    bringer.section("Ieraksti")
    bringer.section("Ielīmēt")
    rows = ["\t".join(LIST[0]), "Lasītava\tKultūra un mantojums\t\t56.015\t26.005"]
    field = bringer.page.get_by_label("Ielīmējiet tabulu ar virsrakstu rindu")
    field.fill("\n".join(rows))
    field.press("Control+Enter")
    bringer.press("Ievietot 1 ierakstu")
    bringer.sees("Ievietots.")

    bringer.section("Robežas")
    halves = {"Dienvidi": box(26.0, 56.0, 26.02, 56.01), "Ziemeļi": box(26.0, 56.01, 26.02, 56.02)}
    bringer.upload("jaunās.geojson", areas(**halves))
    bringer.sees("1 ieraksts maina vietu")
    bringer.sees("Lasītava: Rietumi → Ziemeļi (tur ir tās vieta)")
    assert bringer.page.evaluate("document.body.scrollWidth <= innerWidth"), "it fits a phone"
    bringer.saves_boundaries()
    bringer.press("Atsaukt")
    bringer.sees("Atsaukts.")
    bringer.upload("jaunās.geojson", areas(**halves))
    bringer.sees("Lasītava: Rietumi → Ziemeļi")


@pytest.fixture
def large(bringer: Bringer) -> Bringer:
    """Return somebody in a town of its own who is about to bring in 45,000 rows."""
    bringer.town("Lielpils")
    bringer.upload("Apkaimes.zip", SQUARES)
    bringer.saves_boundaries()
    bringer.section("Ieraksti")
    return bringer


def test_what_takes_long_shows_how_far_it_is_and_can_be_stopped(large: Bringer) -> None:
    page = large.page
    rows = [f"Vieta {number};Kultūra un mantojums;Liepas" for number in range(45_000)]
    text = "\n".join(["Nosaukums;Joma;Apkaime", *rows]).encode()
    file: Any = {"name": "liels.csv", "mimeType": "text/csv", "buffer": text}
    stop = page.get_by_role("button", name="Pārtraukt")
    large.body.locator('input[type="file"]').set_input_files(file)
    stop.dispatch_event("click")  # it may be gone before a pointer comes to rest on it
    large.sees("Pārtraukts; nekas nav mainīts.")
    expect(large.body.locator('[data-testid="stFileChip"]')).to_have_count(0)

    large.body.locator('input[type="file"]').set_input_files(file)
    commit = page.get_by_role("button", name=re.compile("Ievietot 45.000 ierakst"))
    commit.click(timeout=90_000)
    stop.dispatch_event("click")  # it may be gone before a pointer comes to rest on it
    large.sees("Pārtraukts; nekas nav mainīts.")
    expect(commit).to_have_count(1)
    large.sees("Rādītas pirmās 200 rindas.")
    large.sees_not("Agrāk ienestais")
    assert large.total() == "0 ierakstu"


def test_an_upload_above_the_limit_is_refused_and_others_keep_working(
    bringer: Bringer, own_site: str
) -> None:
    file: Any = {"name": "liels.csv", "mimeType": "text/csv", "buffer": bytes(11 * 1024**2)}
    bringer.body.locator('input[type="file"]').set_input_files(file)
    notice = "getComputedStyle(document.querySelector('[data-testid=stFileUploader]'), '::after')"
    bringer.page.wait_for_function(
        f"{notice}.content.includes('Fails ir par lielu: var būt līdz 10 MB.')"
    )
    addresses: list[str] = []
    bringer.page.on("request", lambda request: addresses.append(request.url))
    bringer.upload("mazs.csv", b"Nosaukums;Joma\nA;B\n")
    sent = next(one for one in addresses if "upload_file" in one)
    assert _put(bringer.page, sent, 11 * 1024**2) == 413
    with urllib.request.urlopen(f"{own_site}/health", timeout=20) as answer:
        assert json.load(answer)["status"] == "ok"
    bringer.sees("1 rinda")


def _put(page: Page, address: str, size: int) -> int:
    """Return how the server answers a browser that sends more than the page would let it."""
    status: int = page.evaluate(
        """async ([address, size]) => {
          const form = new FormData();
          form.append("file", new Blob([new Uint8Array(size)]), "liels.csv");
          const cookie = document.cookie.match(/_streamlit_xsrf=([^;]+)/);
          const headers = cookie ? { "X-Xsrftoken": cookie[1] } : {};
          return (await fetch(address, { method: "PUT", body: form, headers })).status;
        }""",
        [address, size],
    )
    return status
