"""HTTP beside Streamlit: layers by address, the list as CSV, health, assets, security headers."""

from geo.web.headers import SecurityHeaders
from geo.web.routes import routes, tile_hosts
from geo.web.start import lifespan

__all__ = ["SecurityHeaders", "lifespan", "routes", "tile_hosts"]
