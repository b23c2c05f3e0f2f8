"""Each thing that can be wrong with a set of boundaries, and what its repair makes of it."""

from __future__ import annotations

import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from geo.analysis.boundaries import examine
from geo.analysis.findings import Drawn, Examination, Finding
from tests.analysis.drawn import drawn, sheet

KM = 1000.0
WEST, EAST = box(0, 0, KM, KM), box(KM, 0, 2 * KM, KM)


def only(*shapes: BaseGeometry | None, outline: BaseGeometry | None = None) -> Finding:
    (finding,) = examine(drawn(*shapes), outline=outline).findings
    return finding


def sizes_after(examination: Examination) -> list[float | None]:
    shapes = examination.after(examination.repairable)
    return [None if shape is None else round(shape.area, 1) for shape in shapes]


def test_areas_that_fit_have_nothing_to_repair() -> None:
    assert examine(drawn(WEST, EAST)).findings == ()
    assert examine(sheet(4, 3)).findings == ()
    assert examine([]).findings == ()


# --- G10: one area by itself ---------------------------------------------------------------------


def test_g10_a_bow_tie_becomes_its_two_halves_and_needs_a_yes() -> None:
    examination = examine(drawn(Polygon([(0, 0), (KM, KM), (KM, 0), (0, KM)])))
    bad, apart = examination.findings
    assert (bad.kind, bad.repair, bad.needs_yes, bad.change_share) == (
        "bad_ring",
        "redraw",
        True,
        1,
    )
    assert bad.where.equals(Point(500, 500))
    assert sizes_after(examination) == [KM * KM / 2]
    assert (apart.kind, apart.places) == ("exclave", 2)


def test_g10_a_small_loop_is_redrawn_without_asking() -> None:
    loop = Polygon(
        [(0, 0), (KM, 0), (KM, KM), (500, KM), (520, 1010), (500, 1010), (520, KM), (0, KM)]
    )
    examination = examine(drawn(loop))
    bad = examination.findings[0]
    assert (bad.kind, bad.needs_yes) == ("bad_ring", False)
    assert 0 < bad.change_share < 0.001
    (shape,) = examination.after(examination.harmless)
    assert shape is not None
    assert shape.is_valid


def test_g10_a_hole_outside_its_shell_becomes_a_part_and_needs_a_yes() -> None:
    """In shapefiles such a ring is mostly a second part whose corners run the wrong way round."""
    examination = examine(drawn(Polygon(WEST.exterior, [box(2 * KM, 0, 2.5 * KM, 500).exterior])))
    assert [finding.kind for finding in examination.findings] == ["bad_ring", "exclave"]
    assert examination.findings[0].change_share == pytest.approx(0.4)
    assert examination.findings[0].needs_yes
    assert sizes_after(examination) == [1.25 * KM * KM]


def test_g10_repeated_points_are_dropped_and_change_nothing() -> None:
    finding = only(Polygon([(0, 0), (0, 0), (KM, 0), (KM, KM), (KM, KM), (KM, KM), (0, KM)]))
    assert (finding.kind, finding.places, finding.change_share) == ("repeated_points", 3, 0)
    assert not finding.needs_yes


def test_a_ring_that_is_not_redrawn_stays_as_it_was_drawn() -> None:
    bow_tie = Polygon([(0, 0), (KM, KM), (KM, 0), (0, KM)])
    (shape,) = examine(drawn(bow_tie)).after(())
    assert shape is bow_tie


@pytest.mark.parametrize("shape", [None, Point(1, 1), LineString([(0, 0), (9, 9)]), Polygon(),
                                   Polygon([(0, 0), (9, 9), (0, 0)])])  # fmt: skip
def test_g20_an_area_without_an_outline_is_listed_and_takes_no_part(
    shape: BaseGeometry | None,
) -> None:
    examination = examine(drawn(WEST, shape, EAST))
    (finding,) = examination.findings
    assert (finding.kind, finding.areas, finding.repair) == ("no_outline", (1,), None)
    assert sizes_after(examination) == [KM * KM, None, KM * KM]


def test_an_area_without_a_name_is_told() -> None:
    (finding,) = examine([Drawn("", "7", WEST)]).findings
    assert (finding.kind, finding.areas) == ("no_name", (0,))


def test_height_is_dropped() -> None:
    (shape,) = examine(drawn(shapely.force_3d(WEST, 12))).after(())
    assert shape is not None
    assert not shape.has_z


