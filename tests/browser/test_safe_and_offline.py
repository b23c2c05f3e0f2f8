"""Hostile words are only words, nobody else is asked, and nothing internal reaches the browser."""

from __future__ import annotations

import csv
import io
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.acts.load import load
from geo.files.town_folder import TownFolder
from geo.store import Change, Store
from tests.browser.conftest import Serve
from tests.browser.visitor import Visitor

Visit = Callable[..., Visitor]

PAYLOADS = (
    "<img src=x onerror=window.pwned=1>",
    "${window.pwned=1}",
    "`+(window.pwned=1)+`",
    "</script><script>window.pwned=1</script>",
    "{{ cycler.__init__.__globals__.os.getpid() }}",
    "\\';window.pwned=1;//",
    "=HYPERLINK(\"x\")",
    "**bold** $x^2$ [link](javascript:window.pwned=1)",
    "right\u202eleft\u200bzero\u200dwidth" + "e" + "\u0301" * 200,
)  # fmt: skip
_SECRET = "Zilonkauls"


def _hostile(kind: str, number: int, payload: str) -> dict[str, object]:
    """Return a record whose every free text is hostile."""
    texts = {
        f"{stem}_{lang}": f"{payload} {number}"
        for stem in ("name", "summary", "note", "statement", "offers", "seeks")
        for lang in ("lv", "ru", "en")
    }
    from shapely.geometry import Point

    common = {
        **texts,
        "key": f"hostile-{kind}-{number}",
        "address": payload,
        "phone": payload,
        "web": "javascript:window.pwned=1",
        "source": payload,
        "source_date": "2026-01-01",
        "level": "public",
        "target_groups": ("all_residents",),
        "area": "krizi",
        "status": "active",
        "period": "2026",
    }
    point = Point(26.59 + number / 2000, 55.943)
    match kind:
        case "resource":
            own = {"category": "social_service", "precision": "exact", "geom": point}
        case "group":
            own = {"group_kind": "association", "scope": "area", "geom": point}
        case _:
            own = {
                "problem_type": "no_meeting_place",
                "scope": "area",
                "status": "noticed",
                "methods": ("interviews",),
                "source_url": "data:text/html,<script>window.pwned=1</script>",
            }
    return {**common, **own}


@pytest.fixture(scope="module")
def hostile_site(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory, real_folder: TownFolder
) -> str:
    home = tmp_path_factory.mktemp("hostile")
    store = Store(f"sqlite:///{(home / 'karte.gpkg').as_posix()}", create=True)
    load(store, real_folder)
    act = Change(who="test", act="record")
    for kind in ("resource", "group", "problem"):
        rows = [_hostile(kind, number, text) for number, text in enumerate(PAYLOADS)]
        store.put(kind, "daugavpils", rows, act)
    secret = {**_hostile("resource", 99, _SECRET), "level": "internal"}
    partner = {**_hostile("group", 99, _SECRET), "level": "partners"}
    store.put("resource", "daugavpils", [secret], act)
    store.put("group", "daugavpils", [partner], act)
    area = store.places("area", "daugavpils").iloc[0]
    hostile_area = {**area, **{f"name_{lang}": PAYLOADS[0] for lang in ("lv", "ru", "en")}}
    store.put("area", "daugavpils", [hostile_area], Change(who="data", act="load"))
    store.close()
    return serve(Path(home))


