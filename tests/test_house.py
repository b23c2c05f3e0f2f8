"""The house stands as it was drawn: directions of import, tools that agree, no workplace inside."""

from __future__ import annotations

import ast
import graphlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

TOP, SERVING, ACTS, ROOMS, MODEL, GROUND = 5, 4, 3, 2, 1, 0
FLOOR = {
    "streamlit_app": TOP,
    "pages": TOP,
    "geo.__main__": TOP,
    "geo.ui": SERVING,
    "geo.web": SERVING,
    "geo.acts": ACTS,
    "geo.store": ROOMS,
    "geo.files": ROOMS,
    "geo.analysis": ROOMS,
    "geo.map": ROOMS,
    "geo.words": ROOMS,
    "geo.model": MODEL,
    "geo.errors": GROUND,
}
SETTINGS = "geo.settings"  # beside the floors: only those who compose the parts read them
MAY_READ_SETTINGS = {"geo.acts", "geo.web", "geo.ui", "geo.__main__"}

APART = "geo.files.shapes.child"  # run as a program of its own, imported by nobody

# library → modules (or rooms, with everything in them) that may import it
HOMES = {
    "streamlit": {
        "geo.ui",
        "pages",
        "streamlit_app",
        "geo.web.headers",  # reads Streamlit's own page once, to allow its inline script by hash
    },
    "streamlit_folium": {"geo.ui"},
    "folium": {"geo.map", "geo.ui"},
    "sqlalchemy": {"geo.store"},
    "sqlite3": {"geo.store"},
    "starlette": {"geo.web", "streamlit_app"},
}

Import = tuple[str, str]


def sources() -> dict[str, Path]:
    """Return every module of the product by its dotted name."""
    paths = [
        ROOT / "streamlit_app.py",
        *(ROOT / "pages").glob("*.py"),
        *(ROOT / "geo").rglob("*.py"),
    ]
    found = {}
    for path in paths:
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


SOURCES = sources()


def imports_of(name: str) -> Iterator[str]:
    """Yield the dotted names that a module imports, wherever in it the import stands."""
    path = SOURCES[name]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
                package = package[: len(package) - node.level + 1]
                base = ".".join([*package, base] if base else package)
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield full if full in SOURCES else base


ALL: list[Import] = [(name, imported) for name in SOURCES for imported in imports_of(name)]


def is_in(name: str, place: str) -> bool:
    return name == place or name.startswith(f"{place}.")


def room_of(name: str) -> str | None:
    return next((room for room in (*FLOOR, SETTINGS) if is_in(name, room)), None)


def ours() -> Iterator[tuple[str, str, str, str]]:
    """Yield (module, its room, imported module, its room) for imports between our rooms."""
    for name, imported in ALL:
        room, other = room_of(name), room_of(imported)
        if room and other and room != other:
            yield name, room, imported, other


def test_the_walk_sees_what_is_there() -> None:
    assert {"streamlit_app", "pages.map", "geo.acts.look", "geo.store.store"} <= set(SOURCES)
    assert ("geo.acts.look", "geo.analysis.shown") in ALL
    assert ("pages.map", "geo.ui") in ALL
    assert ("geo.ui.sheet", "streamlit_folium") in ALL
    assert len(list(ours())) > 50


def test_every_module_belongs_to_a_room() -> None:
    assert [name for name in SOURCES if name != "geo" and room_of(name) is None] == []


def test_arrows_point_inwards() -> None:
    """The five rooms do not import one another; map asks for no words; errors asks for nothing."""
    wrong = [
        f"{name} imports {imported}"
        for name, room, imported, other in ours()
        if SETTINGS not in (room, other) and FLOOR[other] >= FLOOR[room]
    ]
    assert wrong == []


def test_nobody_asks_the_whole_package() -> None:
    """``import geo`` would hide from this test what is meant."""
    assert [name for name, imported in ALL if imported == "geo"] == []


def test_settings_are_read_by_those_who_compose_and_read_errors_and_limits_only() -> None:
    readers = {room for _, room, _, other in ours() if other == SETTINGS}
    assert readers <= MAY_READ_SETTINGS
    needed = {imported for _, room, imported, _ in ours() if room == SETTINGS}
    assert needed <= {"geo.errors", "geo.model.limits"}


def test_no_module_imports_itself_in_a_circle() -> None:
    graph: dict[str, set[str]] = {name: set() for name in SOURCES}
    for name, imported in ALL:
        if imported in SOURCES and imported != name:
            graph[name].add(imported)
    # a package and what it gathers are one: its __init__ is not a step on the way
    packages = {name for name, path in SOURCES.items() if path.name == "__init__.py"}
    modules = {name: needs - packages for name, needs in graph.items() if name not in packages}
    list(graphlib.TopologicalSorter(modules).static_order())
    rooms: dict[str, set[str]] = {}
    for _, room, _, other in ours():
        rooms.setdefault(room, set()).add(other)
    list(graphlib.TopologicalSorter(rooms).static_order())


