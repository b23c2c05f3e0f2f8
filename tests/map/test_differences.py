"""A difference turns the layer that a browser holds into the present one, and says no more."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.map import differences
from geo.map.differences import Past
from geo.map.layers import Layer, _rows_layer, words_layer
from tests.awkward import TEXTS

ROWS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 2), st.sampled_from(["", "Ā", *TEXTS])),
    max_size=12,
    unique_by=lambda row: row[:2],
).map(sorted)
"""Stamps, a number and a text, in the order of the stamps."""


def layer(rows: list[tuple[int, int, str]]) -> Layer:
    stamps = np.array([stamp * 10 + number for stamp, number, _ in rows], dtype=np.int64)
    columns: dict[str, Any] = {
        "number": np.array([number for _, number, _ in rows], dtype=np.int32),
        "name": np.array([text for *_, text in rows], dtype=object),
    }
    return _rows_layer("names-lv", columns, stamps)


def applied(then: Layer, difference: bytes) -> dict[str, list[Any]]:
    """Return the columns there are now, as the map's script works them out."""
    said = json.loads(difference)
    columns = {}
    for name, came in said["columns"].items():
        earlier = json.loads(then.body)[name]
        values = [value for row, value in enumerate(earlier) if row not in said["removed"]]
        for place, value in zip(said["at"], came, strict=True):
            values.insert(place, value)
        assert len(values) == said["rows"]
        columns[name] = values
    return columns


@given(then=ROWS, now=ROWS)
def test_what_is_held_and_the_difference_are_the_present_layer(then: Any, now: Any) -> None:
    before, after = layer(then), layer(now)
    difference = Past().with_layer(before).difference(before.digest, after)
    assert difference is not None
    assert applied(before, difference) == json.loads(after.body)


@given(then=ROWS, now=ROWS)
def test_a_difference_holds_nothing_of_rows_that_went_or_stayed(then: Any, now: Any) -> None:
    """P07."""
    before, after = layer(then), layer(now)
    said = json.loads(Past().with_layer(before).difference(before.digest, after) or b"")
    assert len(said["removed"]) == len(set(then) - set(now))
    assert len(said["at"]) == len(set(now) - set(then))
    assert set(said["columns"]["name"]) <= {text for *_, text in set(now) - set(then)}
    assert set(said) == {"removed", "at", "columns", "rows"}


def test_the_past_keeps_no_content() -> None:
    """P07: what was lowered is not there to be read."""
    past = Past().with_layer(layer([(1, 1, "Slepens vārds")]))
    ((marks,),) = (list(one.values()) for one in past._marks.values())
    assert marks.dtype == np.uint64
    assert "Slepens" not in repr(past)


def test_a_row_that_moved_goes_and_comes() -> None:
    """An edit gives the record another stamp, even where the layer shows it as before."""
    before = layer([(1, 0, "a"), (2, 0, "b"), (3, 0, "c")])
    after = layer([(2, 0, "b"), (3, 0, "c"), (4, 0, "a")])
    said = json.loads(Past().with_layer(before).difference(before.digest, after) or b"")
    assert (said["removed"], said["at"], said["columns"]["name"]) == ([0], [2], ["a"])


def test_the_same_layer_of_other_stamps_is_known_by_the_newest() -> None:
    """An edit of what the map does not show leaves the address as it was."""
    rows = [(1, 0, "a"), (2, 0, "b")]
    first, second = layer(rows), layer([(1, 0, "a"), (3, 0, "b")])
    assert first.digest == second.digest
    past = Past().with_layer(first).with_layer(second)
    said = json.loads(past.difference(first.digest, layer([(3, 0, "b"), (4, 0, "c")])) or b"")
    assert (said["removed"], said["at"]) == ([0], [1])


def test_rows_in_another_order_are_no_difference() -> None:
    rows = [(1, 0, "a"), (2, 0, "b")]
    before, after = layer(rows), layer(rows[::-1])
    assert Past().with_layer(before).difference(before.digest, after) is None


def test_a_large_difference_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = layer([(n, 0, "a") for n in range(6)]), layer([(n, 1, "a") for n in range(6)])
    past = Past().with_layer(before)
    monkeypatch.setattr(differences, "_MOST_ROWS", 12)
    assert past.difference(before.digest, after) is not None
    monkeypatch.setattr(differences, "_MOST_ROWS", 11)
    assert past.difference(before.digest, after) is None


def test_a_layer_without_rows_has_no_past() -> None:
    words = words_layer({"a": "b"}, "lv")
    assert not Past().with_layer(words).knows("words-lv", words.digest)
    assert Past().difference(words.digest, words) is None


def test_only_the_last_few_layers_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    layers = [layer([(n, 0, str(n)), (n + 1, 0, "b")]) for n in range(20)]

    def known(past: Past) -> list[int]:
        return [n for n, one in enumerate(layers) if past.knows(one.name, one.digest)]

    past = Past()
    for one in layers:
        past = past.with_layer(one)
    assert known(past) == list(range(12, 20))
    assert known(past.with_layer(layers[12])) == list(range(12, 20))
    assert known(past.with_layer(layers[12]).with_layer(layers[0])) == [0, 12, *range(14, 20)]
    monkeypatch.setattr(differences, "_MOST_BYTES", 3 * 2 * 8)
    assert known(past.with_layer(layers[0])) == [0, 18, 19]
    monkeypatch.setattr(differences, "_MOST_BYTES", 1)
    assert known(past.with_layer(layers[0])) == [0]
