"""What the tests share: migrated databases to copy, and one app that is served to all who need no other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.config import Settings
from server.database import Database
from server.store.migrate import upgrade
from tests.a_programme import AProgramme
from tests.databases import KINDS, Databases
from tests.serving import Served, serving

# Whose tests run on both databases: what depends on how things are kept, not on how they are said.
ON_BOTH = {
    "http": ("test_accounts", "test_join", "test_reading", "test_recordings", "test_sign_in", "test_tokens"),
    "live": ("test_commands", "test_events", "test_hello", "test_passages", "test_presence"),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "served" in metafunc.fixturenames:
        path = metafunc.definition.path
        both = path.stem in ON_BOTH.get(path.parent.name, ())
        metafunc.parametrize("served", KINDS if both else KINDS[:1], indirect=True, scope="session")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with every table and no row: migrating takes a second, copying none."""
    settings = Settings(data=tmp_path_factory.mktemp("empty"))
    upgrade(settings.database_url)
    return settings.data / "retreat.db"


@pytest.fixture(scope="session")
def databases(empty_database: Path) -> Iterator[Databases]:
    it = Databases(empty_database)
    yield it
    it.close()


@pytest.fixture(params=KINDS)
def address(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[str]:
    """Of a migrated database of one's own; each test that asks for it runs on both kinds."""
    with databases.fresh(request.param, tmp_path) as it:
        yield it


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    """The same, open."""
    it = Database(address)
    yield it
    it.close()


@pytest.fixture(scope="session")
def served(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The app; whoever uses it founds a programme of their own."""
    folder = tmp_path_factory.mktemp("served")
    with databases.fresh(request.param, folder) as address:
        settings = Settings(data=folder, database=address, port=0, client=folder / "no client")
        with serving(settings) as it:
            yield it


@pytest.fixture
def programme(served: Served) -> AProgramme:
    return served.found()
