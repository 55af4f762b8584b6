"""Copying the sound that the tables name, though it moves meanwhile: chunks become the original, recordings go."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import select

from server.backup.copying import Copier
from server.backup.manifest import File
from server.database import Database
from server.store.tables import RecordingRow

FOLDER = "recordings"
_RECORDING = RecordingRow.__table__  # type: ignore[attr-defined]


class SoundCopier:
    """Copies recordings from the folder `source`; says what should be there and is not."""

    def __init__(self, copier: Copier, source: Path, database: Database) -> None:
        self._copier, self._source, self._database = copier, source, database

    def copy(self, recordings: Iterable[Any], chunks: Iterable[Any]) -> list[str]:
        """All that these rows name; returns what could not be found, in words."""
        parts: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for chunk in chunks:
            parts[chunk.programme, chunk.recording].append(chunk)
        problems: list[str] = []
        for it in recordings:
            lacks = self._recording(f"{it.programme}/{it.id}", parts[it.programme, it.id])
            if lacks and self._is_still_there(it):
                problems.append(f"recording {it.name} ({it.id}): {lacks}")
        return problems

    def _recording(self, place: str, chunks: list[Any]) -> str | None:
        """The original, or the chunks that it is made of; and what is derived from it. Returns what is wrong."""
        lacks = None
        if not self._taken(f"{place}/original"):
            lacks = self._chunks(place, chunks)
        for derived in ("sound.mp4", "peaks.json", "silenced.json"):
            self._taken(f"{place}/{derived}")
        return lacks

    def _chunks(self, place: str, chunks: list[Any]) -> str | None:
        found = {it.n: self._taken(f"{place}/chunks/{it.n}") for it in chunks}
        absent = [n for n, file in found.items() if file is None]
        # Chunks go only when the original is whole: what was taken of them until then is not needed.
        if absent and self._taken(f"{place}/original"):
            for file in found.values():
                if file:
                    self._copier.take_back(file)
            return None
        damaged = [it.n for it in chunks if (file := found[it.n]) and file.sha256 != it.sha256]
        return _said(absent, damaged)

    def _taken(self, path: str) -> File | None:
        with suppress(FileNotFoundError):
            return self._copier.copy(self._source / path, f"{FOLDER}/{path}")
        return None

    def _is_still_there(self, it: Any) -> bool:
        """What was deleted since the tables were read is no fault."""
        mine = (_RECORDING.c.programme == it.programme) & (_RECORDING.c.id == it.id)
        with self._database.read() as connection:
            return connection.execute(select(_RECORDING.c.id).where(mine)).first() is not None


def _said(absent: list[int], damaged: list[int]) -> str | None:
    said = [f"part {n} is not on the disk" for n in absent] + [f"part {n} is damaged" for n in damaged]
    return ", ".join(said) or None
