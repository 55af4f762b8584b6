"""`retreat check` finds what is wrong, names it, and says what to do; a well installation is told so."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from server.backup.making import make
from server.cli import main
from server.config import Settings
from server.demo.check import free_port
from server.doctor import place, running
from server.doctor.command import examine
from server.doctor.findings import Finding
from server.domain import commands as c
from server.domain.access import Actor
from server.store.erased import Erased
from tests.backup.conftest import PARTS, Installation, founded
from tests.serving import serving


@pytest.fixture
def installation(empty_database: Path, tmp_path: Path) -> Iterator[Installation]:
    with founded(empty_database, tmp_path) as it:
        (tmp_path / "index.html").write_text("<p>pages</p>")
        it.settings = replace(it.settings, engine="scripted", client=tmp_path)
        yield it


def said(settings: Settings, deep: bool = False) -> list[Finding]:
    return list(examine(settings, deep))


def faults(settings: Settings, deep: bool = False) -> list[str]:
    return [str(it) for it in said(settings, deep) if it.mark == "wrong"]


def change(it: Installation, statement: str) -> None:
    with it.database.write() as connection:
        connection.execute(text(statement))


def test_a_well_installation_is_told_so(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    installation.media.assemble(installation.bring("whole"), len(PARTS))
    change(installation, "UPDATE recording SET state = 'failed'")
    assert faults(installation.settings, deep=True) == []
    for name in ("data", "engine", "client", "port"):
        monkeypatch.setenv(f"RETREAT_{name.upper()}", str(getattr(installation.settings, name)))
    assert main(["check", "--deep"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(line[:2] in ("✓ ", "! ") for line in lines) and len(lines) > 8
    assert any("1 ledger(s) are whole" in line for line in lines)


WRONG: dict[str, tuple[Callable[[Installation], object], str]] = {
    "secret gone": (lambda it: (it.settings.data / "secret").unlink(), "Put it back from a backup"),
    "secret cut": (lambda it: (it.settings.data / "secret").write_bytes(b"short"), "is damaged"),
    "secret open": (lambda it: (it.settings.data / "secret").chmod(0o644), "chmod 600"),
    "no pages": (lambda it: (it.settings.client / "index.html").unlink(), "make client"),
    "a gap": (lambda it: change(it, "DELETE FROM event WHERE seq = 7"), "ledger of 'Meaning and measurement'"),
    "an end lost": (lambda it: change(it, "UPDATE programme SET seq = seq + 1"), "not whole"),
    "an odd programme": (lambda it: change(it, "DELETE FROM programme"), "programme that is not there"),
    "older tables": (lambda it: change(it, "UPDATE alembic_version SET version_num = '0001'"), "retreat migrate"),
    "newer tables": (lambda it: change(it, "UPDATE alembic_version SET version_num = '9999'"), "Update the program"),
    "from tomorrow": (lambda it: change(it, "UPDATE event SET at = '2999-01-01' WHERE seq = 2"), "clock"),
    "nobody works": (lambda it: it.bring("waiting"), "there is no worker"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_remedy(name: str, installation: Installation) -> None:
    spoil, line = WRONG[name]
    spoil(installation)
    [fault] = faults(installation.settings)
    assert line in fault and fault.startswith("✗ ")


def test_g7_what_is_not_noted_with_the_backups_yet_is_said(installation: Installation, tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    settings = replace(installation.settings, backups=backups)
    withdraw = c.Withdraw(id=installation.programme.id("withdraw"), retreat=installation.programme.retreat, said=True)
    Erased(settings.data, backups).note(installation.programme.programme, [(Actor("somebody"), withdraw)])
    assert ["1 erasure(s) are not noted" in it for it in faults(settings)] == [True]  # there was no such folder
    backups.mkdir()
    make(settings, backups)
    assert faults(settings) == []


def test_sound_that_is_not_there_is_named(installation: Installation) -> None:
    recording = installation.bring("with holes")
    change(installation, "UPDATE recording SET state = 'failed'")
    chunk = installation.media.original(recording).parent / "chunks" / "2"
    content = chunk.read_bytes()
    chunk.write_bytes(content[:-1])
    assert "part 2 is damaged" in faults(installation.settings)[0]
    chunk.unlink()
    assert "part 2 is not there" in faults(installation.settings)[0]
    chunk.write_bytes(content[::-1])
    assert faults(installation.settings) == [] and "part 2 is damaged" in faults(installation.settings, deep=True)[0]


def test_what_has_been_on_its_way_for_long_is_named(installation: Installation) -> None:
    programme, recording = installation.programme, installation.programme.id("words alone")
    where = {"retreat": programme.retreat, "session": programme.session, "name": "Interview", "filename": "i.vtt"}
    brought = {"recording": recording, "bytes": 9, "format": "WebVTT", "segments": [c.BroughtSegment(text="Who?")]}
    programme.ask("researcher", c.BringInTranscript, **brought, **where)
    programme.ask("researcher", c.AddSound, recording=recording, filename="i.mp3", bytes=9)
    for event, named in (("recording_added", False), ("sound_added", True)):
        change(installation, f"UPDATE event SET at = '2020-01-01T09:00:00.000Z' WHERE type = '{event}'")
        odd = [str(it) for it in said(installation.settings) if "has been on its way since 2020" in str(it)]
        assert ["'Interview'" in it for it in odd] == [True] * named


def test_a_changed_byte_of_an_original_is_found_by_reading_it(installation: Installation) -> None:
    recording = installation.bring("whole")
    original = installation.media.assemble(recording, len(PARTS))
    change(installation, "UPDATE recording SET state = 'failed'")
    content = bytearray(original.read_bytes())
    content[len(PARTS[0]) + 5] ^= 1
    original.write_bytes(content)
    assert faults(installation.settings) == []
    assert "part 1 of the file has changed" in faults(installation.settings, deep=True)[0]
    original.write_bytes(content[:-9])
    assert "bytes, not" in faults(installation.settings)[0]


def test_a_port_that_somebody_else_has(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", installation.settings.port)):
        [fault] = faults(installation.settings)
    assert "another port" in fault


def test_our_own_server_on_the_port_is_no_fault(installation: Installation) -> None:
    with serving(installation.settings):
        lines = [str(it) for it in said(installation.settings)]
    assert f"✓ The server answers at {installation.settings.address}." in lines
    assert not any(it.startswith("✗") for it in lines)


def test_a_file_that_is_no_database(installation: Installation, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "retreat.db").write_bytes(os.urandom(9_000))
    shutil.copy2(installation.settings.data / "secret", folder)
    [fault] = faults(replace(installation.settings, data=folder))
    assert "cannot be read" in fault


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "nothing", port=free_port(), engine="scripted")
    assert any("no data folder" in it for it in faults(settings))
    assert not settings.data.exists()


def test_sqlite_on_a_network_disk_is_odd(installation: Installation, tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/b {tmp_path} nfs4 rw 0 0\n")
    assert place.filesystem(installation.settings.data, mounts) == "nfs4"
    assert place.filesystem(Path("/var"), mounts) == "ext4"


@pytest.mark.parametrize(
    ("host", "origin", "mark"),
    [
        ("127.0.0.1", "https://retreat.example", None),
        ("127.0.0.1", "https://retreat.example/", "wrong"),
        ("127.0.0.1", "retreat.example", "wrong"),
        ("127.0.0.1", "http://retreat.example", "odd"),
        ("127.0.0.1", "http://localhost:5173", None),
        ("0.0.0.0", None, "odd"),
    ],
)
def test_addresses(host: str, origin: str | None, mark: str | None) -> None:
    settings = Settings(host=host, origins=(origin,) if origin else ())
    assert [it.mark for it in running.addresses(settings)] == ([mark] if mark else [])
