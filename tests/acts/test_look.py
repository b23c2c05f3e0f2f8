"""Map, list, text and table say the same: they are one view."""

from __future__ import annotations

import base64
import csv
import io
import json
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from geo.acts.look import PAGE_ROWS, View, look, look_at_address, page_of, patch_of
from geo.acts.panel import panel_of
from geo.acts.snapshot import Snapshot
from geo.acts.table import table_of
from geo.analysis.choice import Choice
from geo.model.taxonomy import KINDS
from geo.settings import LANGUAGES
from geo.store import Store
from tests.awkward import CENTRE, TOWN, put, record
from tests.choices import CHOICES, REAL, Eye


@pytest.fixture
def eye(town: Snapshot) -> Eye:
    return Eye(town)


def bits_of(text: str, size: int) -> np.ndarray:
    if text in ("all", "none"):
        return np.full(size, text == "all")
    packed = np.frombuffer(zlib.decompress(base64.b64decode(text)), dtype=np.uint8)
    return np.unpackbits(packed, bitorder="little")[:size].astype(bool)


def table_rows(view: View) -> list[list[str]]:
    text = table_of(view).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))[1:]


def all_list_rows(view: View) -> list[list[Any]]:
    rows = []
    for page in range(1, view.pages + 1):
        choice = Choice.from_address(
            {
                **{k: [v] if isinstance(v, str) else v for k, v in view.choice.address().items()},
                "page": [str(page)],
            }
        )
        rows += panel_of(look(view.snapshot, choice, view.language), "")["list"]["rows"]
    return rows


@REAL
@given(choice=CHOICES)
def test_map_list_text_and_table_say_the_same(eye: Eye, choice: Choice) -> None:
    view = look(eye.town, choice, "lv")
    records, patch, total = eye.town.records, patch_of(view, "light"), len(view.shown.order)
    bits = bits_of(patch["mask"], int(records.placed.sum()))
    on_map = set(records.ids[np.flatnonzero(records.placed)[bits]])
    listed = [row[0] for row in all_list_rows(view)]
    table = table_rows(view)
    by_area = sum(sum(row[1:]) for row in [*patch["loose"], *patch["needs"]])
    assert on_map <= set(listed)
    assert len(listed) == len(set(listed)) == len(table) == total
    assert int(bits.sum()) + by_area == total
    assert sum(patch["shown"].values()) == total
    assert [row[1] for row in all_list_rows(view)] == [row[0].removeprefix("'") for row in table]
    heading = panel_of(view, "")["list"]
    assert heading["range"].endswith(view.words.number(total)) or total == 0


@REAL
@given(choice=CHOICES)
def test_numbers_at_the_areas_are_those_of_the_list(eye: Eye, choice: Choice) -> None:
    """Ushahidi 4064: a cluster's number equals what the list says."""
    view = look(eye.town, choice, "lv")
    records, mask = eye.town.records, view.shown.mask
    for rows, kinds in ((patch_of(view, "light")["loose"], (0, 1)),
                        (patch_of(view, "light")["needs"], (2,))):  # fmt: skip
        for code, *counts in rows:
            here = mask & ~records.placed & (records.area == code) & np.isin(records.kind, kinds)
            assert counts == np.bincount(records.kind[here], minlength=3).tolist()
            assert any(counts)


@REAL
@given(choice=CHOICES)
def test_a_need_is_never_a_sign_on_the_map(eye: Eye, choice: Choice) -> None:
    records = eye.town.records
    assert not (records.placed & (records.kind == KINDS.index("problem"))).any()
    for _, resources, groups, _ in patch_of(look(eye.town, choice, "lv"), "light")["needs"]:
        assert (resources, groups) == (0, 0)


def test_the_opening_view_shows_every_public_resource_and_group(town: Snapshot) -> None:
    view = look(town, Choice(), "lv")
    frame = town.records.frame
    assert len(view.shown.order) == int((frame["kind"] != "problem").sum())
    assert patch_of(view, "light")["shown"]["problem"] == 0
    assert patch_of(view, "light")["mask"] == "all"


def test_the_choice_of_no_town_key_is_left_out(town: Snapshot) -> None:
    """X09."""
    query = {"area": ["krizi", "atlantis"], "kind": ["ghost"], "level": ["internal"], "q": [""]}
    view = look_at_address(town, query, "lv")
    assert view.choice == Choice(area=("krizi",))


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE resource; --", '" OR 1=1', "%", "_%", ".*", "(", "\\"]
)
def test_a_search_takes_signs_as_text(town: Snapshot, text: str) -> None:
    """X07: signs are no letters, so they neither match everything nor break."""
    view = look(town, Choice(q=text), "lv")
    letters = "".join(sign if sign.isalnum() else " " for sign in text)
    plain = look(town, Choice(q=letters), "lv").shown.order.tolist() if letters.strip() else []
    assert view.shown.order.tolist() == plain


