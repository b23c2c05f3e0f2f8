"""A personal contact vanishes by itself, everywhere, at the next request (P08)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from geo.acts import companions, record
from geo.acts import snapshot as snapshots
from geo.acts.card import card_of
from geo.acts.history import history_of
from geo.acts.look import look, patch_of
from geo.acts.panel import panel_of
from geo.acts.record import Desk
from geo.acts.rules import consents_of
from geo.acts.since import changed_since
from geo.acts.snapshot import Snapshot, snapshot
from geo.acts.table import table_of
from geo.analysis.choice import Choice
from geo.model.taxonomy import KINDS
from geo.settings import LANGUAGES
from geo.store import Store
from geo.words import fold, words
from tests.acts.beside import CHOIR, HALL, TOWN, desk_of, noted, public

PHONE, WEB = "+371 26777888", "https://persona.example/"
LAST = date(2026, 11, 22)
AGREED = {"shown_to": "public", "given_by": "group_leader", "given_on": "2026-11-01",
          "until": LAST.isoformat()}  # fmt: skip

OnDay = Callable[[date], None]


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> OnDay:
    """Let it be some day in Latvia."""

    def be(day: date) -> None:
        monkeypatch.setattr(snapshots, "today", lambda: day)

    be(LAST)
    return be


@pytest.fixture
def desk(store: Store) -> Desk:
    return desk_of(store)


def with_consent(desk: Desk, kind: str, values: dict[str, Any], **agreed: Any) -> str:
    identity = noted(desk, kind, values, phone=PHONE, web=WEB)
    public(desk, kind, identity)
    for contact in ("phone", "web"):
        companions.agree(desk, identity, {**AGREED, "contact": contact, **agreed})
    return identity


def told(town: Snapshot, identity: str) -> str:
    """Return all that a viewer of a town is sent and searches in, as one text."""
    parts: list[Any] = [town.records.frame.to_string(), town.search.texts]
    layers = ("records", *(f"names-{language}" for language in LANGUAGES))
    parts += [layer.body.decode() for name in layers if (layer := town.layer(name))]
    for language in LANGUAGES:
        for choice in (Choice(kind=KINDS), Choice(open=identity), Choice(q=PHONE, kind=KINDS)):
            view = look(town, choice, language)
            patch = patch_of(view, "light")
            found = {**panel_of(view, patch["token"]), "q": ""}
            found["list"] = {**found["list"], "downloads": None}  # they hold what was searched
            found["chips"] = []
            parts += [patch, found, card_of(view), table_of(view).decode()]
    return str(parts)


def is_shown(town: Snapshot, identity: str) -> bool:
    text = told(town, identity)
    shown = [PHONE in text, WEB in text, bool(town.search.mask(fold(PHONE)).any())]
    assert len(set(shown)) == 1, "shown in one place and hidden in another"
    return shown[0]


@pytest.mark.parametrize(("kind", "values"), [("resource", HALL), ("group", CHOIR)])
def test_a_contact_is_there_on_its_last_day_and_gone_the_day_after(
    desk: Desk, on_day: OnDay, kind: str, values: dict[str, Any]
) -> None:
    identity = with_consent(desk, kind, values)
    assert is_shown(snapshot(desk.store, TOWN, "public"), identity)
    on_day(date(2026, 11, 23))
    for viewer in ("public", "partners", "internal"):
        assert not is_shown(snapshot(desk.store, TOWN, viewer), identity)


def test_a_town_is_read_anew_when_the_day_changes_though_nobody_changed_anything(
    store: Store, on_day: OnDay
) -> None:
    first = snapshot(store, TOWN, "public")
    assert snapshot(store, TOWN, "public") is first
    on_day(date(2026, 11, 23))
    second = snapshot(store, TOWN, "public")
    assert second is not first
    assert (second.revision, second.day) == (first.revision, date(2026, 11, 23))
    assert snapshot(store, TOWN, "public") is second


@pytest.mark.parametrize(
    ("shown_to", "viewers"),
    [
        ("public", ["public", "partners", "internal"]),
        ("partners", ["partners", "internal"]),
        ("internal", ["internal"]),
    ],
)
def test_a_contact_is_shown_to_whom_was_agreed(
    desk: Desk, on_day: OnDay, shown_to: str, viewers: list[str]
) -> None:
    hall = with_consent(desk, "resource", HALL, shown_to=shown_to)
    for viewer in ("public", "partners", "internal"):
        assert is_shown(snapshot(desk.store, TOWN, viewer), hall) == (viewer in viewers)


def test_what_is_withdrawn_is_gone_at_the_next_request_and_undo_brings_it_back(
    desk: Desk, on_day: OnDay
) -> None:
    hall = with_consent(desk, "resource", HALL, until="2027-11-01")
    batches = [
        companions.withdraw(desk, line["id"], LAST) for line in consents_of(desk.store, hall)
    ]
    assert not is_shown(snapshot(desk.store, TOWN, "internal"), hall)
    for batch in batches:
        assert batch is not None
        record.undo(desk, batch)
    assert is_shown(snapshot(desk.store, TOWN, "public"), hall)


def test_a_new_number_in_the_same_place_is_as_personal_as_the_one_before(
    desk: Desk, on_day: OnDay
) -> None:
    hall = with_consent(desk, "resource", HALL, until="2026-11-21")
    record.change(desk, "resource", hall, desk.read("resource", hall)["version"],
                  {"phone": "+371 26000999"})  # fmt: skip
    assert "26000999" not in told(snapshot(desk.store, TOWN, "internal"), hall)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_history_does_not_tell_what_is_hidden(desk: Desk, on_day: OnDay, language: str) -> None:
    hall = with_consent(desk, "resource", HALL)
    record.change(desk, "resource", hall, desk.read("resource", hall)["version"],
                  {"phone": "+371 26000999"})  # fmt: skip
    say = words(language)

    def history() -> str:
        town = snapshot(desk.store, TOWN, "internal")
        return str(history_of(desk, town, "resource", hall, say))

    assert PHONE in history()
    assert "26000999" in history()
    on_day(date(2026, 11, 23))
    assert PHONE not in history()
    assert "26000999" not in history()
    assert say("consent.hidden") in history()


@pytest.mark.parametrize("viewer", ["public", "internal"])
def test_what_changed_since_a_day_does_not_tell_of_a_hidden_contact(
    desk: Desk, on_day: OnDay, viewer: str
) -> None:
    hall = with_consent(desk, "resource", HALL)
    record.change(desk, "resource", hall, desk.read("resource", hall)["version"],
                  {"phone": "+371 26000999"})  # fmt: skip

    def told_since() -> str:
        town = snapshot(desk.store, TOWN, viewer)
        return str(changed_since(desk, look(town, Choice(open="area:krizi"), "lv"), LAST))

    before = told_since()
    assert ("26000999" in before) == (viewer == "internal")
    assert "tālrunis" in before.lower()
    on_day(date(2026, 11, 23))
    assert PHONE not in told_since()
    assert "26000999" not in told_since()
    if viewer == "public":
        assert "tālrunis" not in told_since().lower()


def test_a_contact_of_an_organisation_is_everybodys(desk: Desk, on_day: OnDay) -> None:
    hall = noted(desk, "resource", HALL, phone=PHONE, web=WEB)
    public(desk, "resource", hall)
    on_day(date(2999, 1, 1))
    assert is_shown(snapshot(desk.store, TOWN, "public"), hall)


def test_what_was_a_mistake_is_an_organisations_contact_again(desk: Desk, on_day: OnDay) -> None:
    hall = with_consent(desk, "resource", HALL, until="2026-11-02")
    assert not is_shown(snapshot(desk.store, TOWN, "public"), hall)
    for line in consents_of(desk.store, hall):
        record.retire(desk, "consent", line["id"])
    assert is_shown(snapshot(desk.store, TOWN, "public"), hall)
