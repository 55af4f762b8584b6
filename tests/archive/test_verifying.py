"""`verify`: what is right is called right, and whatever else a file holds is said, not raised."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.archive.opening import CHECKSUMS
from server.archive.part import part_of
from server.archive.verifying import verify
from tests.archive.a_taken import a_source, an_id, answered, mark, taken, zipped

Change = Callable[[dict[str, bytes]], None]


def a_part() -> bytes:
    source = a_source("Tea", ["He says 💩 it.", "She does not."])
    source.segments[0] = source.segments[0].model_copy(update={"speaker": an_id("voice")})
    answered(source, mark(source, 0, 0, 1, 3, comment="Who?"), "Me.")
    return zipped(part_of(taken(source), session=an_id("session")))


PART = a_part()


def changed(change: Change) -> bytes:
    """The part with its files changed, and no checksums to tell."""
    with zipfile.ZipFile(io.BytesIO(PART)) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if name != CHECKSUMS}
    change(files)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def document(change: Callable[[Any], object]) -> bytes:
    def within(files: dict[str, bytes]) -> None:
        read = json.loads(files["retreat.json"])
        change(read)
        files["retreat.json"] = json.dumps(read).encode()

    return changed(within)


def wrong(tmp_path: Path, content: bytes, name: str = "archive.zip") -> str:
    path = tmp_path / name
    path.write_bytes(content)
    return "\n".join(verify(path).wrong)


def test_a_part_is_right_in_itself(tmp_path: Path) -> None:
    assert wrong(tmp_path, PART) == ""
    path = tmp_path / "archive.zip"
    assert "1 text, 1 mark, 0 memos, 1 person; a part of it, without the ledger" in verify(path).holds[1]


def test_what_was_changed_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(PART)) as archive:
        sums = archive.read(CHECKSUMS)

    def change(files: dict[str, bytes]) -> None:
        files["memos.csv"] += b"\n"
        del files["people.csv"]
        files["more.txt"] = b""
        files[CHECKSUMS] = sums

    said = wrong(tmp_path, changed(change))
    assert "memos.csv was changed." in said and "people.csv is missing." in said and "more.txt has no checksum." in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda it: it.update(version=99), "newer version"),
        (lambda it: it.update(format="other"), "not an archive from Data Retreat"),
        (lambda it: it.update(more=1), "retreat.json"),
        (lambda it: it["state"]["annotations"][0]["passage"]["end"].update(offset=99), "within its words"),
        (lambda it: it["state"]["annotations"][0]["passage"]["end"].update(segment=an_id("none")), "within its words"),
        (lambda it: it["state"]["replies"][0].update(annotation=an_id("none")), "a mark that is not here"),
        (lambda it: it["state"].update(members=[]), "a person that is not here"),
        (lambda it: it["state"].update(speakers=[]), "a speaker that is not here"),
        (
            lambda it: it["state"].update(
                words=[
                    {
                        "segment": it["state"]["segments"][0]["id"],
                        "revision": an_id("made"),
                        "words": [[9, 99, 0.0, 1.0, None]],
                    }
                ]
            ),
            "Times of words",
        ),
    ],
)
def test_what_is_wrong_in_the_data_is_said(tmp_path: Path, change: Callable[[Any], object], said: str) -> None:
    assert said in wrong(tmp_path, document(change))


def a_bomb() -> bytes:
    return changed(lambda files: files.update({"README.txt": bytes(300 << 20)}))


def a_climber() -> bytes:
    return changed(lambda files: files.update({"../../etc/passwd": b"x"}))


def a_crowd() -> bytes:
    return changed(lambda files: files.update({f"{n}.txt": b"" for n in range(10_001)}))


@pytest.mark.parametrize(
    ("hostile", "said"), [(a_bomb, "far more"), (a_climber, "outside of itself"), (a_crowd, "far more")]
)
def test_a_hostile_zip_is_not_opened(tmp_path: Path, hostile: Callable[[], bytes], said: str) -> None:
    assert said in wrong(tmp_path, hostile())


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"{", b'{"format": 1}', b"\x89PNG\r\n\x1a\n", b"\xef\xbb\xbf{"]
)
def test_what_is_no_archive_is_said(tmp_path: Path, content: bytes) -> None:
    assert wrong(tmp_path, content) and wrong(tmp_path, content, "retreat.json")


@settings(deadline=None, max_examples=150)
@given(st.integers(0, len(PART) - 1), st.binary(max_size=40), st.booleans())
def test_nothing_that_a_file_holds_is_raised(tmp_path_factory: Any, at: int, other: bytes, cut: bool) -> None:
    broken = PART[:at] + other + (b"" if cut else PART[at + len(other) :])
    said = wrong(tmp_path_factory.mktemp("broken"), broken)
    assert said or not cut or at > len(PART) - 22, "but for its last bytes, which hold nothing"
