"""Open now: list, map, table and numbers agree; cards say until when; unknown is said aloud."""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.acts.card import card_of
from geo.acts.look import View, look, look_at_address, patch_of
from geo.acts.panel import panel_of
from geo.acts.snapshot import Snapshot, snapshot
from geo.acts.table import table_of
from geo.analysis.choice import NOW, Choice
from geo.model.opening import minute_text
from geo.model.taxonomy import KINDS
from geo.settings import LANGUAGES
from geo.store import Store
from geo.store.store import record_id
from tests.acts.test_look import bits_of
from tests.awkward import CENTRE, TOWN, put, record
from tests.choices import CHOICES, REAL

TUESDAY = datetime(2026, 11, 24, 14, 0)
_OPENING = {
    "day": "Mo-Fr 09:00-18:00",
    "evening": "Tu 18:00-22:00; Sa 10:00-14:00",
    "always": "Mo-Su 00:00-24:00",
    "night": "Tu 12:00-24:00; We 00:00-02:00",
}


@pytest.fixture
def timed(store: Store) -> Snapshot:
    """Return the real town with four more places whose times are known."""
    put(store, "resource", *(
        record("resource", key, name_lv=key, opening=text, precision="exact", geom=CENTRE)
        for key, text in _OPENING.items()
    ))  # fmt: skip
    return snapshot(store, TOWN, "public")


def seen(town: Snapshot, hours: str = "", *, now: datetime = TUESDAY, language: str = "lv") -> View:
    return look(town, Choice(hours=hours), language, now=now)


def names(view: View) -> set[str]:
    return {view.snapshot.names("lv")[row] for row in view.shown.order}


@pytest.mark.parametrize(
    ("hours", "now", "expected"),
    [
        (NOW, TUESDAY, {"day", "always", "night"}),
        (NOW, TUESDAY + timedelta(hours=5), {"evening", "always", "night"}),
        (NOW, TUESDAY + timedelta(days=4), {"always"}),
        ("Tu-14:00", TUESDAY + timedelta(days=4), {"day", "always", "night"}),
        ("We-01:00", TUESDAY, {"always", "night"}),
    ],
)
def test_only_what_is_open_then_is_listed(
    timed: Snapshot, hours: str, now: datetime, expected: set[str]
) -> None:
    assert names(seen(timed, hours, now=now)) == expected


def test_what_has_no_known_times_is_counted_apart_and_said(timed: Snapshot) -> None:
    everything = len(seen(timed).shown.order)
    view = seen(timed, NOW)
    assert view.untimed == everything - len(_OPENING)
    said = panel_of(view, "")["list"]["untimed"]
    assert str(view.untimed) in said
    assert "var būt atvērti" in said
    assert seen(timed).untimed == 0
    assert panel_of(seen(timed), "")["list"]["untimed"] == ""


@REAL
@given(choice=CHOICES, minute=st.integers(0, 7 * 24 * 60 - 1))
def test_a_time_narrows_like_any_filter_and_every_number_keeps_its_promise(
    timed_once: Snapshot, choice: Choice, minute: int
) -> None:
    hours = minute_text(minute)
    whole = look(timed_once, choice, "lv", now=TUESDAY)
    view = look(timed_once, replace(choice, hours=hours), "lv", now=TUESDAY)
    passing = timed_once.hours.passing(minute)
    assert view.shown.mask.tolist() == (whole.shown.mask & passing).tolist()
    out = int(np.count_nonzero(whole.shown.mask & ~passing & timed_once.hours.known))
    assert len(view.shown.order) + view.untimed + out == len(whole.shown.order)
    now = look(timed_once, replace(choice, hours=NOW), "lv", now=TUESDAY)
    assert whole.open_now == view.open_now == len(now.shown.order)
    placed = timed_once.records.placed
    bits = bits_of(patch_of(view, "light")["mask"], int(placed.sum()))
    assert bits.tolist() == view.shown.mask[placed].tolist()
    rows = table_of(view).decode("utf-8-sig")
    reader = csv.reader(io.StringIO(rows, newline=""), delimiter=";", strict=True)
    assert len(list(reader)) - 1 == len(view.shown.order)
    for name, counted in view.shown.counts.items():
        for key in view.choice.keys(name)[:1]:
            only = look(
                timed_once, replace(choice.with_keys(name, (key,)), hours=hours), "lv", now=TUESDAY
            )
            if name != "kind":
                assert counted[key] == len(only.shown.order)


