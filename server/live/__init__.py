"""Live: commands in, events out, and the people in between."""
