"""Withdrawal: somebody takes back what they gave, and its words are gone from everywhere."""

from collections.abc import Iterator, Sequence
from typing import Any

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor, access
from server.domain.events import Happening
from server.domain.memos import told as memo_told
from server.domain.nouns import (
    Annotation,
    Attendance,
    Member,
    Memo,
    Reply,
    Retreat,
    Revision,
    Segment,
    SegmentText,
    Source,
    Speaker,
    Stance,
    Step,
    Suggestion,
)
from server.domain.people import told_of
from server.domain.revising import Revising
from server.domain.rows import Need, Rows, Those
from server.domain.speakers import named, numbered
from server.errors import NotAllowed, NotFound

NO_NAME = "Somebody who withdrew"
OWNER: dict[type[Any], str] = {
    Annotation: "author",
    Reply: "author",
    Stance: "member",
    Memo: "author",
    Suggestion: "author",
}
"""Of each kind that people give: whose it is."""

# Where a command names those to take back.
_NAMED: dict[type[Any], str] = {Annotation: "annotations", Reply: "replies", Stance: "stances", Memo: "memos"}


def needs_withdraw(it: c.Withdraw, rows: Rows) -> Iterator[Need]:
    for kind, field in _NAMED.items():
        if kind is not Stance:
            yield from ((kind, (id,)) for id in getattr(it, field))
    for annotation in [*it.annotations, *it.stances]:
        yield from _needs_answers(annotation)


def _needs_answers(annotation: str) -> Iterator[Need]:
    yield Annotation, (annotation,)
    yield Reply, Those("annotation", annotation)
    yield Stance, Those("annotation", annotation)


def needs_own(it: c.Withdraw, rows: Rows, actor: Actor) -> Iterator[Need]:
    """What this person gave: much, where it is everything."""
    for who in _one(actor):
        yield Attendance, Those("member", who)
        if it.everything:
            yield Member, (who,)
            yield from ((kind, Those(field, who)) for kind, field in OWNER.items())
    yield from ((Annotation, (reply.annotation,)) for reply in rows.all(Reply))
    yield from ((Annotation, (stance.annotation,)) for stance in rows.all(Stance))
    if it.everything:
        yield from (need for mark in rows.all(Annotation) for need in _needs_answers(mark.id))
        yield from ((Source, (suggestion.source,)) for suggestion in rows.all(Suggestion))
    if it.said or it.everything:
        yield from _needs_said(it, rows, actor)


def _needs_said(it: c.Withdraw, rows: Rows, actor: Actor) -> Iterator[Need]:
    yield Speaker, Those("retreat", it.retreat)
    for speaker in speakers_of(rows, actor, it.retreat):
        yield Segment, Those("speaker", speaker.id)
        for segment in rows.those(Segment, "speaker", speaker.id):
            yield Suggestion, Those("segment", segment.id)
            yield Source, (segment.source,)
            yield Revision, (segment.id, segment.revision)
            yield Step, Those("segment", segment.id)


def _one(actor: Actor) -> list[str]:
    """Everybody who this person is."""
    return [actor.id, *sorted(actor.doubles)]


def speakers_of(rows: Rows, actor: Actor, retreat: str) -> list[Speaker]:
    """The speakers of a retreat who are, or count as, this person."""
    all = {it.id: it for it in rows.those(Speaker, "retreat", retreat)}

    def who(speaker: Speaker) -> Speaker:
        while speaker.merged_into in all:
            speaker = all[str(speaker.merged_into)]
        return speaker

    return [it for it in all.values() if actor.is_(who(it).member)]


