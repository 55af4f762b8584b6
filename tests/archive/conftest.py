"""A database with a programme in it, another one for what is taken away to come back into, and a retreat that was
built once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.database import Database
from server.live.handle import Committer
from tests.a_programme import AProgramme
from tests.a_retreat import ARetreat, build, copy_of
from tests.databases import Databases


@pytest.fixture
def committer(database: Database) -> Iterator[Committer]:
    it = Committer(database, b"a key")
    yield it
    it.close()


@pytest.fixture
def ours(committer: Committer) -> AProgramme:
    return AProgramme(committer, "ours").found()


@pytest.fixture
def another(address: str, databases: Databases, tmp_path: Path) -> Iterator[Database]:
    """An empty database of the same kind."""
    folder = tmp_path / "another"
    folder.mkdir()
    with databases.fresh("sqlite" if address.startswith("sqlite") else "postgresql", folder) as fresh:
        it = Database(fresh)
        yield it
        it.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a retreat as `build` leaves it; only to be copied."""
    path = tmp_path_factory.mktemp("retreat") / "retreat.sqlite"
    build(path).close()
    return path


@pytest.fixture
def retreat(built: Path, tmp_path: Path) -> Iterator[ARetreat]:
    it = ARetreat(copy_of(built, tmp_path / "retreat.sqlite"))
    yield it
    it.close()
