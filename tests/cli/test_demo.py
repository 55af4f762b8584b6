"""The sample and what people say are apart: whoever has tried the one sets up the other from nothing."""

from pathlib import Path

import pytest

from server import cli
from server.config import Settings
from server.demo import visit


@pytest.mark.parametrize("named", [None, "elsewhere"])
def test_the_sample_has_a_folder_of_its_own_unless_one_is_named(
    named: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visited: list[Settings] = []
    monkeypatch.setattr(visit, "visit", visited.append)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RETREAT_DATA", raising=False)
    if named:
        monkeypatch.setenv("RETREAT_DATA", named)
    assert cli.main(["demo"]) == 0
    assert [it.data for it in visited] == [Path(named or "demo-data")]
    assert [it.name for it in tmp_path.iterdir()] == [named or "demo-data"]
    assert Settings().data == Path("data"), "where `retreat serve` looks"
