from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open, map_message, panel


def test_the_map_and_the_list_are_asked_to_show_the_same(open_app: Open) -> None:
    app = open_app(category="culture_heritage")
    shown = panel(app)
    sent = map_message(app)["feature_group"]
    assert shown["token"] in sent
    assert shown["list"]["count"] == f"{len(shown['list']['rows'])} ierakstu"


def test_the_maps_script_does_not_depend_on_what_is_shown(open_app: Open) -> None:
    one = map_message(open_app())
    other = map_message(open_app(area="krizi", kind=["problem"], lang="ru", open="area:krizi"))
    assert one["script"] == other["script"]
    assert one["js_links"] == other["js_links"]
    assert all(link.startswith("../../assets/") for link in one["js_links"] + one["css_links"])


def test_a_click_sends_the_map_less_than_two_kilobytes(open_app: Open) -> None:
    app = open_app(category=["education_learning", "culture_heritage"], open="area:centrs")
    assert len(app.get("component_instance")[0].proto.json_args) < 2200


@pytest.mark.parametrize("language", ["lv", "ru", "en"])
def test_the_page_speaks_the_language_of_the_address(open_app: Open, language: str) -> None:
    shown = panel(open_app(lang=language))
    assert shown["lang"] == language
    latin = re.fullmatch(r"[^а-яА-Я]*", " ".join(shown["words"].values()))
    assert bool(latin) == (language != "ru")


def test_a_damaged_store_is_told_in_one_sentence_and_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "karte.gpkg"
    path.write_bytes(b"not a store at all" * 100)
    monkeypatch.setenv("KARTE_HOME", str(tmp_path))
    root = Path(__file__).resolve().parents[2]
    app = AppTest.from_file(str(root / "streamlit_app.py"), default_timeout=30).run()
    assert [error.value for error in app.error] == [
        "Datu krātuves fails ir bojāts vai no citas versijas. Tas nav mainīts. "
        "Atjaunojiet to no rezerves kopijas."
    ]
    assert str(tmp_path) not in app.error[0].value
    assert path.read_bytes() == b"not a store at all" * 100


def test_the_about_page_names_sources_licences_and_what_is_hidden(open_app: Open) -> None:
    app = open_app(lang="en")
    app.switch_page("pages/about.py").run()
    text = " ".join(element.value for element in app.markdown)
    assert "ODbL" in text
    assert "never sent to a public viewer's browser" in text
    assert "64 resources" in text
