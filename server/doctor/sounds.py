"""Sound on disk: every chunk and original that the tables name is there, of its size, and with --deep of its bytes."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, select
from sqlmodel import SQLModel

import server.store.tables  # noqa: F401  (declares the tables)
from server.doctor.findings import Finding, good, wrong

_RECORDING, _CHUNK = (SQLModel.metadata.tables[name] for name in ("recording", "chunk"))
_HEARD = ("ready", "silent")
_MEND = "Put it back from a backup (recordings/<programme>/<recording>/), or ask for the file again."


def sounds(connection: Connection, folder: Path, deep: bool) -> Iterator[Finding]:
    """One line for all that are right, one for each that is not."""
    parts: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for chunk in connection.execute(select(_CHUNK).order_by(_CHUNK.c.n)):
        parts[chunk.programme, chunk.recording].append(chunk)
    right = 0
    for it in connection.execute(select(_RECORDING).where(_RECORDING.c.sound)):
        lacks = fault(folder / it.programme / it.id, it, parts[it.programme, it.id], deep)
        right += not lacks
        if lacks:
            yield wrong(f"Recording {it.name!r} ({it.id}): {lacks}.", _MEND)
    yield good(f"{right} recording(s) have their sound on the disk{', byte by byte' if deep else ''}.")


def fault(place: Path, recording: Any, chunks: list[Any], deep: bool) -> str | None:
    """What is wrong with the sound of a recording."""
    original = place / "original"
    if (place / "silenced.json").is_file():  # it is no longer what was sent
        return _derived(place, recording.state)
    if original.is_file():
        size = original.stat().st_size
        if size != recording.bytes:
            return f"the file has {size} bytes, not {recording.bytes}"
        if deep and (part := _changed(original, chunks)) is not None:
            return f"part {part} of the file has changed"
        return _derived(place, recording.state)
    return next(filter(None, (_of_chunk(place / "chunks" / str(it.n), it, deep) for it in chunks)), None)


def _changed(original: Path, chunks: list[Any]) -> int | None:
    with original.open("rb") as file:
        return next((it.n for it in chunks if _next_hash(file, it.bytes) != it.sha256), None)


def _next_hash(file: BinaryIO, size: int) -> str:
    return hashlib.sha256(file.read(size)).hexdigest()


def _of_chunk(path: Path, chunk: Any, deep: bool) -> str | None:
    if not path.is_file():
        return f"part {chunk.n} is not there"
    if path.stat().st_size != chunk.bytes or (deep and hashlib.sha256(path.read_bytes()).hexdigest() != chunk.sha256):
        return f"part {chunk.n} is damaged"
    return None


def _derived(place: Path, state: str) -> str | None:
    absent = [name for name in ("sound.mp4", "peaks.json") if not (place / name).is_file()]
    return f"its {absent[0]} is not there" if absent and state in _HEARD else None
