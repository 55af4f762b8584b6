"""Reads everything of a retreat that is taken away, in one transaction."""

from sqlalchemy import Connection

from server.archive.taken import Taken, TakenSource
from server.clock import now
from server.domain.access import Actor, ears, is_told
from server.domain.events.event import split_audience
from server.domain.nouns import Source
from server.store.ledger import Ledger, Sent
from server.store.rows import read_actor
from server.store.snapshot import Snapshots


def everything(
    connection: Connection, ledger: Ledger, snapshots: Snapshots, programme: str, member: str, retreat: str
) -> Taken:
    """The retreat as this member may see it, but for what is theirs alone: an archive is for others too."""
    actor = read_actor(connection, programme, member)
    frame = snapshots.frame(connection, programme, retreat, actor)
    frame = frame.model_copy(update={"memos": [it for it in frame.memos if it.shared]})
    sources = [_source(connection, snapshots, programme, retreat, it) for it in frame.sources]
    events: list[str] = []
    seq = 0
    while batch := ledger.since(connection, programme, retreat, seq):
        events += [it.json for it in batch if _is_taken(it, actor, retreat)]
        seq = batch[-1].seq
    return Taken(now(), frame, sources, events)


def _is_taken(it: Sent, actor: Actor, retreat: str) -> bool:
    group, _ = split_audience(it.audience)
    return group != "nobody" and is_told(it.audience, ears(actor, retreat), actor.id)


def _source(connection: Connection, snapshots: Snapshots, programme: str, retreat: str, source: Source) -> TakenSource:
    outline = snapshots.outline(connection, programme, retreat, source.id)
    blocks = [snapshots.block(connection, programme, retreat, source.id, it.n) for it in outline.blocks]
    words = [snapshots.words(connection, programme, source.id, it.n) for it in outline.blocks]
    return TakenSource(
        source=source,
        segments=[it for block in blocks for it in block.segments],
        words=[it for block in words for it in block.words],
        annotations=[it for block in blocks for it in block.annotations],
        replies=[it for block in blocks for it in block.replies],
        stances=[it for block in blocks for it in block.stances],
        steps=[it for block in blocks for it in block.steps],
        suggestions=[it for block in blocks for it in block.suggestions],
    )
