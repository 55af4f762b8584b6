"""`retreat transcribe` beside openai-whisper and a bare batched call of faster-whisper: time, words and memory."""

import json
import os
import random
import sys
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import jiwer

from benchmarks.hearing import Side, Took, batched, hear, openai, ours, record
from benchmarks.verdict import Budget, Measured, pairs, run

_SAMPLES = Path(__file__).parent.parent / "samples"
# Recordings of hours are written, and never to memory, where the system may keep its other temporary files.
_DISK = "/var/tmp"
# openai-whisper takes minutes for a round of our sample alone.
_ROUNDS, _ROUNDS_OF_OPENAI = 3, 2
# Minutes of the recordings of which memory is measured, and how often each is heard.
_LONG = {10: 3, 60: 3, 180: 1}


def measure(quick: bool) -> Measured:
    random.seed(20260512)
    return _quick() if quick else _whole()


def _quick() -> Measured:
    took = hear(ours(), [_SAMPLES / "retreat-table-short.flac"])
    said = _reference(_SAMPLES / "retreat-table-short.json")
    error = _word_error([(said, took.texts["retreat-table-short"])])
    return {"ours": {"seconds": took.seconds, "mb": took.mb, "word_error": error}}, []


def _whole() -> Measured:
    data = _data()
    with tempfile.TemporaryDirectory(dir=_DISK) as folder:
        work = Work.made(data, Path(folder))
        words, of_words = _words(work, data)
        speed, of_speed = _speed(work)
        memory, of_memory = _memory(work, Path(folder))
    return {"word_error": words, "speed": speed, "memory": memory}, [*of_speed, *of_words, *of_memory]


def _data() -> Path:
    """Recordings by others, without which the figures would be of something else than what they say."""
    folder = os.environ.get("TEST_DATA")
    if not folder or not (Path(folder) / "meetings").is_dir():
        sys.exit("benchmarks.transcription: TEST_DATA must name the folder of recordings; see docs/testing.md.")
    return Path(folder)


@dataclass(frozen=True)
class Work:
    """Recordings, each in one WAV file: meetings that were joined, our own sample, and a chapter of a book."""

    meetings: Path
    sample: Path
    chapter: Path

    @classmethod
    def made(cls, data: Path, folder: Path) -> "Work":
        return cls(
            record(folder / "meetings.wav", sorted((data / "meetings").glob("*.wav"))),
            record(folder / "sample.wav", [_SAMPLES / "retreat-table.flac"]),
            record(folder / "chapter.wav", sorted((data / "speech" / "longform").glob("*.flac"))),
        )

    @property
    def all(self) -> list[Path]:
        return [self.meetings, self.sample, self.chapter]


def _words(work: Work, data: Path) -> Measured:
    """Every clip of speech as a recording of its own, and our sample: of all their words, how many are wrong."""
    clips = sorted(it for it in (data / "speech").iterdir() if it.suffix in (".wav", ".flac"))
    with tempfile.TemporaryDirectory(dir=_DISK) as folder:
        files = [record(Path(folder) / f"{it.stem}.wav", [it]) for it in clips]
        sides = {"ours": ours(), "openai": openai()}
        heard = {name: hear(side, [*files, work.sample]).texts for name, side in sides.items()}
    said = {it.stem: it.with_suffix(".txt").read_text(encoding="utf-8") for it in clips}
    said["sample"] = _reference(_SAMPLES / "retreat-table.json")
    figures = {name: _errors(said, texts) for name, texts in heard.items()}
    over = round(figures["ours"]["all"] - figures["openai"]["all"], 2)
    return figures, [Budget("wer_points_over_openai", over, 0.5)]


def _errors(said: dict[str, str], heard: dict[str, str]) -> dict[str, float]:
    def of(names: Sequence[str]) -> float:
        return _word_error([(said[name], heard[name]) for name in names])

    return {"all": of(list(said)), "speech": of([it for it in said if it != "sample"]), "sample": of(["sample"])}


def _word_error(texts: Sequence[tuple[str, str]]) -> float:
    """Per cent of what was said, after Whisper's own English normaliser."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own source warns when it is first compiled
        from whisper_normalizer.english import EnglishTextNormalizer

    normal = EnglishTextNormalizer()
    said, heard = ([normal(it) for it in side] for side in zip(*texts, strict=True))
    return round(100 * float(jiwer.wer(said, heard)), 2)


def _reference(script: Path) -> str:
    return " ".join(turn["text"] for turn in json.loads(script.read_text(encoding="utf-8"))["turns"])


def _speed(work: Work) -> Measured:
    beside_openai = _rounds(openai(), [work.sample], _ROUNDS_OF_OPENAI)
    beside_batched = _rounds(batched(), work.all, _ROUNDS)
    figures = {"openai": beside_openai, "batched": beside_batched}
    return figures, [
        Budget("wall_vs_openai_whisper", beside_openai["seconds"]["ratio"], 0.167),
        Budget("wall_vs_bare_batched", beside_batched["seconds"]["ratio"], 1.15),
    ]


def _rounds(peer: Side, files: Sequence[Path], rounds: int) -> dict[str, dict[str, float]]:
    """Both sides in turns, in an order drawn anew."""
    took: dict[bool, list[Took]] = {True: [], False: []}
    for _ in range(rounds):
        for is_ours in random.sample([True, False], 2):
            took[is_ours].append(hear(ours() if is_ours else peer, files))
    return {
        name: pairs([getattr(it, name) for it in took[True]], [getattr(it, name) for it in took[False]])
        for name in ("seconds", "cpu", "mb")
    }


def _memory(work: Work, folder: Path) -> Measured:
    """Medians: what two threads hold together at most is a tenth more or less from one time to the next."""
    mb, seconds = {}, {}
    for minutes, times in _LONG.items():
        recording = record(folder / f"{minutes} minutes.wav", work.all, minutes)
        took = [hear(ours(), [recording]) for _ in range(times)]
        mb[minutes] = round(median(it.mb for it in took))
        seconds[minutes] = round(median(it.seconds for it in took))
        recording.unlink()
    budgets = [Budget("peak_mb_60min", mb[60], 1200), Budget("peak_60min_vs_10min", round(mb[60] / mb[10], 3), 1.2)]
    return {"mb": mb, "seconds": seconds}, budgets


if __name__ == "__main__":
    sys.exit(run("transcription", measure))
