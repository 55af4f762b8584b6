"""What was erased stays erased, whichever backup is restored."""

from dataclasses import replace
from pathlib import Path

from server.backup.making import make
from server.backup.restoring import restore
from server.config import Settings
from server.domain import commands as c
from server.store import erased
from server.store.erased import Erased
from tests.backup.conftest import Installation, opened

WORD = "kittiwake"


def say(installation: Installation) -> str:
    """A mark of the partner's with the word in its comment."""
    mark = installation.programme.id("a word")
    installation.programme.annotate("partner", mark, comment=f"It was a {WORD}.")
    return mark


def take_back(installation: Installation, mark: str, backups: Path | None = None) -> None:
    it = installation.programme
    command = c.Withdraw(id=it.id("take back"), retreat=it.retreat, annotations=[mark])
    committer = installation.committer
    committer._batches = replace(committer._batches, note=Erased(installation.settings.data, backups).note)
    committer.submit(it.programme, it.id("partner"), command).result()


def has_it(settings: Settings) -> bool:
    return any(WORD.encode() in path.read_bytes() for path in settings.data.rglob("*") if path.is_file())


def test_g7_an_older_backup_does_not_bring_back_what_was_withdrawn_since(
    installation: Installation, tmp_path: Path
) -> None:
    mark, backups = say(installation), tmp_path / "backups"
    make(installation.settings, backups)
    take_back(installation, mark)
    installation.committer.close()
    installation.database.close()
    _, aside = restore(installation.settings, backups, replace=True)
    assert aside is not None
    kept = [path for path in installation.settings.data.rglob("*") if path.is_file() and not path.is_relative_to(aside)]
    assert not [path for path in kept if WORD.encode() in path.read_bytes()]


def test_g7_nor_does_it_on_a_new_machine_if_the_list_was_copied_beside_it(
    installation: Installation, elsewhere: Settings, tmp_path: Path
) -> None:
    mark, backups = say(installation), tmp_path / "backups"
    make(installation.settings, backups)
    restore(elsewhere, backups)
    assert has_it(elsewhere), "it was there when the backup was made"
    take_back(installation, mark, backups)
    another = replace(elsewhere, data=tmp_path / "another")
    another.data.mkdir()
    restore(another, backups)
    assert not has_it(another)
    with opened(another) as it:
        assert not [row for row in it.rows()["annotation"] if row["id"] == mark and row["comment"]]


def test_g7_the_list_holds_no_words_and_survives_a_line_that_was_cut(
    tmp_path: Path, installation: Installation
) -> None:
    mark = say(installation)
    take_back(installation, mark)
    path = installation.settings.data / erased.NAME
    assert WORD not in path.read_text()
    path.write_bytes(path.read_bytes() + b'{"programme": "cut of')
    (one,) = erased.read([path])
    assert one.command.annotations == [mark]
