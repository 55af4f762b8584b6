"""Archives: pure exporters, one file per format; `taken.py` is the one shape that they all read."""
