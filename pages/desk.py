"""Note and change records: for whoever may edit."""

from geo import ui

ui.page(ui.desk)
