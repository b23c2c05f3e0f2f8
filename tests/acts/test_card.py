"""The card of what is open: what stands there and where it comes from."""

from __future__ import annotations

from typing import Any

import pytest

from geo.acts.card import card_of
from geo.acts.look import look
from geo.acts.snapshot import Snapshot, snapshot
from geo.analysis.choice import Choice
from geo.settings import LANGUAGES
from geo.store import Store
from tests.awkward import CENTRE, KINDS, TOWN, WEB, put, record


def card(town: Snapshot, opened: str, language: str = "lv", **choice: Any) -> dict[str, Any]:
    found = card_of(look(town, Choice(open=opened, **choice), language))
    assert found is not None
    return found


def card_of_key(store: Store, key: str, language: str = "lv") -> dict[str, Any]:
    town = snapshot(store, TOWN, "public")
    identity = town.records.frame.set_index("key").loc[key, "id"]
    return card(town, identity, language)


def section(card: dict[str, Any], title: str) -> dict[str, Any]:
    (found,) = [part for part in card["sections"] if part["title"] == title]
    return found


def lines(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [line for part in card["sections"] for line in part["lines"]]


# --- what is not there -------------------------------------------------------------------------


def test_nothing_open_is_no_card(town: Snapshot) -> None:
    assert card_of(look(town, Choice(), "lv")) is None


@pytest.mark.parametrize("opened", ["no-such-id", "area:atlantis", "area:", "<script>", "42"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_thing_is_said_to_be_unknown(town: Snapshot, opened: str, language: str) -> None:
    found = card(town, opened, language)
    say = look(town, Choice(), language).words
    assert found["title"] == say("error.not_found")
    assert found["actions"] == [{"label": say("card.everything"), "clear": True}]
    assert (found["facts"], found["sections"]) == ([], [])


def test_a_hidden_record_is_as_unknown_as_one_that_never_was(store: Store) -> None:
    """P06."""
    town = snapshot(store, TOWN, "public")
    hidden = set(snapshot(store, TOWN, "internal").records.ids) - set(town.records.ids)
    assert hidden
    for identity in hidden:
        assert card(town, identity) == card(town, "never-was")


# --- areas -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_area_has_a_card_in_every_language(town: Snapshot, language: str) -> None:
    for key, row in town.area_rows.items():
        found = card(town, f"area:{key}", language)
        assert found["title"] == (row[f"name_{language}"] or row["name_lv"])
        assert len(found["sections"]) == 5
        assert all(part["lines"] or part["note"] for part in found["sections"]), key


def test_the_resources_of_an_area_are_counted_and_three_are_named(town: Snapshot) -> None:
    frame = town.records.frame
    for key in town.area_rows:
        strong = section(card(town, f"area:{key}"), "Vietas stiprās puses")["lines"]
        mine = frame[(frame["area"] == key) & (frame["kind"] == "resource")]
        assert sum(line["count"] for line in strong if "heading" in line) == len(mine)
        named = [line["open"] for line in strong if "open" in line]
        assert set(named) <= set(mine["id"])
        assert len(named) == sum(min(3, n) for n in mine["type"].value_counts())
        assert (strong == []) == mine.empty


def test_an_area_without_records_says_so(town: Snapshot) -> None:
    empty = next(k for k in town.area_rows if not (town.records.frame["area"] == k).any())
    found = card(town, f"area:{empty}")
    assert section(found, "Vietas stiprās puses")["note"] == (
        "Par šo vietu resursi vēl nav ierakstīti."
    )
    assert section(found, "Kas šeit darbojas")["note"] == "Par šo vietu grupas vēl nav ierakstītas."


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"population": 20992, "population_year": 2024}, "20\N{NO-BREAK SPACE}992 (2024. g.)"),
        ({"population": 0, "population_year": 2024}, "0 (2024. g.)"),
        ({"population_min": 1026, "population_max": 5789}, "no 1\N{NO-BREAK SPACE}026 līdz "
         "5\N{NO-BREAK SPACE}789 (CSP, 2024 (LETA, press.lv))"),
        ({}, "nav datu"),
    ],
)  # fmt: skip
def test_inhabitants_are_a_number_a_range_or_unknown_and_never_a_false_nought(
    town: Snapshot, changes: dict[str, Any], expected: str
) -> None:
    blank = dict.fromkeys(("population", "population_year", "population_min", "population_max"))
    town.area_rows["krizi"].update(blank | changes)
    assert ["Iedzīvotāji", expected] in [list(pair) for pair in card(town, "area:krizi")["facts"]]


