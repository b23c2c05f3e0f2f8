"""Runs the process apart that reads GeoPackages and shapefiles, and watches over it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from geo.errors import DataError
from geo.files.faults import file_fault
from geo.files.shapes.memory import memory_bytes
from geo.model.limits import Limits

_PROGRAM = Path(__file__).with_name("child.py")
_LOOK = 0.05
"""Seconds between two looks at the process."""

_KEPT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
_ENVIRONMENT = {
    "GDAL_DRIVER_PATH": "disable",  # no plugins
    "GDAL_NUM_THREADS": "1",
    "OGR_GPKG_NUM_THREADS": "1",
    "OGR_SQLITE_PRAGMA": "trusted_schema=OFF,cell_size_check=ON",  # for files of strangers
    "OPENBLAS_NUM_THREADS": "1",
    "PROJ_NETWORK": "OFF",
}

_LIMITS = {
    "fault.features_many": "features",
    "fault.memory": "memory_bytes",
    "fault.properties_many": "properties",
    "fault.time": "seconds",
    "fault.vertices_many": "vertices",
}
"""Limits that the process keeps, and that the sentence names."""

_REASONS = (
    "encoding_table", "features_many", "layer_none", "layer_unknown", "memory", "properties_many",
    "vertices_many",
)  # fmt: skip
"""Why the process may refuse a file."""

_ENDS = {-9: "memory", -24: "time"}
"""Signals: killed by a system that had no memory left; more processor time than allowed."""


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """What the process says about a file beside its features.

    Attributes
    ----------
    refused, found
        Why there are no features, and what was found instead.
    crs, has_crs
        ``EPSG:`` and a number; whether the file names any system at all.
    columns, dropped
        Names of properties that come with the features, and of those that are no text or number.
    layer, layers
        The layer that was read, of those that could have been.
    encoding
        Encoding of a shapefile's texts where it had to be guessed.
    """

    refused: str | None = None
    found: str | None = None
    crs: str | None = None
    has_crs: bool = False
    columns: list[str] = []
    dropped: list[str] = []
    layer: str | None = None
    layers: list[str] = []
    encoding: str | None = None


def read_apart(
    name: str, files: Mapping[str, bytes], driver: str, *, limits: Limits, layer: str | None
) -> tuple[Answer, bytes]:
    """Return what the process apart says about a file, and its features as GeoJSON text.

    ``files`` are the bytes by ending, the one to open first. They are written into a folder made
    for this one reading.

    Raises
    ------
    DataError
        When the file cannot be read, or not within the limits.
    """
    with tempfile.TemporaryDirectory(prefix="karte-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        for ending, data in files.items():
            (folder / f"in{ending}").write_bytes(data)
        asked = {
            "file": f"in{next(iter(files))}",
            "driver": driver,
            "layer": layer,
            "answer_bytes": limits.unpacked_bytes,
            **{limit: getattr(limits, limit) for limit in _LIMITS.values()},
        }
        reason = _run(folder, asked, limits)
        answer = Answer(refused=reason) if reason else _answer(folder, limits)
        if answer.refused is None:
            return answer, (folder / "features.json").read_bytes()
    key = f"fault.{answer.refused}"
    most = {"most": getattr(limits, _LIMITS[key])} if key in _LIMITS else {}
    raise DataError([file_fault(key, name, found=answer.found, **most)])


def _run(folder: Path, asked: Mapping[str, object], limits: Limits) -> str | None:
    """Run the process to its end and return why it did not come there, or None."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", str(_PROGRAM), json.dumps(asked)],
        cwd=folder,
        env={**{key: os.environ[key] for key in _KEPT if key in os.environ}, **_ENVIRONMENT},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + limits.seconds
    try:
        while process.poll() is None:
            if time.monotonic() > end:
                return "time"
            if memory_bytes(process.pid) > limits.memory_bytes:
                return "memory"
            time.sleep(_LOOK)
    finally:
        process.kill()
        process.wait()
    return _ENDS.get(process.returncode, "unreadable") if process.returncode else None


def _answer(folder: Path, limits: Limits) -> Answer:
    """Return the answer of a process that ended well, as little trusted as the file itself."""
    for name in ("answer.json", "features.json"):
        path = folder / name
        if path.is_symlink() or (path.exists() and path.stat().st_size > limits.unpacked_bytes):
            return Answer(refused="unreadable")
    try:
        answer = msgspec.json.decode((folder / "answer.json").read_bytes(), type=Answer)
    except (OSError, ValueError):
        return Answer(refused="unreadable")
    is_read = answer.refused is None and (folder / "features.json").is_file()
    return answer if is_read or answer.refused in _REASONS else Answer(refused="unreadable")
