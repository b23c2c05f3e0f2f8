"""What has changed since a day: the public hears of public things only, editors hear it all."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st
from shapely import Point

from geo.acts import record
from geo.acts.load import SEED
from geo.acts.look import View, look
from geo.acts.record import Desk
from geo.acts.since import changed_since
from geo.acts.since_section import since_section
from geo.acts.snapshot import snapshot
from geo.analysis.choice import Choice
from geo.model.people import PUBLIC, Viewer
from geo.settings import LANGUAGES
from geo.store import Change, Edit, Store
from geo.store.tables import change as log

TOWN = "daugavpils"
NOW = datetime(2026, 11, 22, 12, 0)
LONG_AGO = date(2026, 1, 1)
BENCH: dict[str, Any] = {
    "name_lv": "Soliņš pie pieturas",
    "category": "public_space",
    "precision": "area",
    "area": "krizi",
    "status": "active",
    "source": "Pašu novērots",
    "source_date": "2026-11-01",
}
NEED: dict[str, Any] = {
    "problem_type": "no_meeting_place",
    "scope": "area",
    "area": "krizi",
    "statement_lv": "Vajadzīga vieta, kur satikties.",
    "methods": ("interviews",),
    "status": "noticed",
    "source": "Prese",
    "source_url": "https://example.lv/raksts",
    "source_date": "2026-01",
}


@pytest.fixture
def bare_desk(bare: Store) -> Desk:
    """Return the desk of a town that starts today: nothing but its areas is loaded."""
    return Desk(bare, TOWN, Viewer("Kopienas darbiniece", "editor"))


def view_of(desk: Desk, level: str = "public", *, where: str = "", language: str = "lv") -> View:
    town = snapshot(desk.store, TOWN, level)
    return look(town, Choice(open=where), language, now=NOW)


def told(
    desk: Desk, since: date | int = LONG_AGO, level: str = "public", *, where: str = ""
) -> list[tuple[str, str]]:
    """Return (text, sub) of each line; a heading has no sub."""
    lines = changed_since(desk, view_of(desk, level, where=where), since)
    return [(line.get("heading") or line["text"], line.get("sub", "")) for line in lines]


def at(desk: Desk, moment: str, act: Callable[[], Any]) -> Any:
    """Do something as if it were then: its rows of the log say that moment."""
    before = desk.store.revision()
    result = act()
    with desk.store.writing() as connection:
        connection.execute(sa.update(log).where(log.c.id > before).values(at=moment))
    return result


def published(desk: Desk, kind: str, values: dict[str, Any], moment: str) -> str:
    def act() -> str:
        identity, _ = record.note(desk, kind, values)
        record.publish(desk, kind, identity, 1, "public")
        return identity

    return str(at(desk, moment, act))


def version(desk: Desk, kind: str, identity: str) -> int:
    return int(desk.read(kind, identity)["version"])


def test_the_public_hears_when_a_record_was_published_and_which_fields_changed(
    bare_desk: Desk,
) -> None:
    bench = published(bare_desk, "resource", BENCH, "2026-10-02T08:00:00.000Z")
    values = {"name_ru": "Скамейка", "name_lv": "Sols pie pieturas", "phone": "+371 65400000"}
    at(bare_desk, "2026-11-03T08:00:00.000Z",
       lambda: record.change(bare_desk, "resource", bench, 2, values))  # fmt: skip
    assert told(bare_desk) == [
        ("Sols pie pieturas", "03.11.2026. · mainīts: Nosaukums, Organizācijas tālrunis"),
        ("Sols pie pieturas", "02.10.2026. · publicēts"),
    ]
    assert told(bare_desk, date(2026, 11, 3)) == [
        ("Sols pie pieturas", "03.11.2026. · mainīts: Nosaukums, Organizācijas tālrunis"),
    ]
    assert told(bare_desk, date(2026, 11, 4)) == []


def test_a_day_is_a_day_of_the_town(bare_desk: Desk) -> None:
    """In Rīga the third of October begins at nine in the evening of the second, UTC."""
    published(bare_desk, "resource", BENCH, "2026-10-02T21:30:00.000Z")
    assert told(bare_desk, date(2026, 10, 3)) == [
        ("Soliņš pie pieturas", "03.10.2026. · publicēts")
    ]


def test_what_happened_before_a_record_was_public_is_part_of_its_publication(
    bare_desk: Desk,
) -> None:
    identity, _ = record.note(bare_desk, "resource", BENCH)
    at(bare_desk, "2026-10-01T08:00:00.000Z",
       lambda: record.change(bare_desk, "resource", identity, 1, {"phone": "x"}))  # fmt: skip
    at(bare_desk, "2026-10-05T08:00:00.000Z",
       lambda: record.publish(bare_desk, "resource", identity, 2, "public"))  # fmt: skip
    assert told(bare_desk) == [("Soliņš pie pieturas", "05.10.2026. · publicēts")]


def test_what_is_lowered_or_retired_is_not_mentioned_in_public(bare_desk: Desk) -> None:
    for act in (record.lower, record.retire):
        identity = published(bare_desk, "resource", BENCH, "2026-10-02T08:00:00.000Z")
        assert len(told(bare_desk)) == 1
        act(bare_desk, "resource", identity)
        assert told(bare_desk) == []


def test_published_anew_counts_from_the_last_time_only(bare_desk: Desk) -> None:
    bench = published(bare_desk, "resource", BENCH, "2026-10-02T08:00:00.000Z")
    at(bare_desk, "2026-10-03T08:00:00.000Z",
       lambda: record.lower(bare_desk, "resource", bench))  # fmt: skip
    at(bare_desk, "2026-10-04T08:00:00.000Z",
       lambda: record.change(bare_desk, "resource", bench, 3, {"phone": "x"}))  # fmt: skip
    at(bare_desk, "2026-10-05T08:00:00.000Z",
       lambda: record.publish(bare_desk, "resource", bench, 4, "public"))  # fmt: skip
    assert told(bare_desk) == [("Soliņš pie pieturas", "05.10.2026. · publicēts")]


@pytest.mark.parametrize("day", ["2026-07-01", "2026-08-15", "2026-09-30"])
def test_in_public_a_need_comes_by_its_quarter_whatever_day_is_asked_for(
    bare_desk: Desk, day: str
) -> None:
    """No chosen day can find out the day of a need: the whole quarter answers alike."""
    published(bare_desk, "problem", NEED, f"{day}T09:00:00.000Z")
    expected = [("2026. gada 3. ceturksnis", ""), ("Vajadzīga vieta, kur satikties", "publicēts")]
    for asked in (date(2026, 1, 1), date(2026, 7, 1), date(2026, 8, 20), date(2026, 9, 30)):
        heard = told(bare_desk, asked)
        assert [sub for _, sub in heard] == [sub for _, sub in expected]
        assert heard[0] == expected[0]
    assert told(bare_desk, date(2026, 10, 1)) == []


def test_needs_of_a_quarter_stand_by_name_not_by_day(bare_desk: Desk) -> None:
    first = {**NEED, "problem_type": "weak_dialogue"}
    orders = []
    for days in (("2026-07-02", "2026-08-02"), ("2026-08-03", "2026-07-03")):
        for values, day in zip((NEED, first), days, strict=True):
            published(bare_desk, "problem", values, f"{day}T09:00:00.000Z")
        orders.append([text for text, sub in told(bare_desk) if sub])
    assert orders[0] == sorted(orders[0])
    assert orders[1] == sorted(orders[0] * 2)


def test_editors_hear_dates_names_and_sentences_of_needs_too(bare_desk: Desk) -> None:
    published(bare_desk, "problem", NEED, "2026-08-15T09:00:00.000Z")
    heard = told(bare_desk, level="internal")
    assert [sub for _, sub in heard] == [
        "15.08.2026. 12:00 · Kopienas darbiniece pierakstīja",
        "15.08.2026. 12:00 · Kopienas darbiniece mainīja pieejamību: «Iekšējs» → «Publisks»",
    ]
    assert told(bare_desk, date(2026, 8, 16), "internal") == []


def test_editors_hear_of_what_was_retired_in_its_area(bare_desk: Desk) -> None:
    identity, _ = record.note(bare_desk, "resource", BENCH)
    record.retire(bare_desk, "resource", identity)
    heard = told(bare_desk, level="internal", where="area:krizi")
    assert {text for text, _ in heard} == {"Soliņš pie pieturas"}
    assert [sub.partition(" · ")[2] for _, sub in heard] == [
        "Kopienas darbiniece izņēma no lietošanas", "Kopienas darbiniece pierakstīja",
    ]  # fmt: skip
    assert told(bare_desk, level="internal", where="area:centrs") == []


def test_editors_hear_nothing_of_another_town(bare_desk: Desk) -> None:
    values = {**BENCH, "level": "internal", "area": None}
    bare_desk.store.write(
        "riga", [Edit("resource", "elsewhere", None, values)], Change("x", "record")
    )
    assert told(bare_desk, level="internal") == []


def test_an_area_hears_of_its_own_and_the_town_of_everything(bare_desk: Desk) -> None:
    published(bare_desk, "resource", BENCH, "2026-10-02T08:00:00.000Z")
    published(bare_desk, "resource", {**BENCH, "area": "centrs", "name_lv": "Centra sols"},
              "2026-10-03T08:00:00.000Z")  # fmt: skip
    published(bare_desk, "resource", {**BENCH, "area": None, "name_lv": "Kaut kur"},
              "2026-10-04T08:00:00.000Z")  # fmt: skip
    names = {where: [text for text, _ in told(bare_desk, where=where)]
             for where in ("area:krizi", "area:centrs", "town")}  # fmt: skip
    assert names == {
        "area:krizi": ["Soliņš pie pieturas"],
        "area:centrs": ["Centra sols"],
        "town": ["Kaut kur", "Centra sols", "Soliņš pie pieturas"],
    }


def test_what_records_date_themselves_is_told_by_that_day(bare_desk: Desk) -> None:
    concert = {"name_lv": "Koncerts", "activity_type": "festival", "date": "2026-09-05",
               "area": "krizi", "people": 34, "source": "x"}  # fmt: skip
    published(bare_desk, "activity", concert, "2026-10-02T08:00:00.000Z")
    published(bare_desk, "activity", {**concert, "name_lv": "Nākotne", "date": "2026-12-05"},
              "2026-10-02T08:00:00.000Z")  # fmt: skip
    wish = {"statement_lv": "Laterna", "status": "answered", "asked_on": "2026-03-01",
            "answered_on": "2026-06-01", "area": "krizi", "source": "x"}  # fmt: skip
    published(bare_desk, "proposal", wish, "2026-10-02T08:00:00.000Z")
    heard = told(bare_desk, date(2026, 5, 1), where="area:krizi")
    assert [(text, sub.split(" · ")[0]) for text, sub in heard] == [
        ("Nākotne", "02.10.2026."), ("Koncerts", "05.09.2026."), ("Laterna", "01.06.2026."),
    ]  # fmt: skip
    assert heard[0][1].endswith("publicēts")


def test_what_came_from_the_data_folder_is_one_line(store: Store) -> None:
    desk = Desk(store, TOWN, Viewer("A", "editor"))
    for level in ("public", "internal"):
        heard = told(desk, LONG_AGO, level, where="area:centrs")
        assert [text for text, _ in heard].count("Ielādēts ar sākuma datiem") == 1
        assert len(heard) == 1
    assert told(desk, date(2999, 1, 1)) == []


def test_a_seed_of_needs_alone_tells_its_quarter_only(bare: Store) -> None:
    need = {**NEED, "key": "k", "level": "public"}
    bare.put("problem", TOWN, [need], Change(who=SEED, act="load"))
    desk = Desk(bare, TOWN, PUBLIC)
    with bare.writing() as connection:
        connection.execute(sa.update(log).values(at="2026-08-15T09:00:00.000Z"))
    expected = [("2026. gada 3. ceturksnis", ""), ("Ielādēts ar sākuma datiem", "")]
    assert told(desk, date(2026, 9, 30), where="area:krizi") == expected
    assert told(desk, date(2026, 10, 1), where="area:krizi") == []


def test_a_revision_may_be_asked_for_instead_of_a_day(bare_desk: Desk) -> None:
    published(bare_desk, "resource", BENCH, "2026-10-02T08:00:00.000Z")
    revision = bare_desk.store.revision()
    assert told(bare_desk, revision) == []
    published(bare_desk, "resource", {**BENCH, "name_lv": "Otrs"}, "2026-10-04T08:00:00.000Z")
    assert told(bare_desk, revision) == [("Otrs", "04.10.2026. · publicēts")]


@pytest.mark.parametrize(
    "values",
    [
        {"links": ("nobody",)},
        {"approved_by": "Otrā Redaktore"},
        {"answered_by_categories": ("meeting_place",)},
    ],
    ids=lambda values: next(iter(values)),
)
def test_fields_of_the_workings_are_not_named_in_public(
    bare_desk: Desk, values: dict[str, Any]
) -> None:
    need = published(bare_desk, "problem", NEED, "2026-05-01T09:00:00.000Z")
    before = told(bare_desk)
    record.change(bare_desk, "problem", need, 2, values)
    assert told(bare_desk) == before


def test_a_withheld_place_does_not_show_by_its_changes(bare_desk: Desk) -> None:
    bench = published(bare_desk, "resource", BENCH, "2026-05-01T09:00:00.000Z")
    before = told(bare_desk)
    record.change(bare_desk, "resource", bench, 2, {"geom": Point(26.5, 55.9)})
    assert told(bare_desk) == before


def test_a_long_list_is_cut_and_says_so(bare_desk: Desk) -> None:
    for number in range(62):
        published(bare_desk, "resource", {**BENCH, "name_lv": f"Sols {number:02}"},
                  "2026-10-02T08:00:00.000Z")  # fmt: skip
    heard = told(bare_desk)
    assert len(heard) == 61
    assert heard[-1] == ("un vēl 2 agrākas izmaiņas", "")


# --- the law -----------------------------------------------------------------------------------

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["note", "note need", "change", "publish", "lower", "retire", "restore"]),
        st.integers(0, 5),
        st.integers(1, 330),
    ),
    max_size=14,
)


def do(desk: Desk, acts: list[tuple[str, int, int]]) -> list[tuple[str, str]]:
    """Do some acts on days of the year; return (kind, id) of what was noted."""
    noted: list[tuple[str, str]] = []
    for act, which, day in sorted(acts, key=lambda one: one[2]):
        moment = date.fromordinal(date(2026, 1, 1).toordinal() + day).isoformat()

        def once(act: str = act, which: int = which) -> None:
            if act.startswith("note") or not noted:
                kind, values = ("problem", NEED) if act == "note need" else ("resource", BENCH)
                noted.append((kind, record.note(desk, kind, values)[0]))
                return
            kind, identity = noted[which % len(noted)]
            seen = version(desk, kind, identity)
            if act == "change":
                record.change(desk, kind, identity, seen, {"note_lv": f"p{which}{seen}"})
            elif act == "publish":
                record.publish(desk, kind, identity, seen, "public")
            else:
                {"lower": record.lower, "retire": record.retire, "restore": record.restore}[act](
                    desk, kind, identity
                )

        at(desk, f"{moment}T09:00:00.000Z", once)
    return noted


@tried(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, since=st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_the_public_hears_a_function_of_public_records_and_their_public_moments(
    bare_desk: Desk, acts: list[tuple[str, int, int]], since: date
) -> None:
    """What was never public, is not public now, or was said inside, changes no letter."""
    noted = do(bare_desk, acts)
    for language in LANGUAGES:
        view = view_of(bare_desk, language=language)
        heard = changed_since(bare_desk, view, since)
        text = json.dumps(heard, ensure_ascii=False)
        public = {str(identity) for identity in view.snapshot.records.ids}
        assert {line["open"] for line in heard if "open" in line} <= public
        assert not any(identity in text for _, identity in noted if identity not in public)
        assert "darbiniece" not in text
        # the log without what is not public, and without who and what was there, says the same
        only = _Only(bare_desk.store, public)
        assert changed_since(Desk(only, TOWN, PUBLIC), view, since) == heard  # type: ignore[arg-type]
    for kind, identity in noted:  # leave the next example a town without public records
        record.retire(bare_desk, kind, identity)


class _Only:
    """The same store, of which nothing but public moments of public records can be asked."""

    def __init__(self, store: Store, public: set[str]) -> None:
        self._store, self._public = store, public

    def changes(self, **asked: Any) -> list[dict[str, Any]]:
        kept: dict[str, list[dict[str, Any]]] = {}
        for row in self._store.changes(**asked):
            if row["record"] not in self._public:
                continue
            level = row["field"] == "level" and row["new_value"] == "public"
            back = row["field"] == "retired" and row["new_value"] is None
            if row["field"] is None or level or back:
                kept[row["record"]] = []  # what was before is not public
            kept.setdefault(row["record"], []).append(
                {**row, "who": "?", "act": "?", "old_value": "?" if level else None}
            )
        return sorted((row for own in kept.values() for row in own), key=lambda row: row["id"])

    def written_by(self, who: str, since: str) -> Any:
        return self._store.written_by(who, since)


# --- the section -------------------------------------------------------------------------------


def test_the_section_offers_a_month_a_quarter_and_a_year_and_marks_what_is_chosen(
    bare_desk: Desk,
) -> None:
    town = snapshot(bare_desk.store, TOWN, "public")
    view = look(town, Choice(open="area:krizi", since="2026-08-22"), "lv", now=NOW)
    section = since_section(bare_desk, view)
    assert section is not None
    assert section["since"]["ways"] == [
        ["2026-10-22", "Pēdējais mēnesis", False],
        ["2026-08-22", "Pēdējie trīs mēneši", True],
        ["2025-11-22", "Pēdējais gads", False],
    ]
    assert section["title"] == "Kas mainījies kopš 22.08.2026. (0)"
    assert section["note"].startswith("Kopš tā laika nekas nav mainījies.")


@pytest.mark.parametrize(
    ("today", "month_ago"),
    [(datetime(2026, 3, 31), "2026-02-28"), (datetime(2026, 1, 15), "2025-12-15")],
)
def test_a_month_ago_is_a_day_that_exists(bare_desk: Desk, today: datetime, month_ago: str) -> None:
    town = snapshot(bare_desk.store, TOWN, "public")
    section = since_section(bare_desk, look(town, Choice(open="town"), "lv", now=today))
    assert section is not None
    assert section["since"]["ways"][0][0] == month_ago


@pytest.mark.parametrize("opened", ["", "area:atlantis", "nobody"])
def test_there_is_no_section_where_no_place_is_open(bare_desk: Desk, opened: str) -> None:
    assert since_section(bare_desk, view_of(bare_desk, where=opened)) is None


def test_nothing_is_asked_of_the_log_until_a_day_is_chosen(bare_desk: Desk) -> None:
    class Silent:
        def __getattr__(self, name: str) -> Any:
            raise AssertionError(f"the store was asked for {name}")

    section = since_section(Desk(Silent(), TOWN, PUBLIC), view_of(bare_desk, where="town"))  # type: ignore[arg-type]
    assert section is not None
    assert section["lines"] == []
