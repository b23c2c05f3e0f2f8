"""Random choices on the keys of the real town, for laws that hold for all of them."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from geo.acts.look import look
from geo.acts.snapshot import Snapshot
from geo.analysis.choice import SORTS, Choice
from geo.analysis.shown import Shown
from geo.files.town_folder import read_town_folder
from geo.model.taxonomy import KINDS
from geo.settings import DATA

REAL = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class Eye:
    """Looks at the real town; its name is short, for the reports of hypothesis."""

    def __init__(self, town: Snapshot) -> None:
        self.town = town

    def __repr__(self) -> str:
        return "eye"

    def __call__(self, choice: Choice) -> Shown:
        return look(self.town, choice, "lv").shown


FOLDER = read_town_folder(DATA, "daugavpils")
KEYS: dict[str, tuple[str, ...]] = {
    "category": (*FOLDER.taxonomy.keys("resource_category"), *FOLDER.taxonomy.keys("group_kind")),
    "problem": FOLDER.taxonomy.keys("problem_type"),
    "for": FOLDER.taxonomy.keys("target_group"),
    "area": tuple(row["key"] for row in FOLDER.rows["area"]),
    "status": ("active", "closed", "planned", "noticed", "in_progress", "ended", "dormant"),
}
NARROWING = tuple(KEYS)
KIND_SETS = (
    (),
    *((kind,) for kind in KINDS),
    ("resource", "group"),
    ("group", "problem"),
    KINDS,
)


def some_of(name: str) -> st.SearchStrategy[tuple[str, ...]]:
    few = st.lists(st.sampled_from(KEYS[name]), unique=True, min_size=1, max_size=3).map(tuple)
    return st.just(()) | few


CHOICES = st.builds(
    Choice,
    q=st.sampled_from(["", "", "", "centrs", "skola", "krizi", "nekas"]),
    kind=st.sampled_from(KIND_SETS),
    category=some_of("category"),
    problem=some_of("problem"),
    target=some_of("for"),
    area=some_of("area"),
    status=some_of("status"),
    sort=st.sampled_from(SORTS),
)
