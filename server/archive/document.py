"""The canonical JSON of an archive: one closed shape, written in one order, and read back with every doubt said."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

import orjson
from pydantic import StringConstraints, ValidationError

from server.archive.opening import CutOff
from server.domain.events import Envelope
from server.domain.nouns import (
    Annotation,
    Answer,
    Attendance,
    Closed,
    Code,
    ConsentItem,
    Group,
    Invitation,
    Member,
    Memo,
    Organisation,
    Placement,
    Recording,
    Reply,
    Retreat,
    Run,
    Seat,
    Sector,
    Segment,
    SegmentText,
    Session,
    Source,
    Speaker,
    Stance,
    Step,
    Suggestion,
    WordTimes,
)
from server.domain.parts import Programme, Revisions
from server.domain.rows import KEYS, Key
from server.domain.text import fit_text
from server.errors import Malformed
from server.live.reading import Unfit, explain

FORMAT = "data-retreat"
VERSION = 1

_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[1-9a-f][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"
_INSTANT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z$"


class OtherFormat(Malformed):
    """This is not an archive from Data Retreat. Choose the zip that was taken away, or the retreat.json in it."""


class NewerVersion(Malformed):
    """This archive was made by a newer version of this program. Update this one, then bring it back."""


class Entry(Envelope):
    """An event in its place in the ledger, and who was told."""

    # The ledger writes these as they are.
    at: Annotated[str, StringConstraints(pattern=_INSTANT)]
    author: Annotated[str, StringConstraints(pattern=rf"^({_ID}|engine|installation|door)$")]
    audience: Annotated[
        str, StringConstraints(pattern=rf"^(retreat|programme|curators|running|stewards|nobody)(:{_ID})?$")
    ]


class State(Closed):
    """What there is, as screens show it: a list of each noun, ordered by what identifies it; segments in the order of
    their source. Times are seconds of the recording, offsets Unicode code points."""

    sectors: list[Sector]
    organisations: list[Organisation]
    members: list[Member]
    consent_items: list[ConsentItem]
    codes: list[Code]
    retreats: list[Retreat]
    attendances: list[Attendance]
    answers: list[Answer]
    invitations: list[Invitation]
    sessions: list[Session]
    groups: list[Group]
    seats: list[Seat]
    speakers: list[Speaker]
    sources: list[Source]
    placements: list[Placement]
    recordings: list[Recording]
    runs: list[Run]
    segments: list[SegmentText]
    revisions: list[Revisions]
    words: list[WordTimes]
    steps: list[Step]
    suggestions: list[Suggestion]
    annotations: list[Annotation]
    replies: list[Reply]
    stances: list[Stance]
    memos: list[Memo]


class Document(Closed):
    """What somebody took away of a programme, as they might see it: what there is, and all that led to it."""

    format: Literal["data-retreat"]
    version: Literal[1]
    exported_at: str
    programme: Programme
    state: State
    ledger: list[Entry]


# What orders each list of the state, where that is not what identifies a noun.
_ORDER: dict[str, tuple[str, ...]] = {
    "consent_items": ("position", "id"),
    "segments": ("source", "position", "id"),
    "steps": ("segment", "n"),
}


def key_of(noun: Any) -> Key:
    """What identifies a noun in its list."""
    kind = type(noun)
    fields = ("segment",) if kind is Revisions else KEYS[Segment if kind is SegmentText else kind]
    return tuple(getattr(noun, field) for field in fields)


def in_order(state: Mapping[str, Iterable[Any]]) -> State:
    """The state with each list in its order."""
    lists: Any = {name: _sorted(name, nouns) for name, nouns in state.items()}
    return State.model_construct(**lists)


def _sorted(name: str, nouns: Iterable[Any]) -> list[Any]:
    if order := _ORDER.get(name):
        return sorted(nouns, key=lambda it: [getattr(it, field) for field in order])
    return sorted(nouns, key=key_of)


def written(document: Document) -> bytes:
    """UTF-8, keys in a fixed order: the same document gives the same bytes."""
    return orjson.dumps(document.model_dump(mode="json"), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def read_document(content: bytes) -> Document:
    """The document in these bytes; CutOff, OtherFormat, NewerVersion, Unfit, or what `explain` says of the first thing
    that does not fit."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        raw = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise CutOff from error
    if not isinstance(raw, dict) or raw.get("format") != FORMAT or not isinstance(raw.get("version"), int):
        raise OtherFormat
    if raw["version"] > VERSION:
        raise NewerVersion
    _check_texts(raw)
    try:
        return Document.model_validate_json(content)
    except ValidationError as error:
        why = explain(error)
        unknown = why.message.replace(Malformed().message, "This archive holds something that we do not know.")
        raise type(why)(unknown) from None


def _check_texts(it: object) -> None:
    """What no database could keep is in no shape's way: events carry words that were checked when they came."""
    if isinstance(it, str):
        try:
            fit_text(it)
        except ValueError as error:
            raise Unfit(f"This archive cannot be kept: {error}.") from None
    elif isinstance(it, dict):
        for part in (*it.keys(), *it.values()):
            _check_texts(part)
    elif isinstance(it, list):
        for part in it:
            _check_texts(part)
