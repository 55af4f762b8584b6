"""A retreat that is built once; every test has a copy of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.a_retreat import ARetreat, build, copy_of
from tests.domain.words import Words


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


@pytest.fixture
def words(retreat: ARetreat) -> Words:
    """The first segment of the transcript."""
    return Words(retreat)
