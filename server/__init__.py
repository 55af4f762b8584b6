"""The server: retreats, recordings and their transcripts, annotated together over websockets."""
