"""Reads everything of a retreat that is taken away, in one transaction."""

from dataclasses import replace

from sqlalchemy import Connection, select

from server.archive.sounds import sounds_of
from server.archive.taken import Taken, TakenSource
from server.clock import now
from server.domain.access import WHO, Actor, columns, ears, is_told
from server.domain.events.event import split_audience
from server.domain.nouns import Answer, Recording, Retreat, Source
from server.store import texts
from server.store.ledger import Ledger, Sent
from server.store.media import Media
from server.store.rows import TABLES
from server.store.silences import silences_of
from server.store.snapshot import Snapshots


def seen_by(
    connection: Connection, ledger: Ledger, snapshots: Snapshots, programme: str, actor: Actor, retreat: str
) -> Taken:
    """The retreat as this actor may see it, but for what is theirs alone: an archive is for others too."""
    taken = as_it_is(connection, snapshots, programme, actor, retreat)
    events: list[str] = []
    seq = 0
    while batch := ledger.since(connection, programme, retreat, seq):
        events += [_with_audience(it) for it in batch if _is_taken(it, actor, retreat)]
        seq = batch[-1].seq
    return replace(taken, events=events)


def as_it_is(connection: Connection, snapshots: Snapshots, programme: str, actor: Actor, retreat: str) -> Taken:
    """The same without the ledger."""
    frame = snapshots.frame(connection, programme, retreat, actor)
    frame = frame.model_copy(update={"memos": [it for it in frame.memos if it.shared]})
    in_order = sorted(frame.sources, key=lambda it: (it.kind == "excerpt", it.title.casefold(), it.id))
    return Taken(now(), frame, [_source(connection, snapshots, programme, retreat, it) for it in in_order])


def _with_audience(it: Sent) -> str:
    return f'{it.json[:-1]},"audience":"{it.audience}"}}'


def with_sounds(connection: Connection, programme: str, taken: Taken, media: Media) -> Taken:
    """The same with the sound that may leave; `media` is the programme's."""
    table = TABLES[Answer]
    asked = select(table).where(table.c.programme == programme, table.c.retreat == taken.frame.retreat.id)
    answers = texts.nouns_of(connection, Answer, asked)
    recordings = (it for it in taken.frame.recordings if it.sound)
    unsilenced = {it.id for it in recordings if is_unsilenced(connection, programme, it, media)}
    return replace(taken, sounds=sounds_of(taken, answers, media.original, unsilenced))


def is_unsilenced(connection: Connection, programme: str, recording: Recording, media: Media) -> bool:
    """Whether something that was taken back is still to be heard in it."""
    return not media.is_silenced(recording.id, silences_of(connection, programme, recording.source))


def every_retreat(
    connection: Connection, ledger: Ledger, snapshots: Snapshots, programme: str, actor: Actor, media: Media
) -> list[Taken]:
    """All retreats that this actor may take away, with their sound, taken at one time."""
    mine = takeable(connection, programme, actor)
    takens = [seen_by(connection, ledger, snapshots, programme, actor, it.id) for it in mine]
    return [with_sounds(connection, programme, replace(it, at=takens[0].at), media) for it in takens]


def takeable(connection: Connection, programme: str, actor: Actor) -> list[Retreat]:
    """The retreats that this actor may take away, by their first days."""
    table = TABLES[Retreat]
    statement = select(table).where(table.c.programme == programme).order_by(table.c.starts_on, table.c.id)
    return [it for it in texts.nouns_of(connection, Retreat, statement) if columns(actor, it.id) & WHO["export"]]


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
        revisions=texts.all_revisions(connection, programme, source.id),
    )
