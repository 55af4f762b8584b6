"""What SQLite held goes to PostgreSQL and back, and comes out as it was."""

from dataclasses import replace
from pathlib import Path

import pytest

from server.backup.making import make
from server.backup.restoring import NotEmpty, restore
from server.doctor.command import examine
from tests.backup.conftest import Installation, opened
from tests.databases import Databases

pytestmark = pytest.mark.slow


def test_from_sqlite_to_postgresql_and_back(installation: Installation, databases: Databases, tmp_path: Path) -> None:
    installation.bring("waiting")
    make(installation.settings, tmp_path / "backups")
    university, laptop = tmp_path / "university", tmp_path / "laptop"
    university.mkdir(), laptop.mkdir()
    with databases.fresh("postgresql", university) as address:
        there = replace(installation.settings, data=university, database=address, engine="scripted")
        restore(there, tmp_path / "backups")
        with opened(there) as it:
            assert it.rows() == installation.rows()
            assert it.jobs() == installation.jobs()
            it.programme.annotate("partner", it.programme.id("a mark in PostgreSQL"))
            expected = it.rows()
        wrong = [str(it) for it in examine(there, deep=True) if it.mark == "wrong"]
        assert len(wrong) == 1 and "there is no worker" in wrong[0]
        make(there, tmp_path / "back")
        with pytest.raises(NotEmpty):
            restore(there, tmp_path / "backups")
        restore(there, tmp_path / "backups", replace=True)
        with opened(there) as it:
            assert it.rows() == installation.rows()
    here = replace(installation.settings, data=laptop)
    restore(here, tmp_path / "back")
    with opened(here) as it:
        assert it.rows() == expected
