"""All rooms of this process: opened when somebody comes, woken by the bell, looked after once a second."""

import asyncio
import logging
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection

from server.database import Database
from server.domain.access import actor_of, ears
from server.domain.nouns import Progress
from server.domain.rows import Rows
from server.errors import NotSignedIn
from server.jobs import turns
from server.live.batch import News
from server.live.bell import Bell
from server.live.elsewhere import Elsewhere, Here
from server.live.messages import InProgress
from server.live.room import BATCH, Ears, Listener, Room, pack, who_is_here
from server.store import sign_ins
from server.store.ledger import Ledger, Sent
from server.store.progress import in_progress
from server.store.rows import load
from server.store.standing import standing

log = logging.getLogger(__name__)

# Seconds between beats, so that a client can tell a quiet room from a dead connection.
BEAT = 10
# Seconds over which comings, goings and moves are gathered before they are told: a full room arriving at once would
# otherwise tell everyone about everyone.
GATHER = 0.25


@contextmanager
def _going_on(what: str) -> Iterator[None]:
    """A database that is busy or out of reach must not end the looking: it is tried again in a second."""
    try:
        yield
    except Exception as error:
        _warn(what, error)


def _warn(what: str, error: Exception) -> None:
    log.warning("%s: %s", what, type(error).__name__)


class _Seen(NamedTuple):
    """What is asked every second: who is here by way of other processes, how far ledgers have come, everybody's rights,
    and how far recordings are."""

    there: Here
    reached: dict[str, int]
    standings: dict[str, Hashable]
    progress: dict[tuple[str, str], list[Progress]]


