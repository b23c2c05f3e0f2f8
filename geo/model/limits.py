"""How much of a file that somebody brings is read: above it the file is refused, never cut."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Upper bounds of one file; the largest municipality's boundaries stay far below them.

    Attributes
    ----------
    file_bytes
        Size of the file as it comes.
    vertices, features
        Positions and features of a geometry file.
    rows
        Rows of a table.
    properties
        Columns of a table, or different property names of a geometry file.
    text_length
        Characters of one text.
    nesting
        How deep brackets of JSON stand in one another.
    seconds, memory_bytes
        Time and memory of the process apart that reads GeoPackages and shapefiles.
    members, unpacked_bytes, ratio
        Files in an archive, their size unpacked, and how many times that is the archive's own size.
    """

    file_bytes: int = 10_000_000
    vertices: int = 1_000_000
    features: int = 5_000
    rows: int = 50_000
    properties: int = 100
    text_length: int = 4_000
    nesting: int = 32
    seconds: int = 10
    memory_bytes: int = 512_000_000
    members: int = 64
    unpacked_bytes: int = 100_000_000
    ratio: int = 100
