"""A retreat that is built once; every test has a copy of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.a_retreat import ARetreat, build


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a retreat as `build` leaves it; only to be copied."""
    path = tmp_path_factory.mktemp("retreat") / "retreat.sqlite"
    it = build(path)
    with it.database.engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    it.close()
    return path


@pytest.fixture
def retreat(built: Path, tmp_path: Path) -> Iterator[ARetreat]:
    it = ARetreat(Path(shutil.copy(built, tmp_path / "retreat.sqlite")))
    yield it
    it.close()
