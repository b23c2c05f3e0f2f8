"""Somebody else's edit reaches the open map as a few rows, without a reload and without a jump."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Response
from shapely import Point

from geo.map.differences import Past
from geo.store import Edit, Store
from geo.store.store import record_id
from tests.awkward import SOMEBODY, TEXTS, TOWN, put, record
from tests.browser.conftest import Serve
from tests.browser.visitor import Visitor
from tests.map.test_differences import layer

INVENTED = 2_000
LONELY = Point(26.4999, 55.8999)
NEAR = "?lang=lv&at=17_55.89990_26.49990"
"""A view in which no invented record stands."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, real_store_file: Path) -> Store:
    """Return a store with invented records beside the real ones; a server serves it too."""
    path = tmp_path_factory.mktemp("together") / "karte.gpkg"
    shutil.copy(real_store_file, path)
    store = Store(f"sqlite:///{path.as_posix()}")
    draw = random.Random(20261122)
    rows = [
        record(
            "resource",
            f"invented-{number}",
            name_lv=f"Izdomāts resurss {number}",
            precision="exact",
            geom=Point(draw.uniform(26.51, 26.55), draw.uniform(55.86, 55.89)),
        )
        for number in range(INVENTED)
    ]
    put(store, "resource", *rows)
    return store


@pytest.fixture(scope="module")
def own_site(serve: Serve, shared: Store) -> str:
    return serve(KARTE_STORE=shared.url)


class Log:
    """What a page has fetched of the layers with a row for each sign."""

    def __init__(self, page: Page) -> None:
        self.answers: list[Response] = []
        page.on("response", self._note)

    def _note(self, answer: Response) -> None:
        checked = answer.url.endswith("&check")  # by the test itself
        if re.search("/layers/(records|names-)", answer.url) and not checked:
            self.answers.append(answer)

    def told(self) -> list[tuple[str, bool, int]]:
        """Return name, whether it was asked for as a difference, and bytes of each answer."""
        return [
            (
                urlsplit(answer.url).path.split("/")[-1].split(".")[0],
                "from" in parse_qs(urlsplit(answer.url).query),
                len(answer.body()),
            )
            for answer in self.answers
        ]


Watch = Callable[[], tuple[Visitor, Log]]


@pytest.fixture
def watch(context_of: Callable[..., Any], own_site: str) -> Watch:
    """Open a page near the lonely place and note what it fetches from then on."""

    def look_at_the_map() -> tuple[Visitor, Log]:
        visitor = Visitor(context_of().new_page())
        visitor.go(f"{own_site}/{NEAR}")
        visitor.frame.wait_for_function("communityMap._layer().model.names")
        visitor.frame.evaluate("window.sameFrame = true")
        return visitor, Log(visitor.page)

    return look_at_the_map


def wait_for_names(visitor: Visitor, name: str, *, there: bool = True) -> None:
    visitor.frame.wait_for_function(
        """([name, there]) => {
          const { names } = communityMap._layer().model;
          return names && names.name.includes(name) === there;
        }""",
        arg=[name, there],
    )


def view_of(visitor: Visitor) -> Any:
    return visitor.frame.evaluate(
        "[communityMap._map().getZoom(), communityMap._map().getCenter(), window.sameFrame]"
    )


_SAME_AS_WHOLE = """async () => {
  const { signs, names } = communityMap._layer().model;
  for (const held of [signs, names]) {
    const whole = await (await fetch(`../../layers/${held.address}&check`)).text();
    if (whole !== JSON.stringify(held.columns)) return false;
  }
  return signs.x.length === names.name.length && signs.y.length === names.name.length;
}"""


def lonely(name: str, **values: Any) -> dict[str, Any]:
    return record(
        "resource", "lonely", **{"name_lv": name, "precision": "exact", "geom": LONELY, **values}
    )


def test_an_edit_travels_to_every_open_page_as_its_rows(shared: Store, watch: Watch) -> None:
    pages = [watch(), watch()]
    before = [view_of(visitor) for visitor, _ in pages]
    for visitor, _ in pages:
        assert visitor.items("sign") == []
    put(shared, "resource", lonely("Izdomāta pirts"))
    for (visitor, log), view in zip(pages, before, strict=True):
        wait_for_names(visitor, "Izdomāta pirts")
        (sign,) = visitor.items("sign")
        size = visitor.frame.evaluate("communityMap._map().getSize()")
        assert abs(sign["x"] - size["x"] / 2) < 3
        assert abs(sign["y"] - size["y"] / 2) < 3
        assert view_of(visitor) == view
        told = log.told()
        assert sorted(name for name, _, _ in told) == ["names-lv", "records"]
        assert all(difference and size < 2_000 for _, difference, size in told), told
        assert visitor.frame.evaluate(_SAME_AS_WHOLE)


