from __future__ import annotations

import pytest

from geo.model.people import LEAST_ROLE, PUBLIC, ROLES, Viewer

MATRIX = {
    "viewer": {"see"},
    "partner": {"see", "see partners"},
    "editor": {"see", "see partners", "see internal", "record", "edit", "publish", "lower",
               "retire", "restore", "confirm", "undo", "import"},
}  # fmt: skip
MATRIX["approver"] = MATRIX["editor"] | {"approve"}
MATRIX["administrator"] = MATRIX["approver"] | {"areas", "towns", "load"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", LEAST_ROLE)
def test_every_act_of_every_role_is_as_the_matrix_says(role: str, act: str) -> None:
    assert Viewer("x", role).may(act) == (act in MATRIX[role])


def test_an_unknown_role_is_that_of_anybody() -> None:
    stranger = Viewer("x", "emperor")
    assert stranger.level == PUBLIC.level == "public"
    assert not stranger.may("edit")
    assert stranger.may("see")


def test_nobody_may_an_unknown_act() -> None:
    assert not Viewer("x", "administrator").may("rewrite history")


def test_whoever_works_alone_gives_no_second_approval() -> None:
    assert not Viewer("x", "administrator", alone=True).may("approve")


@pytest.mark.parametrize(
    ("role", "level"),
    [("viewer", "public"), ("partner", "partners"), ("editor", "internal"),
     ("administrator", "internal")],
)  # fmt: skip
def test_roles_see_up_to_their_level(role: str, level: str) -> None:
    assert Viewer("x", role).level == level
