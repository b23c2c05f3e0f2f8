"""What exists on the map and when it is valid."""
