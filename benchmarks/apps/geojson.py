"""The better plain way: one GeoJSON layer of circles on canvas, the map made anew each run."""

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
        town = folium.Map(
            location=shared.CENTRE, zoom_start=12, tiles=None, maxZoom=19, prefer_canvas=True
        )
        features = [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [point["lon"], point["lat"]]},
                "properties": {"name": point["name"]},
            }
            for point in shown
        ]
        folium.GeoJson(
            {"type": "FeatureCollection", "features": features},
            marker=folium.CircleMarker(radius=4),
            tooltip=folium.GeoJsonTooltip(["name"]),
        ).add_to(town)
        shared.Painted(run).add_to(town)
        st_folium(town, height=600, use_container_width=True, returned_objects=[])


routes = shared.own_assets()
if st.runtime.exists():
    st.set_page_config(layout="wide")
    page()
else:
    app = st.App(__file__, routes=routes)
