"""Measure one click on a filter, from the click to the painted map, ours beside other ways.

    python benchmarks/clicks.py

See README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import files, version
from pathlib import Path
from typing import Any

import invented
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
APPS = HERE / "apps"
SIZES = (100, 1_000, 10_000, 100_000)
WARM_UPS = 2
CLICKS = 14  # measured ones: seven that narrow, seven that show everything again
HEAP_EARLY, HEAP_LATE = 5, 50
HEAP_FLAT_MB = 1  # Streamlit's own caches still fill; what leaks, leaks megabytes a click
WINDOW = {"width": 1280, "height": 800}
CHROMIUM_ARGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PACKAGES = ("streamlit", "streamlit-folium", "folium", "geopandas", "shapely", "playwright")

_QUIET_MS = 400  # after the paint: the last messages of a run arrive
_READY_S = 120

# Each of these runs in the page. ``benchClick`` remembers the moment and clicks; ``benchDone``
# answers when everything the click asked for was painted (epoch ms), 0 until then.
_BUTTON = """
window.benchClick = () => {
  window.benchBefore = window.benchToken();
  window.benchAt = Date.now();
  document.querySelector(".st-key-toggle button").click();
};
"""
_FOLIUM = (
    _BUTTON
    + """
window.benchToken = () => (window.benchPainted ? window.benchPainted.token : 0);
window.benchDone = () =>
  window.benchToken() > (window.benchBefore || 0) ? window.benchPainted.at : 0;
"""
)
_EMPTY = (
    _BUTTON
    + """
window.benchToken = () => Number(document.querySelector("[data-testid=stText]")?.textContent || 0);
window.benchSeen = { token: 0, at: 0 };
new MutationObserver(() => {
  const token = window.benchToken();
  if (token !== window.benchSeen.token) window.benchSeen = { token, at: Date.now() };
}).observe(document, { subtree: true, childList: true, characterData: true });
window.benchDone = () =>
  window.benchSeen.token > (window.benchBefore || 0) ? window.benchSeen.at : 0;
