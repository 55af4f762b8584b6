"""THE command handler: waiting commands of a programme are decided and committed together, in one transaction.

Socket, POST, worker and command line all come through here, each process with one Committer of its own.
"""

import hashlib
import hmac
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import orjson
from sqlalchemy import Connection

from server.clock import now
from server.database import Database
from server.domain.access import THE_DOOR, THE_ENGINE, THE_INSTALLATION, Actor, actor_of
from server.domain.apply import apply_
from server.domain.commands import FoundProgramme, Redo, Undo, Withdraw
from server.domain.decide import decide
from server.domain.deeds import deeds_of
from server.domain.erasing import ERASING, gone_by
from server.domain.events import Happening, MembersMerged, ProgrammeRenamed
from server.domain.rows import Rows
from server.errors import AlreadyThere, DiskFull, OtherContent, OutOfReach, Refusal
from server.live.messages import Accepted
from server.live.sheet import Sheet
from server.store import sign_ins
from server.store.erasing import erase
from server.store.ledger import Ledger
from server.store.rows import load

log = logging.getLogger(__name__)

_NOT_MEMBERS = {actor.id: actor for actor in (THE_ENGINE, THE_INSTALLATION, THE_DOOR)}
# A batch is what waits, up to this: the lock is then let go, so that other processes come to their turn.
_MOST = 256
# Seconds for which a batch waits for a database that is out of reach, and between two attempts.
_PATIENCE, _PAUSE = 20.0, 0.25

Enqueue = Callable[[Connection, str, Happening], None]
Note = Callable[[str, Sequence[tuple[Actor, Any]]], None]


class NotKept(Refusal):
    """The server could not keep this change; its log says why. What you wrote is safe on this device: try again."""

    status = 500


@dataclass(slots=True)
class Waiting:
    """A command on its way, and the future that its sender waits for."""

    programme: str
    actor: str
    command: Any
    answer: Future[Accepted] = field(default_factory=Future)


