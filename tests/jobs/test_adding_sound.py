"""Sound for words that came without it: made fit to be heard by a real worker, on both databases, and nothing written
down."""

from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest

from server.domain import commands as c
from server.store.media import Media
from server.store.silences import silences_of
from tests.jobs.conftest import PROGRAMME, RETREAT, SESSION, STEWARD, Installation
from tests.jobs.test_withdrawing import loudest, spoke

SOUND = Path(__file__).parents[2] / "samples" / "retreat-table-short.opus"
TEXTS = ["Who was there?", "I was.", "And the boat?"]
NO_SOUND = b"This is no sound." * 9


def words_alone(it: Installation) -> str:
    """A transcript of ten seconds that came without its sound; returns its recording."""
    recording, times = str(uuid4()), pairwise((1.0, 4.0, 7.0, 10.0))
    lines = [c.BroughtSegment(text=text, start=start, end=end) for text, (start, end) in zip(TEXTS, times, strict=True)]
    about = {"retreat": RETREAT, "session": SESSION, "name": "Interview", "filename": "i.vtt", "bytes": 9}
    it.ask(c.BringInTranscript(id=str(uuid4()), recording=recording, format="WebVTT", segments=lines, **about))
    return recording


def texts(it: Installation, recording: str) -> list[str]:
    return [segment.text for segment in it.block(recording).segments]


def media_of(it: Installation) -> Media:
    return Media(it.settings.data / "recordings").of(PROGRAMME)


def test_r11_it_can_be_heard_and_the_words_stay_as_they_are(working: Installation) -> None:
    recording = words_alone(working)
    corrected = working.block(recording).segments[1]
    words = [c.Correction(segment=corrected.id, base=corrected.revision, text="I was, then.")]
    working.ask(c.Correct(id=str(uuid4()), source=corrected.source, corrections=words))
    before = working.block(recording).segments
    working.add_sound(recording, SOUND)
    it = working.wait_for(recording, "ready")
    assert (it.sound, it.why, it.bytes) == (True, None, SOUND.stat().st_size) and (it.duration or 0) > 60
    assert working.block(recording).segments == before
    assert len([run for run in working.frame().runs if run.recording == recording]) == 1
    media = media_of(working)
    assert media.original(recording).read_bytes() == SOUND.read_bytes()
    assert media.sound(recording).stat().st_size > 0 and media.peaks(recording).is_file()


def test_r11_what_is_no_sound_costs_no_words_and_another_file_is_taken(working: Installation, tmp_path: Path) -> None:
    recording = words_alone(working)
    (tmp_path / "notes.mp3").write_bytes(NO_SOUND)
    working.add_sound(recording, tmp_path / "notes.mp3")
    it = working.wait_for(recording, "failed")
    assert it.why and texts(working, recording) == TEXTS
    working.add_sound(recording, SOUND)
    it = working.wait_for(recording, "ready")
    assert (it.filename, it.why) == (SOUND.name, None) and texts(working, recording) == TEXTS
    assert media_of(working).original(recording).read_bytes() == SOUND.read_bytes()


def test_g6_what_somebody_took_back_before_is_silent_from_the_beginning(working: Installation) -> None:
    recording = words_alone(working)
    gone, kept = working.block(recording).segments[1:]
    spoke(working, gone, STEWARD)
    working.ask(c.Withdraw(id=str(uuid4()), retreat=RETREAT, said=True))
    working.add_sound(recording, SOUND)
    working.wait_for(recording, "ready")
    media = media_of(working)
    with working.database.read() as connection:
        assert media.is_silenced(recording, silences_of(connection, PROGRAMME, gone.source))
    for path in (media.original(recording), media.sound(recording)):
        assert loudest(path, 4.1, 6.9) < loudest(SOUND, 4.1, 6.9) / 100
        assert loudest(path, kept.start or 0, kept.end or 0) > 0.02


@pytest.mark.slow
def test_a_worker_that_is_killed_is_followed_by_another(installation: Installation) -> None:
    recordings = [words_alone(installation) for _ in range(3)]
    first = installation.run("worker", hasty=True)
    for recording in recordings:
        installation.add_sound(recording, SOUND)
    installation.wait(lambda: any(media_of(installation).original(it).is_file() for it in recordings))
    first.kill()
    first.wait()
    installation.run("worker", hasty=True)
    for recording in recordings:
        installation.wait_for(recording, "ready")
        assert texts(installation, recording) == TEXTS and media_of(installation).peaks(recording).is_file()