@pytest.mark.parametrize("library", HOMES)
def test_a_library_lives_only_where_the_drawing_says(library: str) -> None:
    users = {name for name, imported in ALL if is_in(imported, library)}
    strangers = {name for name in users if not any(is_in(name, home) for home in HOMES[library])}
    assert strangers == set()
    assert users, "the rule would never fail"


@pytest.mark.parametrize("library", ["django", "requests", "httpx", "urllib.request", "fiona"])
def test_a_library_that_reaches_out_is_nowhere(library: str) -> None:
    assert [name for name, imported in ALL if is_in(imported, library)] == []


def test_gdal_is_met_in_a_process_apart_only() -> None:
    """Pyogrio carries a second SQLite that deletes the live write-ahead log (see store.md)."""
    users = {name for name, imported in ALL if is_in(imported, "pyogrio")}
    assert users == {APART}
    assert [name for name, imported in ALL if is_in(imported, APART)] == []
    assert [imported for name, imported in ALL if name == APART and is_in(imported, "geo")] == []


def test_nobody_reads_or_writes_a_file_through_geopandas() -> None:
    """It opens files with pyogrio, and guesses their format from what is inside."""
    forbidden = {"read_file", "to_file", "list_layers", "read_postgis", "to_postgis", "from_file"}
    found = [
        f"{name}: {node.attr}"
        for name, path in SOURCES.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in forbidden and name != APART
    ]
    assert found == []
    named = [
        f"{name}: {imported}" for name, imported in ALL if imported.split(".")[-1] in forbidden
    ]
    assert named == []


def test_no_sql_stands_outside_of_the_store() -> None:
    statement = re.compile(r"\b(SELECT .+ FROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM|PRAGMA)\b")
    found = {
        name
        for name, path in SOURCES.items()
        if statement.search(path.read_text(encoding="utf-8")) and not is_in(name, "geo.store")
    }
    assert found == set()


def test_no_element_of_folium_is_made_from_text() -> None:
    """``Popup``, ``Tooltip`` and ``Element`` put text into a page as markup or as a template."""
    dangerous = {"Popup", "Tooltip", "DivIcon", "GeoJsonPopup", "GeoJsonTooltip", "Element", "Html"}
    found = [
        f"{name}: {called}"
        for name, path in SOURCES.items()
        if any(one == name and what.split(".")[0] in ("folium", "branca") for one, what in ALL)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for called in [getattr(node.func, "attr", getattr(node.func, "id", ""))]
        if called in dangerous
    ]
    assert found == []


# --- tools -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [["mypy"], ["ruff", "check", "."], ["ruff", "format", "--check", "."]],
    ids=lambda command: " ".join(command),
)
def test_the_tools_agree(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


# --- no workplace ------------------------------------------------------------------------------

_WORKPLACE = re.compile(r"(?<![\w.:/~-])/(?:home|work|tmp|root|Users|mnt|opt|var/folders)/")
_TEXTS = {".py", ".md", ".toml", ".txt", ".csv", ".js", ".css", ".svg", ".geojson", ".json", ".yml",
          ".yaml", ".cfg", ".ini", ".sh"}  # fmt: skip
_NOT_OURS = {".git", ".venv", "venv", "build", "dist", "node_modules", "__pycache__"}


def texts() -> Iterator[Path]:
    """Yield the text files of the product; the tests themselves may name such paths."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        skipped = {
            part for part in parts if part in _NOT_OURS or part.endswith(("_cache", ".egg-info"))
        }
        if skipped or parts[0] in ("tests", ".hypothesis") or not path.is_file():
            continue
        if path.suffix in _TEXTS or parts[0] == ".ci":
            yield path


def test_no_file_names_a_place_on_somebodys_disk() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in texts()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if _WORKPLACE.search(line)
    ]
    assert found == []


def test_the_search_for_such_places_finds_one() -> None:
    assert _WORKPLACE.search('path = "/home/anna/map"')
    assert not _WORKPLACE.search("https://example.lv/home/page")
    assert len(list(texts())) > 50


@pytest.mark.parametrize("path", sorted(ROOT.glob("constraints*.txt")), ids=lambda path: path.name)
def test_constraints_name_versions_and_no_registry(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            assert re.fullmatch(
                r"[A-Za-z0-9._-]+(\[[\w,-]+\])?==[\w.!+-]+(\s*;.+)?", line.strip()
            ), line
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|trusted-host|find-links|@ file", text)
