"""Recordings are written down by real worker processes, whatever happens to these."""

import signal
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from server.demo.programme import PROGRAMME
from server.domain import commands as c
from server.domain.events import Happening, RecordingClosed
from server.domain.nouns import SegmentText
from tests.jobs.conftest import Installation

ROOT = Path(__file__).parent.parent.parent
SAMPLE = ROOT / "samples/retreat-table.opus"
SHORT = ROOT / "samples/retreat-table-short.opus"
CASES = ROOT / "tests/cases"


def in_order_once(segments: list[SegmentText]) -> bool:
    starts = [it.start for it in segments if it.start is not None]
    return starts == sorted(starts) and len({(it.start, it.text) for it in segments}) == len(segments)


def test_a_recording_becomes_segments_sound_and_peaks(working: Installation) -> None:
    recording = working.bring_in(SAMPLE)
    done = working.wait_for(recording, "ready", "failed")
    assert (done.state, done.duration) == ("ready", pytest.approx(265.1, abs=0.2))
    segments = working.block(recording).segments
    assert len(segments) > 40 and in_order_once(segments)
    assert {path.name for path in (working.settings.data / "recordings" / PROGRAMME / recording).iterdir()} == {
        "original",
        "peaks.json",
        "sound.mp4",
    }
    [run] = [it for it in working.frame().runs if it.recording == recording]
    assert (run.engine, run.state, run.language) == ("scripted", "done", "en")


def test_r9_the_sound_of_a_deleted_recording_goes_too(working: Installation) -> None:
    recording = working.bring_in(SHORT)
    working.wait_for(recording, "ready")
    folder = working.settings.data / "recordings" / PROGRAMME / recording
    assert folder.exists()
    working.ask(c.DeleteRecording(id=str(uuid4()), recording=recording))
    working.wait(lambda: not folder.exists())


def test_r9_what_is_being_written_down_leaves_nothing_when_it_is_deleted(working: Installation) -> None:
    deleted, after = working.bring_in(SAMPLE), working.bring_in(SHORT)
    working.wait(lambda: working.recording(deleted).state == "writing_down")
    working.ask(c.DeleteRecording(id=str(uuid4()), recording=deleted))
    working.wait_for(after, "ready")
    working.wait(lambda: not (working.settings.data / "recordings" / PROGRAMME / deleted).exists())
    assert deleted not in {it.id for it in working.frame().recordings}


@pytest.mark.slow
def test_r5_a_worker_killed_in_the_middle_loses_and_doubles_nothing(installation: Installation) -> None:
    undisturbed = installation.bring_in(SAMPLE)
    installation.worker()
    installation.wait_for(undisturbed, "ready")
    expected = [(it.start, it.text) for it in installation.block(undisturbed).segments]

    killed = installation.bring_in(SAMPLE)
    installation.wait(lambda: installation.recording(killed).state == "writing_down")
    installation.workers[-1].send_signal(signal.SIGKILL)
    installation.workers[-1].wait()
    installation.worker()
    installation.wait(lambda: len(installation.block(killed).segments) > 0)
    installation.workers[-1].send_signal(signal.SIGKILL)
    installation.workers[-1].wait()
    installation.worker()
    installation.wait_for(killed, "ready")
    assert [(it.start, it.text) for it in installation.block(killed).segments] == expected


@pytest.mark.slow
@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_r5_the_same_with_the_real_model(installation: Installation) -> None:
    recording = installation.bring_in(SHORT)
    installation.worker(RETREAT_ENGINE="faster-whisper")
    installation.wait(lambda: len(installation.block(recording).segments) > 0)
    installation.workers[-1].send_signal(signal.SIGKILL)
    installation.workers[-1].wait()
    installation.worker(RETREAT_ENGINE="faster-whisper")
    installation.wait_for(recording, "ready")
    segments = installation.block(recording).segments
    text = " ".join(it.text for it in segments).lower()
    assert in_order_once(segments)
    assert text.count("red light is on") == 1 and "excerpt twelve" in text and "seizure" in text


