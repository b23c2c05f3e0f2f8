"""Zipped shapefiles: every name and size is looked at, and bytes are counted as they come out."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from geo.errors import DataError, Fault
from geo.files.faults import file_fault
from geo.model.limits import Limits

NEEDED = (".shp", ".shx", ".dbf")
PARTS = (*NEEDED, ".prj", ".cpg")

_ARCHIVES = (".zip", ".kmz", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".zst")
_NOT_PLAIN = re.compile(r"^/|^[A-Za-z]:|\\|\x00|(?:^|/)\.\.(?:/|$)")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)
"""What Python raises at an archive that is damaged."""
_CHUNK = 1 << 16


def unzipped_shapefile(name: str, data: bytes, limits: Limits) -> dict[str, bytes]:
    """Return the parts of the one shapefile in an archive, by ending: ``.shp``, ``.shx`` and more.

    Nothing is written anywhere, and what belongs to no shapefile is not unpacked. Whether all
    its parts are there is for the caller to see.

    Raises
    ------
    DataError
        With everything that is wrong with the archive's list of members, or with the first thing
        found while unpacking.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if faults := list(member_faults(name, members, limits)):
                raise DataError(faults)
            most = min(limits.unpacked_bytes, limits.ratio * len(data))
            parts = _unpacked(archive, _shapefile(name, members), most)
    except _BROKEN:
        raise DataError([file_fault("fault.zip_broken", name)]) from None
    if parts is None and most == limits.unpacked_bytes:
        raise DataError([file_fault("fault.zip_size", name, most=most)])
    if parts is None:
        raise DataError([file_fault("fault.zip_ratio", name, most=limits.ratio)])
    return parts


def member_faults(file: str, members: list[zipfile.ZipInfo], limits: Limits) -> Iterator[Fault]:
    """Yield what is wrong with the list of an archive: names, links, passwords, too many."""
    if len(members) > limits.members:
        yield file_fault("fault.zip_many", file, found=len(members), most=limits.members)
        return
    for member in members:
        written = member.orig_filename
        if _NOT_PLAIN.search(written) or stat.S_ISLNK(member.external_attr >> 16):
            yield file_fault("fault.zip_name", file, found=written)
        elif written.lower().endswith(_ARCHIVES):
            yield file_fault("fault.zip_nested", file, found=written)
        elif member.flag_bits & 1 or member.compress_type not in _METHODS:
            yield file_fault("fault.zip_broken", file, found=written)


def _shapefile(file: str, members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return the members of the one shapefile by ending."""
    files = [
        (PurePosixPath(member.filename.lower()), member)
        for member in members
        if not member.is_dir() and not member.filename.startswith("__MACOSX/")
    ]
    shapes = [path for path, _ in files if path.suffix == ".shp"]
    if len(shapes) != 1:
        key = "fault.shp_many" if shapes else "fault.shp_none"
        found = ", ".join(path.name for path in shapes) or None
        raise DataError([file_fault(key, file, found=found)])
    return {
        path.suffix: member
        for path, member in files
        if path.suffix in PARTS and path.with_suffix("") == shapes[0].with_suffix("")
    }


def _unpacked(
    archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], most: int
) -> dict[str, bytes] | None:
    """Return the members' bytes, None above ``most``: what sizes are claimed is not believed."""
    parts: dict[str, bytes] = {}
    for ending, member in members.items():
        part = bytearray()
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                part += chunk
                most -= len(chunk)
                if most < 0:
                    return None
        parts[ending] = bytes(part)
    return parts