"""
)
_OURS = """
window.benchToken = () => document.querySelector(".kk-panel")?.dataset.token || "";
window.benchMap = () => {
  const frame = document.querySelector("iframe[src*=streamlit_folium]");
  const map = frame && frame.contentWindow.communityMap;
  return map ? map.state() : { token: "", paintedAt: 0 };
};
window.benchPanel = { token: "", at: 0 };
new MutationObserver(() => {
  const token = window.benchToken();
  if (token === window.benchPanel.token) return;
  window.benchPanel = { token, at: 0 };
  requestAnimationFrame(() => requestAnimationFrame(() => {
    if (window.benchPanel.token === token) window.benchPanel.at = Date.now();
  }));
}).observe(document, { subtree: true, childList: true, attributeFilter: ["data-token"] });
window.benchClick = (category) => {
  window.benchBefore = window.benchToken();
  window.benchAt = Date.now();
  document.querySelector(`[data-at="pill category ${category}"]`).click();
};
// Panel and map must both show the same new thing; the later of the two counts.
window.benchDone = () => {
  const map = window.benchMap(), panel = window.benchPanel;
  const same = panel.token && panel.token !== window.benchBefore && map.token === panel.token;
  return same && panel.at ? Math.max(map.paintedAt, panel.at) : 0;
};
"""


@dataclass(frozen=True)
class Way:
    """One way to make the map: what is started, what runs in the page, up to which size."""

    key: str
    title: str
    command: tuple[str, ...]
    script: str
    largest: int = SIZES[-1]
    patience_ms: int = 30_000
    clicks: Callable[[int], int] = lambda count: CLICKS
    heap: bool = False


def _few(limit: int, clicks: int) -> Callable[[int], int]:
    """Return the number of clicks by size: ``clicks`` from ``limit`` on, where each is slow."""
    return lambda count: clicks if count >= limit else CLICKS


def _app(name: str) -> tuple[str, ...]:
    return ("-m", "streamlit", "run", str((APPS / name).relative_to(ROOT)))


OURS = Way("ours", "ours", (str((APPS / "ours.py").relative_to(ROOT)),), _OURS, heap=True)
PLAIN = Way(
    "plain", "plain `folium.Marker`s", _app("plain.py"), _FOLIUM, 10_000, 300_000, _few(10_000, 2)
)
GEOJSON = Way(
    "geojson",
    "one `folium.GeoJson`",
    _app("geojson.py"),
    _FOLIUM,
    100_000,
    300_000,
    _few(100_000, 2),
)
EMPTY = Way("empty", "empty Streamlit round trip", _app("empty.py"), _EMPTY)
WAYS = (OURS, PLAIN, GEOJSON, EMPTY)


@dataclass
class Click:
    """What one click cost."""

    narrow: bool
    painted_ms: float
    bytes_all: int
    bytes_map: int
    parts: dict[str, int]
    steps_ms: dict[str, float]
    cpu_ms: float | None


@dataclass
class Result:
    """What one way cost at one size."""

    way: str
    count: int
    clicks: list[Click] = field(default_factory=list)
    first_paint_ms: float | None = None
    rss_mb: float | None = None
    heap_early_mb: float | None = None
    heap_late_mb: float | None = None

    def median(self, name: str, *, narrow: bool | None = None) -> float | None:
        """Return the median of one number over the clicks of one direction, or over all."""
        values = [
            getattr(click, name)
            for click in self.clicks
            if narrow is None or click.narrow == narrow
        ]
        known = [value for value in values if value is not None]
        return statistics.median(known) if known else None

    def worse(self, name: str) -> float | None:
        """Return the larger of the medians of both directions."""
        both = [self.median(name, narrow=narrow) for narrow in (True, False)]
        return max((value for value in both if value is not None), default=None)

    def step(self, name: str) -> float | None:
        """Return the larger of the medians, by direction, of one timed step in milliseconds."""
        both = []
        for narrow in (True, False):
            values = [click.steps_ms[name] for click in self.clicks
                      if click.narrow == narrow and name in click.steps_ms]  # fmt: skip
            if values:
                both.append(statistics.median(values))
        return max(both, default=None)


class Server:
    """One app on a port of its own, with the file it writes its times into."""

    def __init__(self, way: Way, count: int, folder: Path, store: str, profile: str | None) -> None:
        self.port = _free_port()
        self._times = folder / f"{way.key}-{count}.times"
        self._times.write_text("", encoding="utf-8")
        self._read = 0
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(HERE), str(ROOT))),
            "KARTE_STORE": store,
            "KARTE_HOME": str(folder),
            "BENCH_COUNT": str(count),
            "BENCH_TIMES": str(self._times),
            **({"BENCH_PROFILE": profile} if profile else {}),
        }
        self._log = (folder / f"{way.key}-{count}.log").open("w", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, *way.command, "--server.port", str(self.port)],
            cwd=ROOT, env=environment, stdout=self._log, stderr=subprocess.STDOUT,
        )  # fmt: skip

    @property
    def address(self) -> str:
        """Return where the app answers."""
        return f"http://localhost:{self.port}"

    def wait(self) -> None:
        """Wait until the app answers."""
        for _ in range(_READY_S * 10):
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                pass
            try:
                self.process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            break
        raise RuntimeError(f"the app did not start: {Path(self._log.name).read_text()[-2000:]}")

    def new_times(self) -> dict[str, float]:
        """Return the seconds by step that were written since the last call."""
        lines = self._times.read_text(encoding="utf-8").splitlines()
        fresh, self._read = lines[self._read :], len(lines)
        steps: dict[str, float] = {}
        for line in fresh:
            for name, seconds in json.loads(line).items():
                steps[name] = steps.get(name, 0.0) + seconds
        return steps

    def cpu_s(self) -> float | None:
        """Return the seconds of processor time the app has used, None where nobody says."""
        stat = Path(f"/proc/{self.process.pid}/stat")
        if not stat.exists():
            return None
        numbers = stat.read_text().rpartition(")")[2].split()
        return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")

    def rss_mb(self) -> float | None:
        """Return the app's memory, None where nobody says."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.exists():
            return None
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1000

    def stop(self) -> None:
        """End the app."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._log.close()


@contextmanager
def _serving(*args: Any) -> Iterator[Server]:
    server = Server(*args)
    try:
        server.wait()
        yield server
    finally:
        server.stop()


def measure(
    way: Way, count: int, browser: Browser, folder: Path, store: str, profile: str | None = None
) -> Result:
    """Return what a way costs at a size."""
    result = Result(way.key, count)
    # another category each time: Streamlit sends what it has sent before as a mere reference
    categories = invented.categories()
    with _serving(way, count, folder, store, profile) as server:
        page = browser.new_page(viewport=WINDOW)
        page.set_default_timeout(way.patience_ms)
        frames: list[bytes] = []
        page.on(
            "websocket",
            lambda found: found.on("framereceived", lambda data: frames.append(_raw(data))),
        )
        page.add_init_script(f"if (window === window.top) {{ {way.script} }}")
        page.goto(server.address)
        page.wait_for_function("() => window.benchToken && window.benchDone()", polling=50)
        result.first_paint_ms = page.evaluate("() => window.benchDone() - performance.timeOrigin")
        if way is OURS:
            page.locator('[data-at="filters"]').click()
            page.wait_for_selector('[data-at^="pill category"]')
        session = page.context.new_cdp_session(page)
        page.wait_for_timeout(_QUIET_MS)
        measured = way.clicks(count)
        slow = measured < CLICKS
        warm_ups = 0 if slow else WARM_UPS
        total = HEAP_LATE if way.heap else warm_ups + measured
        for place in range(total):
            category = categories[place // 2 % len(categories)]
            click = _click(page, server, frames, category, narrow=place % 2 == 0)
            if warm_ups <= place < warm_ups + measured:
                result.clicks.append(click)
            if way.heap and place + 1 == HEAP_EARLY:
                result.heap_early_mb = _heap_mb(session)
        if way.heap:
            result.heap_late_mb = _heap_mb(session)
        result.rss_mb = server.rss_mb()
        page.close()
    return result


def _click(
    page: Page, server: Server, frames: list[bytes], category: str, *, narrow: bool
) -> Click:
    frames.clear()
    server.new_times()
    cpu = server.cpu_s()
    page.evaluate("(category) => window.benchClick(category)", category)
    page.wait_for_function("() => window.benchDone()", polling=50)
    painted = page.evaluate("() => window.benchDone() - window.benchAt")
    page.wait_for_timeout(_QUIET_MS)
    cpu_after = server.cpu_s()
    parts: dict[str, int] = {}
    for frame in frames:
        part = _part(frame)
        parts[part] = parts.get(part, 0) + len(frame)
    return Click(
        narrow=narrow,
        painted_ms=painted,
        bytes_all=sum(parts.values()),
        bytes_map=parts.get("component_instance", 0),
        parts=parts,
        steps_ms={name: seconds * 1000 for name, seconds in server.new_times().items()},
        cpu_ms=None if cpu is None or cpu_after is None else (cpu_after - cpu) * 1000,
    )


def _raw(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data


def _part(frame: bytes) -> str:
    """Return what a message carries: the kind of element, else the kind of message."""
    message = ForwardMsg.FromString(frame)
    kind = str(message.WhichOneof("type"))
    if kind == "delta" and message.delta.HasField("new_element"):
        return str(message.delta.new_element.WhichOneof("type"))
    return kind


def _heap_mb(session: CDPSession) -> float:
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(one["value"] for one in metrics if one["name"] == "JSHeapUsedSize") / 1e6


def measure_canvas(count: int, browser: Browser) -> float:
    """Return the median milliseconds of redrawing the same points on a bare Leaflet canvas."""
    points = invented.points(count)
    page = browser.new_page(viewport=WINDOW)
    page.set_content("<!doctype html><div id='map' style='width:800px;height:600px'></div>")
    for name in ("leaflet.css", "leaflet.js"):
        path = next(
            Path(str(file.locate()))
            for file in files("django-leaflet") or ()
            if file.as_posix() == f"leaflet/static/leaflet/{name}"
        )
        add = page.add_style_tag if name.endswith("css") else page.add_script_tag
        add(path=path)
    page.add_script_tag(path=APPS / "canvas.js")
    columns = [[point[name] for point in points] for name in ("lon", "lat")]
    page.evaluate("([lon, lat]) => bareCanvas.start(lon, lat, [55.88, 26.54])", columns)
    times = [page.evaluate("() => bareCanvas.redraw()") for _ in range(WARM_UPS + CLICKS)]
    page.close()
    return statistics.median(times[WARM_UPS:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def header() -> dict[str, Any]:
    """Return when, where and with what was measured."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "date": date.today().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        "headless Chromium with software rendering",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
        "load_before": load,
    }


