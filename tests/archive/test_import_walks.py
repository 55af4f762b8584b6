"""Export, import, export: whatever people did, and whoever takes it away."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from server.archive.document import Document, read_document, written
from server.archive.ids import brought_to
from server.archive.replay import problems
from server.database import Database
from server.domain.access import WHO, columns
from server.domain.erasing import ERASING
from server.errors import Refusal
from tests.a_retreat import FACILITATOR, PROGRAMME, RESEARCHER, RETREAT, STEWARD, ARetreat, an_id
from tests.archive.an_archive import brought, comparable, taken_away
from tests.domain.walks import NEW_RECORDING, Walk

SEEDS = range(40, 46)
LENGTH = 80
# Who takes it away; none is whoever runs the server.
MAKERS = (None, STEWARD, FACILITATOR, RESEARCHER)
OTHER = an_id("another programme")

Fresh = Callable[[], Database]


@pytest.fixture
def fresh(empty_database: Path, tmp_path: Path) -> Iterator[Fresh]:
    """Empty databases, as many as are asked for."""
    made: list[Database] = []

    def one() -> Database:
        file = shutil.copy(empty_database, tmp_path / f"fresh {len(made)}.db")
        made.append(Database(f"sqlite:///{file}"))
        return made[-1]

    yield one
    for it in made:
        it.close()


def walk(retreat: ARetreat, seed: int, without: tuple[type[Any], ...] = ()) -> None:
    retreat.receive(NEW_RECORDING, 2, 3)
    for actor, command in Walk(seed, LENGTH).steps:
        if isinstance(command, without):
            continue
        try:
            retreat.send(actor, command)
        except Refusal:
            continue


def whole(database: Database, by: str | None, programme: str = PROGRAMME) -> Document:
    """Everything, or what one who works in one retreat has of it."""
    return taken_away(database, programme, by, *([RETREAT] if by else []))


@pytest.mark.parametrize("seed", SEEDS)
def test_an_archive_comes_back_as_it_was_taken_away(retreat: ARetreat, fresh: Fresh, seed: int) -> None:
    walk(retreat, seed)
    for by in MAKERS:
        if by and not columns(retreat.actor(by), RETREAT) & WHO["export"]:
            continue  # they lost their role on the way
        document = whole(retreat.database, by)
        assert problems(document) == []
        assert written(read_document(written(document))) == written(document)
        there = fresh()
        done = brought(there, document)
        assert len(done.new) == len(document.ledger) and not done.differing
        again = taken_away(there, PROGRAMME, None, *([RETREAT] if by else []))
        assert problems(again) == []
        assert comparable(again) == comparable(document)
        second = fresh()
        brought(second, again)
        third = taken_away(second, PROGRAMME, None, *([RETREAT] if by else []))
        # There were no roles left to lose, so now it is the same but for seq, time and what is told of its coming.
        assert comparable(third, as_brought=False) == comparable(again, as_brought=False)


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_a4_in_another_programme_every_id_is_another_and_brought_again_nothing_is_new(
    retreat: ARetreat, fresh: Fresh, seed: int
) -> None:
    walk(retreat, seed)
    document = whole(retreat.database, None)
    there = fresh()
    assert brought(there, document, OTHER).new
    again = taken_away(there, OTHER)
    mapped = brought_to(OTHER, document)
    assert comparable(again) == comparable(mapped)
    ids = {it for it in _ids(document.model_dump(mode="json")) if it != PROGRAMME}
    assert ids and not ids & set(_ids(again.model_dump(mode="json")))
    assert not brought(there, document, OTHER).new


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_in_its_own_programme_what_is_there_is_skipped_and_what_came_since_is_new(
    retreat: ARetreat, fresh: Fresh, seed: int
) -> None:
    before = whole(retreat.database, None)
    there = fresh()
    brought(there, before)
    assert not brought(there, before).new
    walk(retreat, seed, without=ERASING)  # an archive erases nothing that is here
    since = whole(retreat.database, None)
    done = brought(there, since)
    assert not done.differing and len(done.new) == len(since.ledger) - done.known
    assert comparable(taken_away(there, PROGRAMME)) == comparable(since)


def _ids(value: Any) -> Iterator[str]:
    """Whatever looks like one, anywhere in it."""
    if isinstance(value, str) and len(value) == 36 and value.count("-") == 4:
        yield value
    elif isinstance(value, dict):
        for key, it in value.items():
            yield from _ids(key)
            yield from _ids(it)
    elif isinstance(value, list):
        for it in value:
            yield from _ids(it)
