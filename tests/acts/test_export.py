"""Everything out: public rows that are filtered, in five forms, each with what it is."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from shapely import Point
from shapely.geometry import shape

from geo.acts.export import FORMS, META, Export, download, export, write
from geo.acts.look import look
from geo.acts.outgoing import area_table
from geo.acts.snapshot import Snapshot, snapshot
from geo.analysis.choice import Choice
from geo.errors import NotAllowed, StoreError
from geo.model.fields import FIELDS
from geo.model.levels import LEVELS
from geo.model.outgoing import FORMS_OUT, KINDS_OUT, WITHHELD, as_text, fields_out, plain_text
from geo.model.taxonomy import KINDS
from geo.settings import LANGUAGES
from geo.store import Store
from geo.store.geometry import from_blobs
from tests.awkward import CENTRE, TEXTS, TOWN, filled_with, put, put_hostile, record
from tests.choices import CHOICES
from tests.hsds import faults
from tests.outgoing import opened, read_csv, read_geojson, read_xlsx
from tests.store.test_package import read_elsewhere

TODAY = date(2026, 11, 22)
ALL = Choice(kind=KINDS)
SECRET = "Zzyzxslepenais"

Row = dict[str, Any]


def made(store: Store, form: str, choice: Choice = ALL, language: str = "lv") -> Export:
    return export(snapshot(store, TOWN, "public"), choice, form, language, today=TODAY)


def activity(**values: Any) -> Row:
    row: Row = {"activity_type": "festival", "name_lv": "Svētki", "date": "2026-06-01"}
    return {**row, "source": "tests, 2025", "level": "public", "links": (), **values}


def proposal(**values: Any) -> Row:
    row: Row = {"statement_lv": "Soliņi parkā", "status": "asked"}
    return {**row, "source": "tests, 2025", "level": "public", "links": (), **values}


# --- reading each form back --------------------------------------------------------------------


def rows_of_csv(body: bytes) -> list[Row]:
    return list(read_csv(body))


def rows_of_xlsx(body: bytes) -> list[Row]:
    return [{name: as_text(value) for name, value in row.items()} for row in read_xlsx(body)]


def rows_of_geojson(body: bytes) -> list[Row]:
    rows = []
    for feature in read_geojson(body):
        place = shape(feature["geometry"]) if feature["geometry"] else None
        texts = {name: as_text(value) for name, value in feature["properties"].items()}
        rows.append({**texts, **_degrees(place)})
    return rows


def rows_of_gpkg(body: bytes) -> list[Row]:
    rows = []
    with opened(body) as file:
        for kind in KINDS_OUT:
            if not file.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (kind,)).fetchone():
                continue
            forms = {field.name: field.form for field in FIELDS[kind]}
            for found in map(dict, file.execute(f'SELECT * FROM "{kind}" ORDER BY fid')):
                blob = found.pop("geom", None)
                texts = {
                    name: as_text(bool(value) if forms.get(name) == "yes" else value)
                    for name, value in found.items()
                }
                rows.append({"kind": kind, **texts, **_degrees(from_blobs([blob])[0])})
    return rows


def _degrees(place: Point | None) -> Row:
    if place is None:
        return {"lat": "", "lon": ""}
    return {"lat": as_text(place.y), "lon": as_text(place.x)}


READERS: dict[str, Callable[[bytes], list[Row]]] = {
    "csv": rows_of_csv,
    "xlsx": rows_of_xlsx,
    "geojson": rows_of_geojson,
    "gpkg": rows_of_gpkg,
}
FORM = pytest.mark.parametrize("form", READERS)
ANY_FORM = pytest.mark.parametrize("form", FORMS_OUT)


def wanted(store: Store, kind: str) -> dict[str, Row]:
    """Return the public rows of the store as text, less what precision withholds."""
    found = {}
    for row in store.records(kind, TOWN, "public").to_dict("records"):
        texts = {
            field.name: as_text(row[field.name] if field.form in ("keys", "whole") else
                                row[field.name] is True if field.form == "yes" else
                                plain_text(row[field.name]))
            for field in FIELDS[kind] if field.name not in WITHHELD
        }  # fmt: skip
        exact = kind != "problem" and row.get("precision", "exact") == "exact"
        found[row["id"]] = {**texts, **_degrees(row.get("geom") if exact else None)}
    return found


def told(body: bytes) -> bytes:
    """Return everything that stands in a file, unpacked where it is packed."""
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return b"".join(told(packed.read(name)) for name in packed.namelist())


# --- which rows leave --------------------------------------------------------------------------


def test_every_form_that_is_offered_can_be_made() -> None:
    assert set(FORMS) == set(FORMS_OUT)


@FORM
def test_export_and_store_say_the_same_of_every_public_row(store: Store, form: str) -> None:
    """X08, less the coordinates that precision withholds."""
    put_hostile(store)
    put(store, "resource", record("resource", "long", summary_lv="ž" * 4000))
    put(store, "activity", activity(id="a-1", geom=CENTRE, people=0, area="centrs"))
    put(store, "proposal", proposal(id="p-1"))
    rows = READERS[form](made(store, form).body)
    for kind in KINDS_OUT:
        of_kind = {row["id"]: row for row in rows if row["kind"] == kind}
        for identity, texts in wanted(store, kind).items():
            same = {name: of_kind[identity].get(name, "") for name in texts}
            assert same == texts
        assert set(of_kind) == set(wanted(store, kind))


@FORM
def test_awkward_texts_were_among_them(store: Store, form: str) -> None:
    put_hostile(store)
    names = {row.get("name_lv") for row in READERS[form](made(store, form).body)}
    assert {plain_text(text) for text in TEXTS} <= names


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(choice=CHOICES)
def test_what_leaves_is_what_the_list_shows(town: Snapshot, choice: Choice) -> None:
    view = look(town, choice, "lv")
    listed = {town.records.ids[row] for row in view.shown.order}
    for form in ("csv", "geojson"):
        rows = READERS[form](export(town, choice, form, "lv", today=TODAY).body)
        assert {row["id"] for row in rows} == listed


@ANY_FORM
def test_only_the_public_level_leaves(store: Store, form: str) -> None:
    public = snapshot(store, TOWN, "public")
    for level in (*LEVELS[1:], "everything", ""):
        with pytest.raises(NotAllowed):
            export(public, ALL, form, "lv", level=level)
    for level in LEVELS[1:]:
        with pytest.raises(NotAllowed):
            export(snapshot(store, TOWN, level), ALL, form, "lv")


@ANY_FORM
def test_nothing_of_another_level_or_retired_stands_in_any_file(store: Store, form: str) -> None:
    """P11, P07."""
    for kind in KINDS:
        for level in LEVELS[1:]:
            put(store, kind, filled_with(kind, SECRET, f"hidden-{level}", level=level))
        put(store, kind, filled_with(kind, SECRET, "retired", retired=True))
    put(store, "activity", activity(id="a", name_lv=SECRET, level="partners"))
    put(store, "proposal", proposal(id="p", statement_lv=SECRET, level="internal"))
    whole = download(made(store, form))
    assert SECRET.encode() not in told(whole.body)
    assert SECRET.encode() not in json.dumps(whole.meta).encode()


@ANY_FORM
def test_who_approved_and_links_to_what_is_hidden_stay(store: Store, form: str) -> None:
    put(store, "resource", record("resource", "hidden", id="hidden-id", level="internal"))
    put(store, "resource", record("resource", "open", id="open-id"))
    links = ("hidden-id", "open-id")
    put(store, "problem", record("problem", "n", approved_by=SECRET, links=links))
    whole = told(download(made(store, form)).body)
    assert SECRET.encode() not in whole
    assert b"hidden-id" not in whole
    assert b"open-id" in whole or form == "hsds"


@pytest.mark.parametrize("precision", ["area", "municipality"])
@ANY_FORM
def test_a_place_that_is_not_exact_leaves_without_coordinates(
    store: Store, form: str, precision: str
) -> None:
    """P10: also where another program has left a point on it."""
    point = Point(26.512345, 55.887654)
    put(store, "resource", record("resource", "here", id="here", geom=point, precision=precision))
    body = made(store, form, Choice(kind=("resource",))).body
    assert b"26.512345" not in told(body)
    assert b"55.887654" not in told(body)
    if form in READERS:
        row = next(row for row in READERS[form](body) if row["id"] == "here")
        assert (row["lat"], row["lon"], row["precision"]) == ("", "", precision)


@FORM
def test_a_need_never_has_a_place_and_every_row_says_its_precision(store: Store, form: str) -> None:
    put(store, "activity", activity(id="a-1", geom=CENTRE), activity(id="a-2", area="centrs"))
    rows = READERS[form](made(store, form).body)
    for row in rows:
        if row["kind"] == "problem":
            assert (row.get("lat", ""), row.get("lon", "")) == ("", "")
        assert (row.get("lat", "") != "") == (row["precision"] == "exact")
        assert row["source"]
    by_id = {row["id"]: row for row in rows}
    assert by_id["a-1"]["precision"] == "exact"
    assert by_id["a-2"]["precision"] == "area"


def test_no_data_stays_empty_and_nought_stays_nought(store: Store) -> None:
    put(store, "activity", activity(id="none"), activity(id="nought", people=0))
    rows = {row["id"]: row for row in rows_of_csv(made(store, "csv").body)}
    assert (rows["none"]["people"], rows["nought"]["people"]) == ("", "0")
    features = {f["id"]: f["properties"] for f in read_geojson(made(store, "geojson").body)}
    assert (features["none"]["people"], features["nought"]["people"]) == (None, 0)


def test_a_label_says_in_words_what_a_key_means(store: Store) -> None:
    point = {"geom": CENTRE, "precision": "exact"}
    put(store, "resource", record("resource", "x", id="x", target_groups=("seniors", "youth"),
                                  **point))  # fmt: skip
    row = next(row for row in rows_of_csv(made(store, "csv").body) if row["id"] == "x")
    assert (row["category"], row["type_label"]) == (
        "meeting_place", "Tikšanās un pulcēšanās vieta",
    )  # fmt: skip
    assert row["target_groups"] == "seniors|youth"
    assert row["target_groups_label"] == "Seniori, Jaunieši"
    assert (row["area"], row["area_label"]) == ("", "Centrs")  # the place says it, not the record


# --- activities and proposals ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "ids"),
    [
        (ALL, {"a-old", "a-all", "p-all"}),
        (Choice(kind=KINDS, area=("centrs",)), {"a-old"}),
        (Choice(kind=KINDS, target=("seniors",)), {"a-old"}),
        (Choice(), set()),
        (Choice(kind=("problem",)), set()),
        (Choice(kind=KINDS, q="parks"), set()),
        (Choice(kind=KINDS, status=("active",)), set()),
    ],
    ids=["all", "area", "target", "opening view", "needs", "text", "status"],
)
def test_activities_and_proposals_go_along_where_nothing_else_narrows(
    store: Store, choice: Choice, ids: set[str]
) -> None:
    old = activity(id="a-old", area="centrs", target_groups=("seniors",))
    put(store, "activity", old, activity(id="a-all"))
    put(store, "proposal", proposal(id="p-all"))
    rows = rows_of_csv(made(store, "csv", choice).body)
    assert {row["id"] for row in rows if row["kind"] not in KINDS} == ids


# --- areas -------------------------------------------------------------------------------------


def test_areas_leave_with_their_outline_what_it_is_worth_and_its_licence(store: Store) -> None:
    features = read_geojson(next(iter(made(store, "geojson").beside.values())))
    assert len(features) == 25
    assert {f["properties"]["approximate"] for f in features} == {True}
    assert {f["properties"]["licence"] for f in features} == {
        "ODbL 1.0, © OpenStreetMap dalībnieki (kontūra un no tās atvasinātās robežas)"
    }
    with opened(made(store, "gpkg").body) as file:
        found = file.execute("SELECT key, approximate, licence, geom FROM area").fetchall()
    assert {row["approximate"] for row in found} == {1}
    assert {geom.geom_type for geom in from_blobs([row["geom"] for row in found])} == {
        "MultiPolygon"
    }


def test_only_chosen_areas_leave(town: Snapshot) -> None:
    view = look(town, Choice(area=("krizi", "centrs")), "lv")
    assert {row["key"] for row in area_table(view, "").rows} == {"krizi", "centrs"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ((1, None, None), (None, 1, 10)),
        ((10, None, None), (None, 1, 10)),
        ((11, None, None), (11, None, None)),
        ((0, None, None), (0, None, None)),
        ((None, 2, 8), (None, 1, 10)),
        ((None, 105, 957), (None, 105, 957)),
        ((None, None, None), (None, None, None)),
    ],
)
def test_one_to_ten_people_are_never_counted(
    town: Snapshot, said: tuple[int | None, ...], told: tuple[int | None, ...]
) -> None:
    """P01."""
    names = ["population", "population_min", "population_max"]
    areas = town.areas.astype(dict.fromkeys(names, object))
    for name, value in zip(names, said, strict=True):
        areas[name] = [value] * len(areas)
    changed = Snapshot(**{**vars_of(town), "areas": areas})
    row = area_table(look(changed, ALL, "lv"), "").rows[0]
    assert tuple(row[name] for name in names) == told


def vars_of(town: Snapshot) -> dict[str, Any]:
    return {name: getattr(town, name) for name in Snapshot.__dataclass_fields__}


# --- what a file is ----------------------------------------------------------------------------


def test_the_metadata_says_what_the_file_is(store: Store) -> None:
    choice = Choice(kind=("resource",), area=("centrs", "krizi"), q="bibliotēka")
    found = made(store, "csv", choice)
    meta = json.loads(found.meta_file)
    assert found.name == "kopienas-karte-Daugavpils-2026-11-22.csv" == meta["file"]
    assert (meta["title"], meta["date"], meta["level"], meta["language"]) == (
        "Daugavpils · kopienas karte", "2026-11-22", "public", "lv",
    )  # fmt: skip
    assert "publiskiem avotiem" in meta["publisher"]
    assert meta["licence"]["boundaries"].startswith("ODbL 1.0")
    assert meta["filter"]["address"] == {
        "q": "bibliotēka", "kind": ["resource"], "area": ["centrs", "krizi"],
    }  # fmt: skip
    assert meta["filter"]["words"] == [
        "Meklēt: bibliotēka",
        "Veids: Resursi",
        "Vieta: Centrs, Križi",
    ]
    assert meta["revision"] == store.revision()
    assert meta["rows"]["total"] == len(rows_of_csv(found.body)) > 0
    assert sum(source["rows"] for source in meta["sources"]) == meta["rows"]["total"]
    assert meta["boundaries"] == {"areas": 2, "precision": {"approximate": 2}}


def test_rows_and_places_are_counted(store: Store) -> None:
    found = made(store, "csv")
    rows = rows_of_csv(found.body)
    assert found.meta["rows"]["total"] == len(rows)
    exact = sum(row["lat"] != "" for row in rows)
    assert found.meta["places"] == {"exact": exact, "withheld_or_unknown": len(rows) - exact}
    assert 0 < exact < len(rows)
    assert found.meta["filter"]["words"] == ["Visi publiskie ieraksti"]


def test_a_town_that_states_no_licence_says_so(town: Snapshot) -> None:
    facts = {
        name: value for name, value in town.town.items() if name not in ("licence", "publisher")
    }
    bare = Snapshot(**{**vars_of(town), "town": facts})
    meta = export(bare, ALL, "csv", "en", today=TODAY).meta
    assert meta["licence"]["records"] == "Not stated; ask the publisher before use."
    assert meta["publisher"] == "Daugavpils"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_sheet_says_the_same_in_words(store: Store, language: str) -> None:
    found = made(store, "xlsx", language=language)
    pairs = [tuple(row.values()) for row in read_xlsx(found.body, sheet=1)]
    texts = [str(text) for _, text in pairs]
    assert any("ODbL 1.0" in text for text in texts)
    assert len(pairs) >= 8
    assert str(found.meta["revision"]) in texts


def test_hsds_is_valid_and_counts_only_what_it_tells(store: Store) -> None:
    put_hostile(store)
    found = made(store, "hsds")
    services = json.loads(found.body)
    assert faults(services) == []
    assert found.meta["rows"]["total"] == len(services)
    assert set(found.meta["rows"]) == {"resource", "group", "total"}
    names = {service["name"] for service in services}
    assert {plain_text(text) for text in TEXTS} <= names


def test_the_geopackage_carries_a_style_for_each_layer_of_places(store: Store) -> None:
    put(store, "activity", activity(id="a", geom=CENTRE))
    with opened(made(store, "gpkg").body) as file:
        styled = {row[0] for row in file.execute("SELECT f_table_name FROM layer_styles")}
        assert styled == {"area", "resource", "group", "activity"}
        notes = {row["text"] for row in file.execute("SELECT text FROM about")}
    assert "Daugavpils · kopienas karte" in notes


def test_gdal_reads_every_layer_of_it_with_every_column(store: Store, tmp_path: Path) -> None:
    put_hostile(store)
    put(store, "activity", activity(id="a", geom=CENTRE))
    put(store, "proposal", proposal(id="p"))
    file = tmp_path / "out.gpkg"
    file.write_bytes(made(store, "gpkg").body)
    found = read_elsewhere(file)
    assert set(found) == {*KINDS_OUT, "area", "about", "layer_styles"}
    for kind in KINDS_OUT:
        columns = [field.name for field in fields_out(kind) if field.name not in ("lat", "lon")]
        assert found[kind]["fields"] == ["kind", *columns]
        assert {row[1] for row in found[kind]["rows"]} == set(wanted(store, kind))


@ANY_FORM
def test_nothing_found_is_a_file_without_rows(store: Store, form: str) -> None:
    found = made(store, form, Choice(q="nekas tads te nav"))
    assert found.meta["rows"] == {"total": 0}
    if form in READERS:
        assert READERS[form](found.body) == []


@ANY_FORM
def test_a_town_without_records_or_without_areas_has_its_files_too(bare: Store, form: str) -> None:
    """U07."""
    found = snapshot(bare, TOWN, "public")
    assert export(found, ALL, form, "lv", today=TODAY).meta["rows"] == {"total": 0}
    no_areas = Snapshot(**{**vars_of(found), "areas": found.areas.iloc[:0]})
    assert export(no_areas, ALL, form, "lv", today=TODAY).meta["boundaries"]["areas"] == 0


# --- in one piece ------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "geojson", "gpkg", "hsds"])
def test_a_person_gets_one_zip_with_the_data_and_what_it_is(store: Store, form: str) -> None:
    found = made(store, form)
    packed = download(found)
    assert packed.name.endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(packed.body)) as file:
        assert set(file.namelist()) == {found.name, found.name + META, *found.beside}
        assert file.read(found.name) == found.body
        assert json.loads(file.read(found.name + META)) == json.loads(found.meta_file)


def test_a_workbook_travels_alone(store: Store) -> None:
    found = made(store, "xlsx")
    assert download(found) is found


def test_a_file_is_written_with_its_metadata_and_never_over_another(
    store: Store, tmp_path: Path
) -> None:
    found, path = made(store, "geojson"), tmp_path / "out.geojson"
    assert [file.name for file in write(found, path)] == [
        "out.geojson", "out.geojson.meta.json", "out.areas.geojson",
    ]  # fmt: skip
    assert path.read_bytes() == found.body
    path.write_bytes(b"mine")
    with pytest.raises(StoreError, match=r"out\.geojson already"):
        write(found, path)
    assert path.read_bytes() == b"mine"
    write(found, path, force=True)
    assert path.read_bytes() == found.body


def test_a_place_that_cannot_be_written_is_an_error_without_a_path(
    store: Store, tmp_path: Path
) -> None:
    with pytest.raises(StoreError) as error:
        write(made(store, "csv"), tmp_path / "none" / "out.csv")
    assert str(tmp_path) not in str(error.value)
