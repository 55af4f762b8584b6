"""The socket: hello, then commands in and events out, for one person in one retreat."""

import asyncio
import logging
import threading
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, WebSocket, WebSocketDisconnect

from server.clock import now
from server.domain.access import Actor, access, ears
from server.errors import NotSignedIn, OutOfReach, Refusal
from server.http.dependencies import Services, allowed_origin, services_of, signed_in_to_socket
from server.live.messages import PROTOCOL, Accepted, CommandMessage, Hello, Here, Refused, Resync, Welcome, Why
from server.live.reading import Unreadable, read_message
from server.live.room import Listener, accepted, pack
from server.live.wire import Wire, wire_of
from server.store.rows import read_actor
from server.store.sign_ins import SignIn
from server.store.snapshot import retreat_of

log = logging.getLogger(__name__)
router = APIRouter()

# Further behind than this, fetching the parts again costs less than sending the events.
FAR_BEHIND = 10_000
# Commands of one socket that may be on their way at once.
IN_FLIGHT = 64
# Seconds that a newcomer may take to say hello.
PATIENCE = 15


class Silent(Refusal):
    """Nothing was heard on this connection. Reload the page."""

    status = 408


@router.websocket("/api/live")
async def live(websocket: WebSocket, services: Annotated[Services, Depends(services_of)]) -> None:
    await websocket.accept()
    wire = wire_of(websocket)
    try:
        allowed_origin(websocket, services)
        await _Conversation(websocket, services, wire).run()
    except OutOfReach:  # a refusal is for good; who is only cut off comes again
        await _close(websocket, None, OutOfReach.status)
    except Refusal as refusal:
        await _close(websocket, _refused(refusal), refusal.status)
    except Unreadable as error:
        await _close(websocket, _refused(error.refusal, error.command), error.refusal.status)
    except (WebSocketDisconnect, RuntimeError):
        pass  # gone, or cut by us
    finally:
        wire.close()


async def _close(websocket: WebSocket, refused: Refused | None, status: int) -> None:
    """Say why, then close with a code that a program can tell apart: 4000 and the HTTP status."""
    try:
        if refused:
            await websocket.send_text(refused.model_dump_json())
        await websocket.close(4000 + status, refused.why.kind if refused else None)
    except RuntimeError:
        pass  # it went away meanwhile


def _refused(refusal: Refusal, command: str | None = None) -> Refused:
    return Refused(command=command, why=Why(kind=refusal.kind, message=refusal.message))


class _Conversation:
    """What is said on one socket after it was accepted."""

    def __init__(self, websocket: WebSocket, services: Services, wire: Wire) -> None:
        self._websocket, self._services, self._wire = websocket, services, wire
        self._loop, self._home = asyncio.get_running_loop(), threading.get_ident()
        self._in_flight, self._free = 0, asyncio.Event()
        self._free.set()
        self._sign_in: SignIn = signed_in_to_socket(websocket, services)
        self._gone = False

    async def run(self) -> None:
        hello = read_message(await self._first_words())
        if not isinstance(hello, Hello):
            raise NotSignedIn("The first message of a socket is hello. Reload the page.")
        listener = self._welcome(hello)
        programme = self._sign_in.programme
        self._wire.listen(lambda text: self._take(text, hello.retreat, listener))
        try:
            while True:
                self._take(await self._receive(), hello.retreat, listener)
                await self._free.wait()
        finally:
            self._gone = True
            self._services.rooms.leave(programme, hello.retreat, listener)

    async def _first_words(self) -> str:
        try:
            return await asyncio.wait_for(self._receive(), PATIENCE)
        except TimeoutError:
            raise Silent from None

    async def _receive(self) -> str:
        try:
            return await self._websocket.receive_text()
        except KeyError:  # a binary message, which is none of the protocol's: refused as such
            return ""

    def _welcome(self, hello: Hello) -> Listener:
        """Ask whether this person may be here, say where the ledger stands, and let them in."""
        services, sign_in = self._services, self._sign_in
        with services.database.read() as connection:
            actor = read_actor(connection, sign_in.programme, sign_in.member)
            access(actor, "read_retreat", hello.retreat)
            retreat_of(connection, sign_in.programme, hello.retreat)
            epoch, seq = services.ledger.stands(connection, sign_in.programme)
        welcome = Welcome(protocol=PROTOCOL, epoch=epoch, seq=seq, member=actor.id, now=now())
        self._wire.send(pack(welcome))
        since = seq if hello.since is None else hello.since
        if hello.since is not None and (hello.epoch != epoch or since > seq or seq - since > FAR_BEHIND):
            self._wire.send(pack(Resync()))
            since = seq
        listener = _listener(actor, hello.retreat, self._wire, sign_in)
        services.rooms.join(sign_in.programme, hello.retreat, listener, since)
        return listener

    def _take(self, text: str, retreat: str, listener: Listener) -> None:
        try:
            message = read_message(text)
        except Unreadable as error:
            log.info("refused a message of %s: %s", listener.member, error.refusal.kind)
            self._wire.send(pack(_refused(error.refusal, error.command)))
            return
        if isinstance(message, CommandMessage):
            self._command(message)
        elif isinstance(message, Here):
            listener.is_at(message)
            self._services.rooms.somebody_moved(self._sign_in.programme, retreat)

    def _command(self, message: CommandMessage) -> None:
        self._in_flight += 1
        if self._in_flight == IN_FLIGHT:
            self._free.clear()
            self._wire.hold(True)
        sign_in, command = self._sign_in, message.command
        answered = partial(self._answered, command.id)
        self._services.committer.give(sign_in.programme, sign_in.member, command, answered)

    def _answered(self, command: str, answer: Accepted | Refusal) -> None:
        """By whoever committed it: this loop, or a thread."""
        if threading.get_ident() == self._home:
            self._answer(command, answer)
        else:
            self._loop.call_soon_threadsafe(self._answer, command, answer)

    def _answer(self, command: str, answer: Accepted | Refusal) -> None:
        if self._gone:
            return
        self._in_flight -= 1
        if self._in_flight == IN_FLIGHT - 1:
            self._free.set()
            self._wire.hold(False)
        if isinstance(answer, Accepted):
            self._wire.send(accepted(answer))
            return
        log.info("refused a command of %s: %s", self._sign_in.member, answer.kind)
        self._wire.send(pack(_refused(answer, command)))


def _listener(actor: Actor, retreat: str, wire: Wire, sign_in: SignIn) -> Listener:
    return Listener(actor.id, ears(actor, retreat), wire, sign_in.digest)
