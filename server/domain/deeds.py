"""What can be undone: remembered with each command that somebody gives, from the rows that it changed."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson

from server.domain import commands as c
from server.domain.access import Actor
from server.domain.events import Happening
from server.domain.nouns import Annotation, Closed, Code, Deed, Reply, Segment, Stance, Step, WordTimes
from server.domain.rows import Need, Rows, Those
from server.errors import NotReady

CODEBOOK = {c.CreateCode, c.ChangeCode, c.MergeCode, c.UnmergeCode, c.RetireCode, c.BringBackCode}
WORDS = {c.Correct, c.SplitSegment, c.JoinSegments}
UNDOABLE = (
    CODEBOOK
    | WORDS
    | {
        c.Annotate,
        c.RemoveAnnotation,
        c.PlaceAnnotation,
        c.ReplyTo,
        c.TakeStance,
        c.DropStance,
        c.CheckSegments,
        c.AssignSpeaker,
    }
)
KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in (Annotation, Reply, Stance, Code, Segment)}
_PUT_BACK = set(KINDS.values())
# Of a segment, what is not its words.
_ABOUT_SEGMENTS = {"id", "source", "speaker", "checked_by"}

Change = tuple[type[Any], Any, Any]


def stack_of(member: str, retreat: str | None, source: str | None) -> str:
    """Whose deeds, and where: in a source as a retreat reads it; the words of an excerpt, wherever; the codebook."""
    return f"{member}/{retreat or ''}/{source or ''}"


def member_and_source(stack: str) -> tuple[str, str | None]:
    """Whose the deeds of a stack are, and in which source."""
    member, _, source = stack.split("/")
    return member, source or None


def deeds_of(command: Any, actor: Actor, events: Sequence[Happening], rows: Rows, seq: int) -> list[Deed]:
    """The deeds that a command makes or changes, once its events have been applied to the rows."""
    if isinstance(command, c.Undo | c.Redo):
        return _undone(command, actor, rows, seq)
    if type(command) not in UNDOABLE or actor.kind != "member" or not events:
        return []
    deed = _deed(command, actor, events[0], rows, seq)
    return [deed] if deed.segments or deed.changes != "[]" else []


def _deed(command: Any, actor: Actor, first: Happening, rows: Rows, seq: int) -> Deed:
    codebook = type(command) in CODEBOOK
    source = None if codebook else first.source
    return Deed(
        id=command.id,
        stack=stack_of(actor.id, None if codebook else first.retreat, source),
        source=source,
        kind=command.type,
        seq=seq,
        changes=_packed(_changes(rows, command)),
        segments=_segments(rows),
        times=_times(rows),
        made_by=command.id,
    )


def _undone(command: c.Undo | c.Redo, actor: Actor, rows: Rows, seq: int) -> list[Deed]:
    """An undoing is a deed itself; a redoing puts the one that was undone into force again."""
    if isinstance(command, c.Redo):
        undoing = last_undoing(rows, actor, command)
        deed = rows.find(Deed, str(undoing.undoes))
        again = {"undone": False, "made_by": command.id}
        return [undoing.model_copy(update={"undone": True}), deed.model_copy(update=again)]
    deed = last_deed(rows, actor, command)
    undoing = deed.model_copy(
        update={
            "id": command.id,
            "seq": seq,
            "changes": _packed(_changes(rows, command)),
            "times": _times(rows),
            "made_by": command.id,
            "undoes": deed.id,
        }
    )
    return [deed.model_copy(update={"undone": True}), undoing]


def _changes(rows: Rows, command: Any) -> Iterable[Change]:
    """What this command changed, of the kinds that can be put back; words have their own way back."""
    words = any(kind is Step for kind, _ in rows.journal)
    for (kind, _), (before, after) in rows.journal.items():
        if kind in _PUT_BACK and not (words and kind is Segment) and before != after:
            yield kind, before, after


def _segments(rows: Rows) -> list[str]:
    return sorted({str(key[0]) for kind, key in rows.journal if kind is Step})


def _times(rows: Rows) -> str:
    """When the words before were spoken, by segment."""
    before = {key[0]: it for (kind, key), (it, _) in rows.journal.items() if kind is WordTimes and it is not None}
    if not before:
        return "{}"
    return orjson.dumps({segment: times.words for segment, times in before.items()}).decode()  # type: ignore[attr-defined]


def _packed(changes: Iterable[Change]) -> str:
    packed = (f'["{kind.__name__}",{_pack(before)},{_pack(after)}]' for kind, before, after in changes)
    return f"[{','.join(packed)}]"


def _pack(noun: Closed | None) -> str:
    if noun is None:
        return "null"
    return noun.model_dump_json(include=_ABOUT_SEGMENTS if isinstance(noun, Segment) else None)


def changes_of(deed: Deed) -> list[tuple[type[Any], dict[str, Any] | None, dict[str, Any] | None]]:
    return [(KINDS[kind], before, after) for kind, before, after in orjson.loads(deed.changes)]


def _stacks(actor: Actor, it: c.Undo | c.Redo) -> tuple[str, ...]:
    if it.source is None:
        return (stack_of(actor.id, None, None),)
    return stack_of(actor.id, it.retreat, it.source), stack_of(actor.id, None, it.source)


def needs_deeds(actor: Actor, it: c.Undo | c.Redo) -> Iterator[Need]:
    yield from ((Deed, Those("stack", stack)) for stack in _stacks(actor, it))


def _here(rows: Rows, actor: Actor, it: c.Undo | c.Redo) -> list[Deed]:
    """This person's deeds there, the latest first."""
    return sorted(
        (deed for stack in _stacks(actor, it) for deed in rows.those(Deed, "stack", stack)), key=lambda deed: -deed.seq
    )


class NothingToUndo(NotReady):
    """There is nothing more of yours to undo here. What you did in another place is undone there."""


class NothingToRedo(NotReady):
    """There is nothing to do again here: you did something else since, or undid nothing. Do it once more by hand."""


def last_deed(rows: Rows, actor: Actor, it: c.Undo | c.Redo) -> Deed:
    """What would be undone: the latest that is in force, and is no undoing itself."""
    found = next((deed for deed in _here(rows, actor, it) if not deed.undone and deed.undoes is None), None)
    if found is None:
        raise NothingToUndo
    return found


def last_undoing(rows: Rows, actor: Actor, it: c.Undo | c.Redo) -> Deed:
    """What would be done again: the latest undoing, if nothing else of one's own followed."""
    here = _here(rows, actor, it)
    found = next((deed for deed in here if deed.undoes is not None and not deed.undone), None)
    if found is None or any(deed.undoes is None and deed.seq > found.seq for deed in here):
        raise NothingToRedo
    return found