@pytest.mark.slow
@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["C25-silence.wav", "C25-hiss.flac"])
def test_r7_nobody_speaks_is_a_result(installation: Installation, name: str) -> None:
    recording = installation.bring_in(CASES / name)
    installation.worker(RETREAT_ENGINE="faster-whisper")
    done = installation.wait_for(recording, "ready", "silent", "failed")
    assert (done.state, done.why) == ("silent", None)
    assert installation.block(recording).segments == []
    assert [it.language for it in installation.frame().runs] == [None]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"this is only text, " * 400, "This is not a sound file"),
        (SAMPLE.read_bytes()[:40], "sound file"),
    ],
    ids=["text", "first bytes only"],
)
def test_r7_what_cannot_be_read_is_kept_with_the_reason(
    working: Installation, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "voice memo 17.zip.mp3"
    path.write_bytes(content)
    recording = working.bring_in(path)
    failed = working.wait_for(recording, "ready", "silent", "failed")
    assert failed.state == "failed" and said in str(failed.why)
    kept = working.settings.data / "recordings" / PROGRAMME / recording / "original"
    assert kept.read_bytes() == content


def test_a_recording_that_breaks_off_is_written_down_as_far_as_it_goes(working: Installation, tmp_path: Path) -> None:
    path = tmp_path / "cut off.opus"
    path.write_bytes(SHORT.read_bytes()[:120_000])
    recording = working.bring_in(path)
    done = working.wait_for(recording, "ready", "failed")
    assert done.state == "ready" and 20 < (done.duration or 0) < 40
    assert working.block(recording).segments


@pytest.mark.parametrize(("name", "seconds"), [("C19-two-rates.mp3", 4.9), ("C21-broken-tag.wav", 2.75)])
def test_odd_files_are_read_like_others(working: Installation, name: str, seconds: float) -> None:
    recording = working.bring_in(CASES / name)
    done = working.wait_for(recording, "ready", "silent", "failed")
    assert (done.state, done.duration) == ("ready", pytest.approx(seconds, abs=0.1))


def test_what_failed_can_be_tried_again(installation: Installation) -> None:
    recording = installation.bring_in(SHORT)
    installation.worker(RETREAT_ENGINE="faster-whisper", RETREAT_MODEL="no-such-model")
    failed = installation.wait_for(recording, "failed")
    assert "no-such-model" in str(failed.why) and "RETREAT_MODELS" in str(failed.why)
    installation.workers[-1].terminate()
    installation.workers[-1].wait()
    installation.ask(c.RetryRecording(id=str(uuid4()), recording=recording))
    assert installation.recording(recording).state == "waiting"
    installation.worker()
    installation.wait_for(recording, "ready")
    assert installation.recording(recording).why is None and in_order_once(installation.block(recording).segments)


@pytest.mark.slow
@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_second_worker_waits_for_the_first(installation: Installation) -> None:
    first = installation.worker()
    log = installation.settings.data / "worker-0.log"
    installation.wait(lambda: "ready" in log.read_text())
    second = installation.worker()
    recording = installation.bring_in(SHORT)
    installation.wait_for(recording, "ready")
    assert second.poll() is None and "ready" not in (installation.settings.data / "worker-1.log").read_text()
    first.send_signal(signal.SIGKILL)
    again = installation.bring_in(SHORT)
    installation.wait_for(again, "ready")


def test_r4_closing_and_its_job_are_kept_together_or_not_at_all(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(connection: object, programme: str, event: Happening) -> None:
        if isinstance(event.body, RecordingClosed):
            raise RuntimeError("the queue is not there")

    monkeypatch.setattr(installation.committer, "_batches", replace(installation.committer._batches, enqueue=fails))
    with pytest.raises(Exception, match="could not keep"):
        installation.bring_in(SHORT)
    [recording] = installation.frame().recordings
    assert recording.state == "receiving"
