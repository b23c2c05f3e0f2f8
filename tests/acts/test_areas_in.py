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
from geo.acts.record import Desk
from geo.acts.snapshot import snapshot
from geo.acts.towns import new_town
from geo.errors import Conflict, DataError, NotAllowed
from geo.files.shapes import Shapes, read_shapes
from geo.model.limits import Limits
from geo.model.people import Viewer
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
    "shape", [box(-180, -90, 180, 90), box(0, 0, 30, 60), box(4_000_000, 9e6, 4_000_100, 9e6 + 1)]
)
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


def test_an_editor_may_not_change_boundaries(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        plan_areas(Desk(desk.store, desk.town, Viewer("anna", "editor")), file(*TWO))


def test_a_selection_by_code_or_by_names_takes_only_those(desk: Desk) -> None:
    assert plan_areas(desk, file(*TWO), Reading(select="c1")).names == ["Austrumi"]
    assert plan_areas(desk, file(*TWO), Reading(select="rietumi")).names == ["Rietumi"]
    with pytest.raises(DataError) as raised:
        plan_areas(desk, file(*TWO), Reading(select="Ziemeļi"))
    assert "Ziemeļi" in str(raised.value)


# --- replacing a set ---------------------------------------------------------------------------


def note(desk: Desk, kind: str, identity: str, **values: Any) -> None:
    row = {
        "resource": {"name_lv": identity, "category": "meeting_place", "precision": "area"},
        "problem": {"problem_type": "mobility", "scope": "area", "statement_lv": identity,
                    "methods": ("survey",)},
    }[kind]  # fmt: skip
    whole = {**row, "status": "active", "source": "s", "level": "public", **values}
    desk.store.write(desk.town, [Edit(kind, identity, None, whole)], Change("anna", "record"))


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


def test_taking_back_never_loses_what_somebody_wrote_since(replaced: Desk) -> None:
    batch = save(replaced, next_file())
    now = replaced.store.record("resource", "by-area")
    assert now is not None and batch is not None
    edit = Edit("resource", "by-area", now["version"], {"area": "c0"})
    replaced.store.write(replaced.town, [edit], Change("juris", "edit"))
    with pytest.raises(Conflict):
        undo_areas(replaced, batch)


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
