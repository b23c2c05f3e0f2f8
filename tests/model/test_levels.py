"""A viewer sees the levels up to their own; anybody unknown sees what is public."""

from __future__ import annotations

import pytest

from geo.model.levels import DEFAULT_LEVEL, levels_visible_to


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        ("public", ("public",)),
        ("partners", ("public", "partners")),
        ("internal", ("public", "partners", "internal")),
        ("", ("public",)),
        ("INTERNAL", ("public",)),
        ("admin", ("public",)),
        ("internal ", ("public",)),
    ],
)
def test_a_viewer_sees_the_levels_up_to_their_own(viewer: str, seen: tuple[str, ...]) -> None:
    assert levels_visible_to(viewer) == seen


def test_a_new_record_starts_out_of_sight() -> None:
    assert DEFAULT_LEVEL == "internal"
