"""What a visitor can see and do; waits for the paint, never for a time."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Frame, Locator, Page

_SETTLED = """(before) => {
  const frame = document.querySelector('iframe[src*="folium"]');
  const map = frame && frame.contentWindow.communityMap;
  const panel = document.querySelector('.kk-panel');
  return map && panel && Number(panel.dataset.drawn) > before
    && map.state().ready && map.state().token === panel.dataset.token;
}"""


class Visitor:
    """A person at the map page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, address: str) -> None:
        """Open an address and wait for the painted map."""
        self.page.goto(address)
        self._settle(0)

    def _drawn(self) -> int:
        return int(self.page.evaluate("document.querySelector('.kk-panel')?.dataset.drawn || 0"))

    def _settle(self, before: int) -> None:
        self.page.wait_for_function(_SETTLED, arg=before)

    def at(self, name: str) -> Locator:
        """Return the control of the panel with this stable name."""
        return self.page.locator(f'[data-at="{name}"]')

    def press(self, name: str) -> None:
        """Press a control of the panel and wait for what follows."""
        before = self._drawn()
        self.at(name).click()
        self._settle(before)

    def open_filters(self) -> None:
        """Open the filters; the server is not asked."""
        self.at("filters").click()
        self.at("close filters").wait_for()

    def search(self, text: str) -> None:
        """Type into the search field and wait for what is found."""
        before = self._drawn()
        self.at("q").fill(text)
        self.at("q").press("Enter")
        self._settle(before)

    def rows(self) -> list[str]:
        """Return the names on this page of the list."""
        return self.page.locator(".kk-row .kk-line-words > bdi").all_inner_texts()

    def total(self) -> int:
        """Return the number that the list says it has."""
        text = self.page.locator(".kk-list-head h2").inner_text()
        return int(re.sub(r"\D", "", text))

    @property
    def frame(self) -> Frame:
        """Return the map's frame."""
        return next(frame for frame in self.page.frames if "folium" in frame.url)

    def state(self) -> dict[str, Any]:
        """Return what the map says it shows."""
        state: dict[str, Any] = self.frame.evaluate("communityMap.state()")
        return state

    def items(self, kind: str) -> list[dict[str, Any]]:
        """Return the signs, clusters or chips that are drawn, by pixels of the map."""
        found: list[dict[str, Any]] = self.frame.evaluate(
            """(kind) => communityMap._layer().items.filter((item) => item.type === kind)
            .map(({x, y, one, code}) => ({x, y, n: one ? one.n : 0, code}))""",
            kind,
        )
        return found

    def click_map(self, x: float, y: float) -> None:
        """Click a pixel of the map and wait for what follows."""
        before = self._drawn()
        box = self.page.locator('iframe[src*="folium"]').bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + x, box["y"] + y)
        self._settle(before)

    def toggle_layer(self, kind: str) -> None:
        """Switch a layer in the legend and wait for what follows."""
        before = self._drawn()
        self.frame.locator(f'[data-legend="{kind}"]').click()
        self._settle(before)

    def tab_to(self, name: str) -> None:
        """Reach a control of the panel by keyboard only."""
        for _ in range(80):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate("document.activeElement?.dataset?.at || ''")
            if here.startswith(name):
                return
        raise AssertionError(f"{name} is not reached by Tab")

    def press_key(self, key: str) -> None:
        """Press a key and wait for what follows."""
        before = self._drawn()
        self.page.keyboard.press(key)
        self._settle(before)
