"""The sample and what people say are apart: whoever has tried the one sets up the other from nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from server import cli
from server.config import Settings
from server.demo import visit

LOOK = "from server.config import from_environment; print(from_environment().data)"


@pytest.mark.parametrize("named", [None, "elsewhere"])
def test_the_sample_has_a_folder_of_its_own_unless_one_is_named(
    named: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def visited(settings: Settings) -> None:
        """And where a worker beside it looks."""
        beside = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
        looked.extend([str(settings.data), beside.stdout.strip()])

    monkeypatch.setattr(visit, "visit", visited)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RETREAT_DATA", named or "")
    if not named:
        monkeypatch.delenv("RETREAT_DATA")
    assert cli.main(["demo"]) == 0
    assert looked == [named or "demo-data"] * 2
    assert [it.name for it in tmp_path.iterdir()] == [named or "demo-data"]
    assert Settings().data == Path("data"), "where `retreat serve` looks"
