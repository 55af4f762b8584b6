"""Reads transcripts that were made elsewhere: a reader for each format, and how their turns become segments."""