# --- several areas -------------------------------------------------------------------------------


def test_a_narrow_overlap_goes_to_the_area_with_the_longer_border() -> None:
    hook = shapely.union_all([EAST, box(KM - 9, 400, KM, 600)])  # reaches 9 m into the west
    examination = examine(drawn(WEST, hook))
    (finding,) = examination.findings
    assert (finding.kind, finding.areas, finding.repair) == ("overlap", (0, 1), "give")
    assert finding.size_m2 == pytest.approx(1800)
    assert finding.change_share == pytest.approx(0.0018, abs=1e-4)
    assert not finding.needs_yes
    assert sizes_after(examination) == [KM * KM, KM * KM]  # the west has it on three sides


def test_g11_a_wide_overlap_stays_as_a_warning() -> None:
    examination = examine(drawn(WEST, box(900, 0, 2 * KM, KM)))
    (finding,) = examination.findings
    assert (finding.kind, finding.repair) == ("overlap", None)
    assert finding.change_share == pytest.approx(0.1)
    assert sizes_after(examination) == [KM * KM, 1.1 * KM * KM]


def test_g11_a_gap_between_areas_goes_to_the_neighbour_with_the_longer_border() -> None:
    dented = Polygon([(KM, 0), (1003, 500), (KM, KM), (2 * KM, KM), (2 * KM, 0)])
    examination = examine(drawn(WEST, dented))
    (finding,) = examination.findings
    assert (finding.kind, finding.areas, finding.repair) == ("gap", (0, 1), "give")
    assert finding.size_m2 == pytest.approx(1500)
    assert sum(size or 0 for size in sizes_after(examination)) == 2 * KM * KM


def test_a_narrow_gap_that_opens_outwards_is_found_too() -> None:
    finding = only(WEST, Polygon([(KM, 0), (1004, KM), (2 * KM, KM), (2 * KM, 0)]))
    assert (finding.kind, finding.areas, finding.repair) == ("gap", (0, 1), "give")
    assert finding.size_m2 == pytest.approx(2000, abs=1)
    finding = only(WEST, box(1004, 0, 2 * KM, KM))
    assert finding.size_m2 == pytest.approx(4000, abs=1)


def test_a_bend_of_the_outline_is_no_gap() -> None:
    notched = WEST.difference(Polygon([(500, KM), (504, KM), (502, 990)]))
    assert examine(drawn(notched)).findings == ()
    corner = [Polygon([(0, 0), (KM, 0), (KM, KM)]), Polygon([(KM, 0), (2 * KM, 0), (KM, KM)])]
    assert examine(drawn(*corner)).findings == ()


def test_g11_a_place_in_the_middle_that_belongs_to_no_area_stays() -> None:
    finding = only(WEST.difference(box(400, 400, 600, 600)), EAST)
    assert (finding.kind, finding.areas, finding.repair) == ("gap", (0,), None)
    assert finding.size_m2 == pytest.approx(40_000)


def test_small_repairs_of_one_area_add_up_and_need_a_yes_together() -> None:
    strip = box(0, 0, 100, KM)  # ten hectares: a hundredth of it is 1000 m²
    east, west = box(99.4, 0, KM, KM), box(-KM, 0, 0.6, KM)  # each takes 600 m² of the strip
    alone = examine(drawn(strip, east))
    assert [finding.needs_yes for finding in alone.findings] == [False]
    together = examine(drawn(strip, east, west))
    assert [finding.change_share < 0.01 for finding in together.findings] == [True, True]
    assert [finding.needs_yes for finding in together.findings] == [True, True]


def test_slips_between_the_same_areas_are_one_finding() -> None:
    teeth = shapely.union_all([EAST, *(box(KM - 2, y, KM, y + 50) for y in range(0, 1000, 100))])
    finding = only(WEST, teeth)
    assert (finding.kind, finding.places) == ("overlap", 10)
    assert finding.size_m2 == pytest.approx(1000)


def test_a_leftover_beside_another_area_goes_to_it() -> None:
    examination = examine(drawn(WEST, MultiPolygon([EAST, box(-2, 0, 0, KM)])))
    (finding,) = examination.findings
    assert (finding.kind, finding.areas, finding.repair) == ("sliver", (1,), "give")
    assert sizes_after(examination) == [KM * KM + 2 * KM, KM * KM]


