"""The real records of Daugavpils and the taxonomy obey the rules a reader may rely on."""

from __future__ import annotations

import csv
import math
import re
import tomllib
import unicodedata
from datetime import date
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
DATA = REPO / "data"
TOWN = DATA / "daugavpils"
COLLECTED = REPO.parent / "shared" / "daugavpils"  # working material, absent from a user's clone

LANGUAGES = ("lv", "ru", "en")
FILES = {
    "taxonomy": DATA / "taxonomy.csv",
    "answers": DATA / "answers.csv",
    "resources": TOWN / "resources.csv",
    "groups": TOWN / "groups.csv",
    "problems": TOWN / "problems.csv",
}
COLUMNS = {
    "taxonomy": "kind,key,label_lv,label_ru,label_en,short_lv,short_ru,short_en,asset_type,"
    "sensitive,public_lv,public_ru,public_en,note",
    "answers": "problem_type,answer_kind,answer_key,weight,reason_lv,reason_ru,reason_en",
    "resources": "key,name_lv,name_ru,name_en,category,target_groups,address,lat,lon,precision,"
    "area,phone,web,status,summary_lv,summary_ru,summary_en,note_lv,note_ru,note_en,source,"
    "source_date,confidence,outdated,level",
    "groups": "key,name_lv,name_ru,name_en,group_kind,scope,area,target_groups,status,offers_lv,"
    "offers_ru,offers_en,seeks_lv,seeks_ru,seeks_en,address,phone,web,summary_lv,summary_ru,"
    "summary_en,note_lv,note_ru,note_en,source,source_date,confidence,outdated,level",
    "problems": "key,problem_type,scope,area,target_groups,statement_lv,statement_ru,statement_en,"
    "methods,source_count,source,source_url,source_date,period,trend,status,level,"
    "answered_by_categories,note_lv,note_ru,note_en",
}
AREAS = set(
    "centrs esplanade cietoksnis dzelzcelnieks vecforstate jaunforstate ezermala videja-pogulanka "
    "vizbuli dzintari mezciems jaunbuve kimija gajoks cerepova rugeli jaunie-stropi vecstropi "
    "mazie-stropi krizi griva judovka liginiski niderkuni kalkuni".split()
)
# Column -> kind of the taxonomy its values come from, for each file of the town.
KEYED = {
    "resources": {
        "category": "resource_category",
        "target_groups": "target_group",
        "precision": "location_precision",
        "status": "record_status",
        "confidence": "confidence",
        "level": "publication_level",
    },
    "groups": {
        "group_kind": "group_kind",
        "scope": "scope",
        "target_groups": "target_group",
        "status": "group_status",
        "confidence": "confidence",
        "level": "publication_level",
    },
    "problems": {
        "problem_type": "problem_type",
        "scope": "scope",
        "target_groups": "target_group",
        "methods": "research_method",
        "trend": "trend",
        "status": "problem_status",
        "level": "publication_level",
        "answered_by_categories": "resource_category",
    },
}
KEYS_OF_THE_FIELD = {
    "resource_category": 13, "group_kind": 8, "partner_kind": 2, "problem_type": 15,
    "target_group": 11, "activity_type": 14, "research_method": 9, "work_stage": 6,
    "record_status": 4, "publication_level": 3, "location_precision": 3, "asset_type": 6,
    "bank": 2, "confidence": 3, "trend": 4, "problem_status": 4, "group_status": 4, "scope": 3,
    "giver": 6, "language": 7, "cost": 3, "accessibility": 6, "role": 6, "size_band": 4,
    "proposal_status": 3, "cost_band": 5, "channel": 6, "relation_kind": 4,
}  # fmt: skip


def rows(name: str) -> list[dict[str, str]]:
    with FILES[name].open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def listed(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def taxonomy() -> dict[str, dict[str, dict[str, str]]]:
    kinds: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows("taxonomy"):
        kinds.setdefault(row["kind"], {})[row["key"]] = row
    return kinds


def folded(text: str) -> str:
    """Lower case, no diacritics, no quotes, one kind of dash, single spaces."""
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[„”“\"«»’']", "", re.sub(r"[–—-]", " ", text)).casefold().split())


