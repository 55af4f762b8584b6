"""Archives as they may come from anywhere: what cannot be trusted is refused, each with its reason."""

import stat
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

import pytest

from server.archive import opening
from server.archive.opening import (
    CHECKSUMS,
    ClimbingPath,
    CutOff,
    NotAnArchive,
    ZipBomb,
    opened,
    wrong_checksums,
)

Zipped = Callable[[Mapping[str, bytes]], Path]


@pytest.fixture
def zipped(tmp_path: Path) -> Zipped:
    def one(files: Mapping[str, bytes]) -> Path:
        path = tmp_path / "archive.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return path

    return one


def names(path: Path) -> list[str]:
    with opened(path) as it:
        return sorted(it.sizes)


def test_a_zip_that_was_zipped_again_on_a_mac_is_the_same_archive(zipped: Zipped) -> None:
    path = zipped(
        {
            "Spring/retreat.json": b"{}",
            "Spring/transcripts/Cafe\u0301.txt": b"Tea.",
            "__MACOSX/Spring/._retreat.json": b"\0",
            "Spring/.DS_Store": b"\0",
        }
    )
    assert names(path) == ["retreat.json", "transcripts/Caf\u00e9.txt"]
    with opened(path) as it:
        assert it.read("transcripts/Caf\u00e9.txt") == b"Tea."


def test_the_document_alone_is_an_archive_too(tmp_path: Path) -> None:
    path = tmp_path / "retreat.json"
    path.write_bytes(b"\xef\xbb\xbf  {}")
    assert names(path) == ["retreat.json"]


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n", b"[]", b"PK"])
def test_another_file_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises((NotAnArchive, CutOff)), opened(path):
        pass


@pytest.mark.parametrize("name", ["../up", "a/../../up", "/etc/passwd", "C:/up", "a\\..\\up"])
def test_a_path_that_climbs_is_refused(zipped: Zipped, name: str) -> None:
    with pytest.raises(ClimbingPath), opened(zipped({"retreat.json": b"{}", name: b"x"})):
        pass


def test_a_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("retreat.json")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ClimbingPath), opened(tmp_path / "a.zip"):
        pass


def test_what_would_unpack_to_far_more_is_refused(zipped: Zipped) -> None:
    with pytest.raises(ZipBomb), opened(zipped({"retreat.json": bytes(50 << 20)})):
        pass


def test_too_many_files_are_refused(zipped: Zipped, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_FILES", 3)
    with pytest.raises(ZipBomb), opened(zipped({str(n): b"" for n in range(4)})):
        pass


def test_files_that_lie_over_each_other_are_refused(zipped: Zipped) -> None:
    """One packed kernel that the list of files names a hundred times."""
    path = zipped({"a" * 20: bytes(range(256)) * 40})
    content = path.read_bytes()
    start = content.rindex(b"PK\x01\x02")
    end = content.rindex(b"PK\x05\x06")
    one = content[start:end]
    many = b"".join(one.replace(b"a" * 20, b"%020d" % n) for n in range(100))
    tail = bytearray(content[end:])
    tail[8:12] = (100).to_bytes(2, "little") * 2
    tail[12:16] = len(many).to_bytes(4, "little")
    path.write_bytes(content[:start] + many + tail)
    with pytest.raises((ZipBomb, CutOff)), opened(path) as it:
        it.read(f"{7:020}")


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("retreat.json", b"{}")
        archive.writestr("retreat.json", b"{ }")
    with pytest.raises(CutOff, match="two files"), opened(tmp_path / "a.zip"):
        pass


def test_wherever_it_is_cut_off_or_changed_it_says_so_or_is_read(zipped: Zipped) -> None:
    files = {"retreat.json": b'{"a": 1}' * 100, "README.txt": b"Read me."}
    path = zipped(files)
    whole = path.read_bytes()
    changes = [whole[:n] for n in range(0, len(whole), 3)]
    changes += [whole[:n] + bytes([whole[n] ^ 0xFF]) + whole[n + 1 :] for n in range(len(whole))]
    for content in changes:
        path.write_bytes(content)
        try:
            with opened(path) as it:
                read = {name: it.read(name) for name in it.sizes}
        except (CutOff, NotAnArchive, ZipBomb, ClimbingPath):
            continue
        assert set(read.values()) <= set(files.values())


def test_checksums_name_what_was_changed_left_out_and_added(zipped: Zipped) -> None:
    sums = (
        "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881  a\n"  # of x
        f"{'0' * 64}  b\n"
        f"{'0' * 64} *c d\n"
        "what?\n"
    )
    with opened(zipped({"a": b"x", "b": b"y", "e": b"z", CHECKSUMS: sums.encode()})) as it:
        assert wrong_checksums(it) == [
            f"{CHECKSUMS} has a line that is no checksum: what?",
            "c d is missing.",
            "e has no checksum.",
            "b was changed.",
        ]


def test_an_encrypted_zip_says_so(zipped: Zipped) -> None:
    path = zipped({"retreat.json": b"{}"})
    content = bytearray(path.read_bytes())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(content))
    with pytest.raises(NotAnArchive, match="encrypted"), opened(path):
        pass


def test_a_file_is_read_in_pieces(zipped: Zipped) -> None:
    content = Random(1).randbytes(2_500_000)
    with opened(zipped({"sound/a.opus": content, "retreat.json": b"{}"})) as it:
        pieces = list(it.pieces("sound/a.opus"))
    assert len(pieces) == 3 and b"".join(pieces) == content