@pytest.fixture(scope="module")
def timed_once(tmp_path_factory: pytest.TempPathFactory, real_store_file: Path) -> Snapshot:
    path = tmp_path_factory.mktemp("timed") / "karte.gpkg"
    shutil.copy(real_store_file, path)
    own = Store(f"sqlite:///{path.as_posix()}")
    put(own, "resource", *(
        record("resource", key, opening=text, precision="exact", geom=CENTRE)
        for key, text in _OPENING.items()
    ))  # fmt: skip
    town = snapshot(own, TOWN, "public")
    own.close()
    return town


def test_the_table_of_now_holds_the_moment_the_list_was_looked_at(timed: Snapshot) -> None:
    view = seen(timed, NOW)
    query = parse_qs(panel_of(view, "")["list"]["downloads"]["query"])
    assert query["hours"] == ["Tu-14:00"]
    later = look_at_address(timed, query, "lv")
    assert later.shown.order.tolist() == view.shown.order.tolist()


def test_the_chosen_time_is_a_chip_and_the_chooser_shows_it(timed: Snapshot) -> None:
    def chosen(hours: str, language: str) -> tuple[list[str], list[str], str]:
        shown = panel_of(seen(timed, hours, language=language), "")
        days = [name for _, name, on in shown["hours"]["days"] if on]
        return [chip["label"] for chip in shown["chips"]], days, shown["hours"]["at"]

    assert chosen("", "lv") == ([], ["Otrdiena"], "14:00")
    assert chosen(NOW, "en") == (["Open now"], ["Tuesday"], "14:00")
    assert chosen("We-01:30", "lv") == (["Atvērts trešdien 01:30"], ["Trešdiena"], "01:30")
    assert chosen("We-01:30", "ru") == (["Открыто в среду в 01:30"], ["Среда"], "01:30")


def test_a_town_where_no_times_are_known_offers_no_chooser(town: Snapshot) -> None:
    assert panel_of(seen(town), "")["hours"] is None
    shown = panel_of(seen(town, NOW), "")  # an address may still ask
    assert shown["hours"]["now"][2:] == [0, True]
    assert shown["list"]["empty"]


def facts(town: Snapshot, key: str, now: datetime, language: str = "lv") -> dict[str, str]:
    opened = record_id(TOWN, "resource", key)
    card = card_of(look(town, Choice(open=opened), language, now=now))
    assert card is not None
    return dict(card["facts"])


@pytest.mark.parametrize(
    ("key", "now", "said"),
    [
        ("day", TUESDAY, "Atvērts līdz plkst. 18:00"),
        ("day", TUESDAY + timedelta(hours=5), "Slēgts, atvērs trešdien plkst. 09:00"),
        ("day", TUESDAY - timedelta(hours=8), "Slēgts, atvērs plkst. 09:00"),
        ("day", TUESDAY + timedelta(days=4), "Slēgts, atvērs pirmdien plkst. 09:00"),
        ("night", TUESDAY, "Atvērts līdz plkst. 02:00 trešdien"),
        ("always", TUESDAY, "Atvērts vienmēr"),
    ],
)
def test_a_card_says_whether_it_is_open_and_until_when(
    timed: Snapshot, key: str, now: datetime, said: str
) -> None:
    assert facts(timed, key, now)["Tagad"] == said


def test_a_card_says_its_times_in_the_days_of_its_language(timed: Snapshot) -> None:
    usual = {
        language: facts(timed, "evening", TUESDAY, language)[word]
        for language, word in zip(LANGUAGES, ("Darba laiks", "Время работы", "Opening times"),
                                  strict=True)
    }  # fmt: skip
    assert usual == {
        "lv": "Ot 18:00–22:00; Se 10:00–14:00",
        "ru": "Вт 18:00–22:00; Сб 10:00–14:00",
        "en": "Tue 18:00–22:00; Sat 10:00–14:00",
    }


def test_times_that_nobody_knows_are_said_to_be_not_known(store: Store) -> None:
    put(store, "resource", record("resource", "silent"),
        record("resource", "worded", opening_note_lv="pēc vienošanās"),
        record("resource", "broken", opening="pēc pusdienām"))  # fmt: skip
    town = snapshot(store, TOWN, "public")
    for key, said in (("silent", "nav zināms"), ("worded", "pēc vienošanās"),
                      ("broken", "pēc pusdienām")):  # fmt: skip
        found = facts(town, key, TUESDAY)
        assert found["Darba laiks"] == said
        assert "Tagad" not in found


def test_a_group_or_need_has_no_opening_times_to_speak_of(town: Snapshot) -> None:
    for kind in ("group", "problem"):
        row = int(np.flatnonzero(town.records.kind == KINDS.index(kind))[0])
        card = card_of(look(town, Choice(open=str(town.records.ids[row])), "lv"))
        assert card is not None
        assert "Darba laiks" not in dict(card["facts"])
