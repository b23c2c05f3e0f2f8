"""How long all figures of gaps take: ours beside the plain GeoPandas way, in one run.

    python benchmarks/gaps.py

Both ways answer the same questions with the same straight-line numbers: for every area and every
type of need, how many records answer it, how far the nearest is, and what share of the area lies
within 500 m and 1 km of one. Records are invented (``invented.py``). Run by hand, never asserted.
"""

from __future__ import annotations

import json
import os
import platform
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from invented import TOWN, invented_store

from geo.acts.gaps import Gaps
from geo.acts.snapshot import Snapshot, snapshot
from geo.analysis import reach
from geo.analysis.gaps import RADII_M, Figures
from geo.analysis.supply import supply
from geo.model.taxonomy import TYPE_OF_KIND
from geo.store import Change, Edit, Store

SIZES = ((25, 10_000), (200, 100_000))
TIMES = 3
HERE = Path(__file__).resolve().parent


def main() -> None:
    rows = [_measured(areas, count) for areas, count in SIZES]
    told = {
        "date": time.strftime("%Y-%m-%d"),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "rows": rows,
    }
    (HERE / "gaps.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    print("| areas | records | ours, cold, ms | after one change, ms | GeoPandas, ms | largest "
          "difference of a share | of a distance, m |")  # fmt: skip
    print("|--:|--:|--:|--:|--:|--:|--:|")
    for row in rows:
        print(
            f"| {row['areas']} | {row['records']:,} | {row['cold_ms']:,.0f} | "
            f"{row['changed_ms']:,.0f} | {row['plain_ms']:,.0f} | {row['share']:.5f} | "
            f"{row['metres']:.3f} |"
        )


def _measured(areas: int, count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        url = invented_store(
            count, Path(folder) / "town.gpkg", areas=None if areas == 25 else areas
        )
        with closing(Store(url)) as store:
            town = snapshot(store, TOWN, "public")
            _forget()
            cold = _best(lambda: _all(Gaps(town)), before=_forget)
            changed = _changed(store, town)
            ours = Gaps(town).needs
            plain_s, plain = _timed(lambda: _plain(town))
    shares = [
        float(np.abs(ours[key].near[radius].area[:-1] - plain[key][radius]).max())
        for key in plain for radius in RADII_M
    ]  # fmt: skip
    metres = [
        float(np.abs(ours[key].nearest_m - plain[key]["m"])[np.isfinite(plain[key]["m"])].max())
        for key in plain
    ]
    return {
        "areas": len(town.areas), "records": count, "cold_ms": 1000 * cold,
        "changed_ms": 1000 * changed, "plain_ms": 1000 * plain_s, "share": max(shares),
        "metres": max(metres),
    }  # fmt: skip


def _all(gaps: Gaps) -> dict[str, Figures]:
    return gaps.needs


def _changed(store: Store, town: Snapshot) -> float:
    """Return the seconds of all figures after one record was closed."""
    _all(Gaps(town))
    row = store.records("resource", TOWN, "public").iloc[0]
    edit = Edit("resource", row["id"], int(row["version"]), {"status": "closed"})
    store.write(TOWN, [edit], Change("bench", "edit"))
    after = snapshot(store, TOWN, "public")
    seconds, _ = _timed(lambda: _all(Gaps(after)))
    return seconds


def _plain(town: Snapshot) -> dict[str, dict[Any, Any]]:
    """Answer the same with buffer, dissolve, overlay and sjoin_nearest."""
    gaps = Gaps(town)
    there = supply(town.records, gaps.epsg)
    areas = gpd.GeoDataFrame(geometry=list(gaps.ground.shapes), crs=gaps.epsg)
    areas["code"] = range(len(areas))
    anchors = gpd.GeoDataFrame(
        {"code": range(len(areas))}, geometry=shapely.points(gaps.ground.anchors), crs=gaps.epsg
    )
    found: dict[str, dict[Any, Any]] = {}
    for key in town.taxonomy.keys(TYPE_OF_KIND["problem"]):
        columns = there.columns(sorted(town.taxonomy.types_answering([key])))
        xy = np.concatenate([there.points[column] for column in columns])
        points = gpd.GeoDataFrame(geometry=shapely.points(xy), crs=gaps.epsg)
        nearest = anchors.sjoin_nearest(points, distance_col="m").groupby("code")["m"].min()
        found[key] = {"m": nearest.reindex(range(len(areas)), fill_value=np.inf).to_numpy()}
        for radius in RADII_M:
            circles = points.buffer(radius, quad_segs=reach.QUARTER_STEPS).union_all()
            zone = gpd.GeoDataFrame(geometry=[circles], crs=gaps.epsg)
            inside = areas.overlay(zone, how="intersection").set_index("code").area
            inside = inside.groupby(level=0).sum().reindex(range(len(areas)), fill_value=0.0)
            found[key][radius] = (inside / areas.area).to_numpy()
    return found


def _forget() -> None:
    for kept in (reach.reach, reach._shares, reach._nearest):
        kept.cache_clear()


def _best(work: Callable[[], object], *, before: Callable[[], None]) -> float:
    seconds = []
    for _ in range(TIMES):
        before()
        seconds.append(_timed(work)[0])
    return min(seconds)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


if __name__ == "__main__":
    main()
