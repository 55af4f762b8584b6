"""A room without sockets: everyone gets every event that is theirs, in order and once, at their own pace."""

import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.events.event import Listeners
from server.live import room as room_module
from server.live.frames import Packed
from server.live.room import BATCH, Ears, Listener, Room, who_is_here
from server.store.ledger import Sent

EILIDH, SOURCE = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
EVERYONE: Ears = frozenset({"retreat", "programme"})
CURATORS: Ears = EVERYONE | {"curators"}


class SomeLedger:
    """Events of a retreat; seqs that are missing belong to others."""

    def __init__(self) -> None:
        self.events: list[Sent] = []
        self.seq = 0

    def append(self, *audiences: Listeners | None) -> None:
        for audience in audiences:
            self.seq += 1
            if audience is not None:
                self.events.append(Sent(self.seq, audience, "", json.dumps({"seq": self.seq})))

    def since(self, seq: int) -> list[Sent]:
        return [it for it in self.events if it.seq > seq][:BATCH]


@dataclass
class Paper:
    """A wire that holds so many messages until somebody takes them."""

    room: Room
    holds: int
    file: int = -1
    full: bool = False
    cut: bool = False
    waiting: list[dict[str, Any]] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)

    def send(self, message: Packed) -> None:
        assert not self.full, "nothing may be sent to a wire that is full"
        # What may be fetched once a resync is read is at least what the room had sent when it said so.
        self.waiting.append({**json.loads(message.text), "room": self.room.seq})
        self.full = len(self.waiting) >= self.holds

    def unsent(self) -> int:
        return len(self.waiting)

    def take(self, messages: int) -> None:
        self.taken += self.waiting[:messages]
        del self.waiting[:messages]
        if self.full and len(self.waiting) < self.holds:
            self.full = False
            self.on_room()

    def on_room(self) -> None:
        """Set by the room."""

    def abort(self) -> None:
        self.cut = True

    def close(self) -> None:
        self.cut = True


@dataclass
class Somebody:
    listener: Listener
    wire: Paper
    since: int
    ears: Ears

    def heard(self) -> list[tuple[int, list[int]]]:
        """What was heard from where on: anew from each resync."""
        parts: list[tuple[int, list[int]]] = [(self.since, [])]
        for message in self.wire.taken:
            if message["type"] == "resync":
                parts.append((message["room"], []))
            elif message["type"] == "events":
                parts[-1][1].extend(event["seq"] for event in message["events"])
                assert not parts[-1][1] or parts[-1][1][-1] <= message["upto"]
        return parts


audiences = st.sampled_from(["retreat", "retreat", "programme", "curators", "stewards", None])
steps = st.one_of(
    st.tuples(st.just("append"), st.lists(audiences, min_size=1, max_size=12)),
    st.tuples(st.just("append many"), st.integers(200, 700)),
    st.tuples(st.just("ring"), st.integers(0, 3)),
    st.tuples(st.just("join"), st.tuples(st.integers(1, 4), st.integers(0, 300), st.booleans())),
    st.tuples(st.just("take"), st.tuples(st.integers(0, 9), st.integers(1, 5))),
    st.tuples(st.just("change role"), st.integers(0, 9)),
    st.tuples(st.just("leave"), st.integers(0, 9)),
    st.tuples(st.just("beat"), st.none()),
)


class ARoom:
    """A room, its ledger, and those who were in it."""

    def __init__(self) -> None:
        self.ledger = SomeLedger()
        self.room = Room(0, self.ledger.since)
        self.here: list[Somebody] = []

    def join(self, holds: int, back: int = 0, ears: Ears = EVERYONE) -> Somebody:
        wire = Paper(self.room, holds)
        listener = Listener(str(uuid5(UUID(SOURCE), str(len(self.here)))), ears, wire)
        it = Somebody(listener, wire, max(0, self.room.seq - back), ears)
        self.here.append(it)
        self.room.join(listener, it.since)
        return it

    def do(self, step: str, value: Any) -> None:
        if step == "append":
            self.ledger.append(*value)
        elif step == "append many":
            self.ledger.append(*["retreat"] * value)
        elif step == "ring":
            # The bell may ring for less than is there by the time that the ledger is read.
            self.room.news(max(self.room.seq, self.ledger.seq - value))
        elif step == "join":
            self.join(value[0], value[1], CURATORS if value[2] else EVERYONE)
        elif step == "beat":
            self.room.beat()
        elif self.here:
            self.do_to(self.here[(value[0] if step == "take" else value) % len(self.here)], step, value)

    def do_to(self, it: Somebody, step: str, value: Any) -> None:
        if step == "take":
            it.wire.take(value[1])
        elif step == "leave":
            self.room.leave(it.listener)
            self.here.remove(it)
        else:
            it.ears = CURATORS if it.ears == EVERYONE else EVERYONE
            self.room.resync(it.listener, it.ears, it.listener.member)

    def settle(self) -> None:
        """Everybody takes what there is, till nothing is left."""
        self.room.news(self.ledger.seq)
        for it in self.here:
            while it.wire.waiting:
                it.wire.take(1)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(steps, max_size=40))
