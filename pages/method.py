"""How figures are computed, and what they cannot say."""

from geo import ui

ui.page(ui.method_page)
