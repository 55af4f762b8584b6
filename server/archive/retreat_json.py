"""The canonical JSON of what was taken away: of a retreat, or of several retreats of a programme."""

from collections.abc import Iterable
from typing import Any

from server.archive.document import FORMAT, VERSION, Document, Entry, in_order, key_of, written
from server.archive.taken import Taken
from server.domain.nouns import Placement

# What each retreat's frame holds, and what each source does; what several hold is the same in all.
_OF_FRAMES = (
    *("sectors", "organisations", "members", "consent_items", "codes", "attendances", "answers", "invitations"),
    *("sessions", "groups", "seats", "speakers", "sources", "recordings", "runs", "memos"),
)
_OF_SOURCES = (
    *("segments", "revisions", "words", "steps", "suggestions"),
    *("annotations", "replies", "stances"),
)


def retreat_json(*takens: Taken) -> bytes:
    """UTF-8, keys and nouns in a fixed order; ledger entries in theirs."""
    return written(document_of(*takens))


def document_of(*takens: Taken) -> Document:
    """The retreats, all of one programme and read in one transaction, as one document."""
    sources = [source for taken in takens for source in taken.sources]
    state: dict[str, Iterable[Any]] = {
        "retreats": [taken.frame.retreat for taken in takens],
        "placements": [it for taken in takens for it in _placements(taken)],
        **{name: _each([noun for taken in takens for noun in getattr(taken.frame, name)]) for name in _OF_FRAMES},
        **{name: _each([noun for source in sources for noun in getattr(source, name)]) for name in _OF_SOURCES},
    }
    ledger = {seq: entry for taken in takens for seq, entry in map(_entry, taken.events)}
    return Document.model_construct(
        format=FORMAT,
        version=VERSION,
        exported_at=takens[0].at,
        programme=takens[0].frame.programme,
        state=in_order(state),
        ledger=[ledger[seq] for seq in sorted(ledger)],
    )


def _placements(taken: Taken) -> Iterable[Placement]:
    excerpts = (it.source.id for it in taken.sources if it.source.kind == "excerpt")
    return [Placement(retreat=taken.frame.retreat.id, source=id) for id in excerpts]


def _each(nouns: list[Any]) -> Iterable[Any]:
    """Each once: an excerpt that several retreats read has its words in each of them."""
    return {key_of(noun): noun for noun in nouns}.values()


def _entry(event: str) -> tuple[int, Entry]:
    entry = Entry.model_validate_json(event)
    return entry.seq, entry
