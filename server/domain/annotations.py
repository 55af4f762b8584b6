"""Annotations, replies, and how others see them."""

from collections.abc import Iterator

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor, access
from server.domain.events import Happening
from server.domain.nouns import Annotation, Code, Passage, Placement, Reply, Revision, Segment, Source, Stance
from server.domain.passages import check_passage, kept
from server.domain.programmes import refuse_taken
from server.domain.rows import Need, Rows, Those
from server.errors import NotFound, NotReady


def access_source(rows: Rows, actor: Actor, name: str, retreat: str, id: str) -> Source:
    """The source, if this actor may do `name` in this retreat and the source is read there."""
    access(actor, name, retreat)
    source = rows.find(Source, id)
    if source.retreat != retreat and rows.get(Placement, retreat, id) is None:
        raise NotFound
    return source


def access_annotation(rows: Rows, actor: Actor, name: str, id: str) -> Annotation:
    """The annotation, if this actor may do `name` with it."""
    annotation = rows.find(Annotation, id)
    access(actor, name, annotation.retreat, annotation.author)
    return annotation


def needs_annotate(it: c.Annotate, rows: Rows) -> Iterator[Need]:
    yield Annotation, (it.annotation,)
    yield Source, (it.passage.source,)
    yield Placement, (it.retreat, it.passage.source)
    yield from needs_passage(it.passage)
    if it.code:
        yield Code, (it.code,)


def needs_passage(passage: Passage) -> Iterator[Need]:
    for place in (passage.start, passage.end):
        yield Segment, (place.segment,)
        yield Revision, (place.segment, place.revision)


def decide_annotate(it: c.Annotate, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access_source(rows, actor, it.type, it.retreat, it.passage.source)
    refuse_taken(rows, Annotation, it.annotation)
    check_passage(it.passage, rows)
    if it.code is not None:
        rows.find(Code, it.code)
    annotation = Annotation(
        id=it.annotation,
        retreat=it.retreat,
        author=actor.id,
        at=at,
        passage=kept(it.passage),
        code=it.code,
        comment=it.comment,
    )
    return [Happening(e.AnnotationMade(annotation=annotation), "retreat", it.retreat, it.passage.source)]


def needs_place_annotation(it: c.PlaceAnnotation, rows: Rows) -> Iterator[Need]:
    yield Annotation, (it.annotation,)
    yield from needs_passage(it.passage)


def decide_place_annotation(it: c.PlaceAnnotation, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    annotation = access_annotation(rows, actor, it.type, it.annotation)
    if annotation.removed or it.passage.source != annotation.passage.source:
        raise NotFound
    check_passage(it.passage, rows)
    return [_of(annotation, e.AnnotationPlaced(annotation=annotation.id, passage=kept(it.passage)))]


def apply_annotation_placed(body: e.AnnotationPlaced, rows: Rows) -> None:
    rows.put(rows.find(Annotation, body.annotation).model_copy(update={"passage": body.passage}))


def needs_remove_annotation(it: c.RemoveAnnotation, rows: Rows) -> Iterator[Need]:
    yield Annotation, (it.annotation,)


def decide_remove_annotation(it: c.RemoveAnnotation, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    annotation = access_annotation(rows, actor, it.type, it.annotation)
    if annotation.removed:
        return []
    body = e.AnnotationRemoved(annotation=annotation.id)
    return [Happening(body, "retreat", annotation.retreat, annotation.passage.source)]


def needs_reply(it: c.ReplyTo, rows: Rows) -> Iterator[Need]:
    yield Reply, (it.reply,)
    yield Annotation, (it.annotation,)


def decide_reply(it: c.ReplyTo, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    annotation = access_annotation(rows, actor, it.type, it.annotation)
    refuse_taken(rows, Reply, it.reply)
    if annotation.removed:
        raise NotReady("This mark was removed, so it cannot be answered. Your words are kept on this device.")
    reply = Reply(id=it.reply, annotation=annotation.id, author=actor.id, at=at, text=it.text)
    return [Happening(e.Replied(reply=reply), "retreat", annotation.retreat, annotation.passage.source)]


def needs_stance(it: c.TakeStance | c.DropStance, rows: Rows) -> Iterator[Need]:
    yield Annotation, (it.annotation,)
    yield Stance, Those("annotation", it.annotation)


def decide_take_stance(it: c.TakeStance, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    annotation = access_annotation(rows, actor, it.type, it.annotation)
    if annotation.removed:
        raise NotReady("This mark was removed, so there is nothing to take a view of.")
    stance = Stance(annotation=annotation.id, member=actor.id, view=it.view, reason=it.reason, at=at)
    return [*_dropped(rows, actor, annotation, but=actor.id), _of(annotation, e.StanceTaken(stance=stance))]


def decide_drop_stance(it: c.DropStance, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    return _dropped(rows, actor, access_annotation(rows, actor, it.type, it.annotation))


def _dropped(rows: Rows, actor: Actor, annotation: Annotation, but: str | None = None) -> list[Happening]:
    """What this person said of the mark so far, also as somebody who turned out to be them, is said no more."""
    theirs = [it.member for it in rows.those(Stance, "annotation", annotation.id) if actor.is_(it.member)]
    gone = [e.StanceDropped(annotation=annotation.id, member=it) for it in sorted(theirs) if it != but]
    return [_of(annotation, it) for it in gone]


def _of(annotation: Annotation, body: object) -> Happening:
    return Happening(body, "retreat", annotation.retreat, annotation.passage.source)


def apply_annotated(body: e.AnnotationMade, rows: Rows) -> None:
    rows.put(body.annotation)


def apply_annotation_removed(body: e.AnnotationRemoved, rows: Rows) -> None:
    rows.put(rows.find(Annotation, body.annotation).model_copy(update={"removed": True}))


def apply_annotation_restored(body: e.AnnotationRestored, rows: Rows) -> None:
    for noun in (body.annotation, *body.replies, *body.stances):
        rows.put(noun)


def apply_reply_removed(body: e.ReplyRemoved, rows: Rows) -> None:
    rows.drop(Reply, body.reply)


def apply_replied(body: e.Replied, rows: Rows) -> None:
    rows.put(body.reply)


def apply_stance_taken(body: e.StanceTaken, rows: Rows) -> None:
    rows.put(body.stance)


def apply_stance_dropped(body: e.StanceDropped, rows: Rows) -> None:
    rows.drop(Stance, body.annotation, body.member)
