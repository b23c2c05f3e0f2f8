"""Who could help with a need, where a group is needed, who could be a partner near a place."""

from geo import ui

ui.page(ui.help_page)
