"""The retreat as JSON: state as snapshots give it, and the ledger that led to it."""

from typing import Any

import orjson

from server.archive.taken import Taken, TakenSource

FORMAT = "data-retreat"
VERSION = 1


def retreat_json(taken: Taken) -> bytes:
    """UTF-8, keys in a fixed order; ledger entries are as they were sent."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": taken.at,
        "frame": taken.frame.model_dump(mode="json"),
        "sources": [_source(it) for it in taken.sources],
        "ledger": [orjson.loads(event) for event in taken.events],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2)


def _source(it: TakenSource) -> dict[str, object]:
    lists: dict[str, list[Any]] = {
        "segments": it.segments,
        "words": it.words,
        "annotations": it.annotations,
        "replies": it.replies,
        "stances": it.stances,
        "steps": it.steps,
        "suggestions": it.suggestions,
    }
    return {
        "source": it.source.id,
        **{name: [n.model_dump(mode="json") for n in nouns] for name, nouns in lists.items()},
    }
