"""What a council takes home: complete, public only, and nothing but text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from geo.acts.handover import MOST, HandOver, hand_over
from geo.acts.profile import profile
from geo.acts.snapshot import Snapshot, snapshot
from geo.errors import NotAllowed
from geo.settings import LANGUAGES
from geo.store import Store
from geo.words import words
from tests.acts.test_hidden import WORD, hide
from tests.acts.test_profile import proposal
from tests.awkward import TEXTS, TOWN, filled_with, put, put_hostile

TODAY = date(2026, 11, 22)
TWO = ["krizi", "kimija"]

_LOADING = {"src", "href", "xlink:href", "srcset", "data", "action", "poster", "background"}
_NEVER = {"script", "iframe", "object", "embed", "link", "base", "form", "img", "image", "use", "a"}


class Read(HTMLParser):
    """What stands in a page: its tags, its attributes, its text."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.sections: list[str] = []
        self.feed(page.decode("utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attributes]
        self.sections += [value or "" for name, value in attributes if name == "id"]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def handed(store: Store, areas: list[str], language: str = "lv") -> HandOver:
    return hand_over(snapshot(store, TOWN, "public"), areas, language, today=TODAY)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("areas", [["krizi"], TWO, []], ids=["one", "two", "all"])
def test_the_page_holds_every_part_and_every_line(
    town: Snapshot, areas: list[str], language: str
) -> None:
    """Nothing is cut: each line of each area's page stands in it."""
    read = Read(hand_over(town, areas, language, today=TODAY).page)
    assert read.sections[:4] == ["asked", "map", "matrix", "town"]
    assert read.sections[-1] == "method"
    say = words(language, town.unit)
    keys = areas or list(town.area_rows)
    assert sum(name.startswith("area-") for name in read.sections) == len(keys)
    for key in keys:
        for part in profile(town, key, say).sections:
            assert part.title in read.text
            for line in part.lines:
                assert " ".join(line.text.split()) in read.text, line.text
    for said in ("card.situation", "handover.boundaries", "handover.public"):
        assert say(said) in read.text
    assert say.date("2026-11-22") in read.text
    assert say("about.revision", revision=say.number(town.revision)) in read.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_asks_nobody_for_anything(town: Snapshot, language: str) -> None:
    page = hand_over(town, [], language, today=TODAY).page
    read = Read(page)
    assert read.tags & _NEVER == set()
    assert [pair for pair in read.attributes if pair[0] in _LOADING] == []
    assert [name for name, _ in read.attributes if name.startswith("on")] == []
    assert re.search(rb"url\(|@import", page) is None
    assert ("http-equiv", "Content-Security-Policy") in read.attributes
    assert any(value.startswith("default-src 'none'") for _, value in read.attributes)


def test_hostile_words_are_only_words(store: Store) -> None:
    put_hostile(store)
    for place, text in enumerate(TEXTS):
        put(store, "proposal", proposal(id=f"p-{place}", area="krizi", statement_lv=text,
                                        department=text, answer_lv=text))  # fmt: skip
    for place, text in enumerate(TEXTS):
        row = filled_with("resource", text, f"here-{place}", area="centrs")
        put(store, "resource", row)
    found = handed(store, [*TWO, "centrs"])
    read = Read(found.page)
    assert read.tags & _NEVER == set()
    assert [name for name, _ in read.attributes if name.startswith("on")] == []
    assert "<img src=x onerror=" in read.text
    rows = list(csv.reader(io.StringIO(found.table.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 1 + len(TEXTS)
    assert [
        cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))
    ] == []


def test_a_nul_or_half_a_letter_does_not_stop_it(town: Snapshot) -> None:
    named = replace(town, town={**town.town, "name_lv": "a\ud800\x00b"})
    page = hand_over(named, ["krizi"], "lv", today=TODAY).page
    assert "a?b" in Read(page).text and b"\x00" not in page


@pytest.mark.parametrize("level", ["partners", "internal"])
def test_only_public_records_leave(store: Store, level: str) -> None:
    with pytest.raises(NotAllowed):
        hand_over(snapshot(store, TOWN, level), TWO, "lv")


@pytest.mark.parametrize("level", ["partners", "internal"])
@pytest.mark.parametrize("areas", [["centrs"], []], ids=["one", "all"])
def test_it_is_the_same_with_and_without_hidden_records(
    store: Store, level: str, areas: list[str]
) -> None:
    """P06, P11: but for the number of the revision, which every write raises."""
    before = handed(store, areas)
    hide(store, level)
    put(store, "proposal", proposal(id="p", area="centrs", statement_lv=WORD, level=level))
    after = handed(store, areas)
    assert after.table == before.table
    assert _without_revision(after.page) == _without_revision(before.page)
    assert WORD.encode() not in after.page + after.table


def _without_revision(page: bytes) -> bytes:
    found = re.subn("Datu versija: [0-9\N{NO-BREAK SPACE}]+".encode(), b"", page)
    assert found[1] == 1
    return found[0]


def test_the_table_holds_the_proposals_of_the_chosen_areas_and_of_all(store: Store) -> None:
    put(
        store, "proposal",
        proposal(id="p-1", area="krizi", cost_band="none", department="Attīstības departaments",
                 asked_on="2026-02-01"),
        proposal(id="p-2", area="gajoks", statement_lv="Cita vieta"),
        proposal(id="p-3", statement_lv="Talka visā pilsētā", status="done"),
    )  # fmt: skip
    found = handed(store, TWO)
    rows = list(csv.DictReader(io.StringIO(found.table.decode("utf-8-sig")), delimiter=";"))
    assert [
        (row["Formulējums"], row["Apkaime"], row["Izmaksas"], row["Lūgts"]) for row in rows
    ] == [
        ("Soliņi pie pieturas", "Križi", "Bez izmaksām", "2026-02-01"),
        ("Talka visā pilsētā", "Visa pašvaldība", "", ""),
    ]
    text = Read(found.page).text
    assert "Lūgts 01.02.2026. → Saņemta atbilde: vēl nav → Izdarīts: vēl nav" in text
    assert "Cita vieta" not in text
    whole = handed(store, [])
    assert len(whole.table.splitlines()) == 4


def test_areas_stand_as_asked_and_no_more_than_five_are_chosen(town: Snapshot) -> None:
    keys = ["kimija", "never", "krizi", *list(town.area_rows)[:4]]
    read = Read(hand_over(town, keys, "lv", today=TODAY).page)
    assert sum(name.startswith("area-") for name in read.sections) == MOST
    assert read.text.index("Ķīmija") < read.text.index("Križi")


def test_the_files_have_names_that_say_what_they_are(town: Snapshot) -> None:
    found = hand_over(town, TWO, "lv", today=TODAY)
    name, media_type, body = found.file("zip")
    assert name == "nodosana-domei-Daugavpils-Križi-Ķīmija-2026-11-22.zip"
    assert media_type == "application/zip"
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        assert packed.testzip() is None
        assert {name: packed.read(name) for name in packed.namelist()} == {
            f"{found.stem}.html": found.page,
            f"{found.stem}.csv": found.table,
        }
    assert found.file("html")[::2] == (f"{found.stem}.html", found.page)
    assert found.file("csv")[::2] == (f"{found.stem}.csv", found.table)


def test_the_same_day_gives_the_same_bytes(town: Snapshot) -> None:
    one, other = (hand_over(town, TWO, "lv", today=TODAY).file("zip") for _ in range(2))
    assert one == other
