"""Files of the pages: handed over, side by side, the matrix; public whoever asks."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import unquote

import pytest
from starlette.types import ASGIApp

from geo.acts.handover import FORMS
from geo.acts.passes import pass_for
from geo.store import Store
from tests.acts.test_hidden import WORD, hide
from tests.web.asgi import ask

TABLES = ("area.csv?area=centrs", "area.csv?area=centrs&area=krizi", "town.csv")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("query", ["", "area=krizi&area=kimija&lang=ru"])
def test_every_form_is_a_file_that_no_cache_keeps(app: ASGIApp, form: str, query: str) -> None:
    answer = ask(app, f"/handover/{form}?{query}")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    said = answer.headers["content-disposition"]
    assert said.startswith("attachment; ") and said.isascii()
    assert unquote(said).endswith(f".{form}")


def test_both_files_are_in_the_zip(app: ASGIApp) -> None:
    body = ask(app, "/handover/zip?area=krizi").body
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        assert sorted(name.rpartition(".")[2] for name in packed.namelist()) == ["csv", "html"]


@pytest.mark.parametrize("path", ["handover/pdf", "handover/", "area.csv", "area.csv?area=never"])
def test_what_there_is_not_is_not_found(app: ASGIApp, path: str) -> None:
    assert ask(app, f"/{path}").status == 404


@pytest.mark.parametrize("path", TABLES)
@pytest.mark.parametrize("language", ["lv", "ru", "en"])
def test_tables_speak_the_language_asked_for(app: ASGIApp, path: str, language: str) -> None:
    answer = ask(app, f"/{path}{'&' if '?' in path else '?'}lang={language}")
    first = answer.body.decode("utf-8-sig").splitlines()[0]
    assert answer.status == 200
    heads = {"lv": ("Temats", "Apkaime"), "ru": ("Тема", "Микрорайон"),
             "en": ("Subject", "Neighbourhood")}  # fmt: skip
    assert first.split(";")[0] in heads[language]


@pytest.mark.parametrize("level", ["partners", "internal"])
def test_no_pass_and_no_level_in_the_address_lets_more_out(
    app: ASGIApp, store: Store, level: str
) -> None:
    """P04, X09."""
    hide(store, level)
    asked = f"pass={pass_for(level)}&level={level}"
    for path in (*TABLES, "handover/html?area=centrs", "handover/csv"):
        answer = ask(app, f"/{path}{'&' if '?' in path else '?'}{asked}")
        assert answer.status == 200
        assert WORD.encode() not in answer.body
