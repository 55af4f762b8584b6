"""Sound on disk: whole or not at all."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from server.errors import DiskFull, NotFound, PartsMissing, WrongHash
from server.store.media import Media, write_durably

RECORDING = "7e3f1c1e-0000-4000-8000-000000000001"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def media(tmp_path: Path) -> Media:
    return Media(tmp_path / "recordings")


def test_r2_a_chunk_with_the_wrong_hash_is_not_kept(media: Media, tmp_path: Path) -> None:
    with pytest.raises(WrongHash):
        media.put_chunk(RECORDING, 0, b"sound", sha256(b"noise"))
    assert not list(tmp_path.rglob("chunks/*"))


def test_r2_the_same_chunk_again_changes_nothing(media: Media) -> None:
    for _ in range(2):
        media.put_chunk(RECORDING, 0, b"sound", sha256(b"sound"))
    assert media.assemble(RECORDING, 1).read_bytes() == b"sound"


def test_the_original_is_the_chunks_in_order_and_is_found_when_asked_again(media: Media, tmp_path: Path) -> None:
    parts = [bytes([n]) * 1000 for n in range(12)]
    for n in reversed(range(12)):
        media.put_chunk(RECORDING, n, parts[n], sha256(parts[n]))
    assert media.assemble(RECORDING, 12).read_bytes() == b"".join(parts)
    assert media.assemble(RECORDING, 12).read_bytes() == b"".join(parts)
    assert not list(tmp_path.rglob("chunks/*"))


def test_r3_a_missing_chunk_is_said_and_nothing_is_put_together(media: Media) -> None:
    media.put_chunk(RECORDING, 1, b"b", sha256(b"b"))
    with pytest.raises(PartsMissing):
        media.assemble(RECORDING, 2)
    assert not media.original(RECORDING).exists()


def test_what_is_not_there_is_not_found(media: Media) -> None:
    with pytest.raises(NotFound):
        media.existing(media.sound(RECORDING))


@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_a_full_disk_is_said_and_leaves_neither_half_a_file_nor_less_than_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    path = tmp_path / "folder" / "file"
    write_durably(path, [b"before"])

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(*((os, "fsync", full) if moment == "fsync" else (Path, "replace", full)))
    with pytest.raises(DiskFull):
        write_durably(path, [b"after"])
    assert path.read_bytes() == b"before"
    assert [it.name for it in path.parent.iterdir()] == ["file"]
