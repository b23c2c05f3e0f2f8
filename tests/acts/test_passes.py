from __future__ import annotations

import pytest

from geo.acts.passes import level_of, pass_for

NOW = 1_800_000_000.0


def test_a_pass_opens_its_level_and_the_public_needs_none() -> None:
    assert pass_for("public", NOW) == ""
    assert level_of(pass_for("internal", NOW), NOW) == "internal"
    assert level_of(pass_for("partners", NOW), NOW) == "partners"


def test_a_pass_ends() -> None:
    key = pass_for("internal", NOW)
    assert level_of(key, NOW + 599) == "internal"
    assert level_of(key, NOW + 1201) == "public"


@pytest.mark.parametrize(
    "forged",
    ["", "internal", "internal.9999999999.", "internal.9999999999.00", "x.y.z", "internal.²².a"],
)
def test_a_forged_pass_opens_nothing(forged: str) -> None:
    assert level_of(forged, NOW) == "public"


def test_a_pass_for_partners_cannot_be_rewritten_for_more() -> None:
    key = pass_for("partners", NOW)
    assert level_of(key.replace("partners", "internal"), NOW) == "public"
    level, until, signature = key.split(".")
    assert level_of(f"{level}.{int(until) + 600}.{signature}", NOW) == "public"
