"""Boundaries that somebody brings are looked over, compared, saved as one act and taken back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import Point, Polygon, box, mapping

from geo.acts.areas_in import Reading, areas_as_of, plan_areas, save_areas, undo_areas
from geo.acts.boundary_words import plan_words
from geo.acts.record import Desk, undo
from geo.acts.snapshot import snapshot
from geo.acts.towns import new_town
from geo.errors import Conflict, DataError, NotAllowed
from geo.files.shapes import Shapes, read_shapes
from geo.model.limits import Limits
from geo.model.people import Viewer
from geo.model.taxonomy import KINDS
from geo.store import Change, Edit, Store
from geo.words import fault_words, words
from tests.awkward import TOWN

LKS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3059"}}
X, Y = 660_000.0, 195_000.0
ANNA = Viewer("anna", "administrator")


def square(column: float, row: float, side: float = 1000) -> Polygon:
    west, south = X + column * 1000, Y + row * 1000
    return box(west, south, west + side, south + side)


def file(
    *areas: tuple[str, Any], crs: dict[str, Any] | None = LKS, codes: Sequence[str] = ()
) -> Shapes:
    name = "areas.geojson"
    codes = codes or [f"c{place}" for place in range(len(areas))]
    features = [
        {"type": "Feature", "properties": {"Code": codes[place], "Name": called},
         "geometry": None if shape is None else mapping(shape)}
        for place, (called, shape) in enumerate(areas)
    ]  # fmt: skip
    content: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if crs:
        content["crs"] = crs
    return read_shapes(name, json.dumps(content).encode(), Limits())


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store, new_town(Desk(store, "", ANNA), {"lv": "Rīga"}), ANNA)


def save(desk: Desk, shapes: Shapes, **reading: Any) -> str | None:
    plan = plan_areas(desk, shapes, Reading(**reading))
    return save_areas(plan, plan.examination.repairable)


def area_keys(desk: Desk) -> list[str]:
    return list(desk.store.places("area", desk.town)["key"])


TWO = (("Rietumi", square(0, 0)), ("Austrumi", square(1, 0)))


def test_a_new_town_gets_its_areas_in_degrees_with_code_name_and_source(desk: Desk) -> None:
    save(desk, file(*TWO), source="VZD", source_date="2026-01-01", licence="CC0")
    areas = desk.store.places("area", desk.town)
    assert list(areas["key"]) == ["c0", "c1"]
    assert list(areas["name_lv"]) == ["Rietumi", "Austrumi"]
    assert list(areas["neighbours"]) == [("c1",), ("c0",)]
    assert set(areas["precision"]) == {"official"} and set(areas["source"]) == {"VZD"}
    west, south, east, north = areas.total_bounds
    assert 26 < west < east < 27 and 55 < south < north < 57
    assert desk.store.towns()[desk.town]["crs_metric"] == 3059
    (one,) = desk.store.boundaries(desk.town)
    assert (one["source_date"], one["licence"], one["precision"]) == (
        "2026-01-01", "CC0", "official",
    )  # fmt: skip


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    save(desk, file(*TWO), source="VZD")
    before = desk.store.revision()
    assert save(desk, file(*TWO), source="VZD") is None
    assert desk.store.revision() == before


def test_g06_swapped_axes_are_noticed_and_said(desk: Desk) -> None:
    turned = [(name, shapely.transform(shape, lambda xy: xy[:, ::-1])) for name, shape in TWO]
    plan = plan_areas(desk, file(*turned, crs=None))
    assert (plan.crs.epsg, plan.crs.swapped) == (3059, True)
    assert any("apmain" in line for line in plan_words(plan, plan.outcome(()), words("lv")))
    save_areas(plan, ())
    there = desk.store.places("area", desk.town).total_bounds
    save(desk, file(*TWO))
    assert desk.store.places("area", desk.town).total_bounds == pytest.approx(there)


def test_g07_metres_without_a_system_are_known_by_their_size(desk: Desk) -> None:
    plan = plan_areas(desk, file(*TWO, crs=None))
    assert (plan.crs.epsg, plan.crs.swapped, plan.crs.why) == (3059, False, "size")


@pytest.mark.parametrize(
    "shape",
    [box(-180, -90, 180, 90), box(0, 0, 30, 60), box(4_000_000, 9e6, 4_000_100, 9e6 + 1),
     box(0, 0, 0.1, 0.1)],
)  # fmt: skip
def test_g18_what_is_no_town_is_refused_with_its_numbers(desk: Desk, shape: Polygon) -> None:
    before = digest(desk.store)
    with pytest.raises(DataError) as raised:
        plan_areas(desk, file(("Visa pasaule", shape), crs=None))
    for language in ("lv", "ru", "en"):
        assert "areas.geojson" in fault_words(raised.value.faults[0], words(language))
    assert digest(desk.store) == before


def test_g19_an_exclave_stays_with_its_area(desk: Desk) -> None:
    apart = shapely.union_all([square(0, 0), square(5, 5, 300)])
    save(desk, file(("Kalkūni", apart), ("Austrumi", square(1, 0))))
    shapes = dict(zip(area_keys(desk), desk.store.places("area", desk.town).geometry, strict=True))
    assert len(shapely.get_parts(shapes["c0"])) == 2


def test_g20_an_area_without_an_outline_is_told_and_not_saved(desk: Desk) -> None:
    plan = plan_areas(desk, file(*TWO, ("Bez robežas", None)))
    assert [one.kind for one in plan.examination.findings] == ["no_outline"]
    save_areas(plan, ())
    assert area_keys(desk) == ["c0", "c1"]


def test_g10_a_bow_tie_is_saved_only_when_its_repair_is_accepted(desk: Desk) -> None:
    bow = Polygon([(X, Y), (X + 1000, Y + 1000), (X + 1000, Y), (X, Y + 1000)])
    plan = plan_areas(desk, file(("Tauriņš", bow), ("Austrumi", square(1, 0))))
    assert plan.hinders(()) == [0] and plan.examination.findings[0].kind == "bad_ring"
    before = digest(desk.store)
    with pytest.raises(DataError):
        save_areas(plan, ())
    assert digest(desk.store) == before
    save_areas(plan, (0,))
    assert all(desk.store.places("area", desk.town).is_valid)


def test_two_areas_that_could_go_on_from_one_are_both_saved(desk: Desk) -> None:
    save(desk, file(("Centrs", square(0, 0)), codes=["centrs"]))
    both = file(("Centrs", square(0, 0)), ("Centrs", square(1, 0)), codes=["a", "b"])
    save(desk, both)
    areas = desk.store.places("area", desk.town)
    assert list(areas["key"]) == ["centrs", "b"]
    one, other = areas.geometry
    assert one.touches(other)


def test_names_without_codes_and_codes_without_names_make_keys(desk: Desk) -> None:
    shapes = file(("Vecā Forštate", square(0, 0)), ("", square(1, 0)), codes=["", "K 7"])
    save(desk, shapes, code_column="Code")
    areas = desk.store.places("area", desk.town)
    assert list(areas["key"]) == ["veca-forstate", "k-7"]
    assert list(areas["name_lv"]) == ["Vecā Forštate", "K 7"]


def test_an_area_apart_from_the_town_is_left_out_only_when_somebody_agrees(desk: Desk) -> None:
    save(desk, file(*TWO))
    more = file(*TWO, ("Tālu", square(9, 9)), ("Blakus", square(2, 0)))
    plan = plan_areas(desk, more)
    kinds = [(one.kind, one.areas, one.repair) for one in plan.examination.findings]
    assert kinds == [("outside", (2,), "leave_out"), ("outside", (3,), None)]
    assert plan.without_yes == ()
    assert set(plan.outcome(()).shapes) == {"c0", "c1", "c2", "c3"}
    assert set(plan.outcome((0,)).shapes) == {"c0", "c1", "c3"}


def test_a_file_that_lies_elsewhere_is_refused_and_no_area_is_lost(desk: Desk) -> None:
    save(desk, file(*TWO))
    before = digest(desk.store)
    with pytest.raises(DataError) as raised:
        plan_areas(desk, file(("Tālu", square(20, 9)), ("Vēl tālāk", square(21, 9))))
    assert "Tālu, Vēl tālāk" in fault_words(raised.value.faults[0], words("lv"))
    assert digest(desk.store) == before


def test_an_editor_may_not_change_boundaries(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        plan_areas(Desk(desk.store, desk.town, Viewer("anna", "editor")), file(*TWO))


def test_a_selection_by_code_or_by_names_takes_only_those(desk: Desk) -> None:
    assert plan_areas(desk, file(*TWO), Reading(select="c1")).names == ["Austrumi"]
    assert plan_areas(desk, file(*TWO), Reading(select="rietumi")).names == ["Rietumi"]
    with pytest.raises(DataError) as raised:
        plan_areas(desk, file(*TWO), Reading(select="Ziemeļi"))
    assert "„Ziemeļi”" in fault_words(raised.value.faults[0], words("lv"))


# --- replacing a set ---------------------------------------------------------------------------


def note(desk: Desk, kind: str, identity: str, **values: Any) -> None:
    row = {
        "resource": {"name_lv": identity, "category": "meeting_place", "precision": "area"},
        "group": {"name_lv": identity, "group_kind": "club", "scope": "area"},
        "problem": {"problem_type": "mobility", "scope": "area", "statement_lv": identity,
                    "methods": ("survey",)},
    }[kind]  # fmt: skip
    whole = {**row, "status": "active", "source": "s", "level": "public", **values}
    desk.store.write(desk.town, [Edit(kind, identity, None, whole)], Change("anna", "record"))


def needs(desk: Desk) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = desk.store.records("problem", desk.town, "internal").to_dict(
        "records"
    )
    return rows


def degrees(column: float, row: float) -> Point:
    from geo.analysis.coordinates import transformed

    point: Point = transformed([Point(X + column * 1000, Y + row * 1000)], 3059, 4326)[0]
    return point


@pytest.fixture
def replaced(desk: Desk) -> Desk:
    """Three areas in a row; the next set has two, split in the middle of the second."""
    areas: Sequence[tuple[str, Polygon]] = [
        ("A", square(0, 0)), ("B", square(1, 0)), ("C", square(2, 0)),
    ]  # fmt: skip
    save(desk, file(*areas), source="old")
    first = desk.store.places("area", desk.town).iloc[0]
    figures = {"population": 120, "population_year": 2024}
    edit = Edit("area", first["id"], int(first["version"]), figures)
    desk.store.write(desk.town, [edit], Change("anna", "edit"))
    note(desk, "resource", "by-place", precision="exact", area="c1", geom=degrees(1.9, 0.5))
    note(desk, "resource", "by-area", area="c2")
    note(desk, "problem", "need-a", area="c0")
    note(desk, "problem", "need-b", area="c1")
    return desk


NEXT = (
    ("A", square(0, 0)),
    ("Jaunā", shapely.union_all([box(X + 1000, Y, X + 1450, Y + 1000)])),
    ("Lielā", box(X + 1450, Y, X + 3000, Y + 1000)),
)


def next_file() -> Shapes:
    return file(*NEXT, codes=("c0", "n1", "n2"))


def test_r08_what_moves_where_is_shown_before_anything_is_saved(replaced: Desk) -> None:
    before = digest(replaced.store)
    outcome = plan_areas(replaced, next_file()).outcome(())
    assert {one.key: one.status for one in outcome.changes} == {
        "c0": "same", "n1": "new", "n2": "new", "c1": "gone", "c2": "gone",
    }  # fmt: skip
    assert {one.id: (one.old, one.new, one.why) for one in outcome.moves} == {
        "by-place": ("c1", "n2", "place"),
        "by-area": ("c2", "n2", "most"),
        "need-b": ("c1", "n2", "half"),
    }
    assert digest(replaced.store) == before


def test_r08_records_are_kept_and_old_reports_can_be_made_again(replaced: Desk) -> None:
    store, town = replaced.store, replaced.town
    then = store.revision()
    save(replaced, next_file(), source="new")
    assert area_keys(replaced) == ["c0", "n1", "n2"]
    assert {row["id"]: row["area"] for row in store.records("problem", town, "public").to_dict(
        "records")} == {"need-a": "c0", "need-b": "n2"}  # fmt: skip
    old = areas_as_of(store, town, then)
    assert sorted(old["key"]) == ["c0", "c1", "c2"]
    assert sorted(areas_as_of(store, town, store.revision())["key"]) == ["c0", "n1", "n2"]
    assert [one["retired"] for one in store.boundaries(town)] == [True, False]
    assert store.disagreements() == []


def test_figures_stay_where_the_place_is_the_same_and_nowhere_else(replaced: Desk) -> None:
    save(replaced, next_file())
    assert snapshot(replaced.store, replaced.town, "public").area_rows["c0"]["population"] == 120
    smaller = file(("A", square(0, 0, 900)), ("Jaunā", square(1, 0)))
    save(replaced, smaller)
    row = snapshot(replaced.store, replaced.town, "public").area_rows["c0"]
    assert (row["population"], row["population_year"]) == (None, None)


def test_a_need_whose_area_is_nowhere_is_lowered_and_never_widened_in_public(
    replaced: Desk,
) -> None:
    save(replaced, file(("A", square(0, 0)), ("Tālu", square(4, 4)), codes=("c0", "far")))
    need = replaced.store.record("problem", "need-b")
    assert need is not None
    assert (need["area"], need["scope"], need["level"]) == (None, "municipality", "internal")


def test_replacing_is_taken_back_as_one_act(replaced: Desk) -> None:
    batch = save(replaced, next_file())
    assert batch is not None
    undo_areas(replaced, batch)
    assert area_keys(replaced) == ["c0", "c1", "c2"]
    resource = replaced.store.record("resource", "by-area")
    assert resource is not None and resource["area"] == "c2"
    assert replaced.store.disagreements() == []


def test_only_who_may_change_areas_takes_boundaries_back(replaced: Desk) -> None:
    batch = save(replaced, next_file())
    assert batch is not None
    editor = Desk(replaced.store, replaced.town, Viewer("juris", "editor"))
    for take_back in (undo_areas, undo):
        with pytest.raises(NotAllowed):
            take_back(editor, batch)
    undo(replaced, batch)
    assert area_keys(replaced) == ["c0", "c1", "c2"]


def test_a_public_need_of_a_place_with_unknown_residents_is_lowered_until_it_is_taken_back(
    replaced: Desk,
) -> None:
    """Fewer than a hundred people must not be told of; nobody was counted in the new shape."""
    interviews = {"source_count": 3, "source_date": "2026-10", "methods": ("interviews",)}
    note(replaced, "problem", "need-three", area="c0", **interviews)
    printed = {"source_url": "https://example.lv/raksts", "source_date": "2026-10"}
    note(replaced, "problem", "need-printed", area="c0", **printed)
    line = {"problem": "need-three", "method": "interviews", "date": "2026-10", "source": "s",
            "source_count": 3, "level": "public"}  # fmt: skip
    edit = Edit("evidence", "line", None, line)
    replaced.store.write(replaced.town, [edit], Change("anna", "record"))
    smaller = file(("A", square(0, 0, 900)), *NEXT[1:], codes=("c0", "n1", "n2"))
    outcome = plan_areas(replaced, smaller).outcome(())
    assert outcome.lowered == [("problem", "need-a"), ("problem", "need-three")]
    batch = save(replaced, smaller)
    assert batch is not None
    levels = {row["id"]: row["level"] for row in needs(replaced)}
    assert (levels["need-three"], levels["need-printed"]) == ("internal", "public")
    evidence = replaced.store.record("evidence", "line")
    assert evidence is not None and evidence["level"] == "internal"
    undo_areas(replaced, batch)  # the hundred and twenty who were counted are known again
    levels = {row["id"]: row["level"] for row in needs(replaced)}
    evidence = replaced.store.record("evidence", "line")
    assert levels["need-three"] == "public"
    assert evidence is not None and evidence["level"] == "public"
    assert levels["need-a"] == "internal"  # it names neither date nor sources
    assert area_keys(replaced) == ["c0", "c1", "c2"]


def test_a_group_of_several_areas_goes_over_in_each(replaced: Desk) -> None:
    note(replaced, "group", "circle", scope="areas", areas=("c0", "c2", "c1"))
    outcome = plan_areas(replaced, next_file()).outcome(())
    found = [(one.old, one.new, one.column) for one in outcome.moves if one.id == "circle"]
    assert found == [("c2", "n2", "areas"), ("c1", "n2", "areas")]
    save(replaced, next_file())
    group = replaced.store.record("group", "circle")
    assert group is not None and group["areas"] == ("c0", "n2")


def test_a_place_outside_every_area_keeps_to_its_stated_area(replaced: Desk) -> None:
    outside = {"precision": "exact", "geom": degrees(-0.1, 0.5)}
    note(replaced, "resource", "pier", area="c0", **outside)
    note(replaced, "resource", "old-pier", area="c2", **outside)
    moves = plan_areas(replaced, next_file()).outcome(()).moves
    assert [(one.id, one.new, one.why) for one in moves if "pier" in one.id] == [
        ("old-pier", "n2", "most")
    ]


def test_g20_an_area_named_without_an_outline_stays_as_it_was(replaced: Desk) -> None:
    shapes = file(("A", square(0, 0)), ("B", None), ("C", square(2, 0)), codes=("c0", "c1", "c2"))
    outcome = plan_areas(replaced, shapes).outcome(())
    assert {one.key: one.status for one in outcome.changes} == {"c0": "same", "c2": "same"}
    assert outcome.moves == []
    save(replaced, shapes)
    areas = replaced.store.places("area", replaced.town)
    assert list(areas["key"]) == ["c0", "c1", "c2"]
    assert not areas.geometry.is_empty.any()


def test_a_renamed_area_is_found_by_its_old_name_and_loses_its_other_names(
    replaced: Desk,
) -> None:
    store, town = replaced.store, replaced.town
    first = store.places("area", town).iloc[0]
    names = {"name_lv": "Maskavas forštate", "name_ru": "Московский форштадт"}
    edit = Edit("area", first["id"], int(first["version"]), names)
    store.write(town, [edit], Change("anna", "edit"))
    for name in ("MASKAVAS FORŠTATE", "Latgale"):
        save(replaced, file((name, square(0, 0)), codes=["c0"]))
        row = snapshot(store, town, "public").area_rows["c0"]
        assert row["population"] == 120  # the same place
        other = "Московский форштадт" if name.startswith("MASK") else None
        assert (row["name_lv"], row["name_ru"]) == (name, other)
        assert "Maskavas forštate" in row["aliases"]


def test_an_area_that_comes_back_brings_no_figures_with_it(replaced: Desk) -> None:
    save(replaced, file(("B", square(1, 0)), codes=["c1"]))
    assert area_keys(replaced) == ["c1"]
    save(replaced, file(("A", square(0, 0)), ("B", square(1, 0)), codes=("c0", "c1")))
    row = snapshot(replaced.store, replaced.town, "public").area_rows["c0"]
    assert (row["population"], row["name_lv"]) == (None, "A")


def test_g12_a_place_on_the_new_border_goes_where_the_map_puts_it(replaced: Desk) -> None:
    note(replaced, "resource", "on-border", precision="exact", area="c2", geom=degrees(1.45, 0.5))
    note(replaced, "resource", "no-area", precision="exact", area=None, geom=degrees(1.45, 0.5))
    save(replaced, next_file())
    town = snapshot(replaced.store, replaced.town, "public")
    frame = town.records.frame.set_index("id")
    assert frame.loc["on-border", "area"] == frame.loc["no-area", "area"]


def test_taking_back_never_loses_what_somebody_wrote_since(replaced: Desk) -> None:
    batch = save(replaced, next_file())
    now = replaced.store.record("resource", "by-area")
    assert now is not None and batch is not None
    edit = Edit("resource", "by-area", now["version"], {"area": "c0"})
    replaced.store.write(replaced.town, [edit], Change("juris", "edit"))
    with pytest.raises(Conflict):
        undo_areas(replaced, batch)


def test_r08_daugavpils_goes_from_25_areas_to_24_and_back(store: Store) -> None:
    desk, then = Desk(store, TOWN, ANNA), store.revision()
    areas = store.places("area", TOWN)
    before = {kind: store.records(kind, TOWN, "internal") for kind in KINDS}
    shapes = dict(zip(areas["name_lv"], areas.geometry, strict=True))
    shapes["Centrs"] = shapely.union_all([shapes["Centrs"], shapes.pop("Gajoks")])
    batch = save(desk, file(*shapes.items(), crs=None, codes=[""] * 24))
    assert batch is not None
    assert len(store.places("area", TOWN)) == 24
    after = {kind: store.records(kind, TOWN, "internal") for kind in KINDS}
    for kind in KINDS:
        assert list(after[kind]["id"]) == list(before[kind]["id"])
        moved = before[kind]["area"] != after[kind]["area"]
        assert set(before[kind].loc[moved, "area"].dropna()) <= {"gajoks"}
        assert "gajoks" not in set(after[kind]["area"])
    town = snapshot(store, TOWN, "public")
    assert town.area_rows["krizi"]["population_min"] is not None
    assert town.area_rows["centrs"]["population_min"] is None
    old = areas_as_of(store, TOWN, then)
    assert len(old) == 25
    assert all(one.equals(other) for one, other in zip(old.geometry, areas.geometry, strict=True))
    undo_areas(desk, batch)
    assert len(store.places("area", TOWN)) == 25
    for kind in KINDS:
        assert list(store.records(kind, TOWN, "internal")["area"]) == list(before[kind]["area"])
    assert store.disagreements() == []


def test_the_drawn_areas_of_daugavpils_keep_their_keys_by_name(store: Store) -> None:
    desk = Desk(store, TOWN, ANNA)
    plan = plan_areas(desk, file(("Križi", square(0, 0)), ("КИМИЯ", square(1, 0))))
    assert plan.keys[0] == "krizi"


RIGA = Path(__file__).resolve().parents[3] / "shared" / "real" / "riga" / "Apkaimes.shp"


@pytest.mark.skipif(not RIGA.exists(), reason="the official file is not beside the repository")
def test_the_official_file_gives_riga_its_58_areas(desk: Desk) -> None:
    from geo.files.shapes import read_shapes_from

    save(desk, read_shapes_from(RIGA, Limits()), select="0010")
    town = snapshot(desk.store, desk.town, "public")
    assert len(town.areas) == 58
    assert {"Centrs", "Purvciems", "Maskavas forštate"} <= set(town.areas["name_lv"])
    assert (town.areas.to_crs(3059).area.sum() / 1e6) == pytest.approx(304, abs=6)


def digest(store: Store) -> str:
    return hashlib.sha256(Path(store.url.removeprefix("sqlite:///")).read_bytes()).hexdigest()


def test_a_record_that_is_in_an_area_by_its_place_alone_is_shown_and_not_rewritten(
    replaced: Desk,
) -> None:
    note(replaced, "resource", "placed", precision="exact", geom=degrees(1.9, 0.5))
    before = replaced.store.record("resource", "placed")
    outcome = plan_areas(replaced, next_file()).outcome(())
    assert [(one.old, one.new, one.why) for one in outcome.moves if one.id == "placed"] == [
        ("c1", "n2", "place")
    ]
    save(replaced, next_file())
    assert replaced.store.record("resource", "placed") == before
    town = snapshot(replaced.store, replaced.town, "public")
    row = town.records.row_of("placed")
    assert row is not None and town.records.frame["area"].iloc[row] == "n2"
