"""The data folder of the town is sound, and every way to break it is named: file, row, column."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo.errors import DataError, Fault
from geo.files.town_folder import TownFolder, read_town_folder
from geo.settings import DATA

TOWN = "daugavpils"
AREA_KEYS = 25


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a copy of the data folder that a test may break."""
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy)
    return copy


def faults_of(data: Path) -> list[Fault]:
    with pytest.raises(DataError) as raised:
        read_town_folder(data, TOWN)
    return list(raised.value.faults)


def places(faults: list[Fault]) -> list[tuple[str, int | None, str | None]]:
    return [(fault.file, fault.row, fault.column) for fault in faults]


class Sheet:
    """A CSV file as rows that a test may change; rows are counted as a spreadsheet does."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open(encoding="utf-8", newline="") as file:
            self.header, *self.rows = list(csv.reader(file))

    def find(self, **wanted: str) -> int:
        """Return the line of the first row with these cells."""
        for line, cells in enumerate(self.rows, start=2):
            if all(cells[self.header.index(name)] == text for name, text in wanted.items()):
                return line
        raise LookupError(wanted)

    def set(self, line: int, **changes: str) -> None:
        for name, text in changes.items():
            self.rows[line - 2][self.header.index(name)] = text

    def cell(self, line: int, name: str) -> str:
        return self.rows[line - 2][self.header.index(name)]

    def drop(self, name: str) -> None:
        place = self.header.index(name)
        for cells in (self.header, *self.rows):
            del cells[place]

    def save(self) -> None:
        with self.path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([self.header, *self.rows])


def resources(data: Path) -> Sheet:
    return Sheet(data / TOWN / "resources.csv")


def problems(data: Path) -> Sheet:
    return Sheet(data / TOWN / "problems.csv")


def change_features(data: Path, name: str, change: Callable[[list[Any]], None]) -> None:
    path = data / TOWN / name
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document["features"])
    path.write_text(json.dumps(document), encoding="utf-8")


# --- green -------------------------------------------------------------------------------------


def test_the_real_folder_is_sound(real_folder: TownFolder) -> None:
    assert {kind: len(rows) for kind, rows in real_folder.rows.items()} == {
        "area": AREA_KEYS,
        "resource": len(resources(DATA).rows),
        "group": len(Sheet(DATA / TOWN / "groups.csv").rows),
        "problem": len(problems(DATA).rows),
    }
    assert real_folder.town["name_ru"] == "Даугавпилс"
    assert len(real_folder.taxonomy.answers) == len(Sheet(DATA / "answers.csv").rows)


def test_a_row_comes_as_it_is_written(real_folder: TownFolder) -> None:
    sheet = resources(DATA)
    line = sheet.find(precision="exact")
    row = next(r for r in real_folder.rows["resource"] if r["key"] == sheet.cell(line, "key"))
    assert row["name_lv"] == sheet.cell(line, "name_lv")
    assert (row["geom"].y, row["geom"].x) == (
        float(sheet.cell(line, "lat")),
        float(sheet.cell(line, "lon")),
    )
    assert "_row" not in row


# --- one thing broken --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "column", "text"),
    [
        ("resources", "category", "meeting_plaec"),
        ("resources", "target_groups", "seniors|elders"),
        ("resources", "status", "open"),
        ("resources", "level", "everybody"),
        ("resources", "level", ""),
        ("resources", "source", ""),
        ("resources", "source_date", "18.11.2022"),
        ("resources", "source_date", "2022-02-31"),
        ("resources", "name_lv", " "),
        ("resources", "web", "javascript:alert(1)"),
        ("resources", "web", "data:text/html,x"),
        ("resources", "web", "https://user@evil.example"),
        ("resources", "outdated", "maybe"),
        ("resources", "area", "atlantis"),
        ("groups", "group_kind", "union"),
        ("groups", "scope", "everywhere"),
        ("groups", "status", "active!"),
        ("problems", "problem_type", "ghosts"),
        ("problems", "methods", ""),
        ("problems", "methods", "hearsay"),
        ("problems", "source_count", "three"),
        ("problems", "trend", "sideways"),
        ("areas", "population", "20 992"),
        ("areas", "population_year", ""),
        ("areas", "bank", "middle"),
        ("areas", "source", ""),
        ("areas", "neighbours", "atlantis"),
    ],
)
def test_a_wrong_cell_is_named_by_file_row_and_column(
    data: Path, name: str, column: str, text: str
) -> None:
    sheet = Sheet(data / TOWN / f"{name}.csv")
    line = 5
    if column == "population_year":
        line = next(number for number in range(2, 99) if sheet.cell(number, "population"))
    sheet.set(line, **{column: text})
    sheet.save()
    assert (f"{name}.csv", line, column) in places(faults_of(data))


def test_a_swapped_coordinate_is_named(data: Path) -> None:
    sheet = resources(data)
    line = sheet.find(precision="exact")
    sheet.set(line, lat=sheet.cell(line, "lon"), lon=sheet.cell(line, "lat"))
    sheet.save()
    assert places(faults_of(data)) == [("resources.csv", line, "lat")]


def test_half_a_coordinate_is_named(data: Path) -> None:
    sheet = resources(data)
    line = sheet.find(precision="exact")
    sheet.set(line, lon="")
    sheet.save()
    assert ("resources.csv", line, "lat") in places(faults_of(data))


def test_an_exact_place_without_a_coordinate_is_named(data: Path) -> None:
    sheet = resources(data)
    line = sheet.find(precision="exact")
    sheet.set(line, lat="", lon="")
    sheet.save()
    assert places(faults_of(data)) == [("resources.csv", line, "precision")]


def test_an_approximate_place_with_a_coordinate_is_named(data: Path) -> None:
    sheet = resources(data)
    line = sheet.find(precision="area")
    sheet.set(line, lat="55.8747", lon="26.5361")
    sheet.save()
    assert places(faults_of(data)) == [("resources.csv", line, "precision")]


def test_a_sensitive_problem_in_one_area_is_named(data: Path) -> None:
    sheet = problems(data)
    line = sheet.find(problem_type="substance_use")
    sheet.set(line, scope="area", area="krizi")
    sheet.save()
    assert places(faults_of(data)) == [("problems.csv", line, "scope")]


def test_an_undated_public_problem_is_named(data: Path) -> None:
    sheet = problems(data)
    line = sheet.find(level="public")
    sheet.set(line, source_date="")
    sheet.save()
    assert places(faults_of(data)) == [("problems.csv", line, "source_date")]


def test_an_area_stated_for_the_whole_municipality_is_named(data: Path) -> None:
    sheet = problems(data)
    line = sheet.find(scope="municipality")
    sheet.set(line, area="krizi")
    sheet.save()
    assert places(faults_of(data)) == [("problems.csv", line, "area")]


def test_a_key_that_stands_twice_is_named_at_both_rows(data: Path) -> None:
    sheet = resources(data)
    sheet.set(9, key=sheet.cell(4, "key"))
    sheet.save()
    assert places(faults_of(data)) == [("resources.csv", 4, "key"), ("resources.csv", 9, "key")]


def test_a_cell_too_many_is_named_and_nothing_is_shifted(data: Path) -> None:
    sheet = resources(data)
    sheet.rows[3].insert(2, "extra")
    sheet.save()
    assert places(faults_of(data)) == [("resources.csv", 5, None)]


@pytest.mark.parametrize("name", ["resources.csv", "groups.csv", "problems.csv", "areas.csv"])
def test_a_table_in_another_encoding_is_named(data: Path, name: str) -> None:
    path = data / TOWN / name
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    assert (name, None, None) in places(faults_of(data))


@pytest.mark.parametrize(
    "name",
    ["areas.csv", "resources.csv", "groups.csv", "problems.csv", "areas.geojson", "base.geojson",
     "town.toml"],
)  # fmt: skip
def test_a_missing_file_is_named(data: Path, name: str) -> None:
    (data / TOWN / name).unlink()
    faults = faults_of(data)
    assert (name, None, None) in places(faults)
    assert str(data) not in "\n".join(map(str, faults))


@pytest.mark.parametrize("name", ["taxonomy.csv", "answers.csv"])
def test_a_missing_vocabulary_is_named(data: Path, name: str) -> None:
    (data / name).unlink()
    if name == "taxonomy.csv":
        assert (name, None, None) in places(faults_of(data))
    else:
        assert places(faults_of(data)) == [(name, None, None)]


def test_a_missing_boundary_is_named_by_its_area(data: Path) -> None:
    change_features(
        data,
        "areas.geojson",
        lambda features: features.remove(
            next(f for f in features if f["properties"]["key"] == "krizi")
        ),
    )
    faults = faults_of(data)
    assert ("areas.geojson", None, "key") in places(faults)
    assert any("krizi" in fault.expected for fault in faults)


def test_a_boundary_without_an_area_is_named(data: Path) -> None:
    def rename(features: list[Any]) -> None:
        features[2]["properties"]["key"] = "atlantis"

    change_features(data, "areas.geojson", rename)
    assert ("areas.geojson", 3, "key") in places(faults_of(data))


def test_a_boundary_drawn_twice_is_named(data: Path) -> None:
    change_features(data, "areas.geojson", lambda features: features.append(features[3]))
    assert ("areas.geojson", AREA_KEYS + 1, "key") in places(faults_of(data))


def test_overlapping_areas_are_named(data: Path) -> None:
    sheet = Sheet(data / TOWN / "areas.csv")

    def swell(features: list[Any]) -> None:
        ring = [[26.50, 55.86], [26.56, 55.86], [26.56, 55.90], [26.50, 55.90], [26.50, 55.86]]
        feature = next(f for f in features if f["properties"]["key"] == "centrs")
        feature["geometry"] = {"type": "Polygon", "coordinates": [ring]}

    change_features(data, "areas.geojson", swell)
    overlaps = [fault for fault in faults_of(data) if fault.column == "geometry"]
    assert overlaps
    assert {fault.file for fault in overlaps} == {"areas.csv"}
    assert all("centrs" in str(fault.found) for fault in overlaps)
    assert sheet.find(key="centrs") in {fault.row for fault in overlaps}


def test_a_one_sided_neighbour_is_named_where_it_stands(data: Path) -> None:
    sheet = Sheet(data / TOWN / "areas.csv")
    line = next(n for n in range(2, 27) if "|" in sheet.cell(n, "neighbours"))
    key, first = sheet.cell(line, "key"), sheet.cell(line, "neighbours").split("|")[0]
    sheet.set(line, neighbours="|".join(sheet.cell(line, "neighbours").split("|")[1:]))
    sheet.save()
    faults = faults_of(data)
    assert places(faults) == [("areas.csv", sheet.find(key=first), "neighbours")]
    assert faults[0].found == key


@pytest.mark.parametrize("lang", ["lv", "ru", "en"])
def test_a_term_without_a_label_is_named(data: Path, lang: str) -> None:
    sheet = Sheet(data / "taxonomy.csv")
    line = sheet.find(kind="target_group", key="seniors")
    sheet.set(line, **{f"label_{lang}": ""})
    sheet.save()
    assert places(faults_of(data)) == [("taxonomy.csv", line, f"label_{lang}")]


@pytest.mark.parametrize("said", ["Yes", "true", "jā", "1", "yess"])
def test_a_type_is_sensitive_or_not_but_never_perhaps(data: Path, said: str) -> None:
    """A misspelt «yes» must not quietly make a sensitive type an open one."""
    sheet = Sheet(data / "taxonomy.csv")
    line = sheet.find(key="substance_use")
    sheet.set(line, sensitive=said)
    sheet.save()
    assert ("taxonomy.csv", line, "sensitive") in places(faults_of(data))


def test_a_vocabulary_without_the_column_of_sensitive_types_is_refused(data: Path) -> None:
    sheet = Sheet(data / "taxonomy.csv")
    sheet.drop("sensitive")
    sheet.save()
    assert any(
        fault.file == "taxonomy.csv" and fault.column == "sensitive" for fault in faults_of(data)
    )


@pytest.mark.parametrize(
    ("column", "text", "named"),
    [
        ("problem_type", "ghosts", "problem_type"),
        ("answer_key", "unheard_of", "answer_key"),
        ("answer_kind", "bank", "answer_key"),
        ("weight", "4", "weight"),
        ("weight", "", "weight"),
        ("reason_ru", "", "reason_lv"),
    ],
)
def test_an_answer_that_names_nothing_is_named(
    data: Path, column: str, text: str, named: str
) -> None:
    sheet = Sheet(data / "answers.csv")
    sheet.set(40, **{column: text})
    sheet.save()
    assert places(faults_of(data)) == [("answers.csv", 40, named)]


def test_a_wrong_weight_does_not_move_the_rows_of_later_faults(data: Path) -> None:
    sheet = Sheet(data / "answers.csv")
    sheet.set(10, weight="9")
    sheet.set(40, answer_key="unheard_of")
    sheet.save()
    assert places(faults_of(data)) == [
        ("answers.csv", 10, "weight"),
        ("answers.csv", 40, "answer_key"),
    ]


@pytest.mark.parametrize("text", ["key = ", "= 1", "\x00", "[unit"])
def test_a_town_file_that_is_no_table_is_named(data: Path, text: str) -> None:
    (data / TOWN / "town.toml").write_text(text, encoding="utf-8")
    assert ("town.toml", None, None) in places(faults_of(data))


@pytest.mark.parametrize("name", ["key", "name_lv", "name_ru", "name_en", "crs_metric"])
def test_a_town_has_its_names_key_and_metric_crs(data: Path, name: str) -> None:
    path = data / TOWN / "town.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(x for x in lines if not x.startswith(f"{name} ")), encoding="utf-8")
    assert places(faults_of(data)) == [("town.toml", None, name)]


def test_a_town_is_called_as_its_folder(data: Path) -> None:
    """Settings name the folder and the store names the key: two names would lose the town."""
    path = data / TOWN / "town.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('key = "daugavpils"', 'key = "dinaburga"'), encoding="utf-8")
    assert places(faults_of(data)) == [("town.toml", None, "key")]


def test_a_line_of_the_base_map_has_a_kind(data: Path) -> None:
    change_features(data, "base.geojson", lambda features: features[1]["properties"].pop("kind"))
    assert ("base.geojson", 2, "kind") in places(faults_of(data))


@pytest.mark.parametrize("anchor", ["middle", [26.5], [26.5, "x"], 26.5, {"x": 1}])
def test_a_place_for_a_name_is_a_coordinate(data: Path, anchor: Any) -> None:
    def move(features: list[Any]) -> None:
        features[0]["properties"]["anchor"] = anchor

    change_features(data, "areas.geojson", move)
    assert ("areas.geojson", 1, "anchor") in places(faults_of(data))


@pytest.mark.parametrize("name", ["areas.geojson", "base.geojson"])
@pytest.mark.parametrize("value", [5, True, ["x"], {"x": "y"}])
@pytest.mark.parametrize("column", ["key", "kind", "name_lv", "precision", "confidence"])
def test_a_property_is_a_text(data: Path, name: str, column: str, value: Any) -> None:
    def spoil(features: list[Any]) -> None:
        features[0]["properties"][column] = value

    change_features(data, name, spoil)
    assert (name, 1, column) in places(faults_of(data))


@pytest.mark.parametrize("anchor", [[10**400, 55], [26, 91], [181, 55]])
def test_a_place_for_a_name_is_on_earth(data: Path, anchor: Any) -> None:
    def move(features: list[Any]) -> None:
        features[0]["properties"]["anchor"] = anchor

    change_features(data, "areas.geojson", move)
    assert places(faults_of(data)) == [("areas.geojson", 1, "anchor")]


def test_a_property_deeper_than_any_stack_is_refused(data: Path) -> None:
    """G14."""
    for name in ("key", "anchor", "confidence"):
        for depth in (200, 700, 950):
            path = data / TOWN / "areas.geojson"
            sound = path.read_text(encoding="utf-8")
            document = json.loads(sound)
            document["features"][0]["properties"][name] = "DEEP"
            deep = "[" * depth + "]" * depth
            path.write_text(json.dumps(document).replace('"DEEP"', deep), encoding="utf-8")
            assert "areas.geojson" in {file for file, _, _ in places(faults_of(data))}
            path.write_text(sound, encoding="utf-8")


@pytest.mark.parametrize("name", ["resources", "groups", "problems"])
def test_a_table_of_another_header_is_not_an_empty_one(data: Path, name: str) -> None:
    (data / TOWN / f"{name}.csv").write_text("id;title\n", encoding="utf-8")
    assert (f"{name}.csv", 1, "key") in places(faults_of(data))


def test_a_town_has_at_least_one_area(data: Path) -> None:
    """Without one there is nothing to draw and no middle for the map."""
    sheet = Sheet(data / TOWN / "areas.csv")
    sheet.rows = []
    sheet.save()
    change_features(data, "areas.geojson", lambda features: features.clear())
    for name in ("resources", "groups", "problems"):
        records = Sheet(data / TOWN / f"{name}.csv")
        records.rows = []
        records.save()
    assert ("areas.csv", None) in [(file, column) for file, _, column in places(faults_of(data))]


@pytest.mark.parametrize("name", ["resources", "groups", "problems"])
def test_a_town_may_have_no_records_yet(data: Path, name: str) -> None:
    """U07."""
    sheet = Sheet(data / TOWN / f"{name}.csv")
    sheet.rows = []
    sheet.save()
    assert read_town_folder(data, TOWN).rows[name[:-1]] == []


# --- several -----------------------------------------------------------------------------------


def test_all_faults_of_all_files_are_said_at_once(data: Path) -> None:
    sheet = resources(data)
    sheet.set(3, category="meeting_plaec", web="javascript:alert(1)")
    sheet.set(7, source="")
    sheet.save()
    needs = problems(data)
    needs.set(4, source_date="2022-02-31")
    needs.save()
    answers = Sheet(data / "answers.csv")
    answers.set(11, answer_key="unheard_of")
    answers.save()
    assert {
        ("resources.csv", 3, "category"),
        ("resources.csv", 3, "web"),
        ("resources.csv", 7, "source"),
        ("problems.csv", 4, "source_date"),
        ("answers.csv", 11, "answer_key"),
    } <= set(places(faults_of(data)))


def test_a_fault_reads_as_one_line_without_a_path(data: Path) -> None:
    sheet = resources(data)
    sheet.set(3, web="javascript:alert(1)")
    sheet.save()
    with pytest.raises(DataError) as raised:
        read_town_folder(data, TOWN)
    assert str(raised.value) == (
        "resources.csv, row 3, web: expected an address beginning with https:// or http://, "
        "found 'javascript:alert(1)'"
    )


def test_a_folder_that_is_not_there_is_said_in_faults(tmp_path: Path) -> None:
    names = {fault.file for fault in faults_of(tmp_path)}
    assert {"taxonomy.csv", "answers.csv", "town.toml", "areas.csv", "resources.csv"} <= names
