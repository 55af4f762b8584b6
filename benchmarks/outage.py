"""A hundred people write while the server is killed fifty times: nothing that was acknowledged is lost, nothing is
doubled, everything arrives in the end, in everybody's own order, and what was seen live is what is kept."""

import asyncio
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx

from benchmarks.app import App
from benchmarks.members import Member, State, fingerprint
from benchmarks.people import People
from benchmarks.verdict import Budget, Measured, run
from server.http.dependencies import COOKIE

# Seconds, on average, between two things that one person writes, connected or not.
_PAUSE = 4.0
# The server is killed at a random moment of the first seconds after it answers: many are still coming back.
_MOST_ALIVE = 2.5
# Seconds that everything may take to arrive after the last start.
_PATIENCE = 120


def measure(quick: bool) -> Measured:
    random.seed(20260512)
    many, kills = (10, 3) if quick else (100, 50)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "retreat.db"
        people = People(f"sqlite:///{database}", many)
        app = App(Path(folder))
        fetch = partial(_state, app, people)
        members = [Member(app.address, token, people.programme.retreat, fetch) for token in people.tokens]
        began = time.monotonic()
        with app:
            cut = asyncio.run(_outages(app, people, members, kills))
            took = time.monotonic() - began
            _, kept = _snapshot(app, people)
        figures = _compare(members, kept, _times_kept(database))
    figures |= {"kills": kills, "kills_with_commands_on_their_way": cut, "seconds": round(took, 1)}
    return figures, [Budget(name, figures[name], 0) for name in _BUDGETS]


async def _outages(app: App, people: People, members: list[Member], kills: int) -> int:
    """Kill and start; returns at how many kills somebody waited for an answer."""
    cut = 0
    staying = [asyncio.create_task(it.stay()) for it in members]
    writing = [asyncio.create_task(_write(people, n, it)) for n, it in enumerate(members)]
    for _ in range(kills):
        await asyncio.sleep(random.uniform(0, _MOST_ALIVE))
        cut += any(it.outbox for it in members)
        await asyncio.to_thread(app.kill)
        await asyncio.to_thread(app.start)
    for it in writing:
        it.cancel()
    await _everything_arrived(members)
    for it in (*writing, *staying):
        it.cancel()
    for came in await asyncio.gather(*writing, *staying, return_exceptions=True):
        if isinstance(came, Exception):
            raise came
    return cut


async def _write(people: People, person: int, member: Member) -> None:
    """Marks, and answers to them: an answer that is decided before its mark would be refused."""
    n = 0
    while True:
        await asyncio.sleep(random.expovariate(1 / _PAUSE))
        mark = f"mark {person} {n - n % 3}"
        thing = people.reply(f"reply {person} {n}", mark, f"And {n}?") if n % 3 else people.mark(mark, f"Why {n}?")
        member.ask(thing)
        n += 1


async def _everything_arrived(members: list[Member]) -> None:
    """Wait until everybody was answered and told everything; whoever never is, is found out by the figures."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        answered = not any(it.outbox for it in members)
        last = max((seq for it in members for seq in it.accepted.values()), default=0)
        if answered and all((it.upto or 0) >= last for it in members):
            return
        await asyncio.sleep(0.2)


def _snapshot(app: App, people: People) -> tuple[int, list[dict[str, Any]]]:
    """The marks and replies that somebody gets who comes only now, and the seq that they are of."""
    place = f"/api/retreats/{people.programme.retreat}/sources/{people.programme.excerpt}/blocks/0"
    with httpx.Client(base_url=app.address, cookies={COOKIE: people.tokens[0]}, timeout=60) as client:
        block: dict[str, Any] = client.get(place).raise_for_status().json()
    return block["seq"], [*block["annotations"], *block["replies"]]


def _state(app: App, people: People) -> State:
    seq, things = _snapshot(app, people)
    return seq, {it["id"]: fingerprint(it) for it in things}


def _times_kept(database: Path) -> Counter[str]:
    """How many events of the ledger each command has."""
    with closing(sqlite3.connect(database)) as connection:
        return Counter(command for (command,) in connection.execute("select command from event"))


_BUDGETS = ("acknowledged_lost", "doubled", "never_answered", "refused", "out_of_order", "seen_otherwise")


def _compare(members: list[Member], kept: list[dict[str, Any]], times: Counter[str]) -> dict[str, Any]:
    state = {it["id"]: fingerprint(it) for it in kept}
    said = Counter((it["id"], it.get("comment") or it["text"]) for it in kept)
    asked = {id: command for it in members for id, command in it.asked.items()}
    accepted = [id for it in members for id in it.accepted]
    return {
        "members": len(members),
        "commands": len(asked),
        "commands_sent_again": sum(it.resent for it in members),
        "events_heard": sum(it.heard for it in members),
        "acknowledged_lost": sum(not (said[_said(asked[id])] and times[id]) for id in accepted),
        "doubled": sum(times[id] > 1 for id in asked) + len(kept) - len(state) + sum(it.doubled for it in members),
        "never_answered": sum(len(it.outbox) - len(it.refused) for it in members),
        "refused": sum(len(it.refused) for it in members),
        "out_of_order": sum(_out_of_order(it) for it in members),
        "seen_otherwise": sum(it.state != state for it in members),
        "resyncs": sum(it.resyncs for it in members),
    }


def _said(command: dict[str, Any]) -> tuple[str, str]:
    """The id of what a command makes, and what it says."""
    if command["type"] == "reply":
        return command["reply"], command["text"]
    return command["annotation"], command["comment"]


def _out_of_order(member: Member) -> int:
    """How many of a member's commands come in the ledger before one that was asked earlier."""
    seqs = [member.accepted[it] for it in member.asked if it in member.accepted]
    return sum(later < earlier for earlier, later in pairwise(seqs))


if __name__ == "__main__":
    sys.exit(run("outage", measure))
