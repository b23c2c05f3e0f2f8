"""Draw the neighbourhoods and the light base map of Daugavpils.

The official polygons are not at hand, so the borders are drawn from what sources say:
``drawing.toml`` holds those facts, ``outline.geojson`` the limit of the town. Running this file
writes ``areas.geojson`` and ``base.geojson`` beside it, byte for byte the same each time::

    python data/daugavpils/draw.py

All geometry is done in metres (EPSG:3059, x east, y north); the files hold degrees (EPSG:4326).
"""

import json
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry

HERE = Path(__file__).resolve().parent
TO_METRES = Transformer.from_crs(4326, 3059, always_xy=True).transform
TO_DEGREES = Transformer.from_crs(3059, 4326, always_xy=True).transform

# A centimetre: coarse enough to make lines meet, finer than the last of the six decimals written
# (6-11 cm), so that the corners of the outline come back exactly as they were read.
GRID_M = 0.01
CURVE_STEPS = 8
PRECISION = "approximate"

Facts = dict[str, Any]
Feature = dict[str, Any]


def main() -> None:
    """Write ``areas.geojson`` and ``base.geojson`` beside this file."""
    facts = tomllib.loads((HERE / "drawing.toml").read_text(encoding="utf-8"))
    outline = read_outline(HERE / "outline.geojson")
    lines = {line["key"]: line_in_metres(line, facts["points"]) for line in facts["lines"]}

    borders = [
        border_part(line, lines[line["key"]]) for line in facts["lines"] if divides_areas(line)
    ]
    areas = assign_faces(faces_of(outline, borders), facts["areas"])

    heading = facts["drawing"]
    area_features = [area_feature(area, areas[area["key"]]) for area in facts["areas"]]
    write_collection(HERE / "areas.geojson", "areas", heading, area_features)
    write_collection(HERE / "base.geojson", "base", heading, base_features(facts, lines, outline))


def read_outline(path: Path) -> BaseGeometry:
    """Return the limit of the town in metres."""
    collection = json.loads(path.read_text(encoding="utf-8"))
    degrees = shape(collection["features"][0]["geometry"])
    return shapely.transform(degrees, TO_METRES, interleaved=False)


def divides_areas(line: Facts) -> bool:
    """Tell whether a line of ``drawing.toml`` is part of the network of borders."""
    return line["kind"] == "border" or line.get("border", False)


def line_in_metres(line: Facts, points: Facts) -> LineString:
    """Return one line of ``drawing.toml``, its named points looked up, curved if it asks for it."""
    path = [points[stage]["at"] if isinstance(stage, str) else stage for stage in line["path"]]
    corners = in_metres(path)
    return LineString(curve_through(corners) if line["curved"] else corners)


def border_part(line: Facts, geometry: LineString) -> LineString:
    """Return the part of a line that divides areas: all of it, or the legs it names."""
    if "border_legs" not in line:
        return geometry
    first, last = (leg * (CURVE_STEPS if line["curved"] else 1) for leg in line["border_legs"])
    return LineString(geometry.coords[first : last + 1])


def in_metres(lonlats: Iterable[Sequence[float]]) -> np.ndarray:
    """Return (longitude, latitude) pairs as an array of (x, y) in metres."""
    return np.array([TO_METRES(lon, lat) for lon, lat in lonlats])


def curve_through(corners: np.ndarray, *, closed: bool = False) -> np.ndarray:
    """Return a smooth curve that passes through every corner.

    A centripetal Catmull-Rom spline: unlike the uniform one it makes no loops where a short leg
    follows a long one. `corners` has shape (n, 2) with n of 3 or more; a closed curve comes back
    without its first point repeated.
    """
    if closed:
        around = np.vstack([corners[-1], corners, corners[:2]])
    else:
        before, after = 2 * corners[0] - corners[1], 2 * corners[-1] - corners[-2]
        around = np.vstack([before, corners, after])
    curve: list[np.ndarray] = []
    for four in zip(around, around[1:], around[2:], around[3:], strict=False):
        p0, p1, p2, p3 = four
        t1 = np.sqrt(np.linalg.norm(p1 - p0))
        t2 = t1 + np.sqrt(np.linalg.norm(p2 - p1))
        t3 = t2 + np.sqrt(np.linalg.norm(p3 - p2))
        for t in np.linspace(t1, t2, CURVE_STEPS, endpoint=False):
            a1 = (t1 - t) / t1 * p0 + t / t1 * p1
            a2 = (t2 - t) / (t2 - t1) * p1 + (t - t1) / (t2 - t1) * p2
            a3 = (t3 - t) / (t3 - t2) * p2 + (t - t2) / (t3 - t2) * p3
            b1 = (t2 - t) / t2 * a1 + t / t2 * a2
            b2 = (t3 - t) / (t3 - t1) * a2 + (t - t1) / (t3 - t1) * a3
            curve.append((t2 - t) / (t2 - t1) * b1 + (t - t1) / (t2 - t1) * b2)
    if not closed:
        curve.append(corners[-1])
    return np.array(curve)


