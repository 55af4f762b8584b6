"""Passages: what a stretch of text must be to be marked, and the words it stands on."""

import unicodedata

from server.domain.nouns import Passage, Place, Revision, Segment
from server.domain.rows import Rows
from server.errors import BadPassage

_JOINER = "\u200d"


def splits_character(text: str, offset: int) -> bool:
    """Whether this offset (code points) lies inside what a reader sees as one character: before a combining
    mark, variation selector, skin tone or tag, beside a zero width joiner, or between the halves of a flag."""
    if offset <= 0 or offset >= len(text):
        return False
    after = text[offset]
    return (
        unicodedata.category(after) in ("Mn", "Me", "Mc")
        or after == _JOINER
        or text[offset - 1] == _JOINER
        or 0x1F3FB <= ord(after) <= 0x1F3FF
        or 0xE0020 <= ord(after) <= 0xE007F
        or (_half_flag(after) and _half_flags_before(text, offset) % 2 == 1)
    )


def _half_flag(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF


def _half_flags_before(text: str, offset: int) -> int:
    first = offset
    while first > 0 and _half_flag(text[first - 1]):
        first -= 1
    return offset - first


def check_passage(passage: Passage, rows: Rows) -> None:
    """Both ends lie in segments of the source, inside their text and between characters, start before end; in one
    segment, of one revision."""
    start, end = (_segment(passage, place, rows) for place in (passage.start, passage.end))
    if (start.position, passage.start.offset) >= (end.position, passage.end.offset):
        raise BadPassage
    if start.id == end.id and passage.start.revision != passage.end.revision:
        raise BadPassage
    if passage.exact is not None and not _agrees(passage, passage.exact, rows):
        raise BadPassage


def kept(passage: Passage) -> Passage:
    """As it is kept: what was said to check it is left out."""
    return Passage(source=passage.source, start=passage.start, end=passage.end)


def _segment(passage: Passage, place: Place, rows: Rows) -> Segment:
    segment = rows.get(Segment, place.segment)
    revision = rows.get(Revision, place.segment, place.revision)
    if segment is None or revision is None or segment.source != passage.source:
        raise BadPassage
    if place.offset > len(revision.text) or splits_character(revision.text, place.offset):
        raise BadPassage
    return segment


def _agrees(passage: Passage, exact: str, rows: Rows) -> bool:
    """Whether the words that the person saw are those at both ends (rule P4)."""
    first, last = (rows.find(Revision, place.segment, place.revision).text for place in (passage.start, passage.end))
    if passage.start.segment == passage.end.segment:
        return first[passage.start.offset : passage.end.offset] == exact
    return exact.startswith(first[passage.start.offset :]) and exact.endswith(last[: passage.end.offset])


def quote(passage: Passage, texts: list[tuple[str, str]]) -> str:
    """The words of a passage, given (segment, text) in order from its first segment to its last; the pieces of
    several segments are joined by one space (rule P5)."""
    pieces = []
    for segment, text in texts:
        upto = passage.end.offset if segment == passage.end.segment else len(text)
        pieces.append(text[passage.start.offset if segment == passage.start.segment else 0 : upto])
    return " ".join(pieces)
