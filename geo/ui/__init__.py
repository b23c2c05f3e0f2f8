"""The only room that knows Streamlit: the frame around a page, the panel, the map, messages."""

from geo.ui.about import about
from geo.ui.frame import navigate, page
from geo.ui.sheet import sheet

__all__ = ["about", "navigate", "page", "sheet"]
