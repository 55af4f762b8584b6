"""What somebody said and withdrew is taken out of the sound: by a real worker, on both databases, of real sound."""

from pathlib import Path
from uuid import uuid4

import numpy as np

from server.domain import commands as c
from server.domain.nouns import SegmentText
from server.store.media import Media
from server.store.silences import silences_of
from tests.jobs.conftest import PROGRAMME, RETREAT, STEWARD, Installation
from transcription.media import samples

SOUND = Path(__file__).parents[2] / "samples" / "retreat-table-short.opus"


def spoke(working: Installation, segment: SegmentText, member: str) -> None:
    """Somebody is heard saying this."""
    speaker = str(uuid4())
    working.ask(c.GiveRole(id=str(uuid4()), retreat=RETREAT, member=member, role="facilitator"))
    working.ask(c.AddSpeaker(id=str(uuid4()), speaker=speaker, retreat=RETREAT, member=member))
    assigned = {"source": segment.source, "segments": [segment.id], "speaker": speaker}
    working.ask(c.AssignSpeaker(id=str(uuid4()), **assigned))


def loudest(path: Path, start: float, end: float) -> float:
    return float(np.abs(samples(path, start, end)).max())


def test_g6_the_sound_of_withdrawn_words_is_silenced_wherever_it_is(working: Installation) -> None:
    recording = working.bring_in(SOUND)
    working.wait_for(recording, "ready")
    media = Media(working.settings.data / "recordings").of(PROGRAMME)
    segments = working.block(recording).segments
    gone, kept = segments[1], segments[3]
    before = loudest(media.original(recording), gone.start or 0, gone.end)
    spoke(working, gone, STEWARD)
    working.ask(c.Withdraw(id=str(uuid4()), retreat=RETREAT, said=True))
    with working.database.read() as connection:
        stretches = silences_of(connection, PROGRAMME, gone.source)
    assert len(stretches) == 1 and stretches[0][0] <= (gone.start or 0) < (gone.end or 0) <= stretches[0][1]
    working.wait(lambda: media.is_silenced(recording, stretches))
    for path in (media.original(recording), media.sound(recording)):
        assert loudest(path, (gone.start or 0) + 0.1, (gone.end or 0) - 0.1) < before / 100
        assert loudest(path, kept.start or 0, kept.end) > 0.02
    assert len(samples(media.original(recording))) == len(samples(SOUND))
