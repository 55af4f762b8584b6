"""An archive from the disk into a programme: its sound put where it is heard from, then everything else in one
transaction; nothing of it stays where that fails."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from server.archive.arriving import Archive, Holds, holds, read_archive
from server.archive.bringing_back import Plan
from server.archive.document import Document
from server.archive.ids import id_in
from server.archive.opening import Opened, opened
from server.database import Database
from server.domain.events import Happening
from server.domain.nouns import Closed
from server.store.bringing_back import as_of, bring_back, erased_here, is_there, planned
from server.store.ledger import Ledger
from server.store.media import Media, write_durably

Enqueue = Callable[[Connection, str, Happening], None]


class Arrival(Closed):
    """What an archive holds; how many of its events are new to the programme that it comes to, and how many are there
    already; what is otherwise there, and keeps all of it out. `same`: it is of that programme."""

    holds: Holds
    same: bool
    new: int
    known: int
    differing: list[str]


@dataclass(frozen=True)
class Arriving:
    """An open archive that was read, and what it takes to bring it back."""

    archive: Archive
    files: Opened
    database: Database
    ledger: Ledger
    media: Media

    @property
    def programme(self) -> str:
        """The programme that it was taken away from."""
        return self.archive.document.programme.id

    def look(self, programme: str) -> Arrival:
        """What bringing it into this programme would do."""
        document, sounds = self._in(programme)
        with self.database.read() as connection:
            found = planned(connection, self.ledger, programme, document, frozenset(sounds))
        return self._arrival(programme, found)

    def bring_back(self, programme: str, by: str, enqueue: Enqueue) -> Arrival:
        """Do it, as `by`; Differs where something is otherwise there."""
        document, sounds = self._in(programme)
        with self._sound(programme, sounds), self.database.write() as connection:
            has_sound = frozenset(sounds)
            found, _ = bring_back(connection, self.ledger, programme, document, by, enqueue, has_sound)
        return self._arrival(programme, found)

    def is_here(self, programme: str) -> bool:
        with self.database.read() as connection:
            return is_there(connection, programme)

    def _in(self, programme: str) -> tuple[Document, dict[str, str]]:
        """The document with its ids there, and by those the files of its sound."""
        before = self.archive.document
        document = as_of(programme, before)
        elsewhere = before.programme.id != programme
        sounds = {id_in(programme, id) if elsewhere else id: name for id, name in self.archive.sounds.items()}
        with self.database.read() as connection:
            gone = erased_here(connection, programme)
        return document, {id: name for id, name in sounds.items() if id not in gone}

    @contextmanager
    def _sound(self, programme: str, sounds: dict[str, str]) -> Iterator[None]:
        """Sound that is not there yet, on the disk; it goes again if what it belongs to is not kept."""
        media, put = self.media.of(programme), []
        try:
            for recording, name in sounds.items():
                if not media.original(recording).exists():
                    put.append(recording)
                    write_durably(media.original(recording), self.files.pieces(name))
            yield
        except BaseException:
            for recording in put:
                media.discard(recording)
            raise

    def _arrival(self, programme: str, found: Plan) -> Arrival:
        same = self.programme == programme
        return Arrival(
            holds=holds(self.archive), same=same, new=len(found.new), known=found.known, differing=found.differing
        )


@contextmanager
def arriving(path: Path, database: Database, ledger: Ledger, media: Media) -> Iterator[Arriving]:
    """The archive at this path, open and read; what `opened` and `read_archive` raise."""
    with opened(path) as files:
        yield Arriving(read_archive(files), files, database, ledger, media)
