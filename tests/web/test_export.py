"""Downloads by address: the filtered public rows, in one file, never kept by a cache."""

from __future__ import annotations

import io
import json
import zipfile
from urllib.parse import unquote

import pytest
from starlette.types import ASGIApp

from geo.acts.look import look_at_address
from geo.acts.passes import pass_for
from geo.acts.snapshot import snapshot
from geo.model.outgoing import FORMS_OUT
from geo.store import Store
from tests.awkward import CENTRE, KINDS, TOWN, filled_with, put
from tests.outgoing import read_csv, read_xlsx
from tests.web.asgi import ask

WORD = "Zzyzxslepenais"
FILTER = "kind=resource&area=centrs&q=biblioteka"


def members(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.mark.parametrize("form", FORMS_OUT)
def test_every_form_is_one_file_with_a_name_that_no_cache_keeps(app: ASGIApp, form: str) -> None:
    answer = ask(app, f"/export/{form}")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    said = answer.headers["content-disposition"]
    suffix = "xlsx" if form == "xlsx" else "zip"
    assert said.startswith('attachment; filename="kopienas-karte-Daugavpils-')
    assert f'.{suffix}"; filename*=UTF-8' in said
    assert said.isascii()
    assert answer.headers["content-type"] == (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        if form == "xlsx" else "application/zip"
    )  # fmt: skip


def test_a_name_in_any_letters_is_told_in_ascii_and_as_it_is(app: ASGIApp) -> None:
    said = ask(app, "/export/csv?lang=ru").headers["content-disposition"]
    assert said.isascii()
    assert "Даугавпилс" in unquote(said.partition("filename*=")[2])


def test_rows_are_those_of_the_list_under_the_same_filters(app: ASGIApp, store: Store) -> None:
    view = look_at_address(
        snapshot(store, TOWN, "public"),
        {"kind": ["resource"], "area": ["centrs"], "q": ["biblioteka"]},
        "lv",
    )
    listed = {view.snapshot.records.ids[row] for row in view.shown.order}
    files = members(ask(app, f"/export/csv?{FILTER}").body)
    data = next(body for name, body in files.items() if name.endswith(".csv"))
    meta = json.loads(next(body for name, body in files.items() if name.endswith(".meta.json")))
    assert {row["id"] for row in read_csv(data)} == listed
    assert len(listed) == meta["rows"]["total"] > 0
    assert meta["filter"]["address"] == {
        "q": "biblioteka", "kind": ["resource"], "area": ["centrs"],
    }  # fmt: skip
    rows = read_xlsx(ask(app, f"/export/xlsx?{FILTER}").body)
    assert {row["id"] for row in rows} == listed


@pytest.mark.parametrize("form", FORMS_OUT)
@pytest.mark.parametrize("query", ["", "level=internal", "kind=problem&kind=resource"])
def test_what_is_not_public_is_never_in_it(
    app: ASGIApp, store: Store, form: str, query: str
) -> None:
    """P11, X09: not even with a pass to the layers of another level."""
    for level in ("partners", "internal"):
        for kind in KINDS:
            place = {"geom": CENTRE, "precision": "exact"} if kind == "resource" else {}
            put(store, kind, filled_with(kind, WORD, f"hidden-{level}", level=level, **place))
    body = ask(app, f"/export/{form}?{query}&pass={pass_for('internal')}").body
    assert [name for name, told in members(body).items() if WORD.encode() in told] == []


def test_asking_for_what_is_hidden_finds_no_row(app: ASGIApp, store: Store) -> None:
    """P06."""
    put(store, "resource", filled_with("resource", WORD, "hidden", level="internal"))
    assert read_xlsx(ask(app, f"/export/xlsx?q={WORD}").body) == []


@pytest.mark.parametrize("form", ["", "CSV", "pdf", "csv/../gpkg", "__class__"])
def test_a_form_that_there_is_not_is_not_found(app: ASGIApp, form: str) -> None:
    assert ask(app, f"/export/{form}").status == 404


def test_a_lowered_record_is_gone_at_the_next_request(app: ASGIApp, store: Store) -> None:
    """P07."""
    put(store, "resource", filled_with("resource", WORD, "lowered"))
    assert WORD.encode() in b"".join(members(ask(app, "/export/geojson").body).values())
    put(store, "resource", filled_with("resource", WORD, "lowered", level="partners"))
    assert WORD.encode() not in b"".join(members(ask(app, "/export/geojson").body).values())
