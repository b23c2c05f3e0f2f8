"""Measure one save, the question whether anything has changed, and a page after another's change.

    python benchmarks/saving.py

See README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from invented import TOWN, invented_folder

from geo.acts import record, snapshot
from geo.acts.load import load
from geo.acts.look import look, patch_of
from geo.acts.panel import panel_of
from geo.acts.record import Desk
from geo.acts.snapshot import Snapshot
from geo.analysis.choice import Choice
from geo.model.people import Viewer
from geo.store import Store

HERE = Path(__file__).resolve().parent
SIZES = (1_000, 100_000)
SAVES, QUESTIONS, PAGES, WHOLE_PAGES = 100, 300, 9, 3
LANGUAGE = "lv"
PACKAGES = ("SQLAlchemy", "psycopg", "pandas", "geopandas", "shapely")


@dataclass(frozen=True)
class Result:
    """What one store cost at one size; times in milliseconds, the median and what 95 % are below.

    Attributes
    ----------
    page_ms, page_whole_ms
        The first page after another's change: with only what changed read, and with all read.
    snapshot_ms, snapshot_whole_ms
        The part of it that brings the town up to date.
    bytes_changed, bytes_whole
        What the map fetches of signs and names: the difference, and both layers compressed.
    """

    store: str
    count: int
    save_ms: float
    save_95_ms: float
    question_ms: float
    question_95_ms: float
    page_ms: float
    page_whole_ms: float
    snapshot_ms: float
    snapshot_whole_ms: float
    bytes_changed: int
    bytes_whole: int


def measure(name: str, count: int, url: str) -> Result:
    """Return what a new store costs with a number of invented records."""
    store = Store(url, create=True)
    load(store, invented_folder(count))
    other = Store(url)  # another process sees the store through a door of its own
    saves = _saves(Desk(store, TOWN, Viewer("benchmark", "editor", alone=True)))
    questions = _timed(store.revision, QUESTIONS)
    page, part, changed = _pages(store, other, PAGES)
    page_whole, part_whole, whole = _pages(store, other, WHOLE_PAGES, whole=True)
    for one in (store, other):
        one.close()
    return Result(
        store=name,
        count=count,
        save_ms=statistics.median(saves),
        save_95_ms=_95(saves),
        question_ms=statistics.median(questions),
        question_95_ms=_95(questions),
        page_ms=statistics.median(page),
        page_whole_ms=statistics.median(page_whole),
        snapshot_ms=statistics.median(part),
        snapshot_whole_ms=statistics.median(part_whole),
        bytes_changed=changed,
        bytes_whole=whole,
    )


def _saves(desk: Desk) -> list[float]:
    """Return the times of changes of public records, each with its checks and its history."""
    rows = desk.store.records("resource", TOWN, "public").iloc[:: max(1, len(_ids(desk)) // SAVES)]
    pairs = list(zip(rows["id"], rows["version"], strict=True))[:SAVES]
    times = []
    for number, (identity, seen) in enumerate(pairs):
        values = {"name_lv": f"Izdomāts un pārdēvēts resurss {number}"}
        start = time.perf_counter()
        record.change(desk, "resource", identity, seen, values)
        times.append((time.perf_counter() - start) * 1000)
    return times


def _ids(desk: Desk) -> Sequence[str]:
    return list(desk.store.records("resource", TOWN, "public")["id"])


def _timed(ask: Callable[[], Any], times: int) -> list[float]:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        ask()
        found.append((time.perf_counter() - start) * 1000)
    return found


def _pages(
    store: Store, other: Store, times: int, *, whole: bool = False
) -> tuple[list[float], list[float], int]:
    """Return the times of pages after another's change, of their first part, and bytes to the map.

    With ``whole`` nothing of before is used.
    """
    before = _seen(store)
    pages, parts, sent = [], [], 0
    placed = before.records.ids[before.records.placed & (before.records.kind == 0)]
    for number in range(times):
        _change(other, str(placed[number * 7]), number)
        if whole:
            snapshot._snapshots.clear()
        start = time.perf_counter()
        town = snapshot.snapshot(store, TOWN, "public")
        parts.append((time.perf_counter() - start) * 1000)
        _show(town)
        pages.append((time.perf_counter() - start) * 1000)
        sent = _bytes(before, town, whole=whole)
        before = _seen(store)
    return pages, parts, sent


def _seen(store: Store) -> Snapshot:
    """Return the town as it is when several people have looked at it and searched in it."""
    town = snapshot.snapshot(store, TOWN, "public")
    _show(town)
    len(town.search.texts)
    return town


def _show(town: Snapshot) -> None:
    """Work out what the page sends: list, counts, filters and the map's patch."""
    view = look(town, Choice(), LANGUAGE)
    panel_of(view, patch_of(view, "light")["token"])


