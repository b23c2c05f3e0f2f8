"""What if: in sentences, and nothing is saved unless it is asked for."""

from __future__ import annotations

import pytest

from geo.acts import record
from geo.acts.record import Desk
from geo.acts.snapshot import Snapshot, snapshot
from geo.acts.trying import Trial, keep_planned, what_if
from geo.errors import NotAllowed
from geo.model.people import PUBLIC, Viewer
from geo.settings import LANGUAGES
from geo.store import Store
from geo.words import words
from tests.conftest import TOWN


def anchor(town: Snapshot, key: str) -> tuple[float, float]:
    point = town.areas.set_index("key").geometry[key].representative_point()
    return float(point.y), float(point.x)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_planned_place_changes_its_own_area_and_the_town(town: Snapshot, language: str) -> None:
    say = words(language, town.unit)
    told = what_if(town, Trial("education_learning", anchor(town, "krizi")), say)
    assert any(text.startswith(f"{town.area_name('krizi', language)}: ") for text in told)
    assert told[-1].startswith(f"{town.town_name(language)}: ")
    assert not any("try." in text for text in told)


def test_without_anything_tried_nothing_changes(town: Snapshot) -> None:
    say = words("lv", town.unit)
    assert what_if(town, Trial("education_learning"), say) == []
    assert what_if(town, Trial("education_learning", closed=("never-was",)), say) == []
    with pytest.raises(KeyError):
        what_if(town, Trial("atlantis"), say)


def test_trying_saves_nothing_and_what_is_kept_is_planned_and_internal(store: Store) -> None:
    town, before = snapshot(store, TOWN, "internal"), store.revision()
    trial = Trial("meeting_place", anchor(town, "krizi"))
    what_if(town, trial, words("lv", town.unit))
    assert store.revision() == before
    desk = Desk(store, TOWN, Viewer("Redaktore", "editor"))
    batch = keep_planned(desk, town, trial)
    assert batch is not None
    now = snapshot(store, TOWN, "internal").records.frame
    (row,) = now[now["name_lv"].str.startswith("Plānots: ")].to_dict("records")
    assert (row["status"], row["level"], row["area"]) == ("planned", "internal", "krizi")
    record.undo(desk, batch)
    with pytest.raises(NotAllowed):
        keep_planned(Desk(store, TOWN, PUBLIC), town, trial)
