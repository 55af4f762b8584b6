"""Frames past the transport: in order whatever the kernel takes, and never to another socket of the same number."""

import asyncio
import select
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import ExitStack, asynccontextmanager
from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest
import uvloop
from uvicorn import Config
from uvicorn.server import ServerState

from server.live.frames import Packed
from server.live.observed_protocol import ObservedProtocol, direct_protocol
from server.live.wire import DirectWire, send_to_all
from tests.own_loop import on_its_own_loop

BUFFER = 4096
Run = Callable[[Callable[[], Coroutine[None, None, None]]], None]
LOOPS = {"uvloop": uvloop.new_event_loop, "asyncio": asyncio.new_event_loop}
FRAMES = [Packed(f"{n} " + "x" * (n * 37 % 3000)) for n in range(400)]


@pytest.fixture(params=LOOPS.values(), ids=LOOPS.keys())
def run(request: pytest.FixtureRequest) -> Run:
    """To run a test on either of the loops the app may have."""
    return lambda main: on_its_own_loop(main, request.param)


def protocol_of(loop: asyncio.AbstractEventLoop) -> ObservedProtocol:
    config = Config(lambda scope: None, ws_per_message_deflate=False)
    config.load()
    return ObservedProtocol(config, ServerState(), {}, loop)


@asynccontextmanager
async def wire_and_other_end() -> AsyncIterator[tuple[DirectWire, socket.socket]]:
    """A wire whose kernel holds little, and who is at the other end of it."""
    loop = asyncio.get_running_loop()
    near, far = socket.socketpair()
    near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
    far.setblocking(False)
    transport, protocol = await loop.connect_accepted_socket(lambda: protocol_of(loop), near)
    with far:
        yield DirectWire(protocol), far
        transport.abort()
        await asyncio.sleep(0.01)


def tell(wire: DirectWire, message: Packed) -> bool:
    """Send as to a whole room; whether the wire is full."""
    return bool(send_to_all([SimpleNamespace(wire=wire)], message))


async def take(far: socket.socket, most: int) -> bytes:
    taken = b""
    while len(taken) < most:
        taken += await asyncio.wait_for(asyncio.get_running_loop().sock_recv(far, most - len(taken)), 10)
    return taken


def test_who_reads_late_gets_every_frame_in_order(run: Run) -> None:
    async def main() -> None:
        async with wire_and_other_end() as (wire, far):
            begun: list[bool] = []
            wire.on_room = lambda: begun.append(wire.full)
            sent, taken = b"", b""
            for n, frame in enumerate(FRAMES):
                full = n % 3 and tell(wire, frame)
                if n % 3 == 0:
                    wire.send(frame)
                sent += b"" if full else frame.frame
                if n % 7 == 0 and n < 200:
                    taken += await take(far, min(900, len(sent) - len(taken)))
            assert wire.full and wire.unsent() > 64 << 10 and tell(wire, FRAMES[5]), "it takes nothing more"
            assert taken + await take(far, len(sent) - len(taken)) == sent
            await asyncio.sleep(0.01)
            assert begun == [False] and wire.unsent() == 0

    run(main)


def test_frames_do_not_go_by_way_of_the_transport(run: Run) -> None:
    async def main() -> None:
        async with wire_and_other_end() as (wire, far):
            wire._transport = MagicMock()
            tell(wire, FRAMES[5])
            assert far.recv(BUFFER) == FRAMES[5].frame
            assert not wire._transport.mock_calls

    run(main)


def test_what_the_framework_writes_stays_before_what_is_sent_after_it(run: Run) -> None:
    async def main() -> None:
        async with wire_and_other_end() as (wire, far):
            wire._transport.write(b"a pong")
            tell(wire, FRAMES[5])
            assert await take(far, 6 + len(FRAMES[5].frame)) == b"a pong" + FRAMES[5].frame

    run(main)


@pytest.mark.parametrize(
    "end",
    [DirectWire.abort, DirectWire.close, lambda it: it._transport.close()],
    ids=["cut", "let go of", "closed by the framework"],
)
def test_nothing_is_sent_to_the_next_socket_of_the_same_number(run: Run, end: Callable[[DirectWire], None]) -> None:
    async def main() -> None:
        async with wire_and_other_end() as (wire, _):
            number = wire.file
            end(wire)
            wire._transport.abort()
            await asyncio.sleep(0.01)
            with ExitStack() as stack:
                others = [stack.enter_context(it) for _ in range(4) for it in socket.socketpair()]
                assert number in {it.fileno() for it in others}
                tell(wire, FRAMES[5])
                assert not select.select(others, [], [], 0)[0]

    run(main)


def test_one_that_is_gone_before_it_begins_sends_nothing(run: Run) -> None:
    async def main() -> None:
        async with wire_and_other_end() as (first, far):
            first._protocol.watcher = None
            first._transport.close()
            late = DirectWire(first._protocol)
            tell(late, FRAMES[5])
            await asyncio.sleep(0.01)
            tell(late, FRAMES[5])
            assert far.recv(BUFFER) == b""

    run(main)


def test_over_tls_frames_are_left_to_the_framework() -> None:
    protocol = protocol_of(MagicMock())
    protocol.connection_made(MagicMock())
    send = SimpleNamespace(__self__=protocol)
    protocol.transport.get_extra_info = {"sslcontext": object()}.get
    assert direct_protocol(send) is None
    protocol.transport.get_extra_info = {}.get
    assert direct_protocol(send) is protocol
