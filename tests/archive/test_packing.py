"""The zip as it is written: in pieces, never whole in memory, and not whole where something broke."""

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from server.archive.opening import CHECKSUMS
from server.archive.packing import Entry, packed
from tests.archive.a_taken import AT


def test_sound_passes_through_in_pieces(tmp_path: Path) -> None:
    sound = tmp_path / "sound"
    sound.write_bytes(bytes(64 << 20))
    tracemalloc.start()
    longest = max(len(piece) for piece in packed([Entry("sound/long.wav", sound)], AT))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert longest < 2 << 20 and most < 16 << 20


def test_a_file_is_made_when_its_turn_comes() -> None:
    made = []
    entries = [Entry(name, lambda name=name: made.append(name) or b"x" * 9_000_000) for name in "ab"]  # type: ignore[misc,func-returns-value]
    pieces = packed(entries, AT)
    next(pieces)
    assert made == ["a"]
    assert b"".join(pieces) and made == ["a", "b"]


def test_files_have_one_date_and_the_same_rights_everywhere() -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(packed([Entry("a.txt", lambda: b"a")], AT)))) as archive:
        infos = archive.infolist()
    assert [it.filename for it in infos] == ["a.txt", CHECKSUMS]
    assert {(it.date_time, it.external_attr >> 16, it.create_system) for it in infos} == {
        ((2026, 5, 12, 10, 0, 0), 0o100644, 3)
    }


def test_what_breaks_off_is_no_whole_zip(tmp_path: Path) -> None:
    pieces = []
    with pytest.raises(FileNotFoundError):
        pieces.extend(packed([Entry("a.txt", lambda: b"a"), Entry("sound/gone.wav", tmp_path / "gone")], AT))
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
