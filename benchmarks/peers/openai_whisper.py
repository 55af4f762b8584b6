"""openai-whisper as its own command uses it, in a process of its own: model.pt, a folder for texts, WAV files."""

import sys
import wave
from pathlib import Path

import numpy as np
import whisper

model, out, *files = map(Path, sys.argv[1:])
loaded = whisper.load_model(str(model), device="cpu")
loaded.set_alignment_heads(whisper._ALIGNMENT_HEADS["base"])
for file in files:
    with wave.open(str(file)) as sound:
        samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2").astype(np.float32) / 32768
    said = loaded.transcribe(samples, language="en", beam_size=5, best_of=5, word_timestamps=True, fp16=False)
    (out / f"{file.stem}.txt").write_text(said["text"], encoding="utf-8")
