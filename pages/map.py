"""The map of the town."""

from geo import ui
from geo.acts.snapshot import Snapshot
from geo.words import Words


@ui.page
def town_map(town: Snapshot, say: Words) -> None:
    """Draw the map beside the list that says the same."""
    ui.sheet(say.language)
