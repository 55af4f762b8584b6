"""A batch of one programme's commands: loaded for, decided and written in one transaction."""

import hmac
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple, Protocol
from uuid import uuid4

from sqlalchemy import Connection

from server.clock import now
from server.domain.access import THE_DOOR, THE_ENGINE, THE_INSTALLATION, Actor, actor_of
from server.domain.apply import apply_
from server.domain.commands import FoundProgramme, Redo, Undo
from server.domain.decide import decide
from server.domain.deeds import deeds_of
from server.domain.erasing import ERASING, gone_by
from server.domain.events import Happening, MembersMerged, ProgrammeRenamed
from server.domain.rows import Rows
from server.errors import AlreadyThere, OtherContent, Refusal
from server.live.kept import Kept, Place
from server.live.messages import Accepted
from server.live.sheet import Sheet
from server.store import sign_ins
from server.store.erasing import erase
from server.store.ledger import Ledger, Sent
from server.store.rows import load

_NOT_MEMBERS = {actor.id: actor for actor in (THE_ENGINE, THE_INSTALLATION, THE_DOOR)}

Enqueue = Callable[[Connection, str, Happening], None]
Note = Callable[[str, Sequence[tuple[Actor, Any]]], None]


class Asked(Protocol):
    """A command, and who gave it."""

    @property
    def actor(self) -> str: ...

    @property
    def command(self) -> Any: ...


class News(NamedTuple):
    """A programme's ledger has reached `seq`. `events`: all that happened up to it since `seq` before, in order; none,
    where that is to be read."""

    programme: str
    seq: int
    events: Sequence[Sent] = ()


@dataclass(frozen=True, slots=True)
class Batches:
    """Commits batches, each in a transaction that `write` begins. `enqueue` puts jobs that follow from events into the
    same transaction; `note` keeps the commands that erase where a restore will find them, before they are committed.
    `kept` is of this one alone."""

    write: Callable[[], AbstractContextManager[Connection]]
    key: bytes
    enqueue: Enqueue
    note: Note
    ledger: Ledger
    kept: Kept

    def commit(self, programme: str, batch: Sequence[Asked]) -> tuple[list[Accepted | Refusal], News | None]:
        """What became of each; and what is new, if anything is."""
        fresh = any(isinstance(it.command, ERASING) for it in batch)
        with self.write() as connection:
            founding = batch[0].command
            if isinstance(founding, FoundProgramme) and batch[0].actor == THE_INSTALLATION.id:
                self.ledger.found(connection, programme, founding.name, str(uuid4()))
            stands = Place(*self.ledger.lock(connection, programme))
            rows = self.kept.take(programme, stands)
            # What erases looks at all that it finds, and changes more than rows.
            rows = Rows() if fresh else rows
            # Under the lock: another process may be committing the same command now.
            known = self.ledger.known(connection, programme, [it.command.id for it in batch])
            sheet = Sheet(programme, stands.seq, now(), known)
            answers = self._decide_all(connection, batch, rows, sheet)
            self._write(connection, rows, sheet)
        if not fresh:
            self.kept.give_back(programme, Place(stands.epoch, sheet.seq), rows)
        return answers, News(programme, sheet.seq, () if fresh else sheet.sent()) if sheet.events else None

    def _decide_all(
        self, connection: Connection, batch: Sequence[Asked], rows: Rows, sheet: Sheet
    ) -> list[Accepted | Refusal]:
        asked = [(it.actor, it.command) for it in batch]
        load(connection, sheet.programme, asked, {it.actor for it in batch} - _NOT_MEMBERS.keys(), rows=rows)
        answers = []
        for it in batch:
            if isinstance(it.command, Undo | Redo):  # it may be about what was just decided
                load(connection, sheet.programme, [(it.actor, it.command)], {it.actor} - _NOT_MEMBERS.keys(), rows=rows)
            answers.append(self._decide(it, rows, sheet))
        return answers

    def _write(self, connection: Connection, rows: Rows, sheet: Sheet) -> None:
        programme = sheet.programme
        self.ledger.forget(connection, programme, rows.dropped(), sheet.erased)
        self.ledger.append_(connection, programme, rows.written(), sheet.events, sheet.commands, sheet.seq)
        for gone in sheet.gone:
            erase(connection, programme, gone)
        self.note(programme, sheet.erasing)
        for event in sheet.happened:
            if isinstance(event.body, ProgrammeRenamed):
                self.ledger.rename(connection, programme, event.body.name)
            if isinstance(event.body, MembersMerged):
                sign_ins.became_one(connection, programme, (it.id for it in event.body.members))
            self.enqueue(connection, programme, event)

    def _decide(self, asked: Asked, rows: Rows, sheet: Sheet) -> Accepted | Refusal:
        command, content = asked.command, _content(asked)
        if command.id in sheet.known:
            applied, seq = sheet.known[command.id]
            # For the engine, what was stored first stands: a window heard twice may differ in a word. Of what came in
            # an archive, nobody knows any more how it was asked.
            if applied and asked.actor != THE_ENGINE.id and not self._is_of(applied, asked):
                return OtherContent()
            return Accepted(command=command.id, seq=seq)
        try:
            actor = _actor(asked.actor, rows)
            events = decide(command, actor, rows, sheet.at)
            if isinstance(command, FoundProgramme) and sheet.seq:  # whatever it was batched with
                raise AlreadyThere
        except Refusal as refusal:
            return refusal
        gone = gone_by(command, actor, rows)
        rows.journal.clear()
        for event in events:
            apply_(event, rows)
        accepted = sheet.enter(command.id, actor.id, self._digest(content), events)
        if gone is not None:
            sheet.gone.append(gone)
        if isinstance(command, ERASING):
            sheet.erasing.append((actor, command))
        for deed in deeds_of(command, actor, events, rows, accepted.seq):
            rows.put(deed)
        return accepted

    def _digest(self, content: bytes) -> str:
        """BLAKE2, which has keys of its own: an HMAC sets up more, each time, than it takes to read a command."""
        return blake2b(content, key=self.key, digest_size=32).hexdigest()

    def _is_of(self, digest: str, asked: Asked) -> bool:
        """Whether this was kept of the same; earlier versions kept all of its fields, and at first an HMAC of them."""
        whole = f'["{asked.actor}",{asked.command.model_dump_json()}]'.encode()
        earlier = hmac.digest(self.key, whole, "sha256").hex()
        return digest in (self._digest(_content(asked)), self._digest(whole), earlier)


def _content(asked: Asked) -> bytes:
    """Who asked, and for what. A field that a later version adds makes no other command of one that was sent before:
    what stands at its default is left out."""
    command = asked.command
    return f'["{asked.actor}","{command.type}",{command.model_dump_json(exclude_defaults=True)}]'.encode()


def _actor(id: str, rows: Rows) -> Actor:
    return _NOT_MEMBERS.get(id) or actor_of(rows, id)
