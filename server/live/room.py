"""A room: who listens to one retreat, and how each of them gets every event that is theirs, in order, once.

Without I/O of its own: the ledger is read by a function that it is given, and sockets are wires.
"""

import time
from collections.abc import Callable, Iterable, Sequence

from server.domain.access import is_told
from server.domain.events import Imported
from server.domain.events.event import Listeners, split_audience
from server.domain.nouns import Closed
from server.live.frames import Packed
from server.live.messages import Accepted, Beat, Events, Here, Presence, Resync, Selection, WhoIsHere
from server.live.wire import Wire, send_to_all
from server.store.ledger import Sent

Ears = frozenset[Listeners]
ReadSince = Callable[[int], Sequence[Sent]]  # events after a seq, in order, at most BATCH

BATCH = 256
_IMPORTED = Imported.model_fields["type"].default
STUCK = 20.0  # seconds without taking anything, after which a socket is cut


class Listener:
    """One socket in a room: `seq` is how far it was sent the ledger (kept up only while it is behind the room)."""

    __slots__ = (
        *("member", "ears", "wire", "sign_in", "seq", "behind_since", "unsent", "astray"),
        *("source", "segment", "selection"),
    )

    def __init__(self, member: str, ears: Ears, wire: Wire, sign_in: str = "") -> None:
        self.member, self.ears, self.wire, self.sign_in = member, ears, wire, sign_in
        self.seq = 0
        self.behind_since: float | None = None  # or when it last took something
        self.unsent = 0  # what its wire held when it was last looked at
        self.astray = False  # what it has is no longer what it may see: it is yet to be told to fetch that anew
        self.source: str | None = None
        self.segment: str | None = None
        self.selection: Selection | None = None

    def is_at(self, place: Here) -> None:
        self.source, self.segment = place.source, place.segment
        self.selection = place.selection if place.source else None


