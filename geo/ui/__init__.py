"""The only room that knows Streamlit: the frame around a page, the panel, the map, messages."""

from geo.ui.about import about
from geo.ui.area_page import area_page
from geo.ui.bring import bring
from geo.ui.desk import desk
from geo.ui.frame import navigate, page
from geo.ui.help_page import help_page
from geo.ui.method_page import method_page
from geo.ui.sheet import sheet
from geo.ui.town_page import town_page

__all__ = [
    "about", "area_page", "bring", "desk", "help_page", "method_page", "navigate", "page",
    "sheet", "town_page",
]  # fmt: skip
