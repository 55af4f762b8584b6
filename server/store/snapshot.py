"""Snapshots in parts, each read in one transaction together with the seq that it holds."""

from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, bindparam, func, select

from server.domain import nouns, parts
from server.domain.access import CURATING, STEWARDS, Actor, actor_of, columns, ears
from server.domain.rows import Kind
from server.errors import NotFound
from server.store import texts
from server.store.ledger import Ledger
from server.store.rows import TABLES, find_row, load, to_noun
from server.store.tables import ProgrammeRow

_ANNOTATION = TABLES[nouns.Annotation]


class Snapshots:
    """Reads the parts; who may see them was asked before (`access`)."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def me(self, connection: Connection, programme: str, member: str) -> parts.Me:
        rows = load(connection, programme, [], [member])
        actor = actor_of(rows, member)
        person, roles = rows.find(nouns.Member, actor.id), actor.roles
        there = _all(connection, programme, nouns.Retreat)
        mine = [it for it in there if person.steward or it.id in roles]
        been = {it.retreat for it in rows.all(nouns.Attendance) if actor.is_(it.member)}
        return parts.Me(
            member=person,
            programme=self._programme(connection, programme),
            retreats=[parts.RetreatOfMine(retreat=it, role=roles.get(it.id)) for it in mine],
            left=[it for it in there if it.id in been and it not in mine],
        )

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
            speakers=_all(connection, programme, nouns.Speaker, **here),
            codes=_all(connection, programme, nouns.Code),
            marks=self._marks(connection, programme, retreat),
        )

    def _for(self, reader: Actor, connection: Connection, programme: str, retreat: str) -> dict[str, Any]:
        """What is not everybody's to see."""
        answers, invitations, memos = (
            _all(connection, programme, kind, retreat=retreat) for kind in (nouns.Answer, nouns.Invitation, nouns.Memo)
        )
        # What somebody notes for themselves is not for a program that others may run.
        memos = [it for it in memos if it.shared or (reader.is_(it.author) and not reader.token)]
        if "running" in ears(reader, retreat):
            return {"answers": answers, "invitations": invitations, "memos": memos}
        return {"answers": [it for it in answers if it.member == reader.id], "invitations": [], "memos": memos}

    def programme(self, connection: Connection, programme: str, reader: Actor) -> parts.ProgrammePart:
        epoch, seq = self._ledger.stands(connection, programme)
        everything = bool(columns(reader, None) & STEWARDS)
        curated = {retreat for retreat in reader.roles if columns(reader, retreat) & CURATING}

        def seen(kind: Kind) -> list[Any]:
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
        marks = texts.marks(connection, programme, retreat, source)
        # Marks that were made on words that went into another block are found in their own.
        blocks: dict[int, list[int]] = {}
        for segment, n, length in texts.lengths(connection, programme, source):
            block = blocks.setdefault(n, [0, 0, 0])
            for field, by in enumerate((length is not None, length or 0, marks.get(segment, 0))):
                block[field] += by
        outline = [
            parts.OutlineBlock(n=n, segments=segments, characters=characters, marks=marked)
            for n, (segments, characters, marked) in sorted(blocks.items())
        ]
        return parts.Outline(epoch=epoch, seq=seq, source=source, blocks=outline)

    def block(self, connection: Connection, programme: str, retreat: str, source: str, n: int) -> parts.Block:
        epoch, seq = self._ledger.stands(connection, programme)
        segments = texts.spoken(connection, programme, source, n)
        return parts.Block(
            epoch=epoch,
            seq=seq,
            source=source,
            n=n,
            segments=segments,
            annotations=texts.annotations(connection, programme, retreat, source, n),
            replies=texts.replies(connection, programme, retreat, source, n),
            stances=texts.stances(connection, programme, retreat, source, n),
            **texts.history(connection, programme, source, n),
        )

    def excerpt(self, connection: Connection, programme: str, source: str) -> parts.Block:
        """An excerpt as the programme has it, without any retreat's marks."""
        epoch, seq = self._ledger.stands(connection, programme)
        if find_row(connection, programme, nouns.Source, source).kind != "excerpt":
            raise NotFound
        segments = texts.spoken(connection, programme, source)
        return parts.Block(
            epoch=epoch,
            seq=seq,
            source=source,
            n=0,
            segments=segments,
            annotations=[],
            replies=[],
            stances=[],
            **texts.history(connection, programme, source),
        )

    def words(self, connection: Connection, programme: str, source: str, n: int) -> parts.WordBlock:
        epoch, seq = self._ledger.stands(connection, programme)
        words = texts.words(connection, programme, source, n)
        return parts.WordBlock(epoch=epoch, seq=seq, source=source, n=n, words=words)

    def revisions(self, connection: Connection, programme: str, source: str, segment: str) -> parts.Revisions:
        if find_row(connection, programme, nouns.Segment, segment).source != source:
            raise NotFound
        return parts.Revisions(segment=segment, revisions=texts.revisions(connection, programme, segment))

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
    return texts.nouns_of(connection, nouns.Seat, statement)


def _all(connection: Connection, programme: str, kind: Kind, **where: str) -> list[Any]:
    found = connection.execute(_where(kind, tuple(where)), {"programme": programme, **where})
    return [to_noun(kind, row) for row in found.mappings()]


@cache
def _where(kind: Kind, names: tuple[str, ...]) -> Select[Any]:
    """Built once: a frame asks for twenty kinds."""
    table = TABLES[kind]
    return select(table).where(*(table.c[name] == bindparam(name) for name in ("programme", *names)))