def test_e5_nobody_misses_an_event_or_hears_one_twice(script: list[tuple[str, Any]]) -> None:
    it = ARoom()
    for step, value in script:
        it.do(step, value)
    it.settle()
    for somebody in it.here:
        since, heard = somebody.heard()[-1]
        assert heard == [
            event.seq for event in it.ledger.events if event.seq > since and event.audience in somebody.ears
        ]
        for _, part in somebody.heard():
            assert part == sorted(set(part))


@pytest.mark.parametrize("events", [BATCH - 1, BATCH, BATCH + 1, 3 * BATCH, 3 * BATCH + 1])
@pytest.mark.parametrize("holds", [1, 2, 100])
def test_e7_who_falls_behind_is_caught_up_across_batches(events: int, holds: int) -> None:
    it = ARoom()
    slow, other = it.join(holds), it.join(1000)
    for _ in range(holds):
        it.ledger.append("retreat")
        it.room.news(it.ledger.seq)
    it.ledger.append(*["retreat"] * events)
    it.room.news(it.ledger.seq)
    other.wire.take(1000)
    assert [seq for _, part in other.heard() for seq in part] == list(range(1, it.ledger.seq + 1))
    it.settle()
    assert slow.heard() == [(0, list(range(1, it.ledger.seq + 1)))]


def test_e5_an_event_that_came_between_ring_and_reading_is_sent_once() -> None:
    it = ARoom()
    somebody = it.join(100)
    it.ledger.append("retreat", "retreat")
    it.room.news(1)
    it.room.news(2)
    it.settle()
    assert somebody.heard() == [(0, [1, 2])]


def test_e7_only_who_takes_nothing_is_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(room_module, "time", SimpleNamespace(monotonic=lambda: now))
    it = ARoom()
    it.ledger.append(*["retreat"] * 6 * BATCH)
    it.room.news(it.ledger.seq)
    dead, slow, late = it.join(1), it.join(1), it.join(1, back=4 * BATCH)
    for _ in range(2):
        it.ledger.append("retreat")
        it.room.news(it.ledger.seq)
    now += room_module.STUCK / 2 + 1
    for somebody in (slow, late):
        somebody.wire.take(1)
        assert somebody.wire.full
    now += room_module.STUCK / 2
    assert it.room.stuck() == [dead.listener]
    now += room_module.STUCK
    assert set(it.room.stuck()) >= {dead.listener, late.listener}


def test_h6_who_is_full_is_told_to_fetch_anew_once_there_is_room() -> None:
    it = ARoom()
    somebody = it.join(1)
    for _ in range(2):
        it.ledger.append("retreat")
        it.room.news(it.ledger.seq)
    it.room.resync(somebody.listener, CURATORS, somebody.listener.member)
    somebody.ears = CURATORS
    it.ledger.append("curators", "retreat")
    it.settle()
    assert [message["type"] for message in somebody.wire.taken] == ["events", "resync"]
    it.ledger.append("curators")
    it.settle()
    assert somebody.heard()[-1] == (4, [5])


def test_e8_who_cannot_take_a_beat_counts_as_full() -> None:
    it = ARoom()
    somebody = it.join(1)
    it.room.beat()
    it.room.beat()
    assert somebody.listener.behind_since is not None
    it.settle()
    assert somebody.listener.behind_since is None


def test_l2_a_person_is_here_once_however_many_windows_they_have() -> None:
    it = ARoom()
    windows = [it.join(100).listener for _ in range(3)]
    for listener in windows[:2]:
        listener.member = EILIDH
    windows[1].source = SOURCE
    here = who_is_here(it.room.listeners)
    assert [(one.member, one.source) for one in here] == [(EILIDH, SOURCE), (windows[2].member, None)]
