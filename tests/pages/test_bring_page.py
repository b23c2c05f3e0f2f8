"""Whoever started the map begins a town and brings in what it has."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.files.names import shown_name
from geo.ui import viewer as who
from geo.ui.plain import plain
from tests.files.made import METRES, SQUARE, collection, feature, polygon, shapefile, zipped
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


def test_the_map_and_back_finds_the_section_that_was_left(bring: AppTest) -> None:
    section(bring, "areas")
    bring.switch_page("pages/map.py").run()
    link = next(node.proto for node in bring.get("page_link") if "bring" in node.proto.page)
    assert "what=areas" in link.query_string


def section(app: AppTest, name: str) -> AppTest:
    app.query_params["what"] = name
    return app.run()


def upload(app: AppTest, name: str, data: bytes) -> AppTest:
    return app.file_uploader[0].set_value((name, data, "application/octet-stream")).run()


def store_of(folder: Path) -> dict[str, bytes]:
    """Return the bytes of the store: the file and its write-ahead log."""
    files = [folder / "karte.gpkg", folder / "karte.gpkg-wal"]
    return {file.name: file.read_bytes() for file in files if file.exists()}


VRT = (
    b'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource>'
    b"</OGRVRTLayer></OGRVRTDataSource>"
)
IN_TOWN = [(26.50, 55.87), (26.54, 55.87), (26.54, 55.89), (26.50, 55.89), (26.50, 55.87)]
AREAS = collection(feature(polygon(SQUARE), Name="Liepas", Code="01"))
BOMB = zipped({**shapefile([("Liepas", METRES)]), ".dbf": bytes(90_000_000)})
HOSTILE = {
    "vrt.geojson": VRT, "bumba.zip": BOMB, "tukss.geojson": b"", "puse.geojson": AREAS[:-40],
    "puse.zip": zipped(shapefile([("Liepas", METRES)]))[:-60], "bez-nekā.geojson": collection(),
    "skaitli.geojson": AREAS.replace(b"26.0,", b"NaN,"), "<b>.csv": b"a;b\n",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_no_boundaries_is_refused_in_a_sentence_and_changes_nothing(
    bring: AppTest, tmp_path: Path, name: str
) -> None:
    section(bring, "areas")
    before = store_of(tmp_path)
    upload(bring, name, HOSTILE[name])
    assert not bring.exception
    assert len(bring.error) == 1
    said = bring.error[0].value
    assert said.startswith("Fails netika ienests; kartē nekas nav mainīts.")
    assert plain(shown_name(name)) in said
    assert not [one for one in bring.button if one.key == "save boundaries"]
    assert store_of(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("tukšs.csv", b""),
        ("puse.xlsx", b"PK\x03\x04 and no more"),
        ("vecs.xls", b"\xd0\xcf\x11\xe0" + bytes(600)),
        ("nulle.csv", b"a;b\n1;\x00\n"),
        ("lapa.csv", b"<html></html>"),
        ("puse.geojson", AREAS[:-40]),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence_and_changes_nothing(
    bring: AppTest, tmp_path: Path, name: str, data: bytes
) -> None:
    section(bring, "records")
    before = store_of(tmp_path)
    upload(bring, name, data)
    assert not bring.exception
    assert [plain(name) in one.value for one in bring.error] == [True]
    assert store_of(tmp_path) == before


def test_a_refusal_speaks_the_persons_language(bring: AppTest) -> None:
    section(bring, "areas")
    bring.query_params["lang"] = "ru"
    bring.run()
    upload(bring, "vrt.geojson", VRT)
    assert bring.error[0].value.startswith("Файл не внесён")


HERE = collection(feature(polygon(IN_TOWN), Name="Liepas", Code="01"))


def test_choices_made_for_one_file_do_not_reach_the_next(bring: AppTest) -> None:
    section(bring, "areas")
    upload(bring, "a.geojson", HERE)
    chosen = next(one for one in bring.text_input if one.key.startswith("boundary select"))
    chosen.input("nav tādas").run()
    assert len(bring.error) == 1
    upload(bring, "a.geojson", HERE)
    chosen = next(one for one in bring.text_input if one.key.startswith("boundary select"))
    assert chosen.value == "" and not bring.error


TABLE = "Nosaukums;Joma;Apkaime\nLasītava;Kultūra un mantojums;Križi\n;Kultūra un mantojums;Križi\n"


def test_what_was_done_is_said_until_the_person_goes_on(bring: AppTest) -> None:
    section(bring, "records")
    upload(bring, "saraksts.csv", TABLE.encode())
    bring.button(key="commit import").click().run()
    assert [one.value for one in bring.success] == [
        plain("Ievietots. jauns: 1, nav ievietojams: 1")
    ]
    assert bring.file_uploader[0].value is None
    bring.run()
    assert len(bring.success) == 1
    bring.switch_page("pages/map.py").run()
    bring.switch_page("pages/bring.py").run()
    assert not bring.success


def test_an_import_is_taken_back_and_says_so(bring: AppTest) -> None:
    section(bring, "records")
    upload(bring, "saraksts.csv", TABLE.encode())
    bring.button(key="commit import").click().run()
    next(one for one in bring.button if one.key.startswith("undo earlier")).click().run()
    assert [one.value for one in bring.success] == [plain("Atsaukts.")]
    assert not [one for one in bring.button if one.key.startswith("undo earlier")]


def test_a_pasted_table_is_read_as_a_file_is(bring: AppTest) -> None:
    section(bring, "records")
    bring.segmented_control(key="arrival way").set_value("paste").run()
    bring.text_area[0].input(TABLE.replace(";", "\t")).run()
    assert not bring.exception and not bring.error
    source = next(one for one in bring.text_input if one.key.startswith("source"))
    assert source.value == "Ielīmēta tabula"
    bring.button(key="commit import").click().run()
    assert len(bring.success) == 1 and bring.text_area[0].value == ""


def test_corrected_rows_are_of_the_source_they_came_from(bring: AppTest) -> None:
    section(bring, "records")
    upload(bring, "saraksts-nav-ievietots (1).csv", TABLE.encode())
    source = next(one for one in bring.text_input if one.key.startswith("source"))
    assert source.value == "saraksts"


def test_names_in_a_table_are_no_markdown(bring: AppTest) -> None:
    section(bring, "records")
    upload(bring, "saraksts.csv", TABLE.replace("Lasītava", "**A** [b](http://c)").encode())
    shown = bring.table[0].value
    assert plain("**A** [b](http://c) · Križi") in shown.iloc[:, 1].tolist()


@pytest.mark.parametrize("what", ["records", "areas", "town"])
def test_no_section_is_offered_in_the_public_view(open_app: Open, what: str) -> None:
    app = open_app(what=what).switch_page("pages/bring.py").run()
    assert not app.file_uploader and not app.button
