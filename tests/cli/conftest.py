"""`retreat`, as somebody types it, on an installation of its own."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from server.cli import main
from server.database import Database

Retreat = Callable[..., tuple[int, str, str]]
PROGRAMME = "Meaningful records"


@pytest.fixture
def database(empty_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    shutil.copy(empty_database, tmp_path / "retreat.db")
    monkeypatch.setenv("RETREAT_DATA", str(tmp_path))
    monkeypatch.setenv("RETREAT_ORIGINS", "https://retreat.example")
    return Database(f"sqlite:///{tmp_path}/retreat.db")


@pytest.fixture
def retreat(database: Database, capsys: pytest.CaptureFixture[str]) -> Retreat:
    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(list(arguments))
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


@pytest.fixture
def founded(retreat: Retreat) -> str:
    """The first link that was printed."""
    status, out, _ = retreat("programme", "add", PROGRAMME, "--steward", "Morag@strath.example", "--name", "Morag")
    assert status == 0
    return token_in(out)


def token_in(text: str) -> str:
    found = re.search(r"https://retreat\.example/password#(\S+)", text)
    assert found, text
    return found[1]
