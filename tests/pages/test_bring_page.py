"""Whoever started the map begins a town and brings in what it has."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.ui import viewer as who
from tests.pages.conftest import Open, panel


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(who, "here", lambda: True)


@pytest.fixture
def bring(open_app: Open, here: None) -> AppTest:
    app = open_app(lang="lv")
    app.session_state["editor name"] = "Anna"
    app.query_params["what"] = "town"
    return app.switch_page("pages/bring.py").run()


def test_anybody_else_reads_why_nothing_can_be_brought_in(open_app: Open) -> None:
    app = open_app().switch_page("pages/bring.py").run()
    assert len(app.info) == 1 and not app.text_input


def test_a_town_is_begun_by_its_name_and_opens_at_its_boundaries(bring: AppTest) -> None:
    bring.text_input(key="town name lv").input("Ādaži")
    bring.selectbox(key="town unit").select("pagasts")
    bring.button(key="FormSubmitter:new town-Sākt karti").click().run()
    assert not bring.exception and not bring.error
    assert bring.query_params["town"] == "adazi"
    bring.switch_page("pages/map.py").run()
    assert panel(bring)["title"] == "Ādaži · kopienas karte"
    assert panel(bring)["list"]["empty"].startswith("Šai kartei vēl nav pagastu robežu")


@pytest.mark.parametrize("name", ["", "Daugavpils", "???"])
def test_a_name_that_cannot_be_is_told_in_a_sentence(
    bring: AppTest, name: str, tmp_path: Path
) -> None:
    bring.text_input(key="town name lv").input(name)
    bring.button(key="FormSubmitter:new town-Sākt karti").click().run()
    assert len(bring.error) == 1
    assert bring.query_params.get("town") != "adazi"


def test_a_training_place_says_so_on_every_page(bring: AppTest) -> None:
    bring.text_input(key="town name lv").input("Mācību pilsēta")
    bring.checkbox(key="town training").check()
    bring.button(key="FormSubmitter:new town-Sākt karti").click().run()
    for page in ("map", "desk", "about"):
        bring.switch_page(f"pages/{page}.py").run()
        said = [text.value for text in bring.text]
        assert "Mācību vieta: ieraksti ir izmēģinājums." in said
