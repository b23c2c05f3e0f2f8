"""Routes beside Streamlit's own: layers, list, health; what is not public is never reached."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from shapely import Point
from starlette.types import ASGIApp

from geo.acts import site
from geo.acts.look import look_at_address
from geo.acts.passes import pass_for
from geo.acts.record import Desk
from geo.acts.snapshot import snapshot
from geo.acts.table import table_of
from geo.acts.towns import new_town
from geo.model.people import Viewer
from geo.settings import LANGUAGES
from geo.store import Store
from tests.awkward import CENTRE, KINDS, TOWN, filled_with, put, record
from tests.web.asgi import ask
from tests.web.conftest import served

WORD = "Zzyzxslepenais"
LAYERS = ("base", "areas", "records", "names-lv", "names-ru", "words-en")


def address_of(store: Store, name: str, level: str = "public") -> str:
    layer = snapshot(store, TOWN, level).layer(name)
    assert layer is not None
    return f"/layers/{layer.address}"


def hide(store: Store) -> None:
    for level in ("partners", "internal"):
        for kind in KINDS:
            place = {"geom": CENTRE, "precision": "exact"} if kind == "resource" else {}
            put(store, kind, filled_with(kind, WORD, f"hidden-{level}", level=level, **place))


# --- layers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_is_answered_at_the_address_of_its_content(
    app: ASGIApp, store: Store, name: str
) -> None:
    answer = ask(app, address_of(store, name))
    layer = snapshot(store, TOWN, "public").layer(name)
    assert layer is not None
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.body == layer.body
    assert "content-encoding" not in answer.headers


def test_a_layer_travels_compressed_to_whoever_can_read_it(app: ASGIApp, store: Store) -> None:
    plain = ask(app, address_of(store, "areas"))
    packed = ask(app, address_of(store, "areas"), accept_encoding="gzip, deflate, br")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.plain == plain.body
    assert len(packed.body) < len(plain.body) / 2
    assert "accept-encoding" in packed.headers["vary"].lower()
    assert packed.headers["etag"] != plain.headers["etag"]


@pytest.mark.parametrize("accepts", ["gzip;q=0", "identity", "*;q=0", "deflate"])
def test_a_layer_is_not_compressed_for_whoever_cannot_read_it(
    app: ASGIApp, store: Store, accepts: str
) -> None:
    answer = ask(app, address_of(store, "words-en"), accept_encoding=accepts)
    assert "content-encoding" not in answer.headers
    assert "map.home" in answer.json


@pytest.mark.parametrize("accepts", ["", "gzip"])
def test_a_layer_that_is_known_already_is_not_sent_again(
    app: ASGIApp, store: Store, accepts: str
) -> None:
    address = address_of(store, "records")
    first = ask(app, address, accept_encoding=accepts)
    assert first.headers["cache-control"] == "no-cache"
    again = ask(app, address, accept_encoding=accepts, if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == "no-cache"
    assert ask(app, address, accept_encoding=accepts, if_none_match='"old"').status == 200


def test_a_proxy_that_weakens_the_tag_still_saves_the_way(app: ASGIApp, store: Store) -> None:
    """nginx makes W/"…" of a tag when it compresses; browsers send several at once."""
    address = address_of(store, "records")
    tag = ask(app, address).headers["etag"]
    assert ask(app, address, if_none_match=f"W/{tag}").status == 304
    assert ask(app, address, if_none_match=f'"other", {tag}').status == 304


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_superseded_address_is_gone_and_says_so(
    app: ASGIApp, store: Store, language: str
) -> None:
    old = address_of(store, "records")
    put(store, "resource", record("resource", "r", precision="exact", geom=CENTRE))
    answer = ask(app, f"{old}?lang={language}")
    assert answer.status == 410
    assert set(answer.json) == {"error"}
    assert ask(app, address_of(store, "records")).status == 200


def test_what_is_lowered_is_gone_at_the_next_request(app: ASGIApp, store: Store) -> None:
    """P07: even for a browser that has it and asks only whether it is still right."""
    put(store, "resource", record("resource", "r", precision="exact", geom=CENTRE))
    address = address_of(store, "records")
    tag = ask(app, address).headers["etag"]
    row = record("resource", "r", precision="exact", geom=CENTRE, level="internal")
    put(store, "resource", row)
    assert ask(app, address, if_none_match=tag).status == 410


# --- differences -------------------------------------------------------------------------------


@pytest.fixture
def held(app: ASGIApp, store: Store) -> dict[str, str]:
    """Return the digests of layers that a browser has fetched."""
    put(store, "resource", record("resource", "r", precision="exact", geom=CENTRE, name_lv=WORD))
    return {name: address_of(store, name).split(".")[1] for name in ("records", "names-lv")}


@pytest.mark.parametrize("name", ["records", "names-lv"])
def test_what_differs_from_the_layer_that_is_held_is_all_that_travels(
    app: ASGIApp, store: Store, held: dict[str, str], name: str
) -> None:
    row = record("resource", "r", precision="exact", geom=Point(26.5, 55.9), name_lv="Cits")
    put(store, "resource", row)
    whole = ask(app, address_of(store, name))
    answer = ask(app, f"{address_of(store, name)}?from={held[name]}")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"
    assert "etag" not in answer.headers
    assert len(answer.body) < 200 < len(whole.body)
    assert (len(answer.json["removed"]), len(answer.json["at"])) == (1, 1)
    assert list(answer.json["columns"]) == list(whole.json)
    place = answer.json["at"][0]
    for column, (value,) in answer.json["columns"].items():
        assert whole.json[column][place] == value


@pytest.mark.parametrize("values", [{"level": "internal"}, {"retired": True}])
def test_a_difference_says_of_what_is_lowered_only_that_its_row_is_gone(
    app: ASGIApp, store: Store, held: dict[str, str], values: dict[str, object]
) -> None:
    """P07."""
    row = record("resource", "r", precision="exact", geom=CENTRE, name_lv=WORD, **values)
    put(store, "resource", row)
    for name, digest in held.items():
        answer = ask(app, f"{address_of(store, name)}?from={digest}")
        said = answer.json
        assert (len(said["removed"]), said["at"]) == (1, [])
        assert all(column == [] for column in said["columns"].values())
        assert WORD.encode() not in answer.body
        assert ask(app, f"/layers/{name}.{digest}.json").status == 410
        assert ask(app, f"/layers/{name}.{digest}.json?from={digest}").status == 410


@pytest.mark.parametrize("digest", ["", "0" * 16, "x", "../..", "%00", "é"])
def test_a_layer_that_is_not_known_any_more_is_answered_whole(
    app: ASGIApp, store: Store, held: dict[str, str], digest: str
) -> None:
    address = address_of(store, "records")
    whole = ask(app, address)
    answer = ask(app, f"{address}?from={quote(digest)}")
    assert (answer.status, answer.body) == (200, whole.body)
    assert answer.headers["etag"] == whole.headers["etag"]


@pytest.mark.parametrize("level", ["partners", "internal"])
def test_differences_of_a_level_need_its_pass(app: ASGIApp, store: Store, level: str) -> None:
    hide(store)
    old = address_of(store, "names-lv", level).split(".")[1]
    put(store, "resource", filled_with("resource", "Zzyzxjaunais", "hidden-partners",
                                       level=level, precision="exact", geom=CENTRE))  # fmt: skip
    with_pass = f"{address_of(store, 'names-lv', level)}?pass={pass_for(level)}&from={old}"
    answer = ask(app, with_pass)
    assert "Zzyzxjaunais" in answer.json["columns"]["name"]
    assert answer.headers["cache-control"] == "no-store"
    without = f"{address_of(store, 'names-lv')}?from={old}"
    assert "removed" not in ask(app, without).json
    assert b"Zzyzx" not in ask(app, without).body
    assert ask(app, f"{address_of(store, 'names-lv', level)}?from={old}").status == 410


# --- what is no layer --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/layers/",
        "/layers/records",
        "/layers/records.json",
        "/layers/records.0123456789abcdef",
        "/layers/records.0123456789abcdef.js",
        "/layers/ghosts.0123456789abcdef.json",
        "/layers/names-xx.0123456789abcdef.json",
        "/layers/records-lv.0123456789abcdef.json",
        "/layers/records-internal.0123456789abcdef.json",
        "/layers/internal.0123456789abcdef.json",
        "/layers/../records.0123456789abcdef.json",
        "/layers/..%2f..%2fdata.json",
        "/layers/%00.json",
        "/layers/names-.json",
        "/layers/__class__.0.json",
    ],
)
def test_what_is_no_layer_is_not_found(app: ASGIApp, address: str) -> None:
    answer = ask(app, address)
    assert answer.status in (404, 410)
    assert answer.status == 404 or address.endswith("/records.json")
    assert b"lon" not in answer.body


@pytest.mark.parametrize("level", ["partners", "internal"])
def test_no_address_yields_a_layer_of_another_level(app: ASGIApp, store: Store, level: str) -> None:
    """X09, P11: not even the right digest."""
    hide(store)
    for name in ("records", "names-lv", "names-en"):
        address = address_of(store, name, level)
        for tail in ("", f"?level={level}", f"?viewer={level}", f"?lang=lv&level={level}"):
            answer = ask(app, address + tail, x_level=level, x_forwarded_user="admin")
            assert answer.status == 410
            assert WORD.encode() not in answer.plain
        public = ask(app, f"{address_of(store, name)}?level={level}", x_level=level)
        assert public.status == 200
        assert WORD.encode() not in public.plain


# --- the list ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"kind": ["problem", "resource"]},
        {"area": ["krizi", "centrs"], "sort": ["name"]},
        {"for": ["seniors"], "q": ["centrs"]},
        {"q": ["Križi"]},
        {"page": ["2"], "open": ["area:krizi"]},
        {"status": ["ghost"]},
    ],
    ids=str,
)
def test_the_table_is_the_list_of_the_same_address(
    app: ASGIApp, store: Store, query: dict[str, list[str]], language: str
) -> None:
    view = look_at_address(snapshot(store, TOWN, "public"), query, language)
    parts = [f"{name}={quote(value)}" for name, values in query.items() for value in values]
    answer = ask(app, "/list.csv?" + "&".join([*parts, f"lang={language}"]))
    assert answer.status == 200
    assert answer.body == table_of(view)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith('attachment; filename="')


def test_the_tables_file_name_says_its_filters_in_plain_and_in_own_letters(app: ASGIApp) -> None:
    """RFC 5987 beside the plain form."""
    said = ask(app, "/list.csv?area=krizi&lang=lv").headers["content-disposition"]
    day = r"\d{4}-\d{2}-\d{2}"
    assert re.fullmatch(
        rf'attachment; filename="kopienas-karte-krizi-{day}\.csv"; '
        rf"filename\*=UTF-8''kopienas-karte-kri%C5%BEi-{day}\.csv",
        said,
    )


@pytest.mark.parametrize("hours", ["now", "Tu-14:00", "Xx-99:99", "%00"])
@pytest.mark.parametrize("since", ["2026-10-01", "never"])
def test_a_table_is_answered_for_any_time_and_day(app: ASGIApp, hours: str, since: str) -> None:
    answer = ask(app, f"/list.csv?hours={hours}&since={since}&open=town")
    assert answer.status == 200
    assert answer.text.startswith("\ufeffNosaukums;")


@pytest.mark.parametrize("lang", ["xx", "", "../lv", "LV", "lv%0d%0aX-Evil: 1"])
def test_an_unknown_language_is_latvian(app: ASGIApp, lang: str) -> None:
    answer = ask(app, f"/list.csv?lang={lang}")
    assert answer.body == ask(app, "/list.csv?lang=lv").body
    assert "x-evil" not in answer.headers


@pytest.mark.parametrize(
    "query", ["level=internal", "level=partners&level=internal", "q=" + WORD, "viewer=internal"]
)
def test_the_table_never_holds_what_is_not_public(app: ASGIApp, store: Store, query: str) -> None:
    """P06, X09."""
    before = ask(app, f"/list.csv?{query}")
    hide(store)
    after = ask(app, f"/list.csv?{query}", x_level="internal")
    assert after.body == before.body
    assert WORD.encode() not in after.body


@pytest.mark.parametrize(
    "query",
    ["q=%ff%fe", "q=%00", "q=" + "x" * 5000, "area=" + "&area=".join("abc" * 200), "page=-1",
     "page=%D9%A3", "q=%ED%A0%80", "q=';DROP TABLE resource;--", "&&&===", "%", "q[]=1"],
)  # fmt: skip
def test_a_strange_question_still_gets_a_table(app: ASGIApp, query: str) -> None:
    """X07, X09."""
    answer = ask(app, f"/list.csv?{query}")
    assert answer.status == 200
    assert answer.text.startswith("\ufeffNosaukums;")


# --- health ------------------------------------------------------------------------------------


def test_health_says_revision_areas_and_public_records(app: ASGIApp, store: Store) -> None:
    frame = snapshot(store, TOWN, "public").records.frame
    answer = ask(app, "/health")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json == {
        "status": "ok",
        "revision": store.revision(),
        "areas": 25,
        "records": {kind: int((frame["kind"] == kind).sum()) for kind in KINDS},
    }


def test_health_counts_nothing_hidden(app: ASGIApp, store: Store) -> None:
    before = ask(app, "/health").json
    hide(store)
    after = ask(app, "/health").json
    assert {**after, "revision": 0} == {**before, "revision": 0}


# --- where things are --------------------------------------------------------------------------


@pytest.mark.parametrize("base", ["karte", "/karte", "/karte/", "a/b"])
def test_routes_stand_under_the_path_the_app_is_served_from(app: ASGIApp, base: str) -> None:
    moved = served(base)
    assert ask(moved, f"/{base.strip('/')}/health").status == 200
    assert ask(moved, "/health").status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    "address", ["/health", "/list.csv", "/assets/leaflet.js", "/layers/x.json"]
)
def test_nothing_can_be_written_here(app: ASGIApp, address: str, method: str) -> None:
    assert ask(app, address, method=method).status == 405


# --- when something is wrong -------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["/health", "/list.csv", "/layers/records.x.json"])
def test_a_damaged_store_is_one_sentence_without_a_path(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch, address: str, language: str
) -> None:
    """R03."""
    store.close()
    file.write_bytes(b"this is not a store" * 100)
    before = file.read_bytes()
    monkeypatch.setenv("KARTE_STORE", store.url)
    monkeypatch.setattr(site, "_stores", {})
    answer = ask(served(), f"{address}?lang={language}")
    assert answer.status == 503
    (sentence,) = answer.json.values()
    from geo.words import words

    assert sentence == words(language)("error.store_damaged")
    for secret in (str(file.parent), file.name, "Traceback", "sqlite", ".py"):
        assert secret not in answer.text
    assert file.read_bytes() == before


def test_a_store_that_is_damaged_while_we_serve_is_one_sentence(
    app: ASGIApp, store: Store, file: Path
) -> None:
    assert ask(app, "/health").status == 200
    store.close()
    for kept in site._stores.values():
        kept.close()
    file.write_bytes(b"this is not a store" * 100)
    answer = ask(app, "/health")
    assert answer.status == 503
    assert str(file.parent) not in answer.text


@pytest.mark.parametrize(
    ("name", "value"),
    [("KARTE_TOWN", "atlantis"), ("KARTE_DATA", "nowhere"), ("KARTE_LANGUAGE", "xx"),
     ("KARTE_STORE", "nonsense")],
)  # fmt: skip
def test_a_wrong_setting_is_one_sentence(
    app: ASGIApp, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    answer = ask(app, "/health")
    assert answer.status == 503
    assert set(answer.json) == {"error"}
    assert value not in answer.text


def test_faulty_data_at_the_first_start_are_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    (data / "daugavpils").mkdir(parents=True)
    (data / "taxonomy.csv").write_text("kind,key\n", encoding="utf-8")
    (data / "daugavpils" / "town.toml").write_text("x = 1", encoding="utf-8")
    monkeypatch.setenv("KARTE_DATA", str(data))
    monkeypatch.setenv("KARTE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("KARTE_STORE", raising=False)
    monkeypatch.setattr(site, "_stores", {})
    answer = ask(served(), "/health")
    assert answer.status == 503
    assert "geo check" in json.dumps(answer.json, ensure_ascii=False)
    assert str(tmp_path) not in answer.text


def test_what_is_answered_is_of_the_town_that_the_address_names(app: ASGIApp, store: Store) -> None:
    key = new_town(Desk(store, "", Viewer("anna", "administrator")), {"lv": "Rīga"})
    layer = snapshot(store, key, "public").layer("areas")
    assert layer is not None
    assert ask(app, f"/layers/{layer.address}?town={key}").status == 200
    assert ask(app, f"/layers/{layer.address}").status == 410  # the other town has areas
    assert len(ask(app, f"/list.csv?town={key}").text.splitlines()) == 1
    assert len(ask(app, "/list.csv?town=no-such-town").text.splitlines()) > 50
