"""A page is of the town in its address, and stays with it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from geo.acts.record import Desk
from geo.acts.towns import new_town
from geo.model.people import Viewer
from geo.store import Store
from tests.pages.conftest import Open, panel


@pytest.fixture
def riga(tmp_path: Path, open_app: Open) -> str:
    with closing(Store(f"sqlite:///{(tmp_path / 'karte.gpkg').as_posix()}")) as store:
        desk = Desk(store, "", Viewer("anna", "administrator"))
        return new_town(desk, {"lv": "Rīga", "ru": "Рига"}, unit="rajons")


def test_one_town_needs_no_choice(open_app: Open) -> None:
    assert not open_app().selectbox


def test_the_address_says_which_town_opens(open_app: Open, riga: str) -> None:
    assert panel(open_app(town=riga))["title"] == "Rīga · kopienas karte"
    assert panel(open_app())["title"] == "Daugavpils · kopienas karte"
    assert panel(open_app(town="atlantis"))["title"] == "Daugavpils · kopienas karte"


def test_another_town_is_chosen_in_the_header_without_the_filters_of_the_first(
    open_app: Open, riga: str
) -> None:
    app = open_app(area="krizi", q="klubs", lang="ru")
    app.selectbox(key="town").select(riga).run()
    assert panel(app)["title"].startswith("Рига")
    assert panel(app)["q"] == "" and panel(app)["chips"] == []
    assert app.query_params["town"] == riga
    app.selectbox(key="town").select("daugavpils").run()
    assert panel(app)["title"].startswith("Даугавпилс")