class Rooms:
    """Rooms by (programme, retreat); everything here runs on the event loop."""

    def __init__(self, database: Database, ledger: Ledger, bell: Bell) -> None:
        self._database, self._ledger, self._bell = database, ledger, bell
        self._elsewhere = Elsewhere(database)
        self._rooms: dict[tuple[str, str], Room] = {}
        self._moved: set[tuple[str, str]] = set()
        self._progress: dict[tuple[str, str], list[Progress]] = {}
        self._standings: dict[str, Hashable] = {}  # at which everybody's rights were last looked at
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        running = (self._bell.listen(self.look), self._every_second())
        self._tasks = [asyncio.create_task(it) for it in running]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with _going_on("nobody could be told that this process ends"):
            await self._elsewhere.leave()

    @property
    def alone(self) -> bool:
        """Nobody listens by way of another process. Who has begun to in the last seconds is told once a second."""
        return self._elsewhere.alone

    def join(self, programme: str, retreat: str, listener: Listener, since: int) -> None:
        """Let a listener in, who has everything up to `since`."""
        room = self._room(programme, retreat)
        self.look()
        room.join(listener, min(since, room.seq))
        if progress := self._progress.get((programme, retreat)):
            listener.wire.send(pack(InProgress(recordings=progress)))
        self.somebody_moved(programme, retreat)

    def leave(self, programme: str, retreat: str, listener: Listener) -> None:
        room = self._rooms.get((programme, retreat))
        if room is not None:
            room.leave(listener)
            if not room.listeners:
                del self._rooms[programme, retreat]
        self.somebody_moved(programme, retreat)

    def somebody_moved(self, programme: str, retreat: str) -> None:
        """Tell who is here and where, soon, and once for all that happens till then."""
        key = (programme, retreat)
        if key not in self._moved:
            self._moved.add(key)
            asyncio.get_running_loop().call_later(GATHER, self._tell_who_is_here, key)

    def _tell_who_is_here(self, key: tuple[str, str]) -> None:
        self._moved.discard(key)
        room = self._rooms.get(key)
        self._elsewhere.told(key, who_is_here(room.listeners) if room else [])
        if room:
            room.tell_who_is_here(self._elsewhere.there.get(key, ()))

    def hear(self, news: News) -> None:
        """What this process has just committed: a room that stands right before it need not read it again."""
        follows = news.events[0].seq - 1 if 0 < len(news.events) <= BATCH else None
        for (of, retreat), room in list(self._rooms.items()):
            if of == news.programme:
                try:  # for each mark: a context manager is not free
                    if room.seq == follows:
                        room.tell([it for it in news.events if it.retreat in (None, retreat)], news.seq)
                    else:
                        room.news(news.seq)
                except Exception as error:
                    _warn("a room could not be told what is new", error)

    def look(self, programme: str | None = None, seq: int | None = None) -> None:
        """This programme's ledger has reached `seq`, or something may be new anywhere: send what is."""
        with _going_on("the rooms could not be told what is new"):
            self._tell_all({programme: seq} if programme and seq else self._reached())

    def _reached(self) -> dict[str, int]:
        if not self._rooms:
            return {}
        return self._database.look(lambda connection: self._ledger.reached(connection, self._programmes))

    @property
    def _programmes(self) -> set[str]:
        return {programme for programme, _ in self._rooms}

    def _tell_all(self, reached: dict[str, int]) -> None:
        for (of, _), room in list(self._rooms.items()):
            if of in reached:
                with _going_on("a room could not be told what is new"):
                    room.news(reached[of])

    def _room(self, programme: str, retreat: str) -> Room:
        key = (programme, retreat)
        if key not in self._rooms:
            with self._database.read() as connection:
                _, seq = self._ledger.stands(connection, programme)

            def read(since: int) -> Sequence[Sent]:
                return self._database.look(lambda it: self._ledger.since(it, programme, retreat, since, BATCH))

            self._rooms[key] = Room(seq, read)
        return self._rooms[key]

    async def _every_second(self) -> None:
        seconds = 0
        while True:
            await asyncio.sleep(1)
            seconds += 1
            if seconds % BEAT == 0:
                self._beat()
            self._elsewhere.say()
            with _going_on("the rooms could not be looked after"):
                self._look_after_all()

    def _beat(self) -> None:
        """Whatever becomes of the database: the line is not dead."""
        for room in self._rooms.values():
            room.beat()

    def _look_after_all(self) -> None:
        """Send what is new though no bell was heard, cut or change who is to be, and tell how far recordings are."""
        if not self._rooms:
            self._elsewhere.found(None)
            return
        seen = self._database.look(self._see)
        for key in self._elsewhere.found(seen.there):
            self.somebody_moved(*key)
        self._tell_all(seen.reached)
        for key, room in list(self._rooms.items()):
            self._cut_stuck(room)
            if seen.standings[key[0]] != self._standings.get(key[0]):
                self._look_after(*key, room)
            self._tell_progress(key, room, seen.progress[key])
        self._standings = seen.standings

    def _see(self, connection: Connection) -> "_Seen":
        waiting = turns.all_waiting(connection)
        return _Seen(
            self._elsewhere.look(connection),
            self._ledger.reached(connection, self._programmes),
            {programme: standing(connection, programme) for programme in self._programmes},
            {key: [*in_progress(connection, *key), *_in_turn(waiting, *key)] for key in self._rooms},
        )

    def _cut_stuck(self, room: Room) -> None:
        for listener in room.stuck():
            room.cut(listener)

    def _look_after(self, programme: str, retreat: str, room: Room) -> None:
        """Cut who is signed out, change the ears of whose role changed."""
        listeners = room.listeners
        with self._database.read() as connection:
            valid = sign_ins.still_valid(connection, {it.sign_in for it in listeners})
            rows = load(connection, programme, [], {it.member for it in listeners})
        for listener in listeners:
            member, heard = _now(rows, retreat, listener)
            if listener.sign_in not in valid or not heard:
                room.cut(listener)
            elif (member, heard) != (listener.member, listener.ears):
                room.resync(listener, heard, member)

    def _tell_progress(self, key: tuple[str, str], room: Room, progress: list[Progress]) -> None:
        if progress != self._progress.get(key, []):
            self._progress[key] = progress
            room.say(pack(InProgress(recordings=progress)))


def _in_turn(waiting: dict[str, dict[str, int]], programme: str, retreat: str) -> list[Progress]:
    turn = waiting.get(turns.partition_of(programme, retreat), {})
    return [Progress(recording=it, done=0, total=0, left=None, before=before) for it, before in turn.items()]


def _now(rows: Rows, retreat: str, listener: Listener) -> tuple[str, Ears]:
    """Who a listener is now, and what they hear; nothing, if they are gone."""
    try:
        actor = actor_of(rows, listener.member)
    except NotSignedIn:
        return listener.member, frozenset()
    return actor.id, ears(actor, retreat)
