"""Archives that tables come in: looked at before anything is unpacked, and never written out."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from geo.errors import DataError
from geo.files.faults import file_fault
from geo.files.shapes.archive import member_faults
from geo.model.limits import Limits

_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, ValueError, NotImplementedError,
    RuntimeError,
)  # fmt: skip
"""What Python raises at an archive that is damaged or has a password."""

_ELEMENTS = 1_000_000
_BOUNDS = (b"<row", b"</row", b"</si")
"""Where the reader of a workbook lets go of what came before."""

_SECONDS_EACH = 6
"""A table of the most rows takes several times as long as a geometry file of the most features."""


class Archive(zipfile.ZipFile):
    """An archive that no content can make keep us busy or fill the memory.

    It stops giving bytes after a while, and where more elements stand in one row of a sheet, or in
    one shared text, than any program writes: each takes a hundred times its bytes while it is read.
    """

    def __init__(self, data: bytes, seconds: float) -> None:
        super().__init__(io.BytesIO(data))
        self._until = time.monotonic() + seconds

    @property
    def is_late(self) -> bool:
        """Return whether the time is up."""
        return time.monotonic() > self._until

    def open(self, *args: Any, **options: Any) -> IO[bytes]:
        """Open a member; reading it raises ``TimeoutError``, or ``ValueError`` for too much."""
        stream = super().open(*args, **options)
        read, elements = stream.read, 0

        def watched(size: int = -1) -> bytes:
            nonlocal elements
            if self.is_late:
                raise TimeoutError
            chunk = read(size)
            end = max(chunk.rfind(closing) for closing in _BOUNDS)
            elements = chunk.count(b"<", max(end, 0)) + (elements if end < 0 else 0)
            if elements > _ELEMENTS:
                raise ValueError("too many elements in one")
            return chunk

        stream.read = watched  # type: ignore[method-assign]
        return stream


@contextmanager
def opened(name: str, data: bytes, limits: Limits) -> Iterator[Archive]:
    """Open an archive whose members, sizes and names are within the limits.

    Raises
    ------
    DataError
        When they are not, or what is read inside turns out to be damaged or takes too long.
    """
    most = limits.seconds * _SECONDS_EACH
    try:
        with Archive(data, most) as archive:
            _check(name, archive.infolist(), len(data), limits)
            yield archive
    except TimeoutError:
        raise DataError([file_fault("fault.time", name, most=most)]) from None
    except _BROKEN:
        raise DataError([file_fault("fault.zip_broken", name)]) from None


def _check(name: str, members: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    if faults := list(member_faults(name, members, limits)):
        raise DataError(faults)
    # Python gives no more bytes of a member than the archive says it has
    size = sum(member.file_size for member in members)
    if size > limits.unpacked_bytes:
        fault = file_fault("fault.zip_size", name, found=size, most=limits.unpacked_bytes)
        raise DataError([fault])
    if size > limits.ratio * packed:
        raise DataError([file_fault("fault.zip_ratio", name, most=limits.ratio)])
