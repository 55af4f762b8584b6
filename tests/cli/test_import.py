"""`retreat import`, as somebody types it."""

import re
from pathlib import Path

import pytest

from server.archive.retreat_json import retreat_json
from server.database import Database
from server.live.handle import Committer
from server.store.ledger import Ledger
from server.store.snapshot import Snapshots
from tests.a_programme import AProgramme
from tests.archive.a_taken import everything
from tests.cli.conftest import Retreat


@pytest.fixture
def archive(database: Database, tmp_path: Path) -> Path:
    """A retreat of a programme that is here, taken away."""
    committer, ledger = Committer(database, b"a key"), Ledger(database.engine)
    ours = AProgramme(committer, "ours").found()
    committer.close()
    with database.read() as connection:
        taken = everything(connection, ledger, Snapshots(ledger), ours.programme, ours.who("steward"), ours.retreat)
    path = tmp_path / "retreat.json"
    path.write_bytes(retreat_json(taken))
    return path


def test_where_it_is_from_it_is_here_already(retreat: Retreat, archive: Path) -> None:
    status, out, err = retreat("import", str(archive))
    assert (status, err) == (0, "") and "Spring retreat" in out
    assert re.search(r"^0 events are new, \d+ are here already\.$", out, re.MULTILINE)


def test_into_a_new_programme_once_and_then_nothing_is_new(retreat: Retreat, archive: Path) -> None:
    assert "This makes a new programme." in retreat("import", str(archive), "--new", "--dry-run")[1]
    assert retreat("programme", "list")[1].count("\n") == 1
    status, out, _ = retreat("import", str(archive), "--new")
    found = re.search(r"It is here, in the programme (\S+)\.", out)
    assert status == 0 and found
    assert retreat("programme", "list")[1].count("Meaning and measurement") == 2
    assert "0 events are new" in retreat("import", str(archive), "--programme", found[1])[1]


def test_what_cannot_be_brought_back_is_said_in_a_sentence(retreat: Retreat, archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-10])
    status, out, err = retreat("import", str(archive))
    assert (status, out) == (1, "") and "cut off" in err and "Traceback" not in err
    status, out, err = retreat("import", str(archive.with_name("none.zip")))
    assert (status, out) == (1, "") and "none.zip" in err
