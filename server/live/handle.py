"""THE command handler: waiting commands of a programme are decided and committed together, in one transaction.

Socket, POST, worker and command line all come through here, each process with one Committer of its own. The app's is
`on_loop.py`.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Any, NamedTuple

from server.database import Database
from server.domain.commands import Withdraw
from server.errors import DiskFull, OutOfReach, Refusal
from server.live.batch import Batches, Enqueue, News, Note
from server.live.kept import Kept
from server.live.messages import Accepted
from server.store.ledger import Ledger

log = logging.getLogger(__name__)

# A batch is what waits, up to this: the lock is then let go, so that other processes come to their turn.
_MOST = 256
# Seconds for which a batch waits for a database that is out of reach, and between two attempts.
_PATIENCE, _PAUSE = 20.0, 0.25


class NotKept(Refusal):
    """The server could not keep this change; its log says why. What you wrote is safe on this device: try again."""

    status = 500


Answered = Callable[[Accepted | Refusal], None]


class Waiting(NamedTuple):
    """A command on its way, and what is called once it is answered, by whoever committed it."""

    programme: str
    actor: str
    command: Any
    answered: Answered


class Committer:
    """One thread that commits what waits. `enqueue` puts jobs that follow from events into the same transaction; `note`
    keeps the commands that erase where a restore will find them, before they are committed; `ring` is told the news
    after each commit."""

    def __init__(
        self,
        database: Database,
        key: bytes,
        enqueue: Enqueue = lambda connection, programme, event: None,
        ring: Callable[[News], None] = lambda news: None,
        note: Note = lambda programme, erasing: None,
    ) -> None:
        self._ring = ring
        write = database.write if database.kind == "sqlite" else database.write_alone
        self._batches = Batches(write, key, enqueue, note, Ledger(database.engine), Kept())
        self._waiting: deque[Waiting] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="committer", daemon=True)
        self._thread.start()

    def submit(self, programme: str, actor: str, command: Any) -> Future[Accepted]:
        """Hand in a command; the future holds Accepted, or raises a Refusal."""
        future: Future[Accepted] = Future()
        future.set_running_or_notify_cancel()  # whoever stops waiting for it cannot stop it
        self.give(programme, actor, command, lambda it: _settle(future, it))
        return future

    def give(self, programme: str, actor: str, command: Any, answered: Answered) -> None:
        """The same for who does not wait: `answered` is called in the committer's thread, or on the loop."""
        with self._wake:
            if not self._closing:
                self._waiting.append(Waiting(programme, actor, command, answered))
                return self._rouse()
        answered(OutOfReach())

    def close(self) -> None:
        """Commit what waits, then stop."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join()

    def _rouse(self) -> None:
        self._wake.notify()

    def _run(self) -> None:
        while batch := self._await_batch():
            self._commit(batch)

    def _await_batch(self) -> list[Waiting]:
        """What is next; nothing, at the end."""
        with self._wake:
            self._wake.wait_for(lambda: self._waiting or self._closing)
            return self._next_batch() if self._waiting else []

    def _next_batch(self, most: int | None = None) -> list[Waiting]:
        """The longest waiting command and those of the same programme, in order; one that erases what was before is by
        itself, so that nothing after it is touched."""
        programme = self._waiting[0].programme
        batch: list[Waiting] = []
        others: deque[Waiting] = deque()
        while self._waiting and len(batch) < (most or _MOST):
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
            answers, news = self._patiently(batch)
        except (DiskFull, OutOfReach) as refusal:
            log.error("%d commands could not be kept: %s", len(batch), refusal.kind)
            return answer(batch, [refusal] * len(batch))
        except Exception as error:  # one command may be what the database chokes on: the others must not suffer
            return self._one_by_one(batch, error)
        self._tell(news)
        answer(batch, answers)

    def _patiently(self, batch: list[Waiting]) -> tuple[list[Accepted | Refusal], News | None]:
        """The same again while the database is out of reach. Whether a commit that was cut off was kept, the next
        attempt finds out: a command that is in the ledger is answered from there."""
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                return self._batches.commit(batch[0].programme, batch)
            except OutOfReach:
                if self._closing or time.monotonic() > until:
                    raise
                time.sleep(_PAUSE)

    def _tell(self, news: News | None) -> None:
        try:
            if news is not None:
                self._ring(news)
        except Exception as error:  # what is committed is committed: who waits is answered, and rooms look again
            log.warning("nobody could be told what is new: %s", type(error).__name__)

    def _one_by_one(self, batch: list[Waiting], error: Exception) -> None:
        if len(batch) > 1:
            for waiting in batch:
                self._commit([waiting])
            return
        # The error's text may quote what was written, so only its kind is logged.
        log.error("a command of type %s could not be kept: %s", batch[0].command.type, type(error).__name__)
        answer(batch, [error if isinstance(error, Refusal) else NotKept()])


def answer(batch: Iterable[Waiting], answers: Iterable[Accepted | Refusal]) -> None:
    for waiting, answer in zip(batch, answers, strict=True):
        try:
            waiting.answered(answer)
        except Exception as error:  # the others are answered all the same
            log.warning("a command's sender could not be answered: %s", type(error).__name__)


def _settle(future: Future[Accepted], answer: Accepted | Refusal) -> None:
    if isinstance(answer, Refusal):
        future.set_exception(answer)
    else:
        future.set_result(answer)