def decide_withdraw(it: c.Withdraw, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    """Whoever was in the retreat once may take back what they gave there, whatever they may do there now."""
    access_own(rows, actor, it.retreat)
    _refuse_others(it, actor, rows)
    marks = [mark for mark in _given(it, actor, rows, Annotation) if not mark.withdrawn]
    gone = {mark.id for mark in marks}
    replies = _given(it, actor, rows, Reply, gone)
    stances = _given(it, actor, rows, Stance, gone)
    said = said_by(it, actor, rows)
    return [
        *(_of(rows, one.annotation, e.ReplyRemoved(reply=one.id, annotation=one.annotation)) for one in replies),
        *(_of(rows, one.annotation, e.StanceDropped(annotation=one.annotation, member=one.member)) for one in stances),
        *(_of(rows, mark.id, body) for mark in marks for body in _left(rows, actor, mark)),
        *(memo_told(memo, actor.id, e.MemoRemoved(memo=memo.id)) for memo in _given(it, actor, rows, Memo)),
        *_silenced(it, actor, rows, said, at),
        *(_everything_else(it, actor, rows) if it.everything else []),
        Happening(e.Withdrawn(command=it.id, recordings=sorted(_recordings(rows, said))), "retreat", it.retreat),
    ]


def access_own(rows: Rows, actor: Actor, retreat: str) -> None:
    """Pass for whoever is, or once was, in this retreat."""
    rows.find(Retreat, retreat)
    if actor.kind != "member":
        raise NotAllowed
    if not any(rows.get(Attendance, retreat, who) for who in _one(actor)):
        access(actor, "withdraw", retreat)


def _refuse_others(it: c.Withdraw, actor: Actor, rows: Rows) -> None:
    """What is here must be one's own, and of this retreat; of what is here no longer, the ledger knows whose it was."""
    for kind, field in _NAMED.items():
        for id in getattr(it, field) if kind is not Stance else ():
            found: Any = rows.get(kind, id)
            if found and not (actor.is_(getattr(found, OWNER[kind])) and _retreat_of(rows, found) == it.retreat):
                raise NotFound


def _retreat_of(rows: Rows, noun: Any) -> str | None:
    if isinstance(noun, Reply | Stance):
        noun = rows.find(Annotation, noun.annotation)
    elif isinstance(noun, Suggestion):
        noun = rows.find(Source, noun.source)
    return str(noun.retreat) if noun.retreat else None


def _given(it: c.Withdraw, actor: Actor, rows: Rows, kind: type[Any], gone: set[str] | None = None) -> list[Any]:
    """What this person gave of a kind and takes back now; of what they said of a mark, all that goes with it."""
    wanted = set(getattr(it, _NAMED.get(kind, ""), ()))
    return [
        noun
        for noun in rows.all(kind)
        if actor.is_(getattr(noun, OWNER[kind]))
        and (it.everything or _key(noun) in wanted or getattr(noun, "annotation", "") in (gone or ()))
        and _retreat_of(rows, noun) == it.retreat
    ]


def _key(noun: Any) -> str:
    return str(noun.annotation if isinstance(noun, Stance) else noun.id)


def _left(rows: Rows, actor: Actor, mark: Annotation) -> Iterator[object]:
    """A mark without its words: to be seen where others answered it, and for nobody where none did."""
    replies = any(not actor.is_(it.author) for it in rows.those(Reply, "annotation", mark.id))
    stances = any(not actor.is_(it.member) for it in rows.those(Stance, "annotation", mark.id))
    gone = not (replies or stances)
    if gone and not mark.removed:
        yield e.AnnotationRemoved(annotation=mark.id)
    yield e.AnnotationWithdrawn(annotation=wordless(mark).model_copy(update={"removed": mark.removed or gone}))


def wordless(mark: Annotation) -> Annotation:
    """What is left of a mark that was taken back."""
    return mark.model_copy(update={"code": None, "comment": None, "withdrawn": True})


def _of(rows: Rows, mark: str, body: object) -> Happening:
    annotation = rows.find(Annotation, mark)
    return Happening(body, "retreat", annotation.retreat, annotation.passage.source)


def said_by(it: c.Withdraw, actor: Actor, rows: Rows) -> list[Segment]:
    """The segments that this person spoke, if their words are to go too."""
    if not (it.said or it.everything):
        return []
    own = {speaker.id for speaker in speakers_of(rows, actor, it.retreat)}
    return [one for one in rows.all(Segment) if one.speaker in own and not one.withdrawn]


def _silenced(it: c.Withdraw, actor: Actor, rows: Rows, said: Sequence[Segment], at: str) -> Iterator[Happening]:
    """Segments whose words are gone, source by source: marks of others on them need a look."""
    for id in sorted({segment.source for segment in said}):
        source = rows.find(Source, id)
        revised = Revising(source, it.id, actor, at)
        for segment in (one for one in said if one.source == id and not one.joined_into):
            text = rows.find(Revision, segment.id, segment.revision).text
            now = SegmentText(**segment.model_dump(), text=text)
            edits = [(0, len(text), 0)] if text else []
            revised.put(rows, now, [], text="", withdrawn=True, edits=edits)
        yield from (Happening(body, "retreat", source.retreat, id) for body in revised.bodies())
    for suggestion in _versions(it, actor, rows, {segment.id for segment in said}):
        body = e.SuggestionSettled(suggestion=suggestion.id, source=suggestion.source)
        yield Happening(body, "retreat", it.retreat, suggestion.source)


def _versions(it: c.Withdraw, actor: Actor, rows: Rows, said: set[str]) -> Iterator[Suggestion]:
    """Other versions of those words, whoever wrote them, and of others' words, if this person did."""
    for suggestion in rows.all(Suggestion):
        own = it.everything and actor.is_(suggestion.author) and _retreat_of(rows, suggestion) == it.retreat
        if own or suggestion.segment in said:
            yield suggestion


def _recordings(rows: Rows, said: Sequence[Segment]) -> set[str]:
    sources = (rows.find(Source, segment.source) for segment in said if segment.start is not None)
    return {str(source.recording) for source in sources if source.recording}


def _everything_else(it: c.Withdraw, actor: Actor, rows: Rows) -> Iterator[Happening]:
    """Who they were heard as, and their place here; their name, if they are nowhere else."""
    for speaker in speakers_of(rows, actor, it.retreat):
        if actor.is_(speaker.member):
            yield named(numbered(rows, speaker.model_copy(update={"member": None, "name": None})))
    for who in _one(actor):
        attendance = rows.get(Attendance, it.retreat, who)
        if attendance and attendance.role:
            taken = attendance.model_copy(update={"role": None})
            yield Happening(e.RoleTaken(attendance=taken), "retreat", it.retreat)
    for id in nameless(it, actor, rows):
        changes = {"name": NO_NAME, "organisation": None, "occupation": None}
        yield from told_of(rows, rows.find(Member, id).model_copy(update=changes))


def nameless(it: c.Withdraw, actor: Actor, rows: Rows) -> list[str]:
    """The members who lose their name: whoever takes back everything, and is nowhere else."""
    if not it.everything or actor.steward:
        return []
    elsewhere = [one for who in _one(actor) for one in rows.those(Attendance, "member", who)]
    if any(one.role and one.retreat != it.retreat for one in elsewhere):
        return []
    return _one(actor)


def apply_annotation_withdrawn(body: e.AnnotationWithdrawn, rows: Rows) -> None:
    rows.put(body.annotation)


def apply_withdrawn(body: e.Withdrawn, rows: Rows) -> None:
    """What is gone is gone by the events beside it."""
