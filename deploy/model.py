"""Puts a speech model into a folder, with its hash beside it, for an image: `model.py base /app/models`."""

import shutil
import sys
from pathlib import Path

from transcription.weights import find


def put(model: str, models: Path) -> None:
    """The model at models/<model>, checked now, and again at each start by the hash beside it."""
    weights = find(model)
    shutil.copytree(weights.path, models / model)
    (models / model / "model.bin.sha256").write_text(f"{weights.sha256}  model.bin\n")


if __name__ == "__main__":
    put(sys.argv[1], Path(sys.argv[2]))
