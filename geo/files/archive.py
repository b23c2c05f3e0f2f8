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

_SECONDS_EACH = 6
"""A table of the most rows takes several times as long as a geometry file of the most features."""


class Archive(zipfile.ZipFile):
    """An archive that stops giving bytes after a while, so that no content can keep us busy."""

    def __init__(self, data: bytes, seconds: float) -> None:
        super().__init__(io.BytesIO(data))
        self._until = time.monotonic() + seconds

    @property
    def is_late(self) -> bool:
        """Return whether the time is up."""
        return time.monotonic() > self._until

    def open(self, *args: Any, **options: Any) -> IO[bytes]:
        """Open a member; reading it raises ``TimeoutError`` when the time is up."""
        stream = super().open(*args, **options)
        read = stream.read

        def timed(size: int = -1) -> bytes:
            if self.is_late:
                raise TimeoutError
            return read(size)

        stream.read = timed  # type: ignore[method-assign]
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
