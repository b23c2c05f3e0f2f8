"""An import is one act: written in one transaction, stopped without a trace, undone as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.acts import record
from geo.acts.arrivals import (
    commit,
    imports_of,
    plan_records,
    rejects_of,
    town_of_import,
    undo_import,
)
from geo.acts.arrivals.report import reason, reasons_of
from geo.acts.history import history_of
from geo.acts.keep import check_history
from geo.errors import Cancelled, Conflict, NotAllowed
from geo.files.sheet import read_sheet
from geo.model.limits import Limits
from geo.store import Store
from geo.words import words
from tests.acts.arrivals.lists import (
    CLUB,
    GARDEN,
    HALL,
    LIST,
    TODAY,
    desk_of,
    imported,
    plan_of,
    town_of,
    whats,
)

MANY = tuple(f"{number};Klubs {number};Sports un aktīvā atpūta;;;;;" for number in range(1200))


def test_an_import_is_one_act_of_the_history(bare: Store) -> None:
    desk = desk_of(bare)
    plan, batch = imported(desk, LIST, HALL, CLUB)
    rows = bare.changes(batch=batch)
    assert {row["act"] for row in rows} == {"import"}
    assert [row["record"] for row in rows if row["kind"] == "resource"] == [
        verdict.id for verdict in plan.verdicts
    ]
    (done,) = imports_of(desk)
    assert (done.batch, done.who, done.source, done.file) == (
        batch,
        "Redaktors",
        "saraksts",
        "saraksts.csv",
    )
    assert (done.counts["new"], done.is_undone) == (2, False)
    assert town_of_import(desk, batch) == desk.town
    assert check_history(bare).is_sound


def test_the_history_says_it_in_words(bare: Store) -> None:
    desk = desk_of(bare)
    plan, _ = imported(desk, LIST, HALL)
    commit(desk, plan_of(desk, LIST, HALL.replace("65400001", "65400009")))
    identity = plan.verdicts[0].id or ""
    newest, oldest = history_of(desk, town_of(desk), "resource", identity, words("en"))
    assert oldest.sentences == ("Redaktors imported it from a file",)
    assert "imported Phone of the organisation from a file" in newest.sentences[0]


def test_undo_takes_the_whole_import_back_as_one_act(bare: Store) -> None:
    desk = desk_of(bare)
    first, _ = imported(desk, LIST, HALL)
    identity = first.verdicts[0].id or ""
    _, batch = imported(desk, LIST, HALL.replace("65400001", "65400009"), CLUB, GARDEN)
    undone = undo_import(desk, batch)
    assert (undone.retired, undone.changed_back, undone.kept) == (2, 1, ())
    assert desk.read("resource", identity)["phone"] == "+371 65400001"
    assert set(bare.records("resource", desk.town, "internal")["id"]) == {identity}
    assert {row["act"] for row in bare.changes(batch=undone.batch or "")} == {"undo"}
    assert [one.is_undone for one in imports_of(desk)] == [True, False]


def test_what_somebody_has_worked_on_since_is_kept_and_named(bare: Store) -> None:
    desk = desk_of(bare)
    plan, batch = imported(desk, LIST, HALL, CLUB, GARDEN)
    hall, club, garden = (verdict.id or "" for verdict in plan.verdicts)
    record.change(desk, "resource", hall, 1, {"summary_lv": "Pulciņi."})
    record.publish(desk, "resource", club, 1, "public")
    undone = undo_import(desk, batch)
    assert (undone.retired, set(undone.kept)) == (1, {("resource", hall), ("resource", club)})
    assert desk.read("resource", hall)["summary_lv"] == "Pulciņi."
    assert desk.read("resource", garden)["retired"] is True


def test_undoing_twice_does_nothing_more(bare: Store) -> None:
    desk = desk_of(bare)
    _, batch = imported(desk, LIST, HALL, CLUB)
    undo_import(desk, batch)
    again = undo_import(desk, batch)
    assert (again.batch, again.retired, again.kept) == (None, 0, ())


def test_a_level_that_an_import_lowered_is_not_raised_by_undoing_it(bare: Store) -> None:
    desk = desk_of(bare)
    header, hall = f"{LIST};Apraksts", f"{HALL};Pulciņi."
    plan, _ = imported(desk, header, hall)
    identity = plan.verdicts[0].id or ""
    record.publish(desk, "resource", identity, 1, "public")
    _, batch = imported(desk, header, hall.replace("Pulciņi.", "Zvanīt Annai 26123456."))
    undo_import(desk, batch)
    now = desk.read("resource", identity)
    assert (now["summary_lv"], now["level"]) == ("Pulciņi.", "internal")


def test_only_imports_of_the_town_are_undone_and_only_by_editors(bare: Store) -> None:
    desk = desk_of(bare)
    _, batch = imported(desk, LIST, HALL)
    with pytest.raises(NotAllowed):
        undo_import(desk, "nonsense")
    with pytest.raises(NotAllowed):
        undo_import(desk_of(bare, town="elsewhere"), batch)
    with pytest.raises(NotAllowed):
        undo_import(desk_of(bare, "partner"), batch)
    _, noted = record.note(desk, "resource", {"name_lv": "A", "category": "sport_recreation",
                                              "precision": "area", "status": "active",
                                              "source": "tests"})  # fmt: skip
    with pytest.raises(NotAllowed):
        undo_import(desk, noted or "")


def test_nothing_is_written_when_somebody_was_quicker(bare: Store) -> None:
    desk = desk_of(bare)
    plan, _ = imported(desk, LIST, HALL)
    later = plan_of(desk, LIST, HALL.replace("65400001", "65400009"), CLUB)
    record.change(desk, "resource", plan.verdicts[0].id or "", 1, {"phone": "1"})
    revision = bare.revision()
    with pytest.raises(Conflict):
        commit(desk, later)
    assert bare.revision() == revision


def after(count: int) -> Callable[[float], None]:
    """Return a progress that stops everything when it is told so many times."""
    told: list[float] = []

    def stop(done: float) -> None:
        told.append(done)
        if len(told) == count:
            raise Cancelled

    return stop


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
def test_a_stopped_import_leaves_the_store_byte_for_byte_as_it_was(
    bare: Store, tmp_path: Path, count: int
) -> None:
    desk = desk_of(bare)
    plan = plan_of(desk, LIST, *MANY)
    bare.close()
    file = tmp_path / "bare.gpkg"
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    with pytest.raises(Cancelled):
        commit(desk, plan, progress=after(count))
    bare.close()
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before
    assert bare.source(desk.town, plan.source) is None


def test_a_stopped_undo_leaves_everything_imported(bare: Store) -> None:
    desk = desk_of(bare)
    _, batch = imported(desk, LIST, *MANY)
    revision = bare.revision()
    with pytest.raises(Cancelled):
        undo_import(desk, batch, progress=after(2))
    assert bare.revision() == revision
    assert undo_import(desk, batch).retired == len(MANY)


def test_only_who_may_import_may_do_it(bare: Store) -> None:
    plan = plan_of(desk_of(bare), LIST, HALL)
    with pytest.raises(NotAllowed):
        commit(desk_of(bare, "viewer"), plan)


def test_rejected_rows_come_back_with_reasons_and_load_again_when_corrected(bare: Store) -> None:
    desk = desk_of(bare)
    wrong = "9;Klubs;kaķi;;Nekuriene;;;"
    plan = plan_of(desk, LIST, HALL, wrong, "10;par;maz")
    assert (plan.read, plan.imported, plan.rejected) == (3, 1, 2)
    name, content = rejects_of(plan, words("lv"))
    assert name == "saraksts-nav-ievietots.csv"
    assert content.decode().splitlines()[1:] == [
        '"Joma: vārds «kaķi» nav zināms; norādiet, ko tas nozīmē; Apkaime: pašvaldībā nav apkaimes '
        f'«Nekuriene»";{wrong}',
        "rindā jābūt tik šūnām: 8, bet ir 3;10;par;maz",
    ]
    corrected = content.decode().replace("kaķi;;Nekuriene", "Sports un aktīvā atpūta;;Križi")
    sheet = read_sheet(name, corrected.encode(), Limits())
    more = plan_records(desk, town_of(desk), sheet, plan.mapping, today=TODAY)
    assert (whats(more), more.rejected) == (["new"], 1)


@pytest.mark.parametrize("language", ["lv", "ru", "en"])
def test_every_reason_is_said_in_every_language(bare: Store, language: str) -> None:
    say = words(language)
    plan = plan_of(desk_of(bare), LIST, "9;;kaķi;;Nekuriene;;x;", "10;par;maz", HALL, HALL + "1")
    told = reasons_of(plan, say)
    assert set(told) == {2, 3, 5}
    for sentence in (one for sentences in told.values() for one in sentences):
        assert "fault." not in sentence and "{" not in sentence


def test_a_needed_field_without_a_column_is_called_by_our_own_word(bare: Store) -> None:
    plan = plan_of(desk_of(bare), "Nosaukums", "Klubs")
    assert reason(plan.verdicts[0].faults[0], words("lv")) == "Joma: vajadzīga vērtība"
