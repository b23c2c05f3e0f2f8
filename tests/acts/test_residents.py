"""Official figures of residents on the card of an area, as far as they may be shown."""

from __future__ import annotations

from typing import Any

import pytest

from geo.acts.card import card_of
from geo.acts.look import look
from geo.acts.record import Desk, note, publish
from geo.acts.residents import area_of, areas_of
from geo.acts.snapshot import snapshot
from geo.analysis.choice import Choice
from geo.errors import NotReady
from geo.model.disclosure import CONFIDENTIAL, FEW, MISSING, Count, people
from geo.model.figures import Origin, Residents
from geo.model.people import Viewer
from geo.settings import LANGUAGES
from geo.store import Change, Store
from tests.awkward import TOWN

ANNA = Change("anna", "import")
ORIGIN = Origin("residents", "CSP, „Iedzīvotāji”", "CC BY 4.0", "2025-07-07")


def card(store: Store, language: str = "lv") -> dict[str, Any]:
    view = look(snapshot(store, TOWN, "public"), Choice(open="area:centrs"), language)
    found = card_of(view)
    assert found is not None
    return found


def population(store: Store, language: str = "lv") -> str:
    return str(dict(card(store, language)["facts"])[
        {"lv": "Iedzīvotāji", "ru": "Жители", "en": "Population"}[language]
    ])  # fmt: skip


def bring(store: Store, *figures: Residents) -> None:
    store.put_figures(TOWN, figures, ORIGIN, ANNA)


def people_section(store: Store) -> dict[str, Any] | None:
    sections = card(store)["sections"]
    found = [one for one in sections if one["title"] == "Iedzīvotāji pēc dzimuma un vecuma"]
    return found[0] if found else None


def test_without_figures_the_range_names_its_own_year_and_source(store: Store) -> None:
    assert population(store) == (
        "no 1\N{NO-BREAK SPACE}026 līdz 5\N{NO-BREAK SPACE}789 (CSP, 2024 (LETA, nashrezekne.lv))"
    )


def test_one_area_is_as_all_of_them_are_but_for_its_outline(store: Store) -> None:
    bring(store, Residents("centrs", 2025, people(4321)), Residents("kimija", 2025, people(9)))
    table = areas_of(store, TOWN)
    (row,) = table[table["key"] == "centrs"].drop(columns="geom").to_dict("records")
    assert area_of(store, TOWN, "centrs") == row
    assert area_of(store, TOWN, "nowhere") is None


def test_a_figure_takes_the_place_of_the_range_with_year_and_source(store: Store) -> None:
    bring(store, Residents("centrs", 2025, people(4321)))
    assert population(store) == "4\N{NO-BREAK SPACE}321 (2025. g.)"
    texts = [line.get("text", "") for part in card(store)["sections"] for line in part["lines"]]
    assert "CSP, „Iedzīvotāji”, 2025-07-07 (CC BY 4.0)" in texts
    assert not any("Prese min" in text for text in texts)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (people(1), "ne vairāk kā 10 (2025. g.)"),
        (people(5), "ne vairāk kā 10 (2025. g.)"),
        (people(10), "ne vairāk kā 10 (2025. g.)"),
        (people(11), "11 (2025. g.)"),
        (people(0), "0 (2025. g.)"),
        (Count(FEW), "ne vairāk kā 10 (2025. g.)"),
        (Count(CONFIDENTIAL), "konfidenciāls (2025. g.)"),
    ],
)
def test_few_people_and_special_values_are_said_as_what_they_are(
    store: Store, count: Count, expected: str
) -> None:
    """P01, P05."""
    bring(store, Residents("centrs", 2025, count))
    assert population(store) == expected


def test_a_missing_figure_leaves_what_was_known(store: Store) -> None:
    """P05."""
    bring(store, Residents("centrs", 2025, Count(MISSING)))
    assert "1\N{NO-BREAK SPACE}026" in population(store)


