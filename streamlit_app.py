"""The frame: pages inside Streamlit, routes and security headers around it.

``streamlit run streamlit_app.py`` imports this file once as a server and runs it again for every
visitor as a page.
"""

import streamlit as st

if st.runtime.exists():
    from geo import ui

    ui.navigate()
else:
    from starlette.middleware import Middleware

    from geo import web

    app = st.App(
        __file__,
        routes=web.routes(st.get_option("server.baseUrlPath")),
        middleware=[
            Middleware(
                web.SecurityHeaders,
                image_hosts=web.tile_hosts(),
                base_path=st.get_option("server.baseUrlPath"),
            )
        ],
        lifespan=web.lifespan,
    )
