"""Programs that hear recordings, ours and its peers, each a process from start to end: what it took, what it heard."""

import json
import os
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path

import numpy as np

from transcription.engine import SAMPLE_RATE, Samples
from transcription.media import blocks
from transcription.weights import find

_ROOT = Path(__file__).parent.parent
_PEERS = _ROOT / "benchmarks" / "peers"
# Torch is in an environment of its own, which `make test-openai` uses too.
_OPENAI = _ROOT / ".venv-openai" / "bin" / "python"
_CHECKPOINT = "from transcription import checkpoints, weights; print(checkpoints.checkpoint(weights.find()))"

# The start of a command that is then told a folder for its texts, and files.
Side = Sequence[str | Path]


@dataclass(frozen=True)
class Took:
    """Seconds, seconds of CPU, the most memory that the process held in megabytes, and texts by the files' names."""

    seconds: float
    cpu: float
    mb: float
    texts: dict[str, str]


def ours() -> Side:
    return [sys.executable, "-m", "server.cli", "transcribe", "--language", "en", "--out"]


@cache
def batched() -> Side:
    """A bare batched call of faster-whisper, with the weights that we use."""
    return [sys.executable, _PEERS / "batched.py", find().path]


@cache
def openai() -> Side:
    """openai-whisper with the same weights, made into a checkpoint of its kind."""
    made = subprocess.run([_OPENAI, "-c", _CHECKPOINT], cwd=_ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return [_OPENAI, _PEERS / "openai_whisper.py", made.stdout.strip()]


def hear(side: Side, files: Sequence[Path]) -> Took:
    """Run it once over these files. Raises RuntimeError, with the end of what it complained of."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as log:
        began = time.perf_counter()
        process = subprocess.Popen([*side, folder, *files], cwd=_ROOT, stderr=log)
        # None of them starts others: what the kernel counts for it is all there is.
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            log.seek(0)
            raise RuntimeError(f"{side}: {log.read()[-2000:].decode(errors='replace')}")
        texts = {it.stem: _text(it) for it in Path(folder).iterdir()}
    return Took(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6, texts)


def _text(file: Path) -> str:
    said = file.read_text(encoding="utf-8")
    return said if file.suffix == ".txt" else " ".join(it["text"] for it in json.loads(said)["segments"])


def record(target: Path, sources: Sequence[Path], minutes: float | None = None) -> Path:
    """One recording of all these, or of so many minutes of them over and over, as every side can read it."""
    with wave.open(str(target), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(SAMPLE_RATE)
        for block in _blocks(sources, minutes):
            sound.writeframes((np.clip(block, -1, 1) * 32767).astype("<i2").tobytes())
    return target


def _blocks(sources: Sequence[Path], minutes: float | None) -> Iterator[Samples]:
    if minutes is None:
        yield from (block for source in sources for block in blocks(source))
        return
    left = round(minutes * 60 * SAMPLE_RATE)
    for block in (block for source in cycle(sources) for block in blocks(source)):
        yield block[:left]
        left -= len(block)
        if left <= 0:
            return