def test_a_missing_figure_of_an_area_nothing_was_known_of_says_so(store: Store) -> None:
    area = store.places("area", TOWN).set_index("key").loc["centrs"]
    from geo.store import Edit

    nothing = dict.fromkeys(("population", "population_min", "population_max"))
    store.write(TOWN, [Edit("area", area["id"], int(area["version"]), nothing)], ANNA)
    bring(store, Residents("centrs", 2025, Count(MISSING)))
    assert population(store) == "nav datu (2025. g.)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_sex_and_age_are_shown_from_the_same_whole(store: Store, language: str) -> None:
    bring(
        store,
        Residents("centrs", 2025, people(400)),
        Residents("centrs", 2025, people(220), "F"),
        Residents("centrs", 2025, people(180), "M"),
        Residents("centrs", 2025, people(60), age_from=0, age_to=14),
        Residents("centrs", 2025, people(240), age_from=15, age_to=64),
        Residents("centrs", 2025, people(100), age_from=65),
        Residents("centrs", 2025, people(30), age_from=0, age_to=6),
    )
    section = next(
        one for one in card(store, language)["sections"]
        if any(": 220" in line.get("text", "") for line in one["lines"])
    )  # fmt: skip
    assert [line["text"].rpartition(": ")[2] for line in section["lines"]] == [
        "220", "180", "60", "240", "100",
    ]  # fmt: skip
    assert (section["note"], section["folded"]) == ("", True)


def test_a_small_part_is_withheld_with_the_next_smallest(store: Store) -> None:
    """P02."""
    bring(
        store,
        Residents("centrs", 2025, people(400)),
        Residents("centrs", 2025, people(4), age_from=0, age_to=14),
        Residents("centrs", 2025, people(296), age_from=15, age_to=64),
        Residents("centrs", 2025, people(100), age_from=65),
    )
    section = people_section(store)
    assert section is not None
    assert [line["text"] for line in section["lines"]] == [
        "0–14 gadi: netiek rādīts",
        "15–64 gadi: 296",
        "65 gadi un vairāk: netiek rādīts",
    ]
    assert section["note"]
    assert "100" not in str(section) and ": 4" not in str(section)


def test_under_eleven_people_nothing_is_told_apart(store: Store) -> None:
    """P01."""
    bring(
        store,
        Residents("centrs", 2025, people(9)),
        Residents("centrs", 2025, people(9), "F"),
        Residents("centrs", 2025, people(0), "M"),
    )
    assert people_section(store) is None


def test_only_the_newest_year_is_shown(store: Store) -> None:
    bring(store, Residents("centrs", 2023, people(500)), Residents("centrs", 2025, people(400)))
    assert population(store) == "400 (2025. g.)"
    assert people_section(store) is None


def test_a_figure_decides_whether_enough_people_live_there(store: Store) -> None:
    desk = Desk(store, TOWN, Viewer("anna", "editor"))
    need = {
        "problem_type": "no_meeting_place", "scope": "area", "area": "centrs",
        "statement_lv": "Vajadzīga tikšanās vieta", "methods": ("survey",), "source_count": 3,
        "status": "noticed", "source": "x", "source_date": "2026-01-01",
    }  # fmt: skip
    identity, _ = note(desk, "problem", need)
    bring(store, Residents("centrs", 2025, people(99)))
    with pytest.raises(NotReady) as raised:
        publish(desk, "problem", identity, 1, "public")
    assert raised.value.reasons == ("publish.people",)
    bring(store, Residents("centrs", 2025, people(100)))
    assert publish(desk, "problem", identity, 1, "public")


def test_areas_without_figures_are_as_they_were(store: Store) -> None:
    plain = store.places("area", TOWN)
    bring(store, Residents("centrs", 2025, people(400)))
    found = areas_of(store, TOWN)
    assert list(found["key"]) == list(plain["key"])
    assert found.crs == plain.crs
    others = found["key"] != "centrs"
    for name in plain.columns.drop("geom"):
        assert found.loc[others, name].tolist() == plain.loc[others, name].tolist()
