"""A backup holds what its tables name, and says when it does not; a restore makes the same installation of it."""

import errno
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from server.backup import copying, manifest
from server.backup.making import NoRoomForBackup, make
from server.backup.manifest import BackupBroken
from server.backup.restoring import NotEmpty, StillRunning, restore
from server.cli import main
from server.config import Settings
from server.store import sign_ins, tokens
from server.store.sign_ins import make_link, still_valid, use_link
from tests.backup.conftest import PARTS, Installation, opened


def test_what_is_restored_is_what_was_backed_up(
    installation: Installation, elsewhere: Settings, tmp_path: Path
) -> None:
    sending = installation.bring("being sent", PARTS[:2], close=False)
    waiting = installation.bring("waiting")
    installation.media.assemble(installation.bring("put together"), len(PARTS))
    made = make(installation.settings, tmp_path / "backups")
    assert made.manifest.problems == []
    restore(elsewhere, tmp_path / "backups")
    with opened(elsewhere) as it:
        assert it.rows() == installation.rows()
        assert it.epoch() != installation.epoch()
        for n, part in enumerate(PARTS[:2]):
            assert (it.media.original(sending).parent / "chunks" / str(n)).read_bytes() == part
        assert it.media.assemble(waiting, len(PARTS)).read_bytes() == b"".join(PARTS)
        assert (elsewhere.data / "secret").read_bytes() == (installation.settings.data / "secret").read_bytes()
        assert stat.S_IMODE((elsewhere.data / "secret").stat().st_mode) == 0o600
        it.programme.annotate("partner", it.programme.id("another mark"))


def test_jobs_of_what_waited_are_handed_in_again(
    installation: Installation, elsewhere: Settings, tmp_path: Path
) -> None:
    installation.bring("waiting")
    installation.bring("being sent", PARTS[:2], close=False)
    assert len(installation.jobs()) == 1
    make(installation.settings, tmp_path / "backups")
    restore(elsewhere, tmp_path / "backups")
    with opened(elsewhere) as it:
        assert it.jobs() == installation.jobs()


def test_people_sign_in_again(installation: Installation, elsewhere: Settings, tmp_path: Path) -> None:
    token = installation.programme.sign_in(installation.database, "partner")
    digest = installation.programme.digest(token)
    made = make(installation.settings, tmp_path / "backups")
    assert digest not in "".join(path.read_text() for path in made.folder.glob("tables/*"))
    restore(elsewhere, tmp_path / "backups")
    with opened(elsewhere) as it, it.database.read() as connection:
        assert still_valid(connection, {digest}) == set()


def test_no_token_comes_back(installation: Installation, elsewhere: Settings, tmp_path: Path) -> None:
    """One that was revoked after the backup was made would read again."""
    programme = installation.programme
    whose = (programme.programme, programme.who("steward"))
    with installation.database.write() as connection:
        maker = sign_ins.who(connection, programme.digest(use_link(connection, make_link(connection, *whose), 1)))
        it, secret = tokens.make(connection, maker, None, "A script", 90)
    made = make(installation.settings, tmp_path / "backups")
    assert it.digest not in "".join(path.read_text() for path in made.folder.glob("tables/*"))
    restore(elsewhere, tmp_path / "backups")
    with opened(elsewhere) as restored, restored.database.read() as connection, pytest.raises(tokens.TokenUnknown):
        tokens.find(connection, secret)


def test_what_did_not_change_is_not_copied_again(installation: Installation, tmp_path: Path) -> None:
    recording = installation.bring("waiting")
    first, second = (make(installation.settings, tmp_path / "backups").folder for _ in range(2))
    path = f"recordings/{installation.programme.programme}/{recording}/chunks/0"
    assert (first / path).stat().st_ino == (second / path).stat().st_ino
    assert manifest.verify(first) and manifest.verify(second)
    assert manifest.find(tmp_path / "backups") == second


