"""A sample programme to walk around in: invented people and excerpts, and our own recording."""
