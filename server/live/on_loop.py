"""The app's committer: on the event loop, as long as commits are short. No thread is woken for them then, and none
takes turns with the loop for the interpreter."""

import asyncio
import threading
import time
from dataclasses import replace
from typing import Any

from server.database import Database
from server.domain import commands as c
from server.live.handle import Committer, Waiting, answer

# What people give by the hundred, and what touches little: nobody waits for long while one of these is decided.
_SHORT = {
    c.Annotate,
    c.PlaceAnnotation,
    c.RemoveAnnotation,
    c.ReplyTo,
    c.TakeStance,
    c.DropStance,
    c.WriteMemo,
    c.ChangeMemo,
    c.ShareMemo,
    c.RemoveMemo,
    c.CreateCode,
    c.Correct,
    c.SettleSuggestion,
}
# As many as are committed before the loop does something else.
_MOST = 32
# Seconds after a commit of several in which what comes is gathered: to tell everybody of one costs as much as of many.
_BREATH = 0.005
# Seconds on average from which a commit is long; for how many the thread then does it.
_LONG, _PAUSE = 0.01, 2.0
# Commits after which the write-ahead log, some 20 pages each, is brought into the database.
_TIDY = 200


class LoopCommitter(Committer):
    """Made on the loop, for SQLite. What may take longer, is in another process's way or goes wrong is its thread's:
    that one goes on until nothing waits. An answer must not be waited for on the loop, but awaited."""

    def __init__(self, database: Database, *given: Any, **named: Any) -> None:
        self._loop, self._home = asyncio.get_running_loop(), threading.get_ident()
        self._scheduled = self._at_it = self._by_thread = False
        self._database, self._untidy = database, 0
        self._rush_ended = 0.0  # when a commit of several was told
        self._took = self._not_before = 0.0  # seconds, of late; when the loop commits again
        super().__init__(database, *given, **named)
        self._at_once = replace(self._batches, write=database.write_alone)

    def _rouse(self) -> None:
        if self._by_thread:
            self._wake.notify()
        elif not self._scheduled:
            self._scheduled = True
            if threading.get_ident() == self._home:
                self._soon()
            else:
                self._loop.call_soon_threadsafe(self._soon)

    def _soon(self) -> None:
        """After what else has come by now; in a rush, after what comes in a moment."""
        wait = self._rush_ended + _BREATH - time.monotonic()
        if wait > 0:
            self._loop.call_later(wait, self._turn)
        else:
            self._loop.call_soon(self._turn)

    def _await_batch(self) -> list[Waiting]:
        with self._wake:
            self._by_thread = bool(self._waiting)
            self._wake.wait_for(lambda: not self._at_it and (self._by_thread or self._closing))
            return self._next_batch() if self._waiting else []

    def _turn(self) -> None:
        with self._wake:
            self._scheduled = False
            if self._by_thread or self._closing or not self._waiting:
                return
            batch = self._next_batch(_MOST)
            if time.monotonic() < self._not_before or any(type(it.command) not in _SHORT for it in batch):
                return self._leave_to_thread(batch)
            self._at_it = True
        self._commit_here(batch)

    def _commit_here(self, batch: list[Waiting]) -> None:
        began = time.monotonic()
        try:
            answers, news = self._at_once.commit(batch[0].programme, batch)
        except Exception:  # the thread will find out, and say so
            return self._end(batch)
        self._note(time.monotonic() - began)
        self._tell(news)
        answer(batch, answers)
        self._rush_ended = time.monotonic() if len(batch) > 1 else 0.0
        self._end([])
        self._tidy()

    def _note(self, seconds: float) -> None:
        self._took += (seconds - self._took) / 16
        if self._took > _LONG:
            self._took, self._not_before = 0.0, time.monotonic() + _PAUSE

    def _tidy(self) -> None:
        self._untidy += 1
        if self._untidy == _TIDY:
            self._untidy = 0
            self._loop.run_in_executor(None, self._database.tidy).add_done_callback(self._tidy_rest)

    def _tidy_rest(self, tidied: asyncio.Future[None]) -> None:
        went_well = not tidied.cancelled() and tidied.exception() is None
        if went_well and not self._by_thread and not self._closing:
            self._database.tidy_rest()

    def _end(self, left: list[Waiting]) -> None:
        with self._wake:
            self._at_it = False
            if left or self._closing:
                self._leave_to_thread(left)
            elif self._waiting:
                self._rouse()

    def _leave_to_thread(self, batch: list[Waiting]) -> None:
        self._waiting.extendleft(reversed(batch))
        self._by_thread = True
        self._wake.notify()
