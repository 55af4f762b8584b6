"""The fast path and its fallback: frames as the library makes them, straight to the transport where that is possible,
and nobody kept waiting by a slow reader (E7)."""

import dataclasses
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uvicorn import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.protocol import CLIENT, OPEN, SERVER, Protocol
from websockets.server import ServerProtocol

from server.live import room
from server.live.frames import Packed, whole_text
from server.live.observed_protocol import ObservedProtocol
from server.live.room import Listener
from server.live.wire import DirectWire, PlainWire
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


TEXTS = st.text(max_size=80) | st.sampled_from(["x" * 125, "é" * 63, "x" * 126, "x" * 65_535, "x" * 65_536])
# What a client may say: texts in one piece or in several, and what the library answers by itself.
SAID = st.tuples(st.just("whole"), TEXTS) | st.tuples(st.sampled_from(["pieces", "ping"]), st.text(max_size=40))


@given(st.lists(SAID, max_size=8), st.lists(st.integers(1, 200), max_size=30), st.booleans())
def test_texts_are_taken_as_the_library_reads_them_however_they_come(
    said: list[tuple[str, str]], cuts: list[int], one_by_one: bool
) -> None:
    client, taken = Protocol(CLIENT, state=OPEN), []
    server = opened(taken.append)
    for how, text in said:
        {"whole": whole, "pieces": in_pieces, "ping": ping}[how](client, text.encode())
    for data in client.data_to_send() if one_by_one else cut(b"".join(client.data_to_send()), cuts):
        server.data_received(data)
    assert taken == [text for how, text in said if how != "ping"]
    assert server.conn.parser_exc is None


def test_a_whole_text_is_not_read_by_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []
    server = opened(taken.append)
    monkeypatch.setattr(server.conn, "receive_data", lambda data: taken.append("by the library"))
    server.data_received(masked(b"text"))
    assert taken == ["text"]


def test_only_who_has_said_nothing_is_asked_whether_they_are_there() -> None:
    server = opened(lambda text: None)
    server.ping_interval, server.transport.is_closing = 30, lambda: False
    server.data_received(masked(b"text"))
    server.send_keepalive_ping()
    assert not server.transport.write.called and server.loop.call_later.call_args.args[0] == 30
    server.send_keepalive_ping()
    [ping] = server.transport.write.call_args.args
    assert ping[0] & 0x0F == Opcode.PING


def whole(client: Protocol, text: bytes) -> None:
    client.send_text(text)


def in_pieces(client: Protocol, text: bytes) -> None:
    client.send_text(text[:1], fin=False)
    client.send_ping(b"still here")
    client.send_continuation(text[1:], fin=True)


def ping(client: Protocol, text: bytes) -> None:
    client.send_ping(text[:9])


def cut(data: bytes, cuts: list[int]) -> Iterator[bytes]:
    for length in cuts:
        yield data[:length]
        data = data[length:]
    yield data


def opened(take: Callable[[str], None]) -> ObservedProtocol:
    """Our end of a socket after its handshake, whose texts go to `take`."""
    config = Config(lambda scope: None, ws_per_message_deflate=False)
    config.load()
    it = ObservedProtocol(config, ServerState(), {}, MagicMock())
    it.connection_made(MagicMock())
    it.conn = ServerProtocol(state=OPEN)
    it.take = take
    return it


def masked(text: bytes, **changes: Any) -> bytes:
    frame = Frame(Opcode.TEXT, text)
    return dataclasses.replace(frame, **changes).serialize(mask=True)


@pytest.mark.parametrize(
    "data",
    {
        "nothing": b"",
        "cut": masked(b"text")[:-1],
        "more": masked(b"text") + b"x",
        "two": masked(b"text") * 2,
        "a piece": masked(b"text", fin=False),
        "a reserved bit": b"\xc1" + masked(b"text")[1:],
        "bytes": masked(b"text", opcode=Opcode.BINARY),
        "a ping": masked(b"text", opcode=Opcode.PING),
        "not UTF-8": masked(b"\xff\xfe"),
        "long": masked(b"x" * 65_536),
        "not masked": Frame(Opcode.TEXT, b"text").serialize(mask=False),
    }.items(),
    ids=lambda it: it[0],
)
def test_what_is_no_whole_text_is_left_to_the_library(data: tuple[str, bytes]) -> None:
    assert whole_text(data[1]) is None


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
