"""Archives: what is taken away (`formats/`, one file each, of one shape that all read), checked, and brought back; and
transcripts that were made elsewhere."""
