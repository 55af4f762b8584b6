"""Snapshots in parts, each read in one transaction together with the seq that it holds."""

from collections import Counter
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, func, select

from server.domain import nouns, parts
from server.domain.access import CURATING, STEWARDS, Actor, actor_of, columns, ears
from server.domain.parts import BLOCK_SECONDS, block_of
from server.domain.rows import Kind
from server.errors import NotFound
from server.store.ledger import Ledger
from server.store.rows import TABLES, find_row, load, to_noun
from server.store.tables import ProgrammeRow

_SEGMENT, _REVISION = TABLES[nouns.Segment], TABLES[nouns.Revision]
_ANNOTATION, _REPLY, _STANCE = TABLES[nouns.Annotation], TABLES[nouns.Reply], TABLES[nouns.Stance]
_WORDS = TABLES[nouns.WordTimes]


class Snapshots:
    """Reads the parts; who may see them was asked before (`access`)."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def me(self, connection: Connection, programme: str, member: str) -> parts.Me:
        rows = load(connection, programme, [], [member])
        actor = actor_of(rows, member)
        person, roles = rows.find(nouns.Member, actor.id), actor.roles
        retreats = [
            parts.RetreatOfMine(retreat=retreat, role=roles.get(retreat.id))
            for retreat in _all(connection, programme, nouns.Retreat)
            if person.steward or retreat.id in roles
        ]
        return parts.Me(member=person, programme=self._programme(connection, programme), retreats=retreats)

    def frame(self, connection: Connection, programme: str, retreat: str, reader: Actor) -> parts.Frame:
        epoch, seq = self._ledger.stands(connection, programme)
        here = {"retreat": retreat}
        attendances = _all(connection, programme, nouns.Attendance, **here)
        placed = {it.source for it in _all(connection, programme, nouns.Placement, **here)}
        recordings = _all(connection, programme, nouns.Recording, **here)
        known = {it.id for it in recordings}
        return parts.Frame(
            epoch=epoch,
            seq=seq,
            programme=self._programme(connection, programme),
            retreat=retreat_of(connection, programme, retreat),
            sectors=_all(connection, programme, nouns.Sector),
            organisations=_all(connection, programme, nouns.Organisation),
            members=_with_doubles(connection, programme, {it.member for it in attendances}),
            attendances=attendances,
            consent_items=sorted(_all(connection, programme, nouns.ConsentItem), key=lambda it: it.position),
            **self._for(reader, connection, programme, retreat),
            sessions=_all(connection, programme, nouns.Session, **here),
            groups=_all(connection, programme, nouns.Group, **here),
            seats=_seats(connection, programme, retreat),
            sources=[
                it for it in _all(connection, programme, nouns.Source) if it.retreat == retreat or it.id in placed
            ],
            recordings=recordings,
            runs=[it for it in _all(connection, programme, nouns.Run) if it.recording in known],
            codes=_all(connection, programme, nouns.Code),
            marks=self._marks(connection, programme, retreat),
        )

    def _for(self, reader: Actor, connection: Connection, programme: str, retreat: str) -> dict[str, Any]:
        """What is not everybody's to see."""
        answers = _all(connection, programme, nouns.Answer, retreat=retreat)
        if "running" in ears(reader, retreat):
            return {"answers": answers, "invitations": _all(connection, programme, nouns.Invitation, retreat=retreat)}
        return {"answers": [it for it in answers if it.member == reader.id], "invitations": []}

    def programme(self, connection: Connection, programme: str, reader: Actor) -> parts.ProgrammePart:
        epoch, seq = self._ledger.stands(connection, programme)
        everything = bool(columns(reader, None) & STEWARDS)
        curated = {retreat for retreat in reader.roles if columns(reader, retreat) & CURATING}

        def seen(kind: type[Any]) -> list[Any]:
            return [it for it in _all(connection, programme, kind) if everything or it.retreat in curated]

        attendances = seen(nouns.Attendance)
        people = {it.member for it in attendances}
        members = _all(connection, programme, nouns.Member)
        retreats = _all(connection, programme, nouns.Retreat)
        return parts.ProgrammePart(
            epoch=epoch,
            seq=seq,
            programme=self._programme(connection, programme),
            sectors=_all(connection, programme, nouns.Sector),
            organisations=_all(connection, programme, nouns.Organisation),
            members=[it for it in members if everything or it.id in people],
            attendances=attendances,
            retreats=[it for it in retreats if everything or it.id in curated],
            consent_items=sorted(_all(connection, programme, nouns.ConsentItem), key=lambda it: it.position),
            excerpts=[it for it in _all(connection, programme, nouns.Source) if it.kind == "excerpt"],
            placements=seen(nouns.Placement),
        )

    def outline(self, connection: Connection, programme: str, retreat: str, source: str) -> parts.Outline:
        epoch, seq = self._ledger.stands(connection, programme)
        segments = _spoken(connection, programme, source)
        block_by_segment = {it.id: block_of(it.start) for it in segments}
        marks = Counter(
            block_by_segment[it.passage.start.segment] for it in _annotations(connection, programme, retreat, source)
        )
        blocks: dict[int, list[nouns.SegmentText]] = {}
        for segment in segments:
            blocks.setdefault(block_of(segment.start), []).append(segment)
        outline = [
            parts.OutlineBlock(n=n, segments=len(it), characters=sum(len(s.text) for s in it), marks=marks[n])
            for n, it in sorted(blocks.items())
        ]
        return parts.Outline(epoch=epoch, seq=seq, source=source, blocks=outline)

    def block(self, connection: Connection, programme: str, retreat: str, source: str, n: int) -> parts.Block:
        epoch, seq = self._ledger.stands(connection, programme)
        segments = _spoken(connection, programme, source, n)
        inside = {it.id for it in segments}
        annotations = [
            it for it in _annotations(connection, programme, retreat, source) if it.passage.start.segment in inside
        ]
        replies = _replies(connection, programme, retreat, source)
        kept = {it.id for it in annotations}
        return parts.Block(
            epoch=epoch,
            seq=seq,
            source=source,
            n=n,
            segments=segments,
            annotations=annotations,
            replies=[it for it in replies if it.annotation in kept],
            stances=[it for it in _stances(connection, programme, retreat, source) if it.annotation in kept],
        )

    def excerpt(self, connection: Connection, programme: str, source: str) -> parts.Block:
        """An excerpt as the programme has it, without any retreat's marks."""
        epoch, seq = self._ledger.stands(connection, programme)
        if find_row(connection, programme, nouns.Source, source).kind != "excerpt":
            raise NotFound
        segments = _spoken(connection, programme, source)
        return parts.Block(
            epoch=epoch, seq=seq, source=source, n=0, segments=segments, annotations=[], replies=[], stances=[]
        )

    def words(self, connection: Connection, programme: str, source: str, n: int) -> parts.WordBlock:
        epoch, seq = self._ledger.stands(connection, programme)
        joined = and_(_WORDS.c.programme == _SEGMENT.c.programme, _WORDS.c.segment == _SEGMENT.c.id)
        statement = _in_block(select(_WORDS).join(_SEGMENT, joined), programme, source, n)
        words = _nouns(connection, nouns.WordTimes, statement)
        return parts.WordBlock(epoch=epoch, seq=seq, source=source, n=n, words=words)

    def _programme(self, connection: Connection, programme: str) -> parts.Programme:
        table: Table = ProgrammeRow.__table__  # type: ignore[attr-defined]
        statement = select(table.c.id, table.c.name).where(table.c.id == programme)
        return parts.Programme(**connection.execute(statement).mappings().one())

    def _marks(self, connection: Connection, programme: str, retreat: str) -> dict[str, int]:
        statement = (
            select(_ANNOTATION.c.source, func.count())
            .where(_ANNOTATION.c.programme == programme, _ANNOTATION.c.retreat == retreat)
            .where(_ANNOTATION.c.removed.is_(False))
            .group_by(_ANNOTATION.c.source)
        )
        return {source: count for source, count in connection.execute(statement)}


