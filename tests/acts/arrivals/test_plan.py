"""Every row gets its verdict before anything is written, and none is lost."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pyproj import Transformer
from shapely import Point

from geo.acts import record
from geo.acts.arrivals import commit, mapping_for, plan_records, undo_import
from geo.acts.arrivals.verdicts import VERDICTS
from geo.analysis.columns import Mapping
from geo.errors import Cancelled, DataError, NotAllowed
from geo.store import Store
from tests.acts.arrivals.lists import (
    CLUB,
    GARDEN,
    HALL,
    LIST,
    REPORTS,
    TODAY,
    desk_of,
    imported,
    keys,
    plan_of,
    sheet_of,
    town_of,
    whats,
)

REPORT = "ID;Apraksts;Tips;Vieta"


def test_a_list_becomes_internal_records_of_the_town(bare: Store) -> None:
    desk = desk_of(bare)
    plan, _ = imported(desk, LIST, HALL, CLUB, GARDEN)
    assert whats(plan) == ["new", "new", "new"]
    hall = desk.read("resource", plan.verdicts[0].id or "")
    assert {name: hall[name] for name in ("name_lv", "category", "address", "area", "phone")} == {
        "name_lv": "Zīļu kultūras nams",
        "category": "culture_heritage",
        "address": "Zīļu iela 1",
        "area": "krizi",
        "phone": "+371 65400001",
    }
    assert (hall["geom"], hall["precision"]) == (Point(26.591, 55.943), "exact")
    assert (hall["level"], hall["status"]) == ("internal", "active")
    assert (hall["source"], hall["source_date"]) == ("saraksts", "2026-11-22")
    club = desk.read("resource", plan.verdicts[1].id or "")
    assert (club["geom"], club["precision"], club["area"]) == (None, "area", "centrs")
    garden = desk.read("resource", plan.verdicts[2].id or "")
    assert (garden["precision"], garden["area"]) == ("area", None)


def test_t10_the_same_file_twice_changes_nothing(bare: Store) -> None:
    desk = desk_of(bare)
    imported(desk, LIST, HALL, CLUB, GARDEN)
    revision = bare.revision()
    plan = plan_of(desk, LIST, HALL, CLUB, GARDEN)
    assert whats(plan) == ["same", "same", "same"]
    assert commit(desk, plan) is None
    assert bare.revision() == revision


def test_t10_the_same_row_twice_is_one_record(bare: Store) -> None:
    plan = plan_of(desk_of(bare), LIST, HALL, HALL)
    assert whats(plan) == ["new", "same"]
    assert plan.verdicts[1].of_row == 2
    assert len(plan.edits) == 1


def test_t10_one_id_for_two_things_is_refused_with_the_other_row(bare: Store) -> None:
    plan = plan_of(desk_of(bare), LIST, HALL, CLUB.replace("2;", "1;"), GARDEN)
    assert whats(plan) == ["new", "unusable", "new"]
    assert keys(plan.verdicts[1]) == ["fault.id_twice"]


def test_t10_rows_without_ids_are_known_again_by_what_they_are(bare: Store) -> None:
    desk = desk_of(bare)
    lines = [line.split(";", 1)[1] for line in (LIST, HALL, CLUB, GARDEN)]
    imported(desk, *lines)
    assert whats(plan_of(desk, *lines)) == ["same", "same", "same"]
    assert whats(plan_of(desk, lines[0], *reversed(lines[1:]))) == ["same", "same", "same"]
    plan = plan_of(desk, *lines, lines[1].replace("65400001", "65400009"))
    assert whats(plan)[-1] == "duplicate"
    assert keys(plan.verdicts[-1]) == ["fault.row_twice"]


def test_t12_letters_in_either_unicode_form_are_one_name(bare: Store) -> None:
    desk = desk_of(bare)
    lines = [line.split(";", 1)[1] for line in (LIST, HALL)]
    imported(desk, *lines)
    apart = [unicodedata.normalize("NFD", line) for line in lines]
    assert apart != lines
    assert whats(plan_of(desk, *apart)) == ["same"]


@pytest.mark.parametrize("area", ["Križi", "krizi", "КРИЖИ", unicodedata.normalize("NFD", "Križi")])
def test_t12_an_area_is_found_by_any_of_its_names(bare: Store, area: str) -> None:
    plan = plan_of(desk_of(bare), "Nosaukums;Joma;Apkaime", f"Klubs;Sports un aktīvā atpūta;{area}")
    assert plan.verdicts[0].place.area == "krizi"


def test_a_later_file_of_the_source_changes_what_it_says_otherwise(bare: Store) -> None:
    desk = desk_of(bare)
    imported(desk, LIST, HALL, CLUB)
    plan = plan_of(desk, LIST, HALL.replace("65400001", "65400009"), CLUB, GARDEN)
    assert whats(plan) == ["changed", "same", "new"]
    (field,) = plan.verdicts[0].fields
    assert (field.field, field.before, field.after) == (
        "phone",
        "+371 65400001",
        "+371 65400009",
    )
    commit(desk, plan)
    assert desk.read("resource", plan.verdicts[0].id or "")["phone"] == "+371 65400009"


def test_what_people_changed_here_stays_until_the_file_says_something_new(bare: Store) -> None:
    desk = desk_of(bare)
    plan, _ = imported(desk, LIST, HALL)
    identity = plan.verdicts[0].id or ""
    record.change(desk, "resource", identity, 1, {"phone": "+371 65400005", "note_lv": "Zvanīt."})
    assert whats(plan_of(desk, LIST, HALL)) == ["same"]
    newer = plan_of(desk, LIST, HALL.replace("65400001", "65400009"))
    assert [field.field for field in newer.verdicts[0].fields] == ["phone"]
    assert newer.verdicts[0].fields[0].before == "+371 65400005"


def test_an_empty_cell_takes_away_only_what_an_import_brought(bare: Store) -> None:
    desk = desk_of(bare)
    plan, _ = imported(desk, LIST, HALL, CLUB)
    record.change(desk, "resource", plan.verdicts[1].id or "", 1, {"phone": "+371 65400005"})
    emptied = HALL.replace("+371 65400001", "")
    later = plan_of(desk, LIST, emptied, CLUB)
    assert whats(later) == ["changed", "same"]
    assert later.verdicts[0].fields[0].after is None


def test_the_level_is_never_decided_by_a_file(bare: Store) -> None:
    plan, _ = imported(desk_of(bare), f"{LIST};level", f"{HALL};public")
    assert desk_of(bare).read("resource", plan.verdicts[0].id or "")["level"] == "internal"


def test_a_public_record_that_no_longer_meets_the_rules_is_lowered(bare: Store) -> None:
    desk = desk_of(bare)
    header, hall = f"{LIST};Apraksts", f"{HALL};Pulciņi un koncerti."
    plan, _ = imported(desk, header, hall)
    identity = plan.verdicts[0].id or ""
    record.publish(desk, "resource", identity, 1, "public")
    later = plan_of(desk, header, hall.replace("koncerti.", "koncerti. Zvanīt Annai 26123456."))
    assert "fault.lowered" in {warning.key for warning in later.verdicts[0].warnings}
    commit(desk, later)
    assert desk.read("resource", identity)["level"] == "internal"


def test_what_people_took_out_of_use_is_not_brought_back(bare: Store) -> None:
    desk = desk_of(bare)
    plan, _ = imported(desk, LIST, HALL)
    record.retire(desk, "resource", plan.verdicts[0].id or "")
    again = plan_of(desk, LIST, HALL.replace("65400001", "65400009"))
    assert (whats(again), again.edits) == (["same"], [])
    assert [warning.key for warning in again.verdicts[0].warnings] == ["fault.taken_out"]


def test_a_likely_duplicate_is_named_and_can_be_taken_all_the_same(bare: Store) -> None:
    desk = desk_of(bare)
    identity, _ = record.note(
        desk,
        "resource",
        {"name_lv": "Zīļu kultūras nams", "category": "culture_heritage", "area": "krizi",
         "precision": "exact", "geom": Point(26.5911, 55.9431), "status": "active",
         "source": "tests"},
    )  # fmt: skip
    plan = plan_of(desk, LIST, HALL, CLUB)
    assert whats(plan) == ["duplicate", "new"]
    assert (plan.verdicts[0].of, keys(plan.verdicts[0])) == (identity, ["fault.duplicate"])
    assert (plan.read, plan.imported, plan.rejected) == (2, 1, 1)
    assert whats(plan.with_duplicates([2])) == ["new", "new"]
    assert whats(plan.with_duplicates([3])) == ["duplicate", "new"]
    assert plan.with_duplicates().rejected == 0


def test_records_of_one_source_are_no_duplicates_of_one_another(bare: Store) -> None:
    desk = desk_of(bare)
    twin = HALL.replace("1;Zīļu", "4;Zīļu mazais")
    assert whats(plan_of(desk, LIST, HALL, twin)) == ["new", "new"]
    imported(desk, LIST, HALL)
    assert whats(plan_of(desk, LIST, HALL, twin)) == ["same", "new"]


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ("9;;Sports un aktīvā atpūta;;;;;", "fault.required"),
        ("9;Klubs;kaķi;;;;;", "fault.word"),
        ("9;Klubs;;;;;;", "fault.required"),
        ("9;Klubs;Sports un aktīvā atpūta;;Nekuriene;;;", "fault.area"),
        ("9;Klubs;Sports un aktīvā atpūta;;;;55,943;", "fault.place_half"),
        ("9;Klubs;Sports un aktīvā atpūta;;;;26,591;55,943", "fault.place_swapped"),
        ("9;Klubs;Sports un aktīvā atpūta;;;;56,95;24,11", "fault.place_outside"),
    ],
)
def test_what_hinders_a_row_is_named_and_the_others_go_on(bare: Store, row: str, key: str) -> None:
    plan = plan_of(desk_of(bare), LIST, HALL, row, CLUB)
    assert whats(plan) == ["new", "unusable", "new"]
    assert keys(plan.verdicts[1]) == [key]
    assert (plan.read, plan.imported, plan.rejected) == (3, 2, 1)


def test_swapped_coordinates_can_be_turned_by_whoever_sees_it(bare: Store) -> None:
    desk = desk_of(bare)
    turned = HALL.replace("55,943;26,591", "26,591;55,943")
    plan = plan_of(desk, LIST, turned)
    assert plan.swapped == 1
    right = plan_records(desk, town_of(desk), plan.sheet, plan.mapping.turned(), today=TODAY)
    assert (right.swapped, right.verdicts[0].place.lat) == (0, 55.943)


def test_lks92_coordinates_are_converted(bare: Store) -> None:
    header, row = "Nosaukums;Joma;koord_x;koord_y", "Klubs;Sports un aktīvā atpūta;{};{}"
    east, north = Transformer.from_crs(4326, 3059, always_xy=True).transform(26.591, 55.943)
    for order in ((north, east), (east, north)):  # surveyors' and programs'
        place = plan_of(desk_of(bare), header, row.format(*order)).verdicts[0].place
        assert (place.how, place.area) == ("exact", "krizi")


def test_t06_unknown_words_are_listed_and_their_rows_come_back(bare: Store) -> None:
    desk = desk_of(bare)
    rows = [f"{number};Klubs {number};Bibliotēka;;;;;" for number in (7, 8, 9)]
    plan = plan_of(desk, LIST, *rows, CLUB)
    assert plan.unknown == {"category": {"Bibliotēka": 3}}
    assert whats(plan) == ["unusable"] * 3 + ["new"]
    said = plan.mapping.with_values("category", {"Bibliotēka": "culture_heritage"})
    more = plan_records(desk, town_of(desk), plan.sheet, said, today=TODAY)
    assert (more.unknown, more.rejected) == ({}, 0)


def test_personal_data_is_a_warning_and_no_refusal(bare: Store) -> None:
    plan = plan_of(desk_of(bare), f"{LIST};Apraksts", f"{HALL};Zvanīt Annai 26123456")
    (warning,) = plan.verdicts[0].warnings
    assert (whats(plan), warning.key, warning.found) == (
        ["new"],
        "fault.personal_data",
        "26123456",
    )


def test_a_report_is_a_need_of_its_area_and_its_place_is_dropped(bare: Store) -> None:
    desk = desk_of(bare)
    plan, batch = imported(
        desk, REPORT, "41;Bedre ietvē.;Bedres;55.943, 26.591", "42;;Cits;55.943, 26.591",
        mapping=REPORTS,
    )  # fmt: skip
    need = desk.read("problem", plan.verdicts[0].id or "")
    assert (need["scope"], need["area"], need["level"]) == ("area", "krizi", "internal")
    assert (need["problem_type"], need["methods"]) == ("poor_accessibility", ("resident_signal",))
    assert desk.read("problem", plan.verdicts[1].id or "")["statement_lv"]  # a neutral wording
    told = "".join(str(row) for row in bare.changes(batch=batch))
    assert "26.591" not in told and "26.591" not in str(need)


@pytest.mark.parametrize(
    ("place", "key"),
    [
        ("56.95, 24.11", "fault.area_outside"),
        ("55.80, 26.70", "fault.area_outside"),
        ("26.591, 55.943", "fault.place_swapped"),
        ("", "fault.area_missing"),
        ("Križi", "fault.decimal"),
    ],
)
def test_a_report_outside_every_area_comes_back_with_the_reason(
    bare: Store, place: str, key: str
) -> None:
    plan = plan_of(desk_of(bare), REPORT, f"41;Bedre.;Bedres;{place}", mapping=REPORTS)
    assert (whats(plan), keys(plan.verdicts[0])) == (["unusable"], [key])


def test_a_sensitive_need_stands_for_the_whole_municipality(bare: Store) -> None:
    sensitive = replace(REPORTS, values={"problem_type": {"Bedres": "substance_use"}})
    plan = plan_of(desk_of(bare), REPORT, "1;Teksts;Bedres;55.943, 26.591", mapping=sensitive)
    edit = plan.edits[0]
    assert (edit.values["scope"], edit.values["area"]) == ("municipality", None)
    assert [one.key for one in plan.verdicts[0].warnings] == ["fault.sensitive_scope"]


def test_groups_activities_and_proposals_come_in_too(bare: Store) -> None:
    desk = desk_of(bare)
    group = Mapping("group", "g", {"name_lv": "N", "group_kind": "V", "area": "A"})
    plan, _ = imported(desk, "N;V;A", "Zīļu biedrība;Biedrība vai nodibinājums;Centrs",
                       "Ozolu kopa;association;", mapping=group)  # fmt: skip
    scopes = [desk.read("group", one.id or "")["scope"] for one in plan.verdicts]
    assert scopes == ["area", "municipality"]
    activity = Mapping("activity", "a", {"name_lv": "N", "activity_type": "V", "date": "D"})
    plan, _ = imported(desk, "N;V;D", "Talka;Svētki;18.11.2022.", mapping=activity)
    assert desk.read("activity", plan.verdicts[0].id or "")["date"] == "2022-11-18"
    late = plan_of(desk, "N;V;D", "Talka;Svētki;11/18/2022", mapping=activity)
    assert keys(late.verdicts[0]) == ["fault.date_unclear"]
    asked = Mapping("proposal", "p", {"statement_lv": "N", "area": "A"})
    plan, _ = imported(desk, "N;A", "Soliņš pie pieturas;Križi", mapping=asked)
    assert desk.read("proposal", plan.verdicts[0].id or "")["area"] == "krizi"


def test_dates_and_counts_that_disagree_are_refused(bare: Store) -> None:
    mapping = Mapping(
        "group", "g", {"name_lv": "N", "started": "S", "ended": "E", "activity_areas": "J"},
        constants={"group_kind": "association"},
    )  # fmt: skip
    six = "|".join(town_of(desk_of(bare)).taxonomy.keys("resource_category")[:6])
    plan = plan_of(desk_of(bare), "N;S;E;J", "Klubs;2020;2019;", f"Kopa;;;{six}", mapping=mapping)
    assert [keys(verdict) for verdict in plan.verdicts] == [["fault.order"], ["fault.five"]]


@dataclass(frozen=True)
class Found:
    lat: float
    lon: float
    precision: str


class Index:
    """Knows two addresses of the town and one elsewhere."""

    def find(self, text: str) -> Found | None:
        return {
            "Zīļu iela 1": Found(55.943, 26.591, "exact"),
            "Zīļu iela": Found(55.943, 26.591, "street"),
            "Brīvības iela 1": Found(56.95, 24.11, "exact"),
        }.get(text)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("Zīļu iela 1", ("exact", "krizi")),
        ("Zīļu iela", ("area", "krizi")),
        ("Brīvības iela 1", ("unknown", None)),
        ("Nezināma iela 1", ("unknown", None)),
    ],
)
def test_an_address_says_the_place_as_precisely_as_it_is_known(
    bare: Store, address: str, place: tuple[str, str | None]
) -> None:
    desk = desk_of(bare)
    sheet = sheet_of("Nosaukums;Joma;Adrese", f"Klubs;Sports un aktīvā atpūta;{address}")
    town = town_of(desk)
    mapping = mapping_for(desk, town, sheet)
    plan = plan_records(desk, town, sheet, mapping, today=TODAY, addresses=Index())
    found = plan.verdicts[0].place
    assert (found.how, found.area, whats(plan)) == (*place, ["new"])


def test_for_the_whole_municipality_coordinates_do_not_count(bare: Store) -> None:
    mapping = Mapping(
        "resource", "r", {"name_lv": "N", "lat_lon": "V"},
        constants={"category": "social_service", "precision": "municipality"},
    )  # fmt: skip
    plan = plan_of(desk_of(bare), "N;V", "Uzticības tālrunis;37.5, -122.3", mapping=mapping)
    assert (whats(plan), plan.edits[0].values["geom"]) == (["new"], None)


def test_a_mapping_is_remembered_for_its_source(bare: Store) -> None:
    desk = desk_of(bare)
    plan, _ = imported(desk, LIST, HALL)
    said = plan.mapping.with_values("category", {"Nams": "culture_heritage"})
    commit(desk, replace(plan, mapping=said, verdicts=()))
    sheet = sheet_of(LIST, HALL, name="saraksts.csv")
    assert mapping_for(desk, town_of(desk), sheet) == said
    other = sheet_of("Nosaukums", "Klubs", name="saraksts.csv")
    assert mapping_for(desk, town_of(desk), other).columns == {"name_lv": "Nosaukums"}


def test_a_known_mapping_is_found_by_its_columns(bare: Store, tmp_path: Path) -> None:
    (tmp_path / "known.toml").write_text(
        'kind = "problem"\nsource = "x"\n[columns]\nstatement_lv = "Apraksts"\nlat_lon = "Vieta"\n',
        encoding="utf-8",
    )
    desk = desk_of(bare)
    town = town_of(desk)
    sheet = sheet_of(REPORT, "1;a;b;c")
    assert mapping_for(desk, town, sheet, known=tmp_path).kind == "problem"
    assert mapping_for(desk, town, sheet, known=tmp_path, kind="resource").kind == "resource"
    assert mapping_for(desk, town, sheet_of(LIST, HALL), known=tmp_path).kind == "resource"


def test_only_who_may_import_may_plan_it(bare: Store) -> None:
    desk = desk_of(bare)
    sheet, town = sheet_of(LIST, HALL), town_of(desk)
    mapping = mapping_for(desk, town, sheet)
    with pytest.raises(NotAllowed):
        plan_records(desk_of(bare, "partner"), town, sheet, mapping, today=TODAY)


def test_a_mapping_that_says_what_cannot_be_is_refused(bare: Store) -> None:
    with pytest.raises(DataError):
        plan_of(desk_of(bare), LIST, HALL, mapping=Mapping("resource", constants={"cost": "daudz"}))


def test_planning_can_be_stopped(bare: Store) -> None:
    def stop(done: float) -> None:
        raise Cancelled

    desk = desk_of(bare)
    sheet, town = sheet_of(LIST, HALL), town_of(desk)
    with pytest.raises(Cancelled):
        plan_records(desk, town, sheet, mapping_for(desk, town, sheet), today=TODAY, progress=stop)


def test_progress_grows_and_every_verdict_is_counted(bare: Store) -> None:
    told: list[float] = []
    desk = desk_of(bare)
    sheet, town = sheet_of(LIST, HALL, CLUB, "x;y"), town_of(desk)
    mapping = mapping_for(desk, town, sheet)
    plan = plan_records(desk, town, sheet, mapping, today=TODAY, progress=told.append)
    assert told == sorted(told) and told[0] >= 0 and told[-1] <= 1
    assert set(plan.counts) == set(VERDICTS)
    assert sum(plan.counts.values()) == plan.read == 3


def test_columns_that_a_mapping_names_and_the_file_lacks_are_told(bare: Store) -> None:
    mapping = Mapping("resource", "r", {"name_lv": "N", "address": "Adrese"}, id="Nr")
    plan = plan_of(desk_of(bare), "N", "Klubs", mapping=mapping)
    assert plan.absent == ["Adrese", "Nr"]


def test_an_undone_import_comes_back_when_it_is_imported_again(bare: Store) -> None:
    desk = desk_of(bare)
    plan, batch = imported(desk, LIST, HALL, CLUB)
    undo_import(desk, batch)
    assert len(bare.records("resource", desk.town, "internal")) == 0
    again = plan_of(desk, LIST, HALL, CLUB)
    assert whats(again) == ["restored", "restored"]
    commit(desk, again)
    assert set(bare.records("resource", desk.town, "internal")["id"]) == {
        verdict.id for verdict in plan.verdicts
    }


def test_a_record_of_another_town_is_never_touched(bare: Store) -> None:
    desk = desk_of(bare)
    plan, _ = imported(desk, LIST, HALL)
    identity = plan.verdicts[0].id
    bare.put_town({**bare.towns()[desk.town], "key": "training"}, desk.allow("import"))
    there = desk_of(bare, town="training")
    lines = (LIST.replace("ID", "id"), HALL.replace("1;", f"{identity};", 1).replace("Križi", ""))
    other = plan_of(there, *lines)
    assert whats(other) == ["new"]
    assert other.verdicts[0].id != identity
    assert whats(plan_of(desk, *lines)) == ["same"]
