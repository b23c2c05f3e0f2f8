"""The only room that knows Streamlit: the frame around a page, the panel, the map, messages."""

from geo.ui.about import about
from geo.ui.bring import bring
from geo.ui.desk import desk
from geo.ui.frame import navigate, page
from geo.ui.sheet import sheet

__all__ = ["about", "bring", "desk", "navigate", "page", "sheet"]
