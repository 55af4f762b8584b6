"""Every benchmark runs, small and without a verdict: what it measures, it can measure."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.test_house import ROOT

pytestmark = pytest.mark.slow


def figures_of(benchmark: str) -> dict[str, Any]:
    command = [sys.executable, "-m", f"benchmarks.{benchmark}", "--quick"]
    came = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, timeout=600, check=True)
    said: dict[str, Any] = json.loads(came.stdout.splitlines()[-1])
    assert (said["benchmark"], said["budgets"]) == (benchmark, [])
    return dict(said["figures"])


def test_c4_what_is_written_while_the_server_is_killed_is_kept_once() -> None:
    figures = figures_of("outage")
    assert figures["kills"] > 0 and figures["commands"] > 0 and figures["events_heard"] > figures["commands"]
    must_not_be = ("acknowledged_lost", "doubled", "never_answered", "refused", "out_of_order", "seen_otherwise")
    assert {name: figures[name] for name in must_not_be} == dict.fromkeys(must_not_be, 0)


def test_commands_are_committed_together_and_one_by_one() -> None:
    took = figures_of("commit")["milliseconds_per_command"]["sqlite"]
    assert took["ours"] > 0 and took["theirs"] > 0


def test_a_crowd_hears_everything_that_it_says() -> None:
    side = figures_of("live")["sides"]["sqlite"]
    assert all(side[name] > 0 for name in ("cpu", "p50", "p99", "saturated_cpu", "saturated_per_second"))
