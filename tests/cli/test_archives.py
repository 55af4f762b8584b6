"""`retreat export` and `retreat verify`, as somebody types them."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.config import Settings, secret
from server.database import Database
from server.domain import commands as c
from server.live.handle import Committer
from server.store.media import Media
from tests.a_programme import AProgramme
from tests.cli.conftest import Retreat

SOUND = b"what was said, as sound"


@pytest.fixture
def programme(database: Database, tmp_path: Path) -> Iterator[AProgramme]:
    """A programme with a recording, its sound, and marks."""
    committer = Committer(database, secret(Settings(data=tmp_path)))
    it = AProgramme(committer, "Meaning").found()
    it.bring_recording(SOUND)
    path = Media(tmp_path / "recordings").of(it.programme).original(it.recording)
    path.parent.mkdir(parents=True)
    path.write_bytes(SOUND)
    it.annotate("partner", it.id("mark"), comment="Why this?")
    it.ask("researcher", c.ReplyTo, reply=it.id("reply"), annotation=it.id("mark"), text="=1+1")
    yield it
    committer.close()


def names(file: Path) -> list[str]:
    with zipfile.ZipFile(file) as archive:
        return archive.namelist()


def test_what_is_exported_is_right_and_whole(retreat: Retreat, programme: AProgramme, tmp_path: Path) -> None:
    everything, one = tmp_path / "all.zip", tmp_path / "one.zip"
    of = ("--programme", programme.programme)
    assert retreat("export", *of, str(everything))[0] == 0
    status, said, _ = retreat("export", *of, "--retreat", programme.retreat, "--sound", str(one))
    assert status == 0 and f"{one}: {len(names(one)) - 1} files" in said
    assert [name for name in names(one) if name.startswith("sound/")] == ["sound/Table 2.opus"]
    assert len({name.split("/")[1] for name in names(everything) if name.startswith("retreats/")}) == 2
    for file in (everything, one):
        status, said, _ = retreat("verify", str(file))
        assert (status, said.splitlines()[-1]) == (0, "This archive is right and whole."), said


@pytest.mark.parametrize("part", ["session", "recording"])
def test_a_part_is_right_in_itself(retreat: Retreat, programme: AProgramme, tmp_path: Path, part: str) -> None:
    file, of = tmp_path / "part.zip", ("--programme", programme.programme, "--retreat", programme.retreat)
    assert retreat("export", *of, f"--{part}", getattr(programme, part), str(file))[0] == 0
    assert not [name for name in names(file) if name.startswith("excerpts/")]
    status, said, _ = retreat("verify", str(file))
    assert status == 0 and "a part of it, without the ledger" in said


def test_a_file_that_is_cut_off_is_told_from_a_whole_one(
    retreat: Retreat, programme: AProgramme, tmp_path: Path
) -> None:
    whole, cut = tmp_path / "whole.zip", tmp_path / "cut.zip"
    retreat("export", "--programme", programme.programme, "--retreat", programme.retreat, str(whole))
    cut.write_bytes(whole.read_bytes()[:-2_000])
    status, said, _ = retreat("verify", str(cut))
    assert status == 1 and "cut off" in said and said.endswith("This archive is not right.\n")
    status, _, said = retreat("verify", str(tmp_path / "none.zip"))
    assert status == 1 and "none.zip" in said


def test_what_cannot_be_done_is_said_and_leaves_no_file(
    retreat: Retreat, programme: AProgramme, tmp_path: Path
) -> None:
    there, of = tmp_path / "there.zip", ("--programme", programme.programme)
    there.write_bytes(b"mine")
    assert "There is a file" in retreat("export", *of, str(there))[2] and there.read_bytes() == b"mine"
    new = str(tmp_path / "new.zip")
    for arguments, said in (
        (("--session", "Morning"), "Say which retreat"),
        (("--retreat", "Winter"), "no retreat called “Winter”"),
        (("--retreat", programme.retreat, "--session", "Winter"), "no session called “Winter”"),
    ):
        status, _, wrong = retreat("export", *of, *arguments, new)
        assert status == 1 and said in wrong and not Path(new).exists()
