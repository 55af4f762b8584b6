"""The steps of writing down, run here with an engine that says what it is told: they may run twice, and a model's
numbers are not trusted."""

import json
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import webvtt

from server.domain.commands import ChangeRetreat, RetryRecording
from server.domain.nouns import Run, WordTimes
from server.jobs import tools, write_down
from server.jobs.playback import MOST_PEAKS
from server.store.ledger import Ledger
from server.store.media import Media
from server.store.progress import in_progress
from server.store.snapshot import Snapshots
from tests.jobs.conftest import PROGRAMME, RETREAT, Installation
from transcription.formats import Cue, vtt
from transcription.scripted import ScriptedEngine
from transcription.transcript import Segment, Word

C27 = json.loads((Path(__file__).parents[1] / "cases" / "C27-backwards.json").read_text())
RECORDING = Path(__file__).parents[2] / "samples" / "retreat-table-short.opus"
TOTAL = 180.0

Engines = Callable[[ScriptedEngine], None]


@pytest.fixture
def engine(installation: Installation) -> Iterator[Engines]:
    """Gives the steps of this process their tools, with the engine that a test wants."""

    def use(engine: ScriptedEngine) -> None:
        media = Media(installation.settings.data / "recordings")
        tools.begin(
            tools.Tools(
                installation.database, installation.committer, media, lambda name: engine, installation.settings
            )
        )

    yield use
    tools._tools = None


@pytest.fixture
def silence(installation: Installation, tmp_path: Path) -> str:
    """A recording of three minutes, of which an engine may say what it likes."""
    path = tmp_path / "three minutes.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(int(2 * 8000 * TOTAL)))
    return installation.bring_in(path, chunk=1 << 24)


def said(segments: list[dict[str, Any]]) -> list[Segment]:
    return [Segment(it["start"], it["end"], it["text"], tuple(Word(**word) for word in it["words"])) for it in segments]


def words_of(installation: Installation, recording: str) -> list[WordTimes]:
    source = installation.recording(recording).source
    with installation.database.read() as connection:
        return Snapshots(Ledger(installation.database.engine)).words(connection, PROGRAMME, source, 0).words


def run_of(installation: Installation, recording: str) -> Run:
    return next(it for it in installation.frame().runs if it.recording == recording)


def test_c27_times_that_run_backwards_are_mended_and_every_word_is_kept(
    installation: Installation, engine: Engines, silence: str
) -> None:
    engine(ScriptedEngine([said(C27["segments"])]))
    attempt = str(uuid4())
    assert write_down.assemble(PROGRAMME, silence, 1) == TOTAL
    run = write_down.start_run(PROGRAMME, silence, attempt)
    write_down.hear(PROGRAMME, silence, run, 0, (0.0, TOTAL), TOTAL)
    write_down.finish(PROGRAMME, silence, run, attempt)

    assert installation.recording(silence).state == "ready"
    segments = installation.block(silence).segments
    spoken = " ".join(it["text"].strip() for it in C27["segments"])
    assert " ".join(it.text for it in segments).split() == spoken.split()
    times = [(it.start or 0.0, it.end or 0.0) for it in segments]
    assert all(0 <= start <= end <= TOTAL for start, end in times)
    assert [start for start, _ in times] == sorted(start for start, _ in times)
    assert any(it.mended for it in segments)
    by_id = {it.id: it for it in segments}
    for of_segment in words_of(installation, silence):
        text = by_id[of_segment.segment].text
        assert of_segment.revision == by_id[of_segment.segment].revision
        assert all(text[at : at + length].strip() for at, length, *_ in of_segment.words)
        starts = [start for _, _, start, _, _ in of_segment.words]
        assert starts == sorted(starts)
        assert all(0 <= start <= end <= TOTAL for _, _, start, end, _ in of_segment.words)
    captions = webvtt.from_string(
        vtt([Cue(start, end, it.text) for it, (start, end) in zip(segments, times, strict=True)])
    )
    assert len(captions.captions) == len(segments)


def test_a_retreat_is_written_down_by_the_engine_that_it_names(installation: Installation, silence: str) -> None:
    asked: list[str] = []

    def engine(name: str) -> ScriptedEngine:
        asked.append(name)
        return ScriptedEngine([])

    media = Media(installation.settings.data / "recordings")
    tools.begin(tools.Tools(installation.database, installation.committer, media, engine, installation.settings))
    write_down.start_run(PROGRAMME, silence, str(uuid4()))
    installation.ask(ChangeRetreat(id=str(uuid4()), retreat=RETREAT, engine="openai-whisper"))
    write_down.start_run(PROGRAMME, silence, str(uuid4()))
    tools._tools = None
    assert asked == ["", "openai-whisper"]