class Room:
    """All that are level with the room get the same frame per set of audiences; the others read on at their pace."""

    def __init__(self, seq: int, read: ReadSince) -> None:
        self.seq = seq
        self._read = read
        self._level: dict[Ears, set[Listener]] = {}
        self._behind: set[Listener] = set()

    @property
    def listeners(self) -> list[Listener]:
        return [*(it for group in self._level.values() for it in group), *self._behind]

    def join(self, listener: Listener, since: int) -> None:
        """Take in a listener who has everything up to `since`."""
        listener.seq = since
        listener.wire.on_room = lambda: self._catch_up(listener)
        self._behind.add(listener)
        self._catch_up(listener)

    def leave(self, listener: Listener) -> None:
        self._behind.discard(listener)
        self._level.get(listener.ears, set()).discard(listener)
        listener.wire.on_room = lambda: None

    def cut(self, listener: Listener) -> None:
        """Let go of a listener and of their socket, which may take a while to be gone."""
        self.leave(listener)
        listener.wire.abort()

    def news(self, upto: int) -> None:
        """The ledger has reached `upto`: read from where the room stands, and send."""
        while self.seq < upto:
            events = self._read(self.seq)
            last = events[-1].seq if events else upto
            # A full batch may have more behind it; a shorter one holds all there is for this room, and that may be
            # more than had been there when the bell rang.
            self.tell(events, last if len(events) == BATCH else max(last, upto))

    def tell(self, events: Sequence[Sent], reached: int) -> None:
        """All that this room is told after where it stands, up to `reached`. One frame per set of ears; who is told of
        something beside their group gets one of their own."""
        beside = {split_audience(it.audience)[1] for it in events} - {None}
        for ears, group in self._level.items():
            apart = {it for it in group if it.member in beside} if beside else set()
            for listener in apart:
                self._to(group, {listener}, heard(events, listener), reached)
            others = group - apart if apart else group
            self._to(group, others, [it for it in events if is_told(it.audience, ears, "")], reached)
        self.seq = reached
        if _holds_import(events):
            for listener in [it for group in self._level.values() for it in group]:
                if _holds_import(heard(events, listener)):
                    self.resync(listener, listener.ears, listener.member)

    def _to(self, group: set[Listener], some: set[Listener], events: Sequence[Sent], reached: int) -> None:
        if events:
            self._tell(group, some, frame(events, reached))

    def _tell(self, group: set[Listener], some: set[Listener], message: Packed) -> None:
        for listener in send_to_all(some, message):
            self._fall_behind(group, listener)

    def _fall_behind(self, group: set[Listener], listener: Listener) -> None:
        group.discard(listener)
        listener.seq, listener.behind_since, listener.unsent = self.seq, time.monotonic(), 0
        self._behind.add(listener)

    def _catch_up(self, listener: Listener) -> None:
        """Send what is missing, until level with the room or full again."""
        if listener in self._behind:
            listener.behind_since = time.monotonic()  # it has just come, or has just taken something
        while listener in self._behind and not listener.wire.full:
            if listener.astray:
                listener.astray, listener.seq = False, self.seq
                listener.wire.send(pack(Resync()))
                continue
            if listener.seq >= self.seq:
                self._behind.discard(listener)
                listener.behind_since = None
                self._level.setdefault(listener.ears, set()).add(listener)
                return
            events = [it for it in self._read(listener.seq) if it.seq <= self.seq]
            reached = events[-1].seq if len(events) == BATCH else self.seq
            told = heard(events, listener)
            if _holds_import(told):
                listener.astray = True
                continue
            if told:
                listener.wire.send(frame(told, reached))
            listener.seq = reached

    def say(self, message: Packed) -> None:
        """Something that is not in the ledger, for everyone who can take it now."""
        for group in self._level.values():
            self._tell(group, group, message)

    def beat(self) -> None:
        self.say(pack(Beat(upto=self.seq)))

    def resync(self, listener: Listener, ears: Ears, member: str) -> None:
        """What this listener may see has changed, or who they are: they fetch it anew and go on with other ears."""
        self._level.get(listener.ears, set()).discard(listener)
        listener.member, listener.ears, listener.astray = member, ears, True
        self._behind.add(listener)
        if not listener.wire.full:
            self._catch_up(listener)
        elif listener.behind_since is None:
            listener.behind_since = time.monotonic()

    def stuck(self) -> list[Listener]:
        """Those who have taken nothing for too long. On a slow link one long message may take longer than that."""
        now = time.monotonic()
        for it in self._behind:
            unsent = it.wire.unsent()
            if unsent < it.unsent:
                it.behind_since = now
            it.unsent = unsent
        return [it for it in self._behind if it.behind_since is not None and it.behind_since < now - STUCK]

    def tell_who_is_here(self, elsewhere: Iterable[Presence] = ()) -> None:
        """Those of this room, and those who are in the same retreat by way of other processes; what somebody has
        chosen is told where the same source is read."""
        here = who_is_here([*self.listeners, *elsewhere])
        by_source = {it: pack(WhoIsHere(here=_as_seen_in(it, here))) for it in {one.source for one in self.listeners}}
        for group in self._level.values():
            for listener in list(group):
                self._tell(group, {listener}, by_source[listener.source])


def who_is_here(listeners: Iterable[Listener | Presence]) -> list[Presence]:
    """One entry per person, however many windows they have open; a window in which something is chosen counts first,
    then one that reads something."""
    here: dict[str, Presence] = {}
    for it in listeners:
        known = here.get(it.member)
        if known is None or _told(it) >= _told(known):
            here[it.member] = Presence(member=it.member, source=it.source, segment=it.segment, selection=it.selection)
    return sorted(here.values(), key=lambda it: it.member)


def _told(it: Listener | Presence) -> int:
    return 2 if it.selection else 1 if it.source else 0


def _as_seen_in(source: str | None, here: list[Presence]) -> list[Presence]:
    return [it if it.source == source else it.model_copy(update={"selection": None}) for it in here]


def heard(events: Iterable[Sent], listener: Listener) -> list[Sent]:
    """What of these this listener is told."""
    return [it for it in events if is_told(it.audience, listener.ears, listener.member)]


def _holds_import(events: Iterable[Sent]) -> bool:
    """An archive came in: much at once, and things that are in no event."""
    return any(it.type == _IMPORTED for it in events)


def frame(events: Sequence[Sent], upto: int) -> Packed:
    """An Events message from stored JSON."""
    kind = Events.model_fields["type"].default
    return Packed(f'{{"type":"{kind}","upto":{upto},"events":[{",".join(it.json for it in events)}]}}')


def accepted(answer: Accepted) -> Packed:
    """An Accepted message: there is one for every command."""
    return Packed(f'{{"type":"{answer.type}","command":"{answer.command}","seq":{answer.seq}}}')


def pack(message: Closed) -> Packed:
    """Any other message of the protocol."""
    return Packed(message.model_dump_json())
