"""Commands of the keeper that bring records in and take them back."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from geo.__main__ import main
from geo.acts.arrivals import read_mapping
from geo.settings import DATA
from geo.store import Store
from tests.files.tables import JOINED_HSDS

REPORTS = """\ufeffID;Apraksts;Vietas tips;Balsu skaits;Atrašanās vieta;RDSD atbildes statuss
41;"Bedre pie Van&scaron;u tilta";Segums (bedres, augstas apmales);112;55.943, 26.591;Nav
40;Bedres;Cits;78;55.8735, 26.5407;Atbilde saņemta
47;"Straujš pagrieziens
aiz stūra";Strauji pagriezieni;75;56.95134059335449, 24.098682403564457;Nav
48;Šaurs celiņš;Šaurība, nepārredzamība;3;55.943, 26.591
"""
"""Invented reports in the exact form of the Riga table; one outside the town, one cut short."""


@pytest.fixture
def kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return the store that the commands work on."""
    monkeypatch.setenv("KARTE_STORE", store.url)
    return store


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    file = tmp_path / "problem_reports.csv"
    file.write_text(REPORTS, encoding="utf-8")
    return file


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def problems(store: Store) -> list[dict[str, object]]:
    found = store.records("problem", "daugavpils", "internal")
    return found[found["confidence"] == "low"].to_dict("records")


def test_without_yes_the_plan_is_told_and_nothing_is_written(
    kept: Store, reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    revision = kept.revision()
    assert run("import-records", reports, "--town", "Daugavpils", "--kind", "problem") == 0
    told = capsys.readouterr().out
    assert kept.revision() == revision
    assert "new 2, unusable 2" in told
    assert "row 4, Atrašanās vieta: expected a place inside one of the areas" in told
    assert "nothing was written" in told
    assert told.splitlines()[-1] == "read=4 imported=2 rejected=2"


def test_reports_become_needs_of_their_areas_and_the_rest_comes_back(
    kept: Store, reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = {row["id"] for row in problems(kept)}
    mapping = DATA / "sources" / "riga_reports.toml"
    rejects = tmp_path / "rejected.csv"
    code = run("import-records", reports, "--town", "daugavpils", "--kind", "problem",
               "--mapping", mapping, "--rejects", rejects, "--yes")  # fmt: skip
    told = capsys.readouterr().out.splitlines()
    assert (code, told[-1]) == (0, "read=4 imported=2 rejected=2")
    bridge, hole = (row for row in problems(kept) if row["id"] not in known)
    assert (bridge["statement_lv"], bridge["area"]) == ("Bedre pie Vanšu tilta", "krizi")
    assert (bridge["problem_type"], bridge["level"]) == ("poor_accessibility", "internal")
    assert (hole["problem_type"], hole["area"]) == ("other", "jaunbuve")
    text = rejects.read_text(encoding="utf-8-sig")
    table = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert [row[1] for row in table[1:]] == ["47", "48"]
    assert "ārpus pašvaldības apkaimēm" in table[1][0]

    identity = next(line for line in told if line.startswith("import: ")).split()[1]
    assert re.fullmatch(r"[0-9a-f]{32}", identity)
    assert run("undo-import", identity) == 0
    assert "taken out of use: 2; changed back: 0" in capsys.readouterr().out
    assert {row["id"] for row in problems(kept)} == known


def test_the_same_file_twice_counts_as_imported_and_writes_nothing(
    kept: Store, reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ("import-records", reports, "--town", "daugavpils", "--yes")
    run(*command)
    revision = kept.revision()
    capsys.readouterr()
    assert run(*command) == 0
    told = capsys.readouterr().out
    assert kept.revision() == revision
    assert "same 2, unusable 2" in told
    assert told.splitlines()[-1] == "read=4 imported=2 rejected=2"


def test_undoing_names_what_somebody_has_worked_on_since(
    kept: Store, reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("import-records", reports, "--town", "daugavpils", "--yes", "--who", "Anna")
    told = capsys.readouterr().out
    identity = re.search(r"import: (\w+)", told)
    assert identity is not None
    rows = kept.changes(batch=identity[1])
    assert {row["who"] for row in rows} == {"Anna"}
    worked_on = rows[0]["record"]
    command = ("import-records", reports, "--town", "daugavpils", "--yes")
    reports.write_text(REPORTS.replace("Bedre pie", "Liela bedre pie"), encoding="utf-8")
    run(*command)
    capsys.readouterr()
    assert run("undo-import", identity[1]) == 0
    told = capsys.readouterr().out
    assert f"kept, because somebody has worked on it since: problem {worked_on}" in told
    assert "taken out of use: 1" in told


def test_a_folder_of_services_is_a_file_too(
    kept: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "directory"
    folder.mkdir()
    for name, content in JOINED_HSDS.items():
        (folder / name).write_bytes(content)
    assert run("import-records", folder, "--town", "daugavpils", "--yes") == 0
    told = capsys.readouterr().out
    assert "source: HSDS (resource)" in told
    assert told.splitlines()[-1] == "read=2 imported=0 rejected=2"  # 26.01 lies far away
    for name, content in JOINED_HSDS.items():
        moved = content.replace(b"56.0", b"55.87").replace(b"26.0", b"26.5")
        (folder / name).write_bytes(moved)
    assert run("import-records", folder, "--town", "daugavpils", "--yes") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "read=2 imported=2 rejected=0"


def test_unknown_words_are_listed(
    kept: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "saraksts.csv"
    file.write_text("Nosaukums;Kategorija\nA;Bibliotēka\nB;Bibliotēka\nC;Sports\n", "utf-8")
    run("import-records", file, "--town", "daugavpils")
    assert "unknown words of category: 'Bibliotēka' (2)" in capsys.readouterr().out


def test_likely_duplicates_are_taken_only_when_asked(
    kept: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = kept.records("resource", "daugavpils", "public")["name_lv"].iloc[0]
    file = tmp_path / "saraksts.csv"
    file.write_text(f'name_lv,category\n"{name}",social_service\n', encoding="utf-8")
    command = ("import-records", file, "--town", "daugavpils", "--yes")
    run(*command)
    assert capsys.readouterr().out.splitlines()[-1] == "read=1 imported=0 rejected=1"
    run(*command, "--duplicates")
    assert capsys.readouterr().out.splitlines()[-1] == "read=1 imported=1 rejected=0"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--town", "nowhere"), "no town 'nowhere'"),
        (("--town", "daugavpils", "--mapping", "none.toml"), "none.toml: expected the file"),
        (("--town", "daugavpils", "--rejects", "no/such/folder/x.csv"), "a place to write to"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    kept: Store,
    reports: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    words: str,
) -> None:
    revision = kept.revision()
    assert run("import-records", reports, *arguments, "--yes") == 1
    told = capsys.readouterr()
    assert words in told.out + told.err
    assert kept.revision() == revision


def test_a_file_that_is_none_is_refused(
    kept: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import-records", tmp_path / "none.csv", "--town", "daugavpils") == 1
    assert "none.csv: expected a file that can be read" in capsys.readouterr().out
    assert run("undo-import", "nonsense") == 1
    assert "no import 'nonsense'" in capsys.readouterr().err


@pytest.mark.parametrize("file", sorted((DATA / "sources").glob("*.toml")), ids=lambda f: f.name)
def test_the_known_mappings_can_be_read(file: Path) -> None:
    assert read_mapping(file).source
