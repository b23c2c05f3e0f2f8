"""Official data are planned first: what would change is said, and a yes writes it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from geo.acts.addresses import address_index
from geo.acts.areas_in import plan_areas
from geo.acts.official import OfficialPlan, boundaries_of, commit_official, plan_official
from geo.acts.record import Desk
from geo.acts.towns import new_town
from geo.errors import DataError, NotAllowed, NotReady
from geo.files.official import ADAPTERS, adapter_named
from geo.model.disclosure import CONFIDENTIAL, FEW, MISSING, Count, people
from geo.model.figures import Residents
from geo.model.limits import Limits
from geo.model.people import Viewer
from geo.store import Store
from geo.words import words
from tests.awkward import TOWN
from tests.files.official.made import shapes, square

PUBLISHED = Path(__file__).parents[1] / "files" / "official" / "published"
LIMITS = Limits()


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store, TOWN, Viewer("anna", "editor"))


def plan(desk: Desk, key: str, file: str, **said: object) -> OfficialPlan:
    adapter = adapter_named(key)
    assert adapter is not None
    return plan_official(desk, adapter, (PUBLISHED / file).read_bytes(), LIMITS, **said)  # type: ignore[arg-type]


def sentences(made: OfficialPlan, language: str = "en") -> list[str]:
    return [line(words(language)) for line in made.lines]


# --- residents ----------------------------------------------------------------------------------


def test_residents_are_those_of_the_town_s_areas(desk: Desk) -> None:
    made = plan(desk, "residents", "IRD081.csv")
    assert {row.area for row in made.rows if isinstance(row, Residents)} == {"centrs", "liginiski"}
    assert commit_official(desk, made)
    said = [figure for figure, _ in desk.store.figures(TOWN)]
    assert Residents("centrs", 2025, people(400)) in said
    assert Residents("centrs", 2025, people(60), age_from=0, age_to=14) in said
    assert Residents("liginiski", 2025, Count(MISSING)) in said
    (origin,) = {origin for _, origin in desk.store.figures(TOWN)}
    assert origin.licence == "CC BY 4.0"
    assert origin.source.startswith("Centrālā statistikas pārvalde")


def test_nothing_is_written_before_the_yes(desk: Desk) -> None:
    before = desk.store.revision()
    made = plan(desk, "residents", "IRD081.csv")
    assert made.is_news
    assert desk.store.revision() == before


def test_a_plan_says_what_it_found_and_what_it_lacks(desk: Desk) -> None:
    found, lost, years, sum_, changes, left_out = sentences(plan(desk, "residents", "IRD081.csv"))
    assert found == "Found 2 of 25 places."
    assert lost.startswith("Not in the file: ") and "Križi" not in found
    assert years == "Years: 2024, 2025."
    assert sum_ == (
        "Residents together in 2025: at least 400; some numbers are not known or not shown."
    )
    assert changes == "New: 14, changed: 0, the same: 0, gone: 0."
    assert "Darbspējas vecumā" in left_out


def test_the_same_file_again_is_no_news_and_a_newer_one_says_what_differs(desk: Desk) -> None:
    commit_official(desk, plan(desk, "residents", "IRD081.csv"))
    again = plan(desk, "residents", "IRD081.csv")
    assert not again.is_news
    assert not commit_official(desk, again)
    newer = (PUBLISHED / "IRD081.csv").read_bytes().replace(b"402;400", b"402;410")
    adapter = adapter_named("residents")
    assert adapter is not None
    made = plan_official(desk, adapter, newer, LIMITS)
    assert "New: 0, changed: 1, the same: 13, gone: 0." in sentences(made)


def test_a_file_with_codes_alone_is_read_once_another_has_named_them(desk: Desk) -> None:
    """P05: and what a code of a special value says is kept as such."""
    with pytest.raises(NotReady) as raised:
        plan(desk, "residents-open", "iedzivotaji.csv")
    assert raised.value.reasons == ("official.none_match",)
    commit_official(desk, plan(desk, "residents", "IRD081.csv"))
    made = plan(desk, "residents-open", "iedzivotaji.csv")
    assert commit_official(desk, made)
    said = [figure for figure, _ in desk.store.figures(TOWN)]
    assert Residents("liginiski", 2025, Count(FEW)) in said
    assert Residents("liginiski", 2025, Count(CONFIDENTIAL), age_from=0, age_to=14) in said
    assert Residents("centrs", 2025, people(400)) in said


@pytest.mark.parametrize("file", ["IRE071.json", "IRE071.json-stat2.json", "IRE071.csv"])
def test_the_table_by_ethnicity_brings_totals_only(desk: Desk, file: str) -> None:
    commit_official(desk, plan(desk, "residents", "IRD081.csv"))  # names the codes
    made = plan(desk, "residents-ire071", file)
    assert len(made.rows) == 4  # two areas in two years
    assert commit_official(desk, made)


def test_a_town_without_areas_takes_no_residents(store: Store) -> None:
    admin = Desk(store, TOWN, Viewer("anna", "administrator"))
    empty = Desk(store, new_town(admin, {"lv": "Cēsis"}), Viewer("anna", "editor"))
    with pytest.raises(NotReady) as raised:
        plan(empty, "residents", "IRD081.csv")
    assert raised.value.reasons == ("official.no_areas",)


def test_whoever_may_not_import_learns_nothing(store: Store) -> None:
    with pytest.raises(NotAllowed):
        plan(Desk(store, TOWN, Viewer("guest", "partner")), "residents", "IRD081.csv")


def test_another_file_is_refused_and_the_store_stays(desk: Desk) -> None:
    before = desk.store.revision()
    with pytest.raises(DataError):
        plan(desk, "residents", "aw_eka.csv")
    assert desk.store.revision() == before


# --- cells --------------------------------------------------------------------------------------


def test_cells_inside_the_town_are_kept_with_the_year_somebody_says(desk: Desk) -> None:
    """P05."""
    file = "Grid_LV_100_population_2019_PUBLIC.csv"
    with pytest.raises(NotReady) as raised:
        plan(desk, "grid", file)
    assert raised.value.reasons == ("official.year_needed",)
    made = plan(desk, "grid", file, year=2019)
    assert sentences(made)[:3] == [
        "Cells in the town: 3.",
        "Years: 2019.",
        "Residents in them: at least 157.",
    ]
    assert commit_official(desk, made)
    cells = [cell for cell, _ in desk.store.cells(TOWN)]
    assert [(cell.key, cell.year, cell.count) for cell in cells] == [
        ("100mX6582Y1950", 2019, people(37)),
        ("100mX6583Y1950", 2019, Count(FEW)),
        ("100mX6584Y1950", 2019, people(120)),
    ]
    assert not plan(desk, "grid", file, year=2019).is_news


# --- addresses ----------------------------------------------------------------------------------


def test_addresses_of_the_town_are_kept_and_can_be_asked(desk: Desk) -> None:
    assert address_index(desk.store, TOWN) is None
    made = plan(desk, "addresses", "aw_eka.csv", date="2026-11-01")
    assert sentences(made) == [
        "Addresses in this town: 2.",
        "New: 2, changed: 0, the same: 0, gone: 0.",
    ]
    assert commit_official(desk, made)
    index = address_index(desk.store, TOWN)
    assert index is not None and index is address_index(desk.store, TOWN)
    found = index.find("Rigas iela 12a-5, Centrs, Daugavpils")
    assert found is not None
    assert (found.lat, found.lon, found.precision) == (55.871334, 26.516989, "exact")


def test_a_town_that_no_address_names_takes_those_inside_its_areas(store: Store) -> None:
    admin = Desk(store, TOWN, Viewer("anna", "administrator"))
    facts = {**store.towns()[TOWN], "name_lv": "Izdomāta", "name_ru": "", "name_en": ""}
    store.put_town(facts, admin.allow("towns"))
    made = plan(admin, "addresses", "aw_eka.csv")
    assert [row.code for row in made.rows] == ["100000001", "100000002"]  # type: ignore[union-attr]


def test_a_register_without_this_town_brings_nothing(store: Store) -> None:
    admin = Desk(store, TOWN, Viewer("anna", "administrator"))
    other = Desk(store, new_town(admin, {"lv": "Ventspils"}), admin.viewer)
    with pytest.raises(NotReady) as raised:
        plan(other, "addresses", "aw_eka.csv")
    assert raised.value.reasons == ("official.none_match",)


# --- the list -----------------------------------------------------------------------------------


def test_every_data_set_names_publisher_licence_and_official_address() -> None:
    assert len({adapter.key for adapter in ADAPTERS}) == len(ADAPTERS) >= 9
    for adapter in ADAPTERS:
        assert adapter.address.startswith(("https://data.gov.lv/", "https://data.stat.gov.lv/"))
        assert adapter.licence in ("CC BY 4.0", "CC0 1.0")
        assert adapter.publisher in adapter.source and adapter.title in adapter.source
    assert adapter_named("nothing") is None


# --- records ------------------------------------------------------------------------------------


def test_rows_about_the_town_are_planned_as_records(desk: Desk) -> None:
    made = plan(desk, "medical", "medicinasiestades.csv", date="2024-07")
    assert made.records is not None
    (verdict,) = made.records.verdicts
    assert (verdict.what, verdict.name) == ("new", "Izdomātā pilsētas slimnīca")
    assert verdict.place.area == "centrs"
    assert sentences(made) == [
        "1 of 2 rows are about this town.",
        "New: 1, changed: 0, the same: 0, perhaps recorded already: 0, not usable: 0.",
    ]


def test_records_are_internal_with_category_place_source_date_and_licence(desk: Desk) -> None:
    made = plan(desk, "medical", "medicinasiestades.csv", date="2024-07")
    assert commit_official(desk, made)
    assert made.records is not None
    record = desk.store.record("resource", made.records.verdicts[0].id or "")
    assert record is not None
    said = ("category", "status", "level", "precision", "source", "source_date", "address")
    assert [record[name] for name in said] == [
        "health_support",
        "active",
        "internal",
        "exact",
        "Iekšlietu ministrijas Informācijas centrs, „VKCP IĢIS – ārstniecības iestāžu adreses” "
        "(CC0 1.0)",
        "2024-07",
        "Rīgas iela 12A, Daugavpils, LV-5401",
    ]


def test_the_same_records_again_are_no_news(desk: Desk) -> None:
    commit_official(desk, plan(desk, "medical", "medicinasiestades.csv", date="2024-07"))
    again = plan(desk, "medical", "medicinasiestades.csv", date="2024-07")
    assert not again.is_news
    assert not commit_official(desk, again)


def test_a_row_without_coordinates_is_here_by_its_address(desk: Desk) -> None:
    made = plan(desk, "culture", "objektusaraksts.csv")
    assert made.records is not None
    assert [(one.name, one.place.how) for one in made.records.verdicts] == [
        ("Izdomātā bibliotēka", "exact"),
        ("Izdomātais kultūras nams", "unknown"),
    ]


def test_services_have_the_places_of_the_register_s_addresses(desk: Desk) -> None:
    commit_official(desk, plan(desk, "addresses", "aw_eka.csv"))
    made = plan(desk, "social-services", "socialo-pakalpojumu-sniedzeju-registrs.json")
    assert made.records is not None
    assert [(one.name, one.place.how, one.place.lat) for one in made.records.verdicts] == [
        ("Aprūpe mājās (Izdomātais sociālais dienests)", "exact", 55.871334),
        ("Krīzes centrs (Izdomātais sociālais dienests)", "municipality", None),
    ]


def test_without_addresses_services_have_no_place_and_that_is_said(desk: Desk) -> None:
    made = plan(desk, "social-services", "socialo-pakalpojumu-sniedzeju-registrs.json")
    assert made.records is not None
    assert [one.place.how for one in made.records.verdicts] == ["unknown", "municipality"]
    assert any(line.key == "official.addresses_first" for line in made.lines)


def test_rows_that_cannot_be_read_are_counted_and_never_kept(desk: Desk) -> None:
    adapter = adapter_named("culture")
    assert adapter is not None
    data = b'Nosaukums,Adrese,LAT,LON\nX,"A iela 1, Daugavpils",,\nJanis,1,2,3,4,5\n'
    made = plan_official(desk, adapter, data, LIMITS)
    assert made.records is not None
    assert made.records.sheet.unreadable == ()
    assert "Rows that cannot be read: 1." in sentences(made)


def test_records_of_another_town_are_none_of_ours(desk: Desk) -> None:
    adapter = adapter_named("culture")
    assert adapter is not None
    data = b'Nosaukums,Adrese,LAT,LON\nX,"Daugavpils iela 1, Jelgava",,\nY,Z,1,1\n'
    with pytest.raises(NotReady) as raised:
        plan_official(desk, adapter, data, LIMITS)
    assert raised.value.reasons == ("official.none_match",)


# --- boundaries ---------------------------------------------------------------------------------


def test_published_boundaries_are_planned_with_their_source_date_and_licence(desk: Desk) -> None:
    adapter = adapter_named("apkaimes")
    assert adapter is not None
    columns = {
        "Code": ["LVDGP01", "LVDGP02", "LVRIG01"],
        "Name": ["Centrs", "Ļiginišķi", "Āgenskalns"],
    }
    rings = [square(657_000, 192_000), square(658_000, 192_000), square(504_000, 311_000)]
    boundaries, reading = boundaries_of(
        adapter, shapes(columns, rings), LIMITS, select="LVDGP", date="2024-01"
    )
    made = plan_areas(replace(desk, viewer=Viewer("anna", "administrator")), boundaries, reading)
    assert (made.crs.epsg, list(made.keys)) == (3059, ["centrs", "liginiski"])
    assert (made.reading.source, made.reading.source_date, made.reading.licence) == (
        "Centrālā statistikas pārvalde, „Apkaimju robežas”",
        "2024-01",
        "CC BY 4.0",
    )
