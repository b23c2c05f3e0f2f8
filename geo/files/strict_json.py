"""JSON that somebody brings: size, encoding and nesting are looked at before it is parsed."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import numpy as np

from geo.errors import DataError
from geo.files.faults import file_fault
from geo.model.limits import Limits

_TEXT = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
"""A text of JSON, also one that never ends; without steps back, so that no input takes long."""

_NO_BRACKET = bytes(set(range(256)) - set(b"[]{}"))

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Twice(dict[str, Any]):
    """An object of JSON in which ``name`` stands twice: nobody can say which one is meant."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.name = Counter(name for name, _ in pairs).most_common(1)[0][0]


def read_json(name: str, data: bytes, limits: Limits) -> Any:
    """Return what the JSON text says.

    An object with a name that stands twice comes as ``Twice``. NaN and infinities, which are no
    JSON but which programs write, come as numbers that are not finite. Both are for the caller to
    refuse with the place they stand at.

    Raises
    ------
    DataError
        When the file is too large, empty, not UTF-8, nested too deep, no JSON, or holds more
        innermost lists than a geometry file may have vertices.
    """
    if len(data) > limits.file_bytes:
        raise DataError([file_fault("fault.size", name, found=len(data), most=limits.file_bytes)])
    text = _text(name, data)
    brackets = _TEXT.sub("", text).encode().translate(None, delete=_NO_BRACKET)
    if _depth(brackets) > limits.nesting:
        raise DataError([file_fault("fault.nesting", name, most=limits.nesting)])
    if (innermost := brackets.count(b"[]")) > limits.vertices:  # a position is an innermost list
        fault = file_fault("fault.vertices_many", name, found=innermost, most=limits.vertices)
        raise DataError([fault])
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
            raise DataError([file_fault("fault.truncated", name, found=text[-20:])]) from None
        line, character = error.lineno, error.colno
        found = text[error.pos : error.pos + 20]
        raise DataError(
            [file_fault("fault.json", name, found=found, line=line, character=character)]
        ) from None
    except ValueError:  # a whole number of more digits than Python converts
        digits = re.search(r"[0-9]{1000}", text)
        raise DataError([file_fault("fault.number", name, found=digits and digits[0])]) from None


def _text(name: str, data: bytes) -> str:
    if not data.strip(b" \t\r\n"):
        raise DataError([file_fault("fault.empty", name)])
    if data.startswith(_UTF_16) or b"\x00" in data:
        raise DataError([file_fault("fault.encoding", name, found="UTF-16")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = data[error.start : error.start + 4].hex(" ")
        raise DataError([file_fault("fault.encoding", name, found=found)]) from None


def _depth(brackets: bytes) -> int:
    """Return how deep brackets stand in one another."""
    marks = np.frombuffer(brackets, np.uint8)
    steps = np.where((marks == ord("[")) | (marks == ord("{")), 1, -1)
    return int(steps.cumsum().max(initial=0))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else Twice(pairs)