def metres_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance of two (lat, lon) within a town, on a sphere of 6 371 km."""
    north = math.radians(b[0] - a[0])
    east = math.radians(b[1] - a[1]) * math.cos(math.radians(a[0]))
    return 6_371_000 * math.hypot(north, east)


def is_partial_date(text: str) -> bool:
    found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", text)
    if not found:
        return False
    year, month, day = (int(part) if part else 1 for part in found.groups())
    date(year, month, day)
    return True


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_plain_utf8_with_the_agreed_header(name: str) -> None:
    raw = FILES[name].read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    text = raw.decode("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert text.splitlines()[0] == COLUMNS[name]


@pytest.mark.parametrize("name", FILES)
def test_a_row_has_as_many_cells_as_the_header_and_no_stray_space(name: str) -> None:
    for row in rows(name):
        assert None not in row and None not in row.values(), row
        for column, cell in row.items():
            assert cell == cell.strip() and "  " not in cell, (column, cell)


@pytest.mark.parametrize("name", ["resources", "groups", "problems"])
def test_keys_are_unique_slugs(name: str) -> None:
    keys = [row["key"] for row in rows(name)]
    assert len(keys) == len(set(keys))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in keys)


def test_the_taxonomy_holds_every_kind_once_with_three_labels() -> None:
    everything = rows("taxonomy")
    assert len({(row["kind"], row["key"]) for row in everything}) == len(everything)
    assert {kind: len(keys) for kind, keys in taxonomy().items()} == KEYS_OF_THE_FIELD
    for row in everything:
        assert all(row[f"label_{language}"] for language in LANGUAGES), row["key"]


def test_short_words_fit_a_chip_and_stand_where_chips_are() -> None:
    with_chips = {"resource_category", "group_kind", "problem_type", "target_group"}
    for row in rows("taxonomy"):
        for language in LANGUAGES:
            word = row[f"short_{language}"]
            assert bool(word) == (row["kind"] in with_chips), (row["key"], language)
            assert len(word) <= 22, word


def test_every_category_and_group_kind_has_a_strength() -> None:
    kinds = taxonomy()
    for kind in ("resource_category", "group_kind"):
        for key, row in kinds[kind].items():
            assert row["asset_type"] in kinds["asset_type"], key


def test_every_problem_type_has_a_need_oriented_public_wording() -> None:
    problem_types = taxonomy()["problem_type"]
    for key, row in problem_types.items():
        assert all(row[f"public_{language}"] for language in LANGUAGES), key
    assert {key for key, row in problem_types.items() if row["sensitive"] == "yes"} == {
        "youth_violence_conflict",
        "substance_use",
        "disability_support_gap",
        "family_isolation_skills",
    }


@pytest.mark.parametrize("name", KEYED)
def test_every_key_used_is_in_the_taxonomy(name: str) -> None:
    kinds = taxonomy()
    for row in rows(name):
        for column, kind in KEYED[name].items():
            for key in listed(row[column]):
                assert key in kinds[kind], (row["key"], column, key)
        assert not row["area"] or row["area"] in AREAS, (row["key"], row["area"])


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("resources", ["summary"]),
        ("groups", ["name", "summary"]),
        ("problems", ["statement"]),
        ("answers", ["reason"]),
    ],
)
def test_what_a_person_reads_is_there_in_three_languages(name: str, texts: list[str]) -> None:
    for row in rows(name):
        for text in texts:
            assert all(row[f"{text}_{language}"] for language in LANGUAGES), row


@pytest.mark.parametrize(
    ("name", "texts"),
    [("resources", ["note"]), ("groups", ["note", "offers", "seeks"]), ("problems", ["note"])],
)
def test_an_optional_text_is_there_in_all_languages_or_in_none(name: str, texts: list[str]) -> None:
    for row in rows(name):
        for text in texts:
            assert len({bool(row[f"{text}_{language}"]) for language in LANGUAGES}) == 1, row["key"]


def test_a_resource_is_named_at_least_in_latvian_and_english() -> None:
    assert all(row["name_lv"] and row["name_en"] for row in rows("resources"))


@pytest.mark.parametrize("name", ["resources", "groups", "problems"])
def test_every_fact_names_its_source_and_its_date_is_a_date(name: str) -> None:
    for row in rows(name):
        assert row["source"], row["key"]
        if row["source_date"]:
            assert is_partial_date(row["source_date"]), row["key"]
        else:
            assert "bez datuma" in row["source"], row["key"]


def test_the_period_of_a_statement_is_one_date_or_two() -> None:
    for row in rows("problems"):
        assert all(is_partial_date(part) for part in row["period"].split("/")), row["key"]


@pytest.mark.parametrize("name", ["resources", "groups"])
def test_what_is_out_of_date_says_so_in_a_note(name: str) -> None:
    for row in rows(name):
        assert row["outdated"] in {"yes", "no"}
        assert row["outdated"] == "no" or row["note_lv"], row["key"]


def test_only_an_exact_place_has_coordinates_and_they_lie_in_the_town() -> None:
    for row in rows("resources"):
        assert (row["precision"] == "exact") == bool(row["lat"]) == bool(row["lon"]), row["key"]
        if row["lat"]:
            assert row["address"], row["key"]
            assert 55.83 < float(row["lat"]) < 55.96 and 26.43 < float(row["lon"]) < 26.64


def test_a_town_wide_record_hides_its_place() -> None:
    for row in rows("resources"):
        if row["precision"] == "municipality":
            assert not row["address"] and not row["area"], row["key"]
    hidden = {row["key"] for row in rows("resources") if row["precision"] == "municipality"}
    assert {"nakts-patversme", "sociala-ednica", "gimenes-atbalsta-centrs"} <= hidden


def test_the_hidden_addresses_appear_nowhere() -> None:
    for path in [*FILES.values(), TOWN / "town.toml", DATA / "README.md"]:
        assert not re.search(r"[ŠšSs]aur(ā|ajā|a) iel", path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize("name", ["groups", "problems"])
def test_scope_and_area_agree(name: str) -> None:
    for row in rows(name):
        assert (row["scope"] == "municipality") == (not row["area"]), row["key"]


def test_sensitive_types_stand_for_the_whole_municipality_only() -> None:
    problem_types = taxonomy()["problem_type"]
    for row in rows("problems"):
        if problem_types[row["problem_type"]]["sensitive"] == "yes":
            assert row["scope"] == "municipality" and not row["area"], row["key"]


def test_free_text_problems_and_support_groups_are_internal() -> None:
    free_text = [row for row in rows("problems") if row["problem_type"] == "other"]
    support_groups = [row for row in rows("groups") if row["group_kind"] == "support_group"]
    assert {row["level"] for row in free_text + support_groups} == {"internal"}


def test_every_statement_names_at_least_one_answer_and_one_source() -> None:
    for row in rows("problems"):
        assert listed(row["answered_by_categories"]), row["key"]
        assert int(row["source_count"]) >= 1
        assert all(url.startswith(("http://", "https://")) for url in listed(row["source_url"]))


def test_no_text_holds_a_personal_code_an_email_or_a_telephone() -> None:
    personal = re.compile(
        r"\b\d{6}-?\d{5}\b|[\w.+-]+@[\w-]+\.\w|\+371|\b[26]\d{7}\b|\bdz(īv)?\. ?\d", re.IGNORECASE
    )
    for name in FILES:
        for row in rows(name):
            for column, text in row.items():
                if column not in {"phone", "source_url"}:
                    assert not personal.search(text), (name, column, text)


def test_telephones_and_addresses_on_the_web_are_written_one_way() -> None:
    for name in ("resources", "groups"):
        for row in rows(name):
            for number in listed(row["phone"]):
                assert re.fullmatch(r"\+371 \d{8}", number), (row["key"], number)
            assert re.fullmatch(r"(https://[a-z0-9.-]+)?", row["web"]), row["key"]


def test_russian_is_cyrillic_and_latvian_is_not() -> None:
    cyrillic = re.compile(r"[А-Яа-яЁё]")
    for name in FILES:
        for row in rows(name):
            for column, text in row.items():
                if column.endswith("_ru") and text:
                    assert cyrillic.search(text), (name, column, text)
                if column.endswith(("_lv", "_en")):
                    assert not cyrillic.search(text), (name, column, text)


def test_the_crosswalk_answers_every_problem_type_with_keys_of_the_taxonomy() -> None:
    kinds = taxonomy()
    answers = rows("answers")
    assert {row["problem_type"] for row in answers} == set(kinds["problem_type"])
    triples = [(row["problem_type"], row["answer_kind"], row["answer_key"]) for row in answers]
    assert len(triples) == len(set(triples))
    for row in answers:
        assert row["answer_kind"] in {"resource_category", "group_kind"}
        assert row["answer_key"] in kinds[row["answer_kind"]], row
        assert row["weight"] in {"1", "2", "3"}
    for problem_type in kinds["problem_type"]:
        count = sum(row["problem_type"] == problem_type for row in answers)
        assert problem_type == "other" or 3 <= count <= 6, problem_type


def test_a_statement_is_answered_by_what_the_crosswalk_knows() -> None:
    known = {
        (row["problem_type"], row["answer_key"])
        for row in rows("answers")
        if row["answer_kind"] == "resource_category"
    }
    for row in rows("problems"):
        if row["problem_type"] != "other":
            for category in listed(row["answered_by_categories"]):
                assert (row["problem_type"], category) in known, (row["key"], category)


def test_the_town_says_who_and_where_it_is() -> None:
    town = tomllib.loads((TOWN / "town.toml").read_text(encoding="utf-8"))
    assert (town["key"], town["country"], town["crs_metric"]) == ("daugavpils", "LV", 3059)
    assert (town["timezone"], town["unit"]) == ("Europe/Riga", "apkaime")
    for language in LANGUAGES:
        assert town[f"name_{language}"] and town["publisher"][f"note_{language}"]
    assert town["population"]["source"] and town["area"]["source"]


def test_no_coordinate_is_that_of_a_stop_of_the_same_name() -> None:
    path = COLLECTED / "transit_stops.csv"
    if not path.exists():
        pytest.skip("the list of transit stops is not beside the repository")
    with path.open(encoding="utf-8", newline="") as file:
        stops = [
            (folded(row["name"]), (float(row["lat"]), float(row["lon"])))
            for row in csv.DictReader(file)
        ]
    for row in rows("resources"):
        if row["lat"]:
            name, place = folded(row["name_lv"]), (float(row["lat"]), float(row["lon"]))
            for stop_name, stop in stops:
                if stop_name in name or name in stop_name:
                    assert metres_between(place, stop) > 30, (row["key"], stop_name)


def test_all_rows_collected_for_the_town_are_accounted_for_once() -> None:
    path = COLLECTED / "resources.csv"
    if not path.exists():
        pytest.skip("the collected list of resources is not beside the repository")
    with path.open(encoding="utf-8", newline="") as file:
        collected = [row["name_lv"] for row in csv.DictReader(file)]
    assert len(collected) == 69

    def spellings(name: str) -> set[str]:
        """The name whole, without its brackets, and what the brackets say."""
        bare = re.sub(r"\([^)]*\)", "", name)
        return {folded(part) for part in [name, bare, *re.findall(r"\(([^)]*)\)", name)]}

    ours = [row["name_lv"] for name in ("resources", "groups") for row in rows(name)]
    for name in collected:
        matches = [own for own in ours if folded(own) in spellings(name)]
        assert len(matches) == 1, (name, matches)