def test_hostile_words_are_inert_in_list_card_popup_tooltip_legend_and_csv(
    visit: Visit, hostile_site: str
) -> None:
    visitor = visit("?area=krizi&kind=resource&kind=group&kind=problem&at=15_55.943_26.5915",
                    at=hostile_site)  # fmt: skip
    names = visitor.rows()
    for number, payload in enumerate(PAYLOADS[:-1]):
        assert f"{payload} {number}" in names
    for row in visitor.page.locator(".kk-row").all():
        visitor.press(row.get_attribute("data-at") or "")
        visitor.page.locator(".kk-card details").evaluate_all(
            "(all) => all.forEach((one) => { one.open = true; })"
        )
    for item in [*visitor.items("sign"), *visitor.items("cluster"), *visitor.items("chip")]:
        visitor.frame.evaluate(
            "({x, y}) => communityMap._map().fire('mousemove', {containerPoint: L.point(x, y)})",
            item,
        )
    visitor.toggle_layer("resource")
    assert visitor.page.evaluate("window.pwned") is None
    assert visitor.frame.evaluate("window.pwned") is None
    links = visitor.page.evaluate(
        "() => [...document.querySelectorAll('.kk-panel a')].map((link) => link.protocol)"
    )
    assert set(links) <= {"http:", "https:", "tel:"}
    visitor.at("download").click()
    with visitor.page.expect_download() as download:
        visitor.at("download list").click()
    text = download.value.path().read_text("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))] == []


def test_a_hostile_area_name_is_inert_where_areas_are_named(
    visit: Visit, hostile_site: str
) -> None:
    visitor = visit("?open=area:centrs", at=hostile_site)
    assert visitor.page.locator("#kk-card-title").inner_text() == PAYLOADS[0]
    visitor.open_filters()
    assert visitor.page.evaluate("window.pwned") is None


def test_what_is_not_public_is_in_no_answer_of_the_server(
    visit: Visit, hostile_site: str, context_of: Callable[..., object]
) -> None:
    bodies: list[str] = []
    context = context_of()
    page = context.new_page()  # type: ignore[attr-defined]
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: bodies.append(
        data if isinstance(data, str) else data.decode("utf-8", errors="replace"))))  # fmt: skip
    page.on("response", lambda answer: bodies.append(answer.text()) if "/layers/" in answer.url
            else None)  # fmt: skip
    visitor = Visitor(page)
    visitor.go(f"{hostile_site}/?kind=resource&kind=group&kind=problem&area=krizi")
    for path in ("list.csv?q=zilonkauls", "list.csv", "health"):
        with urllib.request.urlopen(f"{hostile_site}/{path}") as answer:
            bodies.append(answer.read().decode("utf-8"))
    assert any("Krizi" in body or "Križi" in body for body in bodies)
    assert [body for body in bodies if _SECRET in body] == []


def test_searching_for_an_internal_record_finds_nothing_and_counts_nothing(
    visit: Visit, hostile_site: str
) -> None:
    visitor = visit(at=hostile_site)
    visitor.search(_SECRET)
    assert visitor.total() == 0
    visitor.open_filters()
    assert set(visitor.page.locator(".kk-pill .kk-number").all_inner_texts()) <= {"0"}


def test_without_any_network_map_list_and_csv_work(context_of: Callable[..., object], site: str,
                                                   ) -> None:  # fmt: skip
    context = context_of()
    page = context.new_page()  # type: ignore[attr-defined]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    visitor = Visitor(page)
    visitor.go(f"{site}/?lang=lv")
    visitor.press(page.locator(".kk-row").first.get_attribute("data-at"))
    page.get_by_role("link", name="Par karti").click()
    page.get_by_text("Kas netiek rādīts un kāpēc").wait_for()
    assert len(asked) > 20
    assert [url for url in asked if not url.startswith((site, "blob:", "data:"))] == []


@pytest.mark.parametrize("path", ["", "about", "health", "list.csv", "export/csv",
                                  "nothing-here.json",
                                  "layers/records.0000.json", "assets/panel.js",
                                  "component/streamlit_folium.st_folium/index.html"])  # fmt: skip
def test_every_answer_carries_the_security_headers(site: str, path: str) -> None:
    try:
        with urllib.request.urlopen(f"{site}/{path}") as answer:
            headers = answer.headers
    except urllib.error.HTTPError as refused:
        headers = refused.headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert ("'unsafe-eval'" in policy) == path.startswith("component/streamlit_folium")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_print_shows_card_list_and_map_with_nothing_cut(visit: Visit) -> None:
    visitor = visit("?open=area:krizi&area=krizi")
    visitor.page.emulate_media(media="print")
    assert not visitor.page.locator(".kk-search").is_visible()
    assert visitor.page.locator(".kk-row").last.is_visible()
    side = visitor.page.locator(".st-key-panel_side")
    assert side.evaluate("(node) => node.scrollHeight <= node.clientHeight + 1")
    card = visitor.page.locator(".kk-card").inner_text()
    assert "Vietas, nevis tās iedzīvotāju raksturojums." in card