class Committer:
    """One thread that commits what waits. `enqueue` puts jobs that follow from events into the same transaction; `note`
    keeps the commands that erase where a restore will find them, before they are committed; `ring` is told (programme,
    seq) after each commit."""

    def __init__(
        self,
        database: Database,
        key: bytes,
        enqueue: Enqueue = lambda connection, programme, event: None,
        ring: Callable[[str, int], None] = lambda programme, seq: None,
        note: Note = lambda programme, erasing: None,
    ) -> None:
        self._database, self._key = database, key
        self._enqueue, self._ring, self._note = enqueue, ring, note
        self._ledger = Ledger(database.engine)
        self._waiting: deque[Waiting] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="committer", daemon=True)
        self._thread.start()

    def submit(self, programme: str, actor: str, command: Any) -> Future[Accepted]:
        """Hand in a command; the future holds Accepted, or raises a Refusal."""
        waiting = Waiting(programme, actor, command)
        waiting.answer.set_running_or_notify_cancel()  # whoever stops waiting for it cannot stop it
        with self._wake:
            if self._closing:
                waiting.answer.set_exception(OutOfReach())
            else:
                self._waiting.append(waiting)
                self._wake.notify()
        return waiting.answer

    def close(self) -> None:
        """Commit what waits, then stop."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._waiting or self._closing)
                if not self._waiting:
                    return
                batch = self._next_batch()
            self._commit(batch)

    def _next_batch(self) -> list[Waiting]:
        """The longest waiting command and those of the same programme, in order; one that erases what was before is by
        itself, so that nothing after it is touched."""
        programme = self._waiting[0].programme
        batch: list[Waiting] = []
        others: deque[Waiting] = deque()
        while self._waiting and len(batch) < _MOST:
            waiting = self._waiting.popleft()
            if waiting.programme != programme:
                others.append(waiting)
            elif batch and Withdraw in (type(waiting.command), type(batch[-1].command)):
                others.append(waiting)
                break
            else:
                batch.append(waiting)
        self._waiting.extendleft(reversed(others))
        return batch

    def _commit(self, batch: list[Waiting]) -> None:
        try:
            answers, seq = self._patiently(batch)
        except (DiskFull, OutOfReach) as refusal:
            log.error("%d commands could not be kept: %s", len(batch), refusal.kind)
            return _answer(batch, [refusal] * len(batch))
        except Exception as error:  # one command may be what the database chokes on: the others must not suffer
            return self._one_by_one(batch, error)
        if seq is not None:
            self._tell(batch[0].programme, seq)
        _answer(batch, answers)

    def _patiently(self, batch: list[Waiting]) -> tuple[list[Accepted | Refusal], int | None]:
        """The same again while the database is out of reach. Whether a commit that was cut off was kept, the next
        attempt finds out: a command that is in the ledger is answered from there."""
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                return self._transaction(batch)
            except OutOfReach:
                if self._closing or time.monotonic() > until:
                    raise
                time.sleep(_PAUSE)

    def _tell(self, programme: str, seq: int) -> None:
        try:
            self._ring(programme, seq)
        except Exception as error:  # what is committed is committed: who waits is answered, and rooms look again
            log.warning("nobody could be told what is new: %s", type(error).__name__)

    def _one_by_one(self, batch: list[Waiting], error: Exception) -> None:
        if len(batch) > 1:
            for waiting in batch:
                self._commit([waiting])
            return
        # The error's text may quote what was written, so only its kind is logged.
        log.error("a command of type %s could not be kept: %s", batch[0].command.type, type(error).__name__)
        _answer(batch, [error if isinstance(error, Refusal) else NotKept()])

    def _transaction(self, batch: list[Waiting]) -> tuple[list[Accepted | Refusal], int | None]:
        programme = batch[0].programme
        with self._database.write() as connection:
            founding = batch[0].command
            if isinstance(founding, FoundProgramme) and batch[0].actor == THE_INSTALLATION.id:
                self._ledger.found(connection, programme, founding.name, str(uuid4()))
            seq = self._ledger.lock(connection, programme)
            # Under the lock: another process may be committing the same command now.
            known = self._ledger.known(connection, programme, [it.command.id for it in batch])
            sheet = Sheet(programme, seq, now(), known)
            members = {it.actor for it in batch} - _NOT_MEMBERS.keys()
            rows = load(connection, programme, [(it.actor, it.command) for it in batch], members)
            before = sheet.seq
            answers = []
            for it in batch:
                if isinstance(it.command, Undo | Redo):  # it may be about what was just decided
                    load(connection, programme, [(it.actor, it.command)], {it.actor} - _NOT_MEMBERS.keys(), rows=rows)
                answers.append(self._decide(it, rows, sheet))
            self._ledger.forget(connection, programme, rows.dropped(), sheet.erased)
            self._ledger.append_(connection, programme, rows.written(), sheet.events, sheet.commands, sheet.seq)
            for gone in sheet.gone:
                erase(connection, programme, gone)
            self._note(programme, sheet.erasing)
            for event in sheet.happened:
                if isinstance(event.body, ProgrammeRenamed):
                    self._ledger.rename(connection, programme, event.body.name)
                if isinstance(event.body, MembersMerged):
                    sign_ins.became_one(connection, programme, (it.id for it in event.body.members))
                self._enqueue(connection, programme, event)
        return answers, sheet.seq if sheet.seq > before else None

    def _decide(self, waiting: Waiting, rows: Rows, sheet: Sheet) -> Accepted | Refusal:
        command = waiting.command
        digest = self._digest(waiting)
        if command.id in sheet.known:
            applied, seq = sheet.known[command.id]
            # For the engine, what was stored first stands: a window heard twice may differ in a word. Of what came in
            # an archive, nobody knows any more how it was asked.
            if applied and applied != digest and waiting.actor != THE_ENGINE.id:
                return OtherContent()
            return Accepted(command=command.id, seq=seq)
        try:
            actor = _actor(waiting.actor, rows)
            events = decide(command, actor, rows, sheet.at)
            if isinstance(command, FoundProgramme) and sheet.seq:  # whatever it was batched with
                raise AlreadyThere
        except Refusal as refusal:
            return refusal
        gone = gone_by(command, actor, rows)
        rows.journal.clear()
        for event in events:
            apply_(event, rows)
        accepted = sheet.enter(command.id, actor.id, digest, events)
        if gone is not None:
            sheet.gone.append(gone)
        if isinstance(command, ERASING):
            sheet.erasing.append((actor, command))
        for deed in deeds_of(command, actor, events, rows, accepted.seq):
            rows.put(deed)
        return accepted

    def _digest(self, waiting: Waiting) -> str:
        content = orjson.dumps([waiting.actor, waiting.command.model_dump(mode="json")])
        return hmac.new(self._key, content, hashlib.sha256).hexdigest()


def _actor(id: str, rows: Rows) -> Actor:
    return _NOT_MEMBERS.get(id) or actor_of(rows, id)


def _answer(batch: Iterable[Waiting], answers: Iterable[Accepted | Refusal]) -> None:
    for waiting, answer in zip(batch, answers, strict=True):
        if isinstance(answer, Refusal):
            waiting.answer.set_exception(answer)
        else:
            waiting.answer.set_result(answer)
