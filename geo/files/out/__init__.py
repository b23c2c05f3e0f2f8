"""What goes out as files: each writer makes bytes from ``geo.model.outgoing`` tables."""
