"""The subject of the map: areas, resources, groups and problems of a town."""