def test_what_is_changed_moved_and_lowered_follows_row_by_row(shared: Store, watch: Watch) -> None:
    put(shared, "resource", lonely("Izdomāta pirts"))
    visitor, log = watch()
    assert len(visitor.items("sign")) == 1
    acts = [
        lonely("Izdomāta pirts un dušas", status="paused"),
        lonely("Izdomāta pirts citur", geom=Point(26.4990, 55.8995)),
    ]
    for row in acts:
        put(shared, "resource", row)
        wait_for_names(visitor, row["name_lv"])
        assert visitor.frame.evaluate(_SAME_AS_WHOLE)
        assert len(visitor.items("sign")) == 1
    put(shared, "resource", lonely("Izdomāta pirts citur", level="internal"))
    wait_for_names(visitor, "Izdomāta pirts citur", there=False)
    assert visitor.items("sign") == []
    assert visitor.frame.evaluate(_SAME_AS_WHOLE)
    assert all(difference and size < 2_000 for _, difference, size in log.told())


def test_what_does_not_fit_is_fetched_whole(shared: Store, watch: Watch) -> None:
    put(shared, "resource", lonely("Izdomāta pirts"))
    visitor, log = watch()
    visitor.frame.evaluate("communityMap._layer().model.names.columns.name[7] = 'wrong'")
    put(shared, "resource", lonely("Izdomāta pirts pie upes"))
    wait_for_names(visitor, "Izdomāta pirts pie upes")
    names = [(difference, size > 2_000) for name, difference, size in log.told()
             if name == "names-lv"]  # fmt: skip
    assert names == [(True, False), (False, True)]
    assert visitor.frame.evaluate(_SAME_AS_WHOLE)


def test_the_popup_of_what_is_open_follows_and_the_view_stays(
    shared: Store, context_of: Callable[..., Any], own_site: str
) -> None:
    put(shared, "resource", lonely("Izdomāta pirts"))
    identity = record_id(TOWN, "resource", "lonely")
    visitor = Visitor(context_of().new_page())
    visitor.go(f"{own_site}/{NEAR}&open={identity}")
    popup = visitor.frame.locator(".leaflet-popup")
    popup.get_by_text("Izdomāta pirts").wait_for()
    visitor.frame.evaluate("communityMap._map().panBy([37, 0], { animate: false })")
    visitor.frame.evaluate("window.sameFrame = true")
    before = view_of(visitor)
    # a record that sorts before it moves every row
    put(shared, "resource", record("resource", "invented-0", status="closed"))
    put(shared, "resource", lonely("Izdomāta pirts ar jaunu vārdu"))
    popup.get_by_text("Izdomāta pirts ar jaunu vārdu").wait_for()
    assert view_of(visitor) == before
    old = shared.record("resource", identity)
    assert old is not None
    shared.write(TOWN, [Edit("resource", identity, old["version"], {"retired": True})], SOMEBODY)
    popup.wait_for(state="detached")
    assert view_of(visitor) == before


def test_the_script_puts_any_difference_together(
    differences_of_layers: list[Any], watch: Watch
) -> None:
    visitor, _ = watch()
    found = visitor.frame.evaluate(
        """(cases) => Promise.all(cases.map(async ([held, difference, digest]) => {
          const columns = communityLayers.follow(held, difference);
          const wrong = { ...columns, number: columns.number.map((one) => one + 1) };
          return [
            JSON.stringify(columns),
            await communityLayers.fits(columns, difference.rows, digest),
            await communityLayers.fits(columns, difference.rows + 1, digest),
            await communityLayers.fits(wrong, difference.rows, digest),
          ];
        }))""",
        [case[:3] for case in differences_of_layers],
    )
    for (columns, fits, miscounted, altered), (*_, whole) in zip(
        found, differences_of_layers, strict=True
    ):
        assert columns == whole
        assert (fits, miscounted) == (True, False)
        assert altered == (json.loads(whole)["number"] == [])


@pytest.fixture
def differences_of_layers() -> list[Any]:
    """Return [columns held, difference, digest, JSON of the whole layer] of random layers."""
    draw = random.Random(7)

    def rows() -> list[tuple[int, int, str]]:
        stamps = draw.sample(range(60), draw.randint(0, 40))
        return sorted((one, draw.randint(0, 1), draw.choice(TEXTS)) for one in stamps)

    cases = []
    for _ in range(60):
        then, now = layer(rows()), layer(rows())
        difference = Past().with_layer(then).difference(then.digest, now)
        assert difference is not None
        cases.append([json.loads(then.body), json.loads(difference), now.digest, now.body.decode()])
    return cases
