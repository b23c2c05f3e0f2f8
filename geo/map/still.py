"""A map that stands still: one SVG for print, made of what is given and of nothing outside.

It is built as a tree, so that a name can only ever be text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.map.layers import STATES, label_place
from geo.map.qgis import FAMILY_COLOURS, NO_FAMILY

WIDTH, MOST_HEIGHT = 680, 440
"""Size of the drawing in its own units; on A4 a unit is about a quarter of a millimetre."""

_INK, _PAPER, _LAND, _WATER = "#1F2933", "#EDEFEA", "#F7F6F1", "#CFE2EA"
_STREET, _RAIL, _LINE, _CHOSEN = "#DAD5CA", "#8D949A", "#7E8A90", "#0F5C6E"
_MARGIN = 0.06
_RADIUS = 5.0
_CELL = 14.0
"""Signs that stand in one square of this size are drawn as one with their number."""

_METRES_A_DEGREE = 111_320.0
_LENGTHS_M = tuple(step * 10**power for power in (1, 2, 3, 4) for step in (1, 2, 5))
_AREAS_OF_WATER = ("river", "lake")


@dataclass(frozen=True)
class Plot:
    """An area as it is drawn; ``shape`` in EPSG:4326, ``loose``: records known to it only."""

    name: str
    shape: BaseGeometry
    approximate: bool
    chosen: bool
    loose: int = 0


@dataclass(frozen=True)
class Mark:
    """A sign: degrees, kind (0 a resource, 1 a group), place among families and ``STATES``."""

    lon: float
    lat: float
    kind: int
    family: int
    state: int


@dataclass(frozen=True)
class _Frame:
    """From degrees to units of the drawing; true in scale within a town, north up."""

    west: float
    north: float
    across: float
    scale: float
    width: float
    height: float

    def xy(self, degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(
            [
                (degrees[:, 0] - self.west) * self.across * self.scale,
                (self.north - degrees[:, 1]) * self.scale,
            ]
        )

    def drawn(self, shape: BaseGeometry) -> BaseGeometry:
        """Return a shape in units, cut at the paper's edge and no finer than print shows."""
        placed = shapely.simplify(shapely.transform(shape, self.xy), 0.3)
        kept = placed if placed.is_valid else shapely.make_valid(placed)
        return shapely.clip_by_rect(kept, -3, -3, self.width + 3, self.height + 3)


def still(
    plots: Sequence[Plot],
    base: Iterable[tuple[str, BaseGeometry]],
    marks: Iterable[Mark],
    *,
    title: str,
    units: Mapping[str, str],
) -> str:
    """Return the drawing of some areas as an ``svg`` element that stands inside HTML.

    Parameters
    ----------
    plots
        All areas of the town; the paper shows those that are chosen, all where none is.
    base
        (kind, shape in EPSG:4326) of the town's own base map.
    title
        What a screen reader says of it.
    units
        The words ``{n} m`` and ``{n} km`` under ``m`` and ``km``, for the scale.
    """
    frame = _frame([plot.shape for plot in plots if plot.chosen] or [p.shape for p in plots])
    size = {"width": f"{frame.width:.0f}", "height": f"{frame.height:.0f}"}
    root = _svg("map", frame.width, frame.height)
    root.set("role", "img")
    SubElement(root, "title").text = title
    SubElement(root, "rect", size, fill=_PAPER)
    _draw_base(root, frame, base)
    _draw_areas(root, frame, plots)
    _draw_marks(root, frame, marks)
    _draw_names(root, frame, plots)
    _draw_scale(root, frame, units)
    return ElementTree.tostring(root, encoding="unicode")


def key_sign(kind: int, family: int, state: int = 0) -> str:
    """Return a single sign as an ``svg`` element, for the legend."""
    root = _svg("sign", 16, 16)
    root.set("aria-hidden", "true")
    _sign(root, (8.0, 8.0), Mark(0, 0, kind, family, state))
    return ElementTree.tostring(root, encoding="unicode")


def state_sign(state: int) -> str:
    """Return the shape of a state of the gap matrix: told apart without any colour.

    0: a ring, noted and nothing near; 1: a full disc, something near; 2: a dash, nothing noted;
    3: a square of dots, nobody knows.
    """
    root = _svg("shape", 16, 16)
    root.set("aria-hidden", "true")
    ink = {"stroke": "currentColor", "stroke-width": "2", "fill": "none"}
    if state == 2:
        SubElement(root, "path", {"d": "M4 8h8", **ink})
    elif state == 3:
        dotted = {**ink, "stroke-dasharray": "2 2"}
        SubElement(root, "rect", {"x": "2.5", "y": "2.5", **dotted}, width="11", height="11")
    else:
        fill = {"fill": "currentColor"} if state == 1 else {}
        SubElement(root, "circle", {"cx": "8", "cy": "8", "r": "5.5", **ink, **fill})
    return ElementTree.tostring(root, encoding="unicode")


