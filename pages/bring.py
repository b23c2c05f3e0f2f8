"""Begin a town and bring in boundaries and records: for whoever may."""

from geo import ui

ui.page(ui.bring)