@dataclass(frozen=True)
class Aim:
    """One aim: what it says, what was found, and whether that meets it."""

    text: str
    found: str
    met: bool | None


def aims(results: Sequence[Result], canvas: dict[int, float]) -> list[Aim]:
    """Return the aims beside what was found; an aim that was not measured says so."""
    by = {(result.way, result.count): result for result in results}

    def number(way: str, count: int, name: str) -> float | None:
        result = by.get((way, count))
        return result.worse(name) if result else None

    ours = number("ours", 10_000, "painted_ms")
    full = by.get(("plain", 10_000))
    plain = full.median("painted_ms", narrow=False) if full else None
    same = by[("ours", 10_000)].median("painted_ms", narrow=False) if ours else None
    empty = _empty_ms(results)
    floor = None if empty is None or 10_000 not in canvas else empty + canvas[10_000]
    largest = number("ours", 100_000, "painted_ms")
    run = by[("ours", 10_000)].step("run") if ours else None
    rows = [
        _aim("10,000: at least 200 times faster than plain markers", _ratio(plain, same), 200,
             "{:.0f} ×", at_least=True),
        _aim("10,000: at most 1.5 times the floor", _ratio(ours, floor), 1.5, "{:.2f} ×"),
        _aim("10,000: at most 3 kB on the socket for the map's part",
             number("ours", 10_000, "bytes_map"), 3_000, "{:,.0f} B"),
        _aim("10,000: at most 30 kB on the socket in all",
             number("ours", 10_000, "bytes_all"), 30_000, "{:,.0f} B"),
        _aim("10,000: at most 50 ms of server time in the run", run, 50, "{:.1f} ms"),
        _aim("100,000: at most 1.5 times our own 10,000", _ratio(largest, ours), 1.5, "{:.2f} ×"),
    ]  # fmt: skip
    for count in (10_000, 100_000):
        result = by.get(("ours", count))
        if result and result.heap_early_mb and result.heap_late_mb:
            early, late = result.heap_early_mb, result.heap_late_mb
            rows.append(
                Aim(
                    f"{count:,}: heap flat from {HEAP_EARLY} to {HEAP_LATE} clicks "
                    f"(less than {HEAP_FLAT_MB} MB more)",
                    f"{early:.1f} → {late:.1f} MB",
                    late - early < HEAP_FLAT_MB,
                )
            )
    return rows


