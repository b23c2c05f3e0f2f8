"""The still map: everything is drawn on the paper, and every word is only a word."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from shapely.geometry import LineString, Point, box

from geo.map.still import MOST_HEIGHT, WIDTH, Mark, Plot, key_sign, state_sign, still
from tests.awkward import TEXTS

WEST, EAST = box(26.0, 56.0, 26.1, 56.1), box(26.1, 56.0, 26.2, 56.1)
UNITS = {"m": "{n} m", "km": "{n} km"}


def drawn(*plots: Plot, marks: list[Mark] | None = None, base: list | None = None) -> Element:
    text = still(list(plots), base or [], marks or [], title="town", units=UNITS)
    return ElementTree.fromstring(text)


def plot(name: str, shape: object = WEST, **values: object) -> Plot:
    return Plot(name, shape, **{"approximate": True, "chosen": False, **values})  # type: ignore[arg-type]


def words_of(root: Element) -> list[str]:
    return [node.text or "" for node in root.iter("text")]


def test_a_chosen_area_fills_the_paper_and_is_named() -> None:
    root = drawn(plot("west", chosen=True), plot("east", EAST))
    assert root.get("viewBox") == f"0 0 {WIDTH} {MOST_HEIGHT}"
    assert "west" in words_of(root)
    strong = [node for node in root.iter("path") if node.get("stroke-width") == "2"]
    assert len(strong) == 1
    numbers = [float(one) for one in strong[0].get("d", "").strip("MZ").replace("L", " ").split()]
    assert min(numbers[1::2]) > 0 and max(numbers[1::2]) < MOST_HEIGHT
    assert max(numbers[1::2]) - min(numbers[1::2]) > MOST_HEIGHT * 0.8


def test_an_approximate_boundary_is_dashed_and_an_official_one_is_not() -> None:
    root = drawn(plot("a"), plot("b", EAST, approximate=False))
    assert [node.get("stroke-dasharray") for node in root.iter("path")][:2] == ["6 3", None]


def test_a_square_on_the_ground_is_a_square_on_the_paper() -> None:
    """A degree of longitude is as long as its parallel: at 60° half of one of latitude."""
    square = box(26.0, 60.0, 26.2, 60.1)
    root = drawn(plot("a", square, chosen=True))
    path = next(node for node in root.iter("path") if node.get("stroke-width") == "2")
    numbers = [float(one) for one in path.get("d", "").strip("MZ").replace("L", " ").split()]
    wide, high = (max(part) - min(part) for part in (numbers[::2], numbers[1::2]))
    assert wide / high == pytest.approx(1.0, abs=0.01)


def test_signs_on_one_spot_are_one_with_their_number() -> None:
    here = [Mark(26.05, 56.05, 0, place % 6, 0) for place in range(7)]
    far = [Mark(26.02, 56.02, 1, 0, 0), Mark(30.0, 57.0, 0, 0, 0)]
    root = drawn(plot("a", chosen=True), marks=[*here, *far])
    assert "7" in words_of(root)
    assert len([node for node in root.iter("circle") if node.get("r") == "8"]) == 1
    assert len([node for node in root.iter("rect") if node.get("rx")]) == 1


def test_a_state_shows_without_colour() -> None:
    bodies = {key_sign(0, 2, state) for state in range(4)} | {key_sign(1, 2, 0), key_sign(2, -1)}
    assert len(bodies) == 6
    assert len({state_sign(state) for state in range(4)}) == 4


def test_the_scale_is_a_round_length_of_the_ground() -> None:
    assert "2 km" in words_of(drawn(plot("a", box(26.0, 56.0, 26.05, 56.05), chosen=True)))
    assert "200 m" in words_of(drawn(plot("a", box(26.0, 56.0, 26.01, 56.01), chosen=True)))


def test_water_streets_and_what_lies_outside_the_paper() -> None:
    base = [
        ("river", box(25.0, 56.04, 27.0, 56.06)),
        ("street", LineString([(26, 56), (26.1, 56.1)])),
        ("street", LineString([(28, 57), (29, 58)])),
        ("railway", Point(26, 56)),
    ]
    root = drawn(plot("a", chosen=True), base=base)
    fills = [node.get("fill") for node in root.iter("path")]
    assert fills.count("#CFE2EA") == 1
    assert len([node for node in root.iter("path") if node.get("stroke") == "#DAD5CA"]) == 1


def test_names_do_not_lie_on_one_another() -> None:
    same = [plot(f"area number {place}", WEST) for place in range(12)]
    heights = [float(node.get("y", "0")) for node in drawn(*same).iter("text")][:-1]
    assert len(heights) == len(set(heights)) < 12


@pytest.mark.parametrize("text", TEXTS)
def test_a_hostile_name_is_only_text(text: str) -> None:
    root = drawn(plot(text, chosen=True))
    assert {node.tag for node in root.iter()} <= {"svg", "title", "rect", "path", "text", "circle"}
    shown = "".join(letter for letter in text if letter.isprintable())
    assert shown in words_of(root) or not shown


def test_how_many_records_have_no_place_stands_at_the_name() -> None:
    assert "a (3)" in words_of(drawn(plot("a", loose=3)))
