"""A bare batched call of faster-whisper, in a process of its own: the model's folder, a folder for texts, WAV files."""

import sys
from pathlib import Path

from faster_whisper import BatchedInferencePipeline, WhisperModel

model, out, *files = map(Path, sys.argv[1:])
loaded = BatchedInferencePipeline(WhisperModel(str(model), device="cpu", compute_type="int8"))
for file in files:
    said, _ = loaded.transcribe(str(file), language="en", word_timestamps=True)
    (out / f"{file.stem}.txt").write_text("".join(it.text for it in said), encoding="utf-8")
