"""The example for pandas, run as somebody would run it, against a server that answers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from server.domain import commands as c
from tests.a_programme import AProgramme
from tests.serving import Served

EXAMPLE = Path(__file__).parent.parent.parent / "examples/retreat_in_pandas.py"


def run(served: Served, token: str) -> subprocess.CompletedProcess[str]:
    """What it says, run by itself: it knows the address and the token, and nothing of this project."""
    environment = {"PATH": os.environ["PATH"], "RETREAT_ADDRESS": f"{served.address}/", "RETREAT_TOKEN": token}
    command = [sys.executable, "-W", "error", "-I", str(EXAMPLE)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)


def token_of(served: Served, programme: AProgramme, person: str, path: str) -> str:
    with served.visit(programme, person) as client:
        return str(client.post(path, json={"name": "Pandas"}).json()["secret"])


@pytest.fixture
def discussed(programme: AProgramme) -> AProgramme:
    """A code on some words, about which people differ; and a mark that nobody answered."""
    programme.annotate("partner", programme.id("mark"), programme.passage(0, 0, 9), code=programme.code)
    programme.annotate("researcher", programme.id("other mark"), comment="Why here?")
    for person, view in (("partner", "agree"), ("researcher", "differ"), ("facilitator", "unsure")):
        programme.ask(person, c.TakeStance, annotation=programme.id("mark"), view=view, reason="I think so.")
    return programme


def test_codes_by_sector_and_views_side_by_side(served: Served, discussed: AProgramme) -> None:
    said = run(served, token_of(served, discussed, "researcher", f"/api/retreats/{discussed.retreat}/tokens"))
    assert (said.returncode, said.stderr) == (0, "")
    lines = said.stdout.splitlines()
    assert lines[0] == "# Spring retreat: 2 marks, 3 replies and stances"
    [counted] = [it for it in lines if it.split() == ["What", "matters", "1"]]
    assert lines.index(counted) < next(n for n, it in enumerate(lines) if "Facilitator" in it)
    [views] = [it for it in lines if "She walks" in it]
    assert views.split()[-3:] == ["unsure", "agree", "differ"]  # in the order of their names
    assert "Autumn retreat" not in said.stdout


def test_a_token_of_the_programme_finds_every_retreat(served: Served, discussed: AProgramme) -> None:
    said = run(served, token_of(served, discussed, "steward", "/api/programme/tokens"))
    assert (said.returncode, said.stderr) == (0, "")
    assert "# Spring retreat: 2 marks" in said.stdout and "# Autumn retreat: 0 marks, 0 replies" in said.stdout


def test_without_a_token_that_is_known_it_says_what_to_do(served: Served) -> None:
    said = run(served, "dr_" + "x" * 43)
    assert said.returncode == 1 and said.stderr.startswith("This token is not known here")
