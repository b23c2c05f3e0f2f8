"""Geometry files that somebody brings: GeoJSON, GeoPackage, zipped shapefile."""

from geo.files.shapes.found import Note, Shapes
from geo.files.shapes.read import read_shapes, read_shapes_from

__all__ = ["Note", "Shapes", "read_shapes", "read_shapes_from"]
