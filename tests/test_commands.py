"""Commands of the keeper that write files for others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.__main__ import main
from geo.model.outgoing import FORMS_OUT
from geo.store import Store
from tests.files.official.made import shapes, square
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


# --- official data -----------------------------------------------------------------------------

PUBLISHED = Path(__file__).parent / "files" / "official" / "published"


def test_official_lists_the_data_sets_with_addresses_and_licences(
    kept: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("official") == 0
    out = capsys.readouterr().out
    assert "addresses: Valsts adrešu reģistra atvērtie dati, Valsts zemes dienests, CC BY" in out
    assert "https://data.gov.lv/dati/lv/dataset/varis-atvertie-dati (aw_eka.csv)" in out


def test_official_says_what_would_change_and_writes_with_a_yes(
    kept: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    before = kept.revision()
    asked = ("official", "addresses", PUBLISHED / "aw_eka.csv", "--town", "Daugavpils")
    assert run(*asked) == 0
    assert kept.revision() == before
    assert run(*asked, "--yes", "--date", "2026-11-01") == 0
    assert len(kept.addresses("daugavpils")) == 2
    assert f"written, revision {kept.revision()}" in capsys.readouterr().out
    assert kept.brought("daugavpils")["address"]["source_date"] == "2026-11-01"


def test_records_without_coordinates_have_the_places_of_the_register_s_addresses(
    kept: Store, tmp_path: Path
) -> None:
    assert run("official", "addresses", PUBLISHED / "aw_eka.csv", "--town=Daugavpils", "--yes") == 0
    path = tmp_path / "list.csv"
    path.write_text("nosaukums;adrese;kategorija\nIzdomātā vieta;Rigas 12a;Sports\n", "utf-8")
    assert run("import-records", path, "--town", "daugavpils", "--yes") == 0
    resources = kept.records("resource", "daugavpils", "internal")
    (place,) = resources.loc[resources["name_lv"] == "Izdomātā vieta", "geom"]
    assert (place.y, place.x) == (55.871334, 26.516989)


def test_official_records_are_told_row_by_row_and_written_with_a_yes(
    kept: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    before = kept.revision()
    asked = ("official", "medical", PUBLISHED / "medicinasiestades.csv", "--town", "Daugavpils")
    assert run(*asked) == 0
    out = capsys.readouterr().out
    assert "Par šo pašvaldību ir 1 no 2 rindām" in out and "name_lv: 'Nosaukums'" in out
    assert kept.revision() == before
    assert run(*asked, "--yes") == 0
    names = kept.records("resource", "daugavpils", "internal")["name_lv"]
    assert "Izdomātā pilsētas slimnīca" in set(names)


def test_official_boundaries_are_looked_over_before_they_are_saved(
    kept: Store, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    before = kept.revision()
    path = tmp_path / "apkaimes.zip"
    columns = {"Code": ["LVDGP01", "LVRIG01"], "Name": ["Centrs", "Āgenskalns"]}
    path.write_bytes(shapes(columns, [square(657_000, 192_000), square(504_000, 311_000)]))
    asked = ("official", "apkaimes", path, "--town", "Daugavpils")
    assert run(*asked) == 1
    assert "expected --select" in capsys.readouterr().err
    assert run(*asked, "--select", "LVDGP") == 0
    assert "areas=1 findings=0" in capsys.readouterr().out
    assert kept.revision() == before


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("nothing", "x.csv", "--town", "daugavpils"), "expected one of apkaimes"),
        (("addresses",), "expected one of apkaimes"),
        (("addresses", PUBLISHED / "aw_eka.csv", "--town", "Atlantis"), "no town 'Atlantis'"),
        (("grid", PUBLISHED / "rezgis_100m.csv", "--town", "daugavpils", "--year", "x"), "whole"),
        (("addresses", PUBLISHED / "none.csv", "--town", "daugavpils"), "expected the file"),
        (("addresses", PUBLISHED / "IRD081.csv", "--town", "daugavpils"), "the published file"),
    ],
    ids=str,
)
def test_official_refuses_what_it_does_not_know(
    kept: Store, capsys: pytest.CaptureFixture[str], arguments: tuple[object, ...], expected: str
) -> None:
    before = kept.revision()
    assert run("official", *arguments) == 1
    said = capsys.readouterr()
    assert expected in said.out + said.err
    assert kept.revision() == before
