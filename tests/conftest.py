"""What the tests share: a migrated database to copy, and one app that is served to all who need no other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.config import Settings
from server.store.migrate import upgrade
from tests.a_programme import AProgramme
from tests.serving import Served, installation, serving


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with every table and no row: migrating takes seconds, copying none."""
    settings = Settings(data=tmp_path_factory.mktemp("empty"))
    upgrade(settings.database_url)
    return settings.data / "retreat.db"


@pytest.fixture(scope="session")
def served(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app; whoever uses it founds a programme of their own."""
    with serving(installation(empty_database, tmp_path_factory.mktemp("served"))) as it:
        yield it


@pytest.fixture
def programme(served: Served) -> AProgramme:
    return served.found()
