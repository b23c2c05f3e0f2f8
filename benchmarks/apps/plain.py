"""The plain way: one folium marker with tooltip and popup a point, the map made anew each run."""

import folium
import shared
import streamlit as st


@st.fragment
def page() -> None:
    """Draw the filter and the map."""
    # imported by the server it would not find its own files
    from streamlit_folium import st_folium

    shown, run = shared.toggled_points()
    with shared.timed():
        town = folium.Map(location=shared.CENTRE, zoom_start=12, tiles=None, maxZoom=19)
        markers = folium.FeatureGroup()
        for point in shown:
            folium.Marker(
                (point["lat"], point["lon"]), tooltip=point["name"], popup=point["name"]
            ).add_to(markers)
        markers.add_to(town)
        shared.Painted(run).add_to(town)
        # no values asked back: by default streamlit-folium runs the page a second time
        st_folium(town, height=600, use_container_width=True, returned_objects=[])


routes = shared.own_assets()
if st.runtime.exists():
    st.set_page_config(layout="wide")
    page()
else:
    app = st.App(__file__, routes=routes)
