"""What a document says of things that are not in it, and of words past their end: for parts, which have no ledger."""

from collections.abc import Iterator, Sequence
from typing import Any

from server.archive.document import Document, State
from server.domain.nouns import Closed, Passage, Place


def loose_ends(document: Document) -> list[str]:
    """A line for each; nothing where everything that is named is there."""
    state = document.state
    texts = {(one.segment, it.id): it.text for one in state.revisions for it in one.revisions}
    texts |= {(it.id, it.revision): it.text for it in state.segments}
    return [*_marks(state, texts), *_times(state, texts), *_names(state)]


Texts = dict[tuple[str, str], str]


def _marks(state: State, texts: Texts) -> Iterator[str]:
    for it in state.annotations:
        if not _lies_within(it.passage, texts):
            yield f"A passage does not lie within its words (mark {it.id})."


def _lies_within(passage: Passage, texts: Texts) -> bool:
    def fits(place: Place) -> bool:
        text = texts.get((place.segment, place.revision))
        return text is not None and place.offset <= len(text)

    return fits(passage.start) and fits(passage.end)


def _times(state: State, texts: Texts) -> Iterator[str]:
    for it in state.words:
        length = len(texts.get((it.segment, it.revision), ""))
        if any(offset < 0 or size < 0 or offset + size > length for offset, size, *_ in it.words):
            yield f"Times of words lie outside of their words (segment {it.segment})."


def _names(state: State) -> Iterator[str]:
    """What is named by its id, and has to be there."""
    named: dict[str, tuple[set[str], Sequence[Any]]] = {
        "text": (_said("source", state.segments, state.recordings, state.runs), state.sources),
        "session": (_said("session", state.recordings, state.seats, state.groups), state.sessions),
        "mark": (_said("annotation", state.replies, state.stances), state.annotations),
        "person": (
            _said("author", state.annotations, state.replies, state.memos)
            | _said("member", state.stances, state.attendances),
            state.members,
        ),
        "code": (_said("code", state.annotations), state.codes),
        "speaker": (_said("speaker", state.segments), state.speakers),
    }
    for what, (ids, there) in named.items():
        for id in sorted(ids - {it.id for it in there}):
            yield f"Something is about a {what} that is not here ({id})."


def _said(field: str, *lists: Sequence[Closed]) -> set[str]:
    """The ids that these nouns have in a field."""
    return {id for nouns in lists for it in nouns if (id := getattr(it, field))}
