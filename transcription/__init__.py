"""From a recording to timed words: engines, model weights, media decoding, sentences and caption files.

Nothing here knows the server. Importing the package is light: models load when an engine is first asked.
"""
