"""What somebody can undo is found by way of the ledger, also by an app that remembers nothing of it."""

from collections.abc import Callable
from contextlib import closing
from typing import Any
from uuid import uuid4

import pytest

from server.database import Database
from server.domain import commands as c
from server.domain.deeds import NothingToUndo
from server.live.handle import Committer
from tests.a_programme import AProgramme


def mark(it: AProgramme) -> tuple[str, Any, str | None]:
    return "partner", it.annotation(str(uuid4())), it.excerpt


def code(it: AProgramme) -> tuple[str, Any, str | None]:
    return "researcher", it.make(c.CreateCode, code=str(uuid4()), name="Enough", colour=2), None


def words(it: AProgramme) -> tuple[str, Any, str | None]:
    place = it.place(0, 0)
    changed = {"segment": place.segment, "base": place.revision, "text": "Other words."}
    return "researcher", it.make(c.Correct, source=it.excerpt, corrections=[changed]), it.excerpt


@pytest.mark.parametrize("what", [mark, code, words])
def test_u1_what_was_done_before_a_restart_is_undone(
    database: Database, what: Callable[[AProgramme], tuple[str, Any, str | None]]
) -> None:
    with closing(Committer(database, b"key")) as committer:
        programme = AProgramme(committer, "undone").found()
    person, command, source = what(programme)

    def restarted(person: str, command: Any) -> int:
        with closing(Committer(database, b"key")) as committer:
            return committer.submit(programme.programme, programme.who(person), command).result(30).seq

    def undoing(kind: type[Any]) -> Any:
        return programme.make(kind, retreat=programme.retreat, source=source)

    reached = restarted(person, command)
    for kind in (c.Undo, c.Redo, c.Undo):
        before, reached = reached, restarted(person, undoing(kind))
        assert reached > before
    for who in (person, "facilitator"):  # nothing more of theirs, and nothing of others
        with pytest.raises(NothingToUndo):
            restarted(who, undoing(c.Undo))
