"""A worker back from Križi records on a phone; another editor is at work in the same hour."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import PHONE, Serve

Contexts = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def own_site(serve: Serve) -> str:
    """Return a server of one's own: these visitors write."""
    return serve()


# Every act has an undo button of its own; the class carries the act's name.
_LAST_ACT = (
    """() => document.querySelector('.st-key-done [class*="st-key-undo"]')?.className ?? ''"""
)


class Editor:
    """Somebody who records."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site

    def begin(self, name: str) -> None:
        self.page.goto(f"{self.site}/?lang=lv")
        self.page.locator(".kk-row").first.wait_for()
        self.page.locator(".st-key-person button").click()
        field = self.page.get_by_label("Jūsu vārds vai loma vēsturei")
        field.fill(name)
        field.press("Tab")
        self.page.get_by_role("button", name="Sākt rediģēt").click()
        self.page.get_by_role("link", name="Pierakstīt").wait_for()

    def go_to_desk(self) -> None:
        self.page.get_by_role("link", name="Pierakstīt").click()
        self.page.get_by_role("heading", name="Jauns ieraksts").wait_for()

    def go_to_map(self) -> None:
        self.page.get_by_role("link", name="Karte", exact=True).click()
        self.page.locator(".kk-row").first.wait_for()

    def rest(self) -> None:
        """Wait until the page has drawn what the last act asked for."""
        self.page.wait_for_timeout(150)  # an act reaches the server a moment later
        self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()

    def kind(self, word: str) -> None:
        self.page.locator(".st-key-desk").get_by_text(word, exact=True).first.click()
        self.rest()

    def fill(self, label: str, text: str) -> None:
        field = self.page.get_by_label(label, exact=True).last
        field.fill(text)
        field.press("Tab")
        self.rest()

    def choose(self, label: str, *words: str) -> None:
        for word in words:
            self.rest()
            field = self.page.get_by_role("combobox", name=label).last
            field.click()
            field.press_sequentially(word)
            self.page.get_by_role("option", name=word).first.click()
        self.page.keyboard.press("Tab")
        self.rest()

    def unfold(self, label: str) -> None:
        self.page.locator(".st-key-desk summary").get_by_text(label, exact=True).click()
        self.rest()

    def follow(self, text: str) -> None:
        """Follow a line of the open card to what it leads to."""
        self.page.locator("button.kk-line", has_text=text).first.click()
        self.page.locator(".kk-eyebrow").wait_for()

    def in_area(self, name: str) -> None:
        self.page.get_by_text("Tikai apkaime", exact=True).click()
        self.choose("Apkaime", name)

    def save(self) -> None:
        self.rest()
        before = self.page.evaluate(_LAST_ACT)
        self.page.get_by_role("button", name="Saglabāt", exact=True).click()
        changed = f"(before) => ![before, ''].includes(({_LAST_ACT})())"
        self.page.wait_for_function(changed, arg=before)
        self.rest()

    def open(self, text: str) -> None:
        field = self.page.locator('[data-at="q"]')
        field.fill(text)
        field.press("Enter")
        self.page.locator(".kk-row", has_text=text).first.click()
        self.page.locator("#kk-card-title", has_text=text).wait_for()

    def edit(self, text: str) -> None:
        self.go_to_map()
        self.open(text)
        self.page.get_by_role("button", name="Labot").click()
        self.page.get_by_role("heading", name="Labot ierakstu").wait_for()


@pytest.fixture
def worker(context_of: Contexts, own_site: str) -> Editor:
    editor = Editor(context_of(viewport=PHONE, has_touch=True).new_page(), own_site)
    editor.begin("Kopienas darbiniece")
    return editor


def test_a_worker_records_what_she_found_and_sees_it_in_the_area(worker: Editor) -> None:
    page = worker.page
    worker.go_to_desk()
    worker.fill("Nosaukums *", "Soliņu laukums pie ezera")
    worker.choose("Joma *", "Publiskā ārtelpa un labiekārtojums")
    worker.in_area("Križi")
    worker.save()

    worker.kind("Vajadzība")
    worker.choose("Vajadzības veids *", "Vientulība un sociālā atstumtība")
    worker.fill("Formulējums *", "Senioriem vajadzīga kopā būšana ziemā.")
    worker.choose("Izpētes metodes *", "Intervijas", "Anketēšana")
    worker.choose("Apkaime", "Križi")
    worker.save()

    worker.kind("Aktivitāte")
    worker.fill("Nosaukums *", "Pagalma koncerts")
    worker.choose("Aktivitātes veids *", "Koncerts vai izstāde")
    worker.fill("Cilvēku skaits", "34")
    worker.unfold("Vēl")
    worker.choose("Saistītie ieraksti", "Draudzība – K")
    worker.choose("Apkaime", "Križi")
    worker.save()

    worker.edit("Draudzība – K")
    worker.choose("Stāvoklis *", "Pašlaik nedarbojas")
    worker.save()

    page.goto(f"{worker.site}/?lang=lv&open=area:krizi")
    card = page.locator(".kk-card")
    card.wait_for()
    assert "Soliņu laukums" not in card.inner_text(), "a new visit without a name is public"


def test_all_of_it_stands_in_the_areas_card_for_whoever_may_see_it(worker: Editor) -> None:
    worker.go_to_map()
    worker.page.locator('[data-at="q"]').fill("Križi")
    worker.page.locator('[data-at="q"]').press("Enter")
    worker.page.locator('[data-at="place krizi"]').click()
    card = worker.page.locator(".kk-card")
    card.get_by_text("Pagalma koncerts").wait_for()
    text = card.inner_text()
    for words in ("Soliņu laukums pie ezera", "Senioriem vajadzīga kopā būšana ziemā.",
                  "Intervijas, Anketēšana", "34 cilvēki", "Pašlaik nedarbojas"):  # fmt: skip
        assert words in text


def test_a_need_by_two_methods_rests_on_two_lines_of_evidence(worker: Editor) -> None:
    worker.go_to_map()
    worker.page.locator('[data-at="q"]').fill("Križi")
    worker.page.locator('[data-at="q"]').press("Enter")
    worker.page.locator('[data-at="place krizi"]').click()
    worker.follow("Senioriem vajadzīga kopā būšana ziemā.")
    section = worker.page.locator(".kk-card section", has_text="Pierādījumi")
    section.wait_for()
    lines = section.locator("li").all_inner_texts()
    assert [line.split(" · ")[0] for line in lines] == ["Intervijas", "Anketēšana"]
    worker.page.get_by_role("button", name="Labot").click()
    worker.unfold("Pierādījumi (2)")
    worker.page.get_by_role("button", name="Pievienot pierādījumu").click()
    worker.choose("Izpētes metode *", "Grupu darbs")
    worker.page.get_by_role("button", name="Pievienot", exact=True).click()
    worker.page.get_by_text("Pierādījumi (3)").wait_for()


def test_a_dormant_group_shows_its_life_and_leads_to_what_it_did(worker: Editor) -> None:
    worker.go_to_map()
    worker.open("Draudzība – K")
    card = worker.page.locator(".kk-card")
    assert "Pašlaik nedarbojas" in card.inner_text()
    timeline = card.locator("section", has_text="Kas notiek")
    assert "Pagalma koncerts" in timeline.inner_text()
    worker.follow("Pagalma koncerts")
    card.get_by_text("Cilvēku skaits").wait_for()
    assert "34" in card.inner_text()
    worker.follow("Draudzība – K")
    worker.page.locator("#kk-card-title", has_text="Draudzība").wait_for()


def test_what_is_folded_away_stays_as_it_was(worker: Editor) -> None:
    worker.edit("Latgales Centrālā bibliotēka")
    worker.fill("Nosaukums *", "Latgales Centrālā bibliotēka.")
    worker.unfold("Vēl")
    address = worker.page.get_by_label("Adrese", exact=True).input_value()
    assert "Rīgas iela" in address
    worker.fill("Nosaukums *", "Latgales Centrālā bibliotēka")
    worker.unfold("Vēl")
    worker.unfold("Vēl")
    worker.fill("Darba laiks vārdiem", "Katru dienu")
    worker.save()
    worker.go_to_map()  # the card is as it was left open
    worker.page.locator(".kk-card").get_by_text("Katru dienu").wait_for()
    assert address in worker.page.locator(".kk-card").inner_text()


def test_an_act_can_be_taken_back_at_once(worker: Editor) -> None:
    worker.go_to_desk()
    worker.fill("Nosaukums *", "Kļūdains ieraksts")
    worker.choose("Joma *", "Kultūra un mantojums")
    worker.in_area("Gajoks")
    worker.save()
    worker.page.get_by_role("button", name="Atsaukt").click()
    worker.page.get_by_text("Saglabāts.").wait_for()
    worker.go_to_map()
    worker.page.locator('[data-at="q"]').fill("Kļūdains ieraksts")
    worker.page.locator('[data-at="q"]').press("Enter")
    worker.page.get_by_text("Nekas neatbilst izvēlei.").wait_for()


def test_whoever_saves_second_sees_both_versions_and_decides(
    worker: Editor, context_of: Contexts
) -> None:
    other = Editor(context_of().new_page(), worker.site)
    other.begin("Kolēģe")
    worker.edit("Latgales Centrālā bibliotēka")
    other.edit("Latgales Centrālā bibliotēka")
    other.fill("Nosaukums *", "Latgales Centrālā bibliotēka un lasītava")
    other.save()
    worker.fill("Nosaukums *", "Centrālā bibliotēka")
    worker.page.get_by_role("button", name="Saglabāt", exact=True).click()
    worker.page.get_by_text("Kāds cits šo ierakstu mainīja pirms jums").wait_for()
    text = worker.page.locator(".st-key-desk").inner_text()
    assert "Tagad: Latgales Centrālā bibliotēka un lasītava" in text
    assert "Jūsu: Centrālā bibliotēka" in text
    worker.page.get_by_text("Jūsu: Centrālā bibliotēka").click()
    worker.page.get_by_role("button", name="Saglabāt izvēlēto").click()
    worker.page.get_by_text("Saglabāts.").wait_for()
    worker.page.get_by_text("Vēsture").click()
    worker.page.get_by_text("Kolēģe mainīja").wait_for()


def test_anothers_change_reaches_an_open_page_by_itself(
    worker: Editor, context_of: Contexts
) -> None:
    watcher = Editor(context_of().new_page(), worker.site)
    watcher.begin("Vērotāja")
    count = watcher.page.locator(".kk-list-head h2").inner_text()
    worker.go_to_desk()
    worker.fill("Nosaukums *", "Jauna vieta")
    worker.choose("Joma *", "Kultūra un mantojums")
    worker.in_area("Centrs")
    worker.save()
    watcher.page.wait_for_function(
        "(count) => document.querySelector('.kk-list-head h2').textContent !== count", arg=count
    )


def test_a_draft_survives_a_reload(worker: Editor) -> None:
    worker.go_to_desk()
    worker.fill("Nosaukums *", "Nepabeigts ieraksts")
    worker.in_area("Gajoks")
    worker.page.wait_for_function(
        """() => Object.values(localStorage)
        .some((text) => text.includes('Nepabeigts') && text.includes('gajoks'))"""
    )
    worker.page.on("dialog", lambda dialog: dialog.accept())
    worker.page.evaluate("window.onbeforeunload = null")
    worker.begin("Kopienas darbiniece")
    worker.go_to_desk()
    for kept in ("Nepabeigts ieraksts", "Gajoks"):
        worker.page.wait_for_function(
            "(kept) => [...document.querySelectorAll('input')].some((one) => one.value === kept)",
            arg=kept,
        )
    assert worker.page.get_by_role("radio", name="Tikai apkaime").is_checked()


def test_the_public_view_is_one_click_away(worker: Editor) -> None:
    worker.page.locator(".st-key-person label").click()
    worker.page.wait_for_function("() => !document.body.innerText.includes('Pierakstīt')")
    worker.page.locator(".kk-row").first.wait_for()
    text = worker.page.locator(".kk-panel").inner_text()
    assert "Jauna vieta" not in text