def faces_of(outline: BaseGeometry, borders: Sequence[LineString]) -> list[Polygon]:
    """Return the pieces into which the borders cut the town; neighbours share every vertex."""
    network = shapely.union_all([outline.boundary, *borders], grid_size=GRID_M)
    faces = shapely.polygonize(shapely.get_parts(network).tolist()).geoms
    # Outside the town two borders can close a loop as well; that one is nobody's.
    return [face for face in faces if outline.contains(face.representative_point())]


def assign_faces(faces: Sequence[Polygon], areas: Sequence[Facts]) -> dict[str, BaseGeometry]:
    """Return the geometry of each area: the faces that hold its anchor or one of its seeds.

    Raises
    ------
    ValueError
        When a face holds points of two areas or of none, or an area is left without a face:
        then a border in ``drawing.toml`` is missing or does not reach the next one.
    """
    owned: dict[str, list[Polygon]] = {area["key"]: [] for area in areas}
    points = [(area["key"], Point(*TO_METRES(*at))) for area in areas for at in claims(area)]
    problems = []
    for face in faces:
        owners = sorted({key for key, point in points if face.contains(point)})
        if len(owners) == 1:
            owned[owners[0]].append(face)
            continue
        lon, lat = TO_DEGREES(*face.representative_point().coords[0])
        where = f"the face at {lon:.4f}, {lat:.4f} ({face.area / 1e6:.3f} km²)"
        problems.append(f"{where} belongs to {' and '.join(owners) or 'no area'}")
    problems += [f"no face holds a point of {key}" for key, pieces in owned.items() if not pieces]
    if problems:
        raise ValueError("each face needs exactly one area:\n" + "\n".join(problems))
    return {key: shapely.coverage_union_all(pieces) for key, pieces in owned.items()}


def claims(area: Facts) -> list[list[float]]:
    """Return the points that make a face belong to the area."""
    anchor = [area["anchor"]] if "anchor" in area else []
    return anchor + area.get("seeds", [])


def area_feature(area: Facts, geometry: BaseGeometry) -> Feature:
    """Return one neighbourhood as a GeoJSON feature."""
    properties = {
        "key": area["key"],
        "precision": PRECISION,
        "confidence": area["confidence"],
        "anchor": area.get("anchor"),
    }
    return feature(properties, geometry)


def base_features(
    facts: Facts, lines: dict[str, LineString], outline: BaseGeometry
) -> list[Feature]:
    """Return the features of the base map, in the order in which they are painted."""
    half_width_m = facts["drawing"]["river_width_m"] / 2
    river = lines["daugava"].buffer(half_width_m, cap_style="flat", quad_segs=4)

    def drawn(kind: str) -> list[tuple[Facts, LineString]]:
        return [(line, lines[line["key"]]) for line in facts["lines"] if line["kind"] == kind]

    # A street that serves as a border runs to the middle of the river; on the map it ends ashore.
    painted = [
        ("outline", [({}, outline)]),
        ("river", [(line, river) for line, _ in drawn("river")]),
        ("lake", [(lake, lake_in_metres(lake)) for lake in facts["lakes"]]),
        ("street", [(line, way.difference(river)) for line, way in drawn("street")]),
        ("railway", [(line, way.intersection(outline)) for line, way in drawn("railway")]),
        ("bridge", drawn("bridge")),
    ]
    return [base_feature(kind, thing, place) for kind, pairs in painted for thing, place in pairs]


def lake_in_metres(lake: Facts) -> Polygon:
    """Return a lake with a smooth shore."""
    return Polygon(curve_through(in_metres(lake["shore"]), closed=True))


def base_feature(kind: str, thing: Facts, geometry: BaseGeometry) -> Feature:
    """Return one feature of the base map; names are null where the thing has none."""
    names = thing.get("name", {})
    properties: Facts = {"kind": kind}
    properties |= {f"name_{language}": names.get(language) for language in ("lv", "ru", "en")}
    return feature(properties | {"precision": PRECISION}, geometry)


def feature(properties: Facts, geometry: BaseGeometry) -> Feature:
    """Return a GeoJSON feature in degrees, rounded, outer rings anticlockwise (RFC 7946)."""
    if isinstance(geometry, Polygon | MultiPolygon):
        geometry = shapely.orient_polygons(shapely.normalize(geometry))
    in_degrees = shapely.transform(geometry, TO_DEGREES, interleaved=False)
    rounded = shapely.transform(in_degrees, lambda lonlats: np.round(lonlats, 6))
    return {"type": "Feature", "properties": properties, "geometry": mapping(rounded)}


def write_collection(path: Path, name: str, heading: Facts, features: Sequence[Feature]) -> None:
    """Write a FeatureCollection, one feature to a line so that a change shows where it is."""
    head = {
        "type": "FeatureCollection",
        "name": name,
        "licence": heading["licence"],
        "attribution": heading["attribution"],
        "drawn": heading["drawn"],
    }
    opening = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    rows = ",\n".join(json.dumps(each, ensure_ascii=False) for each in features)
    path.write_text(f'{opening},\n "features": [\n{rows}\n]}}\n', encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
