"""Memos: a note about something of a retreat, told to its author alone until they share it."""

from collections.abc import Iterable, Iterator

from server.domain import commands as c
from server.domain import events as e
from server.domain.access import Actor, access
from server.domain.annotations import access_source
from server.domain.events import Happening
from server.domain.events.event import with_member
from server.domain.nouns import Annotation, Code, Memo, Placement, Retreat, Session, Source
from server.domain.programmes import refuse_taken
from server.domain.rows import Need, Rows
from server.errors import NotFound


def access_memo(rows: Rows, actor: Actor, name: str, id: str) -> Memo:
    """The memo, if this actor may do `name` with it. That there is a private one is its author's alone to know: for
    anybody else it is not found."""
    memo = rows.find(Memo, id)
    if not memo.shared and not actor.is_(memo.author):
        raise NotFound
    access(actor, name, memo.retreat, memo.author)
    return memo


def needs_write_memo(it: c.WriteMemo, rows: Rows) -> Iterator[Need]:
    yield Memo, (it.memo,)
    if it.about == "session":
        yield Session, (it.about_id,)
    elif it.about == "source":
        yield Source, (it.about_id,)
        yield Placement, (it.retreat, it.about_id)
    elif it.about == "annotation":
        yield Annotation, (it.about_id,)
    elif it.about == "code":
        yield Code, (it.about_id,)


def decide_write_memo(it: c.WriteMemo, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    access(actor, it.type, it.retreat)
    rows.find(Retreat, it.retreat)
    refuse_taken(rows, Memo, it.memo)
    memo = Memo(
        id=it.memo,
        retreat=it.retreat,
        author=actor.id,
        at=at,
        about=it.about,
        about_id=it.about_id,
        source=_source_of(it, actor, rows),
        text=it.text,
        shared=it.shared,
    )
    return [told(memo, actor.id, e.MemoWritten(memo=memo))]


def _source_of(it: c.WriteMemo, actor: Actor, rows: Rows) -> str | None:
    """The source that is written about, if it is one or lies in one; NotFound for what is not in this retreat."""
    if it.about == "source":
        return access_source(rows, actor, it.type, it.retreat, it.about_id).id
    if it.about == "annotation":
        annotation = rows.find(Annotation, it.about_id)
        if annotation.retreat != it.retreat or annotation.removed:
            raise NotFound
        return annotation.passage.source
    if it.about == "code":
        rows.find(Code, it.about_id)
        return None
    where = rows.find(Session, it.about_id).retreat if it.about == "session" else it.about_id
    if where != it.retreat:
        raise NotFound
    return None


def needs_memo(it: c.ChangeMemo | c.ShareMemo | c.RemoveMemo, rows: Rows) -> Iterator[Need]:
    yield Memo, (it.memo,)


def decide_change_memo(it: c.ChangeMemo, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    before = access_memo(rows, actor, it.type, it.memo)
    if it.text == before.text:
        return []
    memo = before.model_copy(update={"text": it.text, "changed_at": at})
    return [told(memo, actor.id, e.MemoChanged(memo=memo))]


def decide_share_memo(it: c.ShareMemo, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    before = access_memo(rows, actor, it.type, it.memo)
    if before.shared:
        return []
    memo = before.model_copy(update={"shared": True})
    return [told(memo, actor.id, e.MemoShared(memo=memo))]


def decide_remove_memo(it: c.RemoveMemo, actor: Actor, rows: Rows, at: str) -> list[Happening]:
    memo = access_memo(rows, actor, it.type, it.memo)
    return [told(memo, actor.id, e.MemoRemoved(memo=memo.id))]


def retold(memos: Iterable[Memo], person: str) -> Iterator[Happening]:
    """The private ones of these, to the person whom their author turned out to be."""
    for memo in sorted(memos, key=lambda it: it.id):
        if not memo.shared:
            yield told(memo, person, e.MemoWritten(memo=memo))


def told(memo: Memo, person: str, body: object) -> Happening:
    """A private memo is told to its author, as who they are now: those who wrote it may be somebody's double."""
    audience = "retreat" if memo.shared else with_member("nobody", person)
    return Happening(body, audience, memo.retreat, memo.source)


def apply_memo(body: e.MemoWritten | e.MemoChanged | e.MemoShared, rows: Rows) -> None:
    rows.put(body.memo)


def apply_memo_removed(body: e.MemoRemoved, rows: Rows) -> None:
    rows.drop(Memo, body.memo)