@pytest.mark.parametrize("page", [1, 2, 99, 999_999])
def test_a_page_is_within_what_there_is(town: Snapshot, page: int) -> None:
    view = look(town, Choice(page=page), "lv")
    assert view.pages == -(-len(view.shown.order) // PAGE_ROWS) == 2
    assert view.page == min(page, 2)
    assert len(view.page_rows()) == (PAGE_ROWS if page == 1 else len(view.shown.order) - PAGE_ROWS)


def test_nothing_found_is_one_empty_page(town: Snapshot) -> None:
    view = look(town, Choice(q="nekas tads te nav"), "lv")
    assert (view.page, view.pages, view.page_rows()) == (1, 1, [])


def test_the_page_of_a_record_is_where_it_is_listed(town: Snapshot) -> None:
    view = look(town, Choice(), "lv")
    for page in (1, 2):
        for row in look(town, Choice(page=page), "lv").page_rows():
            assert page_of(view, town.records.ids[row]) == page


def test_the_page_stays_for_a_record_that_is_not_shown(town: Snapshot) -> None:
    view = look(town, Choice(page=2), "lv")
    need = town.records.ids[town.records.kind == 2][0]
    assert page_of(view, need) == 2
    assert page_of(view, "no such id") == 2


def test_the_token_names_the_content(town: Snapshot) -> None:
    def token(choice: Choice, language: str = "lv", theme: str = "light") -> str:
        return str(patch_of(look(town, choice, language), theme)["token"])

    start = token(Choice())
    assert token(Choice()) == start
    others = [token(Choice(area=("krizi",))), token(Choice(open="area:krizi")),
              token(Choice(kind=("group",))), token(Choice(), "ru"),
              token(Choice(), theme="dark")]  # fmt: skip
    assert len({start, *others}) == 6
    assert token(Choice(sort="name", page=2)) == start  # the map shows the same


def test_a_patch_names_the_layers_of_its_language(town: Snapshot) -> None:
    for language in LANGUAGES:
        stems = [
            name.split(".")[0]
            for name in patch_of(look(town, Choice(), language), "light")["layers"]
        ]
        assert stems == ["base", "areas", "records", f"names-{language}", f"words-{language}"]


def test_a_patch_carries_no_coordinate_and_no_name_but_the_open_ones(town: Snapshot) -> None:
    text = json.dumps(patch_of(look(town, Choice(), "lv"), "light"), ensure_ascii=False)
    assert not any(name in text for name in town.names("lv"))
    lon = town.records.frame["lon"].dropna().iloc[0]
    assert str(round(lon * 100_000)) not in text


def opened(town: Snapshot, row: int) -> Any:
    return patch_of(look(town, Choice(open=str(town.records.ids[row])), "lv"), "light")["open"]


def test_an_open_place_points_at_its_sign(town: Snapshot) -> None:
    rows = np.flatnonzero(town.records.placed)
    for place in (0, len(rows) // 2, len(rows) - 1):
        popup = opened(town, int(rows[place]))
        assert popup["row"] == place
        assert popup["name"] == town.names("lv")[rows[place]]


def test_an_open_approximate_place_points_at_its_area_only(store: Store) -> None:
    """P10."""
    put(store, "resource", record("resource", "k", area="krizi", address="Kāda iela"))
    from geo.acts.snapshot import snapshot

    town = snapshot(store, TOWN, "public")
    popup = opened(town, list(town.records.frame["key"]).index("k"))
    assert popup["row"] is None
    assert town.records.areas[popup["area"]] == "krizi"
    assert "aptuvena vieta: Križi" in popup["lines"]


def test_a_coordinate_that_slipped_in_beside_an_area_precision_is_in_no_answer(
    store: Store,
) -> None:
    """P10: the store is a GeoPackage that other programs edit, so reading must hold the rule."""
    from geo.acts.snapshot import snapshot

    put(store, "resource", record("resource", "k", precision="area", area="centrs", geom=CENTRE))
    town = snapshot(store, TOWN, "public")
    view = look(town, Choice(area=("centrs",)), "lv")
    layer = town.layer("records")
    assert layer is not None
    assert str(round(CENTRE.x * 100_000)).encode() not in layer.body
    assert f"{CENTRE.x:.5f}" not in table_of(view).decode()
    assert opened(town, list(town.records.frame["key"]).index("k"))["row"] is None


@pytest.mark.parametrize("opened_now", ["", "no such id", "area:atlantis", "area:", "area"])
def test_nothing_known_open_is_nothing_open(town: Snapshot, opened_now: str) -> None:
    patch = patch_of(look(town, Choice(open=opened_now), "lv"), "light")
    assert (patch["open"], patch["area"]) == (None, None)
