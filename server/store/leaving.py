"""What leaves in an archive: read as whoever takes it may see it; sound is asked about again when its turn comes."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from server.archive.contents import of_programme, of_retreat
from server.archive.options import Options
from server.archive.packing import Entry
from server.archive.part import part_of
from server.archive.taken import Taken
from server.database import Database
from server.domain.access import Actor
from server.errors import NotReady
from server.store.ledger import Ledger
from server.store.media import Media
from server.store.snapshot import Snapshots
from server.store.taking import every_retreat, is_unsilenced, seen_by, with_sounds


class TakenBack(NotReady):
    """Somebody took back what they said while this archive was on its way. Take it away again: it is then without."""


class NothingToTake(NotReady):
    """There is no retreat to take away yet. Create one first, or ask for a role in one."""


class Leaving:
    """What this installation gives away."""

    def __init__(self, database: Database, ledger: Ledger, snapshots: Snapshots, media: Media) -> None:
        self._database, self._ledger, self._snapshots, self._media = database, ledger, snapshots, media

    def of_retreat(
        self,
        connection: Connection,
        programme: str,
        actor: Actor,
        retreat: str,
        session: str | None = None,
        recording: str | None = None,
    ) -> Taken:
        """The retreat, or of it a session or a recording."""
        taken = seen_by(connection, self._ledger, self._snapshots, programme, actor, retreat)
        return part_of(with_sounds(connection, programme, taken, self._media.of(programme)), session, recording)

    def of_programme(self, connection: Connection, programme: str, actor: Actor) -> list[Taken]:
        """All retreats that this actor may take away; NothingToTake where there is none."""
        media = self._media.of(programme)
        all_of_it = every_retreat(connection, self._ledger, self._snapshots, programme, actor, media)
        if not all_of_it:
            raise NothingToTake
        return all_of_it

    def of_one(self, taken: Taken, options: Options) -> Iterator[Entry]:
        """The files of the archive of one retreat or of a part of it, each when its turn comes, which can be long after
        they were read; TakenBack for sound that holds something that must not leave any more."""
        return self._in_turn([taken], of_retreat(taken, options))

    def of_all(self, all_of_it: list[Taken], options: Options) -> Iterator[Entry]:
        """The same for a programme."""
        return self._in_turn(all_of_it, of_programme(all_of_it, options))

    def _in_turn(self, all_of_it: list[Taken], entries: list[Entry]) -> Iterator[Entry]:
        programme = all_of_it[0].frame.programme.id
        media = self._media.of(programme)
        sound = {it.file: it.recording for taken in all_of_it for it in taken.sounds if it.file}
        recordings = {it.id: it for taken in all_of_it for it in taken.frame.recordings}
        for entry in entries:
            if isinstance(entry.make, Path):
                with self._database.read() as connection:
                    if is_unsilenced(connection, programme, recordings[sound[entry.make]], media):
                        raise TakenBack
            yield entry
