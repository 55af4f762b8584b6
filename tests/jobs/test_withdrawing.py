"""What somebody said and withdrew is taken out of the sound: by a real worker, on both databases, of real sound."""

import zipfile
from pathlib import Path
from uuid import uuid4

import numpy as np

from server.domain import commands as c
from server.domain.nouns import Place, SegmentText
from server.store.media import Media
from server.store.packings import Packed
from server.store.silences import silences_of
from tests.databases import Databases
from tests.jobs.conftest import PROGRAMME, RETREAT, STEWARD, Installation
from tests.jobs.test_packing import ask, state
from transcription.media import samples

SOUND = Path(__file__).parents[2] / "samples" / "retreat-table-short.opus"

WORD = "kittiwake"


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


def give(it: Installation, source: str, segment: SegmentText) -> None:
    """The word in everything that a person can give, and in what is made of it."""
    passage = {"source": source, "start": place(segment, 0), "end": place(segment, 2)}
    mark = {"annotation": str(uuid4()), "retreat": RETREAT, "passage": passage}
    about = {"retreat": RETREAT, "about": "source", "about_id": source}
    said = c.Correction(segment=segment.id, base=segment.revision, text=f"It was a {WORD}.")
    it.ask(c.Annotate(id=str(uuid4()), **mark, comment=f"A {WORD}?"))
    it.ask(c.ReplyTo(id=str(uuid4()), reply=str(uuid4()), annotation=mark["annotation"], text=f"A {WORD}!"))
    it.ask(c.TakeStance(id=str(uuid4()), annotation=mark["annotation"], view="differ", reason=f"No {WORD}."))
    it.ask(c.WriteMemo(id=str(uuid4()), memo=str(uuid4()), **about, text=f"My {WORD}."))
    for text in (f"It was a {WORD}.", f"It was that {WORD}."):
        it.ask(c.Correct(id=str(uuid4()), source=source, corrections=[said.model_copy(update={"text": text})]))


def place(segment: SegmentText, offset: int) -> Place:
    return Place(segment=segment.id, revision=segment.revision, offset=offset)


def has_it(it: Installation, databases: Databases) -> list[str]:
    """The files that hold the word, SQLite's among them; and whether a dump of PostgreSQL does, jobs and all."""
    files = [path for path in it.settings.data.rglob("*") if path.is_file()]
    found = [path.name for path in files if WORD.encode() in path.read_bytes()]
    if it.database.kind == "postgresql" and WORD in databases.cluster.dump(str(it.database.engine.url.database)):
        found.append("dump")
    return found


def test_g1_what_was_withdrawn_is_in_no_byte_of_the_installation(
    installation: Installation, databases: Databases
) -> None:
    installation.worker()
    recording = installation.bring_in(SOUND)
    installation.wait_for(recording, "ready")
    segment = installation.block(recording).segments[1]
    spoke(installation, segment, STEWARD)
    give(installation, segment.source, segment)
    archive = ask(installation)
    installation.wait(lambda: state(installation, archive) == "ready")
    assert has_it(installation, databases)
    packed = Packed(installation.settings.data).path(PROGRAMME, archive)
    assert WORD.encode() in zipfile.ZipFile(packed).read("retreat.json")
    installation.ask(c.Withdraw(id=str(uuid4()), retreat=RETREAT, everything=True))
    installation.wait(lambda: not has_it(installation, databases) and not packed.exists())
    again = ask(installation)
    installation.wait(lambda: state(installation, again) == "ready")
    with zipfile.ZipFile(Packed(installation.settings.data).path(PROGRAMME, again)) as taken:
        assert not [name for name in taken.namelist() if WORD.encode() in taken.read(name)]
