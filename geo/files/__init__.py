"""What comes in and goes out as files: strict readers that name file and row."""