def retreat_of(connection: Connection, programme: str, id: str) -> nouns.Retreat:
    """The retreat; NotFound where the programme has none of this id (a steward may ask for any)."""
    return find_row(connection, programme, nouns.Retreat, id)


def source_in_retreat(connection: Connection, programme: str, retreat: str, source: str) -> nouns.Source:
    """The source as this retreat reads it; NotFound if it does not."""
    placement = TABLES[nouns.Placement]
    it = find_row(connection, programme, nouns.Source, source)
    here = select(placement).where(
        placement.c.programme == programme, placement.c.retreat == retreat, placement.c.source == source
    )
    if it.retreat != retreat and connection.execute(here).first() is None:
        raise NotFound
    return it


def _with_doubles(connection: Connection, programme: str, people: set[str]) -> list[nouns.Member]:
    """These members, and who they turned out to be."""
    members = {it.id: it for it in _all(connection, programme, nouns.Member)}
    wanted = people | {members[id].merged_into for id in people}
    return [it for id, it in members.items() if id in wanted]


def _seats(connection: Connection, programme: str, retreat: str) -> list[nouns.Seat]:
    table, session = TABLES[nouns.Seat], TABLES[nouns.Session]
    joined = and_(session.c.programme == table.c.programme, session.c.id == table.c.session)
    statement = select(table).join(session, joined).where(table.c.programme == programme, session.c.retreat == retreat)
    return _nouns(connection, nouns.Seat, statement)


