"""Random walks through the real Committer: what must hold whatever people do, in whatever order."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from server.domain.apply import apply_
from server.domain.commands import COMMAND
from server.domain.decide import DECIDE
from server.domain.events import EVENT, Happening
from server.domain.nouns import Chunk, Closed, Deed, WordTimes
from server.domain.rows import KEYS, Kind, Rows, key_of
from server.errors import OtherContent, Refusal
from server.live.handle import Committer, NotKept
from server.store.tables import EventRow
from tests.a_retreat import ENGINE, PROGRAMME, RESEARCHER, RETREAT, STEWARD, ARetreat, copy_of
from tests.domain.walks import MAKERS, NEW_RECORDING, Walk

EVENTS = EventRow.__table__  # type: ignore[attr-defined]
SEEDS = range(20)
LENGTH = 60
NOT_IN_EVENTS = {Chunk, Deed, WordTimes}

Answer = int | str
State = dict[Kind, dict[Any, Closed]]


@pytest.fixture
def another(built: Path, tmp_path: Path) -> Callable[[], ARetreat]:
    """The same retreat once more."""
    return lambda: ARetreat(copy_of(built, tmp_path / "another.sqlite"))


def answer(retreat: ARetreat, actor: str, command: Any) -> Answer:
    """The seq, or the kind of refusal."""
    try:
        return retreat.send(actor, command)
    except Refusal as refusal:
        assert not isinstance(refusal, NotKept), command
        return refusal.kind


def everything(retreat: ARetreat) -> dict[str, list[Any]]:
    """Every row of every table, as the driver gives it."""
    with retreat.database.read() as connection:
        cursor = connection.connection.cursor()
        return {name: cursor.execute(f'SELECT * FROM "{name}"').fetchall() for name in SQLModel.metadata.tables}


def ledger_of(retreat: ARetreat) -> list[Any]:
    """All events in order."""
    with retreat.database.read() as connection:
        return list(connection.execute(select(EVENTS).where(EVENTS.c.programme == PROGRAMME).order_by(EVENTS.c.seq)))


def replayed(events: list[Any], times: int = 1) -> State:
    """What the events of a ledger make of nothing, each applied so many times."""
    rows = Rows()
    for it in events:
        happening = Happening(EVENT.validate_json(it.body), it.audience, it.retreat, it.source)
        for _ in range(times):
            apply_(happening, rows)
    return {kind: {key_of(noun): noun for noun in rows.all(kind)} for kind in KEYS if kind not in NOT_IN_EVENTS}


def in_tables(retreat: ARetreat) -> State:
    return {kind: found for kind, found in retreat.rows().items() if kind not in NOT_IN_EVENTS}


@pytest.mark.parametrize("seed", SEEDS)
def test_c6_a_refusal_changes_nothing_and_e1_and_e3_events_without_holes_give_the_rows(
    retreat: ARetreat, seed: int
) -> None:
    retreat.receive(NEW_RECORDING, 2, 3)
    stands, before = retreat.seq(), everything(retreat)
    answers = set()
    for actor, command in Walk(seed, LENGTH).steps:
        it = answer(retreat, actor, command)
        answers.add(type(it))
        if isinstance(it, str):
            assert everything(retreat) == before
        else:
            assert it == retreat.seq() >= stands
            stands, before = it, everything(retreat)
    assert answers == {int, str}, "a walk should meet both"

    events = ledger_of(retreat)
    assert [it.seq for it in events] == list(range(1, stands + 1))
    assert replayed(events) == in_tables(retreat)
    assert replayed(events, times=2) == in_tables(retreat)


@pytest.mark.parametrize("seed", SEEDS)
def test_c4_a_command_sent_twice_is_applied_once_and_c5_other_content_is_refused(retreat: ARetreat, seed: int) -> None:
    chance = Random(seed)
    sent: list[tuple[str, Any, int]] = []
    for actor, command in Walk(seed, LENGTH).steps:
        it = answer(retreat, actor, command)
        if isinstance(it, int):
            sent.append((actor, command, it))
        if not sent or chance.random() < 0.5:
            continue
        before = everything(retreat)
        actor, command, seq = chance.choice(sent)
        assert answer(retreat, actor, command) == seq
        other = chance.choice([it for it in Walk(seed + 100, LENGTH).steps if it[1].type != command.type])[1]
        changed = COMMAND.validate_python({**other.model_dump(), "id": command.id})
        # For the engine, what was stored first stands.
        assert answer(retreat, actor, changed) == (seq if actor == ENGINE else OtherContent().kind)
        somebody_else = next(it for it in (STEWARD, RESEARCHER) if it != actor)
        assert answer(retreat, somebody_else, command) == OtherContent().kind
        assert everything(retreat) == before
    assert sent


@pytest.mark.parametrize("seed", SEEDS)
def test_c7_commands_committed_together_come_out_as_one_by_one(
    retreat: ARetreat, another: Callable[[], ARetreat], seed: int
) -> None:
    steps = Walk(seed, LENGTH).steps
    together = another()
    try:
        with patch("server.live.batch.now", lambda: "2026-05-12T10:00:00.000Z"):
            one_by_one = [answer(retreat, actor, command) for actor, command in steps]
            with together.database.write():  # nothing can be committed while they come in
                futures = [together.committer.submit(PROGRAMME, actor, command) for actor, command in steps]
            at_once = [error.kind if (error := it.exception()) else it.result().seq for it in futures]
        assert at_once == one_by_one
        assert together.rows() == retreat.rows()
        assert together.frame(RETREAT).model_dump() == retreat.frame(RETREAT).model_dump() | {
            "epoch": together.frame(RETREAT).epoch
        }
    finally:
        together.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_c7_what_two_processes_commit_in_turns_comes_out_as_by_one(
    retreat: ARetreat, another: Callable[[], ARetreat], seed: int
) -> None:
    by_two = another()
    committers = [by_two.committer, Committer(by_two.database, b"a key of these tests")]
    chance = Random(seed)
    try:
        for actor, command in Walk(seed, LENGTH).steps:
            by_two.committer = chance.choice(committers)
            with patch("server.live.batch.now", lambda: "2026-05-12T10:00:00.000Z"):
                assert answer(by_two, actor, command) == answer(retreat, actor, command)
        assert by_two.rows() == retreat.rows()
    finally:
        committers[1].close()
        by_two.committer = committers[0]
        by_two.close()


def test_the_walks_are_worth_it() -> None:
    kinds = [type(command) for seed in SEEDS for _, command in Walk(seed, LENGTH).steps]
    assert set(kinds) == set(MAKERS) == set(DECIDE)
