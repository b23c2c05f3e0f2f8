"""What can be wrong with a brought file, in English; the catalogues say it in every language."""

from __future__ import annotations

from geo.errors import Fault
from geo.files.names import shown

_EXPECTED = {
    "fault.missing": "the file",
    "fault.size": "a file of at most {most} bytes",
    "fault.empty": "a file with something in it",
    "fault.form": "GeoJSON, GeoPackage or a zipped shapefile",
    "fault.shp_alone": "the shapefile's .shp, .shx, .dbf and .prj together in one zip",
    "fault.encoding": "text in UTF-8",
    "fault.nesting": "brackets nested at most {most} deep",
    "fault.json": "JSON without a mistake in line {line}, character {character}",
    "fault.truncated": "a whole JSON file, not one that ends in the middle",
    "fault.name_twice": "each name once in its object",
    "fault.collection": "a GeoJSON FeatureCollection",
    "fault.geometry_bare": "a FeatureCollection around the geometry or feature",
    "fault.nothing_inside": "at least one feature: there is nothing to import",
    "fault.crs": "the reference system EPSG:3059 or EPSG:4326",
    "fault.features_many": "at most {most} features",
    "fault.vertices_many": "at most {most} vertices",
    "fault.properties_many": "at most {most} properties",
    "fault.feature": "a Feature with a geometry and properties",
    "fault.geometry_type": "points, lines or polygons",
    "fault.geometry_empty": "a geometry with positions, or null",
    "fault.coordinates": "coordinates as numbers, two for a position and nested as the type asks",
    "fault.number": "a finite number",
    "fault.ring_short": "a ring of at least four positions, the last as the first",
    "fault.line_short": "a line of at least two positions",
    "fault.text_long": "a text of at most {most} characters",
    "fault.text_broken": "text that can be written, without NUL",
    "fault.zip_broken": "a whole zip archive without a password",
    "fault.zip_many": "at most {most} files in the archive",
    "fault.zip_name": "plain file names in the archive",
    "fault.zip_nested": "no archive inside the archive",
    "fault.zip_size": "at most {most} bytes unpacked",
    "fault.zip_ratio": "an archive that unpacks to at most {most} times its size",
    "fault.shp_none": "a shapefile in the archive",
    "fault.shp_many": "one shapefile in the archive",
    "fault.shp_part": "the shapefile's {part} file beside it",
    "fault.unreadable": "a whole file of the form its beginning shows",
    "fault.encoding_table": "attributes in the encoding the shapefile names",
    "fault.time": "a file that is read in {most} seconds",
    "fault.memory": "a file that is read in {most} bytes of memory",
    "fault.layer_none": "a layer of points or polygons",
    "fault.layer_unknown": "a layer of the file",
}


def file_fault(
    key: str,
    file: str,
    *,
    feature: int | None = None,
    column: str | None = None,
    found: object = None,
    **values: str | int,
) -> Fault:
    """Return the fault that ``key`` names; ``feature`` counts from 1."""
    return Fault(
        file,
        feature,
        None if column is None else shown(column),
        _EXPECTED[key].format(**values),
        None if found is None else shown(str(found)),
        key=key,
        values=values,
        part="feature",
    )
