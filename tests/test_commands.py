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


# --- boundaries ------------------------------------------------------------------------------


def boundary_file(folder: Path, *rings: list[list[float]]) -> Path:
    features = [
        {"type": "Feature", "properties": {"Code": f"LV{place}", "Name": f"Apkaime {place}"},
         "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for place, ring in enumerate(rings)
    ]  # fmt: skip
    file = folder / "areas.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return file


def ring(west: float, south: float) -> list[list[float]]:
    east, north = west + 0.02, south + 0.01
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def test_import_areas_says_what_would_be_and_begins_a_town_only_with_yes(
    kept: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, before = boundary_file(tmp_path, ring(24.0, 56.9), ring(24.02, 56.9)), kept.revision()
    assert run("import-areas", file, "--town", "Rīga") == 0
    out = capsys.readouterr().out
    assert "would be begun" in out and "nothing was written" in out and "areas=2" in out
    assert (kept.revision(), set(kept.towns())) == (before, {"daugavpils"})
    assert run("import-areas", file, "--town", "Rīga", "--select", "LV1", "--yes") == 0
    assert list(kept.places("area", "riga")["name_lv"]) == ["Apkaime 1"]
    assert kept.towns()["riga"]["crs_metric"] == 3059
    assert run("import-areas", file, "--town", "Rīga", "--select", "Apkaime 1", "--yes") == 0
    assert "nothing to write" in capsys.readouterr().out


def test_import_areas_leaves_the_store_as_it_was_when_a_file_is_refused(
    kept: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A new town is not begun either."""
    store = Path(kept.url.removeprefix("sqlite:///"))
    before = store.read_bytes()
    far = boundary_file(tmp_path, ring(24.0, 56.9), ring(-120.0, 40.0))
    assert run("import-areas", far, "--town", "Rīga", "--yes") == 1
    away = boundary_file(tmp_path, ring(24.0, 56.9))
    assert run("import-areas", away, "--town", "Daugavpils", "--yes") == 1
    assert run("import-areas", away, "--town", "Rīga", "--select", "Ķīmija", "--yes") == 1
    assert run("import-areas", tmp_path / "none.zip", "--town", "Rīga", "--yes") == 1
    assert store.read_bytes() == before
    assert set(kept.towns()) == {"daugavpils"}
    assert len(kept.places("area", "daugavpils")) == 25


def test_gaps_of_an_area_are_said_line_by_line(
    kept: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("gaps", "Križi", "--lang", "ru") == 0
    title, *lines = capsys.readouterr().out.splitlines()
    assert title == "Крижи"
    assert "- Крижи: 2 записи здесь отвечают на потребность «Общение»." in lines


def test_gaps_as_json_name_the_records_they_rest_on(
    kept: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("gaps", "krizi", "--lang", "lv", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"area", "sentences"} and found["area"] == "krizi"
    public = {one for kind in ("resource", "group", "problem")
              for one in kept.records(kind, "daugavpils", "public")["id"]}  # fmt: skip
    for sentence in found["sentences"]:
        assert set(sentence) == {"text", "problem_type", "record_ids", "distance_m"}
        assert set(sentence["record_ids"]) <= public
    assert any(sentence["distance_m"] for sentence in found["sentences"])
    assert any(sentence["problem_type"] for sentence in found["sentences"])


def test_gaps_without_an_area_are_those_of_all(
    kept: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("gaps", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found) == len(kept.places("area", "daugavpils"))
    assert run("gaps") == 0
    assert len(capsys.readouterr().out.splitlines()) == sum(
        1 + len(one["sentences"]) for one in found
    )


def test_gaps_of_no_such_area_are_an_error(kept: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("gaps", "Nekur") == 1
    assert "no area 'Nekur'" in capsys.readouterr().err
