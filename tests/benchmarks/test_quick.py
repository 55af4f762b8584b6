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


def test_a_recording_is_heard_from_start_to_end() -> None:
    took = figures_of("transcription")["ours"]
    assert took["seconds"] > 0 and took["mb"] > 100 and 0 < took["word_error"] < 10


def test_a_highlight_is_painted_where_it_is_made_and_where_it_is_heard() -> None:
    figures = figures_of("highlight")
    assert all(figures[name] > 0 for name in ("server", "here", "heard", "frames"))


@pytest.mark.browser
def test_a_newcomer_gets_everything_and_sees_the_first_words_before_the_rest() -> None:
    figures = figures_of("join")
    assert figures["came"] > 200 and figures["join_cpu"] > 0  # its marks and more: sentences
    assert 0 < figures["first_text_s"] <= figures["to_mark_s"] and 0 < figures["first_text_kb"] <= figures["to_mark_kb"]
    assert figures["dom_nodes"] > 100


@pytest.mark.browser
def test_a_first_screen_is_weighed_and_what_idles_is_looked_at() -> None:
    figures = figures_of("page")
    assert figures["kilobytes"]["Script"] > 20 and figures["kilobytes"]["Fetch"] > 0
    assert figures["idle"]["app_mb"] > 20 and figures["idle"]["worker_mb"] > 20
