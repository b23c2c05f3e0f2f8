"""Frames and words become a folium map: a constant script, layers by address, one small patch."""
