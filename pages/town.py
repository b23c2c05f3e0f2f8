"""All areas of the town on one screen, and what is handed to the council."""

from geo import ui

ui.page(ui.town_page)
