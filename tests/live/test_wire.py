"""The fast path and its fallback: frames as the library makes them, straight to the transport where that is possible,
and nobody kept waiting by a slow reader (E7)."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import ConnectionClosed
from websockets.protocol import OPEN, SERVER, Protocol

from server.live import room
from server.live.room import Listener
from server.live.wire import DirectWire, Packed, PlainWire
from tests.a_programme import AProgramme
from tests.live.a_socket import ASocket, open_socket
from tests.live.conftest import Join
from tests.serving import Served, installation, serving

BUFFER = 4096  # bytes that either kernel holds; the smallest that they allow is about as much


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 70_000])
def test_a_frame_is_what_the_library_makes_of_the_text(length: int) -> None:
    theirs = Protocol(SERVER, state=OPEN)
    text = ("é" if length % 2 == 0 else "") * (length // 2) or "x" * length
    assert len(text.encode()) == length
    theirs.send_text(text.encode())
    assert Packed(text).frame == b"".join(theirs.data_to_send())


def listeners(served: Served, programme: AProgramme) -> dict[str, Listener]:
    room = served.services.rooms._rooms[programme.programme, programme.retreat]
    return {it.member: it for it in room.listeners}


def listener_of(served: Served, programme: AProgramme, it: ASocket, person: str) -> Listener:
    """The room's end of this socket, which is there before its first event."""
    it.listen_until(programme.annotate("facilitator", programme.id(f"the first mark for {person}")).seq)
    return listeners(served, programme)[programme.who(person)]


def test_e7_the_fast_path_is_taken(served: Served, programme: AProgramme, join: Join) -> None:
    assert type(listener_of(served, programme, join("partner"), "partner").wire) is DirectWire


def test_a_socket_that_compresses_takes_the_plain_path(empty_database: Path, tmp_path: Path) -> None:
    with serving(installation(empty_database, tmp_path), ws_per_message_deflate=True) as served:
        programme = served.found()
        with ASocket(served, programme.sign_in(served.database, "partner"), compression="deflate") as it:
            it.hello(programme.retreat)
            assert type(listener_of(served, programme, it, "partner").wire) is PlainWire
            seq = programme.annotate("researcher", programme.id("mark"), comment="x" * 70_000).seq
            assert len(it.listen_until(seq)[-1]["body"]["annotation"]["comment"]) == 70_000


@pytest.fixture(scope="module", params=["fast", "plain"])
def narrow(request: pytest.FixtureRequest, empty_database: Path, tmp_path_factory: Any) -> Iterator[Served]:
    """A server whose kernel holds little for who does not read; in the second round with uvicorn's own protocol."""
    changes = {} if request.param == "fast" else {"ws": WebSocketsSansIOProtocol}
    settings = installation(empty_database, tmp_path_factory.mktemp(request.param))
    with serving(settings, buffer=BUFFER, **changes) as it:
        yield it


def narrow_socket(served: Served, programme: AProgramme, person: str) -> ASocket:
    """A socket that can hold next to nothing that was not read."""
    host, port = urlsplit(served.address).netloc.split(":")
    it = socket.socket()
    it.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    it.connect((host, int(port)))
    opened = ASocket(served, programme.sign_in(served.database, person), sock=it, max_queue=1, ping_interval=None)
    assert opened.hello(programme.retreat)["type"] == "welcome"
    return opened


def widen(it: ASocket) -> None:
    """Make room in the kernel for what comes: through a narrow pipe it would take long."""
    it.connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)


def annotate_until_stuck(programme: AProgramme, listener: Listener) -> int:
    """Marks of 2 kB each, until this listener is behind and takes nothing more; returns the last one's seq."""
    stood: list[int] = []
    for n in range(80):
        answers = [
            programme.submit("researcher", programme.annotation(programme.id(f"mark {n} {k}"), comment="x" * 2000))
            for k in range(25)
        ]
        seq = answers[-1].result(30).seq
        stood = [*stood, listener.seq] if listener.behind_since is not None else []
        if stood[-4:] == [listener.seq] * 4:
            return seq
    raise AssertionError("it was never stuck")


def test_e7_a_stuck_reader_keeps_nobody_waiting_and_is_caught_up(narrow: Served) -> None:
    programme = narrow.found()
    with open_socket(narrow, programme, "observer") as other, narrow_socket(narrow, programme, "partner") as stuck:
        listener = listener_of(narrow, programme, stuck, "partner")
        annotate_until_stuck(programme, listener)
        for n in range(700):  # more than two batches
            answer = programme.submit("researcher", programme.annotation(programme.id(f"late mark {n}")))
        seq = answer.result(30).seq
        other.listen_until(seq)
        assert listener.wire.full and listener.seq < seq
        widen(stuck)
        assert stuck.listen_until(seq) == other.heard
        assert stuck.seqs == sorted(set(stuck.seqs))
        last = programme.annotate("partner", programme.id("the last mark")).seq
        assert stuck.listen_until(last)[-1] == other.listen_until(last)[-1]
        assert listener.behind_since is None


def test_e7_who_stays_stuck_is_cut(narrow: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    programme = narrow.found()
    with open_socket(narrow, programme, "observer") as other, narrow_socket(narrow, programme, "partner") as stuck:
        listener = listener_of(narrow, programme, stuck, "partner")
        seq = annotate_until_stuck(programme, listener)
        monkeypatch.setattr(room, "STUCK", 0.2)
        end = time.monotonic() + 20
        while programme.who("partner") in listeners(narrow, programme) and time.monotonic() < end:
            time.sleep(0.05)
        assert set(listeners(narrow, programme)) == {programme.who("observer")}
        widen(stuck)
        with pytest.raises(ConnectionClosed):
            stuck.listen_until(seq + 1)
        assert other.listen_until(seq)[-1]["seq"] == seq
    with open_socket(narrow, programme, "partner", since=stuck.upto, epoch=epoch(narrow, programme)) as again:
        again.listen_until(seq)
        assert stuck.seqs + again.seqs == other.seqs


def epoch(served: Served, programme: AProgramme) -> str:
    with served.database.read() as connection:
        return served.services.ledger.stands(connection, programme.programme)[0]