def _svg(look: str, width: float, height: float) -> Element:
    root = ElementTree.fromstring("<svg/>")
    root.set("viewBox", f"0 0 {width:.0f} {height:.0f}")
    root.set("class", look)
    return root


def _frame(shapes: Sequence[BaseGeometry]) -> _Frame:
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object)).tolist()
    across = math.cos(math.radians((south + north) / 2))
    wide, high = (east - west) * across, north - south
    pad = _MARGIN * max(wide, high)
    scale = min(WIDTH / (wide + 2 * pad), MOST_HEIGHT / (high + 2 * pad))
    height = min(MOST_HEIGHT, max((high + 2 * pad) * scale, WIDTH / 3))
    # what is left of the paper's width or height is shared by both sides
    spare_x = (WIDTH / scale - wide) / 2 / across
    spare_y = (height / scale - high) / 2
    return _Frame(west - spare_x, north + spare_y, across, scale, WIDTH, height)


def _draw_base(root: Element, frame: _Frame, base: Iterable[tuple[str, BaseGeometry]]) -> None:
    for kind, shape in base:
        path = _path(frame.drawn(shape))
        if not path:
            continue
        if kind == "outline" or kind in _AREAS_OF_WATER:
            colour = _LAND if kind == "outline" else _WATER
            SubElement(root, "path", {"d": path, "fill": colour, "fill-rule": "evenodd"})
            continue
        colour, width = (_RAIL, "1.5") if kind == "railway" else (_STREET, "2.5")
        line = {"d": path, "fill": "none", "stroke": colour, "stroke-width": width}
        if kind == "railway":
            line["stroke-dasharray"] = "7 3"
        SubElement(root, "path", line)


def _draw_areas(root: Element, frame: _Frame, plots: Sequence[Plot]) -> None:
    """Draw boundaries, dashed where approximate; the chosen ones last and stronger."""
    for plot in sorted(plots, key=lambda one: one.chosen):
        outline = {
            "d": _path(frame.drawn(plot.shape)),
            "fill": _CHOSEN if plot.chosen else "none",
            "fill-opacity": "0.07",
            "fill-rule": "evenodd",
            "stroke": _CHOSEN if plot.chosen else _LINE,
            "stroke-width": "2" if plot.chosen else "0.8",
        }
        if plot.approximate:
            outline["stroke-dasharray"] = "6 3"
        if outline["d"]:
            SubElement(root, "path", outline)