def _change(store: Store, identity: str, number: int) -> None:
    seen = store.record("resource", identity)
    assert seen is not None
    values = {"name_lv": f"Cita izdomāta resursa vārds {number}", "status": "closed"}
    desk = Desk(store, TOWN, Viewer("another", "editor", alone=True))
    record.change(desk, "resource", identity, seen["version"], values)


def _bytes(before: Snapshot, now: Snapshot, *, whole: bool) -> int:
    total = 0
    for name in ("records", f"names-{LANGUAGE}"):
        held, layer = before.layer(name), now.layer(name)
        assert held is not None
        assert layer is not None
        if whole:
            total += len(layer.packed)
        else:
            difference = now.difference(name, held.digest)
            assert difference is not None
            total += len(difference)
    return total


def _95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


@contextmanager
def _server() -> Iterator[Callable[[], str] | None]:
    """Yield what makes databases on a throw-away PostGIS, None where there is none."""
    sys.path.append(str(HERE.parent))
    from tests.store.server import binaries, running

    if binaries() is None:
        yield None
        return
    with running() as server:
        yield server.database


def header() -> dict[str, Any]:
    """Return when, where and with what was measured."""
    return {
        "date": date.today().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
        "load_before": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }


def table(head: dict[str, Any], results: Sequence[Result]) -> str:
    """Return everything as Markdown."""
    versions = ", ".join(f"{name} {number}" for name, number in head["versions"].items())
    lines = [
        f"Measured {head['date']}: {head['machine']}; Python {head['python']}, {versions}.",
        "",
        "| store | records | save, ms (95 %) | anything new?, ms (95 %) | page after another's "
        "change, ms | the same, all read, ms | map: difference, B | map: whole layers, B |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for one in results:
        cells = (
            one.store,
            f"{one.count:,}",
            f"{one.save_ms:.1f} ({one.save_95_ms:.1f})",
            f"{one.question_ms:.2f} ({one.question_95_ms:.2f})",
            f"{one.page_ms:,.0f}",
            f"{one.page_whole_ms:,.0f}",
            f"{one.bytes_changed:,}",
            f"{one.bytes_whole:,}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "| aim | found | met |", "|---|--:|---|"]
    for text, found, met in aims(results):
        lines.append(f"| {text} | {found} | {'yes' if met else '**no**'} |")
    return "\n".join(lines)


def aims(results: Sequence[Result]) -> list[tuple[str, str, bool]]:
    """Return each aim, what was found, and whether that meets it; the largest file decides."""
    files = [one for one in results if one.store == "file"]
    if not files:
        return []
    one = max(files, key=lambda result: result.count)
    ratio = one.page_whole_ms / one.page_ms
    return [
        (f"{one.count:,} on the file: save at most 10 ms", f"{one.save_ms:.1f} ms",
         one.save_ms <= 10),
        (f"{one.count:,} on the file: anything new? at most 1 ms", f"{one.question_ms:.2f} ms",
         one.question_ms <= 1),
        (f"{one.count:,} on the file: page after another's change at least 5 times quicker than"
         " reading all", f"{ratio:.0f} ×", ratio >= 5),
        (f"{one.count:,} on the file: the map fetches at most 2 kB", f"{one.bytes_changed:,} B",
         one.bytes_changed <= 2_000),
    ]  # fmt: skip


def main() -> None:
    """Measure what the command line asks for, print the tables and write ``saving.json``."""
    parser = argparse.ArgumentParser(description="Measure a save and a page after a change.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of records")
    parser.add_argument("--out", type=Path, default=HERE / "saving.json")
    asked = parser.parse_args()
    head = header()
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as folder, _server() as database:
        for count in asked.sizes:
            file = Path(folder) / f"invented-{count}.gpkg"
            results.append(measure("file", count, f"sqlite:///{file.as_posix()}"))
            print(json.dumps(asdict(results[-1])), file=sys.stderr, flush=True)
            if database is not None:
                results.append(measure("PostGIS", count, database()))
                print(json.dumps(asdict(results[-1])), file=sys.stderr, flush=True)
    results.sort(key=lambda one: (one.store != "file", one.count))
    content = {**head, "results": [asdict(one) for one in results]}
    asked.out.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(table(head, results))


if __name__ == "__main__":
    main()