def _ratio(upper: float | None, lower: float | None) -> float | None:
    return upper / lower if upper is not None and lower else None


def _aim(
    text: str, found: float | None, limit: float, shape: str, *, at_least: bool = False
) -> Aim:
    if found is None:
        return Aim(text, "not measured", None)
    return Aim(text, shape.format(found), found >= limit if at_least else found <= limit)


def table(head: dict[str, Any], results: Sequence[Result], canvas: dict[int, float]) -> str:
    """Return everything as Markdown."""
    titles = {way.key: way.title for way in WAYS}
    versions = ", ".join(f"{name} {number}" for name, number in head["versions"].items())
    lines = [
        f"Measured {head['date']}: {head['machine']}; Python {head['python']}, {versions}.",
        "",
        "| way | records | narrow, ms | show all, ms | server run, ms | server CPU, ms "
        "| socket: map, B | socket: all, B | heap 5 → 50 clicks, MB | server RSS, MB | clicks |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for result in results:
        if result.way == "empty":  # knows nothing of records and stands in the table of the floor
            continue
        heap = (
            f"{result.heap_early_mb:.1f} → {result.heap_late_mb:.1f}"
            if result.heap_early_mb and result.heap_late_mb
            else "–"
        )
        cells = (
            titles[result.way],
            f"{result.count:,}",
            _cell(result.median("painted_ms", narrow=True)),
            _cell(result.median("painted_ms", narrow=False)),
            _cell(result.step("run"), 1),
            _cell(result.worse("cpu_ms")),
            _cell(result.worse("bytes_map")),
            _cell(result.worse("bytes_all")),
            heap,
            _cell(result.rss_mb),
            str(len(result.clicks)),
        )
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", *_floor_lines(results, canvas)]
    lines += ["", "| aim | found | met |", "|---|--:|---|"]
    words = {True: "yes", False: "**no**", None: "–"}
    lines += [f"| {aim.text} | {aim.found} | {words[aim.met]} |" for aim in aims(results, canvas)]
    return "\n".join(lines)


def _empty_ms(results: Sequence[Result]) -> float | None:
    """Return the quickest of the empty round trips measured at each size.

    They know nothing of records: where they differ, something else was using the machine.
    """
    found = [one.worse("painted_ms") for one in results if one.way == "empty"]
    return min((ms for ms in found if ms is not None), default=None)


def _floor_lines(results: Sequence[Result], canvas: dict[int, float]) -> list[str]:
    """Return the floor at each size: what no way with these libraries can be quicker than."""
    ours = {one.count: one.worse("painted_ms") for one in results if one.way == "ours"}
    empty = _empty_ms(results) or 0
    rows: dict[str, list[float | None]] = {
        "empty Streamlit round trip, ms": [empty] * len(canvas),
        "bare Leaflet canvas, ms": list(canvas.values()),
        "sum, ms": [empty + ms for ms in canvas.values()],
        "ours, ms": [ours.get(count) for count in canvas],
    }
    return [
        f"| floor | {' | '.join(f'{count:,}' for count in canvas)} |",
        "|---|" + "--:|" * len(canvas),
        *(f"| {name} | {' | '.join(map(_cell, row))} |" for name, row in rows.items()),
    ]


def _cell(value: float | None, digits: int = 0) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"


def summary(result: Result) -> dict[str, Any]:
    """Return a result as it stands in ``results.json``."""
    steps = sorted({name for click in result.clicks for name in click.steps_ms})
    parts = sorted({name for click in result.clicks for name in click.parts})
    return {
        "way": result.way,
        "records": result.count,
        "clicks": len(result.clicks),
        "first_paint_ms": result.first_paint_ms,
        "narrow_ms": result.median("painted_ms", narrow=True),
        "show_all_ms": result.median("painted_ms", narrow=False),
        "every_click_ms": [click.painted_ms for click in result.clicks],
        "server_steps_ms": {name: result.step(name) for name in steps},
        "server_cpu_ms": result.worse("cpu_ms"),
        "socket_map_bytes": result.worse("bytes_map"),
        "socket_all_bytes": result.worse("bytes_all"),
        "socket_parts_bytes": {
            name: statistics.median([click.parts.get(name, 0) for click in result.clicks])
            for name in parts
        },
        "heap_early_mb": result.heap_early_mb,
        "heap_late_mb": result.heap_late_mb,
        "server_rss_mb": result.rss_mb,
    }


def main() -> None:
    """Measure what the command line asks for, print the tables and write ``results.json``."""
    parser = argparse.ArgumentParser(description="Measure a click, ours beside other ways.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of records")
    parser.add_argument(
        "--ways", nargs="+", choices=[way.key for way in WAYS], default=[way.key for way in WAYS]
    )
    parser.add_argument("--areas", type=int, help="cut the town into so many invented areas")
    parser.add_argument("--out", type=Path, default=HERE / "results.json")
    parser.add_argument("--profile", help="profile our server's runs into this file (cProfile)")
    asked = parser.parse_args()
    head = header()
    results: list[Result] = []
    canvas: dict[int, float] = {}
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        for count in asked.sizes:
            store = invented.invented_store(
                count, folder / f"invented-{count}.gpkg", areas=asked.areas
            )
            # a browser a size: nothing is carried over
            browser = playwright.chromium.launch(executable_path=chromium, args=[*CHROMIUM_ARGS])
            if "empty" in asked.ways:
                canvas[count] = measure_canvas(count, browser)
            for way in WAYS:
                if way.key not in asked.ways or count > way.largest:
                    continue
                results.append(measure(way, count, browser, folder, store, asked.profile))
                print(json.dumps(summary(results[-1])), file=sys.stderr, flush=True)
            browser.close()
    content = {
        **head,
        "results": [summary(result) for result in results],
        "canvas_ms": canvas,
        "aims": [vars(aim) for aim in aims(results, canvas)],
    }
    asked.out.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(table(head, results, canvas))


if __name__ == "__main__":
    main()
