"""A database of one's own, of either kind, with a programme in it."""

from collections.abc import Iterator

import pytest

from server.database import Database
from server.live.handle import Committer
from tests.a_programme import AProgramme


@pytest.fixture
def committer(database: Database) -> Iterator[Committer]:
    it = Committer(database, b"a key")
    yield it
    it.close()


@pytest.fixture
def ours(committer: Committer) -> AProgramme:
    return AProgramme(committer, "ours").found()
