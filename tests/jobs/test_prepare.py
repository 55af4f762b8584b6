"""Sound that came in an archive is made fit to be heard, by a worker."""

import shutil
from pathlib import Path
from uuid import uuid4

from server.archive.ids import id_in
from server.demo.programme import PROGRAMME
from server.jobs.queue import Jobs
from server.store.media import Media
from tests.archive.an_archive import brought, taken_away
from tests.jobs.conftest import Installation

SOUND = Path(__file__).parents[2] / "samples" / "retreat-table-short.opus"


def test_sound_that_came_in_an_archive_can_be_heard_soon(working: Installation) -> None:
    recording, there = working.bring_in(SOUND), str(uuid4())
    working.wait_for(recording, "ready")
    document = taken_away(working.database, PROGRAMME)
    media, came = Media(working.settings.data / "recordings").of(there), id_in(there, recording)
    media.original(came).parent.mkdir(parents=True)
    shutil.copyfile(SOUND, media.original(came))
    jobs = Jobs(working.database)
    try:
        brought(working.database, document, there, has_sound=frozenset({came}), enqueue=jobs.enqueue)
    finally:
        jobs.close()
    working.wait(media.peaks(came).is_file)
    assert media.sound(came).stat().st_size > 0 and media.original(came).read_bytes() == SOUND.read_bytes()