def _all(connection: Connection, programme: str, kind: type[Any], **where: str) -> list[Any]:
    table = TABLES[kind]
    statement = select(table).where(table.c.programme == programme)
    for name, value in where.items():
        statement = statement.where(table.c[name] == value)
    return _nouns(connection, kind, statement)


def _nouns(connection: Connection, kind: Kind, statement: Select[Any]) -> list[Any]:
    return [to_noun(kind, row) for row in connection.execute(statement).mappings()]


def _in_block(statement: Select[Any], programme: str, source: str, n: int | None) -> Select[Any]:
    statement = statement.where(_SEGMENT.c.programme == programme, _SEGMENT.c.source == source)
    if n is None:
        return statement
    starts = func.coalesce(_SEGMENT.c.start, 0)
    return statement.where(starts >= n * BLOCK_SECONDS, starts < (n + 1) * BLOCK_SECONDS)


def _spoken(connection: Connection, programme: str, source: str, n: int | None = None) -> list[nouns.SegmentText]:
    """Segments with the words of their current revision, in order."""
    current = and_(
        _REVISION.c.programme == _SEGMENT.c.programme,
        _REVISION.c.segment == _SEGMENT.c.id,
        _REVISION.c.id == _SEGMENT.c.revision,
    )
    statement = _in_block(select(_SEGMENT, _REVISION.c.text).join(_REVISION, current), programme, source, n)
    return _nouns(connection, nouns.SegmentText, statement.order_by(_SEGMENT.c.position))


def _annotations(connection: Connection, programme: str, retreat: str, source: str) -> list[nouns.Annotation]:
    statement = (
        select(_ANNOTATION)
        .where(_ANNOTATION.c.programme == programme, _ANNOTATION.c.retreat == retreat)
        .where(_ANNOTATION.c.source == source, _ANNOTATION.c.removed.is_(False))
        .order_by(_ANNOTATION.c.at, _ANNOTATION.c.id)
    )
    return _nouns(connection, nouns.Annotation, statement)


def _replies(connection: Connection, programme: str, retreat: str, source: str) -> list[nouns.Reply]:
    return _beside_annotations(connection, nouns.Reply, programme, retreat, source, _REPLY.c.at, _REPLY.c.id)


def _stances(connection: Connection, programme: str, retreat: str, source: str) -> list[nouns.Stance]:
    return _beside_annotations(connection, nouns.Stance, programme, retreat, source, _STANCE.c.at, _STANCE.c.member)


def _beside_annotations(
    connection: Connection, kind: Kind, programme: str, retreat: str, source: str, *order: Any
) -> list[Any]:
    """What was said of the annotations of a source in a retreat."""
    table = TABLES[kind]
    joined = and_(table.c.programme == _ANNOTATION.c.programme, table.c.annotation == _ANNOTATION.c.id)
    statement = (
        select(table)
        .join(_ANNOTATION, joined)
        .where(_ANNOTATION.c.programme == programme, _ANNOTATION.c.retreat == retreat)
        .where(_ANNOTATION.c.source == source)
        .order_by(*order)
    )
    return _nouns(connection, kind, statement)
