"""A slow link is no dead one: who takes a little at a time keeps the socket and gets everything (E7)."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from server.live import room as room_module
from server.live.room import Listener, Room
from server.live.wire import DirectWire
from server.store.ledger import Sent


class ALink:
    """A transport with its buffer, and the protocol that it tells. Its socket takes nothing by itself."""

    def __init__(self) -> None:
        self.buffer, self.taken = b"", b""
        self.protocol: Any = SimpleNamespace(transport=self, close_sent=False, watcher=None)

    def write(self, data: bytes) -> None:
        self.buffer += data
        self.protocol.watcher.paused()

    def take(self, most: int) -> None:
        held = bool(self.buffer)
        self.taken, self.buffer = self.taken + self.buffer[:most], self.buffer[most:]
        if held and not self.buffer:
            self.protocol.watcher.resumed()

    def is_closing(self) -> bool:
        return False

    def get_write_buffer_size(self) -> int:
        return len(self.buffer)

    def set_write_buffer_limits(self, high: int) -> None:
        assert high == 0

    def get_extra_info(self, name: str) -> Any:
        return SimpleNamespace(fileno=lambda: -1)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    it = Clock()
    monkeypatch.setattr(room_module, "time", it)
    return it


@pytest.fixture
def joined() -> tuple[Room, Listener, ALink]:
    """Somebody who is far behind, in a room whose events are long."""
    events = [Sent(n, "retreat", "", json.dumps({"seq": n, "text": "x" * 2_000})) for n in range(1, 601)]
    room, link = Room(0, lambda since: events[since : since + room_module.BATCH]), ALink()
    room.news(len(events))
    listener = Listener("somebody", frozenset({"retreat"}), DirectWire(link.protocol))
    room.join(listener, 0)
    return room, listener, link


def seconds(clock: Clock, room: Room, link: ALink, count: int, taking: int) -> list[int]:
    """So many seconds go by, in each of which so much is taken; the seconds in which somebody counted as stuck."""
    stuck = []
    for second in range(count):
        clock.now += 1
        link.take(taking)
        if room.stuck():
            stuck.append(second)
    return stuck


def test_e7_who_takes_a_little_at_a_time_is_not_cut_and_gets_everything(
    clock: Clock, joined: tuple[Room, Listener, ALink]
) -> None:
    room, listener, link = joined
    assert listener.wire.full
    assert seconds(clock, room, link, 260, taking=5_000) == []
    assert listener.behind_since is None
    assert [link.taken.count(f'"seq": {n},'.encode()) for n in range(1, 601)] == [1] * 600


def test_e7_who_stops_taking_is_cut_however_far_it_was(clock: Clock, joined: tuple[Room, Listener, ALink]) -> None:
    room, listener, link = joined
    assert seconds(clock, room, link, 50, taking=5_000) == []
    stuck = seconds(clock, room, link, 30, taking=0)
    assert stuck and stuck[0] in (20, 21) and room.stuck() == [listener]
