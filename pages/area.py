"""One area, or two or three side by side: what is there, what is needed, what is asked."""

from geo import ui

ui.page(ui.area_page)