@pytest.mark.parametrize("population", [1, 5, 10])
def test_very_few_inhabitants_are_said_as_at_most_ten(town: Snapshot, population: int) -> None:
    """P01, field rule 3.3."""
    town.area_rows["krizi"].update(population=population, population_year=2024)
    facts = dict(card(town, "area:krizi")["facts"])
    assert "≤" in facts["Iedzīvotāji"]
    assert f"{population} (" not in facts["Iedzīvotāji"].replace("10 (", "")


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(3, 8, "no ≤ 10 līdz ≤ 10"), (3, 50, "no ≤ 10 līdz 50"), (None, 5, "nav datu"),
     (5, None, "nav datu")],
)  # fmt: skip
def test_a_range_of_very_few_inhabitants_hides_them_too(
    town: Snapshot, low: int | None, high: int | None, expected: str
) -> None:
    town.area_rows["krizi"].update(population=None, population_min=low, population_max=high)
    said = dict(card(town, "area:krizi")["facts"])["Iedzīvotāji"]
    assert said.replace("\N{NO-BREAK SPACE}", " ").startswith(expected)


@pytest.mark.parametrize(
    ("kind", "status", "vocabulary"),
    [("problem", "closed", "problem_status"), ("group", "active", "group_status"),
     ("resource", "active", "record_status"), ("resource", "closed", "record_status")],
)  # fmt: skip
def test_a_status_is_said_in_the_words_of_its_kind(
    store: Store, kind: str, status: str, vocabulary: str
) -> None:
    put(store, kind, record(kind, "n", status=status))
    said = dict(card_of_key(store, "n")["facts"])["Stāvoklis"]
    assert said == store.taxonomy().label(vocabulary, status, "lv")


def test_an_area_can_be_asked_for_alone_and_again_with_all(town: Snapshot) -> None:
    action, to_page = card(town, "area:krizi")["actions"]
    assert (action["set"], action["on"]) == ({"area": ["krizi"]}, False)
    assert to_page == {"label": "Apkaimes lapa", "page": True}
    action, _ = card(town, "area:krizi", area=("krizi",))["actions"]
    assert (action["set"], action["on"]) == ({"area": []}, True)


def test_a_need_of_an_area_stands_with_what_answers_it_here(store: Store) -> None:
    put(store, "problem", record("problem", "n", scope="area", area="krizi",
                                 problem_type="no_meeting_place",
                                 statement_lv="Vajag kopā sanākt."))  # fmt: skip
    needed = section(card(snapshot(store, TOWN, "public"), "area:krizi"), "Kas šeit vajadzīgs")
    texts = [line["text"] for line in needed["lines"]]
    place = texts.index("Vajag kopā sanākt.")
    assert texts[place + 1] in (
        "Uz to atbild",
        "Kas šeit trūkst: neviens ieraksts uz to vēl neatbild.",
    )
    assert needed["note"] == "Vietas, nevis tās iedzīvotāju raksturojums."


# --- records -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_record_has_a_card_in_every_language(town: Snapshot, language: str) -> None:
    for row, identity in enumerate(town.records.ids):
        found = card(town, identity, language)
        assert found["title"] == town.names(language)[row]
        source = town.records.frame["source"].iloc[row]
        assert any(source in line["text"] for line in lines(found))


def test_a_resource_says_what_for_whom_where_and_how_to_reach_it(store: Store) -> None:
    put(store, "resource", record(
        "resource", "k", name_lv="Zāle", summary_lv="Kopā.", address="Rīgas iela 1",
        phone="+371 654 00000|112", web="https://example.lv", target_groups=("seniors",),
        area="krizi", note_lv="Zvanīt.", source="Avots X", source_date="2024-10-02",
    ))  # fmt: skip
    found = card_of_key(store, "k")
    assert (found["title"], found["lead"], found["tag"]) == ("Zāle", "Kopā.", "")
    facts = dict(found["facts"])
    assert facts["Vieta"] == "aptuvena vieta: Križi"
    assert facts["Adrese"] == "Rīgas iela 1"
    assert facts["Kam"] == "Seniori"
    assert section(found, "Kontakti")["lines"] == [
        {"text": "+371 654 00000", "href": "tel:+37165400000"},
        {"text": "112", "href": "tel:112"},
        {"text": "https://example.lv", "href": "https://example.lv"},
    ]
    assert found["actions"] == [{"label": "Par apkaimi: Križi", "open": "area:krizi"}]
    assert [line["text"] for line in section(found, "Avoti un datumi")["lines"]] == [
        "Piezīme: Zvanīt.",
        "Avots: Avots X",
        "Avota datums: 02.10.2024.",
        "Ticamība: Augsta",
    ]


