"""The page of who could help: the address says what is asked, list and map agree."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.acts.helping import Near, partners_for, who_can_help
from geo.acts.snapshot import Snapshot, snapshot
from geo.settings import LANGUAGES
from geo.store import Store
from geo.ui import viewer as who
from geo.words import words
from tests.conftest import TOWN
from tests.pages.conftest import Open, map_message, panel

NEED = "krizi-kopigas-nodarbibas"


@pytest.fixture
def seen(open_app: Open, tmp_path: Path) -> Snapshot:
    with closing(Store(f"sqlite:///{(tmp_path / 'karte.gpkg').as_posix()}")) as store:
        return snapshot(store, TOWN, "public")


def page(open_app: Open, *, editor: bool = False, **query: str) -> AppTest:
    app = open_app(lang=query.pop("lang", "lv"))
    if editor:
        app.session_state["editor name"] = "Redaktore"
    for name, value in query.items():
        app.query_params[name] = value
    app.switch_page("pages/help.py").run()
    assert not app.exception
    return app


def need_of(town: Snapshot) -> str:
    return str(town.records.frame.set_index("key").loc[NEED, "id"])


def block(app: AppTest, key: str) -> dict[str, Any]:
    (found,) = [one for one in panel(app)["blocks"] if one.get("key") == key]
    return dict(found)


def marks(app: AppTest) -> list[Any]:
    """Return the places that the map was told to mark."""
    drawn = str(map_message(app)["feature_group"])
    at = drawn.index('"preview"')
    preview, _ = json.JSONDecoder().raw_decode(drawn[drawn.index("{", at) :])
    return list(preview["marks"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_need_has_its_helpers_in_the_list(open_app: Open, seen: Snapshot, language: str) -> None:
    need, say = need_of(seen), words(language, seen.unit)
    app = page(open_app, need=need, lang=language)
    lines = block(app, "help.who")["lines"]
    found = who_can_help(seen, need, say)
    assert [line["text"] for line in lines] == [one.name for one in found]
    assert not any(line["acts"] for line in lines)  # the public links nothing


def test_near_a_place_the_list_is_that_of_the_address(open_app: Open, seen: Snapshot) -> None:
    app = page(open_app, near="area:centrs", radius="1000")
    near = Near(area="centrs", radius_m=1000)
    found = partners_for(seen, near, words("lv", seen.unit))
    lines = block(app, "help.partners")["lines"]
    assert [line["text"] for line in lines] == [one.name for one in found]
    placed = [one for one in found if seen.records.placed[one.row]]
    numbered = [line for line in lines if "Kartē: " in line["sub"]]
    assert len(marks(app)) == len(numbered) == len(placed) > 0


def test_an_editor_can_link_and_note_that_somebody_was_asked(
    open_app: Open, seen: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(who, "here", lambda: True)
    app = page(open_app, editor=True, need=need_of(seen))
    first = block(app, "help.who")["lines"][0]
    assert [act["label"] for act in first["acts"]] == ["Saistīt", "Pajautāts"]
    app.session_state["act asked for on the leaf"] = first["acts"][0]["act"]
    app.run()
    assert not app.exception
    again = block(app, "help.who")["lines"][0]
    assert [act["label"] for act in again["acts"]] == ["Pajautāts"]
    (undo,) = [one for one in app.button if (one.key or "").startswith("undo ")]
    undo.click().run()
    assert [act["label"] for act in block(app, "help.who")["lines"][0]["acts"]] == [
        "Saistīt",
        "Pajautāts",
    ]


@pytest.mark.parametrize("query", [{}, {"need": "never-was"}, {"near": "area:x", "radius": "9e9"}])
def test_an_address_without_sense_asks_what_is_wanted(
    open_app: Open, query: dict[str, str]
) -> None:
    (title,) = panel(page(open_app, **query))["blocks"]
    assert title["lead"] == "Izvēlieties vajadzību, grupu vai vietu."
