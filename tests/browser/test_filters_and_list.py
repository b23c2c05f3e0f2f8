"""Filters, chips, search, list and map say the same at every moment."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable

import pytest

from tests.browser.visitor import Visitor

Visit = Callable[..., Visitor]


def _pills(visitor: Visitor, name: str) -> dict[str, int]:
    found = {}
    for pill in visitor.page.locator(f'[data-at^="pill {name} "]').all():
        key = (pill.get_attribute("data-at") or "").split(" ")[2]
        found[key] = int(pill.locator(".kk-number").inner_text())
    return found


def test_an_options_number_is_what_choosing_it_shows(visit: Visit) -> None:
    visitor = visit()
    visitor.open_filters()
    for name in ("category", "problem", "for", "area", "status"):
        key, promised = sorted(_pills(visitor, name).items(), key=lambda item: -item[1])[0]
        visitor.press(f"pill {name} {key}")
        assert visitor.total() == promised
        assert sum(visitor.state()["shown"].values()) == promised
        visitor.press(f"pill {name} {key}")


def test_a_chip_says_what_is_filtered_and_takes_it_away(visit: Visit) -> None:
    visitor = visit("?category=culture_heritage&area=centrs")
    everything = visit().total()
    narrowed = visitor.total()
    assert visitor.page.locator(".kk-chip").all_inner_texts() == ["Kultūra", "Centrs"]
    visitor.press("chip area centrs")
    assert narrowed < visitor.total() < everything
    visitor.press("clear")
    assert visitor.total() == everything
    assert visitor.page.locator(".kk-chip").count() == 0
    assert "category" not in visitor.page.url


@pytest.mark.parametrize("text", ["krizi", "Križi", "КРИЖИ", "Крыжи", "Krizi"])
def test_search_takes_no_offence_at_case_diacritics_or_script(visit: Visit, text: str) -> None:
    visitor = visit()
    visitor.search(text)
    assert any("Križi" in name or "Križu" in name for name in visitor.rows())
    assert visitor.total() == 4
    assert visitor.page.locator(".kk-places").inner_text().split("\n")[-1] == "Križi"


def test_the_legend_is_the_layer_switch_and_the_list_follows(visit: Visit) -> None:
    visitor = visit()
    before = visitor.state()["shown"]
    visitor.toggle_layer("group")
    after = visitor.state()["shown"]
    assert after["group"] == 0
    assert visitor.total() == after["resource"] == before["resource"]
    visitor.toggle_layer("problem")
    assert visitor.state()["shown"]["problem"] > 0
    assert visitor.total() == sum(visitor.state()["shown"].values())


def test_needs_never_stand_alone(visit: Visit) -> None:
    visitor = visit("?kind=problem")
    shown = visitor.state()["shown"]
    assert shown["problem"] > 0
    assert shown["resource"] > 0
    assert "Ieraksti, kas uz tām atbild:" in visitor.page.locator(".kk-list-head").inner_text()


def test_the_list_turns_pages_and_counts_what_it_does_not_send(visit: Visit) -> None:
    visitor = visit()
    total = visitor.total()
    assert total > 50
    first = visitor.rows()
    assert len(first) == 50
    visitor.press("next")
    second = visitor.rows()
    assert len(second) == total - 50
    assert not set(first) & set(second)
    assert visitor.page.locator(".kk-pager span").inner_text() == f"51–{total} no {total}"


def test_sorting_by_name_follows_the_latvian_alphabet(visit: Visit) -> None:
    visitor = visit("?sort=name")
    rows = visitor.rows()
    assert rows.index("Cietokšņa kopiena") < rows.index("Daugavpils 1. speciālā pamatskola")


def test_the_csv_is_exactly_the_filtered_list(visit: Visit, site: str) -> None:
    visitor = visit("?category=culture_heritage&sort=name")
    visitor.at("download").click()
    with visitor.page.expect_download() as download:
        visitor.at("download list").click()
    path = download.value.path()
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
    assert [row["Nosaukums"] for row in rows] == visitor.rows()


def test_the_menu_of_downloads_works_by_keyboard_and_follows_the_filter(visit: Visit) -> None:
    visitor = visit("?category=culture_heritage")
    opener, link = visitor.at("download"), visitor.at("download geojson")
    visitor.tab_to("download")
    visitor.page.keyboard.press("Enter")
    assert link.is_visible()
    visitor.page.keyboard.press("Escape")
    assert not link.is_visible()
    assert opener.evaluate("(node) => node === document.activeElement")
    visitor.page.keyboard.press("Enter")
    visitor.tab_to("download geojson")
    with visitor.page.expect_download() as download:
        visitor.page.keyboard.press("Enter")
    assert download.value.suggested_filename.startswith("kopienas-karte-Daugavpils-")
    with zipfile.ZipFile(download.value.path()) as packed:
        name = next(name for name in packed.namelist() if name.count(".") == 1)
        features = json.loads(packed.read(name))["features"]
    assert len(features) == visitor.total()
    assert not link.is_visible()


def test_nothing_found_says_what_to_do_next(visit: Visit) -> None:
    visitor = visit()
    visitor.search("zzzzqqq")
    assert visitor.total() == 0
    assert "Noņemiet kādu filtru" in visitor.page.locator(".kk-empty").inner_text()
    assert visitor.items("sign") == []


def test_typing_keeps_the_field_the_focus_and_every_letter(visit: Visit) -> None:
    visitor = visit()
    visitor.at("q").click()
    visitor.page.keyboard.type("biblioteka", delay=60)
    visitor.page.wait_for_function("() => location.search.includes('q=biblioteka')")
    assert visitor.at("q").input_value() == "biblioteka"
    assert visitor.page.evaluate("document.activeElement.dataset.at") == "q"
