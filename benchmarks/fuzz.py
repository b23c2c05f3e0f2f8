"""Damages real files for some minutes and looks whether every reader says a clear word.

Run by hand: ``python -m benchmarks.fuzz --minutes 3``. A file that is neither read nor refused
with a reason is kept, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import io
import itertools
import random
import re
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd

from geo.errors import DataError
from geo.files.shapes import read_shapes
from geo.model.limits import Limits
from geo.words import fault_words, words

ROOT = Path(__file__).resolve().parents[1]
TOWN = ROOT / "data" / "daugavpils"
REAL = ROOT.parent / "shared" / "real"
LIMITS = Limits()
SIGNS = (
    b"\x00", b"\xff", b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00", b"\xff\xff\xff\xff", b"NaN",
    b"1e999", b"[" * 64, b"{", b'"', b"\\ud800", b"null", b"-1", b"../", b"PK\x03\x04", b"\xc4",
)  # fmt: skip
WORDS = (
    b"", b"[]", b"{}", b"true", b"null", b"9" * 400, b"NaN", b"1e999", b"-1", b'"', b'"\\ud800"',
    b"[" * 64, b'"type"', b'"Feature"', b'"Point"', b'"MultiPolygon"', b'"id":1,"id":2', b"[26,56]",
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """A sound file, how it is read, and how what is inside of it is damaged."""

    name: str
    data: bytes
    read: Callable[[bytes], object]
    damage: Callable[[bytes, random.Random], bytes]
    weight: int = 1


@dataclass
class Tally:
    """What came of the damaged files of one source."""

    counts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0


def shapes(data: bytes) -> object:
    return read_shapes("fuzz", data, LIMITS)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one to eight things wrong."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(found) + 1)
        until = min(len(found), at + chance.choice((0, 1, 1, 4, 64)))
        what = chance.randrange(6)
        if what == 0 and at < len(found):
            found[at] ^= 1 << chance.randrange(8)
        elif what == 1:
            found[at:until] = chance.choice(SIGNS)
        elif what == 2:
            found[at:until] = chance.randbytes(until - at)
        elif what == 3:
            found[at:at] = found[at:until] * chance.randint(1, 50)
        elif what == 4:
            other = chance.randrange(len(found) + 1)
            found[at:until] = found[other : other + until - at]
        elif chance.random() < 0.2:
            del found[at:]
    return bytes(found)


def damaged_words(data: bytes, chance: random.Random) -> bytes:
    """Return a JSON text with one to four of its names, numbers or brackets put elsewhere."""
    found = re.findall(rb'"[^"]*"|[-\d.eE]+|\w+|[^\w"]', data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(found))
        found[at] = chance.choice((*WORDS, *found[-9:], chance.choice(found), found[at] * 2))
    return b"".join(found)


def damaged_inside(data: bytes, chance: random.Random) -> bytes:
    """Return an archive that is sound itself, with one member damaged."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(list(members))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, inside in members.items():
            archive.writestr(member, damaged(inside, chance) if member == name else inside)
    return out.getvalue()


def sources() -> Iterator[Source]:
    """Yield the town's own files in every form, and Rīga's official one where it is at hand."""
    for name in ("areas", "base"):
        data = (TOWN / f"{name}.geojson").read_bytes()
        yield Source(f"{name}.geojson", data, shapes, damaged, weight=5)
        yield Source(f"{name}.geojson, words", data, shapes, damaged_words, weight=20)
    with tempfile.TemporaryDirectory() as made:
        frame = gpd.read_file(TOWN / "areas.geojson").drop(columns="anchor", errors="ignore")
        frame.to_file(Path(made) / "areas.gpkg")
        yield Source("areas.gpkg", (Path(made) / "areas.gpkg").read_bytes(), shapes, damaged)
        frame.to_crs(3059).to_file(Path(made) / "areas.shp")
        official = REAL / "riga" / "Apkaimes.shp"
        for shape in (Path(made) / "areas.shp", *[official] * official.exists()):
            data = zipped(shape)
            yield Source(f"{shape.stem}.zip", data, shapes, damaged)
            yield Source(f"{shape.stem}.zip, inside", data, shapes, damaged_inside)


def zipped(shape: Path) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in shape.parent.glob(f"{shape.stem}.*"):
            if file.suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
                archive.writestr(file.name, file.read_bytes())
    return out.getvalue()


def tried(source: Source, data: bytes) -> tuple[str, float]:
    """Return what came of one file, and the seconds it took."""
    begin = time.monotonic()
    try:
        source.read(data)
    except DataError as error:
        said = [fault_words(fault, words("lv")) for fault in error.faults]
        clear = said and all(fault.key for fault in error.faults)
        what = str(error.faults[0].key) if clear else "UNCLEAR"
    except Exception:
        what = f"CRASH {traceback.format_exc()}"
    else:
        what = "read"
    return what, time.monotonic() - begin


def work(
    all_sources: list[Source], seed: int, end: float
) -> list[tuple[Source, bytes, tuple[str, float]]]:
    """Return what came of some damaged files; the same seed damages alike."""
    chance = random.Random(seed)
    weights = [source.weight for source in all_sources]
    found: list[tuple[Source, bytes, tuple[str, float]]] = []
    while time.monotonic() < end and len(found) < 50:
        [source] = chance.choices(all_sources, weights)
        data = source.damage(source.data, chance)
        found.append((source, data, tried(source, data)))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-found"), help="folder of findings")
    asked = parser.parse_args()
    all_sources = list(sources())
    for source in all_sources:
        if tried(source, source.data)[0] != "read":
            raise SystemExit(f"{source.name} itself is not read")
    end = time.monotonic() + 60 * asked.minutes
    tallies: dict[str, Tally] = defaultdict(Tally)
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        for first in itertools.count(asked.seed, 4):
            if time.monotonic() > end:
                break
            batches = pool.map(lambda seed: work(all_sources, seed, end), range(first, first + 4))
            for source, data, (what, seconds) in itertools.chain.from_iterable(batches):
                tally = tallies[source.name]
                tally.counts[what.split("\n")[0]] += 1
                tally.slowest = max(tally.slowest, seconds)
                if what.startswith(("CRASH", "UNCLEAR")):
                    failed += 1
                    asked.keep.mkdir(exist_ok=True)
                    (asked.keep / f"{failed}-{source.name}").write_bytes(data)
                    print(what, file=sys.stderr)
    for name, tally in tallies.items():
        listed = ", ".join(f"{what} {count}" for what, count in tally.counts.most_common())
        print(f"{name}: {tally.counts.total()} files, slowest {tally.slowest:.1f} s: {listed}")
    total = sum(tally.counts.total() for tally in tallies.values())
    print(f"{total} files in {asked.minutes:g} minutes, {failed} neither read nor refused clearly")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