def test_an_area_that_is_a_sliver_altogether_is_given_away_only_with_a_yes() -> None:
    examination = examine(drawn(WEST, box(KM, 0, KM + 3, KM), box(KM + 3, 0, 2 * KM, KM)))
    (finding,) = examination.findings
    assert (finding.kind, finding.areas, finding.needs_yes) == ("sliver", (1,), True)
    assert sizes_after(examination)[1] is None
    assert all(examination.after(examination.harmless))


def test_borders_with_other_corners_are_matched() -> None:
    bent = Polygon([(KM, 0), (KM, 300.123), (KM, KM), (2 * KM, KM), (2 * KM, 0)])
    examination = examine(drawn(WEST, bent))
    (finding,) = examination.findings
    assert (finding.kind, finding.areas, finding.needs_yes) == ("unmatched", (0, 1), False)
    assert shapely.coverage_is_valid(examination.after(examination.harmless))


# --- twice, outside, apart -----------------------------------------------------------------------


def test_one_area_in_two_features_is_joined_with_a_yes() -> None:
    areas = [Drawn("Kalkūni", "7", WEST), Drawn("Centrs", "8", EAST),
             Drawn("Kalkūni", "7", box(5 * KM, 0, 6 * KM, KM))]  # fmt: skip
    examination = examine(areas)
    finding, apart = examination.findings
    assert (finding.kind, finding.areas) == ("duplicate", (0, 2))
    assert (apart.kind, apart.areas) == ("exclave", (0,))
    assert (finding.repair, finding.needs_yes) == ("join", True)
    assert sizes_after(examination) == [2 * KM * KM, KM * KM, None]
    assert [shape.area for shape in examination.after(())] == [KM * KM] * 3


def test_the_same_area_twice_is_one() -> None:
    examination = examine([Drawn("Centrs", "", WEST), Drawn("CENTRS", "", WEST)])
    (finding,) = examination.findings
    assert finding.kind == "duplicate"
    assert sizes_after(examination) == [KM * KM, None]


def test_one_code_for_two_names_is_nobodys_to_decide() -> None:
    (finding,) = examine([Drawn("Centrs", "7", WEST), Drawn("Križi", "7", EAST)]).findings
    assert (finding.kind, finding.areas, finding.repair) == ("same_code", (0, 1), None)


def test_one_name_under_two_codes_is_no_trouble() -> None:
    assert examine([Drawn("Centrs", "7", WEST), Drawn("Centrs", "8", EAST)]).findings == ()


def test_two_areas_on_top_of_one_another_are_told_once() -> None:
    finding = only(WEST, WEST)
    assert (finding.kind, finding.areas, finding.repair) == ("same_shape", (0, 1), None)


def test_an_area_apart_from_the_town_is_left_out_only_with_a_yes() -> None:
    examination = examine(drawn(WEST, box(9 * KM, 0, 10 * KM, KM)), outline=WEST)
    (finding,) = examination.findings
    assert (finding.kind, finding.areas) == ("outside", (1,))
    assert (finding.repair, finding.needs_yes) == ("leave_out", True)
    assert sizes_after(examination) == [KM * KM, None]
    assert all(examination.after(examination.harmless))


def test_an_area_that_the_town_has_gained_is_told_and_stays() -> None:
    finding = only(WEST, EAST, outline=WEST)
    assert (finding.kind, finding.areas, finding.repair) == ("outside", (1,), None)
    assert finding.change_share == pytest.approx(1)


def test_g19_an_exclave_is_told_and_never_split() -> None:
    kalkuni = MultiPolygon([WEST, box(5 * KM, 0, 5.2 * KM, 200)])
    examination = examine(drawn(kalkuni, EAST))
    (finding,) = examination.findings
    assert (finding.kind, finding.areas, finding.repair) == ("exclave", (0,), None)
    assert finding.where.equals(MultiPolygon([box(5 * KM, 0, 5.2 * KM, 200)]))
    assert examination.after(examination.repairable)[0].equals(kalkuni)


def test_findings_are_told_by_kind_and_then_by_size() -> None:
    shapes = [WEST, box(998, 0, 2 * KM, KM), box(-500, 0, 1, KM), None]
    kinds = [(finding.kind, finding.areas) for finding in examine(drawn(*shapes)).findings]
    assert kinds == [("no_outline", (3,)), ("overlap", (0, 1)), ("overlap", (0, 2))]