def test_chunks_may_become_the_original_while_they_are_copied(
    installation: Installation, elsewhere: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = installation.bring("waiting")
    copy = copying.Copier.copy

    def meanwhile(copier: copying.Copier, source: Path, path: str) -> manifest.File:
        if path.endswith("chunks/2"):
            installation.media.assemble(recording, len(PARTS))
        return copy(copier, source, path)

    monkeypatch.setattr(copying.Copier, "copy", meanwhile)
    made = make(installation.settings, tmp_path / "backups")
    assert made.manifest.problems == []
    restore(elsewhere, made.folder)
    with opened(elsewhere) as it:
        assert it.media.original(recording).read_bytes() == b"".join(PARTS)


def test_what_is_missing_here_is_said(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    recording = installation.bring("with holes")
    chunks = installation.media.original(recording).parent / "chunks"
    (chunks / "1").unlink()
    (chunks / "3").write_bytes(b"rotten")
    monkeypatch.setenv("RETREAT_DATA", str(installation.settings.data))
    assert main(["backup", str(tmp_path / "backups")]) == 1
    assert "with holes" in (said := capsys.readouterr().out)
    assert "part 1 is not on the disk" in said and "part 3 is damaged" in said
    assert main(["backup", "--verify", str(tmp_path / "backups")]) == 0


def test_a_full_disk_is_said_and_leaves_nothing(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make(installation.settings, tmp_path / "backups").folder
    installation.bring("waiting")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(copying.os, "fsync", full)
    with pytest.raises(NoRoomForBackup, match="full"):
        make(installation.settings, tmp_path / "backups")
    assert [it.name for it in (tmp_path / "backups").iterdir() if it.is_dir()] == [first.name]
    assert manifest.verify(first)


@pytest.mark.parametrize("path", ["tables/event.jsonl", "secret", "manifest.json"])
def test_a_damaged_backup_says_so_and_is_not_restored(
    path: str, installation: Installation, elsewhere: Settings, tmp_path: Path
) -> None:
    made = make(installation.settings, tmp_path / "backups")
    content = bytearray((made.folder / path).read_bytes())
    content[len(content) // 2] ^= 0x40
    (made.folder / path).write_bytes(content if path != "manifest.json" else content[:-40])
    with pytest.raises(BackupBroken, match="broken"):
        restore(elsewhere, made.folder)
    assert [it for it in elsewhere.data.iterdir()] == []


def test_an_installation_is_replaced_only_when_that_is_said(
    installation: Installation, elsewhere: Settings, tmp_path: Path
) -> None:
    recording = installation.bring("waiting")
    make(installation.settings, tmp_path / "backups")
    restore(elsewhere, tmp_path / "backups")
    with opened(elsewhere) as it:
        it.programme.annotate("partner", later := it.programme.id("a later mark"))
    with pytest.raises(NotEmpty, match="--replace"):
        restore(elsewhere, tmp_path / "backups")
    _, aside = restore(elsewhere, tmp_path / "backups", replace=True)
    with opened(elsewhere) as it:
        assert it.rows() == installation.rows()
        assert later not in {row["id"] for row in it.rows()["annotation"]}
    assert aside is not None and (aside / "recordings").is_dir()
    with opened(replace(elsewhere, data=aside)) as it:
        assert later in {row["id"] for row in it.rows()["annotation"]}
        assert it.media.assemble(recording, len(PARTS)).exists()


def test_nothing_is_restored_under_a_worker(installation: Installation, elsewhere: Settings, tmp_path: Path) -> None:
    import fcntl

    make(installation.settings, tmp_path / "backups")
    with (elsewhere.data / "worker.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StillRunning, match="Stop"):
            restore(elsewhere, tmp_path / "backups")


def test_a_backup_of_nothing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETREAT_DATA", str(tmp_path / "nothing"))
    assert main(["backup", str(tmp_path / "backups")]) == 1
    assert main(["backup", "--verify", str(tmp_path / "backups")]) == 1
    assert not (tmp_path / "backups").exists() and not (tmp_path / "nothing").exists()


def test_every_column_can_be_written_as_json() -> None:
    from sqlalchemy import Boolean, Float, Integer, String
    from sqlmodel import AutoString

    from server.backup.tables import kept

    odd = [
        str(column)
        for table in kept()
        for column in table.c
        if not isinstance(column.type, (String, AutoString, Integer, Float, Boolean))
    ]
    assert odd == []


def test_a_backup_of_an_older_version_is_brought_to_this_one(
    installation: Installation, elsewhere: Settings, tmp_path: Path
) -> None:
    """Its tables are made as they were then, filled, and migrated."""
    made = make(installation.settings, tmp_path / "backups")
    old = replace(made.manifest, revision="0001")
    kept = {"programme", "event", "command", "recording"}
    old.tables = {name: rows for name, rows in old.tables.items() if name in kept}
    manifest.write(made.folder, old)
    restore(elsewhere, made.folder)
    with opened(elsewhere) as it:
        assert it.rows()["event"] == installation.rows()["event"]
