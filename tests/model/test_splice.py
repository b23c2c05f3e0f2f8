"""Rows that follow from earlier rows: the same whatever holds them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.model.splice import Splice


@st.composite
def splices(draw: st.DrawFn) -> tuple[Splice, list[str], list[str], list[str]]:
    """Return a splice, the values before, those that came, and all values now."""
    kept = [f"kept {row}" for row in range(draw(st.integers(0, 8)))]
    came = [f"came {row}" for row in range(draw(st.integers(0, 4)))]
    stays = [row for row in range(len(kept)) if draw(st.booleans())]
    source = stays
    for row in draw(st.permutations(range(len(came)))):
        source.insert(draw(st.integers(0, len(source))), len(kept) + row)
    splice = Splice(len(kept), np.array(source, dtype=np.intp))
    return splice, kept, came, [(kept + came)[row] for row in source]


@given(splices())
def test_lists_arrays_and_frames_are_spliced_alike(
    drawn: tuple[Splice, list[str], list[str], list[str]],
) -> None:
    splice, kept, came, expected = drawn
    assert splice.values(kept, came) == expected
    arrays = (np.array(values, dtype=object) for values in (kept, came))
    assert splice.array(*arrays).tolist() == expected
    frames = [pd.DataFrame({"a": pd.Series(values, dtype=object)}) for values in (kept, came)]
    frame = splice.frame(*frames)
    pd.testing.assert_frame_equal(frame, pd.DataFrame({"a": pd.Series(expected, dtype=object)}))
    assert [len(one) for one in frames] == [len(kept), len(came)]


@given(splices())
def test_every_earlier_row_knows_where_it_is_now(
    drawn: tuple[Splice, list[str], list[str], list[str]],
) -> None:
    splice, kept, came, expected = drawn
    for value, row in zip(kept + came, splice.now.tolist(), strict=True):
        assert (row == -1) == (value not in expected)
        assert row == -1 or expected[row] == value


def test_rows_that_stay_are_not_copied_one_by_one() -> None:
    """The last earlier row and the first that came stand side by side and are two runs."""
    splice = Splice(3, np.array([0, 1, 2, 3, 4]))
    kept, came = (pd.DataFrame({"a": values}) for values in ([10, 11, 12], [20, 21]))
    assert splice.frame(kept, came)["a"].tolist() == [10, 11, 12, 20, 21]
