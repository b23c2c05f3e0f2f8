"""About the map: sources, licences, what is not shown and why."""

from geo import ui

ui.page(ui.about)