def test_r5_a_window_heard_twice_is_stored_once_whatever_was_heard_the_second_time(
    installation: Installation, engine: Engines, silence: str
) -> None:
    engine(ScriptedEngine([said(C27["segments"][:2]), said(C27["segments"][2:])]))
    write_down.assemble(PROGRAMME, silence, 1)
    run = write_down.start_run(PROGRAMME, silence, str(uuid4()))
    write_down.hear(PROGRAMME, silence, run, 0, (0.0, TOTAL), TOTAL)
    first, words = installation.block(silence), words_of(installation, silence)
    write_down.hear(PROGRAMME, silence, run, 0, (0.0, TOTAL), TOTAL)
    assert (installation.block(silence), words_of(installation, silence)) == (first, words)


def test_r5_another_attempt_goes_on_with_what_was_heard(
    installation: Installation, engine: Engines, silence: str
) -> None:
    engine(ScriptedEngine([said(C27["segments"][:1]), said(C27["segments"][4:])], language="cy"))
    write_down.assemble(PROGRAMME, silence, 1)
    run = write_down.start_run(PROGRAMME, silence, first := str(uuid4()))
    write_down.hear(PROGRAMME, silence, run, 0, (0.0, 126.0), TOTAL)
    write_down.fail(PROGRAMME, silence, first, "The disk is full.")
    assert installation.recording(silence).why == "The disk is full."
    assert write_down.assemble(PROGRAMME, silence, 1) == TOTAL
    second = str(uuid4())
    installation.ask(RetryRecording(id=second, recording=silence))
    assert write_down.start_run(PROGRAMME, silence, second) == run
    write_down.hear(PROGRAMME, silence, run, 1, (126.0, TOTAL), TOTAL)
    write_down.finish(PROGRAMME, silence, run, second)
    block = installation.block(silence)
    assert block.segments[0].text == "We read it twice." and len(block.segments) > 1
    assert [it.position for it in block.segments] == sorted({it.position for it in block.segments})
    assert (run_of(installation, silence).state, installation.recording(silence).why) == ("done", None)


def test_r7_nobody_speaks(installation: Installation, engine: Engines, silence: str) -> None:
    engine(ScriptedEngine([]))
    attempt = str(uuid4())
    write_down.assemble(PROGRAMME, silence, 1)
    run = write_down.start_run(PROGRAMME, silence, attempt)
    assert write_down.hear(PROGRAMME, silence, run, 0, (0.0, TOTAL), TOTAL) == 0
    write_down.finish(PROGRAMME, silence, run, attempt)
    assert installation.recording(silence).state == "silent" and installation.block(silence).segments == []
    assert (run_of(installation, silence).language, run_of(installation, silence).state) == (None, "done")


def test_r7_the_sound_is_prepared_though_nobody_speaks(
    installation: Installation, engine: Engines, silence: str
) -> None:
    engine(ScriptedEngine([]))
    total = write_down.assemble(PROGRAMME, silence, 1)
    write_down.prepare_sound(PROGRAMME, silence, str(uuid4()), total)
    media = Media(installation.settings.data / "recordings").of(PROGRAMME)
    outline = json.loads(media.peaks(silence).read_bytes())
    assert outline["duration"] == total and 0 < len(outline["peaks"]) <= MOST_PEAKS
    assert media.sound(silence).stat().st_size > 0 and installation.recording(silence).duration == total


def test_l1_progress_is_told_while_a_window_is_heard_and_gone_in_the_end(
    installation: Installation, engine: Engines, silence: str
) -> None:
    told: list[Any] = []

    def notes(samples: Any) -> list[Segment]:
        with installation.database.read() as connection:
            told.extend(in_progress(connection, PROGRAMME, RETREAT))
        return said(C27["segments"])

    engine(ScriptedEngine(notes))
    attempt = str(uuid4())
    write_down.assemble(PROGRAMME, silence, 1)
    run = write_down.start_run(PROGRAMME, silence, attempt)
    write_down.hear(PROGRAMME, silence, run, 1, (60.0, TOTAL), TOTAL)
    assert [(it.recording, it.done, it.total) for it in told] == [(silence, 60.0, TOTAL)]
    write_down.finish(PROGRAMME, silence, run, attempt)
    with installation.database.read() as connection:
        assert in_progress(connection, PROGRAMME, RETREAT) == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device"), "No space left on device"),
        (ValueError("She said that nobody should know."), "Something went wrong"),
    ],
)
def test_r7_a_reason_is_in_words_and_quotes_nobody(error: Exception, said: str) -> None:
    assert said in write_down.reason(error) and "nobody should know" not in write_down.reason(error)
    assert write_down.reason(error).endswith(".")