def _draw_marks(root: Element, frame: _Frame, marks: Iterable[Mark]) -> None:
    """Draw signs; those that would lie on one another are one sign with their number."""
    together: dict[tuple[int, int], list[tuple[Mark, float, float]]] = {}
    for mark in marks:
        x, y = frame.xy(np.array([[mark.lon, mark.lat]]))[0].tolist()
        if 0 <= x <= frame.width and 0 <= y <= frame.height:
            together.setdefault((int(x // _CELL), int(y // _CELL)), []).append((mark, x, y))
    for found in together.values():
        x = sum(one[1] for one in found) / len(found)
        y = sum(one[2] for one in found) / len(found)
        if len(found) == 1:
            _sign(root, (x, y), found[0][0])
            continue
        SubElement(root, "circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="8", fill="#FFFFFF", stroke=_INK)
        number = str(len(found))
        _text(root, (x, y + 3.2), number, {"font-size": "9", "text-anchor": "middle"})


def _sign(root: Element, at: tuple[float, float], mark: Mark) -> None:
    """Draw a sign as the live map does: shape is the kind, colour the family, fill the state."""
    x, y = at
    known = 0 <= mark.family < len(FAMILY_COLOURS)
    colour = FAMILY_COLOURS[mark.family] if known else NO_FAMILY
    state = STATES[mark.state]
    fill = "#FFFFFF" if state in ("planned", "old") else colour
    ink: dict[str, str] = {"stroke": _INK, "stroke-width": "1.2"}
    if mark.kind == 2:  # a need: a ring of dots, without colour
        look = {"fill": "none", "stroke-dasharray": "1.5 2", **ink}
        SubElement(root, "circle", {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "5", **look})
        return
    if mark.kind == 1:
        place = {"x": f"{x - _RADIUS:.1f}", "y": f"{y - _RADIUS:.1f}", "rx": "1.5"}
        SubElement(root, "rect", {**place, **ink}, width="10", height="10", fill=fill)
    else:
        place = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "5"}
        SubElement(root, "circle", {**place, **ink}, fill=fill)
    if state == "old":  # only the lower half keeps the colour
        half = f"M{x - _RADIUS:.1f} {y:.1f}h10"
        half += "v5h-10z" if mark.kind == 1 else "a5 5 0 0 1 -10 0z"
        SubElement(root, "path", d=half, fill=colour)
    if state == "closed":
        stroke = f"M{x - 7:.1f} {y + 7:.1f}L{x + 7:.1f} {y - 7:.1f}"
        SubElement(root, "path", {"d": stroke, "stroke": _INK, "stroke-width": "1.8"})


def _draw_names(root: Element, frame: _Frame, plots: Sequence[Plot]) -> None:
    """Write names where they do not lie on one another, the chosen ones first."""
    taken: list[tuple[float, float, float, float]] = []
    for plot in sorted(plots, key=lambda one: not one.chosen):
        lon, lat = np.array(label_place(plot.shape)) / 100_000
        x, y = frame.xy(np.array([[lon, lat]]))[0].tolist()
        size = 13 if plot.chosen else 9.5
        text = f"{plot.name} ({plot.loose})" if plot.loose else plot.name
        half = len(text) * size * 0.29
        if not (half * 0.4 < x < frame.width - half * 0.4 and size < y < frame.height):
            continue
        x = min(max(x, half + 2), frame.width - half - 2)
        free = _free(taken, (x, y), half, size)
        if free is None:
            if not plot.chosen:
                continue
            free = y  # what is asked for is named, whatever lies below
        taken.append((x - half, free - size, x + half, free + 3))
        look = {"font-size": str(size), "text-anchor": "middle"}
        if plot.chosen:
            look["font-weight"] = "700"
        _text(root, (x, free), text, look)


def _free(
    taken: Sequence[tuple[float, float, float, float]],
    at: tuple[float, float],
    half: float,
    size: float,
) -> float | None:
    """Return the height near a place at which a name is clear of the others."""
    x, y = at
    for aside in (0, 12, -12, 24, -24):
        box = (x - half, y + aside - size, x + half, y + aside + 3)
        clear = all(
            box[2] < one[0] or one[2] < box[0] or box[3] < one[1] or one[3] < box[1]
            for one in taken
        )
        if clear:
            return y + aside
    return None


def _draw_scale(root: Element, frame: _Frame, units: Mapping[str, str]) -> None:
    """Draw how long a round length is."""
    a_metre = frame.scale / _METRES_A_DEGREE
    length = max(
        (one for one in _LENGTHS_M if one * a_metre <= frame.width / 4), default=_LENGTHS_M[0]
    )
    name = "km" if length >= 1000 else "m"
    word = units[name].format(n=length // 1000 if name == "km" else length)
    x, y = frame.width - length * a_metre - 12, frame.height - 10
    bar = f"M{x:.1f} {y - 4:.1f}v4h{length * a_metre:.1f}v-4"
    SubElement(root, "path", {"d": bar, "fill": "none", "stroke": _INK, "stroke-width": "1.4"})
    middle = x + length * a_metre / 2
    _text(root, (middle, y - 6), word, {"font-size": "9.5", "text-anchor": "middle"})


def _text(root: Element, at: tuple[float, float], text: str, look: Mapping[str, str]) -> None:
    halo = {
        "fill": _INK, "stroke": _LAND, "stroke-width": "3", "stroke-linejoin": "round",
        "paint-order": "stroke",
    }  # fmt: skip
    node = SubElement(root, "text", {"x": f"{at[0]:.1f}", "y": f"{at[1]:.1f}", **halo, **look})
    # XML has no place for the signs that control a terminal
    node.text = "".join(letter for letter in text if letter.isprintable())


def _path(shape: BaseGeometry) -> str:
    """Return lines and rings as the data of an SVG path."""
    return "".join(_steps(shape))


def _steps(shape: BaseGeometry) -> Iterator[str]:
    for part in shapely.get_parts(shape):
        if part.is_empty or part.geom_type == "Point":
            continue
        closed = part.geom_type == "Polygon"
        for line in [part.exterior, *part.interiors] if closed else [part]:
            points = shapely.get_coordinates(line)
            yield "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + ("Z" if closed else "")
