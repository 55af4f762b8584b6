"""A database of one's own with a programme in it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.database import Database
from server.live.handle import Committer
from tests.a_programme import AProgramme


@pytest.fixture
def database(empty_database: Path, tmp_path: Path) -> Iterator[Database]:
    it = Database(f"sqlite:///{shutil.copy(empty_database, tmp_path / 'retreat.db')}")
    yield it
    it.close()


@pytest.fixture
def committer(database: Database) -> Iterator[Committer]:
    it = Committer(database, b"a key")
    yield it
    it.close()


@pytest.fixture
def ours(committer: Committer) -> AProgramme:
    return AProgramme(committer, "ours").found()