@pytest.mark.parametrize(
    ("values", "tag"),
    [
        ({}, ""),
        ({"status": "closed"}, "Slēgts"),
        ({"status": "planned"}, "Plānots"),
        ({"status": "paused"}, None),
        ({"source_date": "2001"}, "vecs avots"),
        ({"source_date": None}, "vecs avots"),
        ({"outdated": True}, "novecojis ieraksts"),
        ({"outdated": True, "status": "closed"}, "Slēgts"),
    ],
    ids=str,
)
def test_a_record_that_is_not_current_says_so(
    store: Store, values: dict[str, Any], tag: str | None
) -> None:
    put(store, "resource", record("resource", "k", **values))
    word = card_of_key(store, "k")["tag"]
    if tag is None:
        tag = store.taxonomy().label("record_status", "paused", "lv")
    assert word.casefold() == tag.casefold() or word == store.taxonomy().label(
        "record_status", values.get("status", ""), "lv"
    )
    assert bool(word) == bool(tag)


def test_a_need_says_its_method_date_sources_and_answers(store: Store) -> None:
    put(store, "problem", record("problem", "n", source_count=3, period="2023", trend=None,
                                 source_date="2024-10"))  # fmt: skip
    found = card_of_key(store, "n")
    facts = dict(found["facts"])
    assert found["title"] == store.taxonomy().public_wording("loneliness_exclusion", "lv")
    assert found["lead"] == "Vajadzīga kopā būšana."
    assert facts["Neatkarīgu avotu skaits"] == "3"
    assert facts["Izpētes metode"] == store.taxonomy().label("research_method", "group_work", "lv")
    answers = section(found, "Uz to atbild")["lines"]
    expected = store.taxonomy().answers_to("loneliness_exclusion")
    leads = [line["set"]["category"] if line["count"] else [] for line in answers]
    assert leads == [
        [a.key] if line["count"] else [] for a, line in zip(expected, answers, strict=True)
    ]
    assert all(("set" in line) == (line["count"] > 0) for line in answers)
    records = snapshot(store, TOWN, "public").records
    for line, answer in zip(answers, expected, strict=True):
        code = records.type_codes([(answer.kind, answer.key)])[0]
        assert line["count"] == int((records.type == code).sum())


def test_a_need_that_nothing_answers_says_what_is_missing(
    bare: Store,
) -> None:
    """Field rule 3.7: an empty answer is shown as what is missing here."""
    put(bare, "problem", record("problem", "n"))
    found = section(card_of_key(bare, "n"), "Uz to atbild")
    assert found["note"] == "Kas šeit trūkst: neviens ieraksts uz to vēl neatbild."


def test_several_source_addresses_are_several_links(store: Store) -> None:
    both = "http://www.socd.lv/?p=5844|http://www.socd.lv/?p=6542"
    put(store, "problem", record("problem", "n", source_url=both))
    assert [line["href"] for line in lines(card_of_key(store, "n")) if "href" in line] == (
        both.split("|")
    )


@pytest.mark.parametrize("address", WEB)
def test_nobody_is_led_to_an_address_that_is_not_plain_web(store: Store, address: str) -> None:
    """X04: it is said, but leads nowhere."""
    put(store, "resource", record("resource", "k", web=address))
    put(store, "problem", record("problem", "n", source_url=address))
    for key in ("k", "n"):
        assert [line for line in lines(card_of_key(store, key)) if "href" in line] == []
    assert address in [line["text"] for line in lines(card_of_key(store, "k"))]


@pytest.mark.parametrize("phone", ["javascript:alert(1)", "+371 1;phone-context=x", '"><img>'])
def test_a_telephone_link_is_digits_only(store: Store, phone: str) -> None:
    put(store, "resource", record("resource", "k", phone=phone))
    (line,) = [x for x in lines(card_of_key(store, "k")) if x["text"] == phone]
    digits = line["href"].removeprefix("tel:")
    assert set(digits) <= set("+0123456789")


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_with_nothing_but_what_is_needed_has_a_card(store: Store, kind: str) -> None:
    bare = record(kind, "k", source_date=None, confidence=None, target_groups=())
    put(store, kind, bare | ({"trend": None} if kind == "problem" else {}))
    for language in LANGUAGES:
        assert card_of_key(store, "k", language)["title"]


def test_a_group_with_a_place_stands_there(store: Store) -> None:
    put(store, "group", record("group", "g", geom=CENTRE))
    town = snapshot(store, TOWN, "public")
    assert dict(card_of_key(store, "g")["facts"])["Vieta"] == "Centrs"
    assert town.records.placed[
        town.records.row_of(town.records.frame.set_index("key").loc["g", "id"])
    ]
