"""Two people annotate a transcript over websockets, each from what they see, and compare what they end with."""

from typing import Any
from uuid import uuid4

import orjson
from websockets.sync.client import ClientConnection, connect

from server.demo.programme import RETREAT, an_id
from server.demo.visitor import Visitor
from server.domain.commands import Annotate, RemoveAnnotation, ReplyTo
from server.domain.nouns import Passage, Place, SegmentText
from server.live.messages import PROTOCOL

CODE = "In their own words"


class Annotator:
    """One person's socket, and the marks that they know of, from a snapshot and the events after it."""

    def __init__(self, visitor: Visitor, source: str) -> None:
        self.block = visitor.block(source)
        self.annotations = {it.id: it.model_dump(mode="json") for it in self.block.annotations}
        self.replies = {it.id: it.model_dump(mode="json") for it in self.block.replies}
        self.seq = self.block.seq
        address = visitor.address.replace("http", "ws", 1) + "/api/live"
        self.socket: ClientConnection = connect(address, legacy=True, additional_headers={"Cookie": visitor.cookie})
        hello = {"type": "hello", "protocol": PROTOCOL, "retreat": RETREAT}
        self._send({**hello, "epoch": self.block.epoch, "since": self.seq})

    def ask(self, command: Any) -> int:
        """Send a command; returns the seq at which it was accepted."""
        self._send({"type": "command", "command": command.model_dump(mode="json")})
        while True:
            message = self._next()
            if message["type"] == "accepted" and message["command"] == command.id:
                return int(message["seq"])
            if message["type"] == "refused":
                raise RuntimeError(message["why"]["message"])

    def read_up_to(self, seq: int) -> None:
        while self.seq < seq:
            self._next()

    def mark(self, segment: SegmentText, **about: Any) -> tuple[str, int]:
        """Mark a whole segment with a code or a comment."""
        start = Place(segment=segment.id, revision=segment.revision, offset=0)
        end = start.model_copy(update={"offset": len(segment.text)})
        passage = Passage(source=segment.source, start=start, end=end, exact=segment.text)
        annotation = str(uuid4())
        command = Annotate(id=str(uuid4()), annotation=annotation, retreat=RETREAT, passage=passage, **about)
        return annotation, self.ask(command)

    def _send(self, message: dict[str, Any]) -> None:
        self.socket.send(orjson.dumps(message).decode())

    def _next(self) -> dict[str, Any]:
        message: dict[str, Any] = orjson.loads(self.socket.recv(timeout=20))
        if message["type"] == "events":
            for envelope in message["events"]:
                self._apply(envelope["body"])
            self.seq = message["upto"]
        return message

    def _apply(self, body: dict[str, Any]) -> None:
        if body["type"] == "annotated":
            self.annotations[body["annotation"]["id"]] = body["annotation"]
        elif body["type"] == "annotation_removed":
            self.annotations.pop(body["annotation"])
        elif body["type"] == "replied":
            self.replies[body["reply"]["id"]] = body["reply"]


def two_of_them(one: Visitor, other: Visitor, source: str) -> int:
    """Both mark, answer and take back; returns how many marks there are in the end. RuntimeError if they disagree."""
    first, second = Annotator(one, source), Annotator(other, source)
    segments = first.block.segments
    coded, _ = first.mark(segments[0], code=an_id(CODE))
    for segment in segments[1:6]:
        second.mark(segment, comment="This is where it turned for me.")
        first.mark(segment, code=an_id(CODE))
    mistaken, seq = second.mark(segments[6], comment="Wrong place, sorry.")
    first.read_up_to(seq)
    first.ask(ReplyTo(id=str(uuid4()), reply=str(uuid4()), annotation=mistaken, text="Which place did you mean?"))
    second.ask(ReplyTo(id=str(uuid4()), reply=str(uuid4()), annotation=coded, text="I hear something else."))
    seq = second.ask(RemoveAnnotation(id=str(uuid4()), annotation=mistaken))
    return _compare(first, second, one, source, seq)


def _compare(first: Annotator, second: Annotator, visitor: Visitor, source: str, seq: int) -> int:
    for it in (first, second):
        it.read_up_to(seq)
        it.socket.close()
    fresh = {it.id: it.model_dump(mode="json") for it in visitor.block(source).annotations}
    if not first.annotations == second.annotations == fresh:
        raise RuntimeError("the two ended with different marks than a fresh snapshot has")
    if first.replies != second.replies:
        raise RuntimeError("the two ended with different replies")
    return len(fresh)
