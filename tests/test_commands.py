"""Commands of the keeper that write files for others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.__main__ import main
from geo.model.outgoing import FORMS_OUT
from geo.store import Store
from tests.outgoing import read_csv


@pytest.fixture
def kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return the store that the commands work on."""
    monkeypatch.setenv("KARTE_STORE", store.url)
    return store


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


@pytest.mark.parametrize("form", FORMS_OUT)
@pytest.mark.parametrize("town", ["daugavpils", "Daugavpils", "Даугавпилс"])
def test_export_writes_the_file_and_what_it_is(
    kept: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str, town: str
) -> None:
    file = tmp_path / f"out.{form}"
    code = run("export", "--town", town, "--format", form, "--level", "public", "--out", file)
    assert code == 0
    assert file.stat().st_size > 1000
    meta = json.loads((tmp_path / f"out.{form}.meta.json").read_text(encoding="utf-8"))
    assert f"{meta['rows']['total']} rows, revision {kept.revision()}" in capsys.readouterr().out


def test_export_without_a_filter_lets_every_public_row_out(kept: Store, tmp_path: Path) -> None:
    run("export", "--town", "daugavpils", "--format", "csv", "--out", tmp_path / "all.csv")
    rows = read_csv((tmp_path / "all.csv").read_bytes())
    for kind in ("resource", "group", "problem"):
        public = set(kept.records(kind, "daugavpils", "public")["id"])
        assert {row["id"] for row in rows if row["kind"] == kind} == public


@pytest.mark.parametrize("level", ["internal", "partners", "PUBLIC "])
def test_export_refuses_every_other_level(
    kept: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], level: str
) -> None:
    out = tmp_path / "out.csv"
    code = run("export", "--town", "daugavpils", "--format", "csv", "--level", level, "--out", out)
    assert code == 1
    assert not out.exists()
    assert "only public rows leave" in capsys.readouterr().err


def test_export_says_which_town_there_is_not(
    kept: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", "--town", "Ādaži", "--format", "csv", "--out", tmp_path / "o.csv") == 1
    assert "no town 'Ādaži'" in capsys.readouterr().err


def test_export_never_writes_over_a_file_unless_it_is_told_to(kept: Store, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_bytes(b"mine")
    words = ("export", "--town", "daugavpils", "--format", "csv", "--out", out)
    assert run(*words) == 1
    assert out.read_bytes() == b"mine"
    assert run(*words, "--force") == 0
    assert out.read_bytes() != b"mine"


def test_a_form_that_there_is_not_is_refused(kept: Store, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        run("export", "--town", "daugavpils", "--format", "pdf", "--out", tmp_path / "o.pdf")
